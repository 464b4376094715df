package roundwatch

import "time"

// Digest is one issue of the daily document, as it was written. It lists what
// was first seen from From to before To; the next issue begins at To.
type Digest struct {
	Dossier  string // the dossier's id; issues are numbered per dossier
	Number   int    // from 1
	From     time.Time
	To       time.Time
	Zone     string // IANA zone of its hour
	Date     string // local day on which it ends: 2006-01-02
	Hash     string // of the content
	At       time.Time
	Document []byte // the content, as JSON: every format is written from it
}

// Material is everything a digest tells about a window of first-seen times,
// read in one snapshot of the archive.
type Material struct {
	Tally    Tally
	Articles []Reported // oldest first
	Changes  []Change   // oldest article first
	Coverage []Coverage // sources ever polled, by name
}

// Tally counts the items first seen in a window, as they stand now.
type Tally struct {
	Seen       int
	Kept       int // articles about the dialogue that are no copy
	Copies     int // duplicates, and items that led to an article already read
	Review     int // of those kept: a person must choose the round
	Irrelevant int // articles not about the dialogue
	Pending    int // not judged yet: the first digest after their judgement lists them
}

// Reported is an article that a digest lists: about the dialogue, no copy, and
// never listed before. Most were first seen in the digest's window; one that
// was judged, or came to be about the dialogue, only later is Late.
type Reported struct {
	Entry
	Dir         string
	Text        string
	Revision    int // number of the latest reading
	Evidence    []Evidence
	Candidates  []Candidate
	Late        bool // first seen before the window
	Continued   bool // its story began before the window
	Outlets     int  // sources that carried the story, copies counted
	Independent int  // sources that carried it in words of their own
}

// Kinds of Change.
const (
	ChangeEdited    = "edited"    // the outlet changed the substance of its text
	ChangeRefiled   = "refiled"   // the article belongs to another round than was said
	ChangeWithdrawn = "withdrawn" // the article is not about the dialogue after all
)

// Change is what no longer holds of an article as it was last told.
type Change struct {
	Entry
	Digest   int // the number of the digest that told it
	Kind     string
	Revision int
	Before   string // refiled, withdrawn: the round it was told under, "" for none
	Note     string // edited: what changed, in words
}

// Told is what a digest said of an article. The archive keeps the last word,
// so that the next digest can correct it, once.
type Told struct {
	Article  int64
	Round    string
	Verdict  Verdict
	Revision int
}

// Coverage is what was seen of one source in a window.
type Coverage struct {
	Source   string
	Health   Health // now
	Polls    int
	Failed   int
	Items    int // new ones
	Overflow int // polls in which every listed item was new
	LastOK   time.Time
	Error    string // the last one in the window
}
