package dedupe

import (
	"time"

	"roundwatch"
)

// The rules by which a pair of texts is judged, in the order they are asked.
//
//   - Word for word the same: exact.
//   - Too little in common: nothing.
//   - The same words about other people, numbers or days: a sibling, cast in
//     the same mould. The longer ago the first appeared, the less is needed,
//     since copies follow within hours and bulletins return by the day, week
//     and month. Two readings of one page are never siblings.
//   - Less than fullShare in common, and not spread over the whole: partial.
//   - Else a copy: an excerpt if much more of the new text lies in the old
//     than the other way round, an update if much less, near if about as much.
const (
	minExact       = 6    // words of a text that can be the same as another by more than chance
	minTokens      = 12   // words in common below which nothing is a copy
	floorShare     = 0.4  // of either text: below, no relation
	halfShare      = 0.5  // below, only a rewritten text is a copy
	fullShare      = 0.75 // from here on, no matter how it is spread
	bareShare      = 0.2  // of a quarter of the text: below, the quarter is not covered
	quotedRun      = 25   // words in a row that no one rewrites: a quotation
	wholeSentences = 0.9  // of what is shared, word for word: sentences taken over, not rewritten
	sizeGap        = 0.2  // between the two coverages

	lateAfter      = 14 * 24 * time.Hour
	lateShare      = 0.9
	copyWithin     = 48 * time.Hour
	bulletinWithin = 20 * time.Hour // a day's bulletin comes after that

	changedNumbers = 0.4  // of the numbers in common: more, and the news is another
	changedNames   = 0.15 // of the names
	lateNames      = 0.1  // of the names, in a late copy
	sameDayDensity = 0.08 // numbers changed, of all words, in a corrected or updated text
	nextDayDensity = 0.04
	minAnchors     = 3 // names, numbers and dates whose agreement says something
)

// match is one stored article and what the new text is to it.
type match struct {
	overlap
	article, story int64
	title          string        // of the stored article, folded
	age            time.Duration // between the two
	exact          bool          // word for word
	corrects       bool          // the new text says that it corrects one
	samePage       bool          // both were read at one address
	sameSource     bool
	relation       roundwatch.Relation
	rule           string // that gave the relation
}

// relate gives the match its relation.
func (m *match) relate() {
	m.relation, m.rule = m.judge()
}

func (m *match) judge() (relation roundwatch.Relation, rule string) {
	if m.exact {
		return roundwatch.RelExact, "exact"
	}
	high := max(m.newInOld, m.oldInNew)
	if high < floorShare || high*float64(min(m.newTokens, m.oldTokens)) < minTokens {
		return "", ""
	}
	if !m.samePage {
		switch {
		case m.age > lateAfter && (high < lateShare || m.differsLate()):
			return roundwatch.RelSibling, "late"
		case m.age > copyWithin && (m.numbers.changed >= 2 || m.dates.changed > 0 || m.caselessSwap):
			return roundwatch.RelSibling, "other particulars, later"
		case m.differs() && !m.amends():
			return roundwatch.RelSibling, "other particulars"
		}
	}
	if high < fullShare && !m.rewritten(high) {
		return roundwatch.RelPartial, "partial"
	}
	switch difference := m.newInOld - m.oldInNew; {
	case difference > sizeGap:
		return roundwatch.RelExcerpt, "contained"
	case difference < -sizeGap:
		return roundwatch.RelUpdate, "longer"
	}
	return roundwatch.RelNear, "near"
}

// differs reports whether names, numbers or dates in the shared passages disagree.
func (m *match) differs() bool {
	return m.dates.changed > 0 && m.changed() > m.dates.changed ||
		m.numbers.changed >= 2 && m.numbers.share() > changedNumbers ||
		m.otherNames()
}

func (m *match) otherNames() bool {
	return m.names.changed >= 2 && m.names.share() > changedNames
}

// differsLate is differs for texts that appeared long after one another.
func (m *match) differsLate() bool {
	return m.numbers.changed+m.dates.changed > 0 || m.names.share() > lateNames
}

// amends reports whether changed numbers look like an update of the news or
// a correction, rather than like the next bulletin: soon after, the same
// people, places and days, few numbers among many words.
func (m *match) amends() bool {
	if m.otherNames() || m.age > copyWithin {
		return false
	}
	if m.corrects {
		return true
	}
	density := sameDayDensity
	if m.age > bulletinWithin {
		density = nextDayDensity
	}
	return (m.age <= bulletinWithin || !m.sameSource) && m.dates.changed == 0 && !m.caselessSwap &&
		float64(m.numbers.changed) <= density*float64(min(m.newTokens, m.oldTokens))
}

// rewritten reports whether sharing less than fullShare can still mean that
// one text was made from the other: the shared words are spread over the
// shorter text, its beginning included. A statement or a background
// paragraph that both quote is one block, or several long ones; the sentences
// that agencies keep at hand are taken over whole, with nothing in between.
func (m *match) rewritten(high float64) bool {
	covered := m.newCovered
	if m.oldTokens < m.newTokens {
		covered = m.oldCovered
	}
	n, bare := len(covered), 0
	for q := range 4 {
		if share(covered[q*n/4:(q+1)*n/4]) < bareShare {
			bare++
		}
	}
	if share(covered[:n/4]) < bareShare {
		return false
	}
	if high < halfShare {
		return bare == 0 && m.longest <= quotedRun && m.verbatim <= wholeSentences*m.newInOld
	}
	return bare <= 1
}

func (m *match) changed() int { return m.numbers.changed + m.names.changed + m.dates.changed }

// agreement returns the share of names, numbers and dates in the shared
// passages that are the same on both sides, -1 if there are too few to tell.
func (m *match) agreement() float64 {
	same := m.numbers.same + m.names.same + m.dates.same
	if same+m.changed() < minAnchors {
		return -1
	}
	return float64(same) / float64(same+m.changed())
}

// link is the evidence of a match.
func (m *match) link(article int64) roundwatch.Link {
	return roundwatch.Link{
		Article: article, Of: m.article, Relation: m.relation,
		Similarity:  2 * m.newInOld * m.oldInNew / max(m.newInOld+m.oldInNew, 1e-9),
		Containment: max(m.newInOld, m.oldInNew),
		NewInOld:    m.newInOld, OldInNew: m.oldInNew,
		LongestRun: m.longest, Agreement: m.agreement(),
		Rule: ruleVersion + " " + m.rule,
	}
}
