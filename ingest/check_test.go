package ingest

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

// gazette is a site with one feed and one article. Its first poll is empty of
// news, so that the article is one.
type gazette struct {
	text   func() string // of the article; "" answers 502
	robots string
	said   string // by the feed
}

func (g gazette) answer() http.HandlerFunc {
	polls := counted(func(n int, w http.ResponseWriter, r *http.Request) {
		old := `<item><title>Old</title><guid isPermaLink="false">old</guid></item>`
		if n > 1 {
			old += `<item><title>Dam talks</title><link>http://a.example/a/1</link><description>` + g.said + `</description></item>`
		}
		tagged(w, r, fmt.Sprint(min(n, 2)), channel(old))
	})
	return func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/feed":
			polls(w, r)
		case "/a/1":
			if text := g.text(); text != "" {
				tagged(w, r, fmt.Sprintf(`"%d"`, len(text)), newsPage("Iraq and the United States hold dam talks", strings.Split(text, "\n")...))
				return
			}
			w.WriteHeader(http.StatusBadGateway)
		case "/robots.txt":
			io.WriteString(w, g.robots)
		default:
			http.NotFound(w, r)
		}
	}
}

const dam = `Iraq and the United States agreed in Baghdad on the security of the Mosul dam, the Iraqi foreign ministry and the US embassy said on Monday.
The two sides will send 40 engineers to the dam before the spring, a statement of the ministry said after the meeting.
The statement named no date for the work to end, and the embassy declined to give one.`

// firstArticle returns the id of the article about the dam.
func (w *world) firstArticle() int64 {
	w.Helper()
	a, ok, err := w.archive.ArticleByURL(w.Context(), roundwatch.CanonicalURL("http://a.example/a/1"))
	if err != nil || !ok {
		w.Fatalf("no article: %v", err)
	}
	return a.ID
}

func (w *world) article() roundwatch.Article {
	w.Helper()
	a, err := w.archive.Article(w.Context(), w.firstArticle())
	if err != nil {
		w.Fatal(err)
	}
	return a
}

func (w *world) revisions() []roundwatch.Revision {
	w.Helper()
	list, err := w.archive.Revisions(w.Context(), w.firstArticle())
	if err != nil {
		w.Fatal(err)
	}
	return list
}

// watch lets the daemon run for a while and read articles again.
func (w *world) watch(d time.Duration) {
	w.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); {
		w.run(5 * time.Minute)
		if _, err := w.road.Settler.Check(w.Context()); err != nil {
			w.Fatal(err)
		}
	}
}

func TestArticlesAreReadAgain(t *testing.T) {
	edited := strings.Replace(dam, "40 engineers", "60 engineers", 1)
	conform(t, "on a ladder of ages, conditionally, and an edit becomes a revision", gazette{text: func() string {
		if time.Since(began) < 6*time.Hour {
			return dam
		}
		return edited + "\nAn earlier version gave another number."
	}}.answer(), func(w *world) {
		w.watch(76 * time.Hour)
		pages := w.asked("a.example/a/1")
		first := pages[0].At
		if len(pages) != 1+len(ladder) {
			w.Fatalf("the page was asked %d times, want %d", len(pages), 1+len(ladder))
		}
		for i, rung := range ladder {
			if age := pages[i+1].At.Sub(first); age < rung-time.Minute || age > rung+6*time.Minute {
				w.Errorf("reading %d came after %v, want %v", i+2, age, rung)
			}
			if pages[i+1].Header.Get("If-None-Match") == "" {
				w.Errorf("reading %d was not conditional", i+2)
			}
		}
		list := w.revisions()
		if len(list) != 2 || !strings.Contains(list[1].Text, "60 engineers") || !strings.Contains(list[1].Change, "60") {
			w.Errorf("revisions %+v", list)
		}
		if got := len(w.notices(roundwatch.AlertNew)); got != 1 {
			w.Errorf("%d alerts for one article", got)
		}
	})
	conform(t, "also when the page failed at first, and the feed's words stood in for it", gazette{said: "Iraq and the US held talks on the Mosul dam in Baghdad.", text: func() string {
		if time.Since(began) < 5*time.Hour {
			return ""
		}
		return dam
	}}.answer(), func(w *world) {
		w.watch(3 * time.Hour)
		a := w.article()
		if a.TextFrom != roundwatch.TextFromFeed || !strings.Contains(a.Reason, "502") {
			w.Errorf("text from %s, reason %q", a.TextFrom, a.Reason)
		}
		w.watch(20 * time.Hour)
		if list := w.revisions(); len(list) != 2 || !strings.Contains(list[1].Text, "40 engineers") {
			w.Errorf("revisions %+v", list)
		}
		if got := w.notices(roundwatch.AlertErratum); len(got) != 0 {
			w.Errorf("a correction where nothing was corrected: %q", got)
		}
	})
	site := gazette{text: func() string { return dam }}.answer()
	conform(t, "not while the site has asked for rest, but afterwards", func(w http.ResponseWriter, r *http.Request) {
		if day := time.Since(began) / (24 * time.Hour); r.URL.Path == "/feed" && day == 2 {
			w.Header().Set("Retry-After", "259200") // three days, the last rung among them
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		site(w, r)
	}, func(w *world) {
		w.watch(150 * time.Hour)
		pages := w.asked("a.example/a/1")
		if last := pages[len(pages)-1].At.Sub(pages[0].At); len(pages) != 1+len(ladder) || last < 100*time.Hour {
			w.Errorf("%d readings, the last after %v", len(pages), last)
		}
	})
	conform(t, "but not where robots.txt refuses: the feed's words stand, and say why", gazette{said: "Iraq and the US held talks on the Mosul dam in Baghdad.",
		robots: "User-agent: *\nDisallow: /a/", text: func() string { return dam }}.answer(), func(w *world) {
		w.watch(30 * time.Hour)
		w.wantAsked("a.example/a/1", 0, 0)
		a := w.article()
		if a.TextFrom != roundwatch.TextFromFeed || !strings.Contains(a.Reason, "robots.txt") || !strings.Contains(a.Text, "Mosul dam") {
			w.Errorf("text from %s, reason %q: %s", a.TextFrom, a.Reason, a.Text)
		}
	})
}

func TestRungsThatWereSleptThroughAreSkipped(t *testing.T) {
	for _, c := range []struct {
		step int
		age  time.Duration
		want time.Duration // 0: done
	}{
		{0, 0, 15 * time.Minute},
		{1, 16 * time.Minute, time.Hour},
		{1, 12 * time.Hour, 24 * time.Hour},
		{5, 30 * time.Hour, 72 * time.Hour},
		{6, 73 * time.Hour, 0},
		{0, 80 * time.Hour, 0},
	} {
		got := nextRung(began, c.step, began.Add(c.age))
		if want := began.Add(c.want); c.want == 0 && !got.IsZero() || c.want != 0 && !got.Equal(want) {
			t.Errorf("step %d at %v: %v, want %v", c.step, c.age, got, want)
		}
	}
}
