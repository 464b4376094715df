package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"roundwatch"
)

// PollOptions choose what one sweep asks.
type PollOptions struct {
	Force bool     // intervals and max-age are ignored; Retry-After, 410 and what was just asked are not
	Names []string // only these; nil: all
	Now   bool     // new sources are asked at once, not spread over their interval
}

// PollReport says what a sweep did.
type PollReport struct {
	Asked, Unchanged, New, Updated int
	Failed                         []SourceError // by name
}

// SourceError is a source that could not be read.
type SourceError struct {
	Source string
	Err    error
}

func (e SourceError) Error() string { return fmt.Sprintf("poll %s: %v", e.Source, e.Err) }

// Sweep asks every source that is due, side by side, and returns when each has
// answered or failed. An error means that the archive refused a poll.
func (p *Poller) Sweep(ctx context.Context, o PollOptions) (PollReport, error) {
	var (
		report PollReport
		mu     sync.Mutex
	)
	group, ctx := errgroup.WithContext(ctx)
	for _, s := range p.take(o) {
		group.Go(func() error {
			defer p.release(s)
			leave, err := p.enter(ctx, s)
			if err != nil {
				return err
			}
			defer leave()
			poll, recorded, err := p.poll(ctx, s)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			report.add(s, poll, recorded)
			return nil
		})
	}
	err := group.Wait()
	slices.SortFunc(report.Failed, func(a, b SourceError) int { return strings.Compare(a.Source, b.Source) })
	return report, err
}

// add counts one poll. A partial answer counts as failed although its items
// were kept: a reader should know that some may be missing.
func (r *PollReport) add(s roundwatch.Source, poll roundwatch.Poll, recorded roundwatch.Recorded) {
	r.Asked++
	r.New += recorded.New
	r.Updated += recorded.Updated
	if poll.Outcome == roundwatch.PollUnchanged {
		r.Unchanged++
	}
	if poll.Error != "" {
		r.Failed = append(r.Failed, SourceError{s.Name, errors.New(poll.Error)})
	}
}

// take marks the sources to be asked now as busy and returns them.
func (p *Poller) take(o PollOptions) []roundwatch.Source {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	var taken []roundwatch.Source
	for _, s := range p.sources {
		if s.Disabled || p.busy[s.Name] || o.Names != nil && !slices.Contains(o.Names, s.Name) {
			continue
		}
		st, known := p.state(s)
		switch {
		case known && st.Health == roundwatch.HealthGone:
			continue
		case o.Force:
			if now.Sub(p.asked[s.Name]).Abs() < refreshRest {
				continue
			}
		case known && !due(p.push.rest(st, now), now):
			continue
		case !known && !o.Now && waits(s, p.first[s.Name], now):
			continue
		}
		p.busy[s.Name], p.asked[s.Name] = true, now
		taken = append(taken, s)
	}
	return taken
}

// state returns what is remembered of a source at its present address. The
// caller holds p.mu.
func (p *Poller) state(s roundwatch.Source) (roundwatch.SourceState, bool) {
	if st, known := p.states[s.Name]; known && st.Address == s.URL {
		return st, true
	}
	return roundwatch.SourceState{Source: s.Name, Address: s.URL}, false
}

// enter waits until no other source of the site is being asked, and then for a
// slot: a host with many sources must not hold the slots of others while its
// own wait for each other.
func (p *Poller) enter(ctx context.Context, s roundwatch.Source) (leave func(), err error) {
	p.mu.Lock()
	st, _ := p.state(s)
	p.mu.Unlock()
	done, err := p.turns.wait(ctx, lane(address(s, st)))
	if err != nil {
		return nil, err
	}
	select {
	case p.slots <- struct{}{}:
		return func() { <-p.slots; done() }, nil
	case <-ctx.Done():
		done()
		return nil, ctx.Err()
	}
}

func (p *Poller) release(s roundwatch.Source) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.busy, s.Name)
}
