package config

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roundwatch"
)

var update = flag.Bool("update", false, "write the tables of keys into the README")

func TestTheReadmeListsEveryKeyWithItsDefault(t *testing.T) {
	const file = "../README.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "-update -->\n", "<!-- end of keys -->"
	before, rest, found := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s lacks the place for its tables", file)
	}
	want := before + begin + tables() + end + after
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(text) != want {
		t.Errorf("%s does not list the keys as they are; run go test ./config -update", file)
	}
}

func TestTheReadmesExampleIsRight(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```toml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("no example")
	}
	file := write(t, "r.toml", example)
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "desk.secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(Lookup{Flag: file})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Warnings) != 0 {
		t.Errorf("warnings %q", c.Warnings)
	}
}

func TestTheReadmesDossierIsRight(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "```toml\n")
	example, _, found := strings.Cut(blocks[len(blocks)-1], "```")
	if !found {
		t.Fatal("no example")
	}
	file := write(t, "r.toml", "[dossier]\nfile = 'rounds.toml'\n")
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "rounds.toml"), []byte(example), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(Lookup{Flag: file})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, known := c.Dossier.Round("ohrid-2023"); !known {
		t.Error("its round is unknown")
	}
}

// tables writes all keys as Markdown.
func tables() string {
	var b strings.Builder
	for _, group := range []struct {
		title    string
		keys     []key
		optional bool // a key without default is simply not there
	}{
		{"Settings", settings(&Config{}), false},
		{"Each `[[source]]`", sourceKeys(&roundwatch.Source{}), true},
		{"Each `[[channel]]`", channelKeys(newDraft()), true},
	} {
		fmt.Fprintf(&b, "\n%s:\n\n| key | default | meaning |\n|---|---|---|\n", group.title)
		for _, k := range group.keys {
			fill([]key{k})
			fallback := "`" + k.slot.show() + "`"
			if k.fallback == "" && group.optional {
				fallback = ""
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", k.name, fallback, k.about)
		}
	}
	b.WriteString("\n")
	return b.String()
}
