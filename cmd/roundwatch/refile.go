package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/rounds"
	"roundwatch/store"
)

func (a *app) refileCommand() *cobra.Command {
	var dryRun, undo bool
	cmd := &cobra.Command{
		Use:   "refile",
		Short: "Judge every stored article anew under the present dossier; --dry-run shows what would change",
		Long: `Refile applies the same judgement to the stored texts, without network. What a person has
decided stays; what was alerted and is filed anew gets an erratum. Each run is journaled; --undo takes the last one back.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case undo && dryRun:
				return exitError{exitUsage, errors.New("--undo and --dry-run exclude each other")}
			case undo:
				return a.exclusive(cmd.Context(), func(s *store.Store) error { return a.undoRefile(cmd.Context(), s) })
			case dryRun:
				return a.reading(cmd.Context(), func(s *store.Store) error {
					_, _, err := a.judgeAnew(cmd.Context(), s)
					return err
				})
			}
			return a.exclusive(cmd.Context(), func(s *store.Store) error { return a.refile(cmd.Context(), s) })
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only show what would change; nothing is written")
	cmd.Flags().BoolVar(&undo, "undo", false, "take the last refiling back")
	return cmd
}

// exclusive opens an existing archive for a verb that no daemon may run beside.
func (a *app) exclusive(ctx context.Context, verb func(*store.Store) error) error {
	dir, err := a.data()
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, archive)); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s: %w", dir, store.ErrNoDatabase)
	}
	unlock, err := lock(dir)
	if err != nil {
		return err
	}
	defer unlock()
	return a.writing(ctx, verb)
}

type refiledView struct {
	Article int64         `json:"article"`
	Item    int64         `json:"item"`
	Change  rounds.Change `json:"change"`
	Before  string        `json:"before"`
	After   string        `json:"after"`
	Title   string        `json:"title"`
}

// judgeAnew judges every original text under the present dossier, prints what
// would change and returns the new filings with the errata they give rise to.
// Copies follow their originals.
func (a *app) judgeAnew(ctx context.Context, s *store.Store) (changed []roundwatch.Filing, errata []roundwatch.Alert, err error) {
	cfg, err := a.load()
	if err != nil {
		return nil, nil, err
	}
	filer, err := filer(cfg)
	if err != nil {
		return nil, nil, err
	}
	counts := map[rounds.Change]int{}
	l := a.list("ITEM", "CHANGE", "BEFORE", "AFTER", "TITLE")
	for article, err := range s.Articles(ctx) {
		if err != nil {
			return nil, nil, err
		}
		before, err := s.Filing(ctx, article.ID)
		if err != nil {
			return nil, nil, err
		}
		if before.Article != article.ID { // a copy: its filing is its original's
			continue
		}
		after := filer.Judge(stated(article))
		after.Article, after.At = article.ID, a.now()
		change := rounds.Compare(before, after)
		counts[change]++
		if change == rounds.Kept || change == rounds.ByPerson {
			continue
		}
		changed = append(changed, after)
		errata = append(errata, errataOf(cfg, article, before, after)...)
		v := refiledView{article.ID, article.Item, change, filedAs(before), filedAs(after), article.Title}
		l.row(v, strconv.FormatInt(v.Item, 10), string(change), v.Before, v.After, clip(v.Title, 80))
	}
	if err := l.end(); err != nil {
		return nil, nil, err
	}
	fmt.Fprintf(a.stderr, "%d kept, %d moved, %d newly in review, %d dropped, %d decided by a person\n",
		counts[rounds.Kept], counts[rounds.Moved], counts[rounds.Reviewed], counts[rounds.Dropped], counts[rounds.ByPerson])
	return changed, errata, nil
}

// stated is an article as it was before a date was inferred for it: an
// inferred date is never evidence.
func stated(a roundwatch.Article) roundwatch.Article {
	if a.PublishedFrom == roundwatch.FromInferred {
		a.Published, a.PublishedFrom = time.Time{}, ""
	}
	return a
}

func filedAs(f roundwatch.Filing) string { return cmp.Or(f.Round, string(f.Verdict)) }

func (a *app) refile(ctx context.Context, s *store.Store) error {
	filings, errata, err := a.judgeAnew(ctx, s)
	if err != nil || len(filings) == 0 {
		return err
	}
	n, err := s.Refile(ctx, a.now(), filings[0].Dossier, filings, errata)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stderr, "%d refiled; `roundwatch refile --undo` takes it back\n", n)
	return err
}

func (a *app) undoRefile(ctx context.Context, s *store.Store) error {
	n, err := s.UndoRefile(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return exitError{exitNotFound, errors.New("there is no refiling to take back")}
	}
	if err != nil {
		return fmt.Errorf("undo: %w", err)
	}
	_, err = fmt.Fprintf(a.stdout, "%d filings are in force again\n", n)
	return err
}
