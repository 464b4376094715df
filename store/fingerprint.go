package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"time"

	"roundwatch"
)

// Fingerprints yields every article's fingerprint, oldest article first, with
// the story as stored and the round that its filing in force names.
func (s *Store) Fingerprints(ctx context.Context) iter.Seq2[roundwatch.Fingerprint, error] {
	return stream(s, ctx, "read fingerprints", scanFingerprint, `
		SELECT p.article, p.scheme, p.hash, p.tokens, p.at, p.blob, a.story, coalesce(f.round, '')
		FROM fingerprints AS p
		JOIN articles AS a ON a.id = p.article
		LEFT JOIN filings AS f ON f.article = coalesce(a.original, a.id) AND f.in_force = 1
		ORDER BY p.article`)
}

func scanFingerprint(rows *sql.Rows) (p roundwatch.Fingerprint, err error) {
	var hash int64 // SQLite's integers are signed
	err = rows.Scan(&p.Article, &p.Scheme, &hash, &p.Tokens, moment{&p.At}, &p.Blob, &p.Story, &p.Topic)
	p.Hash = uint64(hash)
	return p, err
}

// stream yields one value a row of a query; it holds a reading connection
// while the caller ranges over it. An error is the last thing it yields.
func stream[T any](s *Store, ctx context.Context, what string, scan func(*sql.Rows) (T, error), query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		rows, err := s.from(ctx).QueryContext(ctx, query, args...)
		if err != nil {
			var none T
			yield(none, s.fault(what, err))
			return
		}
		each(rows, scan, func(v T, err error) bool {
			if err != nil {
				err = s.fault(what, err)
			}
			return yield(v, err)
		})
	}
}

// SetFingerprint replaces the fingerprint of an article.
func (s *Store) SetFingerprint(ctx context.Context, fp roundwatch.Fingerprint) error {
	return s.write(ctx, fmt.Sprintf("set fingerprint of article %d", fp.Article), func(ctx context.Context, tx *sql.Tx) error {
		return saveFingerprint(ctx, tx, fp.Article, fp)
	})
}

func saveFingerprint(ctx context.Context, tx *sql.Tx, article int64, fp roundwatch.Fingerprint) error {
	if fp.Scheme == 0 {
		return nil // none was made: the text is as it was
	}
	blob := fp.Blob
	if blob == nil {
		blob = []byte{}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO fingerprints (article, scheme, hash, tokens, at, blob) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (article) DO UPDATE SET scheme = excluded.scheme, hash = excluded.hash, tokens = excluded.tokens,
		at = excluded.at, blob = excluded.blob`,
		article, fp.Scheme, int64(fp.Hash), fp.Tokens, ms(fp.At), blob)
	return err
}

// countLines counts a source's lines, each once for this article.
func countLines(ctx context.Context, tx *sql.Tx, source int64, lines []uint64, at time.Time) error {
	if len(lines) == 0 {
		return nil
	}
	signed := make([]int64, len(lines))
	for i, l := range lines {
		signed[i] = int64(l)
	}
	hashes, err := list(signed)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO lines (source, line, count, seen)
		SELECT DISTINCT ?, value, 1, ? FROM json_each(?) WHERE true
		ON CONFLICT (source, line) DO UPDATE SET count = count + 1, seen = excluded.seen`,
		source, at.UnixMilli(), hashes)
	return err
}

// LearnedLines returns how many of a source's articles held each line, for
// the lines that at least least of them held.
func (s *Store) LearnedLines(ctx context.Context, source string, least int) (map[uint64]int, error) {
	rows, err := s.from(ctx).QueryContext(ctx, `SELECT l.line, l.count FROM sources AS s JOIN lines AS l ON l.source = s.id
		WHERE s.name = ? AND l.count >= ?`, source, least)
	type line struct{ hash, count int64 }
	lines, err := all(rows, err, func(rows *sql.Rows) (l line, err error) {
		err = rows.Scan(&l.hash, &l.count)
		return l, err
	})
	if err != nil {
		return nil, s.fault("read the lines learned of "+source, err)
	}
	counts := make(map[uint64]int, len(lines))
	for _, l := range lines {
		counts[uint64(l.hash)] = int(l.count)
	}
	return counts, nil
}
