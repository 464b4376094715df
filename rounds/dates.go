package rounds

import (
	"time"

	"roundwatch"
)

// trust is how far a stated day of publication decides, by how it is known.
func trust(from string) float64 {
	switch from {
	case roundwatch.FromInferred:
		return 0
	case roundwatch.FromURL, roundwatch.FromTime, roundwatch.FromDateline:
		return 0.9
	}
	return 1
}

// weighDates enters the day of publication and the dates that the text names.
func (c *judged) weighDates() {
	c.dates = c.f.lex.dates(c.r)
	published := c.published()
	if !published.IsZero() {
		c.weighPublished(published, trust(c.a.PublishedFrom))
	} else if top, ok := c.topDate(); ok {
		c.weighTop(top)
	}
	c.weighMentions(published)
	if published.IsZero() {
		c.weighWeekdays()
	}
}

// published is the stated day of publication; an inferred one is none.
func (c *judged) published() time.Time {
	if trust(c.a.PublishedFrom) == 0 {
		return time.Time{}
	}
	return c.a.Published
}

func (c *judged) weighPublished(day time.Time, trust float64) {
	for i, r := range c.f.rounds {
		c.add(entry{kind: "date", round: int32(i), track: -1, sentence: -1, rule: rulePublished,
			weight: trust * r.windowWeight(day)})
	}
}

// windowWeight is what publication on a day says for or against a round: most
// on the days around those held, less at the far ends of the window, and
// against it the more, the farther outside.
func (r round) windowWeight(day time.Time) float64 {
	switch {
	case day.Before(r.From):
		return slope(weightJustOut, weightBefore, r.From.Sub(day), fullyBefore)
	case !r.Covers(day):
		return slope(weightJustOut, weightAfter, day.Sub(r.Until), fullyAfter)
	case len(r.Held) == 0 || day.Before(r.Held[0].Add(-aroundHeld)) || day.After(r.Held[len(r.Held)-1].Add(aroundHeld)):
		return weightWindow
	}
	return weightHeldWindow
}

// How far outside a window a day counts fully against the round, and how near
// the days held it counts most for it.
const (
	fullyBefore = 60 * 24 * time.Hour
	fullyAfter  = 180 * 24 * time.Hour
	aroundHeld  = 14 * 24 * time.Hour
)

// slope goes from a to b over a length of time.
func slope(a, b float64, at, over time.Duration) float64 {
	return a + (b-a)*min(1, float64(at)/float64(over))
}

// topDate returns a whole date at the very top of the text: a dateline.
func (c *judged) topDate() (mention, bool) {
	for _, m := range c.dates {
		s := c.r.sentences[m.sentence]
		if s.zone == zoneTop && m.hasDay && m.hasYear && int(c.r.words[m.first].from) < datelineBytes && !c.said[m.sentence].begun {
			return m, true
		}
	}
	return mention{}, false
}

// datelineBytes is how deep a dateline stands.
const datelineBytes = 120

func (c *judged) weighTop(m mention) {
	for i, r := range c.f.rounds {
		e := entry{kind: "date", round: int32(i), track: -1, sentence: m.sentence, word: m.first, rule: "dateline", weight: weightDatelineOut}
		if r.Covers(m.day) {
			e.weight = weightDatelineIn
		}
		c.add(e)
	}
}

// weighMentions enters the best mention of a day, or month, of each round, and
// of an undated article the first day it names after the round's window.
func (c *judged) weighMentions(published time.Time) {
	for i, r := range c.f.rounds {
		best := entry{round: int32(i), track: -1, kind: "date"}
		later := best
		for _, m := range c.dates {
			if w, rule := c.mentionWeight(r, m); w > best.weight {
				best.weight, best.rule, best.sentence, best.word = w, rule, m.sentence, m.first
			}
			if published.IsZero() && m.hasYear && m.hasDay && !r.Until.IsZero() && m.day.After(r.Until) && later.weight == 0 {
				later.weight, later.rule, later.sentence, later.word = weightPastWindow, "names-a-later-day", m.sentence, m.first
			}
		}
		c.add(best)
		c.add(later)
	}
}

// mentionWeight says what the mention of a date is worth for a round, by how
// exact it is and by what else its sentence says.
func (c *judged) mentionWeight(r round, m mention) (float64, string) {
	w, rule := r.namedBy(m)
	s := &c.said[m.sentence]
	switch {
	case s.begun || s.past:
		w = min(w, weightHeldBegun)
	case !m.hasYear && !s.talk && !(s.parties[0] && s.parties[1]):
		w *= looseDate
	}
	return w * zoneFactor[c.r.sentences[m.sentence].zone], rule
}

// namedBy says what the mention of a date is worth if it is a day, or the month,
// of the round.
func (r round) namedBy(m mention) (weight float64, rule string) {
	for _, held := range r.Held {
		next := held.AddDate(0, 0, 1) // a statement of the evening is dated the day after farther east
		switch {
		case m.hasDay && m.hasYear && (m.day.Equal(held) || m.day.Equal(next)):
			return weightHeldDay, "held"
		case m.hasDay && !m.hasYear && (sameDay(m.day, held) || sameDay(m.day, next)):
			return weightHeldNoYear, "held-no-year"
		case !m.hasDay && m.day.Year() == held.Year() && m.day.Month() == held.Month():
			return weightHeldMonth, "held-month"
		}
	}
	return 0, ""
}

// sameDay reports whether two days have month and day in common.
func sameDay(a, b time.Time) bool { return a.Month() == b.Month() && a.Day() == b.Day() }

// weighWeekdays enters weekdays of the lead on which a round was held.
func (c *judged) weighWeekdays() {
	named := [7]int32{-1, -1, -1, -1, -1, -1, -1}
	for _, h := range c.r.hits {
		t := c.f.lex.terms[h.term]
		if t.kind == termWeekday && c.r.sentences[h.sentence].zone <= zoneLead && named[t.value] < 0 {
			named[t.value] = h.sentence
		}
	}
	for i, r := range c.f.rounds {
		for _, held := range r.Held {
			if s := named[held.Weekday()]; s >= 0 {
				c.add(entry{kind: "date", round: int32(i), track: -1, sentence: s, weight: weightWeekday, rule: "weekday"})
				break
			}
		}
	}
}
