package ingest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"sync"
	"time"

	"roundwatch"
	"roundwatch/ingest/fetch"
)

// Fetcher asks for one URL; *fetch.Client is one. Its errors are *fetch.Error
// or the context's own.
type Fetcher interface {
	Get(ctx context.Context, r fetch.Request) (fetch.Response, error)
	// Post sends a form to a hub.
	Post(ctx context.Context, rawURL string, form url.Values) error
	// Sitemaps returns the sitemaps that the robots.txt of an address's site names.
	Sitemaps(ctx context.Context, rawURL string) ([]string, error)
	Pause(domain string, until time.Time)
}

// pollsAtOnce is how many sources are asked side by side. They mostly wait, so
// it is generous: a few dozen slow sites must not hold up the others.
const pollsAtOnce = 64

// errNoItems is an answer in a known form that lists nothing.
var errNoItems = errors.New("no items: the source answers but lists nothing; see whether its address has changed")

// Poller asks the sources that are due and records what they list. It is safe
// for concurrent use; a source is never asked twice at once.
type Poller struct {
	store         Store
	fetch         Fetcher
	alertExisting bool
	now           func() time.Time
	log           *slog.Logger
	bell          func()        // rung when items were recorded
	slots         chan struct{} // one for each poll under way
	turns         turns         // one poll at a time for each site
	parsing       chan struct{} // one for each body being parsed: bounds memory
	zones         *zones
	push          *Subscriber // knows which sources are delivered

	mu       sync.Mutex
	sources  []roundwatch.Source
	channels []roundwatch.Channel
	states   map[string]roundwatch.SourceState
	first    map[string]time.Time // when a source without a state may be asked
	busy     map[string]bool
	asked    map[string]time.Time // by this process
}

// newPoller loads what the archive remembers.
func newPoller(ctx context.Context, o Options) (*Poller, error) {
	states, err := o.Store.SourceStates(ctx)
	if err != nil {
		return nil, err
	}
	pauses, err := o.Store.Pauses(ctx, o.Now())
	if err != nil {
		return nil, err
	}
	for _, p := range pauses {
		o.Fetch.Pause(p.Domain, p.Until)
	}
	p := &Poller{
		store: o.Store, fetch: o.Fetch, alertExisting: o.AlertExisting, now: o.Now, log: o.Log,
		bell: o.Bell, slots: make(chan struct{}, pollsAtOnce), parsing: o.parsing, zones: o.zones, turns: newTurns(),
		states: states, first: map[string]time.Time{}, busy: map[string]bool{}, asked: map[string]time.Time{},
	}
	p.configure(o.Sources, o.Channels)
	return p, nil
}

// configure replaces the sources, at start and on reload. What is already
// remembered of a source stays.
func (p *Poller) configure(sources []roundwatch.Source, channels []roundwatch.Channel) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sources, p.channels = sources, channels
	unseen := func(s roundwatch.Source) bool {
		_, known := p.state(s)
		_, waiting := p.first[s.Name]
		return !s.Disabled && !known && !waiting
	}
	n := 0
	for _, s := range sources {
		if unseen(s) {
			n++
		}
	}
	now := p.now()
	for _, s := range sources {
		if unseen(s) {
			p.first[s.Name] = firstPoll(s, now, n)
		}
	}
}

// poll asks one source and records the result, good or bad.
func (p *Poller) poll(ctx context.Context, s roundwatch.Source) (roundwatch.Poll, roundwatch.Recorded, error) {
	p.mu.Lock()
	old, _ := p.state(s)
	channels := p.channels
	p.mu.Unlock()

	began := p.now()
	poll, err := p.read(ctx, s, old)
	if ctx.Err() != nil {
		return poll, roundwatch.Recorded{}, ctx.Err() // cut short by us: nothing was learned
	}
	now := p.now()
	poll.Source, poll.At, poll.Took = s.Name, now, now.Sub(began)
	var fe *fetch.Error
	if errors.As(err, &fe) {
		poll.Status = fe.Status
		poll.Pause = fe.Pause()
		if poll.Pause != nil {
			poll.Pause.Until = boundedRetry(poll.Pause.Until, now)
		}
		if fe.Class == fetch.ClassPaused { // nothing was sent: not the source's failure
			poll.Outcome, poll.Error = roundwatch.PollFailed, err.Error()
			p.remember(old, boundedRetry(fe.RetryAfter, now))
			return poll, roundwatch.Recorded{}, nil
		}
	}
	if err != nil {
		poll.Outcome, poll.Error = roundwatch.PollFailed, err.Error()
		poll.Items = nil
		poll.State = failed(s, old, err, now, rand.Float64())
	}
	poll.State.Backup = p.push.backup(s, poll.State, now)
	poll.Silent = !old.Seen && !p.alertExisting
	poll.Alerts = append(poll.Alerts, healthNotices(s, old, poll.State, channels)...)
	recorded, err := p.store.RecordPoll(ctx, poll)
	if err != nil {
		return poll, recorded, fmt.Errorf("record poll of %s: %w", s.Name, err)
	}
	p.remember(poll.State, poll.State.NextPoll)
	p.logPoll(poll, recorded)
	if recorded.New > 0 {
		p.push.missed(old)
		p.bell()
	}
	return poll, recorded, nil
}

func (p *Poller) remember(st roundwatch.SourceState, next time.Time) {
	st.NextPoll = next
	p.mu.Lock()
	defer p.mu.Unlock()
	p.states[st.Source] = st
}

func (p *Poller) logPoll(poll roundwatch.Poll, recorded roundwatch.Recorded) {
	level := slog.LevelDebug
	if poll.Error != "" || recorded.New > 0 {
		level = slog.LevelInfo
	}
	p.log.Log(context.Background(), level, "polled", "source", poll.Source, "outcome", poll.Outcome, "new", recorded.New,
		"updated", recorded.Updated, "next", roundwatch.Stamp(poll.State.NextPoll), "err", poll.Error)
}

// address is where a source is asked: at the feed or sitemap that a page was
// found to have, else where it has moved to, else as configured.
func address(s roundwatch.Source, st roundwatch.SourceState) string {
	return cmp.Or(st.MethodURL, st.URL, s.URL)
}

// read asks for a source's listing. With an error the poll holds nothing of
// use; a partial answer is no error, but says so in Poll.Error.
func (p *Poller) read(ctx context.Context, s roundwatch.Source, st roundwatch.SourceState) (roundwatch.Poll, error) {
	kind := requestKind(s, st)
	resp, err := p.fetch.Get(ctx, fetch.Request{
		URL: address(s, st), Kind: kind, Robots: kind != fetch.Feed,
		ETag: st.ETag, LastModified: st.LastModified, Coding: st.Coding, ValidatorURL: st.ValidatorURL,
	})
	if err != nil {
		return roundwatch.Poll{}, err
	}
	next := succeeded(st, resp, p.now())
	poll := roundwatch.Poll{Outcome: roundwatch.PollUnchanged, Status: resp.Status, Bytes: len(resp.Body)}
	if !resp.NotModified {
		sum := sha256.Sum256(resp.Body)
		hash := hex.EncodeToString(sum[:])
		if hash != st.BodyHash {
			if err := p.parse(ctx, s, resp, &poll, &next); err != nil {
				return roundwatch.Poll{Status: resp.Status, Bytes: len(resp.Body)}, err
			}
		}
		if !resp.Partial {
			next.BodyHash = hash
		}
	}
	a := asked{
		freshness: max(next.Freshness, next.TTL), validators: resp.Partial || next.ETag != "" || next.LastModified != "",
		gap: next.Gap, skipHours: next.SkipHours, skipDays: next.SkipDays,
	}
	w := afterAnswer(s, a)
	next.Interval = w.about
	next.NextPoll = nextPoll(s, a, p.now(), w, rand.Float64())
	if w.why != "" && w.about != st.Interval { // said once
		p.log.Info("next poll", "source", s.Name, "at", roundwatch.Stamp(next.NextPoll), "why", w.why)
	}
	poll.State = next
	return poll, nil
}
