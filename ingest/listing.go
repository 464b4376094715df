package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"roundwatch"
	"roundwatch/ingest/feed"
	"roundwatch/ingest/fetch"
	"roundwatch/ingest/page"
)

// itemsPerPoll bounds what one poll may put into the archive; a listing that
// is longer than this is no news listing.
const itemsPerPoll = 2000

// requestKind is how a source is asked for; a page may have a feed or a
// sitemap that is read in its place.
func requestKind(s roundwatch.Source, st roundwatch.SourceState) fetch.Kind {
	switch {
	case s.Kind == roundwatch.KindFeed, st.MethodURL != "" && st.Method == string(page.MethodFeed):
		return fetch.Feed
	case s.Kind == roundwatch.KindSitemap, st.MethodURL != "":
		return fetch.Sitemap
	}
	return fetch.Page
}

// parse reads an answer's items into the poll, and into the state what the
// listing says about itself.
func (p *Poller) parse(ctx context.Context, s roundwatch.Source, resp fetch.Response, poll *roundwatch.Poll, next *roundwatch.SourceState) error {
	err := fenced(func() (err error) {
		if s.Kind == roundwatch.KindFeed || next.Method == string(page.MethodFeed) {
			poll.Items, err = p.parseFeed(s, resp, next)
			return err
		}
		poll.Items, err = p.parseListing(ctx, s, resp, next)
		if !resp.Partial {
			poll.Alerts = p.layoutNotice(s, next, len(poll.Items))
		}
		return err
	})
	if err != nil {
		return err
	}
	poll.Listed = len(poll.Items)
	if poll.Listed == 0 && !resp.Delta {
		return errNoItems
	}
	poll.Items = slices.DeleteFunc(poll.Items, saysNothing)
	if extra := len(poll.Items) - itemsPerPoll; extra > 0 {
		poll.Items = poll.Items[extra:] // the newest are last
		poll.Overflow = true
	}
	for i := range poll.Items {
		poll.Items[i].Source = s.Name
		poll.Items[i].Canonical = roundwatch.CanonicalURL(poll.Items[i].URL)
	}
	poll.Outcome = roundwatch.PollOK
	if resp.Partial {
		poll.Outcome = roundwatch.PollPartial
		poll.Error = fmt.Sprintf("%s: the answer was cut short after %d bytes; what could be read was kept", resp.URL, len(resp.Body))
	}
	poll.Raw = &roundwatch.Raw{URL: resp.URL, ContentType: resp.ContentType, Body: resp.Body}
	return nil
}

// saysNothing reports whether an item has nothing to read and nothing to be
// known by.
func saysNothing(it roundwatch.Item) bool {
	return it.URL == "" && it.Title == "" && it.Summary == "" && it.Content == ""
}

// parseFeed reads a feed. Its order is newest first as a rule; items are given
// on oldest first, so that the archive's order is the order of events.
func (p *Poller) parseFeed(s roundwatch.Source, resp fetch.Response, next *roundwatch.SourceState) ([]roundwatch.Item, error) {
	f, err := p.feed(s, resp)
	if errors.Is(err, feed.ErrNotFeed) && len(resp.Body) == 0 {
		return nil, errNoItems
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", resp.URL, err)
	}
	if resp.Partial && len(f.Items) > 0 {
		f.Items = f.Items[:len(f.Items)-1] // it may be half an item; the next poll brings it whole
	}
	next.TTL, next.SkipHours, next.SkipDays = max(f.TTL, f.Period), f.SkipHours, f.SkipDays
	next.Gap = halfMedianGap(f.Items)
	if !resp.Partial {
		next.Hub, next.Topic = discovered(resp, f)
	}
	oldestFirst(f.Items)
	return f.Items, nil
}

// feed parses an answer as a feed, when a processor is free for it.
func (p *Poller) feed(s roundwatch.Source, resp fetch.Response) (feed.Feed, error) {
	p.parsing <- struct{}{}
	defer func() { <-p.parsing }()
	return feed.Parse(resp.Body, feed.Options{
		URL: resp.URL, ContentType: resp.ContentType, Zone: p.zones.of(s), DayFirst: s.DayFirst, Lang: s.Lang, Now: p.now(),
	})
}

// oldestFirst turns a listing around unless its dates say that it is in order
// already. Items without a date stay where the listing has them.
func oldestFirst(items []roundwatch.Item) {
	rising, falling := 0, 0
	for i := 1; i < len(items); i++ {
		a, b := items[i-1].Published, items[i].Published
		switch {
		case a.IsZero() || b.IsZero():
		case a.Before(b):
			rising++
		case b.Before(a):
			falling++
		}
	}
	if rising > falling {
		return
	}
	for i, j := 0, len(items)-1; i < j; i, j = i+1, j-1 {
		items[i], items[j] = items[j], items[i]
	}
}
