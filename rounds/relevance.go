package rounds

// Relevance is a sum: sentences that couple both parties, subjects and tracks
// of the dossier for it; other pairs' talks, other states and what the dossier
// sets apart against it.
const (
	relevantFrom    = 1.5
	weightBoth      = 0.8 // both parties in one sentence
	maxBoth         = 2.4
	weightPair      = 0.6 // one right beside the other
	maxPairs        = 1.2
	weightOtherPair = -1.2 // talks of another pair
	weightOtherIn   = -0.2 // another state without both parties
	weightPeople    = 0.8  // someone of each party in title or lead
	minOthers       = -4.0
	halfCue         = 0.5  // of a subject's or track's weight
	quarterCue      = 0.25 // of a round's cue's weight
	plainCall       = 1.5  // from where a call stands for both parties
)

// relevance reports whether the article is about the dialogue's two parties.
func (c *judged) relevance() bool {
	seen := c.partiesSeen()
	if !seen[0] && !seen[1] {
		return false
	}
	sum, called := c.cueRelevance()
	return (seen[0] && seen[1] || called) && c.coupling()+sum >= relevantFrom
}

// partiesSeen reports which parties are named before the tail.
func (c *judged) partiesSeen() (seen [2]bool) {
	for i := range c.said {
		for p := range seen {
			seen[p] = seen[p] || c.said[i].parties[p] && c.r.sentences[i].zone != zoneTail
		}
	}
	return seen
}

// coupling weighs how the parties stand beside each other and other states.
func (c *judged) coupling() float64 {
	var both, pairs, others float64
	for i := range c.said {
		s, factor := &c.said[i], zoneFactor[c.r.sentences[i].zone]
		if s.parties[0] && s.parties[1] && !c.foreign(int32(i)) {
			both += weightBoth * factor
		} else if s.other {
			others += weightOtherIn * factor
		}
		if s.ownPair > 0 {
			pairs += weightPair * factor
		} else if s.pair > 0 && s.talk {
			others += weightOtherPair * factor
		}
	}
	if c.peopleOfBoth() {
		both += weightPeople
	}
	return min(both, maxBoth) + min(pairs, maxPairs) + max(others, minOthers)
}

// peopleOfBoth reports whether title and lead name someone of each party.
func (c *judged) peopleOfBoth() bool {
	var named [2]bool
	for _, h := range c.r.hits {
		t := c.f.lex.terms[h.term]
		if t.kind != termPerson || c.r.sentences[h.sentence].zone > zoneLead {
			continue
		}
		for p, party := range c.f.dossier.Parties {
			named[p] = named[p] || c.f.dossier.People[t.value].Party == party.ID
		}
	}
	return named[0] && named[1]
}

// cueRelevance weighs the dossier's cues. It also reports whether a track is
// called by name in a sentence without another state: then one party's name is
// enough, since the other is understood.
func (c *judged) cueRelevance() (sum float64, called bool) {
	for i, s := range c.cues {
		k := c.f.lex.cues[i]
		if s.factor == 0 {
			continue
		}
		switch k.kind {
		case cueApart:
			sum -= k.weight * s.factor
		case cueSubject:
			sum += halfCue * k.weight * s.factor
		case cueCall:
			sum += halfCue * k.weight * s.factor
			called = called || k.weight*s.factor >= plainCall && !c.said[s.sentence].other
		default:
			sum += quarterCue * k.weight * s.factor
		}
	}
	return sum, called
}
