package store

import (
	"errors"
	"testing"
	"time"

	"roundwatch"
)

func material(t *testing.T, s *Store, from, to time.Time) roundwatch.Material {
	t.Helper()
	m, err := s.Material(t.Context(), "us-iraq", from, to)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// issue records a digest that told everything m holds.
func issue(t *testing.T, s *Store, number int, from, to time.Time, m roundwatch.Material) {
	t.Helper()
	var told []roundwatch.Told
	for _, a := range m.Articles {
		told = append(told, roundwatch.Told{Article: a.Article, Round: a.Round, Verdict: a.Verdict, Revision: a.Revision})
	}
	for _, c := range m.Changes {
		told = append(told, roundwatch.Told{Article: c.Article, Round: c.Round, Verdict: c.Verdict, Revision: c.Revision})
	}
	d := roundwatch.Digest{Dossier: "us-iraq", Number: number, From: from, To: to, Zone: "UTC", Date: to.Format(time.DateOnly), Hash: "h", At: to, Document: []byte(`{"number":1}`)}
	if err := s.RecordDigest(t.Context(), d, told, nil); err != nil {
		t.Fatal(err)
	}
}

func TestMaterialCountsAndListsAWindow(t *testing.T) {
	s := openTest(t)
	record(t, s, pollOf(listed(1), listed(2), listed(3), listed(4), listed(5)))
	queue := pending(t, s)
	first := conclusion(queue[0])
	article := settle(t, s, first)

	copied := conclusion(queue[1])
	copied.Links = []roundwatch.Link{{Of: article, Relation: roundwatch.RelNear}}
	copied.Story, copied.Alerts = article, nil
	settle(t, s, copied)

	review := conclusion(queue[2])
	review.Filing.Verdict, review.Filing.Round = roundwatch.VerdictReview, ""
	settle(t, s, review)

	off := conclusion(queue[3])
	off.Filing.Verdict, off.Filing.Round, off.Filing.Relevant, off.Alerts = roundwatch.VerdictNone, "", false, nil
	settle(t, s, off)

	m := material(t, s, time.Time{}, day.Add(time.Hour))
	if want := (roundwatch.Tally{Seen: 5, Kept: 2, Copies: 1, Review: 1, Irrelevant: 1, Pending: 1}); m.Tally != want {
		t.Errorf("tally %+v, want %+v", m.Tally, want)
	}
	if len(m.Articles) != 2 || m.Articles[0].ID != queue[0].ID || m.Articles[1].ID != queue[2].ID {
		t.Fatalf("articles %+v", m.Articles)
	}
	if a := m.Articles[0]; a.Text != first.Article.Text || len(a.Evidence) != 1 || a.Revision != 1 || a.Late || a.Outlets != 1 || a.Independent != 1 || a.Copies != 1 {
		t.Errorf("article %+v", a)
	}
	if len(m.Coverage) != 1 || m.Coverage[0].Polls != 1 || m.Coverage[0].Items != 5 {
		t.Errorf("coverage %+v", m.Coverage)
	}
	if m := material(t, s, day.Add(time.Hour), day.Add(2*time.Hour)); m.Tally != (roundwatch.Tally{}) || m.Coverage[0].Polls != 0 {
		t.Errorf("the next window holds %+v", m)
	}
}

func TestEachArticleIsListedOnceAndNoneIsForgotten(t *testing.T) {
	s := openTest(t)
	record(t, s, pollOf(listed(1), listed(2)))
	queue := pending(t, s)
	settle(t, s, conclusion(queue[0]))
	to := day.Add(time.Hour)
	m := material(t, s, time.Time{}, to)
	issue(t, s, 1, time.Time{}, to, m)

	// Judged when the digest of its window was written already.
	settle(t, s, conclusion(queue[1]))
	next := material(t, s, to, to.Add(24*time.Hour))
	if len(next.Articles) != 1 || next.Articles[0].ID != queue[1].ID || !next.Articles[0].Late {
		t.Fatalf("the next digest lists %+v", next.Articles)
	}
	issue(t, s, 2, to, to.Add(24*time.Hour), next)
	if last := material(t, s, to.Add(24*time.Hour), to.Add(48*time.Hour)); len(last.Articles) != 0 || len(last.Changes) != 0 {
		t.Errorf("told again: %+v", last)
	}
}

func TestChangeIsToldOnce(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	record(t, s, pollOf(listed(1), listed(2), listed(3), listed(4)))
	var articles []int64
	for _, item := range pending(t, s) {
		articles = append(articles, settle(t, s, conclusion(item)))
	}
	to := day.Add(time.Hour)
	issue(t, s, 1, time.Time{}, to, material(t, s, time.Time{}, to))

	edit := func(article int64, change, text string) {
		t.Helper()
		err := s.RecordCheck(ctx, roundwatch.Checked{Article: article, At: to, Revision: &roundwatch.Revision{At: to, Text: text, Change: change}})
		if err != nil {
			t.Fatal(err)
		}
	}
	edit(articles[0], "2,500 is now 2,000", "one")
	edit(articles[0], "no is now yes", "two")
	edit(articles[1], "", "a comma more")
	refiled := func(article int64, f roundwatch.Filing) {
		t.Helper()
		f.Article, f.By, f.At, f.Dossier = article, roundwatch.ByRule, to, "d2"
		if _, err := s.Refile(ctx, to, "d2", []roundwatch.Filing{f}, nil); err != nil {
			t.Fatal(err)
		}
	}
	refiled(articles[2], roundwatch.Filing{Verdict: roundwatch.VerdictFiled, Round: "sd-4", Relevant: true})
	refiled(articles[3], roundwatch.Filing{Verdict: roundwatch.VerdictNone})

	m := material(t, s, to, to.Add(24*time.Hour))
	if len(m.Changes) != 3 {
		t.Fatalf("changes %+v", m.Changes)
	}
	for i, want := range []roundwatch.Change{
		{Kind: roundwatch.ChangeEdited, Before: "sd-1", Note: "2,500 is now 2,000; no is now yes", Revision: 3},
		{Kind: roundwatch.ChangeRefiled, Before: "sd-1", Revision: 1},
		{Kind: roundwatch.ChangeWithdrawn, Before: "sd-1", Revision: 1},
	} {
		c := m.Changes[i]
		if c.Kind != want.Kind || c.Before != want.Before || c.Note != want.Note || c.Revision != want.Revision || c.Digest != 1 {
			t.Errorf("change %+v, want %+v", c, want)
		}
	}
	issue(t, s, 2, to, to.Add(24*time.Hour), m)
	if m := material(t, s, to.Add(24*time.Hour), to.Add(48*time.Hour)); len(m.Changes) != 0 {
		t.Errorf("told again: %+v", m.Changes)
	}
	if _, err := s.UndoRefile(ctx); err != nil {
		t.Fatal(err)
	}
	if m := material(t, s, to.Add(24*time.Hour), to.Add(48*time.Hour)); len(m.Changes) != 1 || m.Changes[0].Kind != roundwatch.ChangeRefiled || m.Changes[0].Round != "sd-1" || m.Changes[0].Digest != 2 {
		t.Errorf("after the refiling was undone: %+v", m.Changes)
	}
}

func TestDigestsAreNumberedAndNeverOverlap(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	to := day.Add(time.Hour)
	issue(t, s, 1, time.Time{}, to, roundwatch.Material{})
	issue(t, s, 2, to, to.Add(24*time.Hour), roundwatch.Material{})
	for _, d := range []roundwatch.Digest{
		{Number: 2, From: to.Add(24 * time.Hour), To: to.Add(48 * time.Hour)},
		{Number: 3, From: to, To: to.Add(48 * time.Hour)},
		{Number: 3, From: to.Add(24 * time.Hour), To: to.Add(24 * time.Hour)},
	} {
		d.Dossier, d.At, d.Document = "us-iraq", to, []byte("{}")
		if err := s.RecordDigest(ctx, d, nil, nil); err == nil {
			t.Errorf("digest %d from %v to %v was accepted", d.Number, d.From, d.To)
		}
	}
	newest, err := s.Digests(ctx, "us-iraq", 1)
	if err != nil || len(newest) != 1 || newest[0].Number != 2 || !newest[0].From.Equal(to) || string(newest[0].Document) != `{"number":1}` {
		t.Errorf("newest %+v, %v", newest, err)
	}
	if on, err := s.DigestsOn(ctx, "us-iraq", "2026-03-02"); err != nil || len(on) != 1 || !on[0].From.IsZero() {
		t.Errorf("on the day %+v, %v", on, err)
	}
	if _, err := s.Digest(ctx, "us-iraq", 9); !errors.Is(err, ErrNotFound) {
		t.Errorf("a digest that is not there: %v", err)
	}
	if other, err := s.Digests(ctx, "other", 5); err != nil || len(other) != 0 {
		t.Errorf("another dossier's: %+v, %v", other, err)
	}
}
