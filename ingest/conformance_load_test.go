package ingest

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"roundwatch"
	"roundwatch/ingest/fetch/fetchtest"
)

// many are feeds f0, f1, …, each on a host of its own unless host says otherwise.
func many(n int, host func(i int) string) []roundwatch.Source {
	var list []roundwatch.Source
	for i := range n {
		list = append(list, feedAt(fmt.Sprintf("f%d", i), fmt.Sprintf("http://%s/feed/%d", host(i), i)))
	}
	return list
}

func ownHost(i int) string { return fmt.Sprintf("n%d.example", i) }

// perFeed counts the requests of each feed since a time.
func (w *world) perFeed(since time.Time) map[string]int {
	counts := map[string]int{}
	for _, s := range w.asked("") {
		if !s.At.Before(since) {
			counts[s.Host+s.URL]++
		}
	}
	return counts
}

func TestConformanceOfManySources(t *testing.T) {
	crowd := many(300, func(int) string { return "crowd.example" })
	crowd = slices.Insert(crowd, 250, feedAt("other", "http://other.example/feed"))
	conform(t, "36 hundreds of feeds of one host wait for each other and for no one else", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(200 * time.Millisecond)
		steady(w, r)
	}, func(w *world) {
		w.sweep(PollOptions{Now: true})
		if at := w.asked("other.example")[0].At.Sub(began); at > time.Second {
			w.Errorf("the other host was asked after %v", at)
		}
		w.wantAsked("crowd.example", 300, 300) // one at a time and two seconds apart: see mannerly
	}, crowd...)

	// A day of polling every half an hour, with time stretched to a sixteenth of
	// the requests: 16 minutes stand for one.
	const stretch = 16
	crowd = many(500, ownHost)
	for i := range crowd {
		crowd[i].Every *= stretch
		crowd[i].Floor *= stretch
	}
	conform(t, "37 five hundred feeds are asked evenly, none before its time", steady, func(w *world) {
		w.run(24 * time.Hour)
		minutes := map[int]int{}
		for _, s := range w.asked("") {
			minutes[int(s.At.Sub(began).Minutes())/stretch]++
		}
		mean := len(w.asked("")) / (24 * 60 / stretch)
		if mean < 14 || mean > 18 {
			w.Errorf("%d requests", len(w.asked("")))
		}
		for minute, n := range minutes {
			if n > 3*mean {
				w.Errorf("minute %d: %d requests, the mean is %d", minute, n, mean)
			}
		}
		last := map[string]time.Time{}
		for _, s := range w.asked("") {
			if before, ok := last[s.Host]; ok && s.At.Sub(before) < crowd[0].Every {
				w.Errorf("%s was asked again after %v", s.Host, s.At.Sub(before))
			}
			last[s.Host] = s.At
		}
	}, crowd...)
}

func TestConformanceOfHostileBodies(t *testing.T) {
	bomb := bytes.Repeat(fetchtest.Pack("gzip", make([]byte, 16<<20)), 64) // a gigabyte: gzip streams may be put behind one another
	block := make([]byte, 64<<10)
	sources := append(many(2, ownHost), feedAt("bomb", "http://bomb.example/feed"), feedAt("endless", "http://endless.example/feed"), feedAt("large", "http://large.example/feed"))
	conform(t, "33 a bomb, an endless body and a huge feed are cut at the cap and delay no one", func(w http.ResponseWriter, r *http.Request) {
		switch r.Host {
		case "bomb.example":
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb)
		case "endless.example":
			for r.Context().Err() == nil {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		case "large.example":
			for range 9 << 20 / len(block) {
				w.Write(block)
			}
		default:
			steady(w, r)
		}
	}, func(w *world) {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		w.sweep(PollOptions{Now: true})
		runtime.ReadMemStats(&after)
		limit := uint64(64)
		if raceDetector() {
			limit *= 2
		}
		if grown := (after.Sys - before.Sys) >> 20; grown >= limit {
			w.Errorf("%d MiB more were taken from the system", grown)
		}
		for _, name := range []string{"bomb", "endless", "large"} {
			if st := w.state(name); !strings.Contains(st.LastError, "larger than 8 MiB") {
				w.Errorf("%s: %s", name, st.LastError)
			}
		}
		for _, name := range []string{"f0", "f1"} {
			w.wantHealth(name, roundwatch.HealthOK)
			if at := w.state(name).LastPoll.Sub(began); at > time.Second {
				w.Errorf("%s was read after %v", name, at)
			}
		}
	}, sources...)
}

func TestConformanceOfNames(t *testing.T) {
	for name, failure := range map[string]*net.DNSError{
		"NXDOMAIN": {Name: "a.example", Err: "no such host", IsNotFound: true},
		"SERVFAIL": {Name: "a.example", Err: "server misbehaving", IsTemporary: true},
	} {
		conform(t, "44 "+name+" is a failure like others, not the end", steady, func(w *world) {
			looked := 0
			w.net.Addresses = func(string) ([]netip.Addr, error) {
				if looked++; time.Since(began) < 4*day {
					return nil, failure
				}
				return nil, nil
			}
			w.run(4*day - time.Minute)
			if looked > 12 {
				w.Errorf("looked up %d times in four days", looked)
			}
			w.wantHealth("s", roundwatch.HealthFailing)
			w.run(2 * day)
			w.wantHealth("s", roundwatch.HealthOK)
			w.wantNotices("s: failing", "s: ok")
		})
	}
	conform(t, "44 a dead IPv6 address costs less than a second", steady, func(w *world) {
		w.net.Addresses = func(string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("2606:4700::1"), netip.MustParseAddr("20.0.0.9")}, nil
		}
		w.net.Dead = func(a netip.AddrPort) bool { return a.Addr().Is6() }
		w.sweep(PollOptions{})
		if took := time.Since(began); took >= time.Second {
			w.Errorf("took %v", took)
		}
		w.wantHealth("s", roundwatch.HealthOK)
	})
}

func TestConformanceOfClocks(t *testing.T) {
	for name, jump := range map[string]time.Duration{"three hours ahead": 3 * time.Hour, "three hours back": -3 * time.Hour, "two days of sleep": 2 * day} {
		conform(t, "48 a clock that jumps makes no burst and no stall: "+name, steady, func(w *world) {
			w.run(2 * time.Hour)
			w.skew = jump
			at := time.Now()
			w.run(20 * time.Minute)
			for feed, n := range w.perFeed(at) {
				if n > 1 {
					w.Errorf("%s was asked %d times in 20 minutes", feed, n)
				}
			}
			w.run(time.Hour)
			if asked := w.perFeed(at); len(asked) != 20 {
				w.Errorf("%d of 20 feeds were asked within 80 minutes", len(asked))
			}
		}, many(20, ownHost)...)
	}
	conform(t, "48 a clock set back does not keep a new feed waiting", steady, func(w *world) {
		w.skew = -3 * time.Hour
		w.run(40 * time.Minute)
		if asked := w.perFeed(began); len(asked) != 20 {
			w.Errorf("%d of 20 new feeds were asked within 40 minutes", len(asked))
		}
	}, many(20, ownHost)...)
}

func TestConformanceOfRefreshing(t *testing.T) {
	conform(t, "49 a feed added by a reload is asked early, and it alone", steady, func(w *world) {
		w.run(10 * time.Minute)
		at := time.Now()
		w.road.Configure(append(many(5, ownHost), feedAt("new", "http://new.example/feed")), nil, w.options.Filer, "")
		w.run(time.Minute)
		var hosts []string
		for _, s := range w.asked("") {
			if !s.At.Before(at) {
				hosts = append(hosts, s.Host)
			}
		}
		if !slices.Equal(hosts, []string{"new.example"}) {
			w.Errorf("asked %q", hosts)
		}
	}, many(5, ownHost)...)
	conform(t, "50 two requests to refresh are one, and conditional", steady, func(w *world) {
		w.run(10 * time.Minute)
		w.sweep(PollOptions{Force: true})
		time.Sleep(10 * time.Second)
		w.sweep(PollOptions{Force: true})
		w.wantAsked("a.example", 2, 2)
		w.wantValidators(2, `"1"`, "")
		time.Sleep(time.Minute)
		w.sweep(PollOptions{Force: true})
		w.wantAsked("a.example", 3, 3)
	})
	conform(t, "50 a process started to poll by force asks in any case", steady, func(w *world) {
		for range 3 {
			w.sweep(PollOptions{Force: true})
			time.Sleep(5 * time.Second)
			w.restart()
		}
		w.wantAsked("a.example", 3, 3)
		w.wantValidators(3, `"1"`, "")
	})
}

// raceDetector reports whether the tests run under the race detector, which
// takes memory of its own.
func raceDetector() bool {
	build, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(build.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}
