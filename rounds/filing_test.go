package rounds_test

import (
	"strings"
	"testing"
	"time"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/rounds"
)

func TestTheSeedsAreFiledAndDated(t *testing.T) {
	f := filer(t)
	seeds := config.Seeds()
	want := []struct{ round, first, last string }{
		{"sd-1", "2020-06-12", "2020-06-12"},
		{"sd-4", "2021-07-27", "2021-07-27"},
		{"sd-3", "2021-04-07", "2021-04-08"},
		{"sd-1", "2020-06-11", "2020-06-13"},
		{"sd-3", "2021-04-07", "2021-04-07"},
	}
	if len(seeds) != len(want) {
		t.Fatalf("%d seeds", len(seeds))
	}
	for i, s := range seeds {
		got := f.Judge(roundwatch.Article{Text: string(s.Text)})
		if got.Round != want[i].round {
			t.Errorf("%s: %s %q, want %q", s.Name, got.Verdict, got.Round, want[i].round)
		}
		if got.Inferred.Before(day(t, want[i].first)) || got.Inferred.After(day(t, want[i].last)) {
			t.Errorf("%s: dated %s, want %s to %s", s.Name, got.Inferred.Format(time.DateOnly), want[i].first, want[i].last)
		}
	}
}

func TestAnInferredDateIsNoEvidence(t *testing.T) {
	f := filer(t)
	a := roundwatch.Article{Text: "Iraq and the United States opened the third round of their strategic dialogue on Wednesday."}
	plain := f.Judge(a)
	a.Published, a.PublishedFrom = day(t, "2020-06-12"), roundwatch.FromInferred
	if inferred := f.Judge(a); inferred.Round != plain.Round || inferred.Confidence != plain.Confidence {
		t.Errorf("an inferred date moved the filing from %+v to %+v", plain.Candidates, inferred.Candidates)
	}
}

func TestNamesOfDaysAndMonthsAreReadWhole(t *testing.T) {
	f := filer(t)
	persian := f.Judge(roundwatch.Article{Text: "نخستین دور گفتگوهای راهبردی عراق و آمریکا روز پنج شنبه به صورت ویدئویی برگزار شد."})
	if want := day(t, "2020-06-11"); persian.Round != "sd-1" || !persian.Inferred.Equal(want) {
		t.Errorf("%q of %s: Thursday is not Saturday", persian.Round, persian.Inferred)
	}
	arabic := f.Judge(roundwatch.Article{Text: "قال نائب إن جولة الحوار الاستراتيجي بين العراق والولايات المتحدة في كانون الثاني لم تعقد."})
	for _, e := range arabic.Evidence {
		if e.Kind == "ordinal" {
			t.Errorf("January is no second round: %+v", e)
		}
	}
}

func TestAStatedDateLeavesNothingToInfer(t *testing.T) {
	a := roundwatch.Article{Text: "Iraq and the United States opened the third round of their strategic dialogue on Wednesday.",
		Published: day(t, "2021-04-08"), PublishedFrom: roundwatch.FromFeed}
	if got := filer(t).Judge(a); !got.Inferred.IsZero() {
		t.Errorf("inferred %s", got.Inferred)
	}
}

func TestTwoReadingsGoToReview(t *testing.T) {
	got := filer(t).Judge(roundwatch.Article{Text: "An Iraqi deputy called on the government to publish what it promised the United States in the strategic dialogue."})
	if got.Verdict != roundwatch.VerdictReview || len(got.Candidates) < 2 || got.Round != "" {
		t.Errorf("%s %q %v", got.Verdict, got.Round, got.Candidates)
	}
}

func TestAnOrdinalCountsOnlyItsOwnSeries(t *testing.T) {
	f := filer(t)
	tests := []struct{ name, text, not string }{
		{"the first under a president", "The fourth round of the strategic dialogue between Iraq and the United States, the second since President Biden took office, begins on Friday.", "sd-2"},
		{"the first in years", "The United States and Iraq open the second round of their strategic dialogue, the first such talks in Washington in over a decade.", "sd-1"},
		{"another commission's first round", "The first round of talks between Iraq and the United States on ending the coalition's mission began in the Higher Military Commission, led by Prime Minister Mohammed Shia al-Sudani.", "sd-1"},
		{"a round that the dossier lacks", "Iraq and the United States opened the fifth round of their strategic dialogue in Baghdad.", "sd-4"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := f.Judge(roundwatch.Article{Text: tt.text}); got.Round == tt.not {
				t.Errorf("filed under %s: %v", got.Round, got.Candidates)
			}
		})
	}
}

func TestTheRoleOfAnUndatedArticleIsReadFromItsOpening(t *testing.T) {
	f := filer(t)
	tests := []struct{ name, text, role string }{
		{"a report of what forces will do", "The United States will keep reducing its forces in Iraq over the coming months, both said on Thursday after a strategic dialogue by video. It wants no permanent bases.", ""},
		{"the same in Arabic", "أعلنت الولايات المتحدة والعراق بعد الحوار الاستراتيجي أن واشنطن ستواصل تقليص قواتها في العراق خلال الأشهر المقبلة ولا تريد قواعد دائمة.", ""},
		{"talks to come", "Iraq and the United States will hold the fourth round of their strategic dialogue in Washington.", roundwatch.RolePreview},
		{"talks to come in Arabic", "ستعقد الجولة الثالثة من الحوار الاستراتيجي بين العراق والولايات المتحدة في نيسان.", roundwatch.RolePreview},
		{"talks to come in Persian", "دور چهارم گفتگوهای راهبردی عراق و آمریکا هفته آینده در واشنگتن برگزار می شود.", roundwatch.RolePreview},
		{"talks to come in Turkish", "ABD ile Irak arasındaki stratejik diyaloğun dördüncü turu gelecek hafta yapılacak.", roundwatch.RolePreview},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := f.Judge(roundwatch.Article{Text: tt.text})
			if got.Verdict != roundwatch.VerdictFiled || got.Role != tt.role {
				t.Errorf("%s %q, role %q, want %q", got.Verdict, got.Round, got.Role, tt.role)
			}
		})
	}
}

func TestWhatBothRoundsShareIsAgainstNeither(t *testing.T) {
	got := filer(t).Judge(roundwatch.Article{Text: "Fuad Hussein and Antony Blinken opened the third round of the strategic dialogue between Iraq and the United States."})
	for _, e := range got.Evidence {
		if e.Weight < 0 && e.Kind == "principal" {
			t.Errorf("%+v", e)
		}
	}
}

func TestJudgingTwiceSaysTheSame(t *testing.T) {
	one, two := filer(t), filer(t)
	for _, e := range examples(t) {
		a, b := one.Judge(e.article(t)), two.Judge(e.article(t))
		if a.Round != b.Round || a.Confidence != b.Confidence || len(a.Evidence) != len(b.Evidence) {
			t.Fatalf("%s: %+v and %+v", e.Name, a, b)
		}
		for i := range a.Evidence {
			if a.Evidence[i] != b.Evidence[i] {
				t.Fatalf("%s: evidence %d: %+v and %+v", e.Name, i, a.Evidence[i], b.Evidence[i])
			}
		}
	}
}

func TestAnExplanationHasThreeLines(t *testing.T) {
	f, d := filer(t), config.DefaultDossier()
	tests := []struct {
		name, text string
		want       [3]string // beginnings
	}{
		{"filed", "Iraq and the United States opened the third round of their strategic dialogue by video conference on Wednesday.",
			[3]string{"filed under sd-3 (Round 3, April 2021) with confidence 0.", "against it: ", "without ordinal “Iraq and the United States"}},
		{"in review", "An Iraqi deputy called on the government to publish what it promised the United States in the strategic dialogue.",
			[3]string{"in review between ", "", "a stated day of publication"}},
		{"relevant without a round", "The United States trained Iraqi border police this week, the Iraqi interior ministry and the US embassy said. American and Iraqi officers watched.",
			[3]string{"about both parties, but no round and no open track claims it: relevance “", "nothing spoke against it", ""}},
		{"another pair", "Iran and the United States ended their third round of talks. Iraq welcomed the Iran-US talks.",
			[3]string{"not about the dialogue: other-dialogue “", "", "both parties in title or lead"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines := rounds.Explain(f.Judge(roundwatch.Article{Text: tt.text}), d)
			if len(lines) != 3 {
				t.Fatalf("%d lines", len(lines))
			}
			for i, line := range lines {
				if !strings.HasPrefix(line, tt.want[i]) {
					t.Errorf("line %d: %q, want %q…", i+1, line, tt.want[i])
				}
			}
		})
	}
	byHand := rounds.Explain(roundwatch.Filing{Verdict: roundwatch.VerdictFiled, Round: "sd-2", By: roundwatch.ByHuman}, d)
	if byHand[0] != "a person filed it under sd-2 (Round 2, August 2020)" {
		t.Error(byHand[0])
	}
}

func TestCorrectionsAreReplayed(t *testing.T) {
	f := filer(t)
	a := roundwatch.Article{Text: "Iraq and the United States opened the third round of their strategic dialogue."}
	cases := []rounds.Case{
		rounds.NewCase(a, roundwatch.Review{Item: 7, Action: "accept", Round: "sd-3"}),
		rounds.NewCase(a, roundwatch.Review{Item: 8, Action: "move", Round: "sd-4"}),
		rounds.NewCase(a, roundwatch.Review{Item: 9, Action: "reject", Round: "sd-3"}),
	}
	got := f.Replay(cases)
	if !got[0].Pass || got[1].Pass || got[2].Pass {
		t.Errorf("passed %v %v %v", got[0].Pass, got[1].Pass, got[2].Pass)
	}
}

func TestARefilingNeverMovesWhatAPersonDecided(t *testing.T) {
	filed := func(round, by string) roundwatch.Filing {
		return roundwatch.Filing{Verdict: roundwatch.VerdictFiled, Round: round, By: by}
	}
	tests := []struct {
		name          string
		before, after roundwatch.Filing
		want          rounds.Change
	}{
		{"a person's decision", filed("sd-1", roundwatch.ByHuman), filed("sd-2", roundwatch.ByRule), rounds.ByPerson},
		{"the same round", filed("sd-1", roundwatch.ByRule), filed("sd-1", roundwatch.ByRule), rounds.Kept},
		{"another round", filed("sd-1", roundwatch.ByRule), filed("sd-2", roundwatch.ByRule), rounds.Moved},
		{"newly in review", filed("sd-1", roundwatch.ByRule), roundwatch.Filing{Verdict: roundwatch.VerdictReview}, rounds.Reviewed},
		{"no longer filed", filed("sd-1", roundwatch.ByRule), roundwatch.Filing{Verdict: roundwatch.VerdictNone}, rounds.Dropped},
	}
	for _, tt := range tests {
		if got := rounds.Compare(tt.before, tt.after); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func FuzzJudge(f *testing.F) {
	judge := filer(f)
	f.Add("Title", "The U.S. and Iraq held the 3rd round of the Strategic Dialogue on 7 April 2021.\n\nMore.", "2021-04-07")
	f.Add("", "دور سوم گفت\u200cوگوهای راهبردی ۱۸ فروردین ۱۴۰۰", "")
	f.Add("\xff", "U.\x00S.\n\n\n. . ۔؟ \u200c١٢", "x")
	f.Fuzz(func(t *testing.T, title, text, published string) {
		a := roundwatch.Article{Title: title, Text: text}
		if d, err := time.Parse(time.DateOnly, published); err == nil {
			a.Published = d
		}
		got := judge.Judge(a)
		if got.Confidence < 0 || got.Confidence > 1 || (got.Round != "") != (got.Verdict == roundwatch.VerdictFiled) {
			t.Fatalf("%+v", got)
		}
		for _, e := range got.Evidence {
			if a.Text[e.Start:e.End] != e.Quote {
				t.Fatalf("quote %q is not the text's %q", e.Quote, a.Text[e.Start:e.End])
			}
		}
		if lines := rounds.Explain(got, judge.Dossier()); len(lines) != 3 {
			t.Fatal(lines)
		}
	})
}
