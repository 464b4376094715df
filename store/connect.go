package store

import (
	"context"
	"database/sql/driver"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	"roundwatch"

	"github.com/mattn/go-sqlite3"
)

const (
	// pageSize wastes less of a page than 4096 on rows of some kilobytes: the
	// file is a fifth smaller.
	pageSize = 8192
	// idleReaders are reading connections kept open; each costs its cache. More
	// are opened at need: a bound would lock up callers who read one thing while
	// they range over another.
	idleReaders = 4
	// Page caches in KiB. The file's pages are in the system's cache anyway.
	writerCache, readerCache = 2048, 512
	// statements is how many prepared statements a connection keeps.
	statements = 64
	// patience is how long a writer waits for another process's transaction.
	patience = 15 * time.Second
)

// connector opens connections to one file. It is our own, and not a driver
// registered by name, because each connection must know our functions.
type connector struct {
	driver *sqlite3.SQLiteDriver
	dsn    string
}

// connector says how the file is opened; mode is "ro", "immutable" (nobody
// writes), "rw" or "rwc" (create, without the journal mode that would fix the
// page size). Every PRAGMA stands
// in the name: one that is executed reaches a single connection of a pool.
func (s *Store) connector(mode string) connector {
	path := s.path
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	v := url.Values{
		"mode":             {mode},
		"_busy_timeout":    {strconv.FormatInt(patience.Milliseconds(), 10)},
		"_foreign_keys":    {"1"},
		"_stmt_cache_size": {strconv.Itoa(statements)},
		"_cache_size":      {strconv.Itoa(-writerCache)},
		"_synchronous":     {"FULL"},
		"_txlock":          {"immediate"},
	}
	switch mode {
	case "ro", "immutable":
		v.Set("_cache_size", strconv.Itoa(-readerCache))
		v.Set("_txlock", "deferred")
		if mode == "immutable" {
			v.Set("mode", "ro")
			v.Set("immutable", "1")
		}
	case "rw":
		v.Set("_journal_mode", "WAL")
	}
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: v.Encode()}
	return connector{&sqlite3.SQLiteDriver{ConnectHook: s.codec.register}, name.String()}
}

// Connect opens a connection.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }

// Driver is part of driver.Connector.
func (c connector) Driver() driver.Driver { return c.driver }

// register adds the functions that the schema and the queries call.
func (c codec) register(conn *sqlite3.SQLiteConn) error {
	for name, f := range map[string]any{"fold": roundwatch.Fold, "zip": c.zip, "unzip": c.unzip, "holds": holds} {
		if err := conn.RegisterFunc(name, f, true); err != nil {
			return err
		}
	}
	return nil
}
