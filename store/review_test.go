package store

import (
	"errors"
	"testing"

	"roundwatch"
)

func filing(round string) roundwatch.Filing {
	return roundwatch.Filing{Verdict: roundwatch.VerdictFiled, Round: round, Confidence: 1, Relevant: true, By: roundwatch.ByRule, Dossier: "d2", At: day}
}

func inForce(t *testing.T, s *Store, article int64) roundwatch.Filing {
	t.Helper()
	f, err := s.Filing(t.Context(), article)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestNoRuleOverturnsAPerson(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	record(t, s, pollOf(listed(1), listed(2)))
	settleAll(t, s, func(n int, in *roundwatch.Settled) {
		if n == 1 {
			in.Links = []roundwatch.Link{{Of: 1, Relation: roundwatch.RelExact}}
		}
	})
	// The review of a duplicate is one of its original.
	review := roundwatch.Review{Item: 2, Action: "move", Round: "sd-3", Who: "desk", Note: "see the date", At: day}
	erratum := roundwatch.Alert{Key: "erratum/2/desk", Channel: "desk", Type: roundwatch.AlertErratum, Item: 2, Story: 1}
	if err := s.RecordReview(ctx, review, filing("sd-3"), []roundwatch.Alert{erratum}); err != nil {
		t.Fatal(err)
	}
	for article := range int64(2) {
		if f := inForce(t, s, article+1); f.Round != "sd-3" || f.By != roundwatch.ByHuman {
			t.Errorf("article %d is filed %+v", article+1, f)
		}
	}
	if n, err := s.Refile(ctx, day, "d2", []roundwatch.Filing{{Article: 1, Verdict: roundwatch.VerdictNone, At: day, By: roundwatch.ByRule}}, nil); err != nil || n != 0 {
		t.Errorf("a rule re-filed %d, %v", n, err)
	}
	if f := inForce(t, s, 1); f.Round != "sd-3" {
		t.Errorf("now filed %+v", f)
	}
	if reviews, err := s.Reviews(ctx); err != nil || len(reviews) != 1 || reviews[0] != review {
		t.Errorf("reviews %+v, %v", reviews, err)
	}
	if filings, err := s.Filings(ctx, 1); err != nil || len(filings) != 2 || filings[0].Round != "sd-1" {
		t.Errorf("history %+v, %v", filings, err)
	}
	if alerts, err := s.Alerts(ctx, "", 1); err != nil || alerts[0].Key != erratum.Key {
		t.Errorf("alerts %+v, %v", alerts, err)
	}
	if err := s.RecordReview(ctx, roundwatch.Review{Item: 99, Action: "reject", At: day}, filing(""), nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("the review of nothing gives %v", err)
	}
}

func TestARefilingCanBeUndone(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	record(t, s, pollOf(listed(1), listed(2), listed(3)))
	settleAll(t, s, func(int, *roundwatch.Settled) {})
	var moved []roundwatch.Filing
	for article := range int64(2) {
		f := filing("sd-2")
		f.Article = article + 1
		moved = append(moved, f)
	}
	if n, err := s.Refile(ctx, day, "d2", moved, nil); err != nil || n != 2 {
		t.Fatalf("re-filed %d, %v", n, err)
	}
	// A person files one of them anew: that stays.
	if err := s.RecordReview(ctx, roundwatch.Review{Item: 2, Action: "move", Round: "sd-4", Who: "desk", At: day}, filing("sd-4"), nil); err != nil {
		t.Fatal(err)
	}
	if n, err := s.UndoRefile(ctx); err != nil || n != 1 {
		t.Errorf("undone %d, %v", n, err)
	}
	for article, want := range map[int64]string{1: "sd-1", 2: "sd-4", 3: "sd-1"} {
		if f := inForce(t, s, article); f.Round != want {
			t.Errorf("article %d is filed %s, want %s", article, f.Round, want)
		}
	}
	if _, err := s.UndoRefile(ctx); !errors.Is(err, ErrNotFound) {
		t.Errorf("undoing twice gives %v", err)
	}
}
