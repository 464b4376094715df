package fetch

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// header makes headers of "Name: value" lines.
func header(lines string) http.Header {
	h := http.Header{}
	for line := range strings.Lines(lines) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		h.Add(name, value)
	}
	return h
}

func TestFreshnessIsWhatTheServerStated(t *testing.T) {
	for lines, want := range map[string]time.Duration{
		"Cache-Control: max-age=21600":                                                           6 * time.Hour,
		"Cache-Control: public, Max-Age=\"600\"":                                                 10 * time.Minute,
		"Cache-Control: max-age=600\nAge: 100":                                                   500 * time.Second,
		"Cache-Control: max-age=600\nAge: 700":                                                   0,
		"Cache-Control: max-age=31536000":                                                        365 * 24 * time.Hour,
		"Cache-Control: max-age=99999999999999999999":                                            (1<<31 - 1) * time.Second,
		"Cache-Control: max-age=-5":                                                              0,
		"Cache-Control: no-cache, max-age=600":                                                   0,
		"Cache-Control: max-age=600\nCache-Control: no-store":                                    0,
		"Cache-Control: s-maxage=600":                                                            0,
		"Cache-Control: max-age=60\nExpires: Sun, 01 Mar 2026 14:00:00 GMT":                      time.Minute,
		"Expires: Sun, 01 Mar 2026 14:00:00 GMT":                                                 2 * time.Hour,
		"Expires: Sun, 01 Mar 2026 14:00:00 GMT\nDate: Sat, 28 Feb 2026 14:00:00 GMT":            24 * time.Hour,
		"Expires: Sun, 01 Mar 2026 14:00:00 GMT\nDate: Sun, 01 Mar 2026 13:00:00 GMT\nAge: 1800": 30 * time.Minute,
		"Expires: Sat, 28 Feb 2026 14:00:00 GMT":                                                 0,
		"Expires: 0":                                                                             0,
		"Expires: soon":                                                                          0,
		"":                                                                                       0,
	} {
		if got := freshness(header(lines), noon); got != want {
			t.Errorf("%q: %v, want %v", lines, got, want)
		}
	}
}

func TestRetryAfterIsObeyedUpToAWeek(t *testing.T) {
	for lines, want := range map[string]time.Duration{
		"Retry-After: 7200":                          2 * time.Hour,
		"Retry-After: Wed, 04 Mar 2026 12:00:00 GMT": 72 * time.Hour,
		"Retry-After: Wed, 04 Mar 2026 12:00:00 GMT\nDate: Tue, 03 Mar 2026 12:00:00 GMT": 24 * time.Hour,
		"Retry-After: 315360000":                     maxRetryAfter,
		"Retry-After: 99999999999999999999999":       maxRetryAfter,
		"Retry-After: Mon, 02 Mar 2036 12:00:00 GMT": maxRetryAfter,
		"Retry-After: -10":                           0,
		"Retry-After: 0":                             0,
		"Retry-After: a while":                       0,
		"Retry-After: Sat, 28 Feb 2026 14:00:00 GMT": 0,
		"": 0,
	} {
		got := retryAfter(header(lines), noon)
		if want == 0 && !got.IsZero() || want != 0 && !got.Equal(noon.Add(want)) {
			t.Errorf("%q: %v, want %v later", lines, got, want)
		}
	}
}

func TestLinkHeaderNamesHubAndSelf(t *testing.T) {
	base := &url.URL{Scheme: "https", Host: "a.example", Path: "/feed/"}
	for _, tt := range []struct {
		name   string
		values []string
		hubs   []string
		self   string
	}{
		{"two headers", []string{`<https://hub.example/>; rel="hub"`, `<https://a.example/feed>; rel=self`}, []string{"https://hub.example/"}, "https://a.example/feed"},
		{"one header", []string{`</hub?a,b>; title="x, y"; rel="hub next", <self.xml>;REL='self'`}, []string{"https://a.example/hub?a,b"}, "https://a.example/feed/self.xml"},
		{"others", []string{`</style.css>; rel=preload; as=style, <https://a.example/wp-json/>; rel="https://api.w.org/"`}, nil, ""},
		{"nonsense", []string{`rel=hub`, `<`, `<x`, `<>; rel=hub`, `;,<`}, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hubs, self := links(tt.values, base)
			if !slices.Equal(hubs, tt.hubs) || self != tt.self {
				t.Errorf("hubs %q, self %q; want %q, %q", hubs, self, tt.hubs, tt.self)
			}
		})
	}
}

func FuzzHeaders(f *testing.F) {
	f.Add(`<https://hub.example/>; rel="hub", </x>; rel=self`, "max-age=600, no-cache", "Sun, 01 Mar 2026 14:00:00 GMT", "120")
	f.Add(`<a>;"<,`, `max-age="`, "-1", "1e9")
	base := &url.URL{Scheme: "https", Host: "a.example"}
	f.Fuzz(func(t *testing.T, link, cache, date, age string) {
		h := http.Header{"Cache-Control": {cache}, "Expires": {date}, "Retry-After": {date}, "Age": {age}, "Date": {age}}
		if d := freshness(h, noon); d < 0 {
			t.Errorf("freshness %v", d)
		}
		if at := retryAfter(h, noon); !at.IsZero() && (!at.After(noon) || at.After(noon.Add(maxRetryAfter))) {
			t.Errorf("retry after %v", at)
		}
		if hubs, _ := links([]string{link, link}, base); len(hubs) > maxLinks {
			t.Errorf("%d hubs", len(hubs))
		}
	})
}
