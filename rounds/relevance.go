package rounds

// Relevance is a sum: sentences that couple both parties, subjects and tracks
// of the dossier for it; other pairs' talks, other states and what the dossier
// sets apart against it.
const (
	relevantFrom    = 1.5
	weightBoth      = 0.8 // both parties in one sentence
	weightOpening   = 0.7 // in title or first sentence, without another state
	maxBoth         = 2.4
	weightPair      = 0.6 // one right beside the other
	maxPairs        = 1.2
	maxFar          = 0.5  // what stands behind the lead adds at most, of each kind
	weightOtherPair = -1.2 // talks of another pair
	weightOtherIn   = -0.2 // another state without both parties
	weightPeople    = 0.8  // someone of each party in title or lead
	minOthers       = -4.0
	shareSubject    = 0.5  // of the weight of a subject or a track's name
	shareRound      = 0.35 // of the weight of a round's cue
	plainCall       = 1.5  // from where a call stands for both parties
)

// relevance reports whether the article is about the dialogue's two parties,
// and enters what that rests on.
func (c *judged) relevance() bool {
	seen := c.partiesSeen()
	coupling, cues := c.coupling(), c.cueRelevance()
	if !seen[0] && !seen[1] {
		return false
	}
	return (seen[0] && seen[1] || c.called()) && coupling+cues >= relevantFrom
}

// partiesSeen reports which parties are named before the tail.
func (c *judged) partiesSeen() (seen [2]bool) {
	for i := range c.said {
		for p := range seen {
			seen[p] = seen[p] || c.said[i].parties[p] && c.r.sentences[i].zone < zoneTail
		}
	}
	return seen
}

// coupling weighs how the parties stand beside each other and other states.
func (c *judged) coupling() float64 {
	var near, far, pairs, others float64
	together, elsewhere, opened, opening := int32(-1), int32(-1), false, c.r.opening()
	for i := range c.said {
		s, z := &c.said[i], c.r.sentences[i].zone
		if z == zoneLabel {
			continue
		}
		switch {
		case s.parties[0] && s.parties[1] && !c.foreign(int32(i)):
			if z > zoneLead {
				far += weightBoth * zoneFactor[z]
			} else {
				near += weightBoth * zoneFactor[z]
			}
			if !s.other && !opened && (i == 0 || i == opening) {
				near += weightOpening
				opened = true
			}
			if together < 0 {
				together = int32(i)
			}
		case s.other:
			others += weightOtherIn * againstFactor[z]
		}
		if s.ownPair && z <= zoneLead {
			pairs += weightPair * zoneFactor[z]
		} else if s.otherPair && s.talk {
			others += weightOtherPair * againstFactor[z]
			if elsewhere < 0 {
				elsewhere = int32(i)
			}
		}
	}
	if c.peopleOfBoth() {
		near += weightPeople
	}
	both := min(near+min(far, maxFar), maxBoth) + min(pairs, maxPairs)
	others = max(others, minOthers)
	if together >= 0 {
		c.add(entry{kind: "relevance", round: -1, track: -1, sentence: together, weight: both, rule: "both-parties"})
	}
	if elsewhere >= 0 {
		c.add(entry{kind: "other-dialogue", round: -1, track: -1, sentence: elsewhere, weight: others, rule: "another-pair"})
	}
	return both + others
}

// cueRelevance weighs the dossier's cues.
func (c *judged) cueRelevance() float64 {
	share := [...]float64{cueSubject: shareSubject, cueApart: -1, cueCall: shareSubject, cueAlias: shareRound, cueSignature: shareRound}
	var near, far float64
	for i, s := range c.cues {
		if s.factor == 0 || c.r.sentences[s.sentence].zone == zoneLabel {
			continue
		}
		k := c.f.lex.cues[i]
		w := share[k.kind] * k.weight * s.factor
		if c.r.sentences[s.sentence].zone > zoneLead && w > 0 {
			far += w
		} else {
			near += w
		}
		if k.kind == cueApart || k.kind == cueSubject {
			c.add(entry{kind: "relevance", round: -1, track: -1, sentence: s.sentence, word: s.word, weight: w, rule: k.rule})
		}
	}
	return near + min(far, maxFar)
}

// called reports whether a track is called by name in a sentence without
// another state: then one party's name is enough, the other is understood.
func (c *judged) called() bool {
	for i, s := range c.cues {
		k := c.f.lex.cues[i]
		if k.kind == cueCall && k.weight*s.factor >= plainCall && !c.said[s.sentence].other {
			return true
		}
	}
	return false
}
