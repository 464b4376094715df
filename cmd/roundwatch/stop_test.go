package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// slowPress is feeds that answer and feeds that do so once and never again, each
// at a loopback address of its own, since one host is asked one thing at a time.
type slowPress struct {
	mu      sync.Mutex
	asked   map[string]int
	arrived chan string // requests that get no answer
}

func (p *slowPress) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked[r.URL.Path]++
	first := p.asked[r.URL.Path] == 1
	p.mu.Unlock()
	switch slow := strings.HasPrefix(r.URL.Path, "/slow"); {
	case slow && !first:
		p.arrived <- r.URL.Path
		<-r.Context().Done()
		return
	case !slow: // when it has answered, the slow ones are due again
		select {
		case <-time.After(1200 * time.Millisecond):
		case <-r.Context().Done():
		}
	}
	w.Header().Set("Etag", `"1"`)
	io.WriteString(w, `<rss version="2.0"><channel><title>A</title><item><title>One</title><guid isPermaLink="false">1</guid></item></channel></rss>`)
}

func (p *slowPress) times(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[path]
}

// stanza serves a feed at an address of its own and returns its configuration.
func (p *slowPress) stanza(t *testing.T, host int, name, every string) string {
	t.Helper()
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.%d:0", host))
	if err != nil {
		t.Fatal(err)
	}
	server := &httptest.Server{Listener: l, Config: &http.Server{Handler: p}}
	server.Start()
	t.Cleanup(server.Close)
	return fmt.Sprintf("[[source]]\nname = %q\nkind = \"feed\"\nurl = \"%s/%s\"\nevery = %q\n", name, server.URL, name, every)
}

// TestStopDuringFetches is case 49 of the conformance suite: SIGTERM while
// twenty feeds are being asked.
func TestStopDuringFetches(t *testing.T) {
	const slow, fast = 20, 3
	press := &slowPress{asked: map[string]int{}, arrived: make(chan string, 10*slow)}
	dir := t.TempDir()
	r := &crashRig{T: t, data: filepath.Join(dir, "data"), config: filepath.Join(dir, "roundwatch.toml")}
	text := "[network]\nallow_private = [\"127.0.0.0/8\"]\nhost_interval = \"0s\"\n[web]\nlisten = \"\"\n"
	for i := range fast {
		text += press.stanza(t, 100+i, fmt.Sprintf("fast%d", i), "1h")
	}
	for i := range slow {
		text += press.stanza(t, 2+i, fmt.Sprintf("slow%d", i), "1s")
	}
	if err := os.WriteFile(r.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r.must("poll")
	for range 2 {
		r.stopped(press, slow)
	}
	r.must("verify")
	if items := entries[crashItem](r, "items"); len(items) != 5+slow+fast {
		t.Errorf("%d items, want the seeds and one of each feed", len(items))
	}
	for i := range fast {
		if n := press.times(fmt.Sprintf("/fast%d", i)); n != 1 {
			t.Errorf("fast%d was asked %d times within its hour", i, n)
		}
	}
}

// stopped runs the daemon until n feeds are being asked, and ends it.
func (r *crashRig) stopped(press *slowPress, n int) {
	r.Helper()
	cmd := r.command(r.Context(), "run")
	if err := cmd.Start(); err != nil {
		r.Fatal(err)
	}
	for range n {
		select {
		case <-press.arrived:
		case <-time.After(time.Minute):
			cmd.Process.Kill()
			r.Fatal("not all feeds were asked within a minute")
		}
	}
	told := time.Now()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		r.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		r.Errorf("the daemon ended with %v", err)
	}
	if took := time.Since(told); took > 5*time.Second {
		r.Errorf("the daemon took %v to stop", took)
	}
}
