package rounds

import "roundwatch"

// Weights are in one unit: about the logarithm of how much likelier a piece
// of evidence makes its round. Cues bring their own from the dossier.
const (
	weightHead      = 1.0 // one of the first two principals
	weightPrincipal = 0.6
	weightTooEarly  = -3.0 // names someone who was not yet in office
	weightTooLate   = -0.7 // names someone who had left it
	floorTooEarly   = -5.0

	weightHeldWindow  = 3.5  // published about the days held
	weightWindow      = 2.8  // published within the round's window
	weightJustOut     = -1.0 // published just outside it
	weightBefore      = -4.0 // published long before it
	weightAfter       = -2.5 // published long after it
	weightDatelineIn  = 2.0  // the same for a date at the top of the text
	weightDatelineOut = -1.2
	weightHeldDay     = 1.8  // names a day on which the round was held
	weightHeldNoYear  = 1.2  // the same without the year
	weightHeldMonth   = 0.4  // names the month
	weightHeldBegun   = 0.3  // names it as the start of a series, or in the past
	weightPastWindow  = -1.0 // names a day after the round's window
	weightWeekday     = 0.3

	weightOrdinal        = 4.0  // bound to the track and current
	weightOrdinalPast    = 1.5  // bound to the track, but told as past
	weightOrdinalBelow   = 0.2  // listed beside a higher one
	weightOrdinalNext    = 0.3  // a past round speaks for the one after it
	weightOrdinalUnknown = -4.0 // current, and beyond the rounds of the dossier

	contradicted = 0.25 // of a round's name, in a sentence that numbers another
)

// zoneFactor is what evidence is worth by where it stands.
var zoneFactor = [...]float64{zoneTitle: 1.15, zoneTop: 1, zoneLead: 1, zoneBody: 0.7, zoneTail: 0.35}

const pastFactor = 0.5

// Rules that need words of their own where no quote says it.
const (
	ruleTooEarly  = "not-yet-in-office"
	ruleTooLate   = "no-longer-in-office"
	rulePublished = "published"
)

// entry is evidence before it is put into words: for or against one round, or
// all rounds of a track, or relevance.
type entry struct {
	kind     string
	round    int32 // -1: not about one round
	track    int32 // -1: not about a track
	sentence int32 // -1: not in the text
	word     int32 // in the sentence, that a long one is cut around
	weight   float64
	rule     string
	person   int32 // of kind "era"
}

// judged is one article under judgement.
type judged struct {
	f       *Filer
	a       roundwatch.Article
	r       *reading
	said    []said // by sentence
	cues    []strongest
	dates   []mention
	numbers []ordinal
	entries []entry
	scores  []float64
	content []float64 // what of it is not dates
	lead    []float64 // what of the content speaks for the round in title and lead
	top     []float64 // the same in title and first two paragraphs
}

// said is what a sentence is about.
type said struct {
	parties [2]bool
	other   bool // another state
	ownPair int
	pair    int // pairs with another state
	past    bool
	begun   bool
	lately  bool
	ahead   bool
	talk    bool
	track   int32   // that it calls by name most clearly, if called
	called  float64 // weight of that name
}

// strongest is where a cue stands best.
type strongest struct {
	factor   float64
	sentence int32
	word     int32
}

func (f *Filer) newCase(a roundwatch.Article, r *reading) *judged {
	c := &judged{f: f, a: a, r: r,
		entries: make([]entry, 0, 128),
		said:    make([]said, len(r.sentences)), cues: make([]strongest, len(f.lex.cues)),
		scores: make([]float64, len(f.rounds)), content: make([]float64, len(f.rounds)), lead: make([]float64, len(f.rounds)), top: make([]float64, len(f.rounds))}
	for i := range r.sentences {
		c.hear(int32(i))
	}
	c.findCues()
	c.numbers = c.ordinals()
	return c
}

// hear notes what the terms of a sentence say by themselves.
func (c *judged) hear(i int32) {
	x, s := c.f.lex, &c.said[i]
	hits := c.r.sentences[i].hits
	lastState, lastWord := int32(-1), int32(-1)
	for _, h := range c.r.hits[hits[0]:hits[1]] {
		t := x.terms[h.term]
		switch t.kind {
		case termParty, termOther:
			state := t.value
			if t.kind == termOther {
				state += 2
				s.other = true
			} else {
				s.parties[t.value] = true
			}
			if lastState >= 0 && lastState != state && h.first-lastWord >= 1 && h.first-lastWord <= 2 {
				if state < 2 && lastState < 2 {
					s.ownPair++
				} else {
					s.pair++
				}
			}
			lastState, lastWord = state, h.last
		case termPerson:
			for p, party := range c.f.dossier.Parties {
				if c.f.dossier.People[t.value].Party == party.ID {
					s.parties[p] = true
				}
			}
		case termPast:
			s.past = true
		case termBegun:
			s.begun = true
		case termLately:
			s.lately = true
		case termAhead:
			s.ahead = true
		case termTalk, termRound:
			s.talk = true
		}
	}
}

// factor is what evidence in a sentence is worth.
func (c *judged) factor(i int32) float64 {
	f := zoneFactor[c.r.sentences[i].zone]
	if s := &c.said[i]; s.past || s.begun {
		f *= pastFactor
	}
	return f
}

// foreign reports whether a sentence is about another pair's talks.
func (c *judged) foreign(i int32) bool { return c.said[i].pair > 0 && c.said[i].ownPair == 0 }

// findCues looks for the cues whose words stand together in a sentence.
func (c *judged) findCues() {
	x := c.f.lex
	met := make([]int32, len(x.needs))
	metIn := make([]int32, len(x.needs))
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
				if metIn[n] != mark {
					metIn[n], met[n] = mark, 0
				}
				met[n]++
				if met[n] == x.needs[n].terms {
					c.cue(x.needs[n].cue, int32(i), h.first)
				}
			}
		}
	}
}

func (c *judged) cue(cue, sentence, word int32) {
	factor := c.factor(sentence)
	k := c.f.lex.cues[cue]
	if k.kind != cueApart && c.foreign(sentence) {
		factor *= 0.2
	}
	if s := &c.said[sentence]; k.kind == cueCall && k.weight > s.called {
		s.track, s.called = k.track, k.weight
	}
	if factor > c.cues[cue].factor {
		c.cues[cue] = strongest{factor, sentence, word}
	}
}

// add enters evidence and its weight.
func (c *judged) add(e entry) {
	if e.weight == 0 {
		return
	}
	c.entries = append(c.entries, e)
	if e.round < 0 && e.track < 0 {
		return
	}
	for i := range c.f.rounds {
		if e.round == int32(i) || e.round < 0 && e.track >= 0 && c.f.rounds[i].track == e.track {
			c.scores[i] += e.weight
			if e.kind != "date" {
				c.content[i] += e.weight
				c.addLead(i, e)
			}
		}
	}
}

// addLead notes content that speaks for a round near the top. Who is named
// does not: people of both parties meet outside every round too.
func (c *judged) addLead(round int, e entry) {
	if z := c.r.sentences[e.sentence].zone; e.weight > 0 && e.kind != "principal" && z <= zoneLead {
		c.lead[round] += e.weight
		if z <= zoneTop {
			c.top[round] += e.weight
		}
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
		person, s := c.f.dossier.People[p], best[p]
		for i, r := range c.f.rounds {
			e := entry{round: int32(i), track: -1, sentence: s.sentence, word: s.word, person: p}
			switch {
			case !r.Until.IsZero() && person.Since.After(r.Until):
				w := max(weightTooEarly*s.factor, floorTooEarly-early[i])
				early[i] += w
				e.kind, e.weight, e.rule = "era", w, ruleTooEarly
			case !person.Until.IsZero() && person.Until.Before(r.From):
				e.kind, e.weight, e.rule = "era", weightTooLate*s.factor, ruleTooLate
			case r.role[p] > 0:
				e.kind, e.weight, e.rule = "principal", r.role[p]*s.factor, r.ID+"/"+person.ID
			default:
				continue
			}
			c.add(e)
		}
	}
}
