package ingest

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/ingest/fetch"
	"roundwatch/rounds"
	"roundwatch/store"
)

// The whole path, from the socket to the commit, against a server in the same
// process. The server's own work (a few microseconds of copying) is counted
// with it. Figures are user and system CPU per operation: wall time says little
// on a shared machine.

// site serves one feed of the newest items and a page for each.
type site struct {
	*httptest.Server
	published int
	window    int
	ahead     time.Duration // of the road's clock, so that it may ask again
}

func newSite(b *testing.B, window int) *site {
	s := &site{window: window}
	s.Server = httptest.NewServer(s)
	b.Cleanup(s.Close)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var n int
	switch {
	case r.URL.Path == "/feed":
		etag := fmt.Sprintf(`"%d"`, s.published)
		w.Header().Set("Etag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, s.feed())
	case len(r.URL.Path) > 3 && r.URL.Path[:3] == "/a/":
		fmt.Sscanf(r.URL.Path, "/a/%d", &n)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, story(n))
	default:
		http.NotFound(w, r)
	}
}

func (s *site) feed() string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>Bench</title><link>http://bench.example/</link>`)
	for i := s.published; i > max(0, s.published-s.window); i-- {
		fmt.Fprintf(&b, "<item><title>%s</title><link>%s/a/%d</link><guid>g%d</guid><pubDate>%s</pubDate><description>%s</description></item>",
			sentence(rand.New(rand.NewPCG(uint64(i), 1))), s.URL, i, i,
			time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC).Format(time.RFC1123Z), sentence(rand.New(rand.NewPCG(uint64(i), 2))))
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

var benchWords = strings.Fields(`minister talks baghdad washington delegation statement security forces council energy
	agreement committee parliament president visit region border economy investment water health culture committee
	support training advisers withdrawal timetable coalition mission sovereignty partnership framework dialogue the a of
	to in on with for and said that was were has have been would will after before during between under over new last`)

// sentence is 12 to 24 words; a number makes most of them unique.
func sentence(r *rand.Rand) string {
	words := make([]string, 12+r.IntN(13))
	for i := range words {
		words[i] = benchWords[r.IntN(len(benchWords))]
	}
	words[len(words)/2] = fmt.Sprint(r.IntN(100000))
	return strings.ToUpper(words[0][:1]) + strings.Join(words, " ")[1:] + "."
}

// story is a page of about 32 KB around 4 KB of text, as news sites serve them.
func story(n int) string {
	r := rand.New(rand.NewPCG(uint64(n), 3))
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="en"><head><title>%s - Bench</title><meta property="og:site_name" content="Bench"></head><body>`, sentence(r))
	for i := range 150 {
		fmt.Fprintf(&b, `<div class="menu-item level-%d"><a href="/section/%d">Section number %d of the site</a></div>`, i%3, i, i)
	}
	b.WriteString(`<main><article><h1>Headline</h1>`)
	for range 12 {
		fmt.Fprintf(&b, "<p>%s %s %s</p>", sentence(r), sentence(r), sentence(r))
	}
	b.WriteString(`</article></main><footer>`)
	for i := range 120 {
		fmt.Fprintf(&b, `<li class="related"><a href="/a/other-%d">Another headline that stands below %d</a></li>`, i, i)
	}
	b.WriteString(`</footer></body></html>`)
	return b.String()
}

// benchRoad is a road over a real archive that asks the site as one source.
func benchRoad(b *testing.B, s *site) *Road {
	archive, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "roundwatch.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { archive.Close() })
	filer, err := rounds.Compile(config.DefaultDossier())
	if err != nil {
		b.Fatal(err)
	}
	road, err := NewRoad(b.Context(), Options{
		Store: archive, Filer: filer, Now: func() time.Time { return time.Now().Add(s.ahead) }, Log: slog.New(slog.DiscardHandler),
		Fetch:   fetch.New(fetch.Options{AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}),
		Sources: []roundwatch.Source{{Name: "bench", Kind: roundwatch.KindFeed, URL: s.URL + "/feed", Every: time.Hour}},
	})
	if err != nil {
		b.Fatal(err)
	}
	return road
}

func (s *site) once(b *testing.B, road *Road, want int) {
	s.ahead += time.Hour
	polled, settled, err := road.Once(b.Context(), PollOptions{Force: true})
	if err != nil || polled.Asked != 1 || len(polled.Failed) > 0 || settled.Settled != want {
		b.Fatalf("polled %+v, settled %+v, want %d: %v", polled, settled, want, err)
	}
}

// cpu is the CPU time of the process, user and system.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func reportCPU(b *testing.B, began time.Duration, operations int) {
	b.ReportMetric(float64((cpu(b)-began).Microseconds())/float64(operations), "cpu-us/op")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkNewArticle: one operation is one new article of a feed of 20.
func BenchmarkNewArticle(b *testing.B) {
	s := newSite(b, 20)
	road := benchRoad(b, s)
	began, articles := cpu(b), 0
	for b.Loop() {
		s.published += 20
		s.once(b, road, 20)
		articles += 20
	}
	reportCPU(b, began, articles)
}

// BenchmarkOneNewOfTwenty: one operation is a poll that finds one new item.
func BenchmarkOneNewOfTwenty(b *testing.B) {
	s := newSite(b, 20)
	s.published = 20
	road := benchRoad(b, s)
	s.once(b, road, 20)
	began, polls := cpu(b), 0
	for b.Loop() {
		s.published++
		s.once(b, road, 1)
		polls++
	}
	reportCPU(b, began, polls)
}

// BenchmarkUnchangedPoll: one operation is a poll answered with 304.
func BenchmarkUnchangedPoll(b *testing.B) {
	s := newSite(b, 20)
	s.published = 20
	road := benchRoad(b, s)
	s.once(b, road, 20)
	began, polls := cpu(b), 0
	for b.Loop() {
		s.once(b, road, 0)
		polls++
	}
	reportCPU(b, began, polls)
}
