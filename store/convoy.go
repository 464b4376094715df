package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// convoy is the writes that wait for one transaction. A commit costs more than
// what an unchanged poll stores, and a lone write waits for nobody.
type convoy struct {
	leaving sync.Mutex // held by the one who makes the transaction
	mu      sync.Mutex
	waiting []*waiting
}

type waiting struct {
	what string
	do   func(context.Context, *sql.Tx) error
	err  error // this and done belong to whoever holds leaving
	done bool
}

// share is write for what many do at once: those that wait for a transaction
// under way to end make the next one together. If one of them fails each is tried
// alone, so that an error is its own; do may therefore run twice.
func (s *Store) share(ctx context.Context, what string, do func(context.Context, *sql.Tx) error) error {
	if s.running(ctx) != nil || ctx.Err() != nil {
		return s.write(ctx, what, do)
	}
	w := &waiting{what: what, do: do}
	c := &s.convoy
	c.mu.Lock()
	c.waiting = append(c.waiting, w)
	c.mu.Unlock()

	c.leaving.Lock()
	defer c.leaving.Unlock()
	if w.done {
		return w.err
	}
	c.mu.Lock()
	together := c.waiting
	c.waiting = nil
	c.mu.Unlock()
	s.writeAll(context.WithoutCancel(ctx), together)
	return w.err
}

// writeAll runs all in one transaction, and each in its own where one of them
// refuses to be stored. A transaction that cannot begin or end is the fault of
// none, and nothing that another try would mend.
func (s *Store) writeAll(ctx context.Context, all []*waiting) {
	what := all[0].what
	if len(all) > 1 {
		what = fmt.Sprintf("%s and %d others", what, len(all)-1)
	}
	var refused error
	err := s.write(ctx, what, func(ctx context.Context, tx *sql.Tx) error {
		for _, w := range all {
			if refused = w.do(ctx, tx); refused != nil {
				return refused
			}
		}
		return nil
	})
	for _, w := range all {
		if w.done, w.err = true, err; refused != nil && len(all) > 1 {
			w.err = s.write(ctx, w.what, w.do)
		}
	}
}
