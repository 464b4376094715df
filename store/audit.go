package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Who made a change, where no name is known.
const byDaemon, byPerson = "roundwatch", "command line"

// change is one row of the audit: a noun went from one state to another.
type change struct {
	at                 time.Time
	noun               string // item, filing, alert, source, digest, refiling
	ref                any    // the noun's id, key or name
	before, after, who string
}

func audit(ctx context.Context, tx *sql.Tx, c change) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO audit (at, noun, ref, before, after, who) VALUES (?, ?, ?, ?, ?, ?)",
		c.at.UnixMilli(), c.noun, fmt.Sprint(c.ref), c.before, c.after, c.who)
	return err
}
