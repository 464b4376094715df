package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
// that is there already under its key is left alone. An erratum goes only to a
// channel that was alerted of its item.
func enqueue(ctx context.Context, tx *sql.Tx, a roundwatch.Alert, now time.Time) (bool, error) {
	if a.CreatedAt.IsZero() {
		a.CreatedAt = now.UTC()
	}
	if a.Due.IsZero() {
		a.Due = a.CreatedAt
	}
	if a.Type == roundwatch.AlertErratum {
		var alerted bool
		err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM alerts WHERE item = ? AND channel = ? AND type = ?)",
			a.Item, a.Channel, roundwatch.AlertNew).Scan(&alerted)
		if err != nil || !alerted {
			return false, err
		}
	}
	a.State = roundwatch.AlertDue
	payload, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO alerts (key, channel, type, item, story, state, due, created_at, exempt, payload)
		VALUES (?, ?, ?, ?, ?, 'due', ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		a.Key, a.Channel, a.Type, id(a.Item), id(a.Story), ms(a.Due), ms(a.CreatedAt), a.Exempt(), string(payload))
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

// ReleaseAlerts makes every claimed alert due: whoever claimed it is gone. Only
// the process that holds the archive's lock may call it.
func (s *Store) ReleaseAlerts(ctx context.Context) error {
	return s.write(ctx, "release alerts", func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE alerts SET state = 'due', due = created_at WHERE state = 'claimed'")
		return err
	})
}

// ClaimAlert returns the channel's next alert that is due, if there is one, and
// keeps it from other senders until the lease ends. An attempt counts from
// here, so that an alert that kills its sender is given up too. New alerts for
// which the day's budget has no place are put over.
func (s *Store) ClaimAlert(ctx context.Context, c roundwatch.Claim) (a roundwatch.Alert, found bool, err error) {
	err = s.write(ctx, "claim an alert of "+c.Channel, func(ctx context.Context, tx *sql.Tx) error {
		if c.Budget > 0 {
			if err := putOver(ctx, tx, c); err != nil {
				return err
			}
		}
		rows, err := tx.QueryContext(ctx, "UPDATE alerts SET state = 'claimed', due = ?, attempts = attempts + 1 WHERE id = ("+
			"SELECT id FROM alerts WHERE channel = ? AND state IN ('due', 'claimed') AND due <= ? ORDER BY attempts > ?, id LIMIT 1) RETURNING "+alertColumns,
			ms(c.At.Add(c.Lease)), c.Channel, ms(c.At), triesInOrder)
		claimed, err := all(rows, err, scanAlert)
		if len(claimed) > 0 {
			a, found = claimed[0], true
		}
		return err
	})
	return a, found, err
}

// triesInOrder is how often an alert may fail before those behind it go first.
const triesInOrder = 3

// putOver takes the due alerts that no place of the day is left for out of the
// queue. A place is taken by an alert that was delivered this day or is being
// tried; what was tried once keeps its place.
func putOver(ctx context.Context, tx *sql.Tx, c roundwatch.Claim) error {
	var used int
	err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM alerts WHERE channel = ?1 AND state = 'delivered' AND sent_at >= ?2 AND NOT exempt)
		+ (SELECT count(*) FROM alerts WHERE channel = ?1 AND state IN ('due', 'claimed') AND attempts > 0 AND NOT exempt)`, c.Channel, ms(c.Day)).Scan(&used)
	if err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, `UPDATE alerts SET state = 'rolled', due = ?1 WHERE id IN (
		SELECT id FROM alerts WHERE channel = ?2 AND state = 'due' AND due <= ?1 AND attempts = 0 AND NOT exempt ORDER BY id LIMIT -1 OFFSET ?3) RETURNING key`,
		ms(c.At), c.Channel, max(0, c.Budget-used))
	over, err := all(rows, err, scanString)
	if err != nil {
		return err
	}
	for _, key := range over {
		if err := audit(ctx, tx, change{c.At, "alert", key, roundwatch.AlertDue, roundwatch.AlertRolled, byDaemon}); err != nil {
			return err
		}
	}
	return nil
}

// RollUp names the alerts that were put over in one new alert, if it is time
// for one: those of earlier days at once, today's as soon as no item waits to
// be judged, but once a day only. The new alert and its mark on those it names
// are one commit, so that none is named twice and none is forgotten.
func (s *Store) RollUp(ctx context.Context, r roundwatch.Rollup) (made bool, err error) {
	err = s.write(ctx, "roll up alerts of "+r.Channel, func(ctx context.Context, tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT id, due, payload FROM alerts WHERE channel = ? AND state = 'rolled' AND rollup IS NULL ORDER BY id", r.Channel)
		waiting, err := all(rows, err, scanOver)
		if err != nil || len(waiting) == 0 {
			return err
		}
		today := slices.IndexFunc(waiting, func(o over) bool { return !o.since.Before(r.Day) })
		if today < 0 {
			today = len(waiting)
		}
		if made, err = nameAll(ctx, tx, r, r.Before, waiting[:today]); err != nil || today == len(waiting) {
			return err
		}
		var wait bool
		err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM items WHERE state = 'pending' AND coalesce(next_try, 0) <= ?)
			OR EXISTS (SELECT 1 FROM alerts WHERE channel = ? AND type = 'rollup' AND key >= ? AND key < ?)`,
			ms(r.At), r.Channel, rollupKey(r, r.Name)+"/", rollupKey(r, r.Name)+"0").Scan(&wait)
		if err != nil || wait {
			return err
		}
		todays, err := nameAll(ctx, tx, r, r.Name, waiting[today:])
		made = made || todays
		return err
	})
	return made && err == nil, err
}

// over is an alert that was put over.
type over struct {
	id    int64
	since time.Time
	alert roundwatch.Alert
}

func scanOver(rows *sql.Rows) (o over, err error) {
	err = rows.Scan(&o.id, moment{&o.since}, document{&o.alert})
	return o, err
}

func rollupKey(r roundwatch.Rollup, day string) string {
	return roundwatch.AlertRollup + "/" + r.Channel + "/" + day
}

// nameAll makes the roll-up of a day. Its key holds the first alert it names,
// which no other roll-up can.
func nameAll(ctx context.Context, tx *sql.Tx, r roundwatch.Rollup, day string, waiting []over) (bool, error) {
	if len(waiting) == 0 {
		return false, nil
	}
	a := roundwatch.Alert{
		Key: fmt.Sprintf("%s/%d", rollupKey(r, day), waiting[0].id), Channel: r.Channel, Type: roundwatch.AlertRollup,
		Title: fmt.Sprintf("%d more alerts on %s", len(waiting), day), Due: r.At, CreatedAt: r.At,
	}
	for _, o := range waiting {
		a.Names = append(a.Names, o.alert.Line())
	}
	if _, err := enqueue(ctx, tx, a, r.At); err != nil {
		return false, err
	}
	_, err := tx.ExecContext(ctx, "UPDATE alerts SET rollup = (SELECT id FROM alerts WHERE key = ?) WHERE channel = ? AND state = 'rolled' AND rollup IS NULL AND id <= ?",
		a.Key, r.Channel, waiting[len(waiting)-1].id)
	return true, err
}

// NextAlert returns when the channel's next alert is due; zero: none waits.
func (s *Store) NextAlert(ctx context.Context, channel string) (due time.Time, err error) {
	err = s.from(ctx).QueryRowContext(ctx, "SELECT min(due) FROM alerts WHERE channel = ? AND state IN ('due', 'claimed')", channel).Scan(moment{&due})
	if err != nil {
		return due, s.fault("read next alert of "+channel, err)
	}
	return due, nil
}

// RecordDelivery stores what became of one try to send a claimed alert.
func (s *Store) RecordDelivery(ctx context.Context, d roundwatch.Delivery) error {
	return s.write(ctx, "record delivery of "+d.Key, func(ctx context.Context, tx *sql.Tx) error {
		var alert int64
		err := tx.QueryRowContext(ctx, `UPDATE alerts SET state = ?1, due = coalesce(?2, ?3),
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

// RetryAlerts makes alerts that were given up, or that wait for another try,
// due at once under the same keys; without keys, all of them. It returns how
// many. What a person retries needs no place in the budget.
func (s *Store) RetryAlerts(ctx context.Context, keys ...string) (retried int, err error) {
	err = s.write(ctx, "retry alerts", func(ctx context.Context, tx *sql.Tx) error {
		wanted, err := list(keys)
		if err != nil {
			return err
		}
		now := s.now()
		for _, state := range []string{roundwatch.AlertDead, roundwatch.AlertDue} {
			rows, err := tx.QueryContext(ctx, `UPDATE alerts SET state = 'due', due = ?1, error = '', attempts = 0, exempt = 1
				WHERE state = ?2 AND (state = 'dead' OR due > ?1) AND (?3 IS NULL OR key IN (SELECT value FROM json_each(?3))) RETURNING key`,
				ms(now), state, wanted)
			again, err := all(rows, err, scanString)
			if err != nil {
				return err
			}
			retried += len(again)
			for _, key := range again {
				if err := audit(ctx, tx, change{now, "alert", key, state, roundwatch.AlertDue, byPerson}); err != nil {
					return err
				}
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
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT "+alertColumns+" FROM alerts WHERE ?1 IN ('', state) ORDER BY id DESC LIMIT ?2", state, limit)
	alerts, err := all(rows, err, scanAlert)
	if err != nil {
		return nil, s.fault("read alerts", err)
	}
	return alerts, nil
}
