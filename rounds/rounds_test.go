package rounds_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"strings"
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

// above and below are what pages leave around an article.
const (
	above = "Home\nWorld\nSubscribe\nIran and US hold third round of talks in Muscat\nIsrael strikes Gaza\nShare on Facebook\n\n"
	below = "\n\nRelated articles\nEgypt, US open strategic dialogue\nIraq reach third round of World Cup qualifying\n" +
		"US and Qatar hold 5th strategic dialogue\nBiden meets Erdogan\nSudani in Tehran\nCopyright. All rights reserved."
)

func TestFurnitureDecidesNothing(t *testing.T) {
	f := filer(t)
	for _, e := range examples(t) {
		a := e.article(t)
		if a.Title == "" {
			continue // the last line above an untitled text may be its headline
		}
		plain := f.Judge(a)
		a.Text = above + a.Text + below
		if got := f.Judge(a); got.Round != plain.Round || got.Relevant != plain.Relevant {
			t.Errorf("%s: %s %q relevant %v; without furniture %s %q %v", e.Name, got.Verdict, got.Round, got.Relevant, plain.Verdict, plain.Round, plain.Relevant)
		}
	}
}

// history is what reports of a round recall of those before it.
var history = []string{
	"In January 2020 a US drone killed the Iranian general Qassem Soleimani in Baghdad, and parliament voted for the departure of foreign troops.",
	"The first round of the strategic dialogue was held by video on June 11, 2020, when the United States said that it would cut its forces over the coming months.",
	"A second round took place in Washington in August 2020, when President Donald Trump received Prime Minister Mustafa al-Kadhimi.",
	"In the third round, on April 7, 2021, both said that the mission of US forces had moved to training and advice.",
	"In July 2021 the fourth round of the strategic dialogue agreed to end the US combat mission in Iraq by December 31, 2021.",
}

func TestTheRoundsBeforeDoNotDecide(t *testing.T) {
	f := filer(t)
	middle := "\n\n" + strings.Repeat("Analysts said that much would depend on how the government deals with the economy, and that the weeks ahead would show it. ", 4)
	for _, e := range examples(t) {
		known := 0 // how much of the history an article of its time knows
		switch n, isRound := strings.CutPrefix(e.Want, "sd-"); {
		case isRound:
			known = int(n[0] - '0')
		case e.Want != "" && e.Want != "sfa-2008":
			known = len(history)
		}
		a := e.article(t)
		a.Text += middle + "\n\n" + strings.Join(history[:known], " ")
		if got := f.Judge(a); got.Round != e.Want {
			t.Errorf("%s: %s %q, want %q; candidates %v", e.Name, got.Verdict, got.Round, e.Want, got.Candidates)
		}
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
