package fetch

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"roundwatch/ingest/fetch/fetchtest"
)

func TestRobotsRules(t *testing.T) {
	for _, tt := range []struct{ name, robots, allowed, refused string }{
		{"a path", "User-agent: *\nDisallow: /private", "/news /priv", "/private /private/x"},
		{"the longest match wins", "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", "/a/c"},
		{"our own group alone counts", "User-agent: *\nDisallow: /\n\nUser-agent: Roundwatch\nDisallow: /x", "/news", "/x"},
		{"wildcards", "User-agent: *\nDisallow: /*.pdf$", "/a.pdf.html", "/a.pdf /b/c.pdf"},
		{"an empty path allows all", "User-agent: roundwatch\nDisallow:\n\nUser-agent: *\nDisallow: /", "/news", ""},
		{"one bad line spoils nothing", "Disallow: /early\nUser-agent: *\nCrawl-delay: soon\nNoindex: /x\nDisallow: /private", "/early", "/private"},
		{"queries count", "User-agent: *\nDisallow: /*?page=", "/x", "/x?page=2"},
		{"a byte order mark and comments", "\ufeffUser-agent: * # all\nDisallow: /private # no", "/x", "/private"},
		{"a page instead of rules", "<!doctype html><p>User-agent: none</p>", "/x", ""},
		{"nothing", "", "/x", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := parseRobots([]byte(tt.robots))
			for want, paths := range map[bool]string{true: tt.allowed, false: tt.refused} {
				for path := range strings.FieldsSeq(paths) {
					u, err := url.Parse("https://example.org" + path)
					if err != nil {
						t.Fatal(err)
					}
					if r.allow(u) != want {
						t.Errorf("%s: allowed %v, want %v", path, !want, want)
					}
				}
			}
		})
	}
}

// site serves robots.txt with a status and counts nothing itself.
func site(status int, robots string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(status)
			io.WriteString(w, robots)
			return
		}
		io.WriteString(w, "page")
	}
}

func asked(n *fetchtest.Network, path string) int {
	count := 0
	for _, s := range n.Log() {
		if s.URL == path {
			count++
		}
	}
	return count
}

func TestRobotsAreObeyedByPagesAndNotByFeeds(t *testing.T) {
	inNetwork(t, site(200, "User-agent: *\nDisallow: /x\nSitemap: https://example.org/s.xml"), func(t *testing.T, c *Client, n *fetchtest.Network) {
		if e := failure(t, c, Request{URL: "http://example.org/x/1", Kind: Page, Robots: true}); e.Class != ClassRobots || asked(n, "/x/1") != 0 {
			t.Errorf("%s %v", e.Class, e)
		}
		get(t, c, Request{URL: "http://example.org/x/1", Kind: Feed})
		get(t, c, Request{URL: "http://example.org/y", Kind: Page, Robots: true})
		time.Sleep(23 * time.Hour)
		get(t, c, Request{URL: "http://example.org/y", Kind: Page, Robots: true})
		if got := asked(n, "/robots.txt"); got != 1 {
			t.Errorf("robots.txt was asked %d times within a day", got)
		}
		time.Sleep(2 * time.Hour)
		get(t, c, Request{URL: "http://example.org/y", Kind: Page, Robots: true})
		if got := asked(n, "/robots.txt"); got != 2 {
			t.Errorf("robots.txt was asked %d times in 25 hours", got)
		}
		if maps, err := c.Sitemaps(t.Context(), "http://example.org/"); err != nil || !slices.Equal(maps, []string{"https://example.org/s.xml"}) {
			t.Errorf("sitemaps %q, %v", maps, err)
		}
	})
}

func TestRobotsStatusDecidesWhatMayBeRead(t *testing.T) {
	for status, allowed := range map[int]bool{404: true, 403: true, 410: true, 429: false, 500: false, 503: false} {
		inNetwork(t, site(status, ""), func(t *testing.T, c *Client, n *fetchtest.Network) {
			for _, wait := range []time.Duration{0, 23 * time.Hour} {
				time.Sleep(wait)
				_, err := c.Get(t.Context(), Request{URL: "http://example.org/y", Kind: Page, Robots: true})
				if (err == nil) != allowed {
					t.Errorf("robots.txt %d: %v", status, err)
				}
			}
			if got := asked(n, "/robots.txt"); got != 1 {
				t.Errorf("robots.txt %d was asked %d times within a day", status, got)
			}
		})
	}
}

func TestCrawlDelayIsObeyedUpToAMinute(t *testing.T) {
	for delay, want := range map[string]time.Duration{"10": 10 * time.Second, "0.5": DefaultInterval, "3600": maxCrawlDelay} {
		inNetwork(t, site(200, "User-agent: *\nCrawl-delay: "+delay), func(t *testing.T, c *Client, n *fetchtest.Network) {
			for range 2 {
				get(t, c, Request{URL: "http://example.org/y", Kind: Page, Robots: true})
			}
			log := n.Log()
			if gap := log[2].At.Sub(log[1].Done); gap != want {
				t.Errorf("crawl-delay %s: pages %v apart, want %v", delay, gap, want)
			}
		})
	}
}

func TestUnreachableRobotsAreNotRemembered(t *testing.T) {
	up := false
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
		if !up {
			panic(http.ErrAbortHandler)
		}
		site(404, "")(w, r)
	}, func(t *testing.T, c *Client, n *fetchtest.Network) {
		req := Request{URL: "http://example.org/y", Kind: Page, Robots: true}
		if e := failure(t, c, req); e.Class != ClassNetwork || !strings.Contains(e.Error(), "robots.txt") {
			t.Errorf("%s %v", e.Class, e)
		}
		up = true
		get(t, c, req)
	})
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /*a*b$\nAllow: /\nCrawl-delay: 5\nSitemap: x"), "/a/b?c")
	f.Add([]byte("\xff\xfeuser-agent:\x00*\rdisallow:/\n:::#"), "//")
	f.Fuzz(func(t *testing.T, body []byte, path string) {
		r := parseRobots(body)
		if u, err := url.Parse(path); err == nil {
			r.allow(u)
		}
		if r.delay < 0 || r.delay > maxCrawlDelay {
			t.Errorf("delay %v", r.delay)
		}
	})
}
