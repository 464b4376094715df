package config

import (
	"flag"
	"fmt"
	"os"
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
