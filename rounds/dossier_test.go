package rounds_test

import (
	"fmt"
	"strings"
	"testing"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/rounds"
)

// northSouth is a small dossier of an invented dialogue.
const northSouth = `
id = "north-south"
name = "North–South water talks"
[[party]]
id = "north"
name = "Northland"
words = ["northland*", "northport"]
[[party]]
id = "south"
name = "Southland"
words = ["southland*", "southport"]
[[other]]
id = "west"
name = "Westland"
words = ["westland*"]
[[person]]
id = "berg"
name = "Ada Berg"
party = "north"
since = "2020-01-01"
spellings = ["berg"]
[[person]]
id = "lund"
name = "Nils Lund"
party = "south"
spellings = ["lund"]
[[track]]
id = "water"
name = "Water talks"
[[track.call]]
name = "water talks"
weight = 2
en = ["water talks"]
[[track.round]]
id = "water-1"
number = 1
name = "First water talks"
held = ["2018-05-03"]
from = "2018-04-01"
until = "2018-07-31"
principals = ["lund"]
[[track.round.signature]]
name = "dam"
weight = 2
en = ["dam + height|spillway"]
[[track.round]]
id = "water-2"
number = 2
name = "Second water talks"
held = ["2021-09-14"]
from = "2021-08-01"
until = "2021-12-31"
principals = ["berg", "lund"]
[[track.round.signature]]
name = "gauges"
weight = 2
en = ["gauge* + @berg"]
`

func parse(t testing.TB, text string) roundwatch.Dossier {
	t.Helper()
	d, err := config.ParseDossier("rounds.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func compile(t testing.TB, d roundwatch.Dossier) *rounds.Filer {
	t.Helper()
	f, err := rounds.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAnotherDialogueNeedsNoCode(t *testing.T) {
	f := compile(t, parse(t, northSouth))
	tests := []struct {
		name, text, want string
		relevant         bool
	}{
		{"a number", "Northland and Southland ended the second round of their water talks in Northport.", "water-2", true},
		{"a signature", "Northland told Southland in their water talks that the dam will keep its height.", "water-1", true},
		{"a person who came later", "At the water talks of Northland and Southland, Ada Berg promised more gauges.", "water-2", true},
		{"another pair", "Westland and Southland ended the second round of their water talks.", "", false},
		{"nothing of either", "The second round of water talks ended.", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := f.Judge(roundwatch.Article{Text: tt.text})
			if got.Round != tt.want || got.Relevant != tt.relevant {
				t.Errorf("%s %q relevant %v, want %q %v; %v", got.Verdict, got.Round, got.Relevant, tt.want, tt.relevant, got.Candidates)
			}
		})
	}
}

func TestTheDefaultDossierHasNothingToMend(t *testing.T) {
	for _, finding := range rounds.Lint(config.DefaultDossier()) {
		t.Error(finding)
	}
}

func TestLintFindsWhatIsLikelyWrong(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"windows that overlap", `until = "2018-07-31"`, `until = "2021-09-01"`, "water-2: its window overlaps that of water-1: a date will not tell them apart"},
		{"a number used twice", "number = 2", "number = 1", "water-2: has number 1, as water-1 has"},
		{"a name of two people", `["lund"]`, `["lund", "berg"]`, `lund: "berg" names berg too`},
		{"a spelling that folds to another", `["lund"]`, `["lund", "Lúnd"]`, `lund: "Lúnd" is spelt twice`},
		{"a cue that never matches", `"dam + height|spillway"`, `"dam. Spillway"`, `water-1/dam: en: "dam. Spillway" never matches "dam. Spillway"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(northSouth, tt.old, tt.new, 1)
			var got []string
			for _, f := range rounds.Lint(parse(t, text)) {
				got = append(got, f.String())
			}
			if len(got) != 1 || got[0] != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestARoundThatThePressAnnouncesIsProposed(t *testing.T) {
	d := parse(t, northSouth)
	f := compile(t, d)
	var items []rounds.Filed
	tell := func(site, published, text string) {
		a := roundwatch.Article{ID: int64(len(items) + 1), Site: site, Text: text, Published: day(t, published), PublishedFrom: roundwatch.FromFeed}
		items = append(items, rounds.Filed{Article: a, Filing: f.Judge(a)})
	}
	tell("a.example", "2024-02-01", "Northland and Southland will hold the third round of their water talks on 14 February 2024.")
	tell("b.example", "2024-02-03", "The third round of water talks between Northland and Southland is set for 14 February 2024.")
	if got := f.Suggest(items); len(got) != 0 {
		t.Fatalf("two articles are no cluster: %+v", got)
	}
	tell("a.example", "2024-02-14", "Northland and Southland opened the third round of their water talks.")
	tell("c.example", "2023-01-01", "Northland and Southland may one day hold a third round of their water talks.")
	got := f.Suggest(items)
	if len(got) != 1 {
		t.Fatalf("%d proposals", len(got))
	}
	p := got[0]
	if p.Round != "water-3" || p.Number != 3 || len(p.Articles) != 3 || p.Sites != 2 {
		t.Errorf("%+v", p)
	}
	grown := parse(t, northSouth+p.TOML)
	r, track, ok := grown.Round("water-3")
	if !ok || track.ID != "water" || len(r.Held) != 1 || !r.Held[0].Equal(day(t, "2024-02-14")) {
		t.Errorf("the stanza reads as %+v of %q:\n%s", r, track.ID, p.TOML)
	}
	if filed := compile(t, grown).Judge(items[2].Article); filed.Round != "water-3" {
		t.Errorf("with the stanza it is still filed under %q: %v", filed.Round, filed.Candidates)
	}
}

func TestATrackThatThePressAnnouncesIsProposed(t *testing.T) {
	tests := []struct{ name, text, track string }{
		{"in Latin script", "Northland and Southland will launch a fisheries dialogue in Northport next month.", "fisheries-dialogue"},
		{"in Arabic script", "سيعقد الشمال والجنوب الحوار الاقتصادي الأول الشهر المقبل.", "talks-2024"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.NewReplacer(`"northland*"`, `"northland*", "شمال"`, `"southland*"`, `"southland*", "جنوب"`).Replace(northSouth)
			f := compile(t, parse(t, text))
			var items []rounds.Filed
			for i, site := range []string{"a.example", "b.example", "c.example"} {
				a := roundwatch.Article{ID: int64(i + 1), Site: site, Text: tt.text, Published: day(t, "2024-05-01").AddDate(0, 0, i), PublishedFrom: roundwatch.FromFeed}
				items = append(items, rounds.Filed{Article: a, Filing: roundwatch.Filing{Verdict: roundwatch.VerdictNone, Relevant: true}})
			}
			got := f.Suggest(items)
			if len(got) != 1 || got[0].Track != tt.track || got[0].Number != 0 {
				t.Fatalf("%+v", got)
			}
			grown := parse(t, text+got[0].TOML)
			if _, track, ok := grown.Round(got[0].Round); !ok || track.ID != tt.track {
				t.Errorf("the stanza reads as track %q:\n%s", track.ID, got[0].TOML)
			}
		})
	}
}

func TestADossierTooLargeForAMachineIsRefused(t *testing.T) {
	d := parse(t, northSouth)
	words := make([]string, 9000)
	for i := range words {
		words[i] = fmt.Sprintf("%d word number %d", i*7919%10007, i)
	}
	d.Parties[0].Words = words
	if _, err := rounds.Compile(d); err == nil || !strings.Contains(err.Error(), "too many or too long") {
		t.Errorf("got %v", err)
	}
}
