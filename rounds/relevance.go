package rounds

// Relevance is a sum: sentences that couple both parties, subjects and tracks
// of the dossier for it; other pairs' talks, other states and what the dossier
// sets apart against it.
const (
	relevantFrom    = 1.5
	weightBoth      = 0.8 // both parties in one sentence
	maxBoth         = 2.4
	weightPair      = 0.6
	weightOtherPair = -1.2
	weightOtherIn   = -0.3 // a sentence with another state and not both parties
)

// relevance reports whether the article is about the dialogue's two parties.
func (c *judged) relevance() bool {
	var both, pairs, others, cues float64
	var seen [2]bool
	for i := range c.said {
		s, factor := &c.said[i], zoneFactor[c.r.sentences[i].zone]
		for p := range seen {
			seen[p] = seen[p] || s.parties[p] && c.r.sentences[i].zone != zoneTail
		}
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
	for i, s := range c.cues {
		k := c.f.lex.cues[i]
		switch k.kind {
		case cueApart:
			cues -= k.weight * s.factor
		case cueSubject, cueCall:
			cues += 0.5 * k.weight * s.factor
		}
	}
	if !seen[0] || !seen[1] {
		return false
	}
	return min(both, maxBoth)+min(pairs, maxBoth/2)+max(others, -4)+cues >= relevantFrom
}
