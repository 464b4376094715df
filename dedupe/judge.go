package dedupe

import (
	"cmp"
	"slices"

	"roundwatch"
)

// ruleVersion is stored with every link; it changes when verdicts may.
const ruleVersion = "d1"

// sameWords is the difference in words taken over unchanged that is chance.
const sameWords = 0.03

// Judge says what doc, whose fingerprint is fp, is to the articles of the
// index. text returns a stored article's document; its errors end the
// judgement.
func (x *Index) Judge(doc Document, fp roundwatch.Fingerprint, text func(article int64) (Document, error)) (Verdict, error) {
	fresh := x.fresh.tokenize(doc.body())
	corrects := slices.ContainsFunc(fresh, func(t token) bool { return corrections.class(t.hash) != 0 })
	shingles, traits := x.decode(fp.Blob)
	var matches []match
	for _, place := range x.candidates(shingles) {
		e := x.entries[place]
		stored, err := x.stored(e.article, text)
		if err != nil {
			return Verdict{}, err
		}
		m := match{
			overlap: x.pair.compare(fresh, stored.words),
			article: e.article, story: e.story, title: roundwatch.Fold(stored.Title),
			age: apart(minuteOf(doc.At), e.minute), exact: exact(fresh, stored.words), corrects: corrects,
			samePage:   doc.Canonical != "" && doc.Canonical == stored.Canonical,
			sameSource: doc.Source != "" && doc.Source == stored.Source,
		}
		m.relate()
		matches = append(matches, m)
	}
	v := conclude(fp.Article, matches)
	if v.Duplicate() {
		return v, nil
	}
	kin, err := x.tellers(x.kin(doc, traits, v), text)
	v.kin = kin
	return v, err
}

func exact(a, b []token) bool {
	return len(a) >= minExact && slices.EqualFunc(a, b, func(a, b token) bool { return a.hash == b.hash })
}

// conclude makes one verdict of all matches.
func conclude(article int64, matches []match) Verdict {
	slices.SortFunc(matches, func(a, b match) int { return cmp.Compare(a.article, b.article) })
	tellApart(matches)
	v := Verdict{compiled: compiled(matches)}
	if !v.compiled {
		if m := original(matches); m != nil {
			v.Relation, v.Of, v.story = m.relation, m.article, m.story
			v.Links = append(v.Links, m.link(article))
		}
	}
	for _, m := range matches {
		if m.relation != "" && !m.relation.Duplicate() {
			v.Links = append(v.Links, m.link(article))
		}
		if m.relation != "" || m.longest >= quotedRun {
			v.apart = append(v.apart, m.story)
		}
	}
	return v
}

// tellApart makes a match a sibling if another article of its story that
// shares more with the new text is one: the excerpt of last week's bulletin
// may lack the names and numbers by which the bulletin itself is told from
// this week's. What holds the new text word for word stays.
func tellApart(matches []match) {
	for i := range matches {
		m := &matches[i]
		if !m.relation.Duplicate() || m.exact || m.samePage {
			continue
		}
		strongest := m
		for j := range matches {
			if other := &matches[j]; other.story == m.story && other.strength() > strongest.strength() {
				strongest = other
			}
		}
		if strongest.relation == roundwatch.RelSibling && strongest.verbatim >= m.verbatim-sameWords {
			m.relation, m.rule = roundwatch.RelSibling, "sibling of its story"
		}
	}
}

// strength is what a match weighs against others of its story.
func (m *match) strength() float64 { return m.newInOld + m.oldInNew }

// original returns the article that the new text repeats: the earliest of
// those that hold as much of it word for word as any.
func original(matches []match) *match {
	var best *match
	for i := range matches {
		m := &matches[i]
		if !m.relation.Duplicate() {
			continue
		}
		if best == nil || m.exact && !best.exact || !best.exact && m.verbatim > best.verbatim+sameWords {
			best = m
		}
	}
	return best
}

// A compilation is a text glued together from parts of others.
const (
	wholeShare   = 0.8  // of the text: what one article covers by itself is no compilation
	partShare    = 0.2  // of the text, that a part must be
	partOfOld    = 0.4  // of the old article, that a part must hold,
	partOfNew    = 0.35 // or else be of the text
	partLead     = 0.5  // of the old article's first quarter: what is glued begins at the beginning
	filledShare  = 0.75 // of the text, that two parts must fill
	commonShared = 0.1  // of what they fill, that may belong to both
)

// compiled reports whether the new text is a compilation, and relates it to
// the articles it is made of: parts of different stories that lie apart in it
// and fill it together, none of which covers it alone.
func compiled(matches []match) bool {
	if slices.ContainsFunc(matches, func(m match) bool { return m.newInOld >= wholeShare }) {
		return false
	}
	found := false
	for i := range matches {
		m := &matches[i]
		if m.isPart() && slices.ContainsFunc(matches, m.completes) {
			m.relation, m.rule = roundwatch.RelCompilation, "part of a compilation"
			found = true
		}
	}
	return found
}

func (m *match) isPart() bool {
	return m.newInOld >= partShare && (m.oldInNew >= partOfOld || m.newInOld >= partOfNew) &&
		share(m.oldCovered[:(len(m.oldCovered)+3)/4]) >= partLead
}

// completes reports whether two articles, each a part, make up the new text.
// Two excerpts of one article do so as well; their common title tells.
func (m *match) completes(other match) bool {
	if !other.isPart() || other.story == m.story || other.title != "" && other.title == m.title {
		return false
	}
	both, either := 0, 0
	for i, covered := range m.newCovered {
		if covered && other.newCovered[i] {
			both++
		}
		if covered || other.newCovered[i] {
			either++
		}
	}
	return float64(both) < commonShared*float64(either) && float64(either) >= filledShare*float64(len(m.newCovered))
}
