package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"roundwatch"
)

// RecordReview stores a person's correction: the filing that follows from it,
// which no rule overturns, and the alerts that it gives rise to. The review of
// a duplicate is one of its original, which the duplicate follows.
func (s *Store) RecordReview(ctx context.Context, r roundwatch.Review, f roundwatch.Filing, alerts []roundwatch.Alert) error {
	return s.write(ctx, fmt.Sprintf("record review of item %d", r.Item), func(ctx context.Context, tx *sql.Tx) error {
		var article int64
		err := tx.QueryRowContext(ctx, `SELECT coalesce(a.original, a.id) FROM items AS i JOIN articles AS a ON a.id = i.article
			WHERE i.id = ?`, r.Item).Scan(&article)
		if err == sql.ErrNoRows {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		f.By, f.At = roundwatch.ByHuman, r.At
		filing, _, err := refile(ctx, tx, article, f, r.Who)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO reviews (item, filing, action, round, who, note, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
			r.Item, filing, r.Action, r.Round, r.Who, r.Note, ms(r.At))
		if err != nil {
			return err
		}
		return s.enqueueAll(ctx, tx, alerts)
	})
}

func (s *Store) enqueueAll(ctx context.Context, tx *sql.Tx, alerts []roundwatch.Alert) error {
	for _, a := range alerts {
		if _, err := enqueue(ctx, tx, a, s.now()); err != nil {
			return err
		}
	}
	return nil
}

// Reviews yields every review, oldest first.
func (s *Store) Reviews(ctx context.Context) ([]roundwatch.Review, error) {
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT item, action, round, who, note, at FROM reviews ORDER BY id")
	reviews, err := all(rows, err, func(rows *sql.Rows) (r roundwatch.Review, err error) {
		err = rows.Scan(&r.Item, &r.Action, &r.Round, &r.Who, &r.Note, moment{&r.At})
		return r, err
	})
	if err != nil {
		return nil, s.fault("read reviews", err)
	}
	return reviews, nil
}

// refile puts another filing of an article in force, with an audit row, and
// returns its id and that of the one before.
func refile(ctx context.Context, tx *sql.Tx, article int64, f roundwatch.Filing, who string) (after, before int64, err error) {
	var verdict, round string
	err = tx.QueryRowContext(ctx, "SELECT id, verdict, round FROM filings WHERE article = ? AND in_force = 1", article).
		Scan(&before, &verdict, &round)
	if err != nil {
		return 0, 0, err
	}
	if after, err = saveFiling(ctx, tx, article, f); err != nil {
		return 0, 0, err
	}
	return after, before, audit(ctx, tx, change{f.At, "filing", article, named(verdict, round), named(string(f.Verdict), f.Round), who})
}

// named is a filing in a word or two, for the audit.
func named(verdict, round string) string {
	if round == "" {
		return verdict
	}
	return verdict + " " + round
}

// Refile puts filings made under another dossier in force, journals them so
// that UndoRefile can take them back, and stores the alerts that were asked
// for. It returns how many articles it re-filed: those that a person has filed
// are left alone.
func (s *Store) Refile(ctx context.Context, at time.Time, dossier string, filings []roundwatch.Filing, alerts []roundwatch.Alert) (refiled int, err error) {
	err = s.write(ctx, "refile", func(ctx context.Context, tx *sql.Tx) error {
		refiled = 0
		run, err := insert(ctx, tx, "INSERT INTO refilings (at, dossier) VALUES (?, ?)", ms(at), dossier)
		if err != nil {
			return err
		}
		for _, f := range filings {
			var human bool
			err := tx.QueryRowContext(ctx, "SELECT made_by = ? FROM filings WHERE article = ? AND in_force = 1", roundwatch.ByHuman, f.Article).
				Scan(&human)
			if err != nil {
				return fmt.Errorf("article %d: %w", f.Article, err)
			}
			if human {
				continue
			}
			after, before, err := refile(ctx, tx, f.Article, f, byDaemon)
			if err != nil {
				return fmt.Errorf("article %d: %w", f.Article, err)
			}
			_, err = tx.ExecContext(ctx, "INSERT INTO refiled (refiling, before, after) VALUES (?, ?, ?)", run, before, after)
			if err != nil {
				return err
			}
			refiled++
		}
		return s.enqueueAll(ctx, tx, alerts)
	})
	return refiled, err
}

// UndoRefile puts the filings from before the last refiling in force again,
// except where the article was filed anew since, and returns how many.
// ErrNotFound if there is no refiling to undo.
func (s *Store) UndoRefile(ctx context.Context) (restored int, err error) {
	err = s.write(ctx, "undo refile", func(ctx context.Context, tx *sql.Tx) error {
		var run int64
		err := tx.QueryRowContext(ctx, "SELECT id FROM refilings WHERE undone IS NULL ORDER BY id DESC LIMIT 1").Scan(&run)
		if err == sql.ErrNoRows {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `UPDATE filings SET in_force = 0 WHERE in_force = 1
			AND id IN (SELECT after FROM refiled WHERE refiling = ?) RETURNING id`, run)
		withdrawn, err := all(rows, err, func(rows *sql.Rows) (filing int64, err error) {
			err = rows.Scan(&filing)
			return filing, err
		})
		if err != nil {
			return err
		}
		restored = len(withdrawn)
		ids, err := list(withdrawn)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE filings SET in_force = 1 WHERE id IN
			(SELECT before FROM refiled WHERE refiling = ? AND after IN (SELECT value FROM json_each(?)))`, run, ids)
		if err != nil {
			return err
		}
		now := s.now()
		if _, err := tx.ExecContext(ctx, "UPDATE refilings SET undone = ? WHERE id = ?", ms(now), run); err != nil {
			return err
		}
		return audit(ctx, tx, change{now, "refiling", run, "done", "undone", byPerson})
	})
	return restored, err
}
