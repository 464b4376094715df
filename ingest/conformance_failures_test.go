package ingest

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

const day = 24 * time.Hour

func TestConformanceOfRetryAfter(t *testing.T) {
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		named := map[int]string{429: "16 Retry-After of 429 lets the whole domain rest", 503: "18 Retry-After of 503 lets the whole domain rest"}[status]
		conform(t, named, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Host == "b.press.example" && time.Since(began) < time.Hour:
				w.Header().Set("Retry-After", "7200")
				w.WriteHeader(status)
			case r.URL.Path == "/robots.txt":
				http.NotFound(w, r)
			case strings.HasPrefix(r.URL.Path, "/a/"):
				io.WriteString(w, newsPage("Talks in Baghdad", "Nothing of note was said."))
			case r.Host == "www.press.example":
				tagged(w, r, `"1"`, channel(`<item><title>Talks in Baghdad</title><link>http://www.press.example/a/1</link></item>`))
			default:
				steady(w, r)
			}
		}, func(w *world) {
			w.sweep(PollOptions{Names: []string{"a"}, Now: true}) // lists an article that is still to be read when
			w.sweep(PollOptions{Names: []string{"b"}, Now: true}) // its domain asks for rest
			refused := w.asked("b.press")[0].At
			w.run(6 * time.Hour)
			for _, s := range w.asked("") {
				if rest := s.At.Sub(refused); strings.HasSuffix(s.Host, "press.example") && rest > 0 && rest < 2*time.Hour {
					w.Errorf("%s%s was asked %v after", s.Host, s.URL, rest)
				}
			}
			w.wantAsked("www.press.example/a/1", 1, 1)
			w.wantAsked("www.press.example/feed", 7, 10)
			w.wantAsked("b.press.example", 7, 10)
			w.wantAsked("other.example", 10, 13)
		}, feedAt("a", "http://www.press.example/feed"), feedAt("b", "http://b.press.example/feed"), feedAt("other", "http://other.example/feed"))
	}
	conform(t, "16 a rest outlives a restart", retryOnce("7200"), func(w *world) {
		w.run(time.Minute)
		w.restart()
		w.run(3 * time.Hour)
		if gap := gaps(w.asked("a.example"))[0]; gap < 2*time.Hour {
			w.Errorf("asked after %v", gap)
		}
	})
	conform(t, "17 a date three days ahead is obeyed in full", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", began.Add(3*day).Format(http.TimeFormat))
		if time.Since(began) < time.Hour {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		steady(w, r)
	}, func(w *world) {
		w.run(4 * day)
		if gap := gaps(w.asked("a.example"))[0]; gap < 3*day || gap > 3*day+time.Hour {
			w.Errorf("asked after %v", gap)
		}
	})
	conform(t, "18 503 without Retry-After is asked half as often each time, daily at last", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
	}, func(w *world) {
		w.run(8 * day)
		want := 30 * time.Minute
		for i, gap := range gaps(w.asked("a.example")) {
			if gap < want*9/10 || gap > want*9/8 {
				w.Errorf("try %d came after %v, want about %v", i+2, gap, want)
			}
			want = min(2*want, day)
		}
		w.wantAsked("a.example", 12, 14)
	})
	for value, want := range map[string]time.Duration{"-5": 30 * time.Minute, "soon": 30 * time.Minute, "315360000": 7 * day} {
		conform(t, "19 Retry-After of nonsense is none, and of years a week: "+value, retryOnce(value), func(w *world) {
			w.run(want + day/4)
			if gap := gaps(w.asked("a.example"))[0]; gap < want || gap > want+want/8 {
				w.Errorf("asked after %v, want %v", gap, want)
			}
		})
	}
}

// retryOnce refuses the first request with a Retry-After.
func retryOnce(value string) http.HandlerFunc {
	return counted(func(n int, w http.ResponseWriter, r *http.Request) {
		if n == 1 {
			w.Header().Set("Retry-After", value)
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		steady(w, r)
	})
}

// until answers with a status, and a feed behind it, for a while.
func until(d time.Duration, status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if time.Since(began) < d {
			w.WriteHeader(status)
			io.WriteString(w, feedOf(5))
			return
		}
		steady(w, r)
	}
}

func TestConformanceOfStatuses(t *testing.T) {
	conform(t, "20 ten days of 500 cost few requests and two notices", until(10*day, 500), func(w *world) {
		w.run(12 * day)
		w.wantNotices("s: failing", "s: ok")
		before := 0
		for _, s := range w.asked("a.example") {
			if s.At.Sub(began) <= 10*day {
				before++
			}
		}
		if before < 10 || before > 29 {
			w.Errorf("%d requests in ten days", before)
		}
		w.wantItems("Item 1")
		w.wantHealth("s", roundwatch.HealthOK)
	})
	conform(t, "21 404 is asked daily, then weekly, and told once", until(100*day, 404), func(w *world) {
		w.run(36 * day)
		for i, gap := range gaps(w.asked("a.example")) {
			want := day
			if w.asked("a.example")[i].At.Sub(began) >= 14*day {
				want = 7 * day
			}
			if gap < want || gap > want*9/8 {
				w.Errorf("try %d came after %v, want %v", i+2, gap, want)
			}
		}
		w.wantNotices("s: failing")
		w.wantHealth("s", roundwatch.HealthFailing)
	})
	conform(t, "22 410 is never asked again", until(100*day, 410), func(w *world) {
		w.run(30 * day)
		w.restart()
		w.run(day)
		w.sweep(PollOptions{Force: true})
		w.wantAsked("a.example", 1, 1)
		w.wantHealth("s", roundwatch.HealthGone)
		w.wantNotices("s: gone")
	})
	conform(t, "22 410 holds for the address that gave it", func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "a.example" {
			w.WriteHeader(http.StatusGone)
			return
		}
		steady(w, r)
	}, func(w *world) {
		w.run(day)
		w.options.Sources = []roundwatch.Source{feedAt("s", "http://b.example/feed")}
		w.restart()
		w.run(time.Minute)
		w.wantHealth("s", roundwatch.HealthOK)
		w.wantItems("Item 1")
	})
}

func TestConformanceOfRefusals(t *testing.T) {
	for _, status := range []int{401, 403} {
		conform(t, fmt.Sprintf("23 %d is asked daily at most and never read", status), until(100*day, status), func(w *world) {
			w.run(10 * day)
			w.wantGaps("a.example", day, day*9/8)
			w.wantHealth("s", roundwatch.HealthBlocked)
			w.wantNotices("s: blocked")
			w.wantItems()
		})
	}
	conform(t, "23 a challenge is told as one", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cf-Mitigated", "challenge")
		w.WriteHeader(http.StatusForbidden)
	}, func(w *world) {
		w.run(3 * day)
		w.wantHealth("s", roundwatch.HealthBlocked)
		if st := w.state("s"); !strings.Contains(st.LastError, "checks for a browser") {
			w.Errorf("%s", st.LastError)
		}
	})
	conform(t, "23 a challenge in place of the feed is no empty feed", counted(func(n int, w http.ResponseWriter, r *http.Request) {
		if n > 1 {
			io.WriteString(w, "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>")
			return
		}
		steady(w, r)
	}), func(w *world) {
		w.run(5 * day)
		w.wantHealth("s", roundwatch.HealthBlocked)
		w.wantAsked("a.example", 5, 7)
		if got := w.state("s").ETag; got != `"1"` {
			w.Errorf("tag %q", got)
		}
	})
}

func TestConformanceOfMoves(t *testing.T) {
	// moving sends requests for a.example elsewhere.
	moving := func(status int, target string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			switch r.Host {
			case "a.example":
				w.Header().Set("Etag", `"of a"`)
				http.Redirect(w, r, target, status)
			default:
				tagged(w, r, `"of b"`, feedOf(1))
			}
		}
	}
	for _, status := range []int{301, 308} {
		conform(t, fmt.Sprintf("24 %d is learned after five answers in three days", status), moving(status, "http://b.example/new"), func(w *world) {
			w.run(2*day + 12*time.Hour)
			if w.state("s").URL != "" {
				w.Error("learned too early")
			}
			w.run(day)
			asked := len(w.asked("a.example"))
			w.run(2 * day)
			if got := w.state("s").URL; got != "http://b.example/new" || len(w.asked("a.example")) != asked {
				w.Errorf("learned %q; the old address was asked %d times after", got, len(w.asked("a.example"))-asked)
			}
			for _, s := range w.asked("") {
				if tag := s.Header.Get("If-None-Match"); s.Host == "a.example" && tag != "" || tag == `"of a"` {
					w.Errorf("%s was sent %s", s.Host, tag)
				}
			}
			w.wantItems("Item 1")
		}, every(4*time.Hour))
	}
	for _, status := range []int{302, 303, 307} {
		conform(t, fmt.Sprintf("25 %d is never learned", status), moving(status, "http://b.example/new"), func(w *world) {
			w.run(30 * day)
			if a, b := len(w.asked("a.example")), len(w.asked("b.example")); a != b || a < 60 {
				w.Errorf("a was asked %d times, b %d times", a, b)
			}
			if st := w.state("s"); st.URL != "" || st.MovedTo != "" {
				w.Errorf("state %+v", st)
			}
		}, every(10*time.Hour))
	}
	conform(t, "26 a redirect to a login page is not learned", func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "a.example" {
			http.Redirect(w, r, "http://b.example/login", http.StatusMovedPermanently)
			return
		}
		io.WriteString(w, newsPage("Log in", "Please give your name."))
	}, func(w *world) {
		w.run(10 * day)
		if st := w.state("s"); st.URL != "" || st.Health != roundwatch.HealthFailing {
			w.Errorf("learned %q, %s", st.URL, st.Health)
		}
		w.wantItems()
	})
}

func TestConformanceOfRedirects(t *testing.T) {
	for name, target := range map[string]string{"loop": "http://a.example/feed", "chain": ""} {
		conform(t, "27 a "+name+" of redirects ends after six requests", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, cmp.Or(target, r.URL.Path+"x"), http.StatusFound)
		}, func(w *world) {
			w.run(29 * time.Minute)
			w.wantAsked("a.example", 1, 6)
			w.wantHealth("s", roundwatch.HealthFailing)
			w.run(2 * day)
			w.wantNotices("s: failing")
			if st := w.state("s"); st.Failures < 5 || st.Failures > 8 {
				w.Errorf("%d failures: no normal backoff", st.Failures)
			}
		})
	}
	secure := feedAt("s", "https://a.example/feed")
	down := func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil {
			http.Redirect(w, r, "http://b.example/feed", http.StatusFound)
			return
		}
		steady(w, r)
	}
	for _, allowed := range []bool{false, true} {
		conform(t, fmt.Sprintf("28 from https to http only if configured: %v", allowed), down, func(w *world) {
			w.secure("a.example", began.Add(-day), began.Add(day))
			w.fetch.Downgrade = allowed
			w.restart()
			w.run(2 * time.Hour)
			if got := len(w.asked("b.example")) > 0; got != allowed {
				w.Errorf("followed: %v", got)
			}
			w.wantAsked("a.example", 2, 5)
		}, secure)
	}
	conform(t, "29 a redirect into the private network is refused", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1/feed", http.StatusFound)
	}, func(w *world) {
		w.run(time.Minute)
		w.wantAsked("", 1, 1)
		w.wantHealth("s", roundwatch.HealthFailing)
		w.wantLogged("address not allowed")
	})
}

func TestConformanceOfSecureConnections(t *testing.T) {
	for name, c := range map[string]struct {
		host   string
		until  time.Duration
		oldest uint16
	}{
		"an expired certificate":   {"a.example", -time.Hour, 0},
		"a certificate of another": {"b.example", 100 * day, 0},
		"TLS 1.0 only":             {"a.example", 100 * day, tls.VersionTLS10},
	} {
		conform(t, "43 is told after three days and never gone around: "+name, steady, func(w *world) {
			w.secure(c.host, began.Add(-100*day), began.Add(c.until))
			w.net.TLS.MaxVersion = c.oldest
			w.restart()
			w.run(2*day + 20*time.Hour)
			w.wantNotices()
			w.run(2 * day)
			w.wantNotices("s: failing")
			w.wantAsked("", 0, 0)
			if st := w.state("s"); !strings.Contains(st.LastError, "secure connection") {
				w.Errorf("%s", st.LastError)
			}
		}, feedAt("s", "https://a.example/feed"))
	}
	conform(t, "43 a good certificate is believed", steady, func(w *world) {
		w.secure("a.example", began.Add(-day), began.Add(day))
		w.restart()
		w.run(time.Minute)
		w.wantItems("Item 1")
	}, feedAt("s", "https://a.example/feed"))
}

// secure lets the network answer on port 443, with a certificate for one host
// by an authority that the fetcher believes from the next restart on.
func (w *world) secure(host string, from, until time.Time) {
	w.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		w.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{host}, IsCA: true, BasicConstraintsValid: true, NotBefore: from, NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		w.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		w.Fatal(err)
	}
	w.fetch.Roots = x509.NewCertPool()
	w.fetch.Roots.AddCert(certificate)
	w.net.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// every is the usual feed at another interval.
func every(d time.Duration) roundwatch.Source {
	s := feedAt("s", "http://a.example/feed")
	s.Every = d
	return s
}

// newsPage is a news page with a text of its own.
func newsPage(title string, paragraphs ...string) string {
	return "<!doctype html><html lang=en><head><title>" + title + "</title></head><body><article><h1>" + title + "</h1><p>" +
		strings.Join(paragraphs, "</p><p>") + "</p></article></body></html>"
}
