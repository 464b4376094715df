package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"roundwatch"
)

// The outbox. A row is due at a time; a sender claims it, which moves that
// time to the end of its lease, sends it outside any transaction, and records
// what became of it. A sender that dies leaves rows that are due again when
// the lease ends: the message is then sent once more under the same key.

// errNoAlert marks a key that names no alert in the state that was asked for.
var errNoAlert = errors.New("no such alert, or it is not in that state")

// enqueue puts an alert into the outbox and reports whether it is new. One
// that is there already under its key is left alone, and so is an article of a
// story for which the channel has an alert that was not given up.
func enqueue(ctx context.Context, tx *sql.Tx, a roundwatch.Alert, now time.Time) (bool, error) {
	if a.CreatedAt.IsZero() {
		a.CreatedAt = now.UTC()
	}
	if a.Due.IsZero() {
		a.Due = a.CreatedAt
	}
	a.State = roundwatch.AlertDue
	payload, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO alerts (key, channel, type, item, story, state, due, created_at, payload)
		VALUES (?, ?, ?, ?, ?, 'due', ?, ?, ?) ON CONFLICT DO NOTHING`,
		a.Key, a.Channel, a.Type, id(a.Item), id(a.Story), ms(a.Due), ms(a.CreatedAt), string(payload))
	if err != nil {
		return false, fmt.Errorf("alert %s: %w", a.Key, err)
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// EnqueueAlert puts an alert into the outbox by itself: tests and roll-ups.
func (s *Store) EnqueueAlert(ctx context.Context, a roundwatch.Alert) error {
	return s.write(ctx, "enqueue alert "+a.Key, func(ctx context.Context, tx *sql.Tx) error {
		_, err := enqueue(ctx, tx, a, s.now())
		return err
	})
}

const alertColumns = "payload, coalesce(story, 0), state, due, attempts, sent_at, error"

func scanAlert(rows *sql.Rows) (a roundwatch.Alert, err error) {
	var story int64
	var state, fault string
	var due, sent time.Time
	var attempts int
	err = rows.Scan(document{&a}, &story, &state, moment{&due}, &attempts, moment{&sent}, &fault)
	a.Story, a.State, a.Due, a.Attempts, a.SentAt, a.Error = story, state, due, attempts, sent, fault
	return a, err
}

// ClaimAlerts returns alerts that are due at now, at most limit a channel, each
// channel's oldest first, and keeps them from other senders until now+lease.
func (s *Store) ClaimAlerts(ctx context.Context, now time.Time, limit int, lease time.Duration) (claimed []roundwatch.Alert, err error) {
	err = s.write(ctx, "claim alerts", func(ctx context.Context, tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT "+alertColumns+` FROM (
				SELECT *, row_number() OVER (PARTITION BY channel ORDER BY id) AS place
				FROM alerts WHERE state IN ('due', 'claimed') AND due <= ?)
			WHERE place <= ? ORDER BY id`, ms(now), limit)
		if claimed, err = all(rows, err, scanAlert); err != nil || len(claimed) == 0 {
			return err
		}
		keys := make([]string, len(claimed))
		for i := range claimed {
			claimed[i].State, claimed[i].Due = roundwatch.AlertClaimed, now.Add(lease)
			keys[i] = claimed[i].Key
		}
		wanted, err := list(keys)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE alerts SET state = 'claimed', due = ? WHERE key IN (SELECT value FROM json_each(?))",
			ms(now.Add(lease)), wanted)
		return err
	})
	return claimed, err
}

// RecordDelivery stores what became of one try to send a claimed alert.
func (s *Store) RecordDelivery(ctx context.Context, d roundwatch.Delivery) error {
	return s.write(ctx, "record delivery of "+d.Key, func(ctx context.Context, tx *sql.Tx) error {
		var alert int64
		err := tx.QueryRowContext(ctx, `UPDATE alerts SET state = ?1, attempts = attempts + 1, due = coalesce(?2, due),
			sent_at = iif(?1 = 'delivered', ?3, sent_at), error = ?4
			WHERE key = ?5 AND state = 'claimed' RETURNING id`,
			d.State, ms(d.Due), ms(d.At), d.Error, d.Key).Scan(&alert)
		if err == sql.ErrNoRows {
			return errNoAlert
		}
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO deliveries (alert, at, state, due, error) VALUES (?, ?, ?, ?, ?)",
			alert, ms(d.At), d.State, ms(d.Due), d.Error)
		if err != nil {
			return err
		}
		return audit(ctx, tx, change{d.At, "alert", d.Key, roundwatch.AlertClaimed, d.State, byDaemon})
	})
}

// RetryAlerts makes alerts that were given up due again, under the same keys;
// without keys, all of them. It returns how many. One whose story another
// alert has reached since stays as it is.
func (s *Store) RetryAlerts(ctx context.Context, keys ...string) (retried int, err error) {
	err = s.write(ctx, "retry alerts", func(ctx context.Context, tx *sql.Tx) error {
		wanted, err := list(keys)
		if err != nil {
			return err
		}
		now := s.now()
		rows, err := tx.QueryContext(ctx, `UPDATE OR IGNORE alerts SET state = 'due', due = ?1, error = ''
			WHERE state = 'dead' AND (?2 IS NULL OR key IN (SELECT value FROM json_each(?2))) RETURNING key`, ms(now), wanted)
		again, err := all(rows, err, scanString)
		if err != nil {
			return err
		}
		retried = len(again)
		for _, key := range again {
			if err := audit(ctx, tx, change{now, "alert", key, roundwatch.AlertDead, roundwatch.AlertDue, byPerson}); err != nil {
				return err
			}
		}
		return nil
	})
	return retried, err
}

func scanString(rows *sql.Rows) (v string, err error) {
	err = rows.Scan(&v)
	return v, err
}

// Alerts returns alerts in one state ("" for any), newest first, at most limit (0: all).
func (s *Store) Alerts(ctx context.Context, state string, limit int) ([]roundwatch.Alert, error) {
	if limit == 0 {
		limit = -1 // SQLite's word for no limit
	}
	rows, err := s.reader.QueryContext(ctx, "SELECT "+alertColumns+" FROM alerts WHERE ?1 IN ('', state) ORDER BY id DESC LIMIT ?2", state, limit)
	alerts, err := all(rows, err, scanAlert)
	if err != nil {
		return nil, s.fault("read alerts", err)
	}
	return alerts, nil
}
