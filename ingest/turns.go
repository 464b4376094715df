package ingest

import (
	"context"
	"sync"
)

// turns lets one holder of a key in at a time. Who waits costs a goroutine.
type turns struct {
	mu   sync.Mutex
	keys map[string]*turn
}

type turn struct {
	free chan struct{} // holds one token while nobody is in
	refs int           // who is in or waits
}

func newTurns() turns { return turns{keys: map[string]*turn{}} }

// wait returns when it is the caller's turn; done ends it.
func (t *turns) wait(ctx context.Context, key string) (done func(), err error) {
	t.mu.Lock()
	k := t.keys[key]
	if k == nil {
		k = &turn{free: make(chan struct{}, 1)}
		k.free <- struct{}{}
		t.keys[key] = k
	}
	k.refs++
	t.mu.Unlock()
	select {
	case <-k.free:
		return func() { k.free <- struct{}{}; t.forget(key) }, nil
	case <-ctx.Done():
		t.forget(key)
		return nil, ctx.Err()
	}
}

// forget drops a key that nobody uses any more.
func (t *turns) forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keys[key].refs--; t.keys[key].refs == 0 {
		delete(t.keys, key)
	}
}
