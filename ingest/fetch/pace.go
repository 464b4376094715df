package fetch

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Turns. A request holds the gate of its registrable domain, then the gates of
// all addresses it may connect to in ascending order (so that no two requests
// wait for each other), and leaves only when the interval since the last
// request through each of them has passed. Waiting costs a goroutine, no more.

// maxGates bounds the memory of hosts once asked; beyond it idle ones are forgotten.
const maxGates = 8192

type pace struct {
	interval time.Duration
	mu       sync.Mutex
	gates    map[any]*gate // by domain (string) and by address (netip.Addr)
	pauses   map[string]time.Time
}

// gate is one domain's or address's turn.
type gate struct {
	turn chan struct{} // holds one token while the gate is free
	refs int           // requests that hold or wait; guarded by pace.mu
	last time.Time     // end of the last request; guarded by the turn
}

func newPace() pace {
	return pace{gates: map[any]*gate{}, pauses: map[string]time.Time{}}
}

// hold is the set of gates that one request holds.
type hold struct {
	pace *pace
	held []*gate
}

// add waits for the gate of key and holds it.
func (h *hold) add(ctx context.Context, key any) error {
	g := h.pace.gate(key)
	select {
	case <-g.turn:
	case <-ctx.Done():
		h.pace.leave(g)
		return ctx.Err()
	}
	h.held = append(h.held, g)
	return nil
}

// addresses holds the gates of all addrs.
func (h *hold) addresses(ctx context.Context, addrs []netip.Addr) error {
	for _, a := range slices.SortedFunc(slices.Values(addrs), netip.Addr.Compare) {
		if err := h.add(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// wait sleeps until interval has passed since the last request through every held gate.
func (h *hold) wait(ctx context.Context, interval time.Duration) error {
	var since time.Time
	for _, g := range h.held {
		if g.last.After(since) {
			since = g.last
		}
	}
	if since.IsZero() {
		return nil
	}
	return sleep(ctx, interval-time.Since(since))
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// release gives all gates back; asked says that a request went through them.
func (h *hold) release(asked bool) {
	now := time.Now()
	for _, g := range h.held {
		if asked {
			g.last = now
		}
		g.turn <- struct{}{}
		h.pace.leave(g)
	}
	h.held = nil
}

func (p *pace) gate(key any) *gate {
	p.mu.Lock()
	defer p.mu.Unlock()
	g := p.gates[key]
	if g == nil {
		if len(p.gates) >= maxGates {
			p.sweep()
		}
		g = &gate{turn: make(chan struct{}, 1)}
		g.turn <- struct{}{}
		p.gates[key] = g
	}
	g.refs++
	return g
}

func (p *pace) leave(g *gate) {
	p.mu.Lock()
	g.refs--
	p.mu.Unlock()
}

// sweep forgets gates that nobody uses and whose interval is long over.
func (p *pace) sweep() {
	for key, g := range p.gates {
		if g.refs == 0 && time.Since(g.last) > maxCrawlDelay+p.interval {
			delete(p.gates, key)
		}
	}
}

// pause lengthens the pause of a domain.
func (p *pace) pause(domain string, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.pauses[domain]) {
		p.pauses[domain] = until
	}
}

// paused returns the end of a domain's pause, or zero if it may be asked at now.
func (p *pace) paused(domain string, now time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	until, ok := p.pauses[domain]
	if ok && !until.After(now) {
		delete(p.pauses, domain)
		return time.Time{}
	}
	return until
}
