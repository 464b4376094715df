package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"roundwatch"
)

// DueChecks returns articles whose page is due for another reading, longest
// due first, with the title and text of the last reading.
func (s *Store) DueChecks(ctx context.Context, now time.Time, limit int) ([]roundwatch.Check, error) {
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT "+latestColumns+", c.next, c.step, c.etag, c.last_modified FROM checks AS c JOIN articles AS a ON a.id = c.article"+
		latestRevision+" WHERE c.next <= ? ORDER BY c.next LIMIT ?", ms(now), limit)
	checks, err := all(rows, err, func(rows *sql.Rows) (c roundwatch.Check, err error) {
		err = rows.Scan(append(articleFields(&c.Article), moment{&c.Next}, &c.Step, &c.ETag, &c.LastModified)...)
		return c, err
	})
	if err != nil {
		return nil, s.fault("read due checks", err)
	}
	return checks, nil
}

// RecordCheck stores what another reading of an article's page found, and when
// the next one is due.
func (s *Store) RecordCheck(ctx context.Context, c roundwatch.Checked) error {
	raw := s.compress(c.Raw)
	return s.write(ctx, fmt.Sprintf("record check of article %d", c.Article), func(ctx context.Context, tx *sql.Tx) error {
		if err := moveCheck(ctx, tx, c); err != nil {
			return err
		}
		if err := addRevision(ctx, tx, c.Article, c.Revision); err != nil {
			return err
		}
		if c.Fingerprint != nil {
			if err := saveFingerprint(ctx, tx, c.Article, *c.Fingerprint); err != nil {
				return err
			}
		}
		var item, story int64
		if err := tx.QueryRowContext(ctx, "SELECT item, story FROM articles WHERE id = ?", c.Article).Scan(&item, &story); err != nil {
			return err
		}
		if err := s.enqueueFor(ctx, tx, c.Alerts, item, story); err != nil {
			return err
		}
		if err := savePause(ctx, tx, c.Pause); err != nil {
			return err
		}
		return saveRaw(ctx, tx, raw, c.At, 0, c.Article)
	})
}

func moveCheck(ctx context.Context, tx *sql.Tx, c roundwatch.Checked) error {
	if c.Next.IsZero() {
		_, err := tx.ExecContext(ctx, "DELETE FROM checks WHERE article = ?", c.Article)
		return err
	}
	_, err := tx.ExecContext(ctx, "UPDATE checks SET step = ?, next = ?, etag = ?, last_modified = ? WHERE article = ?",
		c.Step, ms(c.Next), c.ETag, c.LastModified, c.Article)
	return err
}
