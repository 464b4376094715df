package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"strings"
)

// Migrations are numbered from 1 without gaps and never edited once landed.
// The file's user_version is the number of the last one applied.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// applicationID marks the file as ours; the first migration sets it.
const applicationID = 0x726f7764

// migrations returns the scripts in order; the first brings a file to version 1.
func migrations() []string {
	entries, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		panic(err) // embedded: cannot fail in a program that was built
	}
	scripts := make([]string, len(entries))
	for i, e := range entries {
		if !strings.HasPrefix(e.Name(), fmt.Sprintf("%04d_", i+1)) {
			panic("migrations are not numbered from 0001 without gaps: " + e.Name())
		}
		script, err := migrationFiles.ReadFile("migrations/" + e.Name())
		if err != nil {
			panic(err)
		}
		scripts[i] = string(script)
	}
	return scripts
}

// version returns the file's schema version, or ErrNewer.
func (s *Store) version(ctx context.Context) (int, error) {
	var version int
	if err := s.reader.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, s.fault("open archive", err)
	}
	if known := len(migrations()); version > known {
		return version, fmt.Errorf("%s: %w: it has schema %d, this program knows %d: install the newer program", s.path, ErrNewer, version, known)
	}
	var application, tables int
	err := s.reader.QueryRowContext(ctx, "SELECT application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id").
		Scan(&application, &tables)
	if err != nil {
		return 0, s.fault("open archive", err)
	}
	if application != applicationID && (version > 0 || tables > 0) {
		return 0, fmt.Errorf("%s: it is a database of another program", s.path)
	}
	return version, nil
}

// migrate applies the missing migrations, each in a transaction of its own.
// Another process may be doing the same: the version is read under the lock.
func (s *Store) migrate(ctx context.Context) error {
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	scripts := migrations()
	for n := version + 1; n <= len(scripts); n++ {
		err := s.write(ctx, fmt.Sprintf("migrate to schema %d", n), func(ctx context.Context, tx *sql.Tx) error {
			var done int
			if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&done); err != nil || done >= n {
				return err
			}
			_, err := tx.ExecContext(ctx, scripts[n-1]+fmt.Sprintf("\nPRAGMA user_version = %d;", n))
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
