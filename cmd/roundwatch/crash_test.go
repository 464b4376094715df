package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var kills = flag.Int("kills", 50, "how often the crash test kills the program")

// deferring gives a test the Defer that scripts have.
type deferring struct{ *testing.T }

func (d deferring) Defer(f func()) { d.Cleanup(f) }

// crashRig is the real program as a process, on a data folder of its own,
// against a press.
type crashRig struct {
	*testing.T
	press   *press
	data    string
	config  string
	sources []string
}

func newCrashRig(t *testing.T) *crashRig {
	dir := t.TempDir()
	r := &crashRig{T: t, press: newPress(deferring{t}), data: filepath.Join(dir, "data"), config: filepath.Join(dir, "roundwatch.toml")}
	var b strings.Builder
	fmt.Fprintf(&b, "[network]\nallow_private = [\"127.0.0.0/8\"]\nhost_interval = \"0s\"\n[alerts]\nbudget = 0\n[web]\nlisten = \"\"\n[log]\nlevel = \"error\"\n")
	fmt.Fprintf(&b, "[[channel]]\nname = \"desk\"\nkind = \"webhook\"\nurl = \"%s/hook\"\n", r.press.URL)
	for i := range 8 {
		name := fmt.Sprintf("s%d", i)
		r.sources = append(r.sources, name)
		fmt.Fprintf(&b, "[[source]]\nname = %q\nkind = \"feed\"\nurl = \"%s/s/%s/feed.xml\"\n", name, r.press.URL, name)
	}
	if err := os.WriteFile(r.config, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *crashRig) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "roundwatch", append(args, "--data", r.data, "--config", r.config)...)
	cmd.Env = append(os.Environ(), "STATE_DIRECTORY=")
	return cmd
}

// must runs a verb to its end and returns what it printed.
func (r *crashRig) must(args ...string) []byte {
	r.Helper()
	var out, errs bytes.Buffer
	cmd := r.command(r.Context(), args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		r.Fatalf("roundwatch %v: %v\n%s%s", args, err, out.Bytes(), errs.Bytes())
	}
	return out.Bytes()
}

// killed starts a verb and kills the process after a while, unless it ended.
func (r *crashRig) killed(after time.Duration, args ...string) {
	r.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), after) // CommandContext kills with SIGKILL
	defer cancel()
	cmd := r.command(ctx, args...)
	if err := cmd.Start(); err != nil {
		r.Fatal(err)
	}
	cmd.Wait() // killed, or done: both are fine
}

// entries reads JSON Lines of a listing verb.
func entries[T any](r *crashRig, args ...string) []T {
	r.Helper()
	var list []T
	d := json.NewDecoder(bytes.NewReader(r.must(append(args, "--json")...)))
	for d.More() {
		var e T
		if err := d.Decode(&e); err != nil {
			r.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

type crashItem struct {
	ID        int64
	Source    string
	GUID      string
	Verdict   string
	Relevant  bool
	Duplicate int64 `json:"duplicate_of"`
}

type crashAlert struct {
	Key   string
	Item  int64
	State string
}

// TestCrash kills the program at random instants while it polls, settles and
// delivers to a receiver that fails now and then, and looks at what is left:
// every published item is there, every alert due was taken, none under two keys.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	r := newCrashRig(t)
	for _, s := range r.sources {
		r.press.publish(s, 2)
	}
	r.must("poll", "--force") // what was there before is settled silently
	silent := map[int64]bool{}
	for _, it := range entries[crashItem](r, "items") {
		silent[it.ID] = true
	}

	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	var moods = []int{http.StatusOK, http.StatusOK, http.StatusOK, http.StatusInternalServerError, http.StatusTooManyRequests, 0, -1}
	r.press.mood = func() int { return moods[rand.IntN(len(moods))] }
	for i := range *kills {
		r.press.publish(r.sources[dice.IntN(len(r.sources))], 1+dice.IntN(3))
		verb := []string{"poll", "--force"}
		if i%5 == 4 {
			verb = []string{"run"}
		}
		r.killed(20*time.Millisecond+time.Duration(dice.IntN(400))*time.Millisecond, verb...)
	}
	r.press.mood = nil
	r.must("alerts", "retry") // what failed would wait for its next try
	r.must("poll", "--force")
	r.check(silent)
}

// check compares the archive with what was published and received.
func (r *crashRig) check(silent map[int64]bool) {
	r.Helper()
	r.must("verify")
	guids, news := map[string]bool{}, map[int64]bool{}
	for _, it := range entries[crashItem](r, "items") {
		if it.Source == "seeds" {
			continue
		}
		if guids[it.GUID] {
			r.Errorf("item %s is stored twice", it.GUID)
		}
		guids[it.GUID] = true
		if it.Verdict == "pending" {
			r.Errorf("item %s is still pending", it.GUID)
		}
		if it.Relevant && it.Duplicate == 0 && !silent[it.ID] {
			news[it.ID] = true
		}
	}
	for _, s := range r.sources {
		for i := range r.press.published[s] {
			if guid := fmt.Sprintf("%s-%d", s, i); !guids[guid] {
				r.Errorf("item %s was published and is lost", guid)
			}
		}
	}
	r.checkAlerts(news)
}

func (r *crashRig) checkAlerts(news map[int64]bool) {
	r.Helper()
	alerted := map[int64]string{}
	for _, a := range entries[crashAlert](r, "alerts") {
		if first, twice := alerted[a.Item]; twice {
			r.Errorf("item %d has two alerts, %s and %s", a.Item, first, a.Key)
		}
		alerted[a.Item] = a.Key
		if a.State != "delivered" || r.press.received[a.Key] == 0 {
			r.Errorf("alert %s is %s and was received %d times", a.Key, a.State, r.press.received[a.Key])
		}
	}
	for item := range news {
		if alerted[item] == "" {
			r.Errorf("item %d raised no alert", item)
		}
	}
	if len(alerted) != len(news) || len(r.press.received) != len(news) {
		r.Errorf("%d items are news, %d alerts in the archive, %d keys received", len(news), len(alerted), len(r.press.received))
	}
	if len(news) == 0 {
		r.Error("no alert was due: the test shows nothing")
	}
	r.Logf("%d kills: %d items alerted, %d keys received", *kills, len(alerted), len(r.press.received))
}
