package rounds

// findCues looks for the cues whose words stand together in a sentence.
func (c *judged) findCues() {
	x := c.f.lex
	met := make([]struct{ terms, mark int32 }, len(x.needs)) // the mark is the sentence's
	heard := make([]int32, len(x.terms))
	for i := range c.r.sentences {
		mark := int32(i + 1)
		hits := c.r.sentences[i].hits
		for _, h := range c.r.hits[hits[0]:hits[1]] {
			if heard[h.term] == mark {
				continue
			}
			heard[h.term] = mark
			for _, n := range x.wanted[h.term] {
				m := &met[n]
				if m.mark != mark {
					m.mark, m.terms = mark, 0
				}
				if m.terms++; m.terms == x.needs[n].terms {
					c.cue(x.needs[n].cue, int32(i), h.first)
				}
			}
		}
	}
}

// cue notes a cue in a sentence, if it stands better there than anywhere before.
func (c *judged) cue(cue, sentence, word int32) {
	k := c.f.lex.cues[cue]
	factor := c.factor(sentence)
	switch {
	case k.kind == cueApart:
		factor = againstFactor[c.r.sentences[sentence].zone]
	case c.foreign(sentence):
		factor *= foreignFactor
	}
	if s := &c.said[sentence]; k.kind == cueCall && k.weight > s.called {
		s.track, s.called = k.track, k.weight
	}
	if factor > c.cues[cue].factor {
		c.cues[cue] = strongest{factor, sentence, word}
	}
}

// weighCues enters the cues that were found.
func (c *judged) weighCues() {
	calls := make([]entry, len(c.f.dossier.Tracks))
	for i, s := range c.cues {
		if s.factor == 0 {
			continue
		}
		k := c.f.lex.cues[i]
		e := entry{round: k.round, track: k.track, sentence: s.sentence, word: s.word, weight: k.weight * s.factor, rule: k.rule}
		switch k.kind {
		case cueCall:
			if e.weight > calls[k.track].weight {
				e.kind = "track"
				calls[k.track] = e
			}
			continue
		case cueAlias:
			e.kind = "phrase"
			if c.numbersAnother(s.sentence, k.round) {
				e.weight *= contradicted
			}
		case cueSignature:
			e.kind = "signature"
		default:
			continue
		}
		c.add(e)
	}
	for _, e := range calls {
		c.add(e)
	}
}
