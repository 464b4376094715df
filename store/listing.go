package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
	"time"

	"roundwatch"
)

// The listing joins an item to its article and to the filing of the article's
// original. An item is a duplicate if its article is one, or if it came to an
// article that another item had brought: then it is an exact copy of that item.
const (
	entryColumns = `i.id, i.guid, s.name, i.url, iif(i.id = a.item, a.title, ''), i.title,
		coalesce(a.lang, i.lang), a.published, coalesce(a.published_from, ''), i.published, i.first_seen,
		coalesce(f.round, ''), coalesce(f.role, ''), coalesce(f.verdict, 'pending'), coalesce(f.relevant, 0), coalesce(f.confidence, 0),
		CASE WHEN i.id <> a.item THEN coalesce(o.item, a.item) ELSE coalesce(o.item, 0) END,
		CASE WHEN i.id <> a.item THEN 'exact' ELSE coalesce(l.relation, '') END,
		coalesce(st.item, 0), coalesce(a.id, 0),
		CASE WHEN i.id = a.item THEN
			(SELECT count(*) - 1 FROM items WHERE article = a.id)
			+ (SELECT count(*) FROM articles AS c JOIN items AS d ON d.article = c.id WHERE c.original = a.id)
		ELSE 0 END`
	entryTables = `items AS i
		JOIN sources AS s ON s.id = i.source
		LEFT JOIN articles AS a ON a.id = i.article
		LEFT JOIN articles AS o ON o.id = a.original
		LEFT JOIN articles AS st ON st.id = a.story
		LEFT JOIN filings AS f ON f.article = coalesce(a.original, a.id) AND f.in_force = 1
		LEFT JOIN links AS l ON l.article = a.id AND l.relation IN ('exact', 'near', 'excerpt', 'update')`
)

func scanEntry(rows *sql.Rows) (e roundwatch.Entry, err error) {
	err = scanEntryInto(rows, &e)
	return e, err
}

// scanEntryInto scans entryColumns and the columns that follow them.
func scanEntryInto(rows *sql.Rows, e *roundwatch.Entry, more ...any) error {
	var read, listed string
	var stated time.Time // by the feed
	fields := []any{&e.ID, &e.GUID, &e.Source, &e.URL, &read, &listed, &e.Lang, moment{&e.Published}, &e.PublishedFrom,
		moment{&stated}, moment{&e.FirstSeen}, &e.Round, &e.Role, &e.Verdict, &e.Relevant, &e.Confidence,
		&e.DuplicateOf, &e.Relation, &e.Story, &e.Article, &e.Copies}
	if err := rows.Scan(append(fields, more...)...); err != nil {
		return err
	}
	if e.Title = read; read == "" {
		e.Title = listed
	}
	if e.Published.IsZero() && !stated.IsZero() {
		e.Published, e.PublishedFrom = stated, roundwatch.FromFeed
	}
	return nil
}

// Entries yields the items that q selects, newest first. It holds a reading
// connection while the caller ranges over it; an error is the last thing it yields.
func (s *Store) Entries(ctx context.Context, q roundwatch.Query) iter.Seq2[roundwatch.Entry, error] {
	var where []string
	var args []any
	only := func(condition string, arg any) {
		where, args = append(where, condition), append(args, arg)
	}
	if q.Round != "" {
		only("f.round = ?", q.Round)
	}
	if q.Verdict == roundwatch.VerdictPending {
		where = append(where, "i.state = 'pending'")
	} else if q.Verdict != "" {
		only("f.verdict = ?", string(q.Verdict))
	}
	if q.Source != "" {
		only("s.name = ?", q.Source)
	}
	if !q.Since.IsZero() {
		only("i.first_seen >= ?", ms(q.Since))
	}
	if !q.Until.IsZero() {
		only("i.first_seen < ?", ms(q.Until))
	}
	query := "SELECT " + entryColumns + " FROM " + entryTables
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	query += " ORDER BY i.first_seen DESC, i.id DESC"
	if q.Limit > 0 {
		query += " LIMIT ?"
		args = append(args, q.Limit)
	}
	return stream(s, ctx, "list items", scanEntry, query, args...)
}

// Entry returns one item as readers see it; ErrNotFound if there is none.
func (s *Store) Entry(ctx context.Context, item int64) (roundwatch.Entry, error) {
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT "+entryColumns+" FROM "+entryTables+" WHERE i.id = ?", item)
	return one(s, fmt.Sprintf("read item %d", item), rows, err, scanEntry)
}

// RoundCounts returns how many items are filed under each round, duplicates
// counted with their originals' round.
func (s *Store) RoundCounts(ctx context.Context) (map[string]int, error) {
	return s.counts(ctx, "count rounds", `SELECT f.round, count(*) FROM items AS i JOIN articles AS a ON a.id = i.article
		JOIN filings AS f ON f.article = coalesce(a.original, a.id) AND f.in_force = 1
		WHERE f.verdict = 'filed' GROUP BY f.round`)
}

// SourceItems returns how many items each source has brought.
func (s *Store) SourceItems(ctx context.Context) (map[string]int, error) {
	return s.counts(ctx, "count items", `SELECT s.name, count(i.id) FROM sources AS s
		LEFT JOIN items AS i ON i.source = s.id GROUP BY s.name`)
}

// counts runs a query for names and numbers.
func (s *Store) counts(ctx context.Context, what, query string) (map[string]int, error) {
	type count struct {
		name string
		n    int
	}
	rows, err := s.from(ctx).QueryContext(ctx, query)
	found, err := all(rows, err, func(rows *sql.Rows) (c count, err error) {
		err = rows.Scan(&c.name, &c.n)
		return c, err
	})
	if err != nil {
		return nil, s.fault(what, err)
	}
	byName := make(map[string]int, len(found))
	for _, c := range found {
		byName[c.name] = c.n
	}
	return byName, nil
}
