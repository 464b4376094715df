package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

// shelf is an archive of two items, one of which is Arabic.
type shelf struct{ broken error }

var errNone = errors.New("none")

var at = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func (s shelf) entries() []roundwatch.Entry {
	return []roundwatch.Entry{
		{ID: 2, Source: "shafaq-ar", URL: "javascript:alert(1)", Title: "الجولة <b>الثالثة</b>", Lang: "ar", FirstSeen: at, Round: "sd-3", Verdict: roundwatch.VerdictFiled, Confidence: 0.9, Article: 7},
		{ID: 1, Source: "wire", URL: "https://a.example/1", Title: "Talks open", Lang: "en", FirstSeen: at, Verdict: roundwatch.VerdictPending},
	}
}

func (s shelf) Ping(context.Context) error { return s.broken }

func (s shelf) Gauges(context.Context) (roundwatch.Gauges, error) {
	return roundwatch.Gauges{
		Polls: map[roundwatch.Outcome]int{roundwatch.PollOK: 3}, Items: map[roundwatch.ItemState]int{roundwatch.ItemSettled: 2},
		Alerts:     []roundwatch.AlertCount{{Channel: "desk", State: roundwatch.AlertDead, N: 4}},
		LastDigest: at, OldestPending: time.Now().Add(-time.Minute),
	}, s.broken
}

func (s shelf) Entries(_ context.Context, q roundwatch.Query) iter.Seq2[roundwatch.Entry, error] {
	return func(yield func(roundwatch.Entry, error) bool) {
		if s.broken != nil {
			yield(roundwatch.Entry{}, s.broken)
			return
		}
		for _, e := range s.entries() {
			if (q.Round == "" || q.Round == e.Round) && !yield(e, nil) {
				return
			}
		}
	}
}

func (s shelf) Entry(_ context.Context, id int64) (roundwatch.Entry, error) {
	for _, e := range s.entries() {
		if e.ID == id {
			return e, nil
		}
	}
	return roundwatch.Entry{}, errNone
}

func (s shelf) Article(context.Context, int64) (roundwatch.Article, error) {
	return roundwatch.Article{Text: "انعقدت الجولة.\n\nSecond <script> paragraph."}, nil
}

func (s shelf) Filing(context.Context, int64) (roundwatch.Filing, error) {
	return roundwatch.Filing{Evidence: []roundwatch.Evidence{{Kind: "ordinal", Round: "sd-3", Quote: "الثالثة", Weight: 2.5}}}, nil
}

func handler(s shelf, ready error) http.Handler { return New(options(s, ready)) }

func options(s shelf, ready error) Options {
	return Options{
		Shelf: s, Host: "watch.internal", Version: "v1", NotFound: func(err error) bool { return errors.Is(err, errNone) },
		Ready: func() error { return ready },
		Feed:  func(context.Context) ([]byte, error) { return []byte("<feed/>"), nil },
		Digest: func(_ context.Context, n int, format string) ([]byte, error) {
			if n != 1 {
				return nil, errNone
			}
			return []byte(format), nil
		},
	}
}

// get asks for one path under a Host.
func get(h http.Handler, host, path string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Host = host
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPagesAnswer(t *testing.T) {
	h := handler(shelf{}, nil)
	tests := []struct {
		path   string
		status int
		want   string
	}{
		{"/healthz", 200, "ok"},
		{"/readyz", 200, "ok"},
		{"/metrics", 200, `roundwatch_alerts{channel="desk",state="dead"} 4`},
		{"/metrics", 200, `roundwatch_polls_total{outcome="ok"} 3`},
		{"/metrics", 200, "roundwatch_oldest_pending_seconds 6"},
		{"/metrics", 200, `roundwatch_build_info{version="v1"} 1`},
		{"/", 200, `<a href="/items/2">الجولة &lt;b&gt;الثالثة&lt;/b&gt;</a>`},
		{"/items/2", 200, `<q dir="auto">الثالثة</q>`},
		{"/items/2", 200, "Second &lt;script&gt; paragraph."},
		{"/items/9", 404, "not found"},
		{"/items/x", 400, "not an item's number"},
		{"/?limit=0", 400, "limit"},
		{"/api/items?since=yesterday", 400, "neither RFC 3339 nor YYYY-MM-DD"},
		{"/api/items/2", 200, `"quote":"الثالثة"`},
		{"/digests.atom", 200, "<feed/>"},
		{"/digests/1.html", 200, "html"},
		{"/digests/2.html", 404, "not found"},
		{"/digests/1.exe", 404, "/digests/NUMBER.html"},
		{"/nothing", 404, ""},
	}
	for _, tt := range tests {
		res := get(h, "127.0.0.1:8420", tt.path)
		if got := body(t, res); res.StatusCode != tt.status || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %d, want %d with %q in\n%s", tt.path, res.StatusCode, tt.status, tt.want, got)
		}
		if res.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(res.Header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: headers %v", tt.path, res.Header)
		}
	}
	if page := body(t, get(h, "localhost", "/items/2")); strings.Contains(page, "javascript:") {
		t.Error("a script address became a link")
	}
}

func TestListingIsFilteredAndIsJSON(t *testing.T) {
	var got struct{ Items []struct{ ID int64 } }
	res := get(handler(shelf{}, nil), "localhost:8420", "/api/items?round=sd-3&limit=5&since=2026-03-01")
	if err := json.Unmarshal([]byte(body(t, res)), &got); err != nil || len(got.Items) != 1 || got.Items[0].ID != 2 {
		t.Errorf("items %+v, %v", got, err)
	}
}

func TestForeignNamesGetNothing(t *testing.T) {
	h := handler(shelf{}, nil)
	for host, want := range map[string]int{
		"127.0.0.1:8420": 200, "[::1]:8420": 200, "localhost": 200, "LOCALHOST:80": 200, "watch.internal:8420": 200,
		"evil.example": 421, "evil.example:8420": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "": 421,
	} {
		if res := get(h, host, "/api/items"); res.StatusCode != want {
			t.Errorf("Host %q: %d, want %d", host, res.StatusCode, want)
		}
	}
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		r := httptest.NewRequest(method, "http://127.0.0.1/api/items", nil)
		rec := httptest.NewRecorder()
		handler(shelf{}, nil).ServeHTTP(rec, r)
		if rec.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, rec.Code)
		}
	}
}

func TestBrokenArchiveShows(t *testing.T) {
	h := handler(shelf{broken: errors.New("disk I/O error")}, nil)
	for path, want := range map[string]int{"/healthz": 503, "/readyz": 503, "/metrics": 200, "/api/items": 500, "/": 500} {
		res := get(h, "localhost", path)
		text := body(t, res)
		if res.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, want)
		}
		if path == "/metrics" && !strings.Contains(text, "roundwatch_up 0") {
			t.Error("metrics do not say that the archive is away")
		}
	}
	if res := get(handler(shelf{}, errors.New("starting")), "localhost", "/readyz"); res.StatusCode != 503 || !strings.Contains(body(t, res), "starting") {
		t.Errorf("readyz while starting: %d", res.StatusCode)
	}
}

func TestServeStopsWithItsContext(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, handler(shelf{}, nil)) }()
	res, err := http.Get("http://" + l.Addr().String() + "/healthz")
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("healthz: %v, %v", res, err)
	}
	res.Body.Close()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if _, err := http.Get("http://" + l.Addr().String() + "/healthz"); err == nil {
		t.Error("still answering")
	}
}

func TestServeSaysWhyItFailed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := Serve(t.Context(), l, handler(shelf{}, nil)); err == nil {
		t.Error("a closed listener was served")
	}
}

func TestHubsPassUnderAnyNameAndNobodyElseDoes(t *testing.T) {
	o := options(shelf{}, nil)
	o.HubsAt = "/websub/"
	o.Hubs = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hub at "+r.URL.Path) })
	h := New(o)
	for path, status := range map[string]int{
		"/websub/token": 200, "/cut/or/not/websub/token": 200, "/websub/": 200,
		"/": 421, "/healthz": 421, "/websub": 421, "/websub/token/more": 421, "/api/items?x=/websub/token": 421, "/items/websub": 421,
	} {
		r := get(h, "press.example", path)
		if text := body(t, r); r.StatusCode != status || status == 200 && text != "hub at "+path {
			t.Errorf("%s: %d %s, want %d", path, r.StatusCode, text, status)
		}
	}
	if got := get(handler(shelf{}, nil), "press.example", "/websub/token").StatusCode; got != 421 {
		t.Errorf("without hubs: %d", got)
	}
}
