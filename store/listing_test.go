package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

// settleAll settles the pending items in order; change may alter each conclusion.
func settleAll(t testing.TB, s *Store, change func(n int, in *roundwatch.Settled)) (articles []int64) {
	t.Helper()
	for n, item := range pending(t, s) {
		in := conclusion(item)
		change(n, &in)
		articles = append(articles, settle(t, s, in))
	}
	return articles
}

func TestADuplicateCarriesItsOriginalsRound(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	other := pollOf(listed(1), listed(5))
	other.Source = "other"
	record(t, s, pollOf(listed(1), listed(2), listed(3), listed(4)))
	record(t, s, other)
	var first int64 // the article of item 1
	settleAll(t, s, func(n int, in *roundwatch.Settled) {
		switch n {
		case 1, 2: // near copies, the second found through the first
			in.Links = []roundwatch.Link{{Of: int64(n), Relation: roundwatch.RelNear, Similarity: 0.9}}
			in.Story = 1
			in.Filing = roundwatch.Filing{Verdict: roundwatch.VerdictNone, By: roundwatch.ByOriginal, At: day}
		case 3: // another text about the same event
			in.Links = []roundwatch.Link{{Of: 1, Relation: roundwatch.RelSibling}}
			in.Story = 1
			in.Filing.Round = "sd-2"
		case 4: // the same address at another source
			a, found, err := s.ArticleByURL(ctx, in.Article.Canonical)
			if !found || err != nil {
				t.Fatal(found, err)
			}
			first = a.ID
			*in = roundwatch.Settled{Item: in.Item, At: day, Article: a}
		case 5: // a page that claims an address which another article has
			in.Article.Canonical = listed(2).Canonical
		}
	})
	got := map[int64]roundwatch.Entry{}
	for _, e := range entries(t, s, roundwatch.Query{}) {
		got[e.ID] = e
	}
	for item, want := range map[int64]struct {
		round       string
		duplicateOf int64
		relation    roundwatch.Relation
		copies      int
		story       int64
	}{
		1: {"sd-1", 0, "", 3, 1},
		2: {"sd-1", 1, roundwatch.RelNear, 0, 1},
		3: {"sd-1", 1, roundwatch.RelNear, 0, 1},
		4: {"sd-2", 0, "", 0, 1},
		5: {"sd-1", 1, roundwatch.RelExact, 0, 1},
		6: {"sd-1", 0, "", 0, 6},
	} {
		e := got[item]
		if e.Round != want.round || e.DuplicateOf != want.duplicateOf || e.Relation != want.relation || e.Copies != want.copies || e.Story != want.story {
			t.Errorf("item %d is %+v, want %+v", item, e, want)
		}
	}
	if counts, err := s.RoundCounts(ctx); err != nil || counts["sd-1"] != 5 || counts["sd-2"] != 1 {
		t.Errorf("rounds %v, %v", counts, err)
	}
	if counts, err := s.SourceItems(ctx); err != nil || counts["wire"] != 4 || counts["other"] != 2 {
		t.Errorf("sources %v, %v", counts, err)
	}
	if links, err := s.Links(ctx, 1); err != nil || len(links) != 2 || links[0].Similarity != 0.9 {
		t.Errorf("links %+v, %v", links, err)
	}
	if f, err := s.Filing(ctx, 3); err != nil || f.Round != "sd-1" || f.Article != first {
		t.Errorf("the duplicate's filing is %+v, %v", f, err)
	}
	if faults := verify(t, s); len(faults) > 0 {
		t.Errorf("faults %v", faults)
	}
}

func TestTheListingSelects(t *testing.T) {
	s := openTest(t)
	now := day
	s.now = func() time.Time { return now }
	for n := range 4 {
		now = day.Add(time.Duration(n) * time.Minute)
		record(t, s, pollOf(listed(n)))
	}
	settleAll(t, s, func(n int, in *roundwatch.Settled) {
		switch n {
		case 1:
			in.Filing.Verdict, in.Filing.Round = roundwatch.VerdictReview, ""
		case 2:
			in.Filing.Verdict, in.Filing.Round = roundwatch.VerdictNone, ""
		}
	})
	now = day.Add(5 * time.Minute)
	other := pollOf(listed(9))
	other.Source = "other"
	record(t, s, other)
	for _, test := range []struct {
		name  string
		query roundwatch.Query
		want  []int64
	}{
		{"everything, newest first", roundwatch.Query{}, []int64{5, 4, 3, 2, 1}},
		{"a round", roundwatch.Query{Round: "sd-1"}, []int64{4, 1}},
		{"what a person must look at", roundwatch.Query{Verdict: roundwatch.VerdictReview}, []int64{2}},
		{"what has no round", roundwatch.Query{Verdict: roundwatch.VerdictNone}, []int64{3}},
		{"what is not judged yet", roundwatch.Query{Verdict: roundwatch.VerdictPending}, []int64{5}},
		{"a source", roundwatch.Query{Source: "other"}, []int64{5}},
		{"a window", roundwatch.Query{Since: day.Add(time.Minute), Until: day.Add(3 * time.Minute)}, []int64{3, 2}},
		{"the newest two", roundwatch.Query{Limit: 2}, []int64{5, 4}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []int64
			for _, e := range entries(t, s, test.query) {
				got = append(got, e.ID)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestAReaderMayStopEarly(t *testing.T) {
	s := openTest(t)
	record(t, s, pollOf(listed(1), listed(2), listed(3)))
	for _, err := range s.Entries(t.Context(), roundwatch.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	if n := s.reader.Stats().InUse; n != 0 {
		t.Errorf("%d connections were not given back", n)
	}
}

func TestRevisionsFollowTheFirstText(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	record(t, s, pollOf(listed(1)))
	article := settleAll(t, s, func(int, *roundwatch.Settled) {})[0]
	for n, text := range []string{"Second text.", "Second text.", "Third text."} {
		err := s.RecordCheck(ctx, roundwatch.Checked{Article: article, At: day, Step: n + 1, Next: day.Add(time.Hour), ETag: "e",
			Revision: &roundwatch.Revision{At: day.Add(time.Hour), Title: "New title", Text: text, Change: "rewritten"}})
		if err != nil {
			t.Fatal(err)
		}
	}
	revisions, err := s.Revisions(ctx, article)
	if err != nil || len(revisions) != 3 || revisions[0].Number != 1 || revisions[1].Text != "Second text." || revisions[2].Number != 3 {
		t.Errorf("revisions %+v, %v", revisions, err)
	}
	checks, err := s.DueChecks(ctx, day.Add(time.Hour), 1)
	if err != nil || len(checks) != 1 || checks[0].Article.Text != "Third text." || checks[0].Article.Title != "New title" || checks[0].Step != 3 || checks[0].ETag != "e" {
		t.Errorf("checks %+v, %v", checks, err)
	}
	if a, err := s.Article(ctx, article); err != nil || a.Title != "Title 1" || a.Source != "wire" {
		t.Errorf("the article itself is %+v, %v", a, err)
	}
	if err := s.RecordCheck(ctx, roundwatch.Checked{Article: article, At: day, Step: 4}); err != nil {
		t.Fatal(err)
	}
	if checks, _ := s.DueChecks(ctx, day.AddDate(1, 0, 0), 1); len(checks) != 0 {
		t.Errorf("after the last step there are checks %+v", checks)
	}
	if faults := verify(t, s); len(faults) > 0 {
		t.Errorf("faults %v", faults)
	}
}

func TestWhatASourcePrintedBeforeItWasWatchedIsNotReadAgain(t *testing.T) {
	s := openTest(t)
	p := pollOf(listed(1))
	p.Silent = true
	record(t, s, p)
	if item := pending(t, s)[0]; !item.Silent {
		t.Errorf("item is %+v", item)
	}
	settleAll(t, s, func(_ int, in *roundwatch.Settled) { in.Alerts = nil })
	if checks, err := s.DueChecks(t.Context(), day.AddDate(1, 0, 0), 1); err != nil || len(checks) != 0 {
		t.Errorf("checks %+v, %v", checks, err)
	}
}

func TestSearchFoldsWhatWritersExchange(t *testing.T) {
	s := openTest(t)
	for n, text := range []string{
		"الجولة الثالثة من الحوار الاستراتيجي، بين العراق وأمريكا",
		"دور سوم گفت" + "\u200c" + "وگوی راهبردی «عراق» و آمریکا ۲۰۲۱",
		"گەڕی سێیەمی دیالۆگی ستراتیژی نێوان عێراق و ئەمریکا",
		"Irak ile ABD arasındaki İSTANBUL görüşmesi",
		"The Strategic Dialogue’s third round, they said: “progress”",
	} {
		record(t, s, pollOf(listed(n)))
		settleAll(t, s, func(_ int, in *roundwatch.Settled) {
			in.Article.Title, in.Article.Text, in.Filing.Evidence = fmt.Sprint("Headline ", n), text, nil
		})
	}
	for _, test := range []struct {
		name, query string
		want        []int64
	}{
		{"Arabic without hamza, with kashida", "امريكا الحـوار", nil},
		{"Arabic with the clitic as written", "وامريكا الحـوار", []int64{1}},
		{"Arabic before its comma", "الإستراتيجى", []int64{1}},
		{"Persian with Arabic kaf and yeh and Latin digits", "راهبردي 2021 آمريكا", []int64{2}},
		{"Persian in guillemets", "عراق", []int64{2}},
		{"Kurdish", "دیالۆگی", []int64{3}},
		{"Turkish capitals", "istanbul ARASINDAKİ", []int64{4}},
		{"English before an apostrophe and in quotes", "DIALOGUE progress", []int64{5}},
		{"words in both title and text", "headline", []int64{5, 4, 3, 2, 1}},
		{"the beginning of a word", "strat*", []int64{5}},
		{"words in this order", `"third round"`, []int64{5}},
		{"words in another order", `"round third"`, nil},
		{"an open quote", `"third`, []int64{5}},
		{"what would be syntax", `(round AND NEAR OR -title:x* ^ ' ;`, nil},
		{"no word at all", `* "" ()`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			hits, err := s.Search(t.Context(), test.query, 10)
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, h := range hits {
				got = append(got, h.ID)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("found %v, want %v", got, test.want)
			}
		})
	}
	hits, err := s.Search(t.Context(), "gorusmesi", 1)
	if err != nil || len(hits) != 1 || !strings.Contains(hits[0].Snippet, "görüşmesi") {
		t.Errorf("hits %+v, %v", hits, err)
	}
	if written, err := json.Marshal(hits); err != nil || !strings.Contains(string(written), `"snippet":"`) || !strings.Contains(string(written), `"first_seen":"2026-03-02T08:00:00Z"`) {
		t.Errorf("written as %s, %v", written, err)
	}
}
