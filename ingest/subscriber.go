package ingest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"roundwatch"
	"roundwatch/ingest/fetch"
)

// The subscriber's side of WebSub (W3C Recommendation of 2018): a feed names a
// hub, the hub is asked to deliver what is new, and while it does the feed is
// polled once a day only. What is delivered walks the road of what is polled.
//
// Whoever writes a feed chooses the hub, so a hub is asked as politely and as
// guardedly as any site, and is believed only what it signs. An order that is
// not granted, is refused or runs out costs nothing but speed: the source is
// then polled as if there were no hub. So it is when a poll finds what the hub
// should have delivered, until the hub delivers again.
//
// Where the Recommendation leaves a choice:
//
//   - A hub at http is asked at https, unless it names a port. One that names a
//     port gets its secret in the open: better that than unsigned news. It may
//     do so for feeds at http only, which could be forged on their way anyhow.
//   - A renewed order keeps its callback and secret; with others all news would
//     come twice until the old lease ends.
//   - There is no unsubscribing: what is no longer wanted is answered 410, by
//     which the hub may end it, or else the lease runs out.

const (
	leaseWanted  = 10 * 24 * time.Hour // the Recommendation's good default
	leaseMax     = 30 * 24 * time.Hour // a longer one is asked for again by then
	leastRenewal = time.Hour           // none is ordered oftener, whatever lease its hub grants and hub its feed names
	retryMax     = 24 * time.Hour      // longest wait that doubling makes of leastRenewal
	refusalRest  = 30 * 24 * time.Hour // a hub that refused is asked again after it
	answerWithin = 24 * time.Hour      // in which a hub may verify an order
	hubsAtOnce   = 4                   // asked side by side: nothing is urgent here
)

// Subscriber orders from hubs what they deliver, and takes it in (callback.go).
type Subscriber struct {
	store     Store
	fetch     Fetcher
	poller    *Poller
	now       func() time.Time
	log       *slog.Logger
	started   time.Time     // what hubs sent before may be lost
	receiving chan struct{} // one for each delivery being read: bounds memory
	ordering  sync.Mutex    // held while hubs are asked
	saving    sync.Mutex    // held from reading an order to storing its change

	mu        sync.Mutex
	callback  string                             // where callbacks begin; "": nothing is ordered
	orders    map[string]roundwatch.Subscription // by source
	silent    map[string]bool                    // by callback: the hub delivers nothing, or nothing that can be read
	discarded int                                // deliveries that were not believed
}

func newSubscriber(ctx context.Context, o Options, p *Poller) (*Subscriber, error) {
	orders, err := o.Store.Subscriptions(ctx)
	if err != nil {
		return nil, err
	}
	s := &Subscriber{
		store: o.Store, fetch: o.Fetch, poller: p, now: o.Now, log: o.Log, started: o.Now(),
		receiving: make(chan struct{}, deliveriesAtOnce), orders: make(map[string]roundwatch.Subscription, len(orders)),
		silent: map[string]bool{},
	}
	for _, order := range orders {
		s.orders[order.Source] = order
	}
	s.configure(o.Callback)
	return s, nil
}

// configure replaces the address under which hubs reach us, at start and on reload.
func (s *Subscriber) configure(callback string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.callback = callback; callback != "" {
		s.callback = strings.TrimSuffix(callback, "/") + CallbackPath
	}
}

// fits reports whether an order is what a source in this state wants of its
// hub. The caller holds s.mu.
func (s *Subscriber) fits(o roundwatch.Subscription, st roundwatch.SourceState) bool {
	return s.callback != "" && strings.HasPrefix(o.Callback, s.callback) && st.Hub != "" && o.Hub == st.Hub && o.Topic == st.Topic
}

// delivers reports whether a source's hub has granted it a lease that runs,
// and does what it should.
func (s *Subscriber) delivers(st roundwatch.SourceState, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.orders[st.Source]
	return s.fits(o, st) && now.Before(o.Until) && !s.silent[o.Callback]
}

// backup returns when a source that was just polled is polled again while its
// hub delivers: within a day, so that each daily digest has seen it, whatever
// interval was asked for; but by its plan where it has one. Zero if the hub
// does not deliver.
func (s *Subscriber) backup(source roundwatch.Source, st roundwatch.SourceState, now time.Time) time.Time {
	if st.Failures > 0 || source.Schedule != "" || !s.delivers(st, now) {
		return time.Time{}
	}
	jitter := time.Duration(mathrand.Float64() * float64(daily/10))
	return outsideSkips(now.Add(daily-jitter), st.SkipHours, st.SkipDays)
}

// rest puts the next poll of a source off to its backup poll while its hub
// delivers.
func (s *Subscriber) rest(st roundwatch.SourceState, now time.Time) roundwatch.SourceState {
	if s.rests(st) && s.delivers(st, now) && st.Backup.After(st.NextPoll) {
		st.NextPoll = st.Backup
	}
	return st
}

// rests reports whether a source was put off when it was polled last. What was
// polled by an earlier process was not: its hub may have delivered to nobody.
func (s *Subscriber) rests(st roundwatch.SourceState) bool {
	return !st.Backup.IsZero() && !st.LastPoll.Before(s.started)
}

// missed notes that a poll found news; before is the source's state before it.
func (s *Subscriber) missed(before roundwatch.SourceState) {
	if !s.rests(before) || !s.delivers(before, s.now()) {
		return
	}
	s.mu.Lock()
	o := s.orders[before.Source]
	s.mu.Unlock()
	s.log.Warn("the hub did not deliver: polled as before until it does", "source", o.Source, "hub", o.Hub)
	s.note(o, true)
}

// note keeps in mind whether news does not come by an order's hub.
func (s *Subscriber) note(o roundwatch.Subscription, silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if delete(s.silent, o.Callback); silent {
		s.silent[o.Callback] = true
	}
}

// Order asks the hubs of all sources whose order is to be made or renewed,
// unless that is being done. An error means that the archive refused a change.
func (s *Subscriber) Order(ctx context.Context) error {
	if !s.ordering.TryLock() {
		return nil
	}
	defer s.ordering.Unlock()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(hubsAtOnce)
	for _, o := range s.due() {
		group.Go(func() error { return s.order(ctx, o) })
	}
	return group.Wait()
}

// due returns the orders to be made or renewed now.
func (s *Subscriber) due() (due []roundwatch.Subscription) {
	states := s.poller.withHub()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.callback == "" {
		return nil
	}
	now := s.now()
	for _, st := range states {
		o := s.orders[st.Source]
		switch {
		case now.Sub(o.Asked).Abs() < leastRenewal:
			continue
		case !s.fits(o, st):
			o = roundwatch.Subscription{Source: st.Source, Hub: st.Hub, Topic: st.Topic, Callback: s.callback + rand.Text(), Secret: rand.Text()}
		case now.Before(o.Next) && !o.Asked.After(now.Add(clockSlack)):
			continue
		}
		due = append(due, o)
	}
	return due
}

// order asks a hub for one order. That it was asked is stored before, since a
// hub may verify the order before it answers.
func (s *Subscriber) order(ctx context.Context, o roundwatch.Subscription) error {
	err := s.change(ctx, o.Source, nil, func(kept *roundwatch.Subscription) bool {
		if kept.Callback != o.Callback {
			*kept = o
		}
		kept.Denied = "" // else it would not be asked
		kept.Asked, kept.Tries = s.now(), kept.Tries+1
		kept.Next = kept.Asked.Add(min(leastRenewal<<min(kept.Tries-1, 10), retryMax))
		return true
	})
	if err != nil {
		return err
	}
	err = s.fetch.Post(ctx, o.Hub, url.Values{
		"hub.mode": {"subscribe"}, "hub.topic": {o.Topic}, "hub.callback": {o.Callback}, "hub.secret": {o.Secret},
		"hub.lease_seconds": {strconv.Itoa(int(leaseWanted / time.Second))},
	})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil:
		return nil
	}
	s.log.Warn("the hub took no order", "source", o.Source, "hub", o.Hub, "err", err)
	var fe *fetch.Error
	if errors.As(err, &fe) && !fe.RetryAfter.IsZero() {
		return s.putOff(ctx, o, boundedRetry(fe.RetryAfter, s.now()), fe.Pause())
	}
	return nil
}

// putOff asks for an order no sooner than its hub wants to be asked.
func (s *Subscriber) putOff(ctx context.Context, o roundwatch.Subscription, until time.Time, pause *roundwatch.Pause) error {
	if pause != nil {
		pause.Until = until
	}
	return s.change(ctx, o.Source, pause, func(kept *roundwatch.Subscription) bool {
		if kept.Next.Before(until) {
			kept.Next = until
		}
		return true
	})
}

// change stores a change of a source's order, unless the change makes none.
func (s *Subscriber) change(ctx context.Context, source string, pause *roundwatch.Pause, edit func(*roundwatch.Subscription) bool) error {
	s.saving.Lock()
	defer s.saving.Unlock()
	s.mu.Lock()
	o := s.orders[source]
	s.mu.Unlock()
	if !edit(&o) {
		return nil
	}
	if err := s.store.SaveSubscription(ctx, o, pause); err != nil {
		return fmt.Errorf("save subscription of %s: %w", source, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orders[source] = o
	return nil
}
