package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"roundwatch/ingest/fetch/fetchtest"
)

// inNetwork runs a test in a bubble whose clock stands in 2026, with a client
// whose dial function leads to handler.
func inNetwork(t *testing.T, handler http.HandlerFunc, test func(t *testing.T, c *Client, n *fetchtest.Network)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)))
		n := &fetchtest.Network{Handler: handler}
		defer n.Start()()
		c := New(Options{Version: "1", Contact: "https://example.org/poller", HostInterval: DefaultInterval, Resolver: n, Dial: n.Dial})
		test(t, c, n)
	})
}

// failure asks and returns the error, which must be an *Error.
func failure(t *testing.T, c *Client, req Request) *Error {
	t.Helper()
	resp, err := c.Get(t.Context(), req)
	var failed *Error
	if !errors.As(err, &failed) {
		t.Fatalf("Get(%s) = %d %q, %v; want an Error", req.URL, resp.Status, resp.Body, err)
	}
	return failed
}

func get(t *testing.T, c *Client, req Request) Response {
	t.Helper()
	resp, err := c.Get(t.Context(), req)
	if err != nil {
		t.Fatalf("Get(%s): %v", req.URL, err)
	}
	return resp
}

func TestRequestCarriesValidatorsByteForByteAndNothingPrivate(t *testing.T) {
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"a b"`)
		w.Header().Set("Set-Cookie", "id=1")
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, "<rss/>")
	}, func(t *testing.T, c *Client, n *fetchtest.Network) {
		first := get(t, c, Request{URL: "http://news.example.org/feed?b=2&a=1", Kind: Feed})
		if first.ETag != `"a b"` || string(first.Body) != "<rss/>" || first.URL != "http://news.example.org/feed?b=2&a=1" {
			t.Errorf("first answer %+v", first)
		}
		second := get(t, c, Request{URL: first.URL, Kind: Feed, ETag: `W/"a b"`, LastModified: "yesterday, about noon"})
		if !second.NotModified {
			t.Errorf("second answer %+v", second)
		}
		h := n.Log()[1].Header
		for name, want := range map[string]string{
			"If-None-Match": `W/"a b"`, "If-Modified-Since": "yesterday, about noon",
			"User-Agent": "roundwatch/1 (+https://example.org/poller)", "Accept-Encoding": "gzip, br, zstd",
			"Cookie": "", "Referer": "", "Cache-Control": "", "A-Im": "feed",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if !strings.Contains(h.Get("Accept"), "application/rss+xml") {
			t.Errorf("Accept: %q", h.Get("Accept"))
		}
	})
}

func TestRequestsToOneDomainAreAlone(t *testing.T) {
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(500 * time.Millisecond)
	}, func(t *testing.T, c *Client, n *fetchtest.Network) {
		done := make(chan struct{})
		hosts := []string{"a.example.org", "b.example.org", "example.org", "other.example.net"}
		for _, host := range hosts {
			go func() {
				c.Get(t.Context(), Request{URL: "http://" + host + "/", Kind: Feed})
				done <- struct{}{}
			}()
		}
		for range hosts {
			<-done
		}
		var last fetchtest.Seen
		for _, s := range n.Log() {
			if s.Host == "other.example.net" {
				if s.At.After(n.Log()[0].At) {
					t.Errorf("another domain waited until %v", s.At)
				}
				continue
			}
			if gap := s.At.Sub(last.Done); !last.At.IsZero() && gap < DefaultInterval {
				t.Errorf("%s was asked %v after %s", s.Host, gap, last.Host)
			}
			last = s
		}
	})
}

func TestRetryAfterLetsTheWholeDomainRest(t *testing.T) {
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	}, func(t *testing.T, c *Client, n *fetchtest.Network) {
		start := time.Now()
		first := failure(t, c, Request{URL: "http://feeds.example.org/", Kind: Feed})
		if p := first.Pause(); p == nil || p.Domain != "example.org" || !p.Until.Equal(start.Add(2*time.Hour)) {
			t.Errorf("pause %+v", first.Pause())
		}
		second := failure(t, c, Request{URL: "http://www.example.org/article", Kind: Article})
		if second.Class != ClassPaused || len(n.Log()) != 1 {
			t.Errorf("%v after %d requests", second, len(n.Log()))
		}
		time.Sleep(2 * time.Hour)
		if third := failure(t, c, Request{URL: "http://www.example.org/article", Kind: Article}); third.Status != 429 {
			t.Errorf("after the pause: %v", third)
		}
	})
}

func TestCallerMayGiveUp(t *testing.T) {
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
	}, func(t *testing.T, c *Client, n *fetchtest.Network) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Get(ctx, Request{URL: "http://example.org/", Kind: Feed}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}

func TestAddressesReachTheWireInASCII(t *testing.T) {
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) {}, func(t *testing.T, c *Client, n *fetchtest.Network) {
		get(t, c, Request{URL: "http://bücher.example:8080/عراق/a b?q=ع c&x=%41#top", Kind: Feed})
		const want = "xn--bcher-kva.example:8080/%D8%B9%D8%B1%D8%A7%D9%82/a%20b?q=%D8%B9%20c&x=%41"
		if got := n.Log()[0].Host + n.Log()[0].URL; got != want {
			t.Errorf("asked %s, want %s", got, want)
		}
	})
}

func TestWhatIsNoWebAddressIsNotAsked(t *testing.T) {
	inNetwork(t, nil, func(t *testing.T, c *Client, n *fetchtest.Network) {
		for _, url := range []string{"", "/feed", "ftp://example.org/", "http:///x", "http://user:secret@example.org/", "http://a.example:99999/", "http://%zz/"} {
			if e := failure(t, c, Request{URL: url, Kind: Feed}); e.Class != ClassURL {
				t.Errorf("%q: %s %v", url, e.Class, e)
			}
		}
	})
}
