package rounds

import "roundwatch"

// weighPeople enters who is named: principals of a round for it, and people
// against the rounds before or after their time.
func (c *judged) weighPeople() {
	best := make([]strongest, len(c.f.dossier.People))
	var order []int32
	for _, h := range c.r.hits {
		t := c.f.lex.terms[h.term]
		if t.kind != termPerson {
			continue
		}
		s := &best[t.value]
		if s.factor == 0 {
			order = append(order, t.value)
		}
		if factor := c.factor(h.sentence); factor > s.factor {
			*s = strongest{factor, h.sentence, h.first}
		}
	}
	early := make([]float64, len(c.f.rounds))
	for _, p := range order {
		for i, r := range c.f.rounds {
			e := entry{round: int32(i), track: -1, sentence: best[p].sentence, word: best[p].word, person: p}
			e.kind, e.rule, e.weight = r.person(c.f.dossier.People[p], p)
			if e.weight *= best[p].factor; e.rule == ruleTooEarly {
				e.weight = max(e.weight, floorTooEarly-early[i])
				early[i] += e.weight
			}
			c.add(e)
		}
	}
}

// person is what the name of a person, number p of the dossier, says for or
// against a round.
func (r round) person(person roundwatch.Person, p int32) (kind, rule string, weight float64) {
	switch {
	case !r.Until.IsZero() && person.Since.After(r.Until):
		return "era", ruleTooEarly, weightTooEarly
	case !person.Until.IsZero() && person.Until.Before(r.From):
		return "era", ruleTooLate, weightTooLate
	}
	return "principal", r.ID + "/" + person.ID, r.role[p]
}

// peopleOfBoth reports whether title and lead name someone of each party.
func (c *judged) peopleOfBoth() bool {
	var named [2]bool
	for _, h := range c.r.hits {
		t := c.f.lex.terms[h.term]
		if t.kind != termPerson || c.r.sentences[h.sentence].zone > zoneLead {
			continue
		}
		if p := c.f.party[t.value]; p >= 0 {
			named[p] = true
		}
	}
	return named[0] && named[1]
}
