// Package store is the archive: one SQLite file that holds everything
// roundwatch has seen, read, judged and sent. It is the only place with SQL.
//
// It decides what is the same item within a source (identity.go), what is
// committed together, and what may exist once only. It does not judge: verdicts,
// relations and alerts come in as values.
//
// Invariants:
//
//   - One exported method that writes is one transaction, unless Together makes
//     one of several; polls that end at the same time share one. When it
//     returns nil everything it was given is on disk; when it returns an error
//     nothing is.
//   - All writes go through one connection, which takes the write lock at
//     BEGIN; reads have connections of their own that cannot write. Several
//     processes may share the file: a writer waits for another's transaction.
//   - A write that has begun is not cancelled with its caller's context.
//   - Nothing that was seen is deleted; Prune removes raw bodies and poll history.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-sqlite3"
)

// Errors that callers tell apart.
var (
	ErrNoDatabase = errors.New("there is no archive")
	ErrNewer      = errors.New("the archive was written by a newer roundwatch")
	ErrNotFound   = errors.New("not found")
)

// Options are what an archive needs to be told.
type Options struct {
	Now     func() time.Time // nil: time.Now
	RawDays int              // how long raw bodies are kept; 0: they are not stored
}

// Store is an open archive. It is safe for concurrent use.
type Store struct {
	path    string
	now     func() time.Time
	rawDays int
	codec   codec
	writer  *sql.DB // nil: open for reading only
	reader  *sql.DB
	convoy  convoy

	probe func(point string) // for crash tests: called around each commit
}

// Open opens the archive at path for reading and writing. It creates the file
// and its folder where missing, and brings an older schema up to date. The
// error is ErrNewer when the file's schema is one that this program does not know.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	s, err := open(path, opts)
	if err != nil {
		return nil, err
	}
	if err := s.create(ctx); err != nil {
		return nil, fmt.Errorf("create archive %s: %w", path, err)
	}
	s.writer = sql.OpenDB(s.connector("rw"))
	s.writer.SetMaxOpenConns(1)
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// OpenReadOnly opens an existing archive for the verbs that only read. The
// error is ErrNoDatabase when there is none at path, ErrNewer when its schema
// is one that this program does not know.
func OpenReadOnly(ctx context.Context, path string, opts Options) (*Store, error) {
	if info, err := os.Stat(path); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil, fmt.Errorf("%s: %w", path, ErrNoDatabase)
	}
	s, err := open(path, opts)
	if err != nil {
		return nil, err
	}
	version, err := s.version(ctx)
	if atRest(path, err) {
		err = s.reader.Close()
		s.reader = sql.OpenDB(s.connector("immutable"))
		if err == nil {
			version, err = s.version(ctx)
		}
	}
	switch {
	case err != nil:
	case version == 0:
		err = fmt.Errorf("%s: %w", path, ErrNoDatabase)
	case version < len(migrations()):
		err = fmt.Errorf("%s: has schema %d, this program reads %d: start the daemon or run `poll` once to bring it up to date",
			path, version, len(migrations()))
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// atRest reports whether a file could not be opened only because its folder
// cannot be written, which WAL needs even for reading, while nobody has it open
// for writing: it can be read as one that does not change.
func atRest(path string, err error) bool {
	var fault sqlite3.Error
	if !errors.As(err, &fault) || fault.Code != sqlite3.ErrReadonly && fault.Code != sqlite3.ErrCantOpen {
		return false
	}
	_, err = os.Stat(path + "-wal")
	return errors.Is(err, os.ErrNotExist)
}

func open(path string, opts Options) (*Store, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	codec, err := newCodec()
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, now: opts.Now, rawDays: opts.RawDays, codec: codec}
	s.reader = sql.OpenDB(s.connector("ro"))
	s.reader.SetMaxIdleConns(idleReaders)
	return s, nil
}

// Close closes the archive after the transactions under way.
func (s *Store) Close() error {
	err := s.reader.Close()
	if s.writer != nil {
		err = errors.Join(err, s.writer.Close())
	}
	return err
}

// Path is the file's name.
func (s *Store) Path() string { return s.path }

// write runs do in one transaction named what. The write lock is taken first,
// so that what do reads stays true until the commit.
func (s *Store) write(ctx context.Context, what string, do func(context.Context, *sql.Tx) error) error {
	if s.writer == nil {
		return fmt.Errorf("%s: %s is open for reading only", what, s.path)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if tx := s.running(ctx); tx != nil {
		if err := do(ctx, tx); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return s.fault(what, err)
	}
	defer tx.Rollback() // after a commit it does nothing
	if err := do(ctx, tx); err != nil {
		return s.fault(what, err)
	}
	s.at("before " + what)
	if err := tx.Commit(); err != nil {
		return s.fault(what, err)
	}
	s.at("after " + what)
	return nil
}

// Together runs do in one transaction named what. What do asks of the archive
// under the context that it is given belongs to that transaction: it reads what
// was written in it before, and all of it is on disk when Together returns nil;
// when it returns an error, nothing is. Others wait to write meanwhile.
func (s *Store) Together(ctx context.Context, what string, do func(context.Context) error) error {
	return s.write(ctx, what, func(ctx context.Context, tx *sql.Tx) error {
		return do(context.WithValue(ctx, together{s}, tx))
	})
}

// together is the key under which a context holds an archive's transaction.
type together struct{ *Store }

// running returns the transaction that ctx belongs to, nil if it is none.
func (s *Store) running(ctx context.Context) *sql.Tx {
	tx, _ := ctx.Value(together{s}).(*sql.Tx)
	return tx
}

// from returns what is to be read from.
func (s *Store) from(ctx context.Context) interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
} {
	if tx := s.running(ctx); tx != nil {
		return tx
	}
	return s.reader
}

func (s *Store) at(point string) {
	if s.probe != nil {
		s.probe(point)
	}
}

// fault says what was being done and in which file, and, for the faults that a
// person can mend, how.
func (s *Store) fault(what string, err error) error {
	var fault sqlite3.Error
	if errors.As(err, &fault) {
		if remedy := remedy(fault.Code); remedy != "" {
			return fmt.Errorf("%s: %s: %w: %s", what, s.path, err, remedy)
		}
	}
	return fmt.Errorf("%s: %s: %w", what, s.path, err)
}

func remedy(code sqlite3.ErrNo) string {
	switch code {
	case sqlite3.ErrFull:
		return "free space on its disk; nothing of this step was stored"
	case sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm:
		return "the file and its folder must be writable for this user"
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return "another process has been writing for too long; try again"
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return "the file is damaged or no archive; `roundwatch restore FILE` puts a backup in its place and keeps this file"
	case sqlite3.ErrIoErr:
		return "its disk or file system reports errors"
	}
	return ""
}

// create makes the file and its folder where missing. The page size must be
// set before the first page is written, hence before WAL, on a connection that
// does not ask for WAL.
func (s *Store) create(ctx context.Context) error {
	if info, err := os.Stat(s.path); err == nil && info.Size() > 0 {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o750); err != nil {
		return err
	}
	db := sql.OpenDB(s.connector("rwc"))
	db.SetMaxOpenConns(1)
	_, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA page_size = %d; PRAGMA journal_mode = WAL", pageSize))
	return errors.Join(err, db.Close())
}
