package dedupe

import (
	"iter"
	"math/bits"
	"slices"
)

// recent keeps the traits of the articles added last. How rare a trait is, is
// counted among them: by the stories that have it, since copies prove nothing.
type recent struct {
	ring     []report // by place modulo maxRecent
	added    uint32   // places seen
	pending  []uint32 // places not counted yet: at a rebuild, most never are
	stories  int      // counted
	carriers map[uint32]int
}

// report is one article in the ring.
type report struct {
	traitSet
	opens   bool // it opened a story
	counted bool
}

// maxRecent is more than a busy archive takes in within storyWithin.
const maxRecent = 1 << 14

func newRecent() recent {
	return recent{carriers: map[uint32]int{}}
}

// at returns the report at a place that is still in the ring.
func (r *recent) at(place uint32) *report { return &r.ring[place%maxRecent] }

func (r *recent) add(place uint32, traits []uint32, opens bool) {
	if place < maxRecent {
		r.ring = append(r.ring, report{})
	} else {
		r.remove(place - maxRecent)
	}
	added := r.at(place)
	added.traits, added.opens = append(added.traits[:0], traits...), opens
	r.added = place + 1
	r.pending = append(r.pending, place)
}

// remove forgets the article at a place, if it is still there.
func (r *recent) remove(place uint32) {
	if place+maxRecent < r.added {
		return
	}
	gone := r.at(place)
	if gone.counted {
		r.count(gone, -1)
	}
	*gone = report{traitSet: traitSet{traits: gone.traits[:0]}}
}

// settle counts what was added since.
func (r *recent) settle() {
	for _, place := range r.pending {
		if added := r.at(place); place+maxRecent >= r.added && !added.counted {
			added.traitSet = newTraitSet(added.traits)
			r.count(added, 1)
		}
	}
	r.pending = r.pending[:0]
}

func (r *recent) count(a *report, by int) {
	a.counted = by > 0
	if !a.opens {
		return
	}
	r.stories += by
	for _, t := range a.traits {
		if r.carriers[t] += by; r.carriers[t] == 0 {
			delete(r.carriers, t)
		}
	}
}

// places yields the places in the ring.
func (r *recent) places() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for place := r.added - min(r.added, maxRecent); place < r.added; place++ {
			if !yield(place) {
				return
			}
		}
	}
}

// traitSet is the traits of an article, with a sketch that tells most sets
// apart at a glance: a bit for each trait.
type traitSet struct {
	traits []uint32
	sketch [8]uint64
	lost   int // traits whose bit another one has
}

func newTraitSet(traits []uint32) traitSet {
	s := traitSet{traits: traits}
	for _, t := range traits {
		word, bit := sketchBit(t)
		if s.sketch[word]&bit != 0 {
			s.lost++
		}
		s.sketch[word] |= bit
	}
	return s
}

// sketchBit returns the bit of a trait in a sketch.
func sketchBit(trait uint32) (word int, bit uint64) {
	return int(trait >> 6 % 8), 1 << (trait % 64)
}

func (s *traitSet) has(trait uint32) bool {
	word, bit := sketchBit(trait)
	return s.sketch[word]&bit != 0 && slices.Contains(s.traits, trait)
}

// mayShare reports whether two sets can have n traits in common.
func (s *traitSet) mayShare(other *traitSet, n int) bool {
	common := s.lost
	for i, word := range s.sketch {
		common += bits.OnesCount64(word & other.sketch[i])
	}
	return common >= n
}
