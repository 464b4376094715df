package ingest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

// The conformance suite: what a server does, and how a well-behaved poller
// answers to it. Each case is driven through the real fetcher, poller, settler
// and archive, and judged by the requests that arrive. Cases 29, 43 and 44 are
// also shown in ingest/fetch, where the guard, the resolver and the handshake
// can be reached; 49 needs a process and stands in cmd/roundwatch.

func TestConformanceOfValidators(t *testing.T) {
	conform(t, "1 a tag and a date come back byte for byte", func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Last-Modified"] = []string{"Mon, 02 Mar 2026 10:00:00 GMT"}
		tagged(w, r, `"a b"`, feedOf(1))
	}, func(w *world) {
		w.run(time.Hour)
		w.wantValidators(2, `"a b"`, "Mon, 02 Mar 2026 10:00:00 GMT")
	})
	for _, tag := range []string{`W/"x"`, "abc", `"half`, `'s'`} {
		conform(t, "2 a weak or malformed tag is returned verbatim "+tag, func(w http.ResponseWriter, r *http.Request) {
			tagged(w, r, tag, feedOf(1))
		}, func(w *world) {
			w.run(time.Hour)
			w.wantValidators(2, tag, "")
		})
	}
	conform(t, "3 a date in a form of the server's own is echoed", func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Last-Modified"] = []string{"2026-03-02 10:00:00 +0300"}
		fmt.Fprint(w, feedOf(1))
	}, func(w *world) {
		w.run(time.Hour)
		w.wantValidators(2, "", "2026-03-02 10:00:00 +0300")
	})
	plain := func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, feedOf(1)) }
	conform(t, "4 without validators a feed is asked daily", plain, func(w *world) {
		w.run(7 * 24 * time.Hour)
		w.wantValidators(2, "", "")
		w.wantGaps("a.example/feed", 24*time.Hour, 27*time.Hour)
		w.wantLogged("daily at most")
	})
	wire := feedAt("s", "http://a.example/feed")
	wire.Unvalidated = true
	conform(t, "4 without validators it is asked hourly when the operator says so", plain, func(w *world) {
		w.run(24 * time.Hour)
		w.wantGaps("a.example/feed", time.Hour, 67*time.Minute)
		w.wantLogged("as configured")
	}, wire)
	conform(t, "5 a tag that disappears is not sent again", counted(func(n int, w http.ResponseWriter, r *http.Request) {
		w.Header()["Last-Modified"] = []string{"x"}
		if n == 1 {
			w.Header()["Etag"] = []string{`"1"`}
		}
		fmt.Fprint(w, feedOf(n))
	}), func(w *world) {
		w.run(2 * time.Hour)
		w.wantValidators(2, `"1"`, "x")
		w.wantValidators(3, "", "x")
	})
}

func TestConformanceOfValidatorsThatChange(t *testing.T) {
	conform(t, "6 a tag that changes on each poll is sent as it was last", counted(func(n int, w http.ResponseWriter, r *http.Request) {
		w.Header()["Etag"] = []string{fmt.Sprintf(`"%d"`, n)}
		fmt.Fprint(w, feedOf(n))
	}), func(w *world) {
		w.run(5 * time.Hour)
		for n := 2; n <= 9; n++ {
			w.wantValidators(n, fmt.Sprintf(`"%d"`, n-1), "")
		}
	})
	conform(t, "7 a 304 refreshes what it names", counted(func(n int, w http.ResponseWriter, r *http.Request) {
		switch n {
		case 1:
			w.Header()["Etag"] = []string{`"1"`}
			fmt.Fprint(w, feedOf(1))
		case 2:
			http.Error(w, "", http.StatusInternalServerError)
		default:
			w.Header()["Etag"], w.Header()["Last-Modified"] = []string{`"2"`}, []string{"later"}
			w.Header().Set("Cache-Control", "max-age=7200")
			w.WriteHeader(http.StatusNotModified)
		}
	}), func(w *world) {
		w.run(6 * time.Hour)
		w.wantValidators(3, `"1"`, "")
		w.wantValidators(4, `"2"`, "later")
		if gap := gaps(w.asked("a.example"))[2]; gap < 2*time.Hour {
			w.Errorf("asked %v after max-age of 2 h", gap)
		}
		if st := w.state("s"); st.Failures != 0 || st.Health != roundwatch.HealthOK {
			w.Errorf("%d failures, %s", st.Failures, st.Health)
		}
		w.wantItems("Item 1")
	})
	conform(t, "8 the same bytes again change validators and nothing else", counted(func(n int, w http.ResponseWriter, r *http.Request) {
		w.Header()["Etag"] = []string{fmt.Sprintf(`"%d"`, n)}
		fmt.Fprint(w, feedOf(2))
	}), func(w *world) {
		w.sweep(PollOptions{})
		time.Sleep(time.Hour)
		if report := w.sweep(PollOptions{}); report.Unchanged != 1 || report.New+report.Updated != 0 {
			w.Errorf("second poll: %+v", report)
		}
		if got := w.state("s").ETag; got != `"2"` {
			w.Errorf("tag %s is remembered", got)
		}
	})
	conform(t, "9 killed before the commit, the next process sends the old validators", counted(func(n int, w http.ResponseWriter, r *http.Request) {
		w.Header()["Etag"] = []string{fmt.Sprintf(`"%d"`, n)}
		fmt.Fprint(w, feedOf(n))
	}), func(w *world) {
		w.run(0)
		time.Sleep(time.Hour)
		w.options.Store = killed{w.archive}
		if _, err := w.newRoad().Poller.Sweep(w.Context(), PollOptions{}); err == nil {
			w.Error("the poll was recorded")
		}
		time.Sleep(time.Minute)
		w.restart()
		w.run(0)
		w.wantValidators(2, `"1"`, "")
		w.wantValidators(3, `"1"`, "")
		w.wantItems("Item 1", "Item 2", "Item 3")
	})
}

// killed is an archive whose process dies with the answer in hand.
type killed struct{ Store }

func (killed) RecordPoll(context.Context, roundwatch.Poll) (roundwatch.Recorded, error) {
	return roundwatch.Recorded{}, errors.New("killed")
}

// wantValidators checks what the n-th request carried.
func (w *world) wantValidators(n int, tag, modified string) {
	w.Helper()
	log := w.net.Log()
	if len(log) < n {
		w.Fatalf("%d requests, want %d", len(log), n)
	}
	h := log[n-1].Header
	if got := h.Get("If-None-Match"); got != tag {
		w.Errorf("request %d: If-None-Match %q, want %q", n, got, tag)
	}
	if got := h.Get("If-Modified-Since"); got != modified {
		w.Errorf("request %d: If-Modified-Since %q, want %q", n, got, modified)
	}
}

func (w *world) wantLogged(words string) {
	w.Helper()
	if !strings.Contains(w.log.String(), words) {
		w.Errorf("no word of %q in the log:\n%s", words, w.log)
	}
}

func TestConformanceOfIntervals(t *testing.T) {
	conform(t, "10 twenty restarts within an hour ask a feed once in its interval", steady, func(w *world) {
		for range 20 {
			w.run(2*time.Minute + 50*time.Second)
			w.restart()
		}
		w.wantAsked("a.example", 2, 2)
		w.wantGaps("a.example", 30*time.Minute, 34*time.Minute)
	})
	conform(t, "11 a new feed is asked once in the first minute", steady, func(w *world) {
		w.run(time.Minute)
		if log := w.net.Log(); len(log) != 1 || log[0].URL != "/feed" {
			w.Errorf("asked %v", log)
		}
	})
	for header, want := range map[string]time.Duration{
		"Cache-Control: max-age=21600":           6 * time.Hour,
		"Cache-Control: max-age=0":               30 * time.Minute,
		"Cache-Control: no-cache, max-age=21600": 30 * time.Minute,
	} {
		conform(t, "12 nothing comes earlier than max-age and the floor allow, "+header, stating(header), func(w *world) {
			w.run(24 * time.Hour)
			w.wantGaps("a.example", want, want+want/8)
		})
	}
	for name, c := range map[string]struct {
		headers string
		want    time.Duration
	}{
		"in the past":             {"Expires: Sun, 01 Mar 2020 12:00:00 GMT", 30 * time.Minute},
		"0":                       {"Expires: 0", 30 * time.Minute},
		"malformed":               {"Expires: soon", 30 * time.Minute},
		"by a clock a day off":    {"Date: Sun, 01 Mar 2026 12:00:00 GMT\nExpires: Sun, 01 Mar 2026 16:00:00 GMT", 4 * time.Hour},
		"less the answer's age":   {"Date: Mon, 02 Mar 2026 12:00:00 GMT\nExpires: Mon, 02 Mar 2026 16:00:00 GMT\nAge: 3600", 3 * time.Hour},
		"max-age less the age":    {"Cache-Control: max-age=14400\nAge: 3600", 3 * time.Hour},
		"overruled by max-age":    {"Cache-Control: max-age=7200\nExpires: 0", 2 * time.Hour},
		"max-age of nonsense":     {"Cache-Control: max-age=soon", 30 * time.Minute},
		"max-age below the floor": {"Cache-Control: max-age=60", 30 * time.Minute},
	} {
		conform(t, "13 Expires counts from the answer's own date, "+name, stating(c.headers), func(w *world) {
			w.run(24 * time.Hour)
			w.wantGaps("a.example", c.want, c.want+c.want/8)
		})
	}
}

func TestConformanceOfWhatFeedsAskFor(t *testing.T) {
	conform(t, "14 ttl is obeyed", listing("<ttl>180</ttl>"), func(w *world) {
		w.run(24 * time.Hour)
		w.wantGaps("a.example", 3*time.Hour, 200*time.Minute)
	})
	conform(t, "14 an update period is obeyed", listing("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"), func(w *world) {
		w.run(48 * time.Hour)
		w.wantGaps("a.example", 6*time.Hour, 400*time.Minute)
	})
	conform(t, "14 skipHours are left alone", listing("<skipHours><hour>13</hour><hour>14</hour><hour>23</hour><hour>0</hour><hour>1</hour></skipHours>"), func(w *world) {
		w.run(72 * time.Hour)
		w.wantAsked("a.example", 60, 150)
		for _, s := range w.asked("a.example") {
			switch s.At.UTC().Hour() {
			case 13, 14, 23, 0, 1:
				w.Errorf("asked at %v", s.At)
			}
		}
	})
	conform(t, "14 skipDays are left alone", listing("<skipDays><day>Tuesday</day><day>Thursday</day></skipDays>"), func(w *world) {
		w.run(3*24*time.Hour + 18*time.Hour)
		w.wantAsked("a.example", 70, 100)
		for _, s := range w.asked("a.example") {
			if day := s.At.UTC().Weekday(); day == time.Tuesday || day == time.Thursday {
				w.Errorf("asked at %v", s.At)
			}
		}
	})
	conform(t, "15 a year of max-age is a day, and the log says so", stating("Cache-Control: max-age=31536000"), func(w *world) {
		w.run(4 * 24 * time.Hour)
		w.wantGaps("a.example", 24*time.Hour, 27*time.Hour)
		w.wantLogged("a day is the longest")
	})
	planned := feedAt("s", "http://a.example/feed")
	planned.Schedule, planned.Zone = "0 6 * * *", "Asia/Baghdad"
	conform(t, "a plan is kept, daily without validators too", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, feedOf(1)) }, func(w *world) {
		w.run(5 * 24 * time.Hour)
		for _, s := range w.asked("a.example")[1:] {
			if h, m, _ := s.At.UTC().Clock(); h != 3 || m != 0 {
				w.Errorf("asked at %v, want 06:00 in Baghdad", s.At)
			}
		}
		w.wantAsked("a.example", 5, 5)
	}, planned)
}

// stating answers with validators and more headers, one a line. A Date that is
// stated moves with the clock.
func stating(headers string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for line := range strings.Lines(headers) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			if at, err := http.ParseTime(value); err == nil && strings.Contains(headers, "Date: ") {
				value = at.Add(time.Since(began)).Format(http.TimeFormat)
			}
			w.Header().Set(name, value)
		}
		steady(w, r)
	}
}

// listing answers with a feed that says something about itself.
func listing(elements string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		tagged(w, r, `"1"`, channel(elements+"<item><title>Item 1</title><guid isPermaLink=\"false\">g1</guid></item>"))
	}
}
