package ingest

import (
	"testing"
	"time"

	"roundwatch"
)

// judged is a conclusion that alerts everywhere by default.
func judged() roundwatch.Settled {
	at := time.Date(2021, 4, 7, 12, 0, 0, 0, time.UTC)
	text := "Opening words. The third round of the dialogue was held on 7 April 2021. Closing words."
	return roundwatch.Settled{
		Item: 12, At: at,
		Article: roundwatch.Article{Item: 12, Source: "wire", URL: "https://a.example/1", Title: "Third round", Lang: "en", Text: text, Published: at, PublishedFrom: roundwatch.FromFeed, FirstSeen: at},
		Filing: roundwatch.Filing{Verdict: roundwatch.VerdictFiled, Round: "sd-3", Confidence: 0.9, Relevant: true,
			Evidence: []roundwatch.Evidence{{Kind: "ordinal", Round: "sd-3", Quote: "third round", Start: 19, End: 30, Weight: 2}}},
	}
}

var talks = roundwatch.Dossier{Tracks: []roundwatch.Track{{Name: "Talks", Rounds: []roundwatch.Round{{ID: "sd-3", Name: "Round 3"}}}}}

func TestNewArticleAlertsWhoeverAskedForIt(t *testing.T) {
	agency := roundwatch.Source{Name: "wire", Tier: roundwatch.TierAgency}
	tests := []struct {
		name    string
		channel roundwatch.Channel
		change  func(*roundwatch.Settled)
		want    bool
	}{
		{"by default a filed one", roundwatch.Channel{}, nil, true},
		{"by default one in review", roundwatch.Channel{}, func(s *roundwatch.Settled) {
			s.Filing.Verdict, s.Filing.Round = roundwatch.VerdictReview, ""
		}, true},
		{"by default a relevant one without a round", roundwatch.Channel{}, func(s *roundwatch.Settled) {
			s.Filing.Verdict, s.Filing.Round = roundwatch.VerdictNone, ""
		}, true},
		{"never one about something else", roundwatch.Channel{}, func(s *roundwatch.Settled) {
			s.Filing = roundwatch.Filing{Verdict: roundwatch.VerdictNone}
		}, false},
		{"only filed leaves out what has no round", roundwatch.Channel{Only: "filed"}, func(s *roundwatch.Settled) {
			s.Filing.Verdict, s.Filing.Round = roundwatch.VerdictNone, ""
		}, false},
		{"a wanted round", roundwatch.Channel{Rounds: []string{"sd-2", "sd-3"}}, nil, true},
		{"another round", roundwatch.Channel{Rounds: []string{"sd-2"}}, nil, false},
		{"a wanted tier", roundwatch.Channel{Tiers: []roundwatch.Tier{roundwatch.TierAgency}}, nil, true},
		{"another tier", roundwatch.Channel{Tiers: []roundwatch.Tier{roundwatch.TierOfficial}}, nil, false},
		{"a wanted language", roundwatch.Channel{Langs: []string{"ar", "en"}}, nil, true},
		{"another language", roundwatch.Channel{Langs: []string{"ar"}}, nil, false},
		{"sure enough", roundwatch.Channel{MinConfidence: 0.9}, nil, true},
		{"not sure enough", roundwatch.Channel{MinConfidence: 0.95}, nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := judged()
			if tt.change != nil {
				tt.change(&in)
			}
			tt.channel.Name = "desk"
			if got := len(articleAlerts(in, "12", agency, talks, []roundwatch.Channel{tt.channel})) == 1; got != tt.want {
				t.Errorf("alerts: %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAlertSaysWhatAReaderNeeds(t *testing.T) {
	in := judged()
	alerts := articleAlerts(in, "12", roundwatch.Source{Tier: roundwatch.TierOfficial}, talks, []roundwatch.Channel{{Name: "desk"}, {Name: "press"}})
	if len(alerts) != 2 || alerts[0].Key != "article/12/desk" || alerts[1].Key != "article/12/press" {
		t.Fatalf("alerts %+v", alerts)
	}
	a := alerts[0]
	if a.Channel != "desk" || a.Type != roundwatch.AlertNew || a.Item != 12 || a.Source != "wire" || a.Tier != roundwatch.TierOfficial ||
		a.RoundName != "Talks: Round 3" || a.Text != "New story." || !a.Due.Equal(in.At) || !a.CreatedAt.Equal(in.At) {
		t.Errorf("alert %+v", a)
	}
	if want := "The third round of the dialogue was held on 7 April 2021."; a.Quote != want {
		t.Errorf("quote %q, want %q", a.Quote, want)
	}
	in.Story = 3
	if a := articleAlerts(in, "12", roundwatch.Source{}, talks, []roundwatch.Channel{{Name: "desk"}})[0]; a.Text != "More on a story in the archive." {
		t.Errorf("of a known story: %q", a.Text)
	}
	in.Filing.Role = roundwatch.RolePreview
	if a := articleAlerts(in, "12", roundwatch.Source{}, talks, []roundwatch.Channel{{Name: "desk"}})[0]; a.Text != "Looks ahead to the round." {
		t.Errorf("of a preview: %q", a.Text)
	}
}

func TestEditOfSubstanceIsCorrected(t *testing.T) {
	in := judged()
	r := roundwatch.Revision{At: in.At.Add(time.Hour), Title: "Third round, corrected", Text: in.Article.Text, Change: "number: “7 April” is now “8 April”"}
	errata := editErrata(in.Article, in.Filing, r, roundwatch.Source{}, talks, []roundwatch.Channel{{Name: "desk", Only: "filed"}, {Name: "press"}})
	if len(errata) != 2 || errata[0].Key != "erratum/12/desk/edit-1617800400000" || errata[0].Type != roundwatch.AlertErratum {
		t.Fatalf("errata %+v", errata)
	}
	if e := errata[0]; e.Title != "Third round, corrected" || e.Text != "The outlet changed its text. number: “7 April” is now “8 April”" || e.Round != "sd-3" {
		t.Errorf("erratum %+v", e)
	}
	r.Change = ""
	if errata := editErrata(in.Article, in.Filing, r, roundwatch.Source{}, talks, []roundwatch.Channel{{Name: "desk"}}); errata != nil {
		t.Errorf("an edit without substance: %+v", errata)
	}
}

func TestFilingThatSaysSomethingElseIsCorrected(t *testing.T) {
	in := judged()
	desk := []roundwatch.Channel{{Name: "desk"}}
	tests := []struct {
		name  string
		after roundwatch.Filing
		want  string
	}{
		{"the same round", roundwatch.Filing{Verdict: roundwatch.VerdictFiled, Round: "sd-3", Confidence: 1}, ""},
		{"another round", roundwatch.Filing{Verdict: roundwatch.VerdictFiled, Round: "sd-4"}, "Was told as: Talks: Round 3. Is: sd-4."},
		{"no round", roundwatch.Filing{Verdict: roundwatch.VerdictNone, Relevant: true}, "Was told as: Talks: Round 3. Is: no round."},
		{"withdrawn", roundwatch.Filing{Verdict: roundwatch.VerdictNone}, "Was told as: Talks: Round 3. Is: not about the dialogue."},
		{"in doubt", roundwatch.Filing{Verdict: roundwatch.VerdictReview}, "Was told as: Talks: Round 3. Is: to be reviewed."},
	}
	for _, tt := range tests {
		tt.after.At = in.At.Add(time.Hour)
		errata := FilingErrata(in.Article, in.Filing, tt.after, roundwatch.Source{}, talks, desk)
		switch {
		case tt.want == "" && errata != nil:
			t.Errorf("%s: %+v", tt.name, errata)
		case tt.want != "" && (len(errata) != 1 || errata[0].Text != tt.want || errata[0].Key != "erratum/12/desk/filing-1617800400000"):
			t.Errorf("%s: %+v", tt.name, errata)
		}
	}
}

func TestAnItemKeepsItsNameInAlertsWhateverItsID(t *testing.T) {
	item := roundwatch.Item{ID: 7, Source: "wire", GUID: "g", Canonical: "http://wire.example/a"}
	again := item
	again.ID, again.Title = 9, "changed"
	if nameOf(item) != nameOf(again) {
		t.Error("the same item has two names")
	}
	for what, other := range map[string]roundwatch.Item{
		"another source":                {ID: 7, Source: "press", GUID: "g", Canonical: "http://wire.example/a"},
		"another guid of one link":      {ID: 7, Source: "wire", GUID: "h", Canonical: "http://wire.example/a"},
		"another link with a used guid": {ID: 7, Source: "wire", GUID: "g", Canonical: "http://wire.example/b"},
		"nothing but a headline":        {ID: 7, Source: "wire", Title: "a"},
		"nothing but another headline":  {ID: 7, Source: "wire", Title: "b"},
	} {
		if nameOf(item) == nameOf(other) {
			t.Errorf("%s: the same name", what)
		}
	}
	one, two := roundwatch.Item{Canonical: "http://wire.example/live", Title: "a"}, roundwatch.Item{Canonical: "http://wire.example/live", Title: "b"}
	if nameOf(one) == nameOf(two) {
		t.Error("two items of one link have one name")
	}
}
