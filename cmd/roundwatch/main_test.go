package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The test binary is also the program: scripts and the crash test run it as a
// process of its own, through the same main.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"roundwatch": main})
}

type pressKey struct{}

// TestScripts runs testdata/*.txtar, one for each verb. Each starts in an empty
// folder with no configuration but its own and no data.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("ROUNDWATCH_DATA", filepath.Join(e.WorkDir, "data"))
			e.Setenv("ROUNDWATCH_CONFIG", filepath.Join(e.WorkDir, "roundwatch.toml"))
			site := newPress(e)
			e.Values[pressKey{}] = site
			e.Setenv("SITE", site.URL)
			port, err := freePort()
			if err != nil {
				return err
			}
			e.Setenv("WEB", "127.0.0.1:"+port)
			return addressed(filepath.Join(e.WorkDir, "roundwatch.toml"), site.URL, "127.0.0.1:"+port)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"publish": publish,
			"await":   await,
			"signal":  signalDaemon,
		},
	})
}

// addressed puts the press's address and that of the window into a
// configuration, where $SITE and $WEB stand.
func addressed(file, site, web string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(strings.NewReplacer("$SITE", site, "$WEB", web).Replace(string(text))), 0o600)
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// patience bounds how long a script waits for the daemon.
const patience = 30 * time.Second

// await asks an address until its answer holds a text: await URL TEXT.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await URL TEXT")
	}
	last := "no answer"
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.After(patience); ; {
		select {
		case <-end:
			ts.Fatalf("%s never said %q; last: %s", args[0], args[1], last)
		case <-tick.C:
		}
		resp, err := http.Get(args[0])
		if err != nil {
			continue
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if last = string(body); strings.Contains(last, args[1]) {
			return
		}
	}
}

// signalDaemon signals the process that holds a data folder: signal HUP|TERM DIR.
func signalDaemon(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]syscall.Signal{"HUP": syscall.SIGHUP, "TERM": syscall.SIGTERM}
	if neg || len(args) != 2 || signals[args[0]] == 0 {
		ts.Fatalf("usage: signal HUP|TERM DIR")
	}
	pid, err := strconv.Atoi(lockHolder(ts.MkAbs(args[1])))
	if err != nil {
		ts.Fatalf("nobody holds %s", args[1])
	}
	ts.Check(syscall.Kill(pid, signals[args[0]]))
}

// exits runs a command and compares its exit code: exits CODE PROGRAM ARGS…
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS…")
	}
	code := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var failed *exec.ExitError
		if !errors.As(err, &failed) {
			ts.Fatalf("%v", err)
		}
		code = strconv.Itoa(failed.ExitCode())
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// publish lets a source of the press publish: publish SOURCE N.
func publish(ts *testscript.TestScript, neg bool, args []string) {
	n := 0
	if len(args) == 2 {
		n, _ = strconv.Atoi(args[1])
	}
	if neg || n <= 0 {
		ts.Fatalf("usage: publish SOURCE N")
	}
	ts.Value(pressKey{}).(*press).publish(args[0], n)
}
