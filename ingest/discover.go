package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"roundwatch"
	"roundwatch/ingest/fetch"
	"roundwatch/ingest/page"
)

// Reading a page or a sitemap as a source. A site without a configured selector
// or pattern is looked over once: its own feed first, then its sitemaps, then
// what the page itself shows. The first way that gives dated links is
// remembered, with its address, and asked alone from then on; when it fails the
// page is looked over again.

// What one reading may cost in further requests. They are as polite as every
// other, so they also bound how long a poll takes.
const (
	feedsTried    = 2
	sitemapsTried = 4
	partsRead     = 3 // newest parts of a sitemap index
)

// layoutDrop is the share of a listing's links whose loss means that the page
// was rebuilt and is no longer understood.
const layoutDrop = 0.8

// parseListing reads an answer that is a page or a sitemap.
func (p *Poller) parseListing(ctx context.Context, s roundwatch.Source, resp fetch.Response, next *roundwatch.SourceState) ([]roundwatch.Item, error) {
	listing, err := p.links(s, resp, page.Method(next.Method))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", resp.URL, err)
	}
	if s.Kind == roundwatch.KindPage && next.Method == "" && s.Selector == "" && s.Pattern == "" {
		if items := p.lookOver(ctx, s, resp.URL, listing, next); len(items) > 0 {
			return items, nil
		}
	}
	if len(listing.Sitemaps) > 0 {
		listing = p.parts(ctx, s, listing)
	}
	if len(listing.Links) > 0 {
		next.Method = string(listing.Method)
	}
	return newestLast(listing.Links), nil
}

// lookOver searches a site for something better than the page: a feed or a
// news sitemap with dated items, or any sitemap where the page itself gives
// none. What it finds is remembered in next.
func (p *Poller) lookOver(ctx context.Context, s roundwatch.Source, pageURL string, listing page.Listing, next *roundwatch.SourceState) []roundwatch.Item {
	for _, address := range listing.Feeds[:min(feedsTried, len(listing.Feeds))] {
		resp, err := p.fetch.Get(ctx, fetch.Request{URL: address, Kind: fetch.Feed})
		if err != nil {
			continue
		}
		f, err := p.feed(s, resp)
		if err == nil && (page.Listing{Links: f.Items}).Trusted() {
			next.Method, next.MethodURL = string(page.MethodFeed), address
			oldestFirst(f.Items)
			return f.Items
		}
	}
	named, err := p.fetch.Sitemaps(ctx, pageURL)
	if err != nil {
		named = nil // no robots.txt: the usual addresses remain
	}
	for _, address := range firstOf(sitemapsTried, named, page.Conventional(pageURL)) {
		found, err := p.sitemap(ctx, s, address)
		// A plain sitemap lists the whole site, with no word on what is news.
		if err == nil && found.Trusted() && (found.Method == page.MethodNewsSitemap || !listing.Trusted()) {
			next.Method, next.MethodURL = string(found.Method), address
			return newestLast(found.Links)
		}
	}
	return nil
}

// firstOf joins lists, without repeats, up to n entries.
func firstOf(n int, lists ...[]string) []string {
	var out []string
	for _, list := range lists {
		for _, s := range list {
			if len(out) < n && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// sitemap reads one sitemap, and if it is an index the newest of its parts.
func (p *Poller) sitemap(ctx context.Context, s roundwatch.Source, address string) (page.Listing, error) {
	resp, err := p.fetch.Get(ctx, fetch.Request{URL: address, Kind: fetch.Sitemap, Robots: true})
	if err != nil {
		return page.Listing{}, err
	}
	listing, err := p.links(s, resp, "")
	if err != nil {
		return page.Listing{}, err
	}
	switch listing.Method {
	case page.MethodNewsSitemap, page.MethodSitemap:
	default:
		if len(listing.Sitemaps) == 0 {
			return page.Listing{}, errors.New("not a sitemap")
		}
	}
	return p.parts(ctx, s, listing), nil
}

// parts adds the links of an index's parts. A part that fails is left out:
// the next poll reads it again.
func (p *Poller) parts(ctx context.Context, s roundwatch.Source, listing page.Listing) page.Listing {
	for _, address := range listing.Sitemaps[:min(partsRead, len(listing.Sitemaps))] {
		resp, err := p.fetch.Get(ctx, fetch.Request{URL: address, Kind: fetch.Sitemap, Robots: true})
		if err != nil {
			continue
		}
		part, err := p.links(s, resp, "")
		if err != nil {
			continue
		}
		listing.Method = part.Method
		listing.Links = append(listing.Links, part.Links...)
	}
	listing.Sitemaps = nil
	return listing
}

// links reads an answer as a page or sitemap, when a processor is free for it.
func (p *Poller) links(s roundwatch.Source, resp fetch.Response, known page.Method) (page.Listing, error) {
	p.parsing <- struct{}{}
	defer func() { <-p.parsing }()
	return page.Links(resp.Body, page.Options{
		URL: resp.URL, ContentType: resp.ContentType, Lang: s.Lang, Selector: s.Selector, Pattern: s.Pattern, Method: known,
		Dates: roundwatch.DateOptions{Zone: p.zones.of(s), DayFirst: s.DayFirst, Now: p.now(), Lang: s.Lang},
	})
}

// newestLast turns a listing, newest first as they are, around.
func newestLast(links []roundwatch.Item) []roundwatch.Item {
	oldestFirst(links)
	return links
}

// layoutNotice tells once that a listing has lost most of its links: its site
// was rebuilt, or shows us something else.
func (p *Poller) layoutNotice(s roundwatch.Source, next *roundwatch.SourceState, links int) []roundwatch.Alert {
	before := next.Links
	if links > 0 {
		next.Links = links
	}
	if links == 0 || before == 0 || float64(links) >= (1-layoutDrop)*float64(before) {
		return nil
	}
	p.mu.Lock()
	channels := p.channels
	p.mu.Unlock()
	text := fmt.Sprintf("source %s listed %d links before and %d now: look whether its page was rebuilt", s.Name, before, links)
	return sourceNotices(s, "layout changed", text, p.now(), channels)
}
