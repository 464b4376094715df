package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"roundwatch"
	"roundwatch/dedupe"
	"roundwatch/ingest/fetch"
)

// Outlets edit what they have published, most of it on the first day. An
// article's page is read again on a ladder of ages; a changed text becomes a
// revision of the article.
var ladder = []time.Duration{15 * time.Minute, time.Hour, 3 * time.Hour, 10 * time.Hour, 24 * time.Hour, 72 * time.Hour}

// One round of later readings is bounded; the rest comes next time. Few sites
// are asked side by side: nothing is urgent here.
const (
	checksPerSweep = 64
	checksAtOnce   = 8
)

// Check reads again the pages that are due and returns how many had changed. A
// site's pages are read one after the other.
func (s *Settler) Check(ctx context.Context) (changed int, err error) {
	checks, err := s.store.DueChecks(ctx, s.now(), checksPerSweep)
	if err != nil {
		return 0, fmt.Errorf("read due checks: %w", err)
	}
	sites := map[string][]roundwatch.Check{}
	for _, c := range checks {
		sites[lane(c.Article.URL)] = append(sites[lane(c.Article.URL)], c)
	}
	var edits atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(checksAtOnce)
	for _, site := range sites {
		group.Go(func() error {
			for _, c := range site {
				done, err := s.check(ctx, c)
				if err != nil {
					return err
				}
				if done.Revision != nil {
					edits.Add(1)
				}
			}
			return nil
		})
	}
	err = group.Wait()
	return int(edits.Load()), err
}

// check reads one page again and records what was found.
func (s *Settler) check(ctx context.Context, c roundwatch.Check) (roundwatch.Checked, error) {
	found := s.reread(ctx, c)
	if ctx.Err() != nil {
		return found, ctx.Err()
	}
	s.judging.Lock()
	defer s.judging.Unlock()
	if found.Revision != nil && c.Article.TextFrom == roundwatch.TextFromPage { // else it is the text at last, no edit
		filing, err := s.store.Filing(ctx, c.Article.ID)
		if err != nil {
			return found, fmt.Errorf("article %d: %w", c.Article.ID, err)
		}
		s.mu.Lock()
		filer, channels := s.filer, s.channels
		s.mu.Unlock()
		source := s.sourceOf(roundwatch.Item{Source: c.Article.Source})
		found.Alerts = editErrata(c.Article, filing, *found.Revision, source, filer.Dossier(), channels)
	}
	if err := s.store.RecordCheck(ctx, found); err != nil {
		return found, fmt.Errorf("record check of article %d: %w", c.Article.ID, err)
	}
	if found.Fingerprint != nil {
		s.index.Remove(c.Article.ID)
		s.index.Add(*found.Fingerprint)
	}
	return found, nil
}

// reread asks for an article's page with the validators of the last reading. A
// page that does not answer, or is no article by now, changes nothing.
func (s *Settler) reread(ctx context.Context, c roundwatch.Check) roundwatch.Checked {
	known := c.Article
	found := roundwatch.Checked{Article: known.ID, Step: c.Step + 1, ETag: c.ETag, LastModified: c.LastModified}
	resp, err := s.fetch.Get(ctx, fetch.Request{
		URL: known.URL, Kind: fetch.Article, Robots: true, ETag: c.ETag, LastModified: c.LastModified,
	})
	found.At = s.now()
	found.Next = nextRung(known.FirstSeen, found.Step, found.At)
	var fe *fetch.Error
	if errors.As(err, &fe) {
		if found.Pause = fe.Pause(); found.Pause != nil {
			found.Pause.Until = boundedRetry(found.Pause.Until, found.At)
		}
		if fe.Class == fetch.ClassPaused { // nothing was sent: the rung is still to be climbed
			found.Step, found.Next = c.Step, boundedRetry(fe.RetryAfter, found.At)
		}
	}
	if err != nil || resp.NotModified || resp.Partial {
		return found
	}
	found.ETag, found.LastModified = "", ""
	if resp.URL == known.URL {
		found.ETag, found.LastModified = resp.ETag, resp.LastModified
	}
	source := s.sourceOf(roundwatch.Item{Source: known.Source})
	it := roundwatch.Item{Source: known.Source, URL: known.URL, Title: known.Title, Lang: known.Lang}
	if known.PublishedFrom == roundwatch.FromFeed {
		it.Published = known.Published
	}
	a, err := s.readPage(ctx, it, source, resp)
	if err != nil || a.Confidence < trusted || a.Text == known.Text {
		return found
	}
	found.Raw = &roundwatch.Raw{URL: resp.URL, ContentType: resp.ContentType, Body: resp.Body}
	revision, fp := revise(known, a, found.At)
	found.Revision, found.Fingerprint = revision, &fp
	return found
}

// nextRung returns when the ladder's next reading is due, zero at its end.
// Rungs that were slept through are skipped: one reading serves them all.
func nextRung(firstSeen time.Time, step int, now time.Time) time.Time {
	for ; step < len(ladder); step++ {
		if at := firstSeen.Add(ladder[step]); at.After(now) {
			return at
		}
	}
	return time.Time{}
}

// firstCheck sets the time of a page's first later reading, if there is to be one.
func firstCheck(c *roundwatch.Check, firstSeen, now time.Time) *roundwatch.Check {
	if c == nil {
		return nil
	}
	next := nextRung(firstSeen, 0, now)
	if next.IsZero() {
		return nil
	}
	c.Next = next
	return c
}

// revise makes the revision that a changed text is, and its fingerprint. The
// article keeps its story and its filing: neither moves behind a reader's back.
func revise(known, a roundwatch.Article, at time.Time) (*roundwatch.Revision, roundwatch.Fingerprint) {
	a.ID, a.Source, a.FirstSeen = known.ID, known.Source, known.FirstSeen
	a.Published, a.PublishedFrom = known.Published, known.PublishedFrom
	a.Title = cmp.Or(a.Title, known.Title)
	doc := document(a)
	fp := dedupe.Fingerprint(doc)
	fp.Article, fp.At, fp.Story = known.ID, doc.At, known.Story
	return &roundwatch.Revision{
		Article: known.ID, At: at, Title: a.Title, Text: a.Text, Modified: a.Modified,
		Change: substance(known.Title+"\n"+known.Text, a.Title+"\n"+a.Text),
	}, fp
}
