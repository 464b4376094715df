package main

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/store"
)

// A review is a person's word on one filing. It works beside a running daemon,
// becomes a case that `rounds test` replays, and is never overturned by a rule.

func (a *app) reviewCommand() *cobra.Command {
	var who, note string
	cmd := &cobra.Command{
		Use:   "review",
		Short: "List what a person must decide, with the two best candidates",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store) error { return a.listReviews(cmd.Context(), s) })
		},
	}
	cmd.PersistentFlags().StringVar(&who, "who", "", "whose decision it is (default: $USER)")
	cmd.PersistentFlags().StringVar(&note, "note", "", "why")
	decide := func(use, short, action string, args cobra.PositionalArgs) *cobra.Command {
		return &cobra.Command{Use: use, Short: short, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
			r := roundwatch.Review{Action: action, Who: cmp.Or(who, a.getenv("USER"), "unknown"), Note: note, At: a.now()}
			if len(args) == 2 {
				r.Round = args[1]
			}
			return a.review(cmd.Context(), args[0], r)
		}}
	}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Short: "The same as a bare review", Args: cobra.NoArgs, RunE: cmd.RunE},
		decide("accept ID", "Confirm an item's round, or the best candidate of one in review", reviewAccept, cobra.ExactArgs(1)),
		decide("move ID ROUND", "File an item under another round", reviewMove, cobra.ExactArgs(2)),
		decide("reject ID", "Say that an item belongs to no round", reviewReject, cobra.ExactArgs(1)),
	)
	return cmd
}

// The actions of a review, as stored.
const (
	reviewAccept = "accept"
	reviewMove   = "move"
	reviewReject = "reject"
)

type reviewView struct {
	ID         int64                  `json:"id"`
	Title      string                 `json:"title"`
	Source     string                 `json:"source"`
	URL        string                 `json:"url"`
	Candidates []roundwatch.Candidate `json:"candidates"`
}

// candidatesShown is how many candidates a person is asked to choose from.
const candidatesShown = 2

func (a *app) listReviews(ctx context.Context, s *store.Store) error {
	l := a.list("ID", "SOURCE", "CANDIDATES", "TITLE")
	for e, err := range s.Entries(ctx, roundwatch.Query{Verdict: roundwatch.VerdictReview}) {
		if err != nil {
			return err
		}
		if e.DuplicateOf != 0 {
			continue // it follows its original
		}
		f, err := s.Filing(ctx, e.Article)
		if err != nil {
			return err
		}
		v := reviewView{e.ID, e.Title, e.Source, e.URL, filled(f.Candidates[:min(candidatesShown, len(f.Candidates))])}
		var names []string
		for _, c := range v.Candidates {
			names = append(names, fmt.Sprintf("%s %.2f", c.Round, c.Score))
		}
		l.row(v, strconv.FormatInt(v.ID, 10), v.Source, strings.Join(names, ", "), clip(v.Title, 90))
	}
	return l.end()
}

// review stores a person's decision about an item.
func (a *app) review(ctx context.Context, id string, r roundwatch.Review) (err error) {
	if r.Item, err = itemID(id); err != nil {
		return err
	}
	cfg, err := a.load()
	if err != nil {
		return err
	}
	return a.writing(ctx, func(s *store.Store) error {
		d, err := gather(ctx, s, r.Item)
		if err != nil {
			return missing(r.Item, err)
		}
		before, settled := d.inForce()
		if !settled {
			return fmt.Errorf("item %d is not judged yet: try again when it is", r.Item)
		}
		if r.Round, err = reviewedRound(cfg, r, before); err != nil {
			return err
		}
		after := reviewed(before, r, cfg.Dossier.Hash())
		errata, err := reviewErrata(ctx, s, cfg, d.Entry, before, after)
		if err != nil {
			return err
		}
		if err := s.RecordReview(ctx, r, after, errata); err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "item %d: %s\n", r.Item, cmp.Or(r.Round, "no round"))
		return err
	})
}

// reviewedRound is the round that a decision names, "" for none.
func reviewedRound(cfg *config.Config, r roundwatch.Review, before roundwatch.Filing) (string, error) {
	switch r.Action {
	case reviewReject:
		return "", nil
	case reviewAccept:
		if before.Round != "" {
			return before.Round, nil
		}
		if len(before.Candidates) == 0 {
			return "", exitError{exitUsage, fmt.Errorf("item %d has no candidate to accept: name one with `roundwatch review move %d ROUND`", r.Item, r.Item)}
		}
		return before.Candidates[0].Round, nil
	}
	if _, _, known := cfg.Dossier.Round(r.Round); !known {
		return "", exitError{exitNotFound, fmt.Errorf("no round is called %q: `roundwatch rounds` lists them", r.Round)}
	}
	return r.Round, nil
}

// reviewed is the filing that follows from a decision. The evidence found
// before stays with it: it is still what the text says.
func reviewed(before roundwatch.Filing, r roundwatch.Review, dossier string) roundwatch.Filing {
	f := before
	f.By, f.At, f.Dossier, f.Round, f.Confidence = roundwatch.ByHuman, r.At, dossier, r.Round, 1
	f.Verdict = roundwatch.VerdictFiled
	if r.Round == "" {
		f.Verdict = roundwatch.VerdictNone
	} else {
		f.Relevant = true
	}
	return f
}
