package config

import (
	"fmt"
	"math"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/andybalholm/cascadia"
	"github.com/robfig/cron/v3"

	"roundwatch"
)

// Clock is a time of day in minutes after local midnight.
type Clock int

// Hour is 0 to 23.
func (c Clock) Hour() int { return int(c) / 60 }

// Minute is 0 to 59.
func (c Clock) Minute() int { return int(c) % 60 }

// String writes the time as 06:00.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c.Hour(), c.Minute()) }

func parseClock(s string) (Clock, bool) {
	t, err := time.Parse("15:04", s)
	return Clock(t.Hour()*60 + t.Minute()), err == nil && len(s) == len("15:04")
}

func clock(to *Clock) slot {
	return slotOf[Clock]{to, func(v any) (Clock, error) {
		s, _ := asText(v)
		if c, ok := parseClock(s); ok {
			return c, nil
		}
		return 0, wrong(v, `a time of day such as "06:00"`)
	}}
}

// Span is a daily range of local time, From inside, To not; it may cross
// midnight. The zero Span is empty.
type Span struct{ From, To Clock }

// String writes the span as 22:00-06:00, the empty one as "".
func (s Span) String() string {
	if s == (Span{}) {
		return ""
	}
	return s.From.String() + "-" + s.To.String()
}

func span(to *Span) slot {
	return slotOf[Span]{to, func(v any) (Span, error) {
		s, ok := asText(v)
		if ok && s == "" {
			return Span{}, nil
		}
		first, last, _ := strings.Cut(s, "-")
		from, okFrom := parseClock(first)
		till, okTill := parseClock(last)
		if !okFrom || !okTill || from == till {
			return Span{}, wrong(v, `two times of day such as "22:00-06:00", or ""`)
		}
		return Span{from, till}, nil
	}}
}

// zone is a time zone by its IANA name.
func zone(to **time.Location) slot {
	return slotOf[*time.Location]{to, func(v any) (*time.Location, error) {
		s, _ := asText(v)
		if allowed := zoneName(s); s == "" || allowed != "" {
			return nil, wrong(v, zoneName("?"))
		}
		return time.LoadLocation(s)
	}}
}

// The checks below return what is allowed, or "" if the value is right.

func zoneName(s string) string {
	// "Local" would make the same file mean something else on another machine.
	if _, err := time.LoadLocation(s); err != nil || s == "Local" {
		return `an IANA zone such as "Asia/Baghdad" or "UTC"`
	}
	return ""
}

func something(s string) string {
	if s == "" {
		return "a string that is not empty"
	}
	return ""
}

// maxName bounds the name of a source or channel: it is part of keys and file names.
const maxName = 100

func name(s string) string {
	ok := s != "" && len(s) <= maxName
	for i, r := range s {
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		ok = ok && r != unicode.ReplacementChar && (word || i > 0 && strings.ContainsRune("-_.", r))
	}
	if !ok {
		return fmt.Sprintf("letters, digits, - _ and ., at most %d bytes, first a letter or digit", maxName)
	}
	return ""
}

// maxURL bounds an address; longer ones are refused by many servers.
const maxURL = 2048

func webAddress(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || len(s) > maxURL:
		return "an http or https address"
	case u.User != nil:
		return "an address without user name and password"
	}
	return ""
}

// callback is a web address to which a path can be added.
func callback(s string) string {
	if webAddress(s) != "" || strings.ContainsAny(s, "?#") {
		return "an http or https address without ? and #"
	}
	return ""
}

func contact(s string) string {
	if webAddress(s) == "" {
		return ""
	}
	if a, err := mail.ParseAddress(s); err == nil && a.Address == s {
		return ""
	}
	return "an http or https address or a mail address where the operator can be reached"
}

func mailAddress(s string) string {
	if _, err := mail.ParseAddress(s); err != nil {
		return `a mail address such as "desk@example.org"`
	}
	return ""
}

// channelAddress is a web address, or smtp:// or smtps:// for mail.
func channelAddress(s string) string {
	u, err := url.Parse(s)
	if err == nil && (u.Scheme == "smtp" || u.Scheme == "smtps") && u.Hostname() != "" && u.User == nil {
		return ""
	}
	return webAddress(s)
}

func listenAddress(s string) string {
	_, port, err := net.SplitHostPort(s)
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || n > 65535 {
		return `host:port such as "127.0.0.1:8420", or "" for none`
	}
	return ""
}

func language(s string) string {
	if !languageTag.MatchString(s) {
		return "a language tag such as en, ar, fa, ckb, ku or tr"
	}
	return ""
}

var languageTag = regexp.MustCompile(`^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$`)

func tier(s string) string {
	for _, t := range tiers {
		if string(t) == s {
			return ""
		}
	}
	return list(tiers)
}

var tiers = []roundwatch.Tier{
	roundwatch.TierOfficial, roundwatch.TierAgency, roundwatch.TierPress,
	roundwatch.TierPartisan, roundwatch.TierAggregator,
}

func selector(s string) string {
	if _, err := cascadia.ParseGroup(s); err != nil {
		return `a CSS selector such as "article h2 a"`
	}
	return ""
}

func pattern(s string) string {
	if _, err := regexp.Compile(s); err != nil {
		return "a regular expression in Go's syntax"
	}
	return ""
}

// schedule accepts a cron expression that will fire. The library lets dates
// through that never come, rounds what is shorter than a second, or negative,
// to a second without complaint, and panics on a zone without a name.
func schedule(s string) string {
	const form = `five cron fields that some day match, such as "0 */2 * * *", or "@every 2h"; the zone is the key zone's`
	if strings.Contains(s, "TZ=") {
		return form
	}
	plan, err := cron.ParseStandard(s)
	if err != nil || plan.Next(time.Unix(0, 0)).IsZero() {
		return form
	}
	if every, ok := strings.CutPrefix(s, "@every "); ok {
		if d, err := time.ParseDuration(every); err != nil || d < time.Second {
			return form
		}
	}
	return ""
}

// shortestGap is the shortest time between two firings of a valid schedule in
// a week, since cron fields hardly differ beyond one; 0 if it is not valid.
func shortestGap(s string) time.Duration {
	plan, err := cron.ParseStandard(s)
	if err != nil {
		return 0
	}
	shortest := time.Duration(math.MaxInt64)
	first := plan.Next(time.Unix(0, 0).UTC())
	for last := first; last.Sub(first) < 7*24*time.Hour && shortest > 0; {
		next := plan.Next(last)
		shortest = min(shortest, next.Sub(last))
		last = next
	}
	return shortest
}
