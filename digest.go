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
	Changes  []Change   // oldest first
	Coverage []Coverage // sources that were polled or have a state, by name
}

// Tally counts the items first seen in a window.
type Tally struct {
	Seen       int `json:"seen"`
	Kept       int `json:"kept"`       // articles about the dialogue that are no copy
	Copies     int `json:"copies"`     // duplicates, and items that led to an article already read
	Review     int `json:"review"`     // of those kept: a person must choose the round
	Irrelevant int `json:"irrelevant"` // articles not about the dialogue
	Pending    int `json:"pending"`    // not judged yet: the digest after their judgement lists them
}

// Reported is an article that a digest may list: relevant, and no duplicate.
//
// An article is reported once. It belongs to the window of its first-seen time
// if it was judged before the window's end, else to the window of its judgement.
type Reported struct {
	Entry
	Dir         string
	Text        string
	Evidence    []Evidence
	Candidates  []Candidate
	Late        bool // first seen before the window
	Continued   bool // its story was reported before the window
	Outlets     int  // sources that carried the story, copies counted
	Independent int  // sources that carried it in words of their own
	Carriers    int  // sources that carried this article or a copy of it
}

// Kinds of Change.
const (
	ChangeEdited    = "edited"    // the outlet changed the substance of its text
	ChangeRefiled   = "refiled"   // the article belongs to another round than was said
	ChangeWithdrawn = "withdrawn" // the article does not belong to the dialogue after all
)

// Change is what no longer holds of an article that an earlier digest listed.
type Change struct {
	Entry
	Digest int // the number of that digest
	Kind   string
	At     time.Time
	Before string // refiled, withdrawn: the round it was filed under, "" for none
	Note   string // edited: what changed, in words
}

// Coverage is what was seen of one source in a window.
type Coverage struct {
	Source   string
	Health   Health // at the window's end, as far as is known
	Polls    int
	Failed   int
	Items    int // new ones
	Overflow int // polls in which every listed item was new
	LastOK   time.Time
	Error    string // the last one in the window
}
