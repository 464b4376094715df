package dedupe

import (
	"cmp"
	"slices"
)

// Candidates are the stored articles worth comparing: those that share most
// shingles. Rare shingles speak first and common ones only as long as maxHits
// is not reached, so neither a formula that thousands of articles carry nor a
// story that hundreds have printed makes a look-up slow or blind. Behind the
// first two, an article must hold a good part of the shingles of the shorter
// text: an edited copy keeps a sixth of them, the background that all reports
// of a day repeat is a tenth.
const (
	maxCandidates = 12
	maxPerStory   = 5    // a story printed a hundred times leaves room for others
	maxHits       = 1024 // occurrences that are counted
	fewShingles   = 12   // of a short text: one shared shingle will do
	minCandidates = 2    // below, one will do as well
	goodPart      = 8    // one shingle in so many
)

// candidates returns the places of the articles that share most shingles with
// a text, the earlier article first among equals.
func (x *Index) candidates(shingles []uint32) []uint32 {
	asked := x.countHits(shingles)
	need := 2
	if len(shingles) < fewShingles {
		need = 1
	}
	ranked, rest := x.count.split(need)
	slices.SortFunc(ranked, func(a, b tally) int {
		return cmp.Or(cmp.Compare(b.hits, a.hits), cmp.Compare(x.entries[a.place].article, x.entries[b.place].article))
	})
	ranked = append(ranked, rest[:min(len(rest), max(0, minCandidates-len(ranked)))]...)
	var found []uint32
	perStory := map[int64]int{}
	for _, r := range ranked {
		e := &x.entries[r.place]
		if len(found) >= minCandidates && int(r.hits)*goodPart < min(asked, int(e.shingles)) {
			continue
		}
		if perStory[e.story]++; perStory[e.story] > maxPerStory {
			continue
		}
		if found = append(found, r.place); len(found) == maxCandidates {
			break
		}
	}
	return found
}

// countHits counts the shared shingles of every place, rarest shingles first,
// and returns how many shingles it asked for.
func (x *Index) countHits(shingles []uint32) (asked int) {
	x.spans = x.spans[:0]
	for _, s := range shingles {
		if found := x.postings.find(s); len(found) > 0 {
			x.spans = append(x.spans, found)
		}
	}
	slices.SortStableFunc(x.spans, func(a, b []uint32) int { return cmp.Compare(len(a), len(b)) })
	x.count.reset()
	counted := 0
	for i, s := range x.spans {
		x.hits = x.postings.places(x.hits[:0], s)
		for _, place := range x.hits {
			x.count.add(place)
		}
		if counted += len(x.hits); counted >= maxHits {
			return len(shingles) - len(x.spans) + i + 1
		}
	}
	return len(shingles)
}

// tally is a place and how often it was hit.
type tally struct{ place, hits uint32 }

// counter counts the hits of a few thousand places at most.
type counter struct {
	tallies []tally  // in the order of their first hit
	slots   []uint16 // hash table: index+1 in tallies
}

// counterSlots is more than twice what maxHits and one long list can bring.
const counterSlots = 1 << 13

func (c *counter) reset() {
	if c.slots == nil {
		c.slots = make([]uint16, counterSlots)
	}
	clear(c.slots)
	c.tallies = c.tallies[:0]
}

func (c *counter) add(place uint32) {
	for at := place * 0x9E3779B1 >> 19; ; at = (at + 1) % counterSlots {
		switch n := c.slots[at]; {
		case n == 0:
			c.tallies = append(c.tallies, tally{place, 1})
			c.slots[at] = uint16(len(c.tallies))
			return
		case c.tallies[n-1].place == place:
			c.tallies[n-1].hits++
			return
		}
	}
}

// split returns copies of the tallies with at least need hits, and the rest.
func (c *counter) split(need int) (enough, rest []tally) {
	for _, t := range c.tallies {
		if int(t.hits) >= need {
			enough = append(enough, t)
		} else {
			rest = append(rest, t)
		}
	}
	return enough, rest
}
