package rounds

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"roundwatch"
)

// Bounds of what a filing shows.
const (
	maxEvidence = 12 // for the round, or about relevance
	maxAgainst  = 3  // for the runner-up
	maxQuote    = 320
)

// evidence puts the entries into words: those about the best round strongest
// first, then what speaks for the runner-up, which is against the filing and so
// of negative weight. Without a best round it says what relevance rests on.
func (c *judged) evidence(best, second int) []roundwatch.Evidence {
	var about, against []entry
	for _, e := range c.entries {
		switch {
		case e.round < 0 && e.track < 0 && best < 0, best >= 0 && c.concerns(e, best):
			about = merge(about, e)
		case second >= 0 && e.weight > 0 && c.concerns(e, second):
			e.weight = -e.weight
			against = merge(against, e)
		}
	}
	against = slices.DeleteFunc(against, func(e entry) bool { return matched(e, about) })
	var out []roundwatch.Evidence
	for _, e := range append(strongestFirst(about, maxEvidence), strongestFirst(against, maxAgainst)...) {
		out = append(out, c.word(e))
	}
	return out
}

// concerns reports whether an entry is about a round.
func (c *judged) concerns(e entry, round int) bool {
	return e.round == int32(round) || e.round < 0 && e.track == c.f.rounds[round].track
}

// merge adds an entry to a list. What says the same of the same sentence adds up.
func merge(list []entry, e entry) []entry {
	for i := range list {
		if l := &list[i]; l.saysAs(e) && l.round == e.round && l.track == e.track && (l.weight > 0) == (e.weight > 0) {
			l.weight += e.weight
			return list
		}
	}
	return append(list, e)
}

// saysAs reports whether two entries give the same kind of reason from the same place.
func (e entry) saysAs(other entry) bool {
	return e.kind == other.kind && e.sentence == other.sentence && e.person == other.person
}

// matched reports whether the same place speaks at least as much for the
// filing: what both rounds share is against neither.
func matched(e entry, about []entry) bool {
	return slices.ContainsFunc(about, func(a entry) bool { return a.saysAs(e) && a.weight >= -e.weight })
}

func strongestFirst(list []entry, most int) []entry {
	slices.SortStableFunc(list, func(a, b entry) int {
		return cmp.Compare(math.Abs(b.weight), math.Abs(a.weight))
	})
	return list[:min(len(list), most)]
}

// word puts an entry into words.
func (c *judged) word(e entry) roundwatch.Evidence {
	out := roundwatch.Evidence{Kind: e.kind, Weight: hundredths(e.weight), Rule: e.rule, Note: c.note(e)}
	if e.round >= 0 {
		out.Round = c.f.rounds[e.round].ID
	} else if e.track >= 0 {
		out.Round = c.f.dossier.Tracks[e.track].ID
	}
	if e.sentence < 0 {
		return out
	}
	s := c.r.sentences[e.sentence]
	if int(e.sentence) < c.r.titles {
		from, to := c.r.title.Span(s.from, s.to)
		out.Note = strings.TrimPrefix(out.Note+"; title: "+strings.TrimSpace(c.r.titleSource[from:to]), "; ")
		return out
	}
	out.Start, out.End = c.quote(s, e.word)
	out.Quote = c.r.textSource[out.Start:out.End]
	return out
}

// note says what no quote can.
func (c *judged) note(e entry) string {
	switch e.rule {
	case rulePublished:
		return "published " + c.a.Published.Format(time.DateOnly)
	case ruleTooEarly:
		p := c.f.dossier.People[e.person]
		return p.Name + " was not in office before " + p.Since.Format(time.DateOnly)
	case ruleTooLate:
		p := c.f.dossier.People[e.person]
		return p.Name + " left office on " + p.Until.Format(time.DateOnly)
	}
	return ""
}

// quote returns the bytes of the text that show a sentence: all of it, or of a
// long one the part around a word.
func (c *judged) quote(s sentence, word int32) (start, end int) {
	from, to := s.from, s.to
	if to-from > maxQuote {
		first, last := s.words[0], s.words[1]-1
		word = min(max(word, first), last)
		from, to = int(c.r.words[word].from), int(c.r.words[word].to)
		for i, j := word-1, word+1; i >= first || j <= last; i, j = i-1, j+1 {
			if j <= last && int(c.r.words[j].to)-from <= maxQuote {
				to = int(c.r.words[j].to)
			}
			if i >= first && to-int(c.r.words[i].from) <= maxQuote {
				from = int(c.r.words[i].from)
			}
		}
	}
	return c.r.text.Span(from, to)
}
