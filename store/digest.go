package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"roundwatch"
)

const digestColumns = "dossier, number, since, until, zone, date, hash, at, document"

func scanDigest(rows *sql.Rows) (d roundwatch.Digest, err error) {
	var since int64
	err = rows.Scan(&d.Dossier, &d.Number, &since, moment{&d.To}, &d.Zone, &d.Date, &d.Hash, moment{&d.At}, &d.Document)
	if since != beginning {
		d.From = time.UnixMilli(since).UTC()
	}
	return d, err
}

// beginning is kept as the start of a dossier's first digest, which has none.
const beginning = 0

func (s *Store) digests(ctx context.Context, condition string, args ...any) ([]roundwatch.Digest, error) {
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT "+digestColumns+" FROM digests WHERE dossier = ? "+condition, args...)
	found, err := all(rows, err, scanDigest)
	if err != nil {
		return nil, s.fault("read digests", err)
	}
	return found, nil
}

// Digests returns the dossier's newest digests, newest first, at most limit.
func (s *Store) Digests(ctx context.Context, dossier string, limit int) ([]roundwatch.Digest, error) {
	return s.digests(ctx, "ORDER BY number DESC LIMIT ?", dossier, limit)
}

// DigestsOn returns the dossier's digests that end on a local day, oldest first.
func (s *Store) DigestsOn(ctx context.Context, dossier, date string) ([]roundwatch.Digest, error) {
	return s.digests(ctx, "AND date = ? ORDER BY number", dossier, date)
}

// Digest returns one digest; ErrNotFound if there is none.
func (s *Store) Digest(ctx context.Context, dossier string, number int) (roundwatch.Digest, error) {
	found, err := s.digests(ctx, "AND number = ?", dossier, number)
	if err == nil && len(found) == 0 {
		return roundwatch.Digest{}, fmt.Errorf("read digest %d: %w", number, ErrNotFound)
	}
	if err != nil {
		return roundwatch.Digest{}, err
	}
	return found[0], nil
}

// RecordDigest stores a written digest, what it told of each article, and the
// alerts that carry it to channels. A number or a window that is taken is an error.
func (s *Store) RecordDigest(ctx context.Context, d roundwatch.Digest, told []roundwatch.Told, alerts []roundwatch.Alert) error {
	return s.write(ctx, fmt.Sprintf("record digest %d", d.Number), func(ctx context.Context, tx *sql.Tx) error {
		since := int64(beginning)
		if !d.From.IsZero() {
			since = d.From.UnixMilli()
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO digests ("+digestColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			d.Dossier, d.Number, since, ms(d.To), d.Zone, d.Date, d.Hash, ms(d.At), string(d.Document))
		if err != nil {
			return err
		}
		for _, t := range told {
			_, err := tx.ExecContext(ctx, `INSERT INTO told (dossier, article, number, round, verdict, revision) VALUES (?, ?, ?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET number = excluded.number, round = excluded.round, verdict = excluded.verdict, revision = excluded.revision`,
				d.Dossier, t.Article, d.Number, t.Round, string(t.Verdict), t.Revision)
			if err != nil {
				return fmt.Errorf("article %d: %w", t.Article, err)
			}
		}
		if err := s.enqueueAll(ctx, tx, alerts); err != nil {
			return err
		}
		return audit(ctx, tx, change{d.At, "digest", fmt.Sprintf("%s/%d", d.Dossier, d.Number), "", d.Hash, byDaemon})
	})
}

// Material reads what a digest over first-seen times from from to before to
// tells, in one snapshot.
func (s *Store) Material(ctx context.Context, dossier string, from, to time.Time) (m roundwatch.Material, err error) {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return m, s.fault("read digest material", err)
	}
	defer tx.Rollback()
	w := window{tx, dossier, from, to}
	var errs [4]error
	m.Tally, errs[0] = w.tally(ctx)
	m.Articles, errs[1] = w.articles(ctx)
	m.Changes, errs[2] = w.changes(ctx)
	m.Coverage, errs[3] = w.coverage(ctx)
	if err := errors.Join(errs[:]...); err != nil {
		return m, s.fault("read digest material", err)
	}
	return m, nil
}

// window is a digest's stretch of first-seen times, read through one snapshot.
type window struct {
	tx       *sql.Tx
	dossier  string
	from, to time.Time
}

// kept tells an article that a digest lists; it wants the tables of a listing.
const kept = "i.id = a.item AND a.original IS NULL AND (f.relevant = 1 OR f.verdict IN ('filed', 'review'))"

// latest is the number of an article's latest reading.
const latest = "coalesce((SELECT max(number) FROM revisions WHERE article = a.id), 1)"

func (w window) tally(ctx context.Context) (t roundwatch.Tally, err error) {
	err = w.tx.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(kept), 0), coalesce(sum(copy), 0), coalesce(sum(kept AND verdict = 'review'), 0),
			coalesce(sum(NOT pending AND NOT copy AND NOT kept), 0), coalesce(sum(pending), 0)
		FROM (SELECT i.state = 'pending' AS pending, f.verdict, coalesce(i.id <> a.item OR a.original IS NOT NULL, 0) AS copy, coalesce(`+kept+`, 0) AS kept
			FROM items AS i LEFT JOIN articles AS a ON a.id = i.article LEFT JOIN filings AS f ON f.article = a.id AND f.in_force = 1
			WHERE i.first_seen >= ? AND i.first_seen < ?)`, w.since(), ms(w.to)).
		Scan(&t.Seen, &t.Kept, &t.Copies, &t.Review, &t.Irrelevant, &t.Pending)
	return t, err
}

func (w window) since() any {
	if w.from.IsZero() {
		return beginning
	}
	return ms(w.from)
}

func (w window) articles(ctx context.Context) ([]roundwatch.Reported, error) {
	rows, err := w.tx.QueryContext(ctx, "SELECT "+entryColumns+", a.dir, unzip(a.text), "+latest+`, f.evidence, f.candidates,
			a.first_seen < ?1, st.first_seen < ?1,
			(SELECT count(DISTINCT j.source) FROM articles AS b JOIN items AS j ON j.article = b.id WHERE b.story = a.story AND j.first_seen < ?2),
			(SELECT count(DISTINCT j.source) FROM articles AS b JOIN items AS j ON j.id = b.item WHERE b.story = a.story AND b.original IS NULL AND j.first_seen < ?2)
		FROM `+entryTables+" WHERE "+kept+` AND a.first_seen < ?2
			AND NOT EXISTS (SELECT 1 FROM told WHERE dossier = ?3 AND article = a.id)
		ORDER BY a.first_seen, a.id`, w.since(), ms(w.to), w.dossier)
	return all(rows, err, func(rows *sql.Rows) (r roundwatch.Reported, err error) {
		err = scanEntryInto(rows, &r.Entry, &r.Dir, &r.Text, &r.Revision, document{&r.Evidence}, document{&r.Candidates},
			&r.Late, &r.Continued, &r.Outlets, &r.Independent)
		return r, err
	})
}

// changes compares what was told with what holds. An edit without substance
// has no words and is no change.
func (w window) changes(ctx context.Context) ([]roundwatch.Change, error) {
	rows, err := w.tx.QueryContext(ctx, "SELECT "+entryColumns+`, t.number, t.round, t.verdict, `+latest+`,
			coalesce((SELECT group_concat(change, '; ') FROM (SELECT change FROM revisions
				WHERE article = a.id AND number > t.revision AND change <> '' ORDER BY number)), '')
		FROM told AS t JOIN articles AS ta ON ta.id = t.article CROSS JOIN `+entryTables+`
		WHERE t.dossier = ? AND i.id = ta.item AND (t.round <> f.round OR t.verdict <> f.verdict OR t.revision < `+latest+`)
		ORDER BY a.id`, w.dossier)
	found, err := all(rows, err, func(rows *sql.Rows) (c roundwatch.Change, err error) {
		var verdict roundwatch.Verdict
		err = scanEntryInto(rows, &c.Entry, &c.Digest, &c.Before, &verdict, &c.Revision, &c.Note)
		c.Kind = kindOf(c, verdict)
		return c, err
	})
	var told []roundwatch.Change
	for _, c := range found {
		if c.Kind != "" {
			told = append(told, c)
		}
	}
	return told, err
}

func kindOf(c roundwatch.Change, before roundwatch.Verdict) string {
	switch {
	case c.Round == c.Before && c.Verdict == before:
		if c.Note == "" {
			return ""
		}
		return roundwatch.ChangeEdited
	case c.Verdict == roundwatch.VerdictNone && !c.Relevant:
		return roundwatch.ChangeWithdrawn
	}
	return roundwatch.ChangeRefiled
}

func (w window) coverage(ctx context.Context) ([]roundwatch.Coverage, error) {
	// With one max() in it, a group's bare column comes from the row of the maximum.
	rows, err := w.tx.QueryContext(ctx, `SELECT s.name, s.health, s.state, coalesce(p.polls, 0), coalesce(p.failed, 0), coalesce(p.new, 0),
			coalesce(p.overflow, 0), coalesce(p.error, '')
		FROM sources AS s LEFT JOIN (SELECT source, count(*) AS polls, sum(outcome = 'failed') AS failed, sum(new) AS new,
				sum(overflow) AS overflow, max(iif(error <> '', at, NULL)), error
			FROM polls WHERE at >= ? AND at < ? GROUP BY source) AS p ON p.source = s.id
		WHERE s.health <> '' ORDER BY s.name`, w.since(), ms(w.to))
	return all(rows, err, func(rows *sql.Rows) (c roundwatch.Coverage, err error) {
		var state roundwatch.SourceState
		err = rows.Scan(&c.Source, &c.Health, document{&state}, &c.Polls, &c.Failed, &c.Items, &c.Overflow, &c.Error)
		c.LastOK = state.LastOK
		return c, err
	})
}
