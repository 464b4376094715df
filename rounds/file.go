package rounds

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"roundwatch"
)

const (
	fileFrom    = 3.0 // score from which a round may claim an article
	fileMargin  = 0.7 // what it must be ahead of the next
	reviewFrom  = 1.9
	contentFrom = 1.0 // without the dates
	leadFrom    = 1.0 // of the content, in title and lead
	maxEvidence = 12
	maxQuote    = 300
)

// file turns the scores into a filing.
func (c *judged) file(relevant bool) roundwatch.Filing {
	out := roundwatch.Filing{Verdict: roundwatch.VerdictNone, Relevant: relevant, Dossier: c.f.hash, By: roundwatch.ByRule, Confidence: 0.5}
	if !relevant {
		return out
	}
	order := make([]int, len(c.f.rounds))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(c.scores[b], c.scores[a]) })
	for _, i := range order[:min(3, len(order))] {
		if c.scores[i] > 0 {
			out.Candidates = append(out.Candidates, roundwatch.Candidate{Round: c.f.rounds[i].ID, Score: round2(c.scores[i])})
		}
	}
	best := order[0]
	score, margin := c.scores[best], c.scores[best]
	if len(order) > 1 {
		margin = score - max(c.scores[order[1]], 0)
	}
	out.Evidence = c.evidence(best)
	switch {
	case c.content[best] < contentFrom || c.lead[best] < leadFrom || score < reviewFrom:
	case score >= fileFrom && margin >= fileMargin:
		out.Verdict, out.Round = roundwatch.VerdictFiled, c.f.rounds[best].ID
		out.Confidence = confidence(score, margin)
		out.Role = c.role(c.f.rounds[best])
		if c.published().IsZero() {
			out.Inferred = c.inferred(c.f.rounds[best], out.Role)
		}
	default:
		out.Verdict = roundwatch.VerdictReview
		out.Confidence = confidence(score, margin)
	}
	return out
}

func round2(x float64) float64 { return math.Round(x*100) / 100 }

func confidence(score, margin float64) float64 {
	return round2(min(0.99, 0.5+0.12*margin))
}

// evidence puts the entries about the best round into words, strongest first.
func (c *judged) evidence(best int) []roundwatch.Evidence {
	var out []roundwatch.Evidence
	for _, e := range c.entries {
		if e.round != int32(best) && !(e.round < 0 && e.track == c.f.rounds[best].track) {
			continue
		}
		out = append(out, c.word(e))
	}
	slices.SortStableFunc(out, func(a, b roundwatch.Evidence) int {
		return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight))
	})
	return out[:min(len(out), maxEvidence)]
}

func (c *judged) word(e entry) roundwatch.Evidence {
	out := roundwatch.Evidence{Kind: e.kind, Weight: round2(e.weight), Rule: e.rule, Note: e.note}
	if e.round >= 0 {
		out.Round = c.f.rounds[e.round].ID
	} else if e.track >= 0 {
		out.Round = c.f.dossier.Tracks[e.track].ID
	}
	if e.sentence < 0 {
		return out
	}
	s := c.r.sentences[e.sentence]
	if int(e.sentence) < c.r.titles {
		from, to := c.r.title.Span(s.from, s.to)
		out.Note = strings.TrimPrefix(out.Note+"; title: "+strings.TrimSpace(c.r.titleSource[from:to]), "; ")
		return out
	}
	out.Start, out.End = c.r.text.Span(s.from, s.to)
	out.Quote = c.r.textSource[out.Start:out.End]
	return out
}

// role says how the article stands to its round.
func (c *judged) role(r round) string {
	published := c.published()
	if published.IsZero() {
		if c.aheadInLead() {
			return roundwatch.RolePreview
		}
		return ""
	}
	switch {
	case len(r.Held) > 0 && published.Before(r.Held[0]):
		return roundwatch.RolePreview
	case !r.Until.IsZero() && published.After(r.Until.AddDate(0, 0, 1)):
		return roundwatch.RoleRetrospective
	}
	return ""
}

func (c *judged) aheadInLead() bool {
	for i := range c.said {
		if s := c.r.sentences[i]; c.said[i].ahead && (s.zone == zoneTitle || s.zone == zoneLead && i == c.r.titles) {
			return true
		}
	}
	return false
}

// longestRound is the longest stretch of days held within which a weekday names one day.
const longestRound = 6 * 24 * time.Hour

// comesLater reports whether the lead looks back by a week or more, or names a
// weekday on which nothing was held.
func (c *judged) comesLater() bool {
	for _, h := range c.r.hits {
		kind := c.f.lex.terms[h.term].kind
		if (kind == termLately || kind == termWeekday) && c.r.sentences[h.sentence].zone <= zoneLead {
			return true
		}
	}
	return false
}

// inferred returns the likely day of publication of an article that reports a
// round: the latest of its weekdays that falls on or just after the days held.
func (c *judged) inferred(r round, role string) time.Time {
	if len(r.Held) == 0 || role != "" {
		return time.Time{}
	}
	first, last := r.Held[0], r.Held[len(r.Held)-1]
	if last.Sub(first) > longestRound {
		return time.Time{}
	}
	var day time.Time
	for _, h := range c.r.hits {
		t := c.f.lex.terms[h.term]
		if t.kind != termWeekday || c.said[h.sentence].past || c.said[h.sentence].lately {
			continue
		}
		for d := first; !d.After(last.AddDate(0, 0, 2)); d = d.AddDate(0, 0, 1) {
			if d.Weekday() == time.Weekday(t.value) && d.After(day) {
				day = d
			}
		}
	}
	if day.IsZero() && !c.comesLater() {
		return last
	}
	return day
}
