package store

import (
	"context"
	"database/sql"
	"time"

	"roundwatch"
)

// Ping returns nil if the archive answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.from(ctx).QueryRowContext(ctx, "SELECT 1 FROM meta UNION SELECT 1 LIMIT 1").Scan(&one); err != nil {
		return s.fault("ping", err)
	}
	return nil
}

// Gauges returns the figures of this moment.
func (s *Store) Gauges(ctx context.Context) (g roundwatch.Gauges, err error) {
	if g.Polls, err = tally[roundwatch.Outcome](ctx, s, "SELECT outcome, count(*) FROM polls GROUP BY outcome"); err != nil {
		return g, err
	}
	if g.Items, err = tally[roundwatch.ItemState](ctx, s, "SELECT state, count(*) FROM items GROUP BY state"); err != nil {
		return g, err
	}
	if g.Verdicts, err = tally[roundwatch.Verdict](ctx, s, "SELECT verdict, count(*) FROM filings WHERE in_force = 1 GROUP BY verdict"); err != nil {
		return g, err
	}
	if g.Sources, err = tally[roundwatch.Health](ctx, s, "SELECT health, count(*) FROM sources WHERE health <> '' GROUP BY health"); err != nil {
		return g, err
	}
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT channel, state, count(*) FROM alerts GROUP BY channel, state ORDER BY channel, state")
	g.Alerts, err = all(rows, err, func(rows *sql.Rows) (c roundwatch.AlertCount, err error) {
		err = rows.Scan(&c.Channel, &c.State, &c.N)
		return c, err
	})
	if err != nil {
		return g, s.fault("read gauges", err)
	}
	for _, m := range []struct {
		to    *time.Time
		query string
	}{
		{&g.OldestPending, "SELECT min(first_seen) FROM items WHERE state = 'pending'"},
		{&g.OldestDue, "SELECT min(created_at) FROM alerts WHERE state IN ('due', 'claimed')"},
		{&g.LastPoll, "SELECT max(at) FROM polls"},
		{&g.LastDigest, "SELECT max(until) FROM digests"},
	} {
		if err := s.from(ctx).QueryRowContext(ctx, m.query).Scan(moment{m.to}); err != nil {
			return g, s.fault("read gauges", err)
		}
	}
	return g, nil
}

// tally counts rows by a word.
func tally[K ~string](ctx context.Context, s *Store, query string) (map[K]int, error) {
	named, err := s.counts(ctx, "read gauges", query)
	out := make(map[K]int, len(named))
	for k, n := range named {
		out[K(k)] = n
	}
	return out, err
}
