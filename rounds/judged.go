package rounds

import "roundwatch"

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
	person   int32 // of kinds "era" and "principal"
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
	tallies []tally // by round
}

// said is what a sentence is about.
type said struct {
	parties   [2]bool // named, or someone of theirs
	other     bool    // another state
	ownPair   bool    // the parties side by side
	otherPair bool    // a pair with another state
	past      bool    // the words of a background sentence
	begun     bool
	lately    bool
	ahead     bool    // words of what is to come
	talk      bool    // a word for talks or rounds
	track     int32   // that it calls by name most clearly, if called
	called    float64 // weight of that name
}

// strongest is where a cue stands best.
type strongest struct {
	factor   float64
	sentence int32
	word     int32
}

// usualEntries is how much evidence most articles give.
const usualEntries = 128

// newCase reads an article and notes what it says, before anything is weighed.
func (f *Filer) newCase(a roundwatch.Article) *judged {
	r := f.lex.read(a)
	c := &judged{
		f: f, a: a, r: r, said: make([]said, len(r.sentences)), cues: make([]strongest, len(f.lex.cues)),
		entries: make([]entry, 0, usualEntries), tallies: make([]tally, len(f.rounds)),
	}
	for i := range r.sentences {
		c.hear(int32(i))
	}
	c.findCues()
	c.numbers = c.ordinals()
	return c
}

// hear notes what the terms of a sentence say by themselves.
func (c *judged) hear(i int32) {
	s := &c.said[i]
	hits := c.r.sentences[i].hits
	before := hit{last: -beside}
	var state int32
	for _, h := range c.r.hits[hits[0]:hits[1]] {
		t := c.f.lex.terms[h.term]
		switch t.kind {
		case termParty, termOther:
			now := t.value
			if t.kind == termOther {
				now += int32(len(s.parties))
			}
			s.state(now, state, h.first-before.last <= beside)
			before, state = h, now
		case termPerson:
			if p := c.f.party[t.value]; p >= 0 {
				s.parties[p] = true
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

// beside is how many words apart two states make a pair: US-Iraq, Iran and Iraq.
const beside = 2

// state notes that a sentence names a state, and the pair that it makes with
// the one right before it. The parties are states 0 and 1.
func (s *said) state(now, before int32, paired bool) {
	parties := int32(len(s.parties))
	if now < parties {
		s.parties[now] = true
	} else {
		s.other = true
	}
	switch {
	case !paired || now == before:
	case now < parties && before < parties:
		s.ownPair = true
	default:
		s.otherPair = true
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
func (c *judged) foreign(i int32) bool {
	s := &c.said[i]
	return s.talk && s.otherPair && !s.ownPair
}

// tally is what was found for and against one round.
type tally struct {
	near float64 // evidence in title and lead or outside the text, and all that speaks against it
	far  float64 // what speaks for it behind the lead
	lead float64 // of near, what speaks for it and is neither a date nor a person
	top  float64 // of that, what stands in title or first two paragraphs
	own  float64 // of lead, what is the round's and not its track's
}

// score is the round's weight in the end. What stands behind the lead is mostly
// background: it counts as far as the lead bears it out.
func (t tally) score() float64 { return t.near + min(t.far, farFrom+farShare*t.own) }

// add enters evidence and its weight.
func (c *judged) add(e entry) {
	if e.weight == 0 {
		return
	}
	c.entries = append(c.entries, e)
	if e.round >= 0 {
		c.tallies[e.round].add(e, c.zone(e))
		return
	}
	for i := range c.f.rounds {
		if c.f.rounds[i].track == e.track {
			c.tallies[i].add(e, c.zone(e))
		}
	}
}

// zone is where an entry's sentence stands; what is not in the text stands on top.
func (c *judged) zone(e entry) zone {
	if e.sentence < 0 {
		return zoneTop
	}
	return c.r.sentences[e.sentence].zone
}

func (t *tally) add(e entry, z zone) {
	if e.weight > 0 && z > zoneLead {
		t.far += e.weight
		return
	}
	t.near += e.weight
	// People of both parties meet outside every round too.
	if e.weight < 0 || e.kind == "date" || e.kind == "principal" {
		return
	}
	t.lead += e.weight
	if z <= zoneTop {
		t.top += e.weight
	}
	if e.round >= 0 {
		t.own += e.weight
	}
}
