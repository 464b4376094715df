package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"roundwatch"
)

const itemColumns = `i.id, s.name, i.guid, i.url, coalesce(i.canonical, i.url), i.title, i.summary, i.content,
	i.author, i.lang, i.published, i.updated, i.categories, i.enclosures, i.first_seen, i.state, i.silent,
	i.attempts, i.next_try, i.last_error, coalesce(i.article, 0)`

func scanItem(rows *sql.Rows) (i roundwatch.Item, err error) {
	err = rows.Scan(&i.ID, &i.Source, &i.GUID, &i.URL, &i.Canonical, &i.Title, &i.Summary, &i.Content,
		&i.Author, &i.Lang, moment{&i.Published}, moment{&i.Updated}, document{&i.Categories}, document{&i.Enclosures},
		moment{&i.FirstSeen}, &i.State, &i.Silent, &i.Attempts, moment{&i.NextTry}, &i.LastError, &i.Article)
	return i, err
}

// Item returns one item. The feed's full text is kept only until the item is
// settled; ErrNotFound if there is no such item.
func (s *Store) Item(ctx context.Context, item int64) (roundwatch.Item, error) {
	what := fmt.Sprintf("read item %d", item)
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT "+itemColumns+
		" FROM items AS i JOIN sources AS s ON s.id = i.source WHERE i.id = ?", item)
	return one(s, what, rows, err, scanItem)
}

// one returns the single row of an answer, or ErrNotFound.
func one[T any](s *Store, what string, rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) (T, error) {
	var none T
	values, err := all(rows, err, scan)
	switch {
	case err != nil:
		return none, s.fault(what, err)
	case len(values) == 0:
		return none, fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	return values[0], nil
}

// Pending returns items to be judged whose next try is not after now, oldest
// first, at most limit.
func (s *Store) Pending(ctx context.Context, now time.Time, limit int) ([]roundwatch.Item, error) {
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT "+itemColumns+` FROM items AS i JOIN sources AS s ON s.id = i.source
		WHERE i.state = 'pending' AND (i.next_try IS NULL OR i.next_try <= ?)
		ORDER BY i.first_seen, i.id LIMIT ?`, now.UnixMilli(), limit)
	items, err := all(rows, err, scanItem)
	if err != nil {
		return nil, s.fault("read pending items", err)
	}
	return items, nil
}

// Postpone puts a pending item off. An item settled meanwhile stays so.
func (s *Store) Postpone(ctx context.Context, p roundwatch.Postponement) error {
	return s.write(ctx, fmt.Sprintf("postpone item %d", p.Item), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE items SET attempts = attempts + 1, next_try = ?, last_error = ?
			WHERE id = ? AND state = 'pending'`, ms(p.NextTry), p.Error, p.Item)
		if err != nil {
			return err
		}
		return savePause(ctx, tx, p.Pause)
	})
}
