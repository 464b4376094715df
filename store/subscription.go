package store

import (
	"context"
	"database/sql"
	"errors"

	"roundwatch"
)

// Subscriptions returns every source's order with its hub.
func (s *Store) Subscriptions(ctx context.Context) ([]roundwatch.Subscription, error) {
	rows, err := s.from(ctx).QueryContext(ctx, `SELECT s.name, o.hub, o.topic, o.callback, o.secret, o.asked, o.tries, o.next, o.until, o.denied
		FROM subscriptions AS o JOIN sources AS s ON s.id = o.source ORDER BY s.name`)
	orders, err := all(rows, err, func(rows *sql.Rows) (o roundwatch.Subscription, err error) {
		err = rows.Scan(&o.Source, &o.Hub, &o.Topic, &o.Callback, &o.Secret, moment{&o.Asked}, &o.Tries, moment{&o.Next}, moment{&o.Until}, &o.Denied)
		return o, err
	})
	if err != nil {
		return nil, s.fault("read subscriptions", err)
	}
	return orders, nil
}

// SaveSubscription stores a source's order in the place of the one it had, and
// the rest that its hub asked for. The source must have been polled.
func (s *Store) SaveSubscription(ctx context.Context, o roundwatch.Subscription, pause *roundwatch.Pause) error {
	return s.write(ctx, "save subscription of "+o.Source, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO subscriptions
			(source, hub, topic, callback, secret, asked, tries, next, until, denied)
			SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM sources WHERE name = ?`,
			o.Hub, o.Topic, o.Callback, o.Secret, ms(o.Asked), o.Tries, ms(o.Next), ms(o.Until), o.Denied, o.Source)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrNotFound)
		}
		return savePause(ctx, tx, pause)
	})
}
