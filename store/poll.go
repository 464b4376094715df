package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"roundwatch"
)

// SourceStates returns what is remembered of every source ever polled, by name.
func (s *Store) SourceStates(ctx context.Context) (map[string]roundwatch.SourceState, error) {
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT name, etag, last_modified, state FROM sources")
	states, err := all(rows, err, func(rows *sql.Rows) (roundwatch.SourceState, error) {
		var st roundwatch.SourceState
		var name, etag, modified string
		err := rows.Scan(&name, &etag, &modified, document{&st})
		st.Source, st.ETag, st.LastModified = name, etag, modified
		return st, err
	})
	if err != nil {
		return nil, s.fault("read source states", err)
	}
	byName := make(map[string]roundwatch.SourceState, len(states))
	for _, st := range states {
		byName[st.Source] = st
	}
	return byName, nil
}

// Pauses returns the domains that must rest at time now.
func (s *Store) Pauses(ctx context.Context, now time.Time) ([]roundwatch.Pause, error) {
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT domain, until FROM pauses WHERE until > ? ORDER BY domain", now.UnixMilli())
	pauses, err := all(rows, err, func(rows *sql.Rows) (p roundwatch.Pause, err error) {
		err = rows.Scan(&p.Domain, moment{&p.Until})
		return p, err
	})
	if err != nil {
		return nil, s.fault("read pauses", err)
	}
	return pauses, nil
}

// RecordPoll stores a finished poll: its new items, the source's validators,
// health and next poll time, a domain's pause and the notices due. Validators
// never outrun items: they are one commit.
func (s *Store) RecordPoll(ctx context.Context, p roundwatch.Poll) (done roundwatch.Recorded, err error) {
	raw := s.compress(p.Raw)
	err = s.share(ctx, "record poll of "+p.Source, func(ctx context.Context, tx *sql.Tx) error {
		source, err := s.saveState(ctx, tx, p)
		if err != nil {
			return err
		}
		if done, err = s.saveItems(ctx, tx, source, p); err != nil {
			return err
		}
		p := p
		if p.Overflow, err = overflowed(ctx, tx, source, p, done.New); err != nil {
			return err
		}
		if err := savePoll(ctx, tx, source, p, done); err != nil {
			return err
		}
		if err := savePause(ctx, tx, p.Pause); err != nil {
			return err
		}
		if err := s.enqueueAll(ctx, tx, p.Alerts); err != nil {
			return err
		}
		return saveRaw(ctx, tx, raw, p.At, source, 0)
	})
	return done, err
}

// saveState writes the state after a poll and returns the source's id. A
// delivery knows nothing of validators and due times: it leaves them alone.
func (s *Store) saveState(ctx context.Context, tx *sql.Tx, p roundwatch.Poll) (source int64, err error) {
	var before string
	err = tx.QueryRowContext(ctx, "SELECT id, health FROM sources WHERE name = ?", p.Source).Scan(&source, &before)
	if err == sql.ErrNoRows {
		source, err = insert(ctx, tx, "INSERT INTO sources (name) VALUES (?)", p.Source)
	}
	if err != nil || p.Pushed {
		return source, err
	}
	st := p.State
	etag, modified := st.ETag, st.LastModified
	st.Source, st.ETag, st.LastModified = "", "", "" // have columns of their own
	state, err := json.Marshal(st)
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, "UPDATE sources SET etag = ?, last_modified = ?, health = ?, state = ? WHERE id = ?",
		etag, modified, string(st.Health), string(state), source)
	if err != nil || before == string(st.Health) {
		return source, err
	}
	return source, audit(ctx, tx, change{p.At, "source", p.Source, before, string(st.Health), byDaemon})
}

// overflowed reports whether every listed item is new though the source was
// read before: others may have come and gone unseen. What did not come over
// HTTP (seeds, imports) is a heap, not a window that moves on.
func overflowed(ctx context.Context, tx *sql.Tx, source int64, p roundwatch.Poll, fresh int) (over bool, err error) {
	if p.Overflow || p.Status == 0 || fresh == 0 || fresh < len(p.Items) {
		return p.Overflow, nil
	}
	err = tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM polls WHERE source = ? AND listed > 0)", source).Scan(&over)
	return over, err
}

func savePoll(ctx context.Context, tx *sql.Tx, source int64, p roundwatch.Poll, done roundwatch.Recorded) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO polls
		(source, at, took, outcome, status, bytes, listed, new, updated, overflow, error)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		source, p.At.UnixMilli(), p.Took.Milliseconds(), string(p.Outcome), p.Status, p.Bytes,
		p.Listed, done.New, done.Updated, p.Overflow, p.Error)
	return err
}

// savePause lengthens a domain's rest; it never shortens one.
func savePause(ctx context.Context, tx *sql.Tx, p *roundwatch.Pause) error {
	if p == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO pauses (domain, until) VALUES (?, ?)
		ON CONFLICT (domain) DO UPDATE SET until = max(until, excluded.until)`, p.Domain, p.Until.UnixMilli())
	return err
}

// saveItems stores the items that are new and the words that changed.
func (s *Store) saveItems(ctx context.Context, tx *sql.Tx, source int64, p roundwatch.Poll) (done roundwatch.Recorded, err error) {
	if len(p.Items) == 0 {
		return done, nil
	}
	ids := make([]identity, len(p.Items))
	for i, item := range p.Items {
		ids[i] = identify(item)
	}
	stored, err := knownItems(ctx, tx, source, ids)
	if err != nil {
		return done, err
	}
	shared := sharedAddresses(p.Items)
	handled := make(map[int64]bool, len(p.Items))
	var seen time.Time
	for i, item := range p.Items {
		isShared := shared[address(item)]
		row, key, old := match(item, ids[i], isShared, stored)
		if handled[key] {
			continue // listed twice in one answer
		}
		handled[key] = true
		if old {
			done.Updated += row.difference(ids[i])
			if err := row.update(ctx, tx, item, ids[i], isShared); err != nil {
				return done, err
			}
			continue
		}
		if seen.IsZero() {
			if seen, err = s.firstSeen(ctx, tx); err != nil {
				return done, err
			}
		}
		item.Silent = item.Silent || p.Silent
		row = known{key: key, said: ids[i].said, shared: isShared, guid: item.GUID}
		if row.id, err = insertItem(ctx, tx, source, item, row, seen); err != nil {
			return done, err
		}
		stored[key] = row
		done.New++
	}
	return done, nil
}

// knownItems finds the stored items among those listed with one query.
func knownItems(ctx context.Context, tx *sql.Tx, source int64, ids []identity) (map[int64]known, error) {
	keys := make([]int64, 0, 2*len(ids))
	for _, who := range ids {
		keys = append(keys, who.key)
		if who.guided != who.key {
			keys = append(keys, who.guided)
		}
	}
	wanted, err := list(keys)
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT i.id, i.key, i.said, i.shared, i.guid
		FROM json_each(?) AS k CROSS JOIN items AS i ON i.source = ? AND i.key = k.value`, wanted, source)
	found, err := all(rows, err, func(rows *sql.Rows) (k known, err error) {
		err = rows.Scan(&k.id, &k.key, &k.said, &k.shared, &k.guid)
		return k, err
	})
	stored := make(map[int64]known, len(ids))
	for _, k := range found {
		stored[k.key] = k
	}
	return stored, err
}

// difference is 1 if the item's words are no longer those stored.
func (k known) difference(now identity) int {
	if k.said == now.said {
		return 0
	}
	return 1
}

// update stores what changed in a listed item; most often that is nothing. The
// feed's full text is kept only until the item is settled.
func (k known) update(ctx context.Context, tx *sql.Tx, item roundwatch.Item, now identity, shared bool) error {
	guid := item.GUID
	if guid == "" {
		guid = k.guid
	}
	if k.said == now.said && k.guid == guid && (k.shared || !shared) {
		return nil
	}
	_, err := tx.ExecContext(ctx, `UPDATE items SET said = ?, guid = ?, shared = max(shared, ?), updated = ?,
		title = ?, summary = ?, content = iif(state = 'pending', ?, content) WHERE id = ?`,
		now.said, guid, shared, ms(item.Updated), item.Title, item.Summary, item.Content, k.id)
	return err
}

// firstSeen is the time at which new items enter the archive: now, but never
// inside the window of a digest that is already written, whatever the clock does.
func (s *Store) firstSeen(ctx context.Context, tx *sql.Tx) (time.Time, error) {
	var closed time.Time
	err := tx.QueryRowContext(ctx, "SELECT max(until) FROM digests").Scan(moment{&closed})
	now := s.now().UTC()
	if closed.After(now) {
		now = closed
	}
	return now, err
}

func insertItem(ctx context.Context, tx *sql.Tx, source int64, item roundwatch.Item, row known, seen time.Time) (int64, error) {
	categories, err := list(item.Categories)
	if err != nil {
		return 0, err
	}
	enclosures, err := list(item.Enclosures)
	if err != nil {
		return 0, err
	}
	return insert(ctx, tx, `INSERT INTO items
		(source, key, said, shared, state, first_seen, silent, published, updated, guid, url, canonical,
		 lang, author, title, categories, enclosures, summary, content)
		VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		source, row.key, row.said, row.shared, ms(seen), item.Silent, ms(item.Published), ms(item.Updated),
		item.GUID, item.URL, orNull(item.Canonical, item.URL), item.Lang, item.Author, item.Title,
		categories, enclosures, item.Summary, item.Content)
}

// insert runs an INSERT and returns the new row's id.
func insert(ctx context.Context, tx *sql.Tx, query string, args ...any) (int64, error) {
	result, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}
