package ingest

import (
	"cmp"
	"context"
	"errors"
	"time"

	"roundwatch"
	"roundwatch/ingest/article"
	"roundwatch/ingest/fetch"
)

// Reading an item: its page if it has one, else the words it came with. A page
// that cannot be read is tried again a few times; then the item is settled
// from what the feed said, and the article says so. A later reading of the
// page may still bring the whole text, as a revision.

// retries is how long after each failed try an item's page is tried again. It
// is short, because an alert waits for it.
var retries = []time.Duration{2 * time.Minute, 10 * time.Minute, time.Hour}

// pausePatience is how long an item waits for a domain that asked for rest.
const pausePatience = 2 * time.Hour

// reading is an item with its article, or with the reason to try again later.
type reading struct {
	item     roundwatch.Item
	article  roundwatch.Article
	raw      *roundwatch.Raw
	check    *roundwatch.Check // the page is worth a later reading
	pause    *roundwatch.Pause
	postpone *roundwatch.Postponement
	err      error // the caller gave up: nothing is known
}

// read fetches and cleans what an item stands for.
func (s *Settler) read(ctx context.Context, it roundwatch.Item) reading {
	source := s.sourceOf(it)
	r := reading{item: it}
	switch {
	case it.URL == "" && it.Content != "":
		r.article = s.readDocument(it, source)
		return r
	case it.URL == "" || source.Wrapped:
		r.article = article.FromFeed(it, "")
		return r
	}
	resp, err := s.fetch.Get(ctx, fetch.Request{URL: it.URL, Kind: fetch.Article, Robots: true})
	if ctx.Err() != nil {
		r.err = ctx.Err()
		return r
	}
	if err != nil {
		return s.unread(r, err)
	}
	r.raw = &roundwatch.Raw{URL: resp.URL, ContentType: resp.ContentType, Body: resp.Body}
	if r.article, err = s.readPage(ctx, it, source, resp); err != nil {
		r.article = article.FromFeed(it, err.Error())
		return r
	}
	if r.article.Confidence < trusted && saysMore(it, r.article) {
		r.article = article.FromFeed(it, r.article.Reason)
		return r
	}
	r.check = new(roundwatch.Check)
	if !resp.Partial && resp.URL == r.article.URL { // validators belong to the address that gave them
		r.check.ETag, r.check.LastModified = resp.ETag, resp.LastModified
	}
	return r
}

// trusted is the confidence from which a page's text is believed.
const trusted = 0.5

// saysMore reports whether the feed's own words are the better text of a page
// that is not to be trusted.
func saysMore(it roundwatch.Item, a roundwatch.Article) bool {
	return it.Summary != "" || it.Content != "" || a.Text == ""
}

// readDocument reads a seed or an imported file: its words are the item's content.
func (s *Settler) readDocument(it roundwatch.Item, source roundwatch.Source) roundwatch.Article {
	a, err := readArticle(article.Document{
		Body: []byte(it.Content), Title: it.Title, Published: it.Published, Lang: it.Lang, Zone: s.zones.of(source), Now: s.now(),
	})
	if err != nil {
		a = article.FromFeed(it, err.Error())
	}
	a.TextFrom = roundwatch.TextFromFile
	return a
}

// readPage reads a fetched page, with what the feed said of it, when a
// processor is free for it.
func (s *Settler) readPage(ctx context.Context, it roundwatch.Item, source roundwatch.Source, resp fetch.Response) (roundwatch.Article, error) {
	d := article.Document{
		Body: resp.Body, ContentType: resp.ContentType, URL: resp.URL,
		Title: it.Title, Published: it.Published, Lang: cmp.Or(it.Lang, source.Lang), Zone: s.zones.of(source), Now: s.now(),
		Recurring: s.recurring(ctx, it.Source),
	}
	s.parsing <- struct{}{}
	defer func() { <-s.parsing }()
	return readArticle(d)
}

func readArticle(d article.Document) (a roundwatch.Article, err error) {
	err = fenced(func() error {
		a, err = article.Read(d)
		return err
	})
	return a, err
}

// unread decides what becomes of an item whose page did not come.
func (s *Settler) unread(r reading, cause error) reading {
	now := s.now()
	var fe *fetch.Error
	if errors.As(cause, &fe) {
		r.pause = fe.Pause()
		if r.pause != nil {
			r.pause.Until = boundedRetry(r.pause.Until, now)
		}
	}
	if final(fe) {
		r.article = article.FromFeed(r.item, cause.Error())
		return r
	}
	wait, again := tryAgain(r.item, fe, now)
	if !again {
		r.article = article.FromFeed(r.item, cause.Error())
		r.check = new(roundwatch.Check)
		return r
	}
	r.postpone = &roundwatch.Postponement{Item: r.item.ID, At: now, NextTry: now.Add(wait), Error: cause.Error(), Pause: r.pause}
	return r
}

// final reports whether a failure will be the same tomorrow: a refusal is.
func final(fe *fetch.Error) bool {
	if fe == nil {
		return false
	}
	switch fe.Class {
	case fetch.ClassURL, fetch.ClassBlocked, fetch.ClassRobots, fetch.ClassRefused, fetch.ClassTooLarge, fetch.ClassCoding, fetch.ClassRedirect:
		return true
	case fetch.ClassStatus:
		return fe.Status >= 400 && fe.Status < 500 && fe.Status != 408 && fe.Status != 425 && fe.Status != 429
	}
	return false
}

// tryAgain says whether and when a failed page is worth another try. A domain
// at rest is waited for, but not for days.
func tryAgain(it roundwatch.Item, fe *fetch.Error, now time.Time) (time.Duration, bool) {
	if it.Attempts >= len(retries) {
		return 0, false
	}
	if fe != nil {
		if rest := fe.RetryAfter.Sub(now); rest > 0 {
			return rest, rest <= pausePatience
		}
	}
	return retries[it.Attempts], true
}
