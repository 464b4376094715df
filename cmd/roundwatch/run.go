package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/spf13/cobra"

	"roundwatch/ingest"
	"roundwatch/publish/alert"
	"roundwatch/systemd"
)

// The daemon's clockwork. cron gives coarse ticks only: when a source, an item,
// an alert or a digest is due stands in the archive, so a tick that is missed,
// late or doubled changes nothing.
const (
	sweepEvery  = "@every 15s"
	checkEvery  = "@every 1m"
	orderEvery  = "@every 1m"
	digestEvery = "@every 1m"
	pruneEvery  = "@every 6h"
)

// stopWithin bounds a clean stop. What is cut off by it was not committed and
// is done again after the next start.
const stopWithin = 20 * time.Second

func (a *app) runCommand() *cobra.Command {
	var o engineOptions
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run the daemon: poll, settle, alert, write digests, until stopped",
		Long: `Run imports the seed documents into a new archive, closes the first digest, and then
polls, settles, alerts and writes a digest every day until SIGTERM or an interrupt.
SIGHUP reads the configuration again; a wrong one is refused and the old one stays.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.run(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.alertExisting, "alert-existing", false, "alert on what a source lists in its first poll, too")
	return cmd
}

// daemon is a running engine.
type daemon struct {
	*engine
	work  chan struct{} // rung when items wait to be judged
	ready atomic.Bool   // between a full start and the beginning of the end

	mu          sync.Mutex // guards what a reload replaces: cfg, filer, courier
	stopCourier func()     // stops the courier under way and waits for it
}

func (a *app) run(ctx context.Context, o engineOptions) (err error) {
	d := &daemon{work: make(chan struct{}, 1)}
	o.bell, o.listens = d.ring, true
	if d.engine, err = a.engine(ctx, o); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	if err := d.closeDigests(ctx); err != nil && ctx.Err() == nil {
		d.log.Error("digest", "err", err) // news goes on; a tick tries again
	}
	stopWeb, err := d.serveWeb(ctx)
	if err != nil {
		return err
	}
	defer stopWeb()
	debug.FreeOSMemory() // starting takes more than living
	return d.live(ctx)
}

// ring says that items wait to be judged. It never waits.
func (d *daemon) ring() {
	select {
	case d.work <- struct{}{}:
	default:
	}
}

// live runs until ctx ends, then stops in the order in which work flows:
// ticks, polls, the settling under way, the courier.
func (d *daemon) live(ctx context.Context) error {
	polls, stopPolls := context.WithCancel(context.WithoutCancel(ctx))
	defer stopPolls()
	settling, stopSettling := context.WithCancel(context.WithoutCancel(ctx))
	defer stopSettling()

	var sweeps sync.WaitGroup
	settled := make(chan struct{})
	go func() {
		defer close(settled)
		d.settle(settling)
	}()
	d.startCourier(d.courier)
	clock := d.clockwork(polls, settling, &sweeps)
	clock.Start()
	d.ring()

	watch, stopWatch := context.WithCancel(ctx)
	defer stopWatch()
	go d.tell(func() error { return systemd.Watchdog(watch, d.store.Ping) })
	d.tell(systemd.Ready)
	d.ready.Store(true)
	d.log.Info("running", "sources", len(d.cfg.Sources), "channels", len(d.cfg.Channels), "data", d.dir)
	d.untilStopped(ctx)

	d.ready.Store(false)
	d.tell(systemd.Stopping)
	d.log.Info("stopping")
	return within(stopWithin, func() {
		ticks := clock.Stop()
		stopPolls() // first, for a tick under way may be asking sites
		<-ticks.Done()
		sweeps.Wait()
		stopSettling()
		<-settled
		d.stopCourier()
	})
}

// tell passes a message on to the service manager. One that does not listen is
// no reason to stop working.
func (d *daemon) tell(message func() error) {
	if err := message(); err != nil {
		d.log.Warn("service manager", "err", err)
	}
}

// within runs stop and gives up waiting for it after a bound.
func within(bound time.Duration, stop func()) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		stop()
	}()
	select {
	case <-done:
		return nil
	case <-time.After(bound):
		return fmt.Errorf("not stopped after %v: what was under way is done again after the next start", bound)
	}
}

// untilStopped waits for the end, reloading on SIGHUP.
func (d *daemon) untilStopped(ctx context.Context) {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
			d.tell(systemd.Reloading)
			if err := d.reload(); err != nil {
				d.log.Error("the new configuration is refused, the old one stays", "err", err)
			} else {
				d.log.Info("configuration reloaded", "sources", len(d.cfg.Sources), "channels", len(d.cfg.Channels))
			}
			d.tell(systemd.Ready)
		}
	}
}

// clockwork sets the ticks. A tick that finds its predecessor at work is
// skipped; a sweep is not, since it never asks a source that is being asked.
// SkipIfStillRunning stands outside Recover: the other way round a job that
// panicked once would never run again.
func (d *daemon) clockwork(polls, settling context.Context, sweeps *sync.WaitGroup) *cron.Cron {
	c := cron.New(cron.WithLocation(time.UTC))
	chain := cron.NewChain(cron.SkipIfStillRunning(cron.DiscardLogger), cron.Recover(cronLog{d.log}))
	tick := func(spec string, job func()) {
		if _, err := c.AddJob(spec, chain.Then(cron.FuncJob(job))); err != nil {
			panic(err) // the expressions above are constants
		}
	}
	sweep := func() {
		sweeps.Go(func() {
			if _, err := d.road.Poller.Sweep(polls, ingest.PollOptions{}); err != nil && polls.Err() == nil {
				d.log.Error("poll", "err", err)
			}
		})
	}
	sweep()
	tick(sweepEvery, func() { sweep(); d.ring() })
	tick(checkEvery, func() {
		if _, err := d.road.Settler.Check(polls); err != nil && polls.Err() == nil {
			d.log.Error("read articles again", "err", err)
		}
	})
	order := func() {
		if err := d.road.Subscriber.Order(polls); err != nil && polls.Err() == nil {
			d.log.Error("order from hubs", "err", err)
		}
	}
	sweeps.Go(order)
	tick(orderEvery, order)
	tick(digestEvery, func() { // on its own: slow sites must not hold a digest up
		if err := d.closeDigests(polls); err != nil && polls.Err() == nil {
			d.log.Error("digest", "err", err)
		}
	})
	tick(pruneEvery, func() {
		if _, err := d.store.Prune(polls, d.app.now()); err != nil && polls.Err() == nil {
			d.log.Error("prune", "err", err)
		}
	})
	return c
}

// cronLog says what cron has to say in the daemon's log.
type cronLog struct{ *slog.Logger }

// Info is part of cron.Logger.
func (l cronLog) Info(msg string, keysAndValues ...any) { l.Debug(msg, keysAndValues...) }

// Error is part of cron.Logger.
func (l cronLog) Error(err error, msg string, keysAndValues ...any) {
	l.Logger.Error(msg, append(keysAndValues, "err", err)...)
}

// settle judges what waits whenever the bell rings, until ctx ends. The bell
// carries no work: the queue is a table.
func (d *daemon) settle(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.work:
		}
		report, err := d.road.Settler.Drain(ctx)
		if err != nil && ctx.Err() == nil {
			d.log.Error("settle", "err", err)
		}
		if report.Settled > 0 {
			d.log.Info("settled", "items", report.Settled, "filed", report.Filed, "review", report.Review,
				"copies", report.Copies, "alerts", report.Alerts, "postponed", report.Postponed)
		}
		d.ringCourier()
	}
}

func (d *daemon) ringCourier() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.courier.Ring()
}

// startCourier lets a courier deliver until stopCourier is called.
func (d *daemon) startCourier(c *alert.Courier) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := c.Run(ctx); err != nil {
			d.log.Error("deliver", "err", err)
		}
	}()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.courier = c
	d.stopCourier = func() { cancel(); <-done }
}

// reload checks the whole new configuration and then swaps it in. Address,
// data folder and network settings hold until the next start.
func (d *daemon) reload() error {
	cfg, err := d.app.load()
	if err != nil {
		return err
	}
	filer, err := filer(cfg)
	if err != nil {
		return err
	}
	courier, err := d.newCourier(cfg)
	if err != nil {
		return err
	}
	d.stopCourier()
	d.mu.Lock()
	d.cfg, d.filer = cfg, filer
	d.mu.Unlock()
	d.road.Configure(cfg.Sources, cfg.Channels, filer, cfg.WebSub.Callback)
	d.startCourier(courier)
	d.ring()
	return nil
}
