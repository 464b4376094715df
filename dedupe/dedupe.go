// Package dedupe decides what a new text is to the texts already in the
// archive: nothing, the same again, part of one, one grown longer, or a
// relative that must stay apart.
//
// The rule it rests on: reuse of news is containment, not resemblance. Two
// texts are compared by how much of each is covered by the other, and names,
// numbers and dates inside the shared part must agree, because two texts cast
// in one mould (the bulletin of last week and of this one) share most of
// their words and none of their news.
//
// It knows nothing of feeds, rounds or the archive. Identity by URL or guid is
// settled before it is asked (that two texts were read at one address only
// tells it that they are no siblings), and a topic that separates stories is
// an opaque string to it.
//
// Invariants:
//
//   - An Index is made of fingerprints alone: one that is rebuilt from stored
//     fingerprints gives the same verdicts as the one that was lost.
//   - A verdict compares with the archive as it is; it never changes an
//     earlier verdict, and links are never followed further than one step, so
//     a text made of two stories does not glue them together.
//   - Nothing here waits, logs, or reads a clock.
package dedupe

import (
	"time"

	"roundwatch"
)

// Scheme is the version of the rules that make a fingerprint. A fingerprint
// of another scheme must be made anew from its text.
const Scheme = 1

// Document is a text to be judged, or one that is stored.
type Document struct {
	ID        int64  // article id, 0 if not stored yet
	Source    string // name of the source, "" if unknown
	Title     string
	Text      string    // paragraphs separated by one empty line
	Canonical string    // canonical URL, "" if unknown
	At        time.Time // published, or first seen; zero if unknown
}

// Verdict says what a document is to the archive.
type Verdict struct {
	Relation roundwatch.Relation // exact, near, excerpt or update; "" for a new text
	Of       int64               // the article it repeats, 0 for a new text
	Links    []roundwatch.Link   // the evidence: the duplicate first, then related articles

	story    int64   // of Of
	compiled bool    // glued together from several
	apart    []int64 // stories that share text with the document, as moulds and quotations do
	kin      []kin   // what may tell the same story, the nearest first
}

// Duplicate reports whether the document repeats a stored one.
func (v Verdict) Duplicate() bool { return v.Relation != "" }

// body returns the text to compare; a document without one is its title.
func (d Document) body() string {
	if d.Text == "" {
		return d.Title
	}
	return d.Text
}
