package ingest

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"roundwatch"
)

// Case 47: a feed names a hub. The hub is played by the handler of hub.example,
// and what it sends comes to the Subscriber as the daemon's listener would
// hand it over.

const callbackBase = "https://press.example/rw"

// hub is a world with a hub in it, at hub.example, that takes every order.
type hub struct {
	*world
	feed   http.HandlerFunc
	answer func(w http.ResponseWriter, order url.Values) // nil: it verifies before it answers, as many do

	mu     sync.Mutex
	orders []url.Values
	at     []time.Time
}

func withHub(t *testing.T, name string, feed http.HandlerFunc, test func(h *hub), sources ...roundwatch.Source) {
	t.Helper()
	h := &hub{feed: feed}
	conform(t, "47 "+name, h.serve, func(w *world) {
		h.world = w
		w.options.Callback = callbackBase
		w.secure("hub.example", began.Add(-day), began.Add(365*day))
		w.restart()
		test(h)
	}, sources...)
}

func (h *hub) serve(w http.ResponseWriter, r *http.Request) {
	if r.Host != "hub.example" {
		h.feed(w, r)
		return
	}
	if err := r.ParseForm(); err != nil || r.TLS == nil {
		h.Errorf("an order that is no form or not by https: %v", err)
	}
	h.mu.Lock()
	h.orders, h.at = append(h.orders, r.PostForm), append(h.at, time.Now())
	h.mu.Unlock()
	if h.answer != nil {
		h.answer(w, r.PostForm)
		return
	}
	h.grant(r.PostForm)
	w.WriteHeader(http.StatusAccepted)
}

// order returns the n-th order, from 0.
func (h *hub) order(n int) url.Values {
	h.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.orders) <= n {
		h.Fatalf("%d orders, want more:\n%s", len(h.orders), h.log)
	}
	return h.orders[n]
}

func (h *hub) wantOrders(want int) {
	h.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.orders) != want {
		h.Fatalf("%d orders, want %d: %v\n%s", len(h.orders), want, h.at, h.log)
	}
}

// call sends a request to the callback of an order.
func (h *hub) call(method string, order url.Values, query url.Values, body, signature string) *http.Response {
	h.Helper()
	callback, err := url.Parse(order.Get("hub.callback"))
	if err != nil {
		h.Fatal(err)
	}
	r := httptest.NewRequest(method, callback.Path+"?"+query.Encode(), strings.NewReader(body))
	r.Header.Set("Content-Type", "application/rss+xml")
	if signature != "" {
		r.Header.Set("X-Hub-Signature", signature)
	}
	rec := httptest.NewRecorder()
	h.road.Subscriber.ServeHTTP(rec, r)
	return rec.Result()
}

// ask sends what a hub asks an order's callback, changed by pairs of name and value.
func (h *hub) ask(order url.Values, changes ...string) *http.Response {
	h.Helper()
	query := url.Values{"hub.mode": {"subscribe"}, "hub.topic": order["hub.topic"], "hub.challenge": {"<b>c</b>"}, "hub.lease_seconds": {"864000"}}
	for i := 0; i < len(changes); i += 2 {
		query.Set(changes[i], changes[i+1])
	}
	return h.call(http.MethodGet, order, query, "", "")
}

func (h *hub) grant(order url.Values) {
	h.Helper()
	if got := h.ask(order).StatusCode; got != http.StatusOK {
		h.Errorf("verification was answered %d", got)
	}
}

// deliver sends a body to an order's callback, signed for a secret.
func (h *hub) deliver(order url.Values, body, secret string) int {
	h.Helper()
	mac := hmac.New(sha1.New, []byte(secret))
	mac.Write([]byte(body))
	status := h.call(http.MethodPost, order, nil, body, "sha1="+hex.EncodeToString(mac.Sum(nil))).StatusCode
	h.drain()
	return status
}

func wantStatus(t testing.TB, what string, got, want int) {
	t.Helper()
	if got != want {
		t.Errorf("%s was answered %d, want %d", what, got, want)
	}
}

const hubLinks = `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="http://hub.example/"/><atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="http://a.example/all"/>`

// news is an item about the two countries, another for each number.
func news(n int) string {
	return fmt.Sprintf(`<item><title>US and Iraq agree on dam %d</title><guid isPermaLink="false">g%d</guid><description>Iraq and the United States agreed in Baghdad on the security of dam number %d, the Iraqi foreign ministry and the US embassy said. The dam at kilometre %d is guarded by %d men.</description></item>`, n, n, n, n*37, n*911)
}

// naming is a feed of items 1 to n that names the hub.
func naming(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		tagged(w, r, fmt.Sprintf(`"%d"`, n), channel(hubLinks+listNews(n)))
	}
}

func listNews(n int) string {
	var items string
	for i := n; i > 0; i-- {
		items += news(i)
	}
	return items
}
