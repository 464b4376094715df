package store

import (
	"context"
	"database/sql"
)

// Marked reports whether a thing that happens once an archive was marked as done.
func (s *Store) Marked(ctx context.Context, name string) (bool, error) {
	var marked bool
	err := s.from(ctx).QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM meta WHERE name = ?)", name).Scan(&marked)
	if err != nil {
		return false, s.fault("read mark "+name, err)
	}
	return marked, nil
}

// Mark marks a thing as done.
func (s *Store) Mark(ctx context.Context, name string) error {
	return s.write(ctx, "mark "+name, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO meta (name, value, at) VALUES (?, '', ?) ON CONFLICT DO NOTHING", name, ms(s.now()))
		return err
	})
}
