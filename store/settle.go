package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"roundwatch"
)

// Settle stores everything concluded about one item and returns its article's
// id: article, revision, fingerprint, relations, story, filing, search row,
// alerts, raw body and the first later reading, in one commit with the item's
// new state.
func (s *Store) Settle(ctx context.Context, in roundwatch.Settled) (article int64, err error) {
	raw := s.compress(in.Raw)
	err = s.write(ctx, fmt.Sprintf("settle item %d", in.Item), func(ctx context.Context, tx *sql.Tx) error {
		item, err := unsettled(ctx, tx, in.Item)
		if err != nil {
			return err
		}
		place := in.Article
		if place.ID == 0 {
			place, err = addArticle(ctx, tx, item, in)
		} else {
			err = tx.QueryRowContext(ctx, "SELECT story FROM articles WHERE id = ?", place.ID).Scan(&place.Story)
		}
		if err != nil {
			return err
		}
		article = place.ID
		steps := []func() error{
			func() error { return addRevision(ctx, tx, article, in.Revision) },
			func() error { return saveFingerprint(ctx, tx, article, in.Fingerprint) },
			func() error { return fileSettled(ctx, tx, article, in) },
			func() error { return closeItem(ctx, tx, item, in, place) },
			func() error {
				alerts, err := untold(ctx, tx, in, place.Story)
				if err != nil {
					return err
				}
				return s.enqueueFor(ctx, tx, alerts, in.Item, place.Story)
			},
			func() error { return countLines(ctx, tx, item.source, in.Lines, in.At) },
			func() error { return savePause(ctx, tx, in.Pause) },
			func() error { return saveRaw(ctx, tx, raw, in.At, item.source, article) },
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return article, nil
}

// queued is a pending item as Settle needs it.
type queued struct {
	id, source int64
	firstSeen  time.Time
	silent     bool
}

func unsettled(ctx context.Context, tx *sql.Tx, item int64) (q queued, err error) {
	var state roundwatch.ItemState
	err = tx.QueryRowContext(ctx, "SELECT id, source, first_seen, silent, state FROM items WHERE id = ?", item).
		Scan(&q.id, &q.source, moment{&q.firstSeen}, &q.silent, &state)
	switch {
	case err == sql.ErrNoRows:
		return q, ErrNotFound
	case err == nil && state != roundwatch.ItemPending:
		return q, fmt.Errorf("it is %s already", state)
	}
	return q, err
}

// addArticle stores a new article with its relations and its search row, and
// returns it with its id and story.
func addArticle(ctx context.Context, tx *sql.Tx, item queued, in roundwatch.Settled) (roundwatch.Article, error) {
	a := in.Article
	original, err := originalOf(ctx, tx, in.Links)
	if err != nil {
		return a, err
	}
	var taken bool
	err = tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) + 1, EXISTS (SELECT 1 FROM articles WHERE canonical = ?) FROM articles", a.Canonical).
		Scan(&a.ID, &taken)
	if err != nil {
		return a, err
	}
	if taken {
		// The page calls an address its own that another article has: it is
		// kept as an article of its own, which no address names.
		a.Canonical = ""
	}
	if a.Story = in.Story; a.Story == 0 {
		a.Story = a.ID
	}
	a.Item, a.FirstSeen = item.id, item.firstSeen
	if err := insertArticle(ctx, tx, a, original); err != nil {
		return a, err
	}
	if err := saveLinks(ctx, tx, a.ID, in.Links); err != nil {
		return a, err
	}
	if err := index(ctx, tx, a.ID); err != nil {
		return a, err
	}
	c := in.Check
	if c == nil || item.silent {
		return a, nil // what a source printed before it was watched is not read again
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO checks (article, next, step, etag, last_modified) VALUES (?, ?, ?, ?, ?)",
		a.ID, ms(c.Next), c.Step, c.ETag, c.LastModified)
	return a, err
}

// originalOf returns the article at the root of the duplicate among links, 0 if none is one.
func originalOf(ctx context.Context, tx *sql.Tx, links []roundwatch.Link) (original int64, err error) {
	for _, l := range links {
		if l.Relation.Duplicate() {
			err := tx.QueryRowContext(ctx, "SELECT coalesce(original, id) FROM articles WHERE id = ?", l.Of).Scan(&original)
			return original, err
		}
	}
	return 0, nil
}

func fileSettled(ctx context.Context, tx *sql.Tx, article int64, in roundwatch.Settled) error {
	if in.Article.ID > 0 {
		return nil // the joined article keeps the filing it has, with its evidence
	}
	_, err := saveFiling(ctx, tx, article, in.Filing)
	return err
}

// closeItem takes the item off the queue. Its full text from the feed is
// dropped once the article holds a text that can be trusted.
func closeItem(ctx context.Context, tx *sql.Tx, item queued, in roundwatch.Settled, a roundwatch.Article) error {
	trusted := in.Article.ID > 0 || a.Confidence >= trustedText
	_, err := tx.ExecContext(ctx, "UPDATE items SET state = 'settled', article = ?, next_try = NULL, content = iif(?, '', content) WHERE id = ?",
		a.ID, trusted, item.id)
	if err != nil {
		return err
	}
	return audit(ctx, tx, change{in.At, "item", item.id, string(roundwatch.ItemPending), string(roundwatch.ItemSettled), byDaemon})
}

// trustedText is the confidence from which an article's text is trusted.
const trustedText = 0.5

// untold returns the alerts that an item gives rise to. Where a story alerts
// once, those to channels that the story has reached are left out.
func untold(ctx context.Context, tx *sql.Tx, in roundwatch.Settled, story int64) ([]roundwatch.Alert, error) {
	if !in.OncePerStory {
		return in.Alerts, nil
	}
	var alerts []roundwatch.Alert
	for _, a := range in.Alerts {
		var told bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM alerts
			WHERE channel = ? AND story = ? AND type = 'article' AND state <> 'dead')`, a.Channel, story).Scan(&told)
		if err != nil {
			return nil, err
		}
		if !told {
			alerts = append(alerts, a)
		}
	}
	return alerts, nil
}

// enqueueFor stores alerts that an article gives rise to.
func (s *Store) enqueueFor(ctx context.Context, tx *sql.Tx, alerts []roundwatch.Alert, item, story int64) error {
	alerts = slices.Clone(alerts)
	for i := range alerts {
		alerts[i].Item, alerts[i].Story = item, story
	}
	return s.enqueueAll(ctx, tx, alerts)
}
