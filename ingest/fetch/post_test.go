package fetch

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"roundwatch/ingest/fetch/fetchtest"
)

func TestAFormIsPostedAndTheStatusIsTheAnswer(t *testing.T) {
	form := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {"http://a.example/?a=b&c"}}
	for path, want := range map[string]struct {
		words string // of the error; "": accepted
		hops  int    // requests that carried the form
	}{
		"/202":         {"", 1},
		"/204":         {"", 1},
		"/307/308/202": {"", 3},
		"/301/202":     {"status 301 Moved Permanently: a form is not sent on that way", 1},
		"/303/200":     {"a form is not sent on that way", 1},
		"/307/400":     {"status 400 Bad Request", 2},
		"/503":         {"not before 2026-03-01T13:00:00Z", 1},
		"/private":     {"address not allowed", 1},
	} {
		inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil || string(body) != form.Encode() || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
				t.Errorf("%s: %s %q, %v", path, r.Method, body, err)
			}
			switch r.URL.Path {
			case "/private":
				http.Redirect(w, r, "http://127.0.0.1/", http.StatusTemporaryRedirect)
			case "/503":
				w.Header().Set("Retry-After", "3600")
				w.WriteHeader(http.StatusServiceUnavailable)
			default:
				answering(w, r)
			}
		}, func(t *testing.T, c *Client, n *fetchtest.Network) {
			err := c.Post(t.Context(), "http://hub.example"+path, form)
			var failed *Error
			if want.words == "" && err != nil || want.words != "" && (!errors.As(err, &failed) || !strings.Contains(err.Error(), want.words)) {
				t.Errorf("%s: %v, want %q", path, err, want.words)
			}
			for i, s := range n.Log() {
				if i > 0 && s.At.Sub(n.Log()[i-1].Done) < DefaultInterval {
					t.Errorf("%s: hop %d came after %v", path, i, s.At.Sub(n.Log()[i-1].Done))
				}
			}
			if got := len(n.Log()); got != want.hops {
				t.Errorf("%s: %d requests, want %d", path, got, want.hops)
			}
		})
	}
}

// answering answers a path with its first status, and redirects to the rest.
func answering(w http.ResponseWriter, r *http.Request) {
	status, rest, more := strings.Cut(r.URL.Path[1:], "/")
	if more {
		w.Header().Set("Location", "/"+rest)
	}
	code := 0
	for _, digit := range status {
		code = 10*code + int(digit-'0')
	}
	w.WriteHeader(code)
}

func TestAFormMeetsADeadline(t *testing.T) {
	inNetwork(t, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // else the server does not see the client leave
		<-r.Context().Done()
	}, func(t *testing.T, c *Client, _ *fetchtest.Network) {
		began := time.Now()
		var failed *Error
		if err := c.Post(t.Context(), "http://hub.example/", url.Values{"a": {"b"}}); !errors.As(err, &failed) || failed.Class != ClassTimeout {
			t.Errorf("%v, want a timeout", err)
		}
		if took := time.Since(began); took != Deadline {
			t.Errorf("took %v", took)
		}
	})
}
