package store

import (
	"context"
	"database/sql"
	"fmt"

	"roundwatch"
)

// Fault is something in the archive that does not hold.
type Fault struct {
	Check string // what was checked, in words
	Found string // where it does not hold
}

// Error says both.
func (f Fault) Error() string { return f.Check + ": " + f.Found }

// maxFaults bounds what one check reports: of a damaged file, the first
// faults tell enough.
const maxFaults = 20

// rules are conditions on the archive as a whole: each query returns a line
// for each place where its rule is broken.
var rules = []struct{ check, query string }{
	{"the file is whole and the search index agrees with the texts",
		"SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'"},
	{"every reference leads somewhere",
		`SELECT "table" || ' row ' || coalesce(rowid, '?') || ' to ' || parent FROM pragma_foreign_key_check`},
	{"every settled item has a filing in force",
		`SELECT 'item ' || i.id FROM items AS i WHERE i.state = 'settled' AND NOT EXISTS
			(SELECT 1 FROM filings AS f WHERE f.article = i.article AND f.in_force = 1)`},
	{"the article of a duplicate is no duplicate itself",
		`SELECT 'article ' || a.id FROM articles AS a JOIN articles AS o ON o.id = a.original WHERE o.original IS NOT NULL`},
	{"every duplicate has the relation that makes it one",
		`SELECT 'article ' || a.id FROM articles AS a WHERE (a.original IS NOT NULL) <> EXISTS
			(SELECT 1 FROM links AS l WHERE l.article = a.id AND l.relation IN ('exact', 'near', 'excerpt', 'update'))`},
	{"every alert about an article comes from a settled item",
		`SELECT 'alert ' || n.key FROM alerts AS n JOIN items AS i ON i.id = n.item WHERE n.type = 'article' AND i.state <> 'settled'`},
}

// Verify checks the archive and returns what does not hold; the error is that
// of a check which could not be made. parse, if not nil, is asked about every
// fingerprint: only its maker knows what the bytes mean.
func (s *Store) Verify(ctx context.Context, parse func(roundwatch.Fingerprint) error) ([]Fault, error) {
	var faults []Fault
	for _, r := range rules {
		rows, err := s.from(ctx).QueryContext(ctx, r.query+" LIMIT ?", maxFaults)
		found, err := all(rows, err, scanString)
		if err != nil {
			return faults, s.fault("check that "+r.check, err)
		}
		for _, f := range found {
			faults = append(faults, Fault{r.check, f})
		}
	}
	misquoted, err := s.misquoted(ctx)
	if err != nil {
		return faults, err
	}
	faults = append(faults, misquoted...)
	if parse == nil {
		return faults, nil
	}
	for fp, err := range s.Fingerprints(ctx) {
		if err != nil {
			return faults, err
		}
		if err := parse(fp); err != nil {
			faults = append(faults, Fault{"every fingerprint can be read", fmt.Sprintf("article %d: %v", fp.Article, err)})
		}
	}
	return faults, nil
}

// quoted is a filing with the texts its evidence may quote: the article's own,
// and for an inherited filing the original's.
type quoted struct {
	filing        int64
	evidence      []roundwatch.Evidence
	own, original string
}

// misquoted returns the filings whose evidence is not in the text at its place.
func (s *Store) misquoted(ctx context.Context) ([]Fault, error) {
	const rule = "every quote of evidence stands in its text"
	filings := stream(s, ctx, "check that "+rule, func(rows *sql.Rows) (q quoted, err error) {
		err = rows.Scan(&q.filing, document{&q.evidence}, &q.own, &q.original)
		return q, err
	}, `SELECT f.id, f.evidence, unzip(a.text), iif(f.made_by = ? AND o.id, unzip(o.text), '') FROM filings AS f
		JOIN articles AS a ON a.id = f.article LEFT JOIN articles AS o ON o.id = a.original
		WHERE f.evidence IS NOT NULL`, roundwatch.ByOriginal)
	var faults []Fault
	for q, err := range filings {
		if err != nil {
			return faults, err
		}
		for _, e := range q.evidence {
			if !quotes(e, q.own) && !quotes(e, q.original) && len(faults) < maxFaults {
				faults = append(faults, Fault{rule, fmt.Sprintf("filing %d: bytes %d to %d are not %q", q.filing, e.Start, e.End, e.Quote)})
			}
		}
	}
	return faults, nil
}

func quotes(e roundwatch.Evidence, text string) bool {
	if e.Start == e.End {
		return e.Quote == ""
	}
	return 0 <= e.Start && e.Start < e.End && e.End <= len(text) && text[e.Start:e.End] == e.Quote
}
