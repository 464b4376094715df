package dedupe

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"roundwatch"
)

// ruleVersion is stored with every link; it changes when verdicts may.
const ruleVersion = "d1"

// The cut-offs of a verdict, as shares of words covered.
const (
	minExact   = 6   // words of a text that can be the same as another by more than chance
	minTokens  = 12  // shared words below which nothing is a copy
	floorShare = 0.4 // below: no relation
	halfShare  = 0.5
	fullShare  = 0.75
	wholeShare = 0.8 // of a text that is no compilation
	exactGap   = 0.2 // difference of the two coverages that makes an excerpt or update

	quotedRun = 25 // words in a row that no one rewrites

	lateAfter         = 14 * 24 * time.Hour
	lateShare         = 0.9
	copyWithin        = 48 * time.Hour
	correctionDensity = 0.08
)

// Judge says what doc, whose fingerprint is fp, is to the articles of the
// index. text returns a stored article's document; its errors end the
// judgement.
func (x *Index) Judge(doc Document, fp roundwatch.Fingerprint, text func(article int64) (Document, error)) (Verdict, error) {
	fresh := x.fresh.tokenize(doc.body())
	corrects := corrects(fresh)
	shingles, _ := x.decode(fp.Blob)
	var matches []match
	for _, place := range x.candidates(shingles) {
		e := x.entries[place]
		stored, err := text(e.article)
		if err != nil {
			return Verdict{}, fmt.Errorf("article %d: %w", e.article, err)
		}
		old := x.old.tokenize(stored.body())
		m := match{
			article: e.article, story: e.story, age: apart(minuteOf(doc.At), e.minute),
			overlap: x.pair.compare(fresh, old), corrects: corrects,
		}
		m.exact = len(fresh) >= minExact && slices.EqualFunc(fresh, old, func(a, b token) bool { return a.hash == b.hash })
		m.relation = m.relate()
		matches = append(matches, m)
	}
	return conclude(fp.Article, matches), nil
}

// match is one stored article and what the new one is to it.
type match struct {
	overlap
	article, story int64
	age            time.Duration // between the two
	exact          bool          // word for word
	corrects       bool          // the new text says that it corrects one
	relation       roundwatch.Relation
}

func (m *match) relate() roundwatch.Relation {
	if m.exact {
		return roundwatch.RelExact
	}
	high := max(m.newInOld, m.oldInNew)
	if high < floorShare || high*float64(min(m.newTokens, m.oldTokens)) < minTokens {
		return ""
	}
	switch {
	case m.age > lateAfter && (high < lateShare || m.numbers.changed+m.dates.changed > 0 || disagreement(m.names) > 0.1):
		return roundwatch.RelSibling
	case m.age > copyWithin && (m.numbers.changed >= 2 || m.dates.changed > 0 || m.caselessSwap):
		return roundwatch.RelSibling
	case m.sibling() && !m.correction():
		return roundwatch.RelSibling
	case high < fullShare && !m.rewritten(high):
		return roundwatch.RelPartial
	}
	switch difference := m.newInOld - m.oldInNew; {
	case difference > exactGap:
		return roundwatch.RelExcerpt
	case difference < -exactGap:
		return roundwatch.RelUpdate
	}
	return roundwatch.RelNear
}

func (m match) agreement() float64 {
	same := m.numbers.same + m.names.same + m.dates.same
	if same+m.changed() < 3 {
		return -1
	}
	return float64(same) / float64(same+m.changed())
}

func (m match) changed() int { return m.numbers.changed + m.names.changed + m.dates.changed }

// sibling reports whether names, numbers or dates in the shared passages disagree.
func (m match) sibling() bool {
	switch {
	case m.dates.changed > 0 && m.changed() > m.dates.changed:
		return true
	case m.numbers.changed >= 2 && disagreement(m.numbers) > 0.4:
		return true
	}
	return m.otherNames()
}

func (m match) otherNames() bool { return m.names.changed >= 2 && disagreement(m.names) > 0.15 }

func disagreement(s slots) float64 { return float64(s.changed) / float64(max(1, s.same+s.changed)) }

// correction reports whether changed numbers look like an amendment.
func (m match) correction() bool {
	if m.age > copyWithin || m.otherNames() {
		return false
	}
	if m.corrects {
		return true
	}
	return m.dates.changed == 0 && float64(m.numbers.changed) <= correctionDensity*float64(min(m.newTokens, m.oldTokens))
}

// rewritten reports whether sharing less than fullShare can still mean that
// one text was made from the other: the shared words are spread over the
// shorter text, its beginning included. A statement or a background
// paragraph that both quote is one block, or several long ones.
func (m match) rewritten(high float64) bool {
	covered := m.newCovered
	if m.oldTokens < m.newTokens {
		covered = m.oldCovered
	}
	n, bare := len(covered), 0
	for q := range 4 {
		if share(covered[q*n/4:(q+1)*n/4]) < 0.2 {
			if q == 0 {
				return false
			}
			bare++
		}
	}
	if high < halfShare {
		return bare == 0 && m.longest <= quotedRun
	}
	return bare <= 1
}

// conclude makes one verdict of all matches.
func conclude(article int64, matches []match) Verdict {
	slices.SortFunc(matches, func(a, b match) int { return cmp.Compare(a.article, b.article) })
	tellApart(matches)
	parts := compilation(matches)
	var v Verdict
	for _, m := range matches {
		if m.longest >= quotedRun {
			v.quoting = append(v.quoting, m.article)
		}
	}
	if original := original(matches); original != nil && len(parts) == 0 {
		v.Relation, v.Of, v.story = original.relation, original.article, original.story
		v.Links = append(v.Links, original.link(article))
	}
	for _, m := range matches {
		if slices.Contains(parts, m.article) {
			m.relation = roundwatch.RelCompilation
		}
		if m.relation != "" && !m.relation.Duplicate() {
			v.Links = append(v.Links, m.link(article))
		}
	}
	return v
}

// tellApart makes every match with a story a sibling if the strongest of them
// is one: the excerpt of last week's bulletin may lack the names and numbers
// by which the bulletin itself is told from this week's.
func tellApart(matches []match) {
	for i, m := range matches {
		if !m.relation.Duplicate() || m.exact {
			continue
		}
		strongest := m
		for _, other := range matches {
			if other.story == m.story && other.strength() > strongest.strength() {
				strongest = other
			}
		}
		if strongest.relation == roundwatch.RelSibling {
			matches[i].relation = roundwatch.RelSibling
		}
	}
}

// strength is what a match weighs against others of its story.
func (m match) strength() float64 { return m.newInOld + m.oldInNew }

// original returns the article that the new text repeats: the earliest of
// those that hold as much of it word for word as any.
func original(matches []match) *match {
	var best *match
	for i, m := range matches {
		if !m.relation.Duplicate() {
			continue
		}
		if best == nil || m.exact && !best.exact || !best.exact && m.verbatim > best.verbatim+0.03 {
			best = &matches[i]
		}
	}
	return best
}

// compilation returns the articles that the new text is glued together from:
// parts of different stories that lie apart in it and fill it together, none
// of which covers it alone.
func compilation(matches []match) []int64 {
	var ids []int64
	for _, m := range matches {
		if m.newInOld >= wholeShare {
			return nil
		}
		if !m.isPart() {
			continue
		}
		if slices.ContainsFunc(matches, func(n match) bool { return n.isPart() && n.story != m.story && fill(m.newCovered, n.newCovered) }) {
			ids = append(ids, m.article)
		}
	}
	return ids
}

// isPart reports whether the new text holds the beginning of the old one and
// enough of the rest, or consists enough of it, to be called glued from it.
func (m match) isPart() bool {
	return m.newInOld >= 0.2 && (m.oldInNew >= 0.4 || m.newInOld >= 0.35) &&
		share(m.oldCovered[:(len(m.oldCovered)+3)/4]) >= 0.5
}

// fill reports whether two covers of one text lie apart and fill it.
func fill(a, b []bool) bool {
	both, either := 0, 0
	for i := range a {
		if a[i] && b[i] {
			both++
		}
		if a[i] || b[i] {
			either++
		}
	}
	return 10*both < either && 4*either >= 3*len(a)
}

func (m match) link(article int64) roundwatch.Link {
	return roundwatch.Link{
		Article: article, Of: m.article, Relation: m.relation,
		Similarity:  2 * m.newInOld * m.oldInNew / max(m.newInOld+m.oldInNew, 1e-9),
		Containment: max(m.newInOld, m.oldInNew),
		NewInOld:    m.newInOld, OldInNew: m.oldInNew,
		LongestRun: m.longest, Agreement: m.agreement(),
		Rule: ruleVersion + " " + string(m.relation),
	}
}

// corrects reports whether a text calls itself a correction.
func corrects(tokens []token) bool {
	return slices.ContainsFunc(tokens, func(t token) bool { return corrections[t.hash] != 0 })
}
