package systemd

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// installed puts the units in a folder, with a program that exists.
func installed(t *testing.T) []string {
	t.Helper()
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, unit := range []string{"roundwatch.service", "roundwatch-poll.service", "roundwatch-poll.timer"} {
		text, err := os.ReadFile(unit)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), unit)
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), "/usr/local/bin/roundwatch", program)), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

func TestTheUnitsAreRight(t *testing.T) {
	args := append([]string{"verify"}, installed(t)...)
	if out, err := exec.Command("systemd-analyze", args...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

func TestTheUnitsExposeLittle(t *testing.T) {
	for _, file := range installed(t)[:2] {
		// The threshold counts tenths.
		out, err := exec.Command("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=12", file).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", filepath.Base(file), err, out)
		}
	}
}

// The poll unit runs the same program over the same folders: what is allowed
// to one is allowed to the other.
func TestBothServicesShareTheirSandbox(t *testing.T) {
	var sandboxes [2][]string
	for i, unit := range []string{"roundwatch.service", "roundwatch-poll.service"} {
		text, err := os.ReadFile(unit)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(text), "DynamicUser=yes\n")
		rest, _, _ = strings.Cut(rest, "\n[Install]")
		sandboxes[i] = strings.Fields(rest)
	}
	if len(sandboxes[0]) == 0 || !slices.Equal(sandboxes[0], sandboxes[1]) {
		t.Errorf("the sandboxes differ:\n%v\n%v", sandboxes[0], sandboxes[1])
	}
}
