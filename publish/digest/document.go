package digest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Document is the content of a digest, in the order in which it is read. It is
// kept in the archive, and every format is written from it alone. Times are
// RFC 3339 in UTC, unknown ones "".
type Document struct {
	Number      int          `json:"number"`
	Dossier     string       `json:"dossier"`
	Name        string       `json:"name"` // the dossier's, for people
	Date        string       `json:"date"` // local day on which it ends
	From        string       `json:"from"` // "": from the beginning of the archive
	To          string       `json:"to"`   // not included
	Zone        string       `json:"zone"`
	LocalFrom   string       `json:"local_from"`
	LocalTo     string       `json:"local_to"`
	Seen        int          `json:"seen"`
	Kept        int          `json:"kept"`
	Copies      int          `json:"copies"`
	Review      int          `json:"review"`
	Irrelevant  int          `json:"irrelevant"`
	Pending     int          `json:"pending"`
	Coverage    Coverage     `json:"coverage"`
	Top         []Line       `json:"top"` // at most three; none: nothing significant appeared
	Sections    []Section    `json:"sections"`
	Corrections []Correction `json:"corrections"` // to earlier digests
	Undecided   []Line       `json:"undecided"`   // need review
	DossierHash string       `json:"dossier_hash"`
	Hash        string       `json:"hash"` // SHA-256 of this document without this field
}

// Section is what one round, or the space outside all rounds, has to tell.
type Section struct {
	Track     string `json:"track"`
	TrackName string `json:"track_name"`
	Round     string `json:"round"` // "": outside any round
	RoundName string `json:"round_name"`
	Lines     []Line `json:"lines"` // official texts first, then reporting, then previews and retrospects
}

// Line is one story.
type Line struct {
	Item          int64       `json:"item"`
	Story         int64       `json:"story"`
	Title         string      `json:"title"`
	URL           string      `json:"url"`
	Source        string      `json:"source"`
	Tier          string      `json:"tier"`
	Lang          string      `json:"lang"`
	Dir           string      `json:"dir"`
	Role          string      `json:"role"`
	RoundName     string      `json:"round_name"`
	Confidence    float64     `json:"confidence"`
	Published     string      `json:"published"`
	PublishedFrom string      `json:"published_from"`
	FirstSeen     string      `json:"first_seen"`
	Outlets       int         `json:"outlets"`     // carried by so many sources
	Independent   int         `json:"independent"` // of them in words of their own
	Also          []int64     `json:"also"`        // items of the same story, round and window
	Quote         string      `json:"quote"`       // verbatim, in the article's language
	Why           string      `json:"why"`         // the reasons of the filing
	Candidates    []Candidate `json:"candidates,omitempty"`
	Late          bool        `json:"late"`      // first seen before the window, judged in it
	Continued     bool        `json:"continued"` // the story was reported before
}

// Candidate is a round that a person may choose.
type Candidate struct {
	Round string  `json:"round"`
	Name  string  `json:"name"`
	Score float64 `json:"score"`
}

// Correction is what an earlier digest said and what holds now.
type Correction struct {
	Digest int    `json:"digest"`
	Item   int64  `json:"item"`
	Kind   string `json:"kind"` // edited, refiled or withdrawn
	Title  string `json:"title"`
	URL    string `json:"url"`
	Source string `json:"source"`
	Lang   string `json:"lang"`
	Note   string `json:"note"`
}

// Coverage says what was looked at, so that silence can be told from blindness.
type Coverage struct {
	Due      int          `json:"due"`      // sources that should have been polled
	Polled   int          `json:"polled"`   // of them, those that answered at least once
	Failed   []SourceNote `json:"failed"`   // every poll failed
	Unsteady []SourceNote `json:"unsteady"` // some polls failed
	Unpolled []SourceNote `json:"unpolled"` // none was made
	Empty    []SourceNote `json:"empty"`    // answers without a single item
	Overflow []SourceNote `json:"overflow"` // items may have scrolled away unseen
}

// SourceNote is one source and what was wrong with it.
type SourceNote struct {
	Source string `json:"source"`
	Health string `json:"health"`
	Polls  int    `json:"polls"`
	Failed int    `json:"failed"`
	LastOK string `json:"last_ok"`
	Note   string `json:"note"`
}

// seal computes the hash of everything else.
func (d *Document) seal() error {
	d.Hash = ""
	b, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("digest %d: %w", d.Number, err)
	}
	sum := sha256.Sum256(b)
	d.Hash = hex.EncodeToString(sum[:])
	return nil
}

// Parse reads a document back and checks that it is what was sealed.
func Parse(b []byte) (Document, error) {
	var d Document
	if err := json.Unmarshal(b, &d); err != nil {
		return Document{}, fmt.Errorf("digest document: %w", err)
	}
	said := d.Hash
	if err := d.seal(); err != nil {
		return Document{}, err
	}
	if d.Hash != said {
		return Document{}, fmt.Errorf("digest %d was changed after it was written: content hash %.12s, stated %.12s", d.Number, d.Hash, said)
	}
	return d, nil
}
