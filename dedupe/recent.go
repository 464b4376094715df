package dedupe

import (
	"iter"
	"math/bits"
	"slices"
)

// recent keeps the traits of the articles added last. How rare a trait is, is
// counted among them: by the stories that have it, since copies prove nothing.
type recent struct {
	ring     [][]report // in pages: by place modulo maxRecent
	added    uint32     // places seen
	pending  []uint32   // places not counted yet: at a rebuild, most never are
	stories  int        // counted
	carriers map[uint32]uint16
}

// report is one article in the ring.
type report struct {
	traitSet
	opens   bool // it opened a story
	counted bool
}

const (
	maxRecent  = 1 << 14 // more than a busy archive takes in within storyWithin
	recentPage = 1 << 9

	sketchWords = 4
)

func newRecent() recent {
	return recent{carriers: map[uint32]uint16{}}
}

// at returns the report at a place that is still in the ring.
func (r *recent) at(place uint32) *report {
	return &r.ring[place%maxRecent/recentPage][place%recentPage]
}

func (r *recent) add(place uint32, traits []uint32, opens bool) {
	switch {
	case place >= maxRecent:
		r.remove(place - maxRecent)
	case place%recentPage == 0:
		r.ring = append(r.ring, make([]report, recentPage))
	}
	*r.at(place) = report{traitSet: newTraitSet(traits), opens: opens}
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
		r.count(gone, false)
	}
	*gone = report{}
}

// settle counts what was added since.
func (r *recent) settle() {
	for _, place := range r.pending {
		if added := r.at(place); place+maxRecent >= r.added && !added.counted {
			r.count(added, true)
		}
	}
	r.pending = r.pending[:0]
}

// count enters a report, or takes it out again.
func (r *recent) count(a *report, in bool) {
	a.counted = in
	if !a.opens {
		return
	}
	if in {
		r.stories++
	} else {
		r.stories--
	}
	for _, t := range a.traits() {
		n := r.carriers[t]
		switch {
		case in:
			r.carriers[t] = n + 1
		case n > 1:
			r.carriers[t] = n - 1
		default:
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
	sketch  [sketchWords]uint64
	list    [maxTraits]uint32
	n, lost uint8 // traits, and how many of them have a bit that another one has
}

func newTraitSet(traits []uint32) (s traitSet) {
	s.n = uint8(copy(s.list[:], traits))
	for _, t := range s.traits() {
		word, bit := sketchBit(t)
		if s.sketch[word]&bit != 0 {
			s.lost++
		}
		s.sketch[word] |= bit
	}
	return s
}

func (s *traitSet) traits() []uint32 { return s.list[:s.n] }

// sketchBit returns the bit of a trait in a sketch.
func sketchBit(trait uint32) (word int, bit uint64) {
	return int(trait >> 6 % sketchWords), 1 << (trait % 64)
}

func (s *traitSet) has(trait uint32) bool {
	word, bit := sketchBit(trait)
	return s.sketch[word]&bit != 0 && slices.Contains(s.traits(), trait)
}

// mayShare reports whether two sets can have n traits in common.
func (s *traitSet) mayShare(other *traitSet, n int) bool {
	common := int(s.lost)
	for i, word := range s.sketch {
		common += bits.OnesCount64(word & other.sketch[i])
	}
	return common >= n
}
