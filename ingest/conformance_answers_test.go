package ingest

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"roundwatch"
	"roundwatch/ingest/fetch/fetchtest"
)

func TestConformanceOfAnswersThatAreNoFeed(t *testing.T) {
	for name, c := range map[string]struct {
		body   string
		health roundwatch.Health
		says   string
	}{
		"an empty body": {"", roundwatch.HealthEmpty, "lists nothing"},
		"a web page":    {newsPage("Welcome", "This is our new site."), roundwatch.HealthFailing, "not a feed"},
		"no items":      {channel(""), roundwatch.HealthEmpty, "lists nothing"},
	} {
		conform(t, "30 "+name+" changes neither items nor validators", counted(func(n int, w http.ResponseWriter, r *http.Request) {
			w.Header()["Etag"] = []string{fmt.Sprintf(`"%d"`, n)}
			if n == 1 {
				io.WriteString(w, feedOf(2))
				return
			}
			io.WriteString(w, c.body)
		}), func(w *world) {
			w.run(6 * time.Hour)
			for n := 2; n <= 4; n++ {
				w.wantValidators(n, `"1"`, "")
			}
			w.wantHealth("s", c.health)
			w.wantItems("Item 1", "Item 2")
			if st := w.state("s"); !strings.Contains(st.LastError, c.says) {
				w.Errorf("said: %s", st.LastError)
			}
			w.wantNotices("s: " + string(c.health))
		})
	}
	conform(t, "31 226 brings new entries and takes none away", counted(func(n int, w http.ResponseWriter, r *http.Request) {
		w.Header()["Etag"] = []string{fmt.Sprintf(`"%d"`, n)}
		if n > 1 && r.Header.Get("A-Im") == "feed" {
			w.Header().Set("Im", "feed")
			w.WriteHeader(http.StatusIMUsed)
			io.WriteString(w, channel(fmt.Sprintf(`<item><title>Delta %d</title><guid isPermaLink="false">d%d</guid></item>`, n, n)))
			return
		}
		io.WriteString(w, feedOf(2))
	}), func(w *world) {
		w.run(70 * time.Minute)
		w.wantItems("Item 1", "Item 2", "Delta 2", "Delta 3")
		w.wantValidators(3, `"2"`, "")
		w.wantHealth("s", roundwatch.HealthOK)
	})
	for status, want := range map[int]roundwatch.Health{204: roundwatch.HealthOK, 206: roundwatch.HealthFailing} {
		conform(t, fmt.Sprintf("31 %d leaves what is stored as it is", status), counted(func(n int, w http.ResponseWriter, r *http.Request) {
			if n == 1 {
				steady(w, r)
				return
			}
			w.Header()["Etag"] = []string{`"other"`}
			w.WriteHeader(status)
			if status != http.StatusNoContent {
				io.WriteString(w, feedOf(2))
			}
		}), func(w *world) {
			w.run(40 * time.Minute)
			w.wantItems("Item 1")
			w.wantHealth("s", want)
			w.wantValidators(2, `"1"`, "")
		})
	}
}

func TestConformanceOfCodings(t *testing.T) {
	body := []byte(feedOf(3))
	zipped := fetchtest.Pack("gzip", body)
	for name, c := range map[string]struct {
		header string
		body   []byte
	}{
		"gzip":                     {"gzip", zipped},
		"br":                       {"br", fetchtest.Pack("br", body)},
		"zstd":                     {"zstd", fetchtest.Pack("zstd", body)},
		"deflate":                  {"deflate", fetchtest.Pack("zlib", body)},
		"deflate without its head": {"deflate", fetchtest.Pack("flate", body)},
		"gzip twice":               {"gzip", fetchtest.Pack("gzip", zipped)},
		"gzip without the header":  {"", zipped},
		"the header without gzip":  {"gzip", body},
	} {
		conform(t, "32 the same items come in "+name, func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Content-Encoding"] = []string{c.header}
			tagged(w, r, `"1"`, string(c.body))
		}, func(w *world) {
			w.run(time.Hour)
			w.wantItems("Item 1", "Item 2", "Item 3")
			w.wantValidators(2, `"1"`, "")
		})
	}
}

func TestConformanceOfBrokenConnections(t *testing.T) {
	drip := func(w io.Writer, more func() bool) {
		for more() {
			if _, err := io.WriteString(w, "x"); err != nil {
				return
			}
			time.Sleep(5 * time.Second)
		}
	}
	for name, answer := range map[string]http.HandlerFunc{
		"body": func(w http.ResponseWriter, r *http.Request) {
			drip(flushed{w}, func() bool { return r.Context().Err() == nil })
		},
		"headers": func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			defer conn.Close()
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nX: ")
			drip(conn, func() bool { return true })
		},
	} {
		conform(t, "34 one byte in five seconds is a timeout after a minute: "+name, answer, func(w *world) {
			w.sweep(PollOptions{})
			if took := time.Since(began); took != time.Minute {
				w.Errorf("took %v", took)
			}
			w.wantHealth("s", roundwatch.HealthFailing)
			if st := w.state("s"); st.Failures != 1 || !strings.Contains(st.LastError, "no complete answer within") {
				w.Errorf("%d failures: %s", st.Failures, st.LastError)
			}
		})
	}
	whole := feedOf(4)
	cut := strings.Index(whole, "<title>Item 2")
	for name, answer := range map[string]http.HandlerFunc{
		"short of its length": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Etag", `"cut"`)
			w.Header().Set("Content-Length", fmt.Sprint(len(whole)))
			io.WriteString(w, whole[:cut])
		},
		"reset": func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			defer conn.Close()
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nEtag: \"cut\"\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", cut, whole[:cut])
		},
	} {
		conform(t, "35 what came of a body is kept, its validators are not: "+name, counted(func(n int, w http.ResponseWriter, r *http.Request) {
			if n == 1 {
				answer(w, r)
				return
			}
			tagged(w, r, `"whole"`, whole)
		}), func(w *world) {
			report := w.sweep(PollOptions{})
			if report.New != 2 || len(report.Failed) != 1 || !strings.Contains(report.Failed[0].Err.Error(), "cut short") {
				w.Errorf("report %+v", report)
			}
			w.run(40 * time.Minute)
			w.wantValidators(2, "", "")
			if titles := w.items(); len(titles) != 4 {
				w.Errorf("items %q", titles)
			}
			w.wantHealth("s", roundwatch.HealthOK)
			if got := w.state("s").ETag; got != `"whole"` {
				w.Errorf("tag %s", got)
			}
		})
	}
}

// flushed sends what is written at once.
type flushed struct{ http.ResponseWriter }

func (f flushed) Write(p []byte) (int, error) {
	n, err := f.ResponseWriter.Write(p)
	f.ResponseWriter.(http.Flusher).Flush()
	return n, err
}

func TestConformanceOfRequestsAndText(t *testing.T) {
	conform(t, "38 no cookie, referrer or changed query, whatever the server tries", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "id=1; Path=/")
		if r.URL.Path == "/feed" {
			tagged(w, r, `"1"`, channel(`<item><title>Talks</title><link>http://a.example/a/1?b=2&amp;a=1</link></item>`))
			return
		}
		io.WriteString(w, newsPage("Talks", "Nothing of note was said."))
	}, func(w *world) {
		w.run(2 * time.Hour)
		w.wantAsked("a.example/feed?z=1&a=%2F", 4, 5)
		w.wantAsked("a.example/a/1?b=2&a=1", 1, 1)
	}, feedAt("s", "http://a.example/feed?z=1&a=%2F"))

	const arabic = "انطلاق جولة جديدة من الحوار الاستراتيجي بين العراق والولايات المتحدة في بغداد"
	titled := `<rss version="2.0"><channel><title>وكالة الأنباء</title><item><title>` + arabic + `</title><guid isPermaLink="false">1</guid></item></channel></rss>`
	arabs := feedAt("s", "http://a.example/feed")
	arabs.Lang = "ar"
	old, err := charmap.Windows1256.NewEncoder().String(titled)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ kind, body string }{
		"UTF-8 in quotes":                    {`text/xml; charset="UTF-8"`, titled},
		"utf8 in other letters":              {`text/xml; Charset=Utf8`, titled},
		"windows-1256 by the header":         {`text/xml; charset=windows-1256`, old},
		"windows-1256 that nobody states":    {`text/xml`, old},
		"windows-1256 that says it is UTF-8": {`text/xml`, `<?xml version="1.0" encoding="utf-8"?>` + old},
	} {
		conform(t, "39 an Arabic title is read right from "+name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", c.kind)
			tagged(w, r, `"1"`, c.body)
		}, func(w *world) {
			w.run(time.Minute)
			w.wantItems(arabic)
		}, arabs)
	}

	same := []string{"http://a.example/news/talks", "http://a.example/news/talks?utm_source=rss&utm_medium=feed", "http://a.example/news/talks?fbclid=1",
		"http://a.example/news/talks?gclid=x&at_medium=RSS", "http://a.example/news/talks/amp/", "http://m.a.example/news/talks", "http://a.example/news/talks#top",
		"http://a.example:80/news/talks", "http://a.example/news/talks/", "http://A.Example/news/%74alks"}
	conform(t, "42 an article is one under all its addresses", varying(same), func(w *world) {
		w.run(time.Duration(len(same)) * 35 * time.Minute)
		w.wantAsked("a.example/feed", len(same), 2*len(same))
		w.wantItems("Talks")
	})
	other := []string{"http://a.example/news?id=1", "http://a.example/news?id=2", "http://a.example/?p=1", "http://a.example/?p=2", "http://a.example/show?article=7"}
	conform(t, "42 what tells articles apart is kept", varying(other), func(w *world) {
		w.run(time.Duration(len(other)) * 35 * time.Minute)
		if got := len(w.items()); got != len(other) {
			w.Errorf("%d items, want %d", got, len(other))
		}
	})
}

// varying lists one article, at the next of some addresses with each poll.
func varying(addresses []string) http.HandlerFunc {
	feed := counted(func(n int, w http.ResponseWriter, r *http.Request) {
		w.Header()["Etag"] = []string{fmt.Sprint(n)}
		address := strings.ReplaceAll(addresses[min(n, len(addresses))-1], "&", "&amp;")
		io.WriteString(w, channel("<item><title>Talks</title><link>"+address+"</link></item>"))
	})
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed" {
			feed(w, r)
			return
		}
		http.NotFound(w, r)
	}
}

func TestConformanceOfItems(t *testing.T) {
	about := func(n int) string { // an article about the two countries, another for each number
		return fmt.Sprintf("Iraq and the United States agreed in Baghdad on the security of dam number %d, the Iraqi foreign ministry and the US embassy said. The dam at kilometre %d is guarded by %d men.", n, n*37, n*911)
	}
	item := func(guid, title, link string) string {
		if guid != "" {
			guid = `<guid isPermaLink="false">` + guid + "</guid>"
		}
		return "<item><title>" + title + "</title>" + guid + "<link>http://a.example" + link + "</link></item>"
	}
	polls := []string{
		item("g0", "Old news", "/a/0"),
		item("g1", "US and Iraq agree", "/a/1"),
		item("g2", "US and Iraq agree", "/a/1"),
		item("g2", "US and Iraq agree on dams", "/a/1"),
		item("", "US and Iraq agree on dams", "/a/1"),
		item("one", "US and Iraq on the north", "/a/2") + item("one", "US and Iraq on the south", "/a/3"),
	}
	feed := counted(func(n int, w http.ResponseWriter, r *http.Request) {
		w.Header()["Etag"] = []string{fmt.Sprint(n)}
		io.WriteString(w, channel(polls[min(n, len(polls))-1]))
	})
	conform(t, "45 an item is one under another guid, title or none, and one guid on two links is two", func(w http.ResponseWriter, r *http.Request) {
		var n int
		switch _, err := fmt.Sscanf(r.URL.Path, "/a/%d", &n); {
		case r.URL.Path == "/feed":
			feed(w, r)
		case err == nil:
			io.WriteString(w, newsPage("US and Iraq agree", about(n), about(n+10), about(n+20)))
		default:
			http.NotFound(w, r)
		}
	}, func(w *world) {
		for _, want := range []struct{ items, updated, alerts int }{{1, 0, 0}, {2, 0, 1}, {2, 0, 1}, {2, 1, 1}, {2, 0, 1}, {4, 0, 3}} {
			report := w.sweep(PollOptions{})
			w.drain()
			items, alerts := len(w.items()), len(w.notices(roundwatch.AlertNew))
			if items != want.items || report.Updated != want.updated || alerts != want.alerts {
				w.Errorf("%d items, %d updated, %d alerts, want %+v", items, report.Updated, alerts, want)
			}
			time.Sleep(40 * time.Minute)
		}
	})
	conform(t, "46 what a feed lists when it is new alerts nobody", counted(func(n int, w http.ResponseWriter, r *http.Request) {
		var items []string
		for i := range 99 + n {
			items = append(items, fmt.Sprintf(`<item><title>Dam %d</title><guid isPermaLink="false">g%d</guid><description>%s</description></item>`, i, i, about(i)))
		}
		slices.Reverse(items)
		tagged(w, r, fmt.Sprint(n), channel(strings.Join(items, "")))
	}), func(w *world) {
		w.run(time.Minute)
		if items, alerts := len(w.items()), w.notices(roundwatch.AlertNew); items != 100 || len(alerts) != 0 {
			w.Errorf("%d items, alerts %q", items, alerts)
		}
		w.run(33 * time.Minute)
		if items, alerts := len(w.items()), w.notices(roundwatch.AlertNew); items != 101 || len(alerts) != 1 {
			w.Errorf("%d items, alerts %q, want one for the new item", items, alerts)
		}
	})
}
