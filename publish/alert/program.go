package alert

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"roundwatch"
)

// program runs a program with the payload on its standard input, never through
// a shell. Exit code 0 means delivered and 65 (EX_DATAERR of sysexits.h) means
// never; anything else is tried again. Its output is read for a reason only.
type program struct {
	path string
	args []string
}

// exitRefused is the exit code by which a program refuses an alert for good.
const exitRefused = 65

// programGrace is how long the output of a killed program's children is waited for.
const programGrace = 2 * time.Second

func newProgram(ch roundwatch.Channel) (Sender, error) {
	if ch.Path == "" {
		return nil, errors.New("path is missing: the program to run")
	}
	return program{ch.Path, ch.Args}, nil
}

func (p program) Send(ctx context.Context, a roundwatch.Alert) error {
	body, err := json.Marshal(NewPayload(a))
	if err != nil {
		return &Failure{Permanent: true, Reason: err.Error()}
	}
	out := &head{}
	cmd := exec.CommandContext(ctx, p.path, p.args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(append(body, '\n')), out, out
	cmd.Env = environment(a)
	cmd.WaitDelay = programGrace
	// A group of its own, so that its children go with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return p.judge(ctx, cmd.Run(), out)
}

func (p program) judge(ctx context.Context, err error, out *head) error {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return &Failure{Reason: filepath.Base(p.path) + ": not finished in time, killed"}
	case errors.As(err, &exit) && exit.ExitCode() == exitRefused:
		return &Failure{Permanent: true, Reason: fmt.Sprintf("%s: refused (exit code %d) %s", filepath.Base(p.path), exitRefused, words(out.b))}
	}
	return &Failure{Reason: fmt.Sprintf("%s: %v %s", filepath.Base(p.path), err, words(out.b))}
}

// environment is all that a program is told beside its input. The daemon's own
// environment may name secrets.
func environment(a roundwatch.Alert) []string {
	env := []string{"ROUNDWATCH_KEY=" + a.Key, "ROUNDWATCH_TYPE=" + a.Type}
	for _, name := range []string{"PATH", "HOME", "LANG", "TZ", "TMPDIR"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// head keeps the beginning of what is written to it and lets the rest go by.
type head struct{ b []byte }

func (h *head) Write(p []byte) (int, error) {
	h.b = append(h.b, p[:min(len(p), maxAnswer-len(h.b))]...)
	return len(p), nil
}
