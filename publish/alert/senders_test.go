package alert

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"roundwatch"
)

// sample is an alert with every field that a message shows.
func sample() roundwatch.Alert {
	return roundwatch.Alert{
		Key: "article/12/desk", Channel: "desk", Type: roundwatch.AlertNew, Item: 12, Story: 9,
		Source: "shafaq-ar", Tier: roundwatch.TierAgency, Lang: "ar",
		Round: "sd-3", RoundName: "Strategic Dialogue, round 3", Verdict: roundwatch.VerdictFiled, Confidence: 0.92,
		Title: "انطلاق الجولة الثالثة من الحوار", URL: "https://news.example/a/1?x=1&y=2",
		Published: time.Date(2021, 4, 7, 9, 0, 0, 0, time.UTC), PublishedFrom: roundwatch.FromFeed,
		FirstSeen: time.Date(2021, 4, 7, 9, 10, 0, 0, time.UTC), CreatedAt: time.Date(2021, 4, 7, 9, 11, 0, 0, time.UTC),
		Quote: "الجولة الثالثة من الحوار الاستراتيجي", Text: "First report of this story.",
	}
}

// sent is one request.
type sent struct {
	path   string
	header http.Header
	body   []byte
}

// answers are what each HTTP service is made to say, and what must follow.
func answers() []struct {
	name      string
	answer    http.HandlerFunc
	want      string // in the reason; "" for success
	permanent bool
	rest      bool
	after     time.Duration
} {
	status := func(code int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
			io.WriteString(w, `{"ok":false,"echo":"`+r.URL.Path+r.Header.Get("Authorization")+`"}`)
		}
	}
	return []struct {
		name      string
		answer    http.HandlerFunc
		want      string
		permanent bool
		rest      bool
		after     time.Duration
	}{
		{name: "200 is delivered", answer: func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"ok":true}`) }},
		{name: "400 is permanent", answer: status(400), want: "status 400", permanent: true},
		{name: "401 is permanent", answer: status(401), want: "status 401", permanent: true},
		{name: "a redirect is not followed", answer: status(302, "Location", "/elsewhere"), want: "status 302", permanent: true},
		{name: "408 is temporary", answer: status(408), want: "status 408"},
		{name: "425 is temporary", answer: status(425), want: "status 425"},
		{name: "429 rests as long as it is told", answer: status(429, "Retry-After", "120"), want: "status 429", rest: true, after: 2 * time.Minute},
		{name: "500 is temporary", answer: status(500), want: "status 500"},
		{name: "503 rests as long as it is told", answer: status(503, "Retry-After", "30"), want: "status 503", after: 30 * time.Second},
		{name: "no answer is temporary", answer: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, want: "deadline", rest: true},
		{name: "a reset is temporary", answer: reset, want: "127.0.0.1", rest: true},
	}
}

// reset closes the connection without a word.
func reset(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		conn.Close()
	}
}

// inbox is what a local service received.
type inbox struct {
	mu   sync.Mutex
	sent []sent
}

func (i *inbox) put(s sent) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.sent = append(i.sent, s)
}

func (i *inbox) all() []sent {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.sent)
}

// serve starts a local service that keeps what it receives.
func serve(t *testing.T, answer http.HandlerFunc) (url string, got *inbox) {
	got = new(inbox)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got.put(sent{r.Method + " " + r.URL.EscapedPath(), r.Header, b})
		answer(w, r)
	}))
	t.Cleanup(srv.Close)
	return srv.URL, got
}

// send makes the channel's sender and sends the sample, waiting half a second at most.
func send(t *testing.T, ch roundwatch.Channel, a roundwatch.Alert) error {
	t.Helper()
	s, err := NewSender(ch, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	return s.Send(ctx, a)
}

const token = "s3cret-token"

func httpChannels(base string) []roundwatch.Channel {
	return []roundwatch.Channel{
		{Name: "desk", Kind: "webhook", URL: base + "/hook", Secret: token},
		{Name: "desk", Kind: "slack", URL: base + "/services/" + token},
		{Name: "desk", Kind: "telegram", URL: base, Secret: token, To: []string{"-100"}},
		{Name: "desk", Kind: "ntfy", URL: base, Secret: token, To: []string{"watch"}},
		{Name: "desk", Kind: "matrix", URL: base, Secret: token, To: []string{"!room:example.org"}},
	}
}

func TestHTTPServicesAnswers(t *testing.T) {
	for i := range httpChannels("") {
		for _, tt := range answers() {
			t.Run(httpChannels("")[i].Kind+": "+tt.name, func(t *testing.T) {
				base, got := serve(t, tt.answer)
				err := send(t, httpChannels(base)[i], sample())
				if len(got.all()) != 1 {
					t.Fatalf("%d requests, want 1", len(got.all()))
				}
				if tt.want == "" {
					if err != nil {
						t.Fatal(err)
					}
					return
				}
				var f *Failure
				if !errors.As(err, &f) {
					t.Fatalf("error %v is no Failure", err)
				}
				if f.Permanent != tt.permanent || f.Rest != tt.rest || f.After != tt.after || !strings.Contains(f.Reason, tt.want) {
					t.Errorf("failure %+v", f)
				}
				if strings.Contains(f.Reason, "s3cret") {
					t.Errorf("the reason tells the secret: %s", f.Reason)
				}
			})
		}
	}
}

func TestWebhookBodyAndSignature(t *testing.T) {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	base, got := serve(t, func(http.ResponseWriter, *http.Request) {})
	ch := roundwatch.Channel{Name: "desk", Kind: "webhook", URL: base, Secret: secret}
	for range 2 {
		if err := send(t, ch, sample()); err != nil {
			t.Fatal(err)
		}
	}
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range got.all() {
		if err := verifier.Verify(r.body, r.header); err != nil {
			t.Errorf("the public library refuses the signature: %v", err)
		}
		if id := r.header.Get("webhook-id"); id != "article/12/desk" {
			t.Errorf("webhook-id %q", id)
		}
	}
	var body map[string]any
	if err := json.Unmarshal(got.all()[0].body, &body); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"key": "article/12/desk", "type": "article", "item": 12.0, "round": "sd-3",
		"title": "انطلاق الجولة الثالثة من الحوار", "url": "https://news.example/a/1?x=1&y=2", "source": "shafaq-ar",
		"published": "2021-04-07T09:00:00Z", "first_seen": "2021-04-07T09:10:00Z", "quote": "الجولة الثالثة من الحوار الاستراتيجي",
	}
	for k, v := range want {
		if body[k] != v {
			t.Errorf("%s = %v, want %v", k, body[k], v)
		}
	}
	if string(got.all()[0].body) != string(got.all()[1].body) {
		t.Error("a repeat sent another body")
	}
}

func TestSecretThatIsNoBase64SignsAsItIs(t *testing.T) {
	base, got := serve(t, func(http.ResponseWriter, *http.Request) {})
	if err := send(t, roundwatch.Channel{Name: "desk", Kind: "webhook", URL: base, Secret: "not base64!"}, sample()); err != nil {
		t.Fatal(err)
	}
	verifier, _ := standardwebhooks.NewWebhookRaw([]byte("not base64!"))
	if err := verifier.Verify(got.all()[0].body, got.all()[0].header); err != nil {
		t.Error(err)
	}
}

func TestWebhookWithoutSecretIsUnsigned(t *testing.T) {
	base, got := serve(t, func(http.ResponseWriter, *http.Request) {})
	if err := send(t, roundwatch.Channel{Name: "desk", Kind: "webhook", URL: base}, sample()); err != nil {
		t.Fatal(err)
	}
	h := got.all()[0].header
	if h.Get("webhook-signature") != "" || h.Get("webhook-id") == "" || h.Get("webhook-timestamp") == "" || h.Get("Content-Type") != "application/json" {
		t.Errorf("headers %v", h)
	}
}

func TestFolderGetsEachAlertOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "alerts")
	ch := roundwatch.Channel{Name: "desk", Kind: "file", Path: dir}
	if err := send(t, ch, sample()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "article_12_desk.json")
	before, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := send(t, ch, sample()); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.Stat(name); !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
		t.Error("a repeat wrote the file again")
	}
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var p Payload
	if err := json.Unmarshal(body, &p); err != nil || p.Key != "article/12/desk" {
		t.Errorf("payload %+v, %v", p, err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, ".*"))
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestFolderThatCannotBeWrittenIsTriedAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := send(t, roundwatch.Channel{Name: "desk", Kind: "file", Path: filepath.Join(file, "alerts")}, sample())
	if err == nil || failure(err).Permanent {
		t.Errorf("error %v", err)
	}
}

func TestFileNamesAreOneToOneAndStayInTheFolder(t *testing.T) {
	seen := map[string]string{}
	for _, key := range []string{"a/b", "a_b", "a%2Fb", "../x", "..", ".hidden", "A b", "مكتب/1"} {
		name := fileName(key)
		if other, ok := seen[name]; ok {
			t.Errorf("%q and %q share the name %q", key, other, name)
		}
		seen[name] = key
		if strings.ContainsAny(name, "/\\") || strings.HasPrefix(name, ".") {
			t.Errorf("fileName(%q) = %q", key, name)
		}
	}
}

func TestNewSenderSaysWhatIsMissing(t *testing.T) {
	tests := []struct {
		ch   roundwatch.Channel
		want string
	}{
		{roundwatch.Channel{Name: "desk", Kind: "webhook"}, "channel desk: url is missing"},
		{roundwatch.Channel{Name: "desk", Kind: "webhook", URL: "ftp://x.example"}, "http:// or https://"},
		{roundwatch.Channel{Name: "desk", Kind: "file"}, "path is missing"},
		{roundwatch.Channel{Name: "desk", Kind: "exec"}, "path is missing"},
		{roundwatch.Channel{Name: "desk", Kind: "slack"}, "url is missing"},
		{roundwatch.Channel{Name: "desk", Kind: "telegram", URL: "https://a.example", To: []string{"1"}}, "secret_file is missing"},
		{roundwatch.Channel{Name: "desk", Kind: "telegram", URL: "https://a.example", Secret: "x"}, "to must name a chat"},
		{roundwatch.Channel{Name: "desk", Kind: "ntfy", URL: "https://a.example", To: []string{"a", "b"}}, "one only"},
		{roundwatch.Channel{Name: "desk", Kind: "matrix", URL: "a.example", To: []string{"!r"}}, "http:// or https://"},
		{roundwatch.Channel{Name: "desk", Kind: "mail", URL: "https://a.example"}, "smtp://host:port"},
		{roundwatch.Channel{Name: "desk", Kind: "mail", URL: "smtp://a.example", From: "nobody"}, "not a mail address"},
		{roundwatch.Channel{Name: "desk", Kind: "mail", URL: "smtp://a.example", From: "a@b.example"}, "to is missing"},
		{roundwatch.Channel{Name: "desk", Kind: "mail", URL: "smtp://a.example", From: "a@b.example", To: []string{"x"}}, "to:"},
		{roundwatch.Channel{Name: "desk", Kind: "pigeon"}, `unknown kind "pigeon"`},
	}
	for _, tt := range tests {
		if _, err := NewSender(tt.ch, Deps{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("NewSender(%+v) = %v, want %q", tt.ch, err, tt.want)
		}
	}
}
