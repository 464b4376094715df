// Package feed turns the bytes of a feed into items.
//
// It decides what a feed says, however it says it: RSS 0.9x to 2.0, RDF, Atom
// 0.3 and 1.0, JSON Feed; in any encoding; damaged, cut short, or under a pile
// of somebody's error messages. gofeed maps the vocabularies and stays inside.
// It does not fetch, does not know which items are new, and does not read pages.
//
// Invariants: the same bytes give the same feed; every text is valid UTF-8
// in normal form C; every address is absolute or ""; a date that is in doubt
// is the zero Time, and no date is ever taken from another field than the one
// that states it. No input makes Parse panic, nest or grow without bound.
package feed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"roundwatch"
	"roundwatch/ingest/charset"
)

// What one feed may cost.
const (
	MaxBytes  = 8 << 20 // after decompression; the largest real feeds have 2 MiB
	maxDepth  = 256     // of nested elements
	maxItems  = 5000    // what stands behind them is left out
	maxValues = 50_000  // texts and attributes in all; a real feed has some fifteen an item
	maxText   = 1 << 20 // bytes of one text; what is longer is cut

	maxAttributes = 64 // of one element
)

// Errors that a caller tells apart.
var (
	ErrNotFeed  = errors.New("not a feed")
	ErrTooLarge = fmt.Errorf("feed larger than %d bytes", MaxBytes)
	ErrTooDeep  = fmt.Errorf("feed nested deeper than %d elements", maxDepth)
)

// Options is what is known about where a feed comes from.
type Options struct {
	URL         string         // the final address, after redirects; relative ones are resolved against it
	ContentType string         // the header as received
	Zone        *time.Location // zone of dates that state none; nil is UTC
	DayFirst    bool           // 3/4/2021 is 3 April
	Lang        string         // BCP 47 language of the source, "" if mixed
	Now         time.Time      // the time of the poll: what is dated later than two days after it has no date
	Untitled    bool           // leave an item without a title as it is
}

// Formats of a feed.
const (
	FormatRSS  = "rss"
	FormatRDF  = "rdf"
	FormatAtom = "atom"
	FormatJSON = "json"
)

// Feed is what a feed says.
type Feed struct {
	Format    string
	Repaired  bool   // it was not well formed: some of it may be missing
	Truncated bool   // its end is missing
	Title     string // plain text
	URL       string // the site it belongs to
	Language  string
	TTL       time.Duration  // how long it may be kept (RSS ttl); 0: not stated
	Period    time.Duration  // between two updates (sy:updatePeriod); 0: not stated
	SkipHours []int          // hours of the day, 0–23 in GMT, in which not to ask
	SkipDays  []time.Weekday // days, in GMT, on which not to ask
	Hub       string         // WebSub hub
	Self      string         // its own address, as it names itself: the hub's topic
	NextURL   string         // its next page (RFC 5005, JSON Feed)
	Items     []roundwatch.Item
}

// Parse reads a feed. The error is ErrNotFeed, ErrTooLarge or ErrTooDeep,
// wrapped with what was found, or tells what else went wrong; a feed that is
// damaged but readable is no error.
//
// An Item has everything that a source says of it, and neither Source nor
// archive fields. Its title is never empty as long as it has a summary or an
// address to stand in for it.
func Parse(body []byte, o Options) (f Feed, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = Feed{}, fmt.Errorf("feed parser panicked: %v", r)
		}
	}()
	if body, err = inflate(body); err != nil {
		return Feed{}, err
	}
	text, _ := charset.Decode(body, charset.Hint{ContentType: o.ContentType, Lang: o.Lang})
	base, err := url.Parse(o.URL)
	if err != nil || !base.IsAbs() {
		base = nil
	}
	r := reader{o: o, base: base}
	if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 && trimmed[0] == '{' {
		f, err = r.json(legal(trimmed))
	} else {
		f, err = r.xml(legal(text))
	}
	if err != nil {
		return Feed{}, err
	}
	return f, nil
}

// inflate unpacks gzip, which some servers send without saying so, and holds
// the size limit.
func inflate(body []byte) ([]byte, error) {
	if bytes.HasPrefix(body, []byte{0x1F, 0x8B, 8}) {
		zipped, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("%w: gzip: %w", ErrNotFeed, err)
		}
		// What could be unpacked before an error is a feed cut short.
		if body, err = io.ReadAll(io.LimitReader(zipped, MaxBytes+1)); err != nil && len(body) == 0 {
			return nil, fmt.Errorf("%w: gzip: %w", ErrNotFeed, err)
		}
	}
	if len(body) > MaxBytes {
		return nil, ErrTooLarge
	}
	return body, nil
}

// reader reads one feed.
type reader struct {
	o      Options
	base   *url.URL // nil if unknown
	values []value  // of the outline
}

// readDate reads a date by the rules of the source.
func (r reader) readDate(text string) time.Time {
	t, _ := roundwatch.ParseDate(text, roundwatch.DateOptions{
		Zone: r.o.Zone, DayFirst: r.o.DayFirst, Lang: r.o.Lang, Now: r.o.Now,
	})
	return t
}
