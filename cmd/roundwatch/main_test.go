package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

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
			return addressed(filepath.Join(e.WorkDir, "roundwatch.toml"), site.URL)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"publish": publish,
		},
	})
}

// addressed puts the press's address into a configuration, where $SITE stands.
func addressed(file, site string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(strings.ReplaceAll(string(text), "$SITE", site)), 0o600)
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
