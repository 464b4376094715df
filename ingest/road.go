package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"roundwatch"
	"roundwatch/rounds"
)

// Options are the parts of a road. Store, Fetch, Filer, Now and Log are needed.
type Options struct {
	Store         Store
	Fetch         Fetcher
	Filer         *rounds.Filer
	Sources       []roundwatch.Source
	Channels      []roundwatch.Channel
	OncePerStory  bool   // articles that are taken to tell a story that has alerted stay silent
	Callback      string // public address under which hubs reach the Subscriber; "": none is asked
	AlertExisting bool   // what a source listed before it was known alerts too
	Bell          func() // rung when items wait to be judged; nil: nobody listens
	Now           func() time.Time
	Log           *slog.Logger

	parsing chan struct{}
	zones   *zones
}

// Road is both halves of the way in: Poll asks, Settle judges. What hubs
// deliver takes it, too.
type Road struct {
	Poller     *Poller
	Subscriber *Subscriber
	Settler    *Settler
}

// NewRoad loads from the archive what polling and judging remember.
func NewRoad(ctx context.Context, o Options) (*Road, error) {
	o.parsing, o.zones = make(chan struct{}, runtime.GOMAXPROCS(0)), new(zones)
	if o.Bell == nil {
		o.Bell = func() {}
	}
	poller, err := newPoller(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("load source states: %w", err)
	}
	if poller.push, err = newSubscriber(ctx, o, poller); err != nil {
		return nil, fmt.Errorf("load subscriptions: %w", err)
	}
	settler, err := newSettler(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("load the index: %w", err)
	}
	return &Road{Poller: poller, Subscriber: poller.push, Settler: settler}, nil
}

// Configure replaces sources, channels, dossier and callback; what is under way
// ends under the old ones.
func (r *Road) Configure(sources []roundwatch.Source, channels []roundwatch.Channel, filer *rounds.Filer, callback string) {
	r.Poller.configure(sources, channels)
	r.Subscriber.configure(callback)
	r.Settler.configure(sources, channels, filer)
}

// Once polls what the options name and judges what comes, side by side, and
// returns when every item found is settled or postponed.
func (r *Road) Once(ctx context.Context, o PollOptions) (polled PollReport, settled SettleReport, err error) {
	swept := make(chan error, 1)
	go func() {
		var err error
		polled, err = r.Poller.Sweep(ctx, o)
		swept <- err
	}()
	tick := time.NewTicker(onceEvery)
	defer tick.Stop()
	for done := false; !done; {
		select {
		case err = <-swept:
			done = true
		case <-tick.C:
		}
		report, drainErr := r.Settler.Drain(ctx)
		settled.merge(report)
		if drainErr != nil {
			if !done {
				<-swept
			}
			return polled, settled, drainErr
		}
	}
	return polled, settled, err
}

// onceEvery is how often Once looks for items while sources are still answering.
const onceEvery = 50 * time.Millisecond

// Import puts documents on the road as items of a source of their own. They
// are settled without alerts, and a document that is here already is not
// taken twice.
func Import(ctx context.Context, store Store, source string, documents []roundwatch.Item, now time.Time) (roundwatch.Recorded, error) {
	poll := roundwatch.Poll{
		Source: source, At: now, Outcome: roundwatch.PollOK, Listed: len(documents), Items: documents, Silent: true,
		State: roundwatch.SourceState{Source: source, LastPoll: now, LastOK: now, Health: roundwatch.HealthOK, Seen: true},
	}
	return store.RecordPoll(ctx, poll)
}
