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
	minTokens  = 12  // shared words below which nothing is a copy
	floorShare = 0.4 // below: no relation
	partShare  = 0.6 // of the shorter text: it is contained
	fullShare  = 0.75
	exactGap   = 0.2 // difference of the two coverages that makes an excerpt or update

	minAgreement  = 0.7
	sureShare     = 0.95
	lateDays      = 14
	lateShare     = 0.9
	lateAgreement = 0.9
)

// Judge says what doc, whose fingerprint is fp, is to the documents of the
// index. text returns a stored document; its errors end the judgement.
func (x *Index) Judge(doc Document, fp roundwatch.Fingerprint, text func(article int64) (Document, error)) (Verdict, error) {
	var z, zOld tokenizer
	var c comparer
	fresh := z.tokenize(doc.body())
	var matches []match
	for _, cand := range x.candidates(fp) {
		old, err := text(cand.article)
		if err != nil {
			return Verdict{}, fmt.Errorf("article %d: %w", cand.article, err)
		}
		o := c.compare(fresh, zOld.tokenize(old.body()))
		m := match{entry: cand, overlap: o, exact: cand.hash == fp.Hash && cand.tokens == fp.Tokens}
		m.relation = relate(m, doc, old)
		if m.relation != "" {
			matches = append(matches, m)
		}
	}
	return conclude(fp.Article, matches), nil
}

// match is one stored document and what the new one is to it.
type match struct {
	entry
	overlap
	exact    bool
	relation roundwatch.Relation
}

func (m match) score() float64 { return m.newInOld + m.oldInNew }

func relate(m match, doc, old Document) roundwatch.Relation {
	if m.exact {
		return roundwatch.RelExact
	}
	high := max(m.newInOld, m.oldInNew)
	words := high * float64(min(m.newTokens, m.oldTokens))
	if words < minTokens || high < floorShare {
		return ""
	}
	late := apart(doc.At, old.At) > lateDays*24*time.Hour
	switch {
	case late && (high < lateShare || m.agreement < lateAgreement):
		return roundwatch.RelSibling
	case high < sureShare && m.agreement < minAgreement:
		return roundwatch.RelSibling
	case high < fullShare && !m.even():
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

// even reports whether the shared words are spread over the whole of the shorter text.
func (m match) even() bool {
	return m.quarters[0] >= .2 && m.quarters[1] >= .2 && m.quarters[2] >= .2 && m.quarters[3] >= .2
}

func apart(a, b time.Time) time.Duration {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	return a.Sub(b).Abs()
}

func conclude(article int64, matches []match) Verdict {
	slices.SortFunc(matches, func(a, b match) int {
		if a.exact != b.exact {
			if a.exact {
				return -1
			}
			return 1
		}
		if a.relation.Duplicate() != b.relation.Duplicate() {
			if a.relation.Duplicate() {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.score(), a.score()), cmp.Compare(a.article, b.article))
	})
	var v Verdict
	for _, m := range matches {
		if v.Relation == "" && m.relation.Duplicate() {
			v.Relation, v.Of = m.relation, m.article
		} else if m.relation.Duplicate() {
			continue
		}
		v.Links = append(v.Links, m.link(article))
	}
	return v
}

func (m match) link(article int64) roundwatch.Link {
	return roundwatch.Link{
		Article: article, Of: m.article, Relation: m.relation,
		Similarity:  2 * m.newInOld * m.oldInNew / max(m.newInOld+m.oldInNew, 1e-9),
		Containment: max(m.newInOld, m.oldInNew),
		NewInOld:    m.newInOld, OldInNew: m.oldInNew,
		LongestRun: m.longest, Agreement: m.agreement,
		Rule: ruleVersion + " " + string(m.relation),
	}
}
