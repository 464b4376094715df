package ingest

import (
	"crypto/hmac"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roundwatch"
)

func TestConformanceOfHubsThatAreNamed(t *testing.T) {
	const self, feedSelf = "http://a.example/all", "http://a.example/feed-says"
	plain := channel(news(1))
	for name, c := range map[string]struct {
		links []string
		body  string
		topic string // "": no order
	}{
		"in the Link header": {[]string{`<https://hub.example/>; rel="hub", <` + self + `>; rel="self"`}, plain, self},
		"in both, where the header counts": {[]string{`<https://hub.example/>; rel=hub`, `</all>; rel=self`},
			channel(strings.ReplaceAll(hubLinks, "hub.example", "other.example") + news(1)), self},
		"in RSS": {nil, channel(strings.ReplaceAll(hubLinks, self, feedSelf) + news(1)), feedSelf},
		"in Atom": {nil, `<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><link rel="hub" href="https://hub.example/"/>` +
			`<link rel="self" href="/all"/><entry><id>1</id><title>One</title></entry></feed>`, self},
		"in JSON": {nil, `{"version":"https://jsonfeed.org/version/1.1","title":"A","feed_url":"` + self + `",` +
			`"hubs":[{"type":"WebSub","url":"https://hub.example/"}],"items":[{"id":"1","title":"One"}]}`, self},
		"without a topic": {[]string{`<https://hub.example/>; rel="hub"`}, plain, ""},
		"nowhere":         {nil, plain, ""},
	} {
		withHub(t, "a hub is found "+name, func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Link"] = c.links
			tagged(w, r, `"1"`, c.body)
		}, func(h *hub) {
			h.run(time.Minute)
			if c.topic == "" {
				h.wantOrders(0)
				return
			}
			h.wantOrders(1)
			order := h.order(0)
			if order.Get("hub.mode") != "subscribe" || order.Get("hub.topic") != c.topic || order.Get("hub.lease_seconds") != "864000" ||
				!strings.HasPrefix(order.Get("hub.callback"), callbackBase+"/websub/") {
				h.Errorf("ordered %v", order)
			}
			if token := strings.TrimPrefix(order.Get("hub.callback"), callbackBase+"/websub/"); len(token) < 26 || len(order.Get("hub.secret")) < 26 || token == order.Get("hub.secret") {
				h.Errorf("callback %s, secret %s: can be guessed", token, order.Get("hub.secret"))
			}
		})
	}
	withHub(t, "no hub is asked without a callback", naming(1), func(h *hub) {
		h.options.Callback = ""
		h.restart()
		h.run(day)
		h.wantOrders(0)
	})
	withHub(t, "a hub on a private address is refused", naming(1), func(h *hub) {
		h.net.Addresses = func(host string) ([]netip.Addr, error) {
			if host == "hub.example" {
				return []netip.Addr{netip.MustParseAddr("10.0.0.1")}, nil
			}
			return nil, nil
		}
		h.run(2 * day)
		h.wantOrders(0)
		h.wantLogged("address not allowed")
		h.wantGaps("a.example", 30*time.Minute, 34*time.Minute)
	})
	withHub(t, "a hub that is busy is asked when it says", naming(1), func(h *hub) {
		h.answer = func(w http.ResponseWriter, _ url.Values) {
			w.Header().Set("Retry-After", "10800")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		h.run(2 * time.Hour)
		h.restart()
		h.run(2 * time.Hour)
		h.wantOrders(2)
		if gap := h.at[1].Sub(h.at[0]); gap < 3*time.Hour {
			h.Errorf("asked %v apart", gap)
		}
	})
}

func TestConformanceOfHubsThatVerify(t *testing.T) {
	silent := func(w http.ResponseWriter, _ url.Values) { w.WriteHeader(http.StatusAccepted) }
	withHub(t, "a challenge is echoed for what was ordered, and for nothing else", naming(1), func(h *hub) {
		h.answer = silent
		h.run(time.Minute)
		order := h.order(0)
		guessed := url.Values{"hub.callback": {callbackBase + "/websub/GUESSED"}, "hub.topic": order["hub.topic"]}
		wantStatus(t, "another topic", h.ask(order, "hub.topic", "http://a.example/feed").StatusCode, http.StatusNotFound)
		wantStatus(t, "an end that nobody wants", h.ask(order, "hub.mode", "unsubscribe").StatusCode, http.StatusNotFound)
		wantStatus(t, "no challenge", h.ask(order, "hub.challenge", "").StatusCode, http.StatusNotFound)
		wantStatus(t, "a guessed callback", h.ask(guessed).StatusCode, http.StatusNotFound)
		wantStatus(t, "a delivery there", h.deliver(guessed, channel(news(2)), ""), http.StatusGone)
		wantStatus(t, "another method", h.call(http.MethodPut, order, nil, "", "").StatusCode, http.StatusMethodNotAllowed)
		answer := h.ask(order)
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK || string(body) != "<b>c</b>" ||
			!strings.HasPrefix(answer.Header.Get("Content-Type"), "text/plain") || answer.Header.Get("X-Content-Type-Options") != "nosniff" {
			h.Errorf("answered %d %q as %v", answer.StatusCode, body, answer.Header)
		}
		h.grant(order) // a hub whose answer was lost asks again
		h.run(25 * time.Hour)
		wantStatus(t, "a question that comes too late", h.ask(order).StatusCode, http.StatusNotFound)
	})
	withHub(t, "a hub that grants is asked again at four fifths of the lease, and the feed daily", naming(1), func(h *hub) {
		h.run(9 * day)
		h.wantOrders(2)
		if gap := h.at[1].Sub(h.at[0]); gap < 8*day || gap > 8*day+longTick {
			h.Errorf("renewed after %v", gap)
		}
		if a, b := h.order(0), h.order(1); a.Get("hub.callback") != b.Get("hub.callback") || a.Get("hub.secret") != b.Get("hub.secret") {
			h.Errorf("first %v, then %v", a, b)
		}
		h.wantAsked("a.example", 10, 12)
		for _, gap := range gaps(h.asked("a.example"))[1:] { // the first poll after the lease came in time
			if gap < 21*time.Hour || gap > 24*time.Hour+tick {
				h.Errorf("polled %v apart", gap)
			}
		}
	})
	withHub(t, "a lease that lapses leaves the feed to be polled as before", naming(1), func(h *hub) {
		h.run(day)
		h.answer = silent
		h.run(9*day + time.Hour)
		before := len(h.asked("a.example"))
		h.run(day)
		if n := len(h.asked("a.example")) - before; n < 40 || n > 50 {
			h.Errorf("polled %d times on the day after", n)
		}
		if n := len(h.orders); n < 5 || n > 10 { // after 1, 2, 4 … hours, then daily
			h.Errorf("asked %d times: %v", n, h.at)
		}
	})
	withHub(t, "a refusal is told once, and the feed polled as before", naming(1), func(h *hub) {
		h.run(day)
		order := h.order(0)
		for range 2 {
			wantStatus(t, "a refusal", h.ask(order, "hub.mode", "denied", "hub.reason", "not you").StatusCode, http.StatusOK)
		}
		wantStatus(t, "a delivery after it", h.deliver(order, channel(news(2)), order.Get("hub.secret")), http.StatusGone)
		if n := strings.Count(h.log.String(), "not you"); n != 1 {
			h.Errorf("told %d times", n)
		}
		before := len(h.asked("a.example"))
		h.run(day)
		if n := len(h.asked("a.example")) - before; n < 40 {
			h.Errorf("polled %d times on the day after", n)
		}
		h.run(28 * day)
		h.wantOrders(1)
		h.run(2 * day)
		h.wantOrders(2)
	})
	withHub(t, "a hub that does not deliver is not waited for, until it does", func(w http.ResponseWriter, r *http.Request) {
		naming(1+int(time.Since(began)/(30*time.Hour)))(w, r)
	}, func(h *hub) {
		h.run(30 * time.Hour)
		h.wantAsked("a.example", 3, 4)
		h.run(day) // a backup poll finds the second item
		h.wantLogged("the hub did not deliver")
		h.wantAsked("a.example", 5, 50)
		before := len(h.asked("a.example"))
		h.run(4 * time.Hour)
		if n := len(h.asked("a.example")) - before; n < 7 {
			h.Errorf("polled %d times in four hours", n)
		}
		h.deliver(h.order(0), channel(news(3)), h.order(0).Get("hub.secret"))
		before = len(h.asked("a.example"))
		h.run(4 * time.Hour)
		if n := len(h.asked("a.example")) - before; n > 1 {
			h.Errorf("polled %d times in four hours after a delivery", n)
		}
	})
	withHub(t, "a feed that names another topic each time has it ordered hourly at most", counted(func(n int, w http.ResponseWriter, r *http.Request) {
		tagged(w, r, fmt.Sprint(n), channel(strings.ReplaceAll(hubLinks, "/all", fmt.Sprintf("/all/%d", n))+news(1)))
	}), func(h *hub) {
		h.run(day)
		h.wantGaps("hub.example", time.Hour, 70*time.Minute)
	}, func() roundwatch.Source {
		s := feedAt("s", "http://a.example/feed")
		s.Every, s.Floor = 5*time.Minute, 5*time.Minute
		return s
	}())
	withHub(t, "an answer that was cut short does not end an order", counted(func(n int, w http.ResponseWriter, r *http.Request) {
		if n == 2 {
			w.Header().Set("Content-Length", "10000")
			io.WriteString(w, channel(news(1)))
			return
		}
		naming(1)(w, r)
	}), func(h *hub) {
		h.run(time.Hour)
		h.wantAsked("a.example", 2, 2)
		order := h.order(0)
		wantStatus(t, "a delivery", h.deliver(order, channel(news(2)), order.Get("hub.secret")), http.StatusOK)
	})
	withHub(t, "a planned feed keeps its plan", naming(1), func(h *hub) {
		h.run(2 * day)
		h.wantGaps("a.example", 2*time.Hour, 2*time.Hour)
	}, func() roundwatch.Source {
		s := feedAt("s", "http://a.example/feed")
		s.Schedule = "0 */2 * * *"
		return s
	}())
}

func TestConformanceOfHubsThatDeliver(t *testing.T) {
	withHub(t, "what is not signed right is dropped, what is signed is news once", counted(func(n int, w http.ResponseWriter, r *http.Request) {
		if n < 3 {
			naming(1)(w, r)
			return
		}
		naming(3)(w, r)
	}), func(h *hub) {
		h.run(time.Hour)
		order := h.order(0)
		for what, signature := range map[string]string{
			"no signature": "", "nonsense": "sha256", "a method nobody knows": "md5=00", "an empty sum": "sha256=", "not hex": "sha1=zz",
		} {
			wantStatus(t, what, h.call(http.MethodPost, order, nil, channel(news(2)), signature).StatusCode, http.StatusOK)
		}
		wantStatus(t, "another's signature", h.deliver(order, channel(news(2)), "guessed"), http.StatusOK)
		if h.drain(); len(h.items()) != 1 || len(h.notices(roundwatch.AlertNew)) != 0 {
			h.Errorf("items %q, alerts %q", h.items(), h.notices(roundwatch.AlertNew))
		}
		h.wantLogged("discarded=6")

		before := h.state("s")
		for range 2 {
			wantStatus(t, "a signed delivery", h.deliver(order, channel(news(2)), order.Get("hub.secret")), http.StatusOK)
		}
		if h.drain(); len(h.items()) != 2 || len(h.notices(roundwatch.AlertNew)) != 1 {
			h.Errorf("items %q, alerts %q", h.items(), h.notices(roundwatch.AlertNew))
		}
		if after := h.state("s"); fmt.Sprint(after) != fmt.Sprint(before) {
			h.Errorf("state was %+v, is %+v", before, after)
		}
		wantStatus(t, "too much", h.deliver(order, strings.Repeat(" ", 9<<20), order.Get("hub.secret")), http.StatusRequestEntityTooLarge)

		h.run(30 * time.Hour) // the feed lists the item, too, and another
		h.wantValidators(4, `"1"`, "")
		if len(h.items()) != 3 || len(h.notices(roundwatch.AlertNew)) != 2 {
			h.Errorf("items %q, alerts %q", h.items(), h.notices(roundwatch.AlertNew))
		}
	})
	withHub(t, "what cannot be read is polled for", naming(1), func(h *hub) {
		h.run(2 * time.Hour)
		h.wantAsked("a.example", 2, 2)
		wantStatus(t, "what is no feed", h.deliver(h.order(0), "<html>", h.order(0).Get("hub.secret")), http.StatusOK)
		h.wantLogged("cannot be read")
		h.run(2 * time.Hour)
		h.wantAsked("a.example", 5, 7)
	})
	withHub(t, "deliveries that drip in do not pile up", naming(1), func(h *hub) {
		h.run(time.Minute)
		order := h.order(0)
		var slow sync.WaitGroup
		var drips []*io.PipeWriter
		for range deliveriesAtOnce {
			body, drip := io.Pipe()
			drips = append(drips, drip)
			slow.Go(func() {
				h.road.Subscriber.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, order.Get("hub.callback"), body))
			})
		}
		synctest.Wait()
		wantStatus(t, "one more", h.deliver(order, channel(news(2)), order.Get("hub.secret")), http.StatusServiceUnavailable)
		for _, drip := range drips {
			drip.CloseWithError(io.ErrUnexpectedEOF)
		}
		slow.Wait()
		wantStatus(t, "the same again", h.deliver(order, channel(news(2)), order.Get("hub.secret")), http.StatusOK)
	})
	withHub(t, "what could not be stored is asked for again", naming(1), func(h *hub) {
		h.run(time.Hour)
		h.options.Store = killed{h.archive}
		h.road = h.newRoad()
		order := h.order(0)
		wantStatus(t, "a delivery that is lost", h.deliver(order, channel(news(2)), order.Get("hub.secret")), http.StatusServiceUnavailable)
		h.restart()
		wantStatus(t, "the same again", h.deliver(order, channel(news(2)), order.Get("hub.secret")), http.StatusOK)
		if got := len(h.items()); got != 2 {
			h.Errorf("%d items", got)
		}
	})
	withHub(t, "an order outlives the process", naming(1), func(h *hub) {
		h.run(day)
		asked := len(h.asked("a.example"))
		h.restart()
		wantStatus(t, "a delivery after the start", h.deliver(h.order(0), channel(news(2)), h.order(0).Get("hub.secret")), http.StatusOK)
		h.run(3 * day)
		h.wantOrders(1)
		if n := len(h.asked("a.example")) - asked; n < 3 || n > 5 { // one at the start, for what was sent in between
			h.Errorf("polled %d times in three days", n)
		}
		if got := len(h.items()); got != 2 {
			h.Errorf("%d items", got)
		}
	})
	withHub(t, "a reload without callback ends it, one with it begins anew", naming(1), func(h *hub) {
		reload := func(callback string) {
			h.road.Configure(h.options.Sources, h.options.Channels, h.options.Filer, callback)
		}
		h.run(day)
		order, asked := h.order(0), len(h.asked("a.example"))
		reload("")
		wantStatus(t, "a question", h.ask(order).StatusCode, http.StatusNotFound)
		wantStatus(t, "a delivery", h.deliver(order, channel(news(2)), order.Get("hub.secret")), http.StatusGone)
		h.run(day)
		if n := len(h.asked("a.example")) - asked; n < 40 {
			h.Errorf("polled %d times a day", n)
		}
		h.wantOrders(1)
		reload(callbackBase)
		h.run(time.Hour)
		h.wantOrders(2)
		reload("https://elsewhere.example/")
		h.run(time.Hour)
		h.wantOrders(3)
		if got := h.order(2).Get("hub.callback"); !strings.HasPrefix(got, "https://elsewhere.example/websub/") || strings.HasSuffix(got, order.Get("hub.callback")) {
			h.Errorf("callback %s", got)
		}
	})
}

func TestWhereAHubIsAsked(t *testing.T) {
	for _, c := range []struct{ hub, topic, want string }{
		{"https://hub.example/", "https://a.example/feed", "https://hub.example/"},
		{"http://hub.example/?a=b", "https://a.example/feed", "https://hub.example/?a=b"},
		{"http://hub.example:8080/", "http://a.example/feed", "http://hub.example:8080/"},
		{"http://hub.example:8080/", "https://a.example/feed", ""},
		{"https://me@hub.example/", "https://a.example/feed", ""},
		{"ftp://hub.example/", "http://a.example/feed", ""},
		{"https://hub.example/", "", ""},
		{"", "https://a.example/feed", ""},
		{"https://hub.example/", "https://a.example/" + strings.Repeat("x", maxAddress), ""},
	} {
		if got := hubAddress(c.hub, c.topic); got != c.want {
			t.Errorf("%s for %.40s is asked at %q, want %q", c.hub, c.topic, got, c.want)
		}
	}
}

func TestSignaturesOfAllMethods(t *testing.T) {
	for method, digest := range methods {
		mac := hmac.New(digest, []byte("secret"))
		mac.Write([]byte("body"))
		sum := hex.EncodeToString(mac.Sum(nil))
		for _, header := range []string{method + "=" + sum, strings.ToUpper(method) + "=" + strings.ToUpper(sum)} {
			if !signed([]byte("body"), header, "secret") {
				t.Errorf("%s is not believed", header)
			}
		}
		if signed([]byte("body"), method+"="+sum, "other") || signed([]byte("Body"), method+"="+sum, "secret") || signed([]byte("body"), method+"="+sum[2:], "secret") {
			t.Errorf("%s: believes what is not signed", method)
		}
	}
}

func FuzzSignature(f *testing.F) {
	f.Add("sha1=00", "body")
	f.Add("sha256", "")
	f.Add("SHA512 = zz=", "x")
	f.Fuzz(func(t *testing.T, header, body string) {
		if signed([]byte(body), header, "a secret that no fuzzer finds out") {
			t.Errorf("%q is believed", header)
		}
	})
}
