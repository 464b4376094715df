package ingest

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/ingest/fetch"
	"roundwatch/ingest/fetch/fetchtest"
	"roundwatch/rounds"
	"roundwatch/store"
)

// world is a road over a real archive and a network in memory, in a bubble
// whose clock stands at midday of 2 March 2026, a Monday. The daemon's loop is
// played by run. When the test ends, every request that arrived is held
// against the manners that no case may break.
type world struct {
	*testing.T
	net     *fetchtest.Network
	archive *store.Store
	road    *Road
	options Options
	fetch   fetch.Options
	skew    time.Duration // how far the wall clock is off
	log     *journal
	sweeps  sync.WaitGroup
}

var began = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// filer is compiled once: it is the same in every world.
var defaultFiler = sync.OnceValues(func() (*rounds.Filer, error) { return rounds.Compile(config.DefaultDossier()) })

// conform runs one case of the suite. Without sources there is one feed, "s",
// at http://a.example/feed, every half an hour.
func conform(t *testing.T, name string, answer http.HandlerFunc, test func(w *world), sources ...roundwatch.Source) {
	t.Helper()
	filer, err := defaultFiler()
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) == 0 {
		sources = []roundwatch.Source{feedAt("s", "http://a.example/feed")}
	}
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(began))
			w := &world{T: t, net: &fetchtest.Network{Handler: answer}, log: new(journal)}
			w.options = Options{
				Filer: filer, Sources: sources, Channels: []roundwatch.Channel{{Name: "desk", Kind: "file"}},
				Now: w.now, Log: slog.New(slog.NewTextHandler(w.log, nil)),
			}
			w.fetch = fetch.Options{
				Version: "1", Contact: "https://example.org/poller", HostInterval: fetch.DefaultInterval,
				Resolver: w.net, Dial: w.net.Dial, Now: w.now,
			}
			stop := w.net.Start()
			w.open(filepath.Join(t.TempDir(), "roundwatch.db"))
			defer func() {
				w.sweeps.Wait()
				stop()
				w.close()
				w.mannerly()
			}()
			test(w)
		})
	})
}

func feedAt(name, url string) roundwatch.Source {
	return roundwatch.Source{Name: name, Kind: roundwatch.KindFeed, URL: url, Every: 30 * time.Minute, Floor: 30 * time.Minute, Lang: "en"}
}

func (w *world) now() time.Time { return time.Now().Add(w.skew).UTC() }

// open starts the road on an archive, with a fetcher that remembers nothing.
func (w *world) open(file string) {
	w.Helper()
	var err error
	if w.archive, err = store.Open(w.Context(), file, store.Options{Now: w.now}); err != nil {
		w.Fatal(err)
	}
	w.options.Store = w.archive
	w.options.Fetch = fetch.New(w.fetch)
	w.road = w.newRoad()
}

func (w *world) newRoad() *Road {
	w.Helper()
	road, err := NewRoad(w.Context(), w.options)
	if err != nil {
		w.Fatal(err)
	}
	return road
}

func (w *world) close() {
	w.Helper()
	if err := w.archive.Close(); err != nil {
		w.Error(err)
	}
}

// restart ends the process and starts another on the same archive.
func (w *world) restart() {
	w.Helper()
	w.sweeps.Wait()
	file := w.archive.Path()
	w.close()
	w.open(file)
}

// tick is how often the daemon looks for what is due; when nothing is due for
// long, run looks less often.
const (
	tick     = 15 * time.Second
	longTick = time.Hour
)

// run plays the daemon for a while: sweeps side by side, settling in between.
func (w *world) run(d time.Duration) {
	w.Helper()
	for end := time.Now().Add(d); ; {
		w.sweeps.Go(func() { w.sweep(PollOptions{}) })
		synctest.Wait()
		if err := w.road.Subscriber.Order(w.Context()); err != nil {
			w.Errorf("order: %v", err)
		}
		w.drain()
		left := time.Until(end)
		if left <= 0 {
			return
		}
		wait := longTick
		if next := w.nextPoll(); !next.IsZero() {
			wait = next.Sub(w.now())
		}
		time.Sleep(min(left, longTick, max(tick, wait)))
	}
}

// nextPoll is when the next source is due, zero if none is.
func (w *world) nextPoll() time.Time {
	p := w.road.Poller
	p.mu.Lock()
	defer p.mu.Unlock()
	var next time.Time
	for _, s := range p.sources {
		st, known := p.state(s)
		at := p.push.rest(st, w.now()).NextPoll
		if !known {
			at = p.first[s.Name]
		}
		if st.Health != roundwatch.HealthGone && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

func (w *world) sweep(o PollOptions) PollReport {
	w.Helper()
	report, err := w.road.Poller.Sweep(w.Context(), o)
	if err != nil {
		w.Errorf("sweep: %v", err)
	}
	return report
}

func (w *world) drain() SettleReport {
	w.Helper()
	report, err := w.road.Settler.Drain(w.Context())
	if err != nil {
		w.Errorf("drain: %v", err)
	}
	return report
}

// asked returns the requests whose host and path begin with where.
func (w *world) asked(where string) []fetchtest.Seen {
	var list []fetchtest.Seen
	for _, s := range w.net.Log() {
		if strings.HasPrefix(s.Host+s.URL, where) {
			list = append(list, s)
		}
	}
	return list
}

// wantAsked compares the number of requests to where with a range.
func (w *world) wantAsked(where string, least, most int) {
	w.Helper()
	if got := len(w.asked(where)); got < least || got > most {
		w.Errorf("%s was asked %d times in %v, want %d to %d: %v", where, got, time.Since(began), least, most, gaps(w.asked(where)))
	}
}

// gaps are the times between requests, in arrival order.
func gaps(seen []fetchtest.Seen) []time.Duration {
	var list []time.Duration
	for i := 1; i < len(seen); i++ {
		list = append(list, seen[i].At.Sub(seen[i-1].At).Round(time.Second))
	}
	return list
}

// wantGaps checks the time between each two requests to where.
func (w *world) wantGaps(where string, least, most time.Duration) {
	w.Helper()
	all := gaps(w.asked(where))
	if len(all) == 0 {
		w.Errorf("%s was not asked twice", where)
	}
	for _, gap := range all {
		if gap < least || gap > most {
			w.Errorf("%s was asked %v apart, want %v to %v", where, all, least, most)
			return
		}
	}
}

// state is what the archive remembers of a source.
func (w *world) state(source string) roundwatch.SourceState {
	w.Helper()
	states, err := w.archive.SourceStates(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return states[source]
}

func (w *world) wantHealth(source string, want roundwatch.Health) {
	w.Helper()
	if st := w.state(source); st.Health != want {
		w.Errorf("%s is %s (%s), want %s", source, st.Health, st.LastError, want)
	}
}

// items are the titles in the archive, oldest first.
func (w *world) items() []string {
	w.Helper()
	var titles []string
	for e, err := range w.archive.Entries(w.Context(), roundwatch.Query{}) {
		if err != nil {
			w.Fatal(err)
		}
		titles = append([]string{e.Title}, titles...)
	}
	return titles
}

func (w *world) wantItems(want ...string) {
	w.Helper()
	if got := w.items(); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		w.Errorf("items %q, want %q", got, want)
	}
}

// notices are the titles of the alerts of a type, oldest first.
func (w *world) notices(kind string) []string {
	w.Helper()
	alerts, err := w.archive.Alerts(w.Context(), "", 0)
	if err != nil {
		w.Fatal(err)
	}
	var titles []string
	for _, a := range alerts {
		if a.Type == kind {
			titles = append([]string{a.Title}, titles...)
		}
	}
	return titles
}

func (w *world) wantNotices(want ...string) {
	w.Helper()
	if got := w.notices(roundwatch.AlertSource); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		w.Errorf("notices %q, want %q", got, want)
	}
}

// mannerly holds every request of the case against the rules that have no
// exception: who we say we are, what we never send, and the pace of a site.
func (w *world) mannerly() {
	w.Helper()
	last := map[string]fetchtest.Seen{}
	for _, s := range w.net.Log() {
		for name, want := range map[string]string{
			"User-Agent": "roundwatch/1 (+https://example.org/poller)", "Accept-Encoding": "gzip, br, zstd",
			"Cookie": "", "Referer": "", "Cache-Control": "", "Pragma": "", "Authorization": "",
		} {
			if got := s.Header.Get(name); got != want {
				w.Errorf("%s%s: %s %q, want %q", s.Host, s.URL, name, got, want)
			}
		}
		form := s.Method == http.MethodPost && s.Header.Get("Content-Type") == "application/x-www-form-urlencoded" // to a hub
		if s.Method != http.MethodGet && !form || s.Header.Get("Accept") == "" {
			w.Errorf("%s %s%s, Accept %q", s.Method, s.Host, s.URL, s.Header.Get("Accept"))
		}
		site := roundwatch.RegistrableDomain(s.Host)
		if before, ok := last[site]; ok && s.At.Sub(before.Done) < fetch.DefaultInterval {
			w.Errorf("%s%s came %v after %s%s had ended", s.Host, s.URL, s.At.Sub(before.Done), before.Host, before.URL)
		}
		last[site] = s
	}
}

// journal is a log that may be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// counted gives a handler the number of the request, from 1.
func counted(answer func(n int, w http.ResponseWriter, r *http.Request)) http.HandlerFunc {
	var mu sync.Mutex
	n := 0
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		n++
		now := n
		mu.Unlock()
		answer(now, w, r)
	}
}

// feedOf is a feed of the items 1 to n, without pages of their own. Their dates
// are recent and close to each other, so that they do not slow polling down.
func feedOf(n int) string {
	var items strings.Builder
	for i := n; i > 0; i-- {
		fmt.Fprintf(&items, "<item><title>Item %d</title><guid isPermaLink=\"false\">g%d</guid><description>What item %d says.</description></item>", i, i, i)
	}
	return channel(items.String())
}

// channel is an RSS feed around elements.
func channel(elements string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>A</title><link>http://a.example/</link>` + elements + "</channel></rss>"
}

// tagged answers with a feed and a tag, and with 304 while the tag is known.
func tagged(w http.ResponseWriter, r *http.Request, tag, body string) {
	w.Header()["Etag"] = []string{tag}
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	fmt.Fprint(w, body)
}

// steady answers always with the same feed and tag.
func steady(w http.ResponseWriter, r *http.Request) { tagged(w, r, `"1"`, feedOf(1)) }
