package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// press is a small world for tests: news sites that publish when told to, and
// a receiver of alerts that can be in a bad mood. Everything is on loopback.
//
//	/s/NAME/feed.xml   the newest items of a source
//	/s/NAME/a/N        one article
//	/hook              takes alerts
//	/busy              asks for an hour of rest
type press struct {
	*httptest.Server

	mu        sync.Mutex
	published map[string]int
	window    int            // items in a feed; 0: all
	received  map[string]int // alerts taken, by key
	asked     map[string]int // requests, by path
	mood      func() int     // status that the receiver answers with, 0 to hang up, below 0 to stall; nil: 200
}

// deferrer is what a press needs of a test: *testing.T or *testscript.Env.
func newPress(cleanup interface{ Defer(func()) }) *press {
	p := &press{published: map[string]int{}, received: map[string]int{}, asked: map[string]int{}}
	p.Server = httptest.NewServer(p)
	cleanup.Defer(p.Close)
	return p
}

// publish adds n items to a source.
func (p *press) publish(source string, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.published[source] += n
}

func (p *press) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked[r.URL.Path]++
	p.mu.Unlock()
	parts := strings.Split(r.URL.Path, "/")
	switch {
	case r.URL.Path == "/hook":
		p.hook(w, r)
	case len(parts) == 4 && parts[1] == "s" && parts[3] == "feed.xml":
		p.feed(w, r, parts[2])
	case len(parts) == 5 && parts[1] == "s" && parts[3] == "a":
		p.page(w, parts[2], parts[4])
	case len(parts) == 3 && parts[1] == "publish": // for scripts
		p.publish(parts[2], 1)
	case r.URL.Path == "/busy":
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
	default:
		http.NotFound(w, r)
	}
}

// hook takes an alert; whether it says so is a matter of mood.
func (p *press) hook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var alert struct{ Key string }
	if err != nil || json.Unmarshal(body, &alert) != nil || alert.Key != r.Header.Get("webhook-id") {
		http.Error(w, "not an alert", http.StatusBadRequest)
		return
	}
	status := http.StatusOK
	if p.mood != nil {
		status = p.mood()
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "0")
	}
	if status < 0 { // says nothing
		<-r.Context().Done()
		return
	}
	if status == 0 { // took it, and is gone before it can say so
		p.take(alert.Key)
		panic(http.ErrAbortHandler)
	}
	if status == http.StatusOK {
		p.take(alert.Key)
	}
	w.WriteHeader(status)
}

func (p *press) take(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.received[key]++
}

func (p *press) feed(w http.ResponseWriter, r *http.Request, source string) {
	p.mu.Lock()
	n := p.published[source]
	p.mu.Unlock()
	etag := fmt.Sprintf(`"%s-%d"`, source, n)
	w.Header().Set("Etag", etag)
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	first := 0
	if p.window > 0 {
		first = max(0, n-p.window)
	}
	fmt.Fprintf(w, `<rss version="2.0"><channel><title>%s</title><link>%s</link>`, source, p.URL)
	for i := n - 1; i >= first; i-- {
		fmt.Fprintf(w, "<item><title>%s</title><link>%s/s/%s/a/%d</link><guid>%s-%d</guid><pubDate>%s</pubDate></item>",
			headlineOf(source, i), p.URL, source, i, source, i, time.Now().UTC().Format(time.RFC1123Z))
	}
	io.WriteString(w, "</channel></rss>")
}

func (p *press) page(w http.ResponseWriter, source, number string) {
	var n int
	fmt.Sscan(number, &n)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>%s</title></head><body><article><h1>%s</h1>`, headlineOf(source, n), headlineOf(source, n))
	for _, paragraph := range bodyOf(source, n) {
		fmt.Fprintf(w, "<p>%s</p>", paragraph)
	}
	io.WriteString(w, "</article></body></html>")
}

// Every article is about the two countries and about an event of its own:
// names and numbers are drawn anew, so that none is a copy of another.

func dice(source string, n int, what uint64) *rand.Rand {
	seed := uint64(n)
	for _, c := range source {
		seed = seed*131 + uint64(c)
	}
	return rand.New(rand.NewPCG(seed, what))
}

// name is an invented place or person.
func name(r *rand.Rand) string {
	const consonants, vowels = "bdfghklmnrstvz", "aeiou"
	var b strings.Builder
	for range 3 + r.IntN(2) {
		b.WriteByte(consonants[r.IntN(len(consonants))])
		b.WriteByte(vowels[r.IntN(len(vowels))])
	}
	return strings.ToUpper(b.String()[:1]) + b.String()[1:]
}

func headlineOf(source string, n int) string {
	r := dice(source, n, 1)
	return fmt.Sprintf("Iraq and United States discuss %s project in %s", name(r), name(r))
}

func bodyOf(source string, n int) []string {
	r := dice(source, n, 1)
	project, town := name(r), name(r)
	lines := []string{fmt.Sprintf("Officials of Iraq and the United States met in %s to discuss the %s project, the Iraqi foreign ministry and the US embassy in Baghdad said.", town, project)}
	for range 6 {
		words := []string{"The", name(r), "council", "in", name(r), "asked", "for", fmt.Sprint(100 + r.IntN(9000)), "workers", "and"}
		for range 12 {
			words = append(words, strings.ToLower(name(r)))
		}
		lines = append(lines, strings.Join(words, " ")+".")
	}
	return lines
}
