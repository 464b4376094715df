package ingest

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"roundwatch"
	"roundwatch/ingest/feed"
	"roundwatch/ingest/page"
)

// Probe asks a source once, as politely as a poll and through the same code,
// and stores nothing. What it found is in the poll's items and state.
func Probe(ctx context.Context, fetch Fetcher, s roundwatch.Source, now func() time.Time) (roundwatch.Poll, error) {
	p := &Poller{fetch: fetch, now: now, log: slog.New(slog.DiscardHandler), parsing: make(chan struct{}, 1), zones: new(zones)}
	return p.read(ctx, s, roundwatch.SourceState{Source: s.Name})
}

// Discover finds out how an address can be read: as a feed, else as a page,
// whose own feed or sitemap is taken in its place where it has one. The source
// has no name yet.
func Discover(ctx context.Context, fetch Fetcher, address string, now func() time.Time) (roundwatch.Source, roundwatch.Poll, error) {
	s := roundwatch.Source{Kind: roundwatch.KindFeed, URL: address}
	poll, err := Probe(ctx, fetch, s, now)
	if !errors.Is(err, feed.ErrNotFeed) {
		return s, poll, err
	}
	s.Kind = roundwatch.KindPage
	if poll, err = Probe(ctx, fetch, s, now); err != nil {
		return s, poll, err
	}
	switch page.Method(poll.State.Method) {
	case page.MethodFeed:
		s.Kind, s.URL = roundwatch.KindFeed, poll.State.MethodURL
	case page.MethodNewsSitemap, page.MethodSitemap:
		if poll.State.MethodURL != "" {
			s.Kind, s.URL = roundwatch.KindSitemap, poll.State.MethodURL
		}
	}
	return s, poll, nil
}
