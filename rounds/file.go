package rounds

import (
	"cmp"
	"math"
	"slices"
	"time"

	"roundwatch"
)

// What a round must reach to claim an article, in the unit of the weights.
const (
	fileFrom   = 2.6 // score
	fileMargin = 0.7 // ahead of the next round
	reviewFrom = 1.9 // score from which a person is asked
	leadFrom   = 1.0 // in title and lead, without dates and people

	maxCandidates = 3
)

// file turns the scores into a filing.
func (c *judged) file(relevant bool) roundwatch.Filing {
	out := roundwatch.Filing{Verdict: roundwatch.VerdictNone, Relevant: relevant, Dossier: c.f.hash, By: roundwatch.ByRule, Confidence: confidence(0)}
	if !relevant {
		out.Evidence = c.evidence(-1, -1)
		return out
	}
	scores := make([]float64, len(c.tallies))
	for i, t := range c.tallies {
		scores[i] = t.score()
	}
	order := ranked(scores)
	best, second := order[0], -1
	for _, i := range order[:min(maxCandidates, len(order))] {
		if scores[i] > 0 {
			out.Candidates = append(out.Candidates, roundwatch.Candidate{Round: c.f.rounds[i].ID, Score: hundredths(scores[i])})
		}
	}
	margin := scores[best]
	if len(order) > 1 && scores[order[1]] > 0 {
		second = order[1]
		margin -= scores[second]
	}
	switch {
	case scores[best] < reviewFrom || !c.claims(best):
		best, second = -1, -1
	case scores[best] >= fileFrom && margin >= fileMargin:
		r := c.f.rounds[best]
		out.Verdict, out.Round, out.Role = roundwatch.VerdictFiled, r.ID, c.role(r)
		out.Confidence = confidence(margin)
		out.Inferred = c.inferred(r, out.Role)
	default:
		out.Verdict = roundwatch.VerdictReview
	}
	out.Evidence = c.evidence(best, second)
	return out
}

// claims reports whether a round may have the article at all: something near
// the top speaks for it, long after the round even in the first paragraphs.
func (c *judged) claims(i int) bool {
	if c.late(c.f.rounds[i]) {
		return c.tallies[i].top >= leadFrom
	}
	return c.tallies[i].lead >= leadFrom
}

// late reports whether the article was published after the round's window.
func (c *judged) late(r round) bool {
	published := c.published()
	return !published.IsZero() && !r.Until.IsZero() && !published.Before(r.Until.AddDate(0, 0, 1))
}

// ranked returns the rounds by score, best first; of equals the earlier.
func ranked(scores []float64) []int {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return order
}

func hundredths(x float64) float64 { return math.Round(x*100) / 100 }

// calibration maps how far the best round is ahead to the share of such
// filings that were right on 152 digests of real coverage, each with and
// without its date; straight lines between.
var calibration = []struct{ margin, confidence float64 }{
	{0, 0.50}, {fileMargin, 0.65}, {1.8, 0.82}, {2.8, 0.90}, {5, 0.94}, {9, 0.98},
}

func confidence(margin float64) float64 {
	last := calibration[0]
	for _, k := range calibration[1:] {
		if margin < k.margin {
			return hundredths(last.confidence + (k.confidence-last.confidence)*(margin-last.margin)/(k.margin-last.margin))
		}
		last = k
	}
	return last.confidence
}

// role says how the article stands to its round: by the day of publication, or
// where none is stated by how title and first sentence speak.
func (c *judged) role(r round) string {
	published := c.published()
	switch {
	case published.IsZero() && c.looksAhead(), len(r.Held) > 0 && !published.IsZero() && published.Before(r.Held[0]):
		return roundwatch.RolePreview
	case c.late(r):
		return roundwatch.RoleRetrospective
	}
	return ""
}

func (c *judged) looksAhead() bool {
	opening := c.r.opening()
	for i, s := range c.r.sentences {
		if c.said[i].ahead && (s.zone == zoneTitle || i == opening) {
			return true
		}
	}
	return false
}

// longestRound is the longest stretch of days held within which a weekday names one day.
const longestRound = 6 * 24 * time.Hour

// inferred returns the likely day of publication of an undated article that
// reports a round: the latest of its weekdays that falls on the days held or
// the two after, else the last day held. It is zero where nothing tells.
func (c *judged) inferred(r round, role string) time.Time {
	if !c.a.Published.IsZero() || len(r.Held) == 0 || role != "" {
		return time.Time{}
	}
	first, last := r.Held[0], r.Held[len(r.Held)-1]
	if last.Sub(first) > longestRound {
		return time.Time{}
	}
	day, away := time.Time{}, false
	for _, h := range c.r.hits {
		t, s := c.f.lex.terms[h.term], &c.said[h.sentence]
		lead := c.r.sentences[h.sentence].zone <= zoneLead
		away = away || lead && (t.kind == termWeekday || t.kind == termLately)
		if t.kind != termWeekday || s.past || s.lately {
			continue
		}
		for d := last.AddDate(0, 0, 2); d.After(day) && !d.Before(first); d = d.AddDate(0, 0, -1) {
			if d.Weekday() == time.Weekday(t.value) {
				day = d
			}
		}
	}
	if day.IsZero() && !away { // a weekday that does not fit, or "last month", speaks of a later time
		return last
	}
	return day
}
