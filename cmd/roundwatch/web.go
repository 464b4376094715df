package main

import (
	"context"
	"errors"
	"fmt"
	"net"

	"roundwatch/ingest"
	"roundwatch/publish/digest"
	"roundwatch/publish/web"
	"roundwatch/store"
)

// feedIssues is how many digests the window's feed lists: a month.
const feedIssues = 30

// serveWeb opens the local window and returns how to close it. The address is
// taken before anything else starts, so that a wrong one is told at once.
func (d *daemon) serveWeb(ctx context.Context) (stop func(), err error) {
	if d.cfg.Web.Listen == "" {
		return func() {}, nil
	}
	l, err := net.Listen("tcp", d.cfg.Web.Listen)
	if err != nil {
		return nil, fmt.Errorf("web.listen: %w: choose another address, or \"\" for none", err)
	}
	host, _, err := net.SplitHostPort(d.cfg.Web.Listen)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	fmt.Fprintf(d.app.stdout, "listening on http://%s/\n", l.Addr())
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := web.Serve(ctx, l, web.New(d.window(host))); err != nil {
			d.log.Error("web", "err", err)
		}
	}()
	return func() { cancel(); <-served }, nil
}

func (d *daemon) window(host string) web.Options {
	return web.Options{
		Shelf: d.store, Host: host, Version: version(), Now: d.app.now, Log: d.log,
		Hubs: d.road.Subscriber, HubsAt: ingest.CallbackPath,
		NotFound: func(err error) bool { return errors.Is(err, store.ErrNotFound) },
		Ready: func() error {
			if !d.ready.Load() {
				return errors.New("starting or stopping")
			}
			return nil
		},
		Feed: func(ctx context.Context) ([]byte, error) {
			kept, err := d.store.Digests(ctx, d.dossierID(), feedIssues)
			if err != nil {
				return nil, err
			}
			docs, err := digest.Documents(kept)
			if err != nil {
				return nil, err
			}
			return digest.Atom(docs)
		},
		Digest: func(ctx context.Context, number int, format string) ([]byte, error) {
			kept, err := d.store.Digest(ctx, d.dossierID(), number)
			if err != nil {
				return nil, err
			}
			doc, err := digest.Parse(kept.Document)
			if err != nil {
				return nil, err
			}
			return digest.Render(doc, format)
		},
	}
}

func (d *daemon) dossierID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.filer.Dossier().ID
}
