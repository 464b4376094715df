package rounds

import "slices"

// heads is how many of a round's principals lead a delegation.
const heads = 2

// weighPeople enters who is named: principals of a round for it, and people
// against the rounds before or after their time.
func (c *judged) weighPeople() {
	best := make([]strongest, len(c.f.dossier.People))
	var order []int32
	for _, h := range c.r.hits {
		t := c.f.lex.terms[h.term]
		if t.kind != termPerson || c.r.sentences[h.sentence].zone == zoneLabel {
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
		for _, e := range c.f.says[p] {
			e.sentence, e.word = best[p].sentence, best[p].word
			e.weight *= best[p].factor
			switch {
			case e.rule == ruleTooEarly:
				e.weight = max(e.weight, floorTooEarly-early[e.round])
				early[e.round] += e.weight
			case e.rule == ruleTooLate && c.zone(e) > zoneLead:
				continue // every later report may recall them
			}
			c.add(e)
		}
	}
}

// sayings returns what the name of a person, number p of the dossier, says for or
// against each round.
func (f *Filer) sayings(p int32) []entry {
	var says []entry
	person := f.dossier.People[p]
	for i, r := range f.rounds {
		e := entry{round: int32(i), track: -1, person: p}
		switch place := slices.Index(r.Principals, person.ID); {
		case !r.Until.IsZero() && person.Since.After(r.Until):
			e.kind, e.rule, e.weight = "era", ruleTooEarly, weightTooEarly
		case !person.Until.IsZero() && person.Until.Before(r.From):
			e.kind, e.rule, e.weight = "era", ruleTooLate, weightTooLate
		case place >= 0 && place < heads:
			e.kind, e.rule, e.weight = "principal", r.ID+"/"+person.ID, weightHead
		case place >= 0:
			e.kind, e.rule, e.weight = "principal", r.ID+"/"+person.ID, weightPrincipal
		default:
			continue
		}
		says = append(says, e)
	}
	return says
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
