package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// pollDays is how long poll history is kept: a year of coverage and a month to spare.
const pollDays = 400

// Pruned says what Prune removed.
type Pruned struct {
	Bodies int // raw bodies that no reading needs any more
	Polls  int // rows of poll history
}

// Prune removes raw bodies older than Options.RawDays, poll history and what
// was learned of lines older than pollDays, and pauses that are over. Items,
// articles, filings and alerts are never removed.
func (s *Store) Prune(ctx context.Context, now time.Time) (done Pruned, err error) {
	err = s.write(ctx, "prune", func(ctx context.Context, tx *sql.Tx) error {
		raw, history := ms(now.AddDate(0, 0, -s.rawDays)), ms(now.AddDate(0, 0, -pollDays))
		for _, step := range []struct {
			query string
			arg   any
			count *int
		}{
			{"DELETE FROM readings WHERE at < ?", raw, nil},
			{"DELETE FROM bodies WHERE ? AND NOT EXISTS (SELECT 1 FROM readings AS r WHERE r.sha256 = bodies.sha256)", true, &done.Bodies},
			{"DELETE FROM polls WHERE at < ?", history, &done.Polls},
			{"DELETE FROM lines WHERE seen < ?", history, nil},
			{"DELETE FROM pauses WHERE until < ?", ms(now), nil},
		} {
			result, err := tx.ExecContext(ctx, step.query, step.arg)
			if err != nil {
				return err
			}
			if step.count != nil {
				n, err := result.RowsAffected()
				if err != nil {
					return err
				}
				*step.count = int(n)
			}
		}
		return nil
	})
	return done, err
}

// Backup writes a copy of the archive as it is at one moment to file. It may
// run beside a daemon. It replaces an earlier backup, and nothing else; the copy
// is checked and on disk before it takes the name.
func (s *Store) Backup(ctx context.Context, file string) error {
	err := s.replaceable(file)
	if err == nil {
		err = s.copyTo(ctx, file)
	}
	if err != nil {
		return fmt.Errorf("back up to %s: %w", file, err)
	}
	return nil
}

// sqliteHead begins every database (SQLite file format, 1.2).
const sqliteHead = "SQLite format 3\x00"

// replaceable refuses a file that a backup must not take the place of.
func (s *Store) replaceable(file string) error {
	f, err := os.Open(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	there, err := f.Stat()
	if err != nil {
		return err
	}
	if own, err := os.Stat(s.path); err == nil && os.SameFile(own, there) {
		return errors.New("this is the archive itself: name another file")
	}
	head := make([]byte, len(sqliteHead))
	if _, err := io.ReadFull(f, head); err != nil && there.Size() > 0 || err == nil && string(head) != sqliteHead {
		return errors.New("what is there is no backup: name another file")
	}
	return nil
}

func (s *Store) copyTo(ctx context.Context, file string) error {
	dir, err := os.MkdirTemp(filepath.Dir(file), ".roundwatch-copy-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	temp := filepath.Join(dir, "copy.db")
	if _, err := s.reader.ExecContext(ctx, "VACUUM INTO ?", temp); err != nil {
		return s.fault("copy archive", err)
	}
	if err := check(ctx, temp); err != nil {
		return err
	}
	if err := flush(temp); err != nil {
		return err
	}
	if err := os.Rename(temp, file); err != nil {
		return err
	}
	return flush(filepath.Dir(file))
}

// check opens an archive that nobody uses and returns its faults as one error.
func check(ctx context.Context, path string) error {
	s, err := OpenReadOnly(ctx, path, Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	faults, err := s.Verify(ctx, nil)
	for _, f := range faults {
		err = errors.Join(err, f)
	}
	return err
}

// flush puts a file's or folder's content on disk.
func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Restore puts a backup in the place of the archive at target, which nobody may
// have open. The backup is checked and copied first; an archive that is there
// already is kept beside the new one, under the name that is returned ("" if
// there was none): ".old" and, from the second on, a number after its own.
func Restore(ctx context.Context, backup, target string) (kept string, err error) {
	s, err := OpenReadOnly(ctx, backup, Options{})
	if err != nil {
		return "", fmt.Errorf("restore %s: %w", backup, err)
	}
	defer s.Close()
	fresh := target + ".new"
	if err := s.copyTo(ctx, fresh); err != nil {
		return "", fmt.Errorf("restore %s: %w", backup, err)
	}
	if kept, err = keepOld(target); err != nil {
		return "", fmt.Errorf("restore %s: keep the archive that is there: %w", backup, err)
	}
	if err := os.Rename(fresh, target); err != nil {
		return kept, fmt.Errorf("restore %s: %w", backup, err)
	}
	return kept, flush(filepath.Dir(target))
}

// keepOld renames an archive with what belongs to it. It never takes a name
// that is used: an archive kept before must not be lost to one kept now.
func keepOld(target string) (kept string, err error) {
	kept = target + ".old"
	for n := 2; exists(kept) || exists(kept+"-wal"); n++ {
		kept = fmt.Sprintf("%s.old%d", target, n)
	}
	found := exists(target)
	for _, part := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(target+part, kept+part); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	if !found {
		kept = ""
	}
	return kept, nil
}

func exists(file string) bool {
	_, err := os.Lstat(file)
	return !errors.Is(err, os.ErrNotExist)
}
