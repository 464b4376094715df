package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/cespare/xxhash/v2"

	"roundwatch"
	"roundwatch/dedupe"
	"roundwatch/ingest/article"
	"roundwatch/rounds"
)

// readsAtOnce is how many pages are fetched side by side, one a site.
const readsAtOnce = 48

// pendingBatch is how many items are taken from the queue at a time: enough to
// keep the readers busy when many of them belong to one site.
const pendingBatch = 512

// Settler reads, judges and stores pending items. Pages are fetched side by
// side; judging is serial, so that of two near-twins one is always the first.
type Settler struct {
	store   Store
	fetch   Fetcher
	judging sync.Mutex // held from judgement to commit, and while a later reading is recorded
	index   *dedupe.Index
	stale   bool // the index knows texts that the archive does not
	now     func() time.Time
	log     *slog.Logger
	parsing chan struct{}
	zones   *zones

	furniture furniture
	known     map[uint64]struct{} // hashes of the stored articles' canonical URLs: most are new, and need no look into the archive

	oncePerStory bool

	mu       sync.Mutex
	filer    *rounds.Filer
	sources  map[string]roundwatch.Source
	channels []roundwatch.Channel
}

// SettleReport says what a drain did.
type SettleReport struct {
	Settled, Filed, Review, Relevant, Copies, Alerts int
	Postponed                                        int // to be tried again later
}

// newSettler makes a settler of what the archive holds.
func newSettler(ctx context.Context, o Options) (*Settler, error) {
	s := &Settler{store: o.Store, fetch: o.Fetch, now: o.Now, log: o.Log, oncePerStory: o.OncePerStory, parsing: o.parsing, zones: o.zones, furniture: furniture{sources: map[string]learned{}}}
	s.configure(o.Sources, o.Channels, o.Filer)
	return s, s.load(ctx)
}

// load rebuilds the index from the archive's fingerprints. Those of an older
// scheme are made anew from their texts.
func (s *Settler) load(ctx context.Context) error {
	s.judging.Lock()
	defer s.judging.Unlock()
	s.index, s.known = dedupe.NewIndex(), map[uint64]struct{}{}
	for fp, err := range s.store.Fingerprints(ctx) {
		if err != nil {
			return fmt.Errorf("read fingerprints: %w", err)
		}
		if fp.Scheme != dedupe.Scheme {
			if fp, err = s.refingerprint(ctx, fp); err != nil {
				return err
			}
		}
		s.index.Add(fp)
	}
	for canonical, err := range s.store.Canonicals(ctx) {
		if err != nil {
			return err
		}
		s.known[xxhash.Sum64String(canonical)] = struct{}{}
	}
	s.stale = false
	return nil
}

func (s *Settler) refingerprint(ctx context.Context, old roundwatch.Fingerprint) (roundwatch.Fingerprint, error) {
	doc, err := s.text(ctx, old.Article)
	if err != nil {
		return old, err
	}
	fp := dedupe.Fingerprint(doc)
	fp.Article, fp.At, fp.Story, fp.Topic = old.Article, old.At, old.Story, old.Topic
	if err := s.store.SetFingerprint(ctx, fp); err != nil {
		return old, fmt.Errorf("article %d: store fingerprint: %w", old.Article, err)
	}
	return fp, nil
}

func (s *Settler) configure(sources []roundwatch.Source, channels []roundwatch.Channel, filer *rounds.Filer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.filer, s.channels = filer, channels
	s.sources = make(map[string]roundwatch.Source, len(sources))
	for _, source := range sources {
		s.sources[source.Name] = source
	}
}

// sourceOf returns an item's source; one that left the configuration is known
// by its name alone.
func (s *Settler) sourceOf(it roundwatch.Item) roundwatch.Source {
	s.mu.Lock()
	defer s.mu.Unlock()
	if source, ok := s.sources[it.Source]; ok {
		return source
	}
	return roundwatch.Source{Name: it.Source}
}

// Drain settles or postpones every item that may be tried now, those that
// arrive meanwhile included. It is not safe for concurrent use. When ctx ends,
// the item being judged is finished and the others stay pending.
func (s *Settler) Drain(ctx context.Context) (SettleReport, error) {
	var (
		report   SettleReport
		queue    = newQueue()
		readings = make(chan reading)
		reads    = 0
		failure  error
	)
	together := maxTogether
	if s.stale {
		together, failure = 1, s.load(ctx) // what failed holds up nothing but itself
	}
	for {
		if failure == nil && ctx.Err() == nil {
			failure = s.refill(ctx, queue)
		}
		for failure == nil && ctx.Err() == nil && reads < readsAtOnce {
			it, ok := queue.next()
			if !ok {
				break
			}
			reads++
			go func() { readings <- s.read(ctx, it) }()
		}
		if reads == 0 {
			break
		}
		batch := gather(readings, min(reads, together))
		reads -= len(batch)
		if failure == nil {
			failure = s.settle(ctx, batch, &report)
		}
		for _, r := range batch {
			queue.done(r.item)
		}
	}
	if failure == nil {
		failure = ctx.Err()
	}
	return report, failure
}

// refillEvery is how often the archive is looked into for new items while slow
// sites keep the queue from running empty.
const refillEvery = time.Second

// refill takes items from the archive when the queue is empty, when it runs
// low and more were left behind, or when the last look was a while ago; never
// while as many sites wait as can be read, or the queue would outgrow them.
func (s *Settler) refill(ctx context.Context, q *queue) error {
	low := q.more && len(q.held) < pendingBatch/2
	if len(q.ready) >= readsAtOnce || len(q.held) > 0 && !low && s.now().Sub(q.filled) < refillEvery {
		return nil
	}
	limit := len(q.held) + pendingBatch
	items, err := s.store.Pending(ctx, s.now(), limit)
	if err != nil {
		return fmt.Errorf("read pending items: %w", err)
	}
	q.more, q.filled = len(items) == limit, s.now()
	for _, it := range items {
		q.add(it)
	}
	return nil
}

// Readings that come at the same time are stored in one commit, for a commit
// costs half as much as all it stores. A lone one waits for nothing.
const (
	maxTogether  = 16
	togetherWait = 20 * time.Millisecond
)

// gather takes the readings that come together, at least one.
func gather(readings <-chan reading, most int) []reading {
	batch := []reading{<-readings}
	for late := time.After(togetherWait); len(batch) < most; {
		select {
		case r := <-readings:
			batch = append(batch, r)
		case <-late:
			return batch
		}
	}
	return batch
}

// settle stores what is concluded about each reading, one after the other, so
// that each is compared with those before it. Either all are stored or, when
// it returns an error, none.
func (s *Settler) settle(ctx context.Context, batch []reading, report *SettleReport) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.judging.Lock()
	defer s.judging.Unlock()
	var done SettleReport
	err := s.store.Together(ctx, fmt.Sprintf("settle %d items", len(batch)), func(within context.Context) error {
		for _, r := range batch {
			if r.err != nil || ctx.Err() != nil {
				continue // it stays pending
			}
			if err := s.conclude(within, r, &done); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.stale = true
		return err
	}
	report.merge(done)
	return nil
}

// conclude stores what was concluded about one item.
func (s *Settler) conclude(ctx context.Context, r reading, report *SettleReport) error {
	if r.postpone != nil {
		return s.postpone(ctx, r.item, *r.postpone, report)
	}
	var settled roundwatch.Settled
	err := fenced(func() (err error) {
		settled, err = s.judge(ctx, r)
		return err
	})
	if fault := (*stumble)(nil); errors.As(err, &fault) {
		s.log.Error("judge", "item", r.item.ID, "source", r.item.Source, "url", r.item.URL, "err", fault, "stack", string(fault.stack))
		now := s.now()
		return s.postpone(ctx, r.item, roundwatch.Postponement{Item: r.item.ID, At: now, NextTry: now.Add(stumblePatience), Error: fault.Error()}, report)
	}
	if err != nil {
		return fmt.Errorf("judge item %d: %w", r.item.ID, err)
	}
	id, err := s.store.Settle(ctx, settled)
	if err != nil {
		return fmt.Errorf("settle item %d: %w", r.item.ID, err)
	}
	s.indexed(settled, id)
	report.add(settled)
	s.log.Debug("settled", "item", r.item.ID, "source", r.item.Source, "verdict", settled.Filing.Verdict, "round", settled.Filing.Round)
	return nil
}

func (s *Settler) postpone(ctx context.Context, it roundwatch.Item, p roundwatch.Postponement, report *SettleReport) error {
	report.Postponed++
	if err := s.store.Postpone(ctx, p); err != nil {
		return fmt.Errorf("postpone item %d: %w", it.ID, err)
	}
	s.log.Info("postponed", "item", it.ID, "source", it.Source, "url", it.URL, "next", roundwatch.Stamp(p.NextTry), "err", p.Error)
	return nil
}

func (r *SettleReport) add(s roundwatch.Settled) {
	r.Settled++
	r.Alerts += len(s.Alerts)
	switch {
	case s.Filing.By == roundwatch.ByOriginal:
		r.Copies++
	case s.Filing.Verdict == roundwatch.VerdictFiled:
		r.Filed++
	case s.Filing.Verdict == roundwatch.VerdictReview:
		r.Review++
	}
	if s.Filing.Relevant {
		r.Relevant++
	}
}

func (r *SettleReport) merge(o SettleReport) {
	r.Settled += o.Settled
	r.Filed += o.Filed
	r.Review += o.Review
	r.Relevant += o.Relevant
	r.Copies += o.Copies
	r.Alerts += o.Alerts
	r.Postponed += o.Postponed
}

// indexed adds a stored text to the index, never before: what is not in the
// archive must not make a later text a copy.
func (s *Settler) indexed(settled roundwatch.Settled, id int64) {
	if settled.Article.ID != 0 && settled.Revision == nil {
		return
	}
	s.known[xxhash.Sum64String(settled.Article.Canonical)] = struct{}{}
	fp := settled.Fingerprint
	fp.Article, fp.Story, fp.Topic = id, settled.Story, settled.Filing.Round
	if fp.Story == 0 {
		fp.Story = id
	}
	s.index.Remove(id)
	s.index.Add(fp)
}

// judge decides what an item is: a text already read, a copy, or news with a
// round of its own. Every look into the archive happens here, before the commit.
func (s *Settler) judge(ctx context.Context, r reading) (roundwatch.Settled, error) {
	a := r.article
	a.Item, a.Source, a.FirstSeen = r.item.ID, r.item.Source, r.item.FirstSeen
	a.Canonical = identity(r.item, a)
	out := roundwatch.Settled{Item: r.item.ID, At: s.now(), Raw: r.raw, Pause: r.pause}
	out.Check = firstCheck(r.check, r.item.FirstSeen, out.At)

	doc := document(a)
	fp := dedupe.Fingerprint(doc)
	text := func(id int64) (dedupe.Document, error) { return s.text(ctx, id) }
	verdict, err := s.index.Judge(doc, fp, text)
	if err != nil {
		return out, err
	}
	if known, ok, err := s.sameArticle(ctx, r.item, a, verdict); err != nil {
		return out, err
	} else if ok {
		return s.join(ctx, out, known, a)
	}

	s.mu.Lock()
	filer, channels := s.filer, s.channels
	s.mu.Unlock()
	out.OncePerStory = s.oncePerStory
	out.Filing = filer.Judge(a)
	out.Filing.At = out.At
	if a.Published.IsZero() && !out.Filing.Inferred.IsZero() {
		a.Published, a.PublishedFrom = out.Filing.Inferred, roundwatch.FromInferred
		if verdict, err = s.index.Judge(document(a), fp, text); err != nil { // its kin are of those days
			return out, err
		}
	}
	out.Links = verdict.Links
	if verdict.Duplicate() {
		if out.Filing, err = s.inherit(ctx, verdict.Of, out.Filing); err != nil {
			return out, err
		}
	}
	if a.Title == "" { // for lists; the judges have seen that there was none
		a.Title = headline(a.Text)
	}
	out.Article = a
	doc = document(a)
	fp.At = doc.At
	out.Fingerprint = fp
	out.Story = s.index.Story(doc, verdict, out.Filing.Round)
	out.Lines = article.Lines(a.Text)
	if !r.item.Silent && !verdict.Duplicate() {
		out.Alerts = articleAlerts(out, nameOf(r.item), s.sourceOf(r.item), filer.Dossier(), channels)
	}
	return out, nil
}

// headlineLength bounds what stands in for a missing title, in characters.
const headlineLength = 100

// headline is the beginning of a text's first paragraph.
func headline(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	if r := []rune(first); len(r) > headlineLength {
		cut := string(r[:headlineLength])
		if i := strings.LastIndexByte(cut, ' '); i > 0 {
			cut = cut[:i]
		}
		return cut + "…"
	}
	return first
}

// identity returns the address an article is known by: what the page calls its
// own, unless that is another site's address or a front page. Some sites call
// every page their front page, and a copy names its original: which of the two
// it is, the texts must tell.
func identity(it roundwatch.Item, a roundwatch.Article) string {
	own, err := url.Parse(a.Canonical)
	if err != nil || strings.Trim(own.Path, "/") == "" && own.RawQuery == "" || lane(a.Canonical) != lane(it.URL) {
		return it.Canonical
	}
	return a.Canonical
}

// sameArticle finds the stored article that an item leads to again. The
// address that a page calls its own is believed only where the texts agree or
// the item itself gave it: some sites call every page their front page.
func (s *Settler) sameArticle(ctx context.Context, it roundwatch.Item, a roundwatch.Article, v dedupe.Verdict) (roundwatch.Article, bool, error) {
	for i, canonical := range []string{it.Canonical, a.Canonical} {
		if canonical == "" || i == 1 && canonical == it.Canonical {
			continue
		}
		if _, stored := s.known[xxhash.Sum64String(canonical)]; !stored {
			continue
		}
		known, ok, err := s.store.ArticleByURL(ctx, canonical)
		if err != nil {
			return known, false, err
		}
		if ok && (canonical == it.Canonical || v.Of == known.ID) {
			return known, true, nil
		}
	}
	return roundwatch.Article{}, false, nil
}

// join adds an item to a stored article. If the page says something else by
// now, that is a revision of the article, not a new one.
func (s *Settler) join(ctx context.Context, out roundwatch.Settled, known, a roundwatch.Article) (roundwatch.Settled, error) {
	filing, err := s.store.Filing(ctx, known.ID)
	if err != nil {
		return out, err
	}
	filing.By, filing.At, filing.Evidence, filing.Candidates = roundwatch.ByOriginal, out.At, nil, nil
	out.Article, out.Filing, out.Story = known, filing, known.Story
	if a.TextFrom == roundwatch.TextFromPage && a.Confidence >= trusted && a.Text != known.Text {
		out.Revision, out.Fingerprint = revise(known, a, out.At)
	}
	return out, nil
}

// inherit files a copy with its original. What the judge made of the copy
// itself is kept as candidates, for `why`.
func (s *Settler) inherit(ctx context.Context, original int64, own roundwatch.Filing) (roundwatch.Filing, error) {
	f, err := s.store.Filing(ctx, original)
	if err != nil {
		return own, err
	}
	own.Verdict, own.Round, own.Role = f.Verdict, f.Round, f.Role
	own.Confidence, own.Relevant, own.By = f.Confidence, f.Relevant, roundwatch.ByOriginal
	return own, nil
}

// text reads a stored article for comparison.
func (s *Settler) text(ctx context.Context, id int64) (dedupe.Document, error) {
	a, err := s.store.Article(ctx, id)
	if err != nil {
		return dedupe.Document{}, fmt.Errorf("read article %d: %w", id, err)
	}
	return document(a), nil
}

// document is an article as dedupe sees it.
func document(a roundwatch.Article) dedupe.Document {
	at := a.Published
	if at.IsZero() {
		at = a.FirstSeen
	}
	return dedupe.Document{ID: a.ID, Source: a.Source, Title: a.Title, Text: a.Text, Canonical: a.Canonical, At: at}
}
