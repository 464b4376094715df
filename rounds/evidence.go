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
	var about, against []roundwatch.Evidence
	for _, e := range c.entries {
		switch {
		case e.round < 0 && e.track < 0 && best < 0, best >= 0 && c.concerns(e, best):
			about = merge(about, c.word(e))
		case second >= 0 && e.weight > 0 && c.concerns(e, second):
			e.weight = -e.weight
			against = merge(against, c.word(e))
		}
	}
	against = slices.DeleteFunc(against, func(e roundwatch.Evidence) bool { return matched(e, about) })
	return append(strongestFirst(about, maxEvidence), strongestFirst(against, maxAgainst)...)
}

// matched reports whether the same passage speaks at least as much for the
// filing: what both rounds share is against neither.
func matched(e roundwatch.Evidence, about []roundwatch.Evidence) bool {
	return slices.ContainsFunc(about, func(a roundwatch.Evidence) bool {
		return a.Kind == e.Kind && a.Start == e.Start && a.End == e.End && a.Note == e.Note && a.Weight >= -e.Weight
	})
}

// concerns reports whether an entry is about a round.
func (c *judged) concerns(e entry, round int) bool {
	return e.round == int32(round) || e.round < 0 && e.track == c.f.rounds[round].track
}

// merge adds evidence to a list. What says the same of the same passage adds up.
func merge(list []roundwatch.Evidence, e roundwatch.Evidence) []roundwatch.Evidence {
	for i := range list {
		l := &list[i]
		if l.Kind == e.Kind && l.Round == e.Round && l.Start == e.Start && l.End == e.End && l.Note == e.Note && (l.Weight > 0) == (e.Weight > 0) {
			l.Weight = hundredths(l.Weight + e.Weight)
			return list
		}
	}
	return append(list, e)
}

func strongestFirst(list []roundwatch.Evidence, most int) []roundwatch.Evidence {
	slices.SortStableFunc(list, func(a, b roundwatch.Evidence) int {
		return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight))
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
