package article

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roundwatch"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The pages are invented, in the manner of those that newspapers print: six
// layouts, six languages, and pages that are no articles.
func TestPagesBecomeWhatAPersonWouldCopy(t *testing.T) {
	pages, err := filepath.Glob("testdata/pages/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, page := range pages {
		t.Run(strings.TrimSuffix(filepath.Base(page), ".html"), func(t *testing.T) {
			golden(t, page, Document{ContentType: "text/html", URL: "https://gulf-ledger.example/a"})
		})
	}
}

func TestTheSeedsLoseTheirFurnitureAndKeepEverySentence(t *testing.T) {
	seeds, err := filepath.Glob("../../config/seeds/*.txt")
	if err != nil || len(seeds) != 5 {
		t.Fatalf("%d seeds: %v", len(seeds), err)
	}
	for _, seed := range seeds {
		t.Run(filepath.Base(seed)[:3], func(t *testing.T) {
			golden(t, seed, Document{ContentType: "text/plain"})
		})
	}
}

// golden reads a document and compares the article with its golden file.
func golden(t *testing.T, name string, d Document) {
	var err error
	if d.Body, err = os.ReadFile(name); err != nil {
		t.Fatal(err)
	}
	a, err := Read(d)
	if err != nil {
		t.Fatal(err)
	}
	got := show(a)
	file := filepath.Join("testdata", "golden", filepath.Base(name)+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s:\n%s\nwant:\n%s", name, got, want)
	}
}

// show prints what golden files hold of an article.
func show(a roundwatch.Article) string {
	var b strings.Builder
	trust := "trusted"
	if a.Confidence < 0.5 {
		trust = "doubted: " + a.Reason
	}
	fmt.Fprintf(&b, "title: %s\nbyline: %s\nsite: %s\ncanonical: %s\nlang: %s %s\npublished: %s %s\nmodified: %s\n%s\n",
		a.Title, a.Byline, a.Site, a.Canonical, a.Lang, a.Dir, roundwatch.Stamp(a.Published), a.PublishedFrom, roundwatch.Stamp(a.Modified), trust)
	for _, r := range a.Removed {
		fmt.Fprintf(&b, "removed %s: %s\n", r.Kind, r.Text)
	}
	fmt.Fprintf(&b, "\n%s\n", a.Text)
	return b.String()
}
