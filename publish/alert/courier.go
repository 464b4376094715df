package alert

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"roundwatch"
)

// The rules of trying again, which every lane obeys:
//
//   - A failed alert waits twice as long after each try, from firstWait to
//     longestWait, give or take a fifth; longer where the service asks for it.
//   - maxTries spreads over about three days: twelve doublings take 5.7 hours,
//     the other eleven waits of six hours 66 hours.
//   - A service that does not answer, or asks to be left alone, rests as a
//     whole: the alerts behind wait too and spend no try.
const (
	firstWait   = 5 * time.Second
	longestWait = 6 * time.Hour
	longestRest = 24 * time.Hour // however long a service asks for
	maxTries    = 24
	sendTimeout = 20 * time.Second
	lease       = sendTimeout + time.Minute // a try and the recording of it
	checkAgain  = time.Minute               // an idle lane looks at least this often: clocks step, machines sleep
	maxReason   = 300                       // characters of a reason kept
)

// paces gives the least time between two sends to a service that limits its
// users: Slack and Telegram state one message a second, Telegram 20 a minute to a group.
func pace(kind string) time.Duration {
	switch kind {
	case "telegram":
		return 3 * time.Second
	case "slack", "mail", "matrix", "ntfy":
		return time.Second
	}
	return 0
}

// Courier delivers what is due, each channel in a lane of its own.
type Courier struct {
	outbox Outbox
	quiet  Quiet
	zone   *time.Location
	now    func() time.Time
	log    *slog.Logger
	lanes  []*lane
}

// Options are a courier's settings.
type Options struct {
	Channels []roundwatch.Channel
	Senders  map[string]Sender // by channel name
	Quiet    Quiet             // nothing is sent in these hours
	Budget   int               // alerts a day and channel where the channel says -1; 0: no bound
	Zone     *time.Location    // of the budget's day; nil: UTC
	Now      func() time.Time  // nil: time.Now
	Log      *slog.Logger      // nil: silent
}

// lane is one channel: its sender and what is remembered of it between two alerts.
type lane struct {
	channel roundwatch.Channel
	sender  Sender
	budget  int
	bell    chan struct{}
	rest    time.Time // the service is left alone until then
	last    time.Time // end of the last send
}

// NewCourier makes a courier for the channels that have a sender.
func NewCourier(outbox Outbox, o Options) *Courier {
	c := &Courier{outbox: outbox, quiet: o.Quiet, zone: o.Zone, now: o.Now, log: o.Log}
	if c.zone == nil {
		c.zone = time.UTC
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	for _, ch := range o.Channels {
		s, ok := o.Senders[ch.Name]
		if !ok {
			continue
		}
		budget := ch.Budget
		if budget < 0 {
			budget = o.Budget
		}
		c.lanes = append(c.lanes, &lane{channel: ch, sender: s, budget: budget, bell: make(chan struct{}, 1)})
	}
	return c
}

// Ring wakes every lane: something new may be due. It never waits.
func (c *Courier) Ring() {
	for _, l := range c.lanes {
		select {
		case l.bell <- struct{}{}:
		default:
		}
	}
}

// Report counts what one round of deliveries did.
type Report struct {
	Delivered int
	Deferred  int // failed, will be tried again
	Dead      int // given up
	Rolled    int // roll-ups made
	Resting   []string
}

// OK reports whether nothing failed and no channel rests.
func (r Report) OK() bool { return r.Deferred == 0 && r.Dead == 0 && len(r.Resting) == 0 }

func (r *Report) add(o Report) {
	r.Delivered += o.Delivered
	r.Deferred += o.Deferred
	r.Dead += o.Dead
	r.Rolled += o.Rolled
	r.Resting = append(r.Resting, o.Resting...)
}

// Once tries each due alert once and returns what became of them. The error
// is the archive's: a service that fails only counts.
func (c *Courier) Once(ctx context.Context) (Report, error) {
	if err := c.outbox.ReleaseAlerts(ctx); err != nil {
		return Report{}, fmt.Errorf("release alerts: %w", err)
	}
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		total Report
		first error
	)
	for _, l := range c.lanes {
		wg.Go(func() {
			r, err := c.drain(ctx, l)
			mu.Lock()
			defer mu.Unlock()
			total.add(r)
			if first == nil {
				first = err
			}
		})
	}
	wg.Wait()
	return total, first
}

// Run delivers until ctx ends; it then waits for the sends under way to notice
// and returns nil. A fault of the archive is logged and tried again.
func (c *Courier) Run(ctx context.Context) error {
	if err := c.outbox.ReleaseAlerts(ctx); err != nil {
		return fmt.Errorf("release alerts: %w", err)
	}
	var wg sync.WaitGroup
	for _, l := range c.lanes {
		wg.Go(func() { c.serve(ctx, l) })
	}
	wg.Wait()
	return nil
}

func (c *Courier) serve(ctx context.Context, l *lane) {
	for ctx.Err() == nil {
		if _, err := c.drain(ctx, l); err != nil && ctx.Err() == nil {
			c.log.Error("outbox", "channel", l.channel.Name, "err", err)
		}
		select {
		case <-ctx.Done():
		case <-l.bell:
		case <-time.After(c.idle(ctx, l)):
		}
	}
}

// idle returns how long a lane has nothing to do unless its bell rings.
func (c *Courier) idle(ctx context.Context, l *lane) time.Duration {
	now := c.now()
	next, err := c.outbox.NextAlert(ctx, l.channel.Name)
	if err != nil || next.IsZero() {
		return checkAgain
	}
	for _, hold := range []time.Time{l.rest, c.quiet.End(now)} {
		if hold.After(next) {
			next = hold
		}
	}
	// The second is for an alert that is due and yet was not claimed.
	return min(max(next.Sub(now), time.Second), checkAgain)
}

// drain sends what is due for one channel, names what went over its budget and
// sends that too. What fails on the way is due again only after the drain began,
// so each alert is tried once.
func (c *Courier) drain(ctx context.Context, l *lane) (Report, error) {
	start := c.now()
	if !c.quiet.End(start).IsZero() {
		return Report{}, nil
	}
	report, err := c.sendDue(ctx, l, start)
	if err != nil || ctx.Err() != nil {
		return report, err
	}
	made, err := c.outbox.RollUp(ctx, c.rollup(l, start))
	if err != nil {
		return report, fmt.Errorf("roll up: %w", err)
	}
	if made {
		report.Rolled++
		more, err := c.sendDue(ctx, l, start)
		report.add(more)
		return report, err
	}
	return report, nil
}

func (c *Courier) rollup(l *lane, at time.Time) roundwatch.Rollup {
	day := c.day(at)
	return roundwatch.Rollup{
		Channel: l.channel.Name, At: at, Day: day.UTC(),
		Name: day.Format(time.DateOnly), Before: day.AddDate(0, 0, -1).Format(time.DateOnly),
	}
}

// day returns when the local day of t began.
func (c *Courier) day(t time.Time) time.Time {
	y, m, d := t.In(c.zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, c.zone)
}

func (c *Courier) sendDue(ctx context.Context, l *lane, start time.Time) (Report, error) {
	var report Report
	for ctx.Err() == nil {
		if l.rest.After(c.now()) {
			report.Resting = []string{l.channel.Name}
			return report, nil
		}
		claim := roundwatch.Claim{
			Channel: l.channel.Name, At: start, Lease: c.now().Sub(start) + lease,
			Budget: l.budget, Day: c.day(start).UTC(),
		}
		a, found, err := c.outbox.ClaimAlert(ctx, claim)
		if err != nil {
			return report, fmt.Errorf("claim: %w", err)
		}
		if !found {
			return report, nil
		}
		d := c.try(ctx, l, a)
		// The try is over: it must be recorded even if ctx has ended meanwhile.
		if err := c.outbox.RecordDelivery(context.WithoutCancel(ctx), d); err != nil {
			return report, fmt.Errorf("record delivery of %s: %w", d.Key, err)
		}
		report.count(d)
	}
	return report, nil
}

func (r *Report) count(d roundwatch.Delivery) {
	switch d.State {
	case roundwatch.AlertDelivered:
		r.Delivered++
	case roundwatch.AlertDead:
		r.Dead++
	default:
		r.Deferred++
	}
}

// try makes one attempt and judges it.
func (c *Courier) try(ctx context.Context, l *lane, a roundwatch.Alert) roundwatch.Delivery {
	wait(ctx, l.last.Add(pace(l.channel.Kind)).Sub(c.now()))
	sending, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	err := sendSafely(sending, l.sender, a)
	l.last = c.now()
	if err == nil {
		return roundwatch.Delivery{Key: a.Key, At: l.last, State: roundwatch.AlertDelivered}
	}
	if ctx.Err() != nil {
		return roundwatch.Delivery{Key: a.Key, At: l.last, State: roundwatch.AlertDue, Due: l.last, Error: "interrupted: the program was stopping"}
	}
	d, rest := judge(a, failure(err), l.last)
	l.rest = rest
	c.log.Warn("alert not delivered", "channel", l.channel.Name, "key", a.Key, "attempt", a.Attempts,
		"state", d.State, "next_try", roundwatch.Stamp(d.Due), "err", d.Error)
	return d
}

// sendSafely turns a sender's panic into an error: one strange alert must not
// stop the deliveries of all channels.
func sendSafely(ctx context.Context, s Sender, a roundwatch.Alert) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("sender panicked: %v", p)
		}
	}()
	return s.Send(ctx, a)
}

// judge says what becomes of an alert after a failed try, and until when its
// whole channel rests (zero: it does not).
func judge(a roundwatch.Alert, f *Failure, now time.Time) (d roundwatch.Delivery, rest time.Time) {
	d = roundwatch.Delivery{Key: a.Key, At: now, State: roundwatch.AlertDead, Error: f.Reason}
	next := now.Add(max(backoff(a.Attempts), min(f.After, longestRest)))
	if f.Rest || f.After > 0 {
		rest = next
	}
	switch {
	case f.Permanent:
	case a.Attempts >= maxTries:
		d.Error = fmt.Sprintf("given up after %d tries: %s", a.Attempts, f.Reason)
	default:
		d.State, d.Due = roundwatch.AlertDue, next
	}
	d.Error = clip(d.Error, maxReason)
	return d, rest
}

// backoff returns how long to wait after a number of tries.
func backoff(tries int) time.Duration {
	w := longestWait
	if n := max(tries, 1) - 1; n < 30 {
		w = min(firstWait<<n, longestWait)
	}
	return time.Duration(float64(w) * (0.8 + 0.4*rand.Float64()))
}

func wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
