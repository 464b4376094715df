package alert

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

// shell makes a channel that runs a script; the shell is the test's own choice.
func shell(script string, args ...string) roundwatch.Channel {
	return roundwatch.Channel{Name: "desk", Kind: "exec", Path: "/bin/sh", Args: append([]string{"-c", script, "sh"}, args...)}
}

func TestProgramGetsThePayloadAndItsArgumentsUntouched(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("ROUNDWATCH_SECRET", "hidden")
	ch := shell(`cat > "$1/in"; printf %s "$2" > "$1/arg"; env > "$1/env"`, dir, "$(touch pwned); `x` *")
	if err := send(t, ch, sample()); err != nil {
		t.Fatal(err)
	}
	var p Payload
	in, _ := os.ReadFile(filepath.Join(dir, "in"))
	if err := json.Unmarshal(in, &p); err != nil || p.Key != "article/12/desk" {
		t.Errorf("payload %s, %v", in, err)
	}
	if arg, _ := os.ReadFile(filepath.Join(dir, "arg")); string(arg) != "$(touch pwned); `x` *" {
		t.Errorf("argument %q", arg)
	}
	env, _ := os.ReadFile(filepath.Join(dir, "env"))
	if !strings.Contains(string(env), "ROUNDWATCH_KEY=article/12/desk") || strings.Contains(string(env), "hidden") {
		t.Errorf("environment %s", env)
	}
}

func TestProgramsExitCodeDecides(t *testing.T) {
	tests := []struct {
		name      string
		ch        roundwatch.Channel
		permanent bool
		want      string
	}{
		{"1 is tried again", shell("echo no luck >&2; exit 1"), false, "exit status 1 no luck"},
		{"65 is a refusal", shell("echo bad data; exit 65"), true, "refused (exit code 65) bad data"},
		{"a signal is tried again", shell("kill -9 $$"), false, "signal: killed"},
		{"a missing program is tried again", roundwatch.Channel{Kind: "exec", Path: "/nonexistent/program"}, false, "no such file"},
		{"endless output is not kept", shell("yes | head -c 1000000; exit 1"), false, "exit status 1 y y"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := send(t, tt.ch, sample())
			if err == nil {
				t.Fatal("delivered")
			}
			if f := failure(err); f.Permanent != tt.permanent || !strings.Contains(f.Reason, tt.want) || len(f.Reason) > 400 {
				t.Errorf("failure %+v", f)
			}
		})
	}
}

func TestProgramThatHangsIsKilledWithItsChildren(t *testing.T) {
	begun := time.Now()
	err := send(t, shell("sleep 60 & sleep 60"), sample())
	if err == nil || !strings.Contains(err.Error(), "not finished in time") {
		t.Errorf("error %v", err)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it took %v to give up", took)
	}
}
