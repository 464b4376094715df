package rounds

import (
	"math"
	"slices"
)

// ordinal is a numbered round that an article names.
type ordinal struct {
	number   int
	track    int32 // the main track if the sentence names none, -1 while that is unknown
	bound    bool  // the sentence names the track
	sentence int32
	word     int32
	past     bool
}

// How far apart, in words, the parts of "the third round of the … dialogue" stand.
const (
	reachAhead  = 6
	reachBehind = 4
	reachTrap   = 9
)

// ordinals returns the numbered rounds that an article names, without those
// that count something else: "the first since 2015", "the first under a new
// president".
func (c *judged) ordinals() []ordinal {
	var found []ordinal
	x := c.f.lex
	for i := range c.r.sentences {
		if c.foreign(int32(i)) || c.r.sentences[i].zone == zoneLabel {
			continue
		}
		hits := c.r.sentences[i].hits
		here := c.r.hits[hits[0]:hits[1]]
		for k, h := range here {
			t := x.terms[h.term]
			if t.kind != termOrdinal || !c.boundToRound(here, k, int32(i)) || int(t.value) <= 2 && c.countsAnother(here, k, int32(i)) {
				continue
			}
			s, track := &c.said[i], c.calledIn(int32(i))
			found = append(found, ordinal{int(t.value), track, track >= 0, int32(i), h.first, s.past || s.begun || s.lately})
		}
	}
	return found
}

// boundToRound reports whether a word for a round stands near the ordinal, or,
// in a sentence that names a track, a word for talks.
func (c *judged) boundToRound(here []hit, k int, sentence int32) bool {
	o := here[k]
	near, arabic, called := false, c.r.words[o.first].arabic, c.calledIn(sentence) >= 0
	for _, h := range here {
		kind := c.f.lex.terms[h.term].kind
		if kind == termMonth && h.first <= o.first && o.last <= h.last {
			return false // كانون الثاني: the month has the ordinal in its name
		}
		if kind != termRound && (kind != termTalk || !called) {
			continue
		}
		if ahead := h.first - o.last; ahead >= 1 && ahead <= reachAhead {
			near = true
		}
		if behind := o.first - h.last; arabic && behind >= 1 && behind <= reachBehind {
			near = true
		}
	}
	return near
}

// countsAnother reports whether an ordinal counts something else than rounds
// of the track: the first under a president, the second since an older year.
func (c *judged) countsAnother(here []hit, k int, sentence int32) bool {
	if c.namesOlderYear(sentence) {
		return true
	}
	o := here[k]
	for i, h := range here {
		kind := c.f.lex.terms[h.term].kind
		if h.first <= o.last {
			continue
		}
		if kind == termOrdinal || h.first-o.last > reachTrap {
			return false // what follows speaks of that one
		}
		if kind != termFirstOf {
			continue
		}
		w := c.r.words[h.first]
		if c.r.folded(w)[w.from:w.to] != "under" || c.officeBehind(here, i) {
			return true
		}
	}
	return false
}

// namesOlderYear reports whether a sentence names a year before the sentence's
// track, or else any numbered track, began.
func (c *judged) namesOlderYear(sentence int32) bool {
	began := c.began(c.calledIn(sentence))
	words := c.r.sentences[sentence].words
	for i := words[0]; i < words[1]; i++ {
		if y := c.r.number(i, sentence); y >= firstYear && y < began {
			return true
		}
	}
	return false
}

// began returns the year in which a track's first round was held; -1 is the
// track of the first numbered round.
func (c *judged) began(track int32) int {
	for _, r := range c.f.rounds {
		if (track < 0 || r.track == track) && r.Number > 0 && len(r.Held) > 0 {
			return r.Held[0].Year()
		}
	}
	return 0
}

// officeBehind reports whether "under" is followed by a person or an
// administration, not by an agreement.
func (c *judged) officeBehind(here []hit, k int) bool {
	for _, h := range here {
		kind := c.f.lex.terms[h.term].kind
		if (kind == termPerson || kind == termOffice) && h.first > here[k].last && h.first-here[k].last <= 4 {
			return true
		}
	}
	return false
}

// calledIn returns the track that a sentence names most clearly, -1 if none.
func (c *judged) calledIn(i int32) int32 {
	if s := &c.said[i]; s.called > 0 {
		return s.track
	}
	return -1
}

// numbersAnother reports whether a sentence gives a current number, and none is
// the round's.
func (c *judged) numbersAnother(sentence, round int32) bool {
	another := false
	for _, o := range c.numbers {
		if o.sentence != sentence || o.past {
			continue
		}
		if o.number == c.f.rounds[round].Number {
			return false
		}
		another = true
	}
	return another
}

// weighOrdinals enters, for each round, the best that a number says for it and
// the best that the background says: of each track the highest current number
// counts, the others for what they are.
func (c *judged) weighOrdinals() {
	if len(c.numbers) == 0 {
		return
	}
	numbers := slices.Clone(c.numbers)
	main := c.mainTrack()
	current, highest := map[int32]int{}, map[int32]int{}
	for i := range numbers {
		o := &numbers[i]
		if o.track < 0 {
			o.track = main
		}
		highest[o.track] = max(highest[o.track], o.number)
		if !o.past {
			current[o.track] = max(current[o.track], o.number)
		}
	}
	for i, r := range c.f.rounds {
		var ordinal, background entry
		for _, o := range numbers {
			if r.track != o.track || r.Number == 0 {
				continue
			}
			rule, weight := c.ordinalWeight(o, r.Number, current[o.track], highest[o.track])
			e := entry{kind: "ordinal", round: int32(i), track: -1, sentence: o.sentence, word: o.word, weight: weight, rule: rule}
			best := &ordinal
			if rule != ruleOrdinal && rule != ruleUnknown {
				e.kind, best = "background", &background
			}
			if math.Abs(weight) > math.Abs(best.weight) {
				*best = e
			}
		}
		c.add(ordinal)
		c.add(background)
	}
}

// Rules of ordinals.
const (
	ruleOrdinal = "ordinal"
	rulePast    = "ordinal-past"
	ruleListed  = "ordinal-listed"
	ruleBefore  = "ordinal-before"
	ruleUnknown = "ordinal-unknown"
)

// ordinalWeight is what an ordinal of its track says for round number n, where
// current is the track's highest that is not told as past, highest that of all.
func (c *judged) ordinalWeight(o ordinal, n, current, highest int) (rule string, weight float64) {
	z := c.r.sentences[o.sentence].zone
	zone := zoneFactor[z]
	switch {
	case o.number == n && !o.past && n == current:
		return ruleOrdinal, weightOrdinal * zone
	case o.number == n && o.past && n == highest:
		return rulePast, weightOrdinalPast * zone
	case o.number == n:
		return ruleListed, weightOrdinalBelow
	case o.number+1 == n && o.past && o.number == highest:
		return ruleBefore, weightOrdinalNext
	case !o.past && o.bound && z <= zoneLead && o.number > c.f.highest(o.track):
		return ruleUnknown, weightOrdinalUnknown * zone
	}
	return "", 0
}

// mainTrack is the track that an article is about so far.
func (c *judged) mainTrack() int32 {
	best, score := c.f.rounds[0].track, c.tallies[0].score()
	for i, t := range c.tallies {
		if s := t.score(); s > score {
			best, score = c.f.rounds[i].track, s
		}
	}
	return best
}
