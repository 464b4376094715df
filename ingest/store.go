package ingest

import (
	"context"
	"iter"
	"time"

	"roundwatch"
)

// Store is what the road needs of the archive. Each method is one transaction
// unless called within Together: when it returns nil everything it was given is on disk, and when it returns
// an error nothing of it is.
type Store interface {
	// SourceStates returns what is remembered of every source ever polled.
	SourceStates(ctx context.Context) (map[string]roundwatch.SourceState, error)
	// Pauses returns the domains that must rest at time now.
	Pauses(ctx context.Context, now time.Time) ([]roundwatch.Pause, error)
	// RecordPoll stores a finished poll: its new items, the source's validators,
	// health and next poll time, a domain's pause and the notices due.
	// An item is known by its canonical URL or its guid within its source.
	RecordPoll(ctx context.Context, poll roundwatch.Poll) (roundwatch.Recorded, error)

	// Subscriptions returns every source's order with its hub.
	Subscriptions(ctx context.Context) ([]roundwatch.Subscription, error)
	// SaveSubscription stores a source's order, and the rest that its hub asked for.
	SaveSubscription(ctx context.Context, o roundwatch.Subscription, pause *roundwatch.Pause) error

	// Pending returns items to be judged whose next try is not after now,
	// oldest first, at most limit.
	Pending(ctx context.Context, now time.Time, limit int) ([]roundwatch.Item, error)
	// Postpone puts a pending item off.
	Postpone(ctx context.Context, p roundwatch.Postponement) error
	// ArticleByURL returns the article with this canonical URL, and whether there is one.
	ArticleByURL(ctx context.Context, canonical string) (roundwatch.Article, bool, error)
	// Canonicals yields the canonical URL of every article that has one.
	Canonicals(ctx context.Context) iter.Seq2[string, error]
	// Article returns one stored article.
	Article(ctx context.Context, id int64) (roundwatch.Article, error)
	// Filing returns the filing in force of an article.
	Filing(ctx context.Context, article int64) (roundwatch.Filing, error)
	// Together makes one transaction, named what, of everything that do asks of
	// the archive under the context it is given; what is read there includes
	// what was written there before.
	Together(ctx context.Context, what string, do func(context.Context) error) error
	// Settle stores everything concluded about one item and returns its article's id.
	Settle(ctx context.Context, s roundwatch.Settled) (article int64, err error)

	// LearnedLines returns the hashes of lines that stood in at least so many
	// articles of a source: its furniture.
	LearnedLines(ctx context.Context, source string, least int) (map[uint64]int, error)

	// Fingerprints yields every article's fingerprint, oldest article first.
	Fingerprints(ctx context.Context) iter.Seq2[roundwatch.Fingerprint, error]
	// SetFingerprint replaces the fingerprint of an article.
	SetFingerprint(ctx context.Context, fp roundwatch.Fingerprint) error

	// DueChecks returns articles whose page is due for another reading.
	DueChecks(ctx context.Context, now time.Time, limit int) ([]roundwatch.Check, error)
	// RecordCheck stores what another reading found.
	RecordCheck(ctx context.Context, c roundwatch.Checked) error
}
