package ingest

import (
	"cmp"
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
	"roundwatch/ingest/feed"
	"roundwatch/ingest/fetch"
	"roundwatch/ingest/page"
)

// The subscriber's side of WebSub (W3C Recommendation of 2018): a feed names a
// hub, the hub is asked to deliver what is new, and while it does the feed is
// polled once a day only. What is delivered walks the road of what is polled.
//
// Whoever writes a feed chooses the hub, so a hub is asked as politely and as
// guardedly as any site, and is believed only what it signs. An order that is
// not granted, is refused or runs out costs nothing but speed: the source is
// then polled as if there were no hub.
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
	leastRenewal = time.Hour           // no hub is asked oftener, whatever lease it grants
	retryMax     = 24 * time.Hour      // longest wait that doubling makes of leastRenewal
	refusalRest  = 30 * 24 * time.Hour // a hub that refused is asked again after it
	answerWithin = 24 * time.Hour      // in which a hub may verify an order
	hubsAtOnce   = 4                   // asked side by side: nothing is urgent here
	maxAddress   = 2048                // bytes of a hub's or topic's address
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
	saving    sync.Mutex    // held from reading an order to storing its change

	mu        sync.Mutex
	callback  string                             // where callbacks begin; "": nothing is ordered
	orders    map[string]roundwatch.Subscription // by source
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

// discovered returns the hub of a feed and what it knows the feed by. What the
// headers name counts before what the feed does.
func discovered(resp fetch.Response, f feed.Feed) (hub, topic string) {
	topic = cmp.Or(resp.Self, f.Self)
	for _, named := range append(resp.Hubs, f.Hub) {
		if hub = hubAddress(named, topic); hub != "" {
			return hub, topic
		}
	}
	return "", ""
}

// hubAddress is where a hub is asked for a topic, "" if it is not to be asked.
func hubAddress(named, topic string) string {
	hub, err := url.Parse(named)
	about, bad := url.Parse(topic)
	if err != nil || bad != nil || hub.Host == "" || about.Host == "" || max(len(named), len(topic)) > maxAddress {
		return ""
	}
	if hub.Scheme == "http" && hub.Port() == "" {
		hub.Scheme = "https"
	}
	if hub.Scheme == "https" || hub.Scheme == "http" && about.Scheme == "http" {
		return hub.String()
	}
	return ""
}

// fits reports whether an order is what a source in this state wants of its
// hub. The caller holds s.mu.
func (s *Subscriber) fits(o roundwatch.Subscription, st roundwatch.SourceState) bool {
	return s.callback != "" && strings.HasPrefix(o.Callback, s.callback) && st.Hub != "" && o.Hub == st.Hub && o.Topic == st.Topic
}

// delivers reports whether a source's hub has granted it a lease that runs.
func (s *Subscriber) delivers(st roundwatch.SourceState, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.orders[st.Source]
	return s.fits(o, st) && now.Before(o.Until)
}

// backup returns when a source that was just polled is polled again while its
// hub delivers: once a day, whatever interval was asked for, but by its plan
// where it has one. Zero if the hub does not deliver.
func (s *Subscriber) backup(source roundwatch.Source, st roundwatch.SourceState, now time.Time) time.Time {
	if st.Failures > 0 || source.Schedule != "" || !s.delivers(st, now) {
		return time.Time{}
	}
	a := asked{skipHours: st.SkipHours, skipDays: st.SkipDays}
	return nextPoll(source, a, now, wait{about: daily}, mathrand.Float64())
}

// rest puts the next poll of a source off to its backup poll while its hub
// delivers. The first poll after a start is not put off.
func (s *Subscriber) rest(st roundwatch.SourceState, now time.Time) roundwatch.SourceState {
	if st.Backup.After(st.NextPoll) && !st.LastPoll.Before(s.started) && s.delivers(st, now) {
		st.NextPoll = st.Backup
	}
	return st
}

// Order asks the hubs of all sources whose order is to be made or renewed. An
// error means that the archive refused a change.
func (s *Subscriber) Order(ctx context.Context) error {
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
		o, known := s.orders[st.Source]
		switch {
		case !known || !s.fits(o, st):
			o = roundwatch.Subscription{Source: st.Source, Hub: st.Hub, Topic: st.Topic, Callback: s.callback + rand.Text(), Secret: rand.Text()}
		case now.Before(o.Next) && !o.Asked.After(now.Add(clockSlack)):
			continue
		}
		due = append(due, o)
	}
	return due
}

// withHub returns the states of the sources that are read as a feed which
// names a hub.
func (p *Poller) withHub() (states []roundwatch.SourceState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.sources {
		if st, _ := p.state(s); hasHub(s, st) {
			states = append(states, st)
		}
	}
	return states
}

// withHubNamed returns one of them, by name.
func (p *Poller) withHubNamed(name string) (roundwatch.Source, roundwatch.SourceState, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.sources {
		if st, _ := p.state(s); s.Name == name && hasHub(s, st) {
			return s, st, true
		}
	}
	return roundwatch.Source{}, roundwatch.SourceState{}, false
}

func hasHub(s roundwatch.Source, st roundwatch.SourceState) bool {
	return !s.Disabled && st.Hub != "" && (s.Kind == roundwatch.KindFeed || st.Method == string(page.MethodFeed))
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
	if !errors.As(err, &fe) || fe.RetryAfter.IsZero() {
		return nil
	}
	pause := fe.Pause()
	rest := boundedRetry(fe.RetryAfter, s.now())
	if pause != nil {
		pause.Until = rest
	}
	return s.change(ctx, o.Source, pause, func(kept *roundwatch.Subscription) bool {
		if kept.Next.Before(rest) {
			kept.Next = rest
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
