package alert

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

func TestChatServicesGetTheTextInTheirOwnForm(t *testing.T) {
	a := sample()
	a.Title, a.Quote, a.Lang = "Iraq & US <talks>", "a quote", "en"
	tests := map[string]struct {
		path   string
		auth   string
		fields map[string]string // parts of fields of the body
	}{
		"slack":    {"POST /services/" + token, "", map[string]string{"text": "Iraq &amp; US &lt;talks&gt;"}},
		"telegram": {"POST /bot" + token + "/sendMessage", "", map[string]string{"chat_id": "-100", "text": "Iraq & US <talks>"}},
		"ntfy":     {"POST /", "Bearer " + token, map[string]string{"topic": "watch", "title": "Iraq & US <talks>", "message": "“a quote”", "click": "https://news.example/a/1?x=1&y=2"}},
		"matrix": {"PUT /_matrix/client/v3/rooms/%21room:example.org/send/m.room.message/article%2F12%2Fdesk", "Bearer " + token,
			map[string]string{"msgtype": "m.text", "body": "Iraq & US <talks>", "formatted_body": "Iraq &amp; US &lt;talks&gt;<br>"}},
	}
	for i, ch := range httpChannels("") {
		want, ok := tests[ch.Kind]
		if !ok {
			continue
		}
		t.Run(ch.Kind, func(t *testing.T) {
			base, got := serve(t, func(http.ResponseWriter, *http.Request) {})
			if err := send(t, httpChannels(base)[i], a); err != nil {
				t.Fatal(err)
			}
			r := got.all()[0]
			if r.path != want.path || r.header.Get("Authorization") != want.auth {
				t.Errorf("request %s, Authorization %q", r.path, r.header.Get("Authorization"))
			}
			var body map[string]any
			if err := json.Unmarshal(r.body, &body); err != nil {
				t.Fatal(err)
			}
			for field, part := range want.fields {
				if s, _ := body[field].(string); !strings.Contains(s, part) {
					t.Errorf("%s = %q, want %q in it", field, body[field], part)
				}
			}
		})
	}
}

func TestSlackAddressMayComeAsTheSecret(t *testing.T) {
	base, got := serve(t, func(http.ResponseWriter, *http.Request) {})
	if err := send(t, roundwatch.Channel{Name: "desk", Kind: "slack", Secret: roundwatch.Secret(base + "/services/T/B/x")}, sample()); err != nil {
		t.Fatal(err)
	}
	if got.all()[0].path != "POST /services/T/B/x" {
		t.Errorf("request %s", got.all()[0].path)
	}
}

func TestWaitIsReadFromTheBodyWhereNoHeaderSaysIt(t *testing.T) {
	for body, want := range map[string]time.Duration{
		`{"ok":false,"error_code":429,"parameters":{"retry_after":35}}`: 35 * time.Second,
		`{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2500}`:          2500 * time.Millisecond,
		`{"retry_after_ms":-5}`:    0,
		`{"retry_after_ms":1e300}`: longestRest,
		`not JSON`:                 0,
	} {
		base, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusTooManyRequests)
			io.WriteString(w, body)
		})
		err := send(t, roundwatch.Channel{Name: "desk", Kind: "telegram", URL: base, Secret: token, To: []string{"1"}}, sample())
		var f *Failure
		if !errors.As(err, &f) || f.After != want || !f.Rest {
			t.Errorf("%s: %+v", body, err)
		}
	}
}

func TestRetryAfterIsReadAsSecondsOrDate(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Duration{
		"": 0, "120": 2 * time.Minute, "-3": 0, "999999999999999999": longestRest, "soon": 0,
		"Mon, 02 Mar 2026 08:01:00 GMT": time.Minute, "Mon, 02 Mar 2026 07:00:00 GMT": 0,
	} {
		if got := retryAfter(s, now); got != want {
			t.Errorf("retryAfter(%q) = %v, want %v", s, got, want)
		}
	}
}
