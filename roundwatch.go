// Package roundwatch holds the nouns of roundwatch: a daemon that watches how
// the press reports the US–Iraq dialogue. Every other package speaks in these
// types; this one does no I/O and imports none of the others.
//
// Beside the nouns it keeps the few pure rules that several rooms must share
// to the letter, each in one file: fold.go (how text is folded for matching),
// date.go (how a written date is read) and url.go (when two addresses are one).
//
// Rules that hold for every noun:
//
//   - A time.Time is UTC; the zero Time means "unknown", never "now".
//   - An id is the row's integer in the archive; 0 means "not stored yet".
//   - Text is valid UTF-8 in Unicode normal form C; offsets count bytes.
package roundwatch

import "time"

// SourceKind says how a source is read.
type SourceKind string

// The kinds of source.
const (
	KindFeed    SourceKind = "feed"    // RSS, Atom, RDF or JSON Feed
	KindPage    SourceKind = "page"    // an HTML page that lists articles
	KindSitemap SourceKind = "sitemap" // a sitemap, news sitemap or sitemap index
)

// The two source names that no configuration may use: documents that came
// with the program, and documents a person imported.
const (
	SourceSeeds  = "seeds"
	SourceImport = "import"
)

// Source is one place that roundwatch reads, as configured.
type Source struct {
	Name        string        // unique, stable: it is part of every item's identity
	Kind        SourceKind    //
	URL         string        // absolute http or https
	Every       time.Duration // wanted time between two polls; what the server asks may lengthen it
	Floor       time.Duration // never asked sooner than this after a poll; 0: no bound
	Schedule    string        // cron expression in Zone; replaces Every where set
	Lang        string        // BCP 47 language the source writes in, "" if mixed
	Tier        Tier          //
	Zone        string        // IANA zone of dates that state none
	DayFirst    bool          // 3/4/2021 is 3 April
	Wrapped     bool          // links are redirect wrappers: text comes from the feed, pages are not fetched
	Unvalidated bool          // poll at Every although the server sends no validators (else daily at most)
	Disabled    bool          //
	Selector    string        // CSS selector of article links on a page
	Pattern     string        // regular expression that an article's URL must match
}

// Tier says what kind of voice a source is.
type Tier string

// The tiers, most authoritative first.
const (
	TierOfficial   Tier = "official"
	TierAgency     Tier = "agency"
	TierPress      Tier = "press"
	TierPartisan   Tier = "partisan"
	TierAggregator Tier = "aggregator"
)

// Health is the state of a source as its readers see it.
type Health string

// The states of a source. A source is notified once per change, never per failure.
const (
	HealthNew     Health = "new"     // never polled
	HealthOK      Health = "ok"      // last poll answered
	HealthFailing Health = "failing" // network, status or parse errors
	HealthBlocked Health = "blocked" // 401, 403 or a challenge page
	HealthGone    Health = "gone"    // 410: never asked again
	HealthEmpty   Health = "empty"   // answers, but without a single item
)

// SourceState is what the archive remembers about a source between polls.
// It is written only together with the items of the poll that produced it.
type SourceState struct {
	Source       string
	Address      string        // Source.URL that all of this is about: another address starts anew
	ETag         string        // raw header bytes of the last complete 200 or 304, "" if absent
	LastModified string        // the same
	Coding       string        // content coding the validators belong to
	ValidatorURL string        // the address that gave the validators: they are sent to no other
	BodyHash     string        // hex SHA-256 of the last parsed body
	NextPoll     time.Time     // not before this
	LastPoll     time.Time     // last attempt
	LastOK       time.Time     // last answer that was read (200 or 304)
	LastError    string        // "" after a success
	Failures     int           // consecutive
	FailingSince time.Time     // first of them
	Health       Health        //
	Told         Health        // the trouble that readers were told of, "" if none
	Seen         bool          // one poll has succeeded, or two in part: later items are news
	MovedTo      string        // target of the permanent redirects seen
	MovedCount   int           // how many polls in a row said so
	MovedSince   time.Time     // first of them
	URL          string        // learned address that replaces Source.URL; "" if none
	Method       string        // page sources: how links were found (see page.Links)
	MethodURL    string        // page sources: the feed or sitemap read in the page's place, "" for none
	Links        int           // page sources: links in the last good reading
	Interval     time.Duration // current interval, for display and backoff
	Freshness    time.Duration // what max-age or Expires asked for
	TTL          time.Duration // what the feed's ttl or sy:period asked for
	SkipHours    []int         // hours in GMT in which the feed wants no visit
	SkipDays     []time.Weekday
	Gap          time.Duration // half the median gap between its items
	Hub          string        `json:",omitzero"` // WebSub hub that its feed names, "" if it names none that may be asked
	Topic        string        `json:",omitzero"` // what the hub knows the feed by: the address that the feed gives itself
	Backup       time.Time     `json:",omitzero"` // next poll while the hub delivers what is new; zero: NextPoll is
}

// Outcome is how a poll ended.
type Outcome string

// The outcomes of a poll.
const (
	PollOK        Outcome = "ok"        // answered and read
	PollUnchanged Outcome = "unchanged" // 304, or the same bytes
	PollPartial   Outcome = "partial"   // cut short: what could be read was kept, validators were not
	PollFailed    Outcome = "failed"    //
)

// Poll is one finished attempt to read a source, or what a hub delivered of
// it: everything RecordPoll commits.
type Poll struct {
	Source   string
	At       time.Time
	Took     time.Duration
	Outcome  Outcome
	Status   int         // HTTP status, 0 if none arrived
	Bytes    int         // decoded body size
	Error    string      // "" unless failed or partial
	Listed   int         // items in the answer
	Overflow bool        // every listed item was new, or the list too long: some may have gone unseen
	State    SourceState // the state after this poll
	Pushed   bool        // delivered by a hub: the stored state stays as it is
	Items    []Item      // as listed, oldest first; the archive decides which are new
	Silent   bool        // new items of this poll are settled without alerts
	Pause    *Pause      // the server asked a whole domain to rest
	Raw      *Raw        // the body as received
	Alerts   []Alert     // source-health notices that this poll gives rise to
}

// Recorded says what a recorded poll changed.
type Recorded struct {
	New     int // items never seen before
	Updated int // items whose title or text changed
}

// Pause keeps every request to a registrable domain back until a time (Retry-After).
type Pause struct {
	Domain string
	Until  time.Time
}

// Raw is a body as received, decoded from its content coding. The archive
// keeps it compressed and content-addressed for a limited number of days.
type Raw struct {
	URL         string
	ContentType string
	Body        []byte
}

// ItemState is where an item stands on its road.
type ItemState string

// The states of an item.
const (
	ItemPending ItemState = "pending" // listed, not judged yet: the queue
	ItemSettled ItemState = "settled" // judged; its article, filing and alerts are stored
)

// Item is what a source said: one entry of a feed or one link of a page.
type Item struct {
	ID         int64
	Source     string
	GUID       string    // the feed's identifier, raw bytes; "" if none
	URL        string    // absolute, as listed
	Canonical  string    // CanonicalURL(URL)
	Title      string    // plain text
	Summary    string    // plain text
	Content    string    // plain text, paragraphs separated by one empty line
	Author     string    //
	Lang       string    // as the feed states it
	Published  time.Time // as the feed states it
	Updated    time.Time //
	Categories []string
	Enclosures []Enclosure
	FirstSeen  time.Time // when the archive first stored it
	State      ItemState
	Silent     bool      // settle without alerts
	Attempts   int       // failed tries to fetch its page
	NextTry    time.Time // not before this
	LastError  string
	Article    int64 // 0 while pending
}

// Enclosure is a file attached to an item.
type Enclosure struct {
	URL    string `json:"url"`
	Type   string `json:"type"`
	Length int64  `json:"length"`
}

// Postponement puts a pending item's next try off.
type Postponement struct {
	Item    int64
	At      time.Time
	NextTry time.Time
	Error   string
	Pause   *Pause
}
