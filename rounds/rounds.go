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

	"roundwatch"
)

// Filer files articles under the rounds of one dossier. It is immutable and
// safe for use by several goroutines.
type Filer struct {
	dossier roundwatch.Dossier
	hash    string
	lex     *lexicon
	rounds  []round
}

// round is a round in its place.
type round struct {
	roundwatch.Round
	track int32
	role  map[int32]float64 // weight of each principal, by index of Dossier.People
}

// Compile makes a Filer. It fails on a dossier without two parties or without
// a round, and on one with more words than a machine should hold.
func Compile(d roundwatch.Dossier) (*Filer, error) {
	if len(d.Parties) != 2 {
		return nil, fmt.Errorf("dossier %s: %d parties, want 2", d.ID, len(d.Parties))
	}
	f := &Filer{dossier: d, hash: d.Hash()}
	people := map[string]int32{}
	for i, p := range d.People {
		people[p.ID] = int32(i)
	}
	for i, t := range d.Tracks {
		for _, r := range t.Rounds {
			roles := map[int32]float64{}
			for j, id := range r.Principals {
				weight := weightPrincipal
				if j < 2 {
					weight = weightHead
				}
				if p, ok := people[id]; ok {
					roles[p] = weight
				}
			}
			f.rounds = append(f.rounds, round{r, int32(i), roles})
		}
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

// Hash is the version of the dossier that filings are made under.
func (f *Filer) Hash() string { return f.hash }

// Judge files an article. Filing.Article, By and At are left to the caller
// except that By is ByRule.
func (f *Filer) Judge(a roundwatch.Article) roundwatch.Filing {
	r := f.lex.read(a)
	c := f.newCase(a, r)
	relevant := c.relevance()
	if relevant {
		c.weighDates()
		c.weighCues()
		c.weighPeople()
		c.weighOrdinals()
	}
	return c.file(relevant)
}
