package roundwatch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Dossier is what is known about one dialogue between two parties: who they
// are, who speaks for them, which rounds of talks took place and by what words
// the press tells them apart. It is configuration; no rule of the program
// knows a party, a person or a round by name.
type Dossier struct {
	ID      string // short and stable; digests are numbered per dossier
	Name    string
	Parties []Party // exactly two
	Others  []Party // states and bodies whose talks, with a party or with each other, are another matter
	People  []Person
	Subject []Cue // what the two parties deal in, whatever the round: weighs for relevance
	Apart   []Cue // what merely mentions both parties, such as history or sport: weighs against relevance
	Tracks  []Track
}

// Party is one side of a dialogue, or a state that is none.
type Party struct {
	ID    string
	Name  string
	Words []string // names, peoples, capitals, seats of government, in every language
}

// Person is someone whose name helps to place an article. The lexicon gives
// every spelling once; cues and rounds name the person by id.
type Person struct {
	ID        string
	Name      string
	Party     string    // id of a party, or "" for someone of neither
	Since     time.Time // first day in the office in which the press names them; zero: always
	Until     time.Time // last day; zero: still
	Spellings []string
}

// Track is a series of talks of one kind, numbered on its own: an ordinal
// means nothing outside its track.
type Track struct {
	ID     string
	Name   string
	Names  []Cue // what the press calls the track
	Rounds []Round
}

// Round is one round of talks, or one stretch of a track that has no rounds.
type Round struct {
	ID         string
	Number     int // within its track; 0: unnumbered, or numbered differently by different people
	Name       string
	Held       []time.Time // the days of the talks themselves, ascending; may be empty
	From       time.Time   // first day of the articles that prepare it
	Until      time.Time   // last day of the articles that follow it up; zero: open, it is still being reported
	Form       string      // how it was held, in words
	Venue      string
	Principals []string // ids of people, heads first
	Aliases    []Cue    // other names in the press
	Signature  []Cue    // what only, or mostly, this round contains
}

// CueLanguages are the languages under which a cue may list its words.
var CueLanguages = [...]string{"en", "ar", "fa", "ckb", "ku", "tr", "de", "es", "fr"}

// Cue is one idea and all the words for it. However often its words stand in
// an article, it counts once.
//
// A word matches whole words, whatever their case, marks and punctuation. A
// trailing * matches any ending; a word in capitals matches only capitals (US,
// HCC); "a + b" needs both in one sentence, "a|b" either; @id stands for any
// name of a person, party or other state.
type Cue struct {
	Name   string
	Weight float64
	Words  map[string][]string // by language, one of CueLanguages
}

// Needs takes a word of a cue apart: every element must be met in one sentence,
// each by any one of its choices.
func Needs(word string) [][]string {
	var needs [][]string
	for part := range strings.SplitSeq(word, "+") {
		var choices []string
		for choice := range strings.SplitSeq(part, "|") {
			choices = append(choices, strings.TrimSpace(choice))
		}
		needs = append(needs, choices)
	}
	return needs
}

// Hash is the version of the dossier: SHA-256, in hexadecimal, of its content
// in canonical form. The layout of the file it came from does not enter.
func (d Dossier) Hash() string {
	canonical, err := json.Marshal(d) // map keys sorted, fields in the order above
	if err != nil {
		panic(fmt.Sprintf("dossier %s is not data: %v", d.ID, err)) // a weight that is no number; parsers refuse it
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

// Round returns the round with the given id and its track.
func (d Dossier) Round(id string) (Round, Track, bool) {
	for _, t := range d.Tracks {
		for _, r := range t.Rounds {
			if r.ID == id {
				return r, t, true
			}
		}
	}
	return Round{}, Track{}, false
}

// RoundName is what people call the round with the given id: its track and its
// own name. A round that the dossier does not know keeps its id.
func (d Dossier) RoundName(id string) string {
	r, t, ok := d.Round(id)
	switch {
	case !ok:
		return id
	case r.Name == "" || r.Name == t.Name:
		return t.Name
	case t.Name == "":
		return r.Name
	}
	return t.Name + ": " + r.Name
}

// Covers reports whether an article of day t falls into the round's window.
func (r Round) Covers(t time.Time) bool {
	return !t.Before(r.From) && (r.Until.IsZero() || t.Before(r.Until.AddDate(0, 0, 1)))
}
