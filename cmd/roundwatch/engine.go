package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/ingest"
	"roundwatch/ingest/fetch"
	"roundwatch/publish/alert"
	"roundwatch/rounds"
	"roundwatch/store"
)

// engine is everything that writes, wired for one process: it holds the data
// folder's lock from open to close.
type engine struct {
	cfg     *config.Config
	dir     string
	log     *slog.Logger
	store   *store.Store
	fetch   *fetch.Client
	road    *ingest.Road
	courier *alert.Courier
	filer   *rounds.Filer
	unlock  func()
	app     *app
}

// engineOptions are what the writing verbs differ in.
type engineOptions struct {
	alertExisting bool
	bell          func() // rung when items wait to be judged
	listens       bool   // hubs can reach it
}

// collectAt is by how many percent of what lives the heap of a process that
// holds the index may grow before it is collected. Go's 100 takes a seventh more
// memory at the peak and a twentieth less time. GOGC in the environment counts
// before it.
const collectAt = 50

// engine loads the configuration, takes the data folder and opens what the
// writing verbs need. The five seed documents are imported into a new archive.
func (a *app) engine(ctx context.Context, o engineOptions) (*engine, error) {
	cfg, err := a.load()
	if err != nil {
		return nil, err
	}
	dir, err := a.data()
	if err != nil {
		return nil, err
	}
	e := &engine{cfg: cfg, dir: dir, log: a.logger(cfg.Log), app: a}
	if e.unlock, err = occupy(dir); err != nil {
		return nil, err
	}
	if err := e.open(ctx, o); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

func (e *engine) open(ctx context.Context, o engineOptions) (err error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	if e.filer, err = filer(e.cfg); err != nil {
		return err
	}
	e.store, err = store.Open(ctx, filepath.Join(e.dir, archive), store.Options{Now: e.app.now, RawDays: e.cfg.Store.RawDays})
	if err != nil {
		return err
	}
	e.fetch = e.app.client(e.cfg)
	callback := ""
	if o.listens {
		callback = e.cfg.WebSub.Callback
	}
	e.road, err = ingest.NewRoad(ctx, ingest.Options{
		Store: e.store, Fetch: e.fetch, Filer: e.filer, Sources: e.cfg.Sources, Channels: e.cfg.Channels,
		OncePerStory: e.cfg.Alerts.Once == config.OncePerStory, AlertExisting: o.alertExisting,
		Callback: callback, Bell: o.bell, Now: e.app.now, Log: e.log,
	})
	if err != nil {
		return err
	}
	if e.courier, err = e.newCourier(e.cfg); err != nil {
		return err
	}
	return e.importSeeds(ctx)
}

// newCourier makes the senders of a configuration's channels.
func (e *engine) newCourier(cfg *config.Config) (*alert.Courier, error) {
	senders := make(map[string]alert.Sender, len(cfg.Channels))
	for _, ch := range cfg.Channels {
		s, err := alert.NewSender(ch, e.senderDeps())
		if err != nil {
			return nil, exitError{exitConfig, fmt.Errorf("channel %s: %w", ch.Name, err)}
		}
		senders[ch.Name] = s
	}
	o := alertOptions(cfg)
	o.Senders, o.Now, o.Log = senders, e.app.now, e.log
	return alert.NewCourier(e.store, o), nil
}

// close gives everything back, the data folder last.
func (e *engine) close() (err error) {
	if e.store != nil {
		err = e.store.Close()
	}
	e.unlock()
	return err
}

// seedsMark remembers that the seed documents were imported into this archive.
const seedsMark = "seeds imported"

// importSeeds puts the five seed documents on the road, once per archive.
func (e *engine) importSeeds(ctx context.Context) error {
	done, err := e.store.Marked(ctx, seedsMark)
	if err != nil || done {
		return err
	}
	var documents []roundwatch.Item
	for _, s := range config.Seeds() {
		documents = append(documents, roundwatch.Item{GUID: s.Name, Content: s.Text})
	}
	if _, err := ingest.Import(ctx, e.store, roundwatch.SourceSeeds, documents, e.app.now()); err != nil {
		return fmt.Errorf("import seeds: %w", err)
	}
	report, err := e.road.Settler.Drain(ctx)
	if err != nil {
		return fmt.Errorf("settle seeds: %w", err)
	}
	fmt.Fprintf(e.app.stdout, "%d documents filed\n", report.Filed)
	return e.store.Mark(ctx, seedsMark)
}

// channelPorts are where alert channels are reached at public addresses: web
// and mail submission.
var channelPorts = []uint16{80, 443, 8080, 8443, 25, 465, 587}

// channelTimeout bounds one request of a channel.
const channelTimeout = 30 * time.Second

// senderDeps gives senders a way out under the same guard as fetches.
func (e *engine) senderDeps() alert.Deps {
	dial := fetch.GuardedDial(fetch.Options{AllowPrivate: e.cfg.Network.AllowPrivate}, channelPorts...)
	return alert.Deps{
		HTTP: &http.Client{Timeout: channelTimeout, Transport: &http.Transport{DialContext: dial, ForceAttemptHTTP2: true, DisableKeepAlives: true}},
		Dial: dial,
		Now:  e.app.now,
	}
}
