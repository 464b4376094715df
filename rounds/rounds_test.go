package rounds_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"time"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/rounds"
)

// example is an article of our own and where it belongs.
type example struct {
	Name, Title, Text, Published, Lang, Want string
	Relevant                                 *bool   // nil: either will do
	Role                                     *string // nil: any
}

func (e example) article(t testing.TB) roundwatch.Article {
	t.Helper()
	a := roundwatch.Article{Title: e.Title, Text: e.Text, Lang: e.Lang}
	if e.Published != "" {
		a.Published, a.PublishedFrom = day(t, e.Published), roundwatch.FromFeed
	}
	return a
}

func examples(t testing.TB) []example {
	t.Helper()
	data, err := os.ReadFile("testdata/articles.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var all []example
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		var e example
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

func filer(t testing.TB) *rounds.Filer {
	t.Helper()
	f, err := rounds.Compile(config.DefaultDossier())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func day(t testing.TB, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAnArticleIsFiledWhereItBelongs(t *testing.T) {
	f := filer(t)
	for _, e := range examples(t) {
		t.Run(e.Name, func(t *testing.T) {
			got := f.Judge(e.article(t))
			if got.Round != e.Want {
				t.Errorf("%s %q, want %q; candidates %v", got.Verdict, got.Round, e.Want, got.Candidates)
			}
			if e.Relevant != nil && got.Relevant != *e.Relevant {
				t.Errorf("relevant %v", got.Relevant)
			}
			if e.Role != nil && got.Role != *e.Role {
				t.Errorf("role %q, want %q", got.Role, *e.Role)
			}
		})
	}
}

func TestEveryQuoteStandsWhereItSays(t *testing.T) {
	f := filer(t)
	for _, e := range examples(t) {
		a := e.article(t)
		got := f.Judge(a)
		if got.Verdict == roundwatch.VerdictFiled && len(got.Evidence) == 0 {
			t.Errorf("%s: filed without evidence", e.Name)
		}
		for _, ev := range got.Evidence {
			if a.Text[ev.Start:ev.End] != ev.Quote {
				t.Errorf("%s: quote %q, text %q", e.Name, ev.Quote, a.Text[ev.Start:ev.End])
			}
			if ev.Quote == "" && ev.Note == "" {
				t.Errorf("%s: evidence %s says nothing", e.Name, ev.Rule)
			}
		}
	}
}
