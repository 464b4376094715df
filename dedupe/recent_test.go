package dedupe

import (
	"maps"
	"math/rand/v2"
	"testing"
)

func TestTheRingCountsExactlyWhatItHolds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	steady, rebuilt := newRecent(), newRecent()
	traits := make([][]uint32, 2*maxRecent+100)
	removed := map[uint32]bool{}
	for place := range uint32(len(traits)) {
		for range 5 {
			traits[place] = append(traits[place], uint32(r.IntN(1000)))
		}
		steady.add(place, traits[place], place%3 > 0)
		if place%7 == 0 {
			steady.settle()
		}
		if place%11 == 0 {
			gone := place - min(place, uint32(r.IntN(2*maxRecent)))
			steady.remove(gone)
			removed[gone] = true
		}
	}
	for place := range uint32(len(traits)) {
		rebuilt.add(place, traits[place], place%3 > 0)
		if removed[place] {
			rebuilt.remove(place)
		}
	}
	steady.settle()
	rebuilt.settle()
	if steady.stories != rebuilt.stories || !maps.Equal(steady.carriers, rebuilt.carriers) {
		t.Errorf("%d stories with %d traits, after a rebuild %d with %d",
			steady.stories, len(steady.carriers), rebuilt.stories, len(rebuilt.carriers))
	}
}

func TestASketchDeniesNoCommonTraits(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 2000 {
		var a, b []uint32
		for i := range uint32(maxTraits) {
			a = append(a, r.Uint32N(1<<16)<<8|i)
			b = append(b, r.Uint32N(1<<16)<<8|i)
			if r.IntN(3) == 0 {
				b[i] = a[i]
			}
		}
		shared := 0
		for i := range a {
			if a[i] == b[i] {
				shared++
			}
		}
		s, other := newTraitSet(a), newTraitSet(b)
		if !s.mayShare(&other, shared) {
			t.Fatalf("%d common traits are denied", shared)
		}
	}
}
