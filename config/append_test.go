package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roundwatch"
)

func TestAppendKeepsWhatStandsInTheFile(t *testing.T) {
	old := "# the desk's sources\n[poll] # slow\nevery = \"1h\"\n\n"
	file := write(t, "r.toml", old)
	source := roundwatch.Source{Name: "new", Kind: roundwatch.KindPage, URL: "https://a.example/", Tier: roundwatch.TierOfficial, Selector: `a[rel="x"]`}
	c, err := Append(file, Stanza(source), Lookup{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 1 || c.Sources[0].Selector != source.Selector {
		t.Errorf("sources %+v", c.Sources)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.TrimRight(old, "\n") + "\n\n[[source]]\nname = \"new\"\nkind = \"page\"\nurl = \"https://a.example/\"\ntier = \"official\"\nselector = \"a[rel=\\\"x\\\"]\"\n"
	if string(text) != want {
		t.Errorf("file:\n%s\nwant\n%s", text, want)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want it as before", info.Mode(), err)
	}
}

func TestAppendLeavesTheFileAloneWhenTheWholeWouldBeWrong(t *testing.T) {
	old := "[[source]]\nname = \"a\"\nurl = \"https://a.example/\"\n"
	file := write(t, "r.toml", old)
	_, err := Append(file, Stanza(roundwatch.Source{Name: "a", URL: "https://b.example/"}), Lookup{})
	if err == nil || !strings.Contains(err.Error(), "used by two sources") {
		t.Errorf("Append: %v", err)
	}
	if text, _ := os.ReadFile(file); string(text) != old {
		t.Errorf("file:\n%s", text)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*")); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAppendBeginsAFileWithTheBuiltInSources(t *testing.T) {
	file := filepath.Join(t.TempDir(), "r.toml")
	c, err := Append(file, Stanza(roundwatch.Source{Name: "a", URL: "https://a.example/"}), Lookup{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != len(Catalogue())+1 {
		t.Errorf("%d sources", len(c.Sources))
	}
}

func TestAppendWritesBehindALink(t *testing.T) {
	file := write(t, "real.toml", "")
	link := filepath.Join(t.TempDir(), "r.toml")
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	if _, err := Append(link, Stanza(roundwatch.Source{Name: "a", URL: "https://a.example/"}), Lookup{}); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(file); !strings.Contains(string(text), "a.example") {
		t.Errorf("the file behind the link: %q", text)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
}
