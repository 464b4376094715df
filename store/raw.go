package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"time"

	"roundwatch"
)

// packed is a raw body ready to be stored. It is made before the transaction,
// so that the write lock is not held meanwhile.
type packed struct {
	url, contentType string
	size             int
	sha256, zstd     []byte
}

func (s *Store) compress(raw *roundwatch.Raw) *packed {
	if raw == nil || s.rawDays == 0 {
		return nil
	}
	sum := sha256.Sum256(raw.Body)
	return &packed{raw.URL, raw.ContentType, len(raw.Body), sum[:], s.codec.pack(raw.Body)}
}

// saveRaw stores a body once, and where and when it was read.
func saveRaw(ctx context.Context, tx *sql.Tx, raw *packed, at time.Time, source, article int64) error {
	if raw == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO bodies (sha256, size, zstd) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
		raw.sha256, raw.size, raw.zstd)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO readings (at, source, article, sha256, content_type, url) VALUES (?, ?, ?, ?, ?, ?)",
		at.UnixMilli(), id(source), id(article), raw.sha256, raw.contentType, raw.url)
	return err
}

// Raw returns an article's page as it was last received. ErrNotFound if there
// is none, or none any more: they are kept for Options.RawDays.
func (s *Store) Raw(ctx context.Context, article int64) (roundwatch.Raw, error) {
	rows, err := s.from(ctx).QueryContext(ctx, `SELECT r.url, r.content_type, b.zstd FROM readings AS r JOIN bodies AS b ON b.sha256 = r.sha256
		WHERE r.article = ? ORDER BY r.id DESC LIMIT 1`, article)
	return one(s, fmt.Sprintf("read page of article %d", article), rows, err, func(rows *sql.Rows) (raw roundwatch.Raw, err error) {
		var body []byte
		if err = rows.Scan(&raw.URL, &raw.ContentType, &body); err == nil {
			raw.Body, err = s.codec.unpack(body)
		}
		return raw, err
	})
}
