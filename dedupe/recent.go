package dedupe

import "iter"

// recent keeps the traits of the articles added last. How rare a trait is, is
// counted among them: by the stories that have it, since copies prove nothing.
type recent struct {
	ring     [][]uint32 // traits, by place modulo maxRecent
	opens    []bool     // whether the article opened a story
	added    uint32     // places seen
	stories  int        // in the ring
	carriers map[uint32]int
}

// maxRecent is more than a busy archive takes in within storyWithin.
const maxRecent = 1 << 14

func newRecent() recent {
	return recent{carriers: map[uint32]int{}}
}

func (r *recent) add(place uint32, traits []uint32, opens bool) {
	if place < maxRecent {
		r.ring = append(r.ring, nil)
		r.opens = append(r.opens, false)
	} else {
		r.remove(place - maxRecent)
	}
	slot := place % maxRecent
	r.ring[slot] = append(r.ring[slot][:0], traits...)
	r.opens[slot] = opens
	r.added = place + 1
	r.count(traits, opens, 1)
}

// remove forgets the article at a place, if it is still there.
func (r *recent) remove(place uint32) {
	if place+maxRecent < r.added {
		return
	}
	slot := place % maxRecent
	r.count(r.ring[slot], r.opens[slot], -1)
	r.ring[slot] = r.ring[slot][:0]
	r.opens[slot] = false
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

func (r *recent) count(traits []uint32, opens bool, by int) {
	if !opens {
		return
	}
	r.stories += by
	for _, t := range traits {
		if r.carriers[t] += by; r.carriers[t] == 0 {
			delete(r.carriers, t)
		}
	}
}
