// Package rounds decides to which round of a dialogue an article belongs, and
// says why. It is the project's own judgement.
//
// It knows how the languages of the press speak of rounds, dates and parties,
// but no party, person or round: those come with the dossier, so that another
// dossier makes it judge another dialogue. It does not decide what is a
// duplicate, when to alert, or what is kept; and what a person has decided it
// never sees.
//
// The judgement weighs, in this order of worth:
//
//   - relevance: both parties, and not another pair's talks;
//   - the track: an ordinal means nothing outside its track;
//   - the stated day of publication against the rounds' windows (an inferred
//     day is never evidence);
//   - what only one round contains, then who took part;
//   - ordinals bound to the track, the highest current one over earlier ones
//     that are listed beside it.
//
// What holds always:
//
//   - Judge is a pure function of article and dossier: same in, same out.
//   - Evidence with a quote stands at Text[Start:End], byte for byte.
//   - Background sentences and the end of a long page cannot decide alone.
//   - Between two readings the article goes to review, with both.
package rounds

import (
	"fmt"
	"slices"

	"roundwatch"
)

// Filer files articles under the rounds of one dossier. It is immutable and
// safe for use by several goroutines.
type Filer struct {
	dossier roundwatch.Dossier
	hash    string
	lex     *lexicon
	rounds  []round
	party   []int8    // of each person: 0, 1, or -1 for neither
	says    [][]entry // of each person: what the name says of the rounds
}

// round is a round in its place.
type round struct {
	roundwatch.Round
	track int32
}

// Compile makes a Filer. It fails on a dossier without two parties or without
// a round, and on one with more words than a machine should hold.
func Compile(d roundwatch.Dossier) (*Filer, error) {
	if len(d.Parties) != 2 {
		return nil, fmt.Errorf("dossier %s: %d parties, want 2", d.ID, len(d.Parties))
	}
	f := &Filer{dossier: d, hash: d.Hash()}
	for i, t := range d.Tracks {
		for _, r := range t.Rounds {
			f.rounds = append(f.rounds, round{r, int32(i)})
		}
	}
	for i, p := range d.People {
		party := slices.IndexFunc(d.Parties, func(party roundwatch.Party) bool { return party.ID == p.Party })
		f.party = append(f.party, int8(party))
		f.says = append(f.says, f.sayings(int32(i)))
	}
	if len(f.rounds) == 0 {
		return nil, fmt.Errorf("dossier %s: no rounds", d.ID)
	}
	lex, err := buildLexicon(d)
	if err != nil {
		return nil, fmt.Errorf("dossier %s: %w", d.ID, err)
	}
	f.lex = lex
	return f, nil
}

// Dossier returns what the Filer was made from.
func (f *Filer) Dossier() roundwatch.Dossier { return f.dossier }

// Judge files an article. Filing.Article and At are left to the caller.
func (f *Filer) Judge(a roundwatch.Article) roundwatch.Filing {
	c := f.newCase(a)
	relevant := c.relevance()
	if relevant {
		c.weighDates()
		c.weighCues()
		c.weighPeople()
		c.weighOrdinals()
	}
	return c.file(relevant)
}
