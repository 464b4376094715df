package roundwatch

import "time"

// How a publication date became known, best first.
const (
	FromFeed     = "feed"     // the feed's own date
	FromJSONLD   = "json-ld"  // schema.org data in the page
	FromMeta     = "meta"     // a meta element
	FromTime     = "time"     // a time element or a visible date line
	FromURL      = "url"      // digits in the address
	FromDateline = "dateline" // the dateline of the text
	FromInferred = "inferred" // weekday and days held; never evidence
)

// Where an article's text came from.
const (
	TextFromPage = "page" // the page itself
	TextFromFeed = "feed" // the page could not be read: the feed's own text
	TextFromFile = "file" // an imported document
)

// Article is what roundwatch read: the clean text that a person would copy by hand.
type Article struct {
	ID            int64
	Item          int64  // the item through which it was first read
	Source        string // that item's source
	URL           string // where it was read
	Canonical     string // CanonicalURL of the address the page calls its own
	Title         string // without the site's name
	Byline        string
	Site          string
	Lang          string    // en, ar, fa, ckb, ku, tr, another code, or ""
	Dir           string    // "ltr" or "rtl"
	Text          string    // paragraphs separated by one empty line
	TextFrom      string    // TextFromPage, TextFromFeed or TextFromFile
	Published     time.Time // zero if unknown
	PublishedFrom string    // one of the From… constants, "" if unknown
	Modified      time.Time
	Confidence    float64 // 0..1; below 0.5 the text is not to be trusted
	Reason        string  // why confidence is low
	Removed       []Removed
	FirstSeen     time.Time
	Story         int64 // the story it belongs to: id of the story's first article
}

// Removed is a piece of the original that is not part of Text.
type Removed struct {
	Kind string `json:"kind"` // e.g. outlet, dateline, credit, share, related, repeated
	Text string `json:"text"`
}

// Revision is a later reading of an article whose text had changed.
type Revision struct {
	Article  int64
	Number   int // 1 is the first text
	At       time.Time
	Title    string
	Text     string
	Modified time.Time
	Change   string // what changed, in words; "" for the first
}

// Fingerprint is what the archive keeps so that the index can be rebuilt
// without reading texts. Only package dedupe knows what the bytes mean.
type Fingerprint struct {
	Article int64
	Scheme  int    // version of the rules that made it; another scheme is made anew from the text
	Hash    uint64 // hash of the normalised token stream
	Tokens  int
	Blob    []byte
	At      time.Time // the article's publication, or when it was first seen
	Story   int64     // the article's story, as stored
	Topic   string    // the round its filing in force names, "" if none
}

// Relation is what one article is to an earlier one.
type Relation string

// The relations. The first four make the newer article a duplicate: it is
// filed with its original and raises no alert of its own.
const (
	RelExact       Relation = "exact"
	RelNear        Relation = "near"
	RelExcerpt     Relation = "excerpt"
	RelUpdate      Relation = "update"
	RelPartial     Relation = "partial"
	RelSibling     Relation = "sibling"
	RelCompilation Relation = "compilation"
)

// Duplicate reports whether r makes the newer article a duplicate of the older.
func (r Relation) Duplicate() bool {
	return r == RelExact || r == RelNear || r == RelExcerpt || r == RelUpdate
}

// Link is a stored relation between two articles with the measurements it rests on.
type Link struct {
	Article     int64 // the newer
	Of          int64 // the older
	Relation    Relation
	Similarity  float64 // symmetric, 0..1
	Containment float64 // share of the shorter text found in the longer, 0..1
	NewInOld    float64 // coverage of the newer text by the older
	OldInNew    float64 // coverage of the older text by the newer
	LongestRun  int     // tokens
	Agreement   float64 // names and numbers of the shared span found on both sides; -1 if too few
	Rule        string  // rule version and name
}

// Check is an article whose page is due for another reading.
type Check struct {
	Article      Article
	Next         time.Time // when it is due
	Step         int       // how many readings after the first are done
	ETag         string
	LastModified string
}

// Checked is what a later reading of an article's page found.
type Checked struct {
	Article      int64
	At           time.Time
	Step         int
	Next         time.Time // zero: the ladder is done
	ETag         string
	LastModified string
	Revision     *Revision    // nil: unchanged or not readable
	Fingerprint  *Fingerprint // of the revised text
	Raw          *Raw
	Pause        *Pause
	Alerts       []Alert // errata
}
