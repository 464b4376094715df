package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// pressHub is a site with a feed and its hub. It reaches the daemon as a proxy
// for press.example would.
type pressHub struct {
	*testing.T
	*httptest.Server
	orders chan url.Values

	daemon string // where it listens, once it does
}

func newPressHub(t *testing.T) *pressHub {
	p := &pressHub{T: t, orders: make(chan url.Values, 10)}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *pressHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/hub" {
		r.ParseForm()
		p.orders <- r.PostForm
		w.WriteHeader(http.StatusAccepted)
		return
	}
	w.Header().Set("Etag", `"1"`)
	w.Header().Add("Link", fmt.Sprintf(`<%s/hub>; rel="hub", <%s/feed>; rel="self"`, p.URL, p.URL))
	io.WriteString(w, hubFeed("One"))
}

func hubFeed(title string) string {
	return `<rss version="2.0"><channel><title>A</title><item><title>` + title + `</title><guid isPermaLink="false">` + title + `</guid></item></channel></rss>`
}

// reach asks the daemon under the public name.
func (p *pressHub) reach(method, address, body string, header ...string) (int, string) {
	p.Helper()
	r, err := http.NewRequestWithContext(p.Context(), method, strings.Replace(address, "https://press.example", p.daemon, 1), strings.NewReader(body))
	if err != nil {
		p.Fatal(err)
	}
	r.Host = "press.example"
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		p.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		p.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestAHubDeliversToTheDaemon(t *testing.T) {
	press := newPressHub(t)
	dir := t.TempDir()
	r := &crashRig{T: t, data: filepath.Join(dir, "data"), config: filepath.Join(dir, "roundwatch.toml")}
	text := fmt.Sprintf("[network]\nallow_private = [\"127.0.0.0/8\"]\nhost_interval = \"0s\"\n[web]\nlisten = \"127.0.0.1:0\"\n"+
		"[websub]\ncallback = \"https://press.example\"\n[[source]]\nname = \"a\"\nurl = \"%s/feed\"\n", press.URL)
	if err := os.WriteFile(r.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r.must("poll") // finds the hub; nobody would hear it, so it orders nothing
	cmd := r.command(r.Context(), "run")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for press.daemon == "" && lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			press.daemon = strings.TrimSuffix(address, "/")
		}
	}

	var order url.Values
	select {
	case order = <-press.orders:
	case <-time.After(time.Minute):
		t.Fatal("nothing was ordered within a minute")
	}
	callback := order.Get("hub.callback")
	query := url.Values{"hub.mode": {"subscribe"}, "hub.topic": order["hub.topic"], "hub.challenge": {"echo"}, "hub.lease_seconds": {"3600"}}
	if status, body := press.reach("GET", callback+"?"+query.Encode(), ""); status != 200 || body != "echo" {
		t.Errorf("verification: %d %s", status, body)
	}
	mac := hmac.New(sha256.New, []byte(order.Get("hub.secret")))
	io.WriteString(mac, hubFeed("Two"))
	if status, body := press.reach("POST", callback, hubFeed("Two"), "X-Hub-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil))); status != 200 {
		t.Errorf("delivery: %d %s", status, body)
	}
	for _, path := range []string{"/", "/healthz", "/api/items", "/metrics"} {
		if status, _ := press.reach("GET", press.daemon+path, ""); status != http.StatusMisdirectedRequest {
			t.Errorf("%s is answered %d under the public name", path, status)
		}
	}
	titles := map[string]bool{}
	for _, it := range entries[crashItem](r, "items") {
		titles[it.GUID] = true
	}
	if !titles["One"] || !titles["Two"] {
		t.Errorf("items %v", titles)
	}
	for _, s := range entries[sourceView](r, "sources") {
		if s.Name == "a" && s.Pushed == "" {
			t.Errorf("not shown as pushed: %+v", s)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the daemon ended with %v", err)
	}
	if n := len(press.orders); n != 0 {
		t.Errorf("%d more orders", n)
	}
}
