package fetch

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter: who asks for a longer rest is asked again after a week.
const maxRetryAfter = 7 * 24 * time.Hour

// date is the answer's Date, or now where it gives none.
func date(h http.Header, now time.Time) time.Time {
	if t, err := http.ParseTime(h.Get("Date")); err == nil {
		return t.UTC()
	}
	return now.UTC()
}

// retryAfter is when a server wants to be asked again (RFC 9110, section
// 10.2.3). A date counts from the server's own clock; nonsense is nothing.
func retryAfter(h http.Header, now time.Time) time.Time {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return time.Time{}
	}
	var wait time.Duration
	if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(date(h, now))
	} else {
		wait = seconds(value)
	}
	if wait <= 0 {
		return time.Time{}
	}
	return now.Add(min(wait, maxRetryAfter)).UTC()
}

// seconds reads a delta-seconds value; one too large to count is very long,
// and what is no number is 0 (RFC 9111, section 1.2.2).
func seconds(value string) time.Duration {
	value = strings.Trim(value, ` "`)
	if value == "" || strings.Trim(value, "0123456789") != "" {
		return 0
	}
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil {
		n = 1<<31 - 1
	}
	return time.Duration(n) * time.Second
}

// freshness is how long an answer stays fresh (RFC 9111, section 4.2): max-age,
// else Expires minus Date, less the Age it has already.
func freshness(h http.Header, now time.Time) time.Duration {
	age := seconds(h.Get("Age"))
	maxAge, stated := time.Duration(0), false
	for _, line := range h.Values("Cache-Control") {
		for directive := range strings.SplitSeq(line, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "no-cache", "no-store":
				return 0
			case "max-age":
				if !stated {
					maxAge, stated = seconds(value), true
				}
			}
		}
	}
	if !stated {
		expires, err := http.ParseTime(h.Get("Expires"))
		if err != nil {
			return 0
		}
		maxAge = expires.Sub(date(h, now))
	}
	return max(0, maxAge-age)
}

// maxLinks bounds the links taken from Link headers.
const maxLinks = 32

// links reads the WebSub links of Link headers (RFC 8288), resolved against base.
func links(values []string, base *url.URL) (hubs []string, self string) {
	n := 0
	for _, value := range values {
		for value != "" && n < maxLinks {
			n++
			var target, params string
			target, params, value = nextLink(value)
			u, err := base.Parse(target)
			if target == "" || err != nil {
				continue
			}
			relations := strings.Fields(strings.ToLower(relation(params)))
			if slices.Contains(relations, "hub") {
				hubs = append(hubs, u.String())
			}
			if slices.Contains(relations, "self") {
				self = u.String()
			}
		}
	}
	return hubs, self
}

// nextLink splits the first link off a Link header: its target, its
// parameters, and the rest behind the comma. Quoted text may hold commas.
func nextLink(s string) (target, params, rest string) {
	_, s, ok := strings.Cut(s, "<")
	if !ok {
		return "", "", ""
	}
	if target, s, ok = strings.Cut(s, ">"); !ok {
		return "", "", ""
	}
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			return target, s[:i], s[i+1:]
		}
	}
	return target, s, ""
}

// relation returns the value of the rel parameter.
func relation(params string) string {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(param, "=")
		if strings.EqualFold(strings.TrimSpace(name), "rel") {
			return strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	return ""
}
