package dedupe

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestPostingsAreWhereTheyWerePut(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	p := newPostings()
	want := map[uint32][]uint32{}
	for place := range uint32(5000) { // the places double twice
		shingles := []uint32{0, 1 << 31, 1<<32 - 1, uint32(r.IntN(50)), uint32(r.IntN(50)) << 20, r.Uint32()}
		slices.Sort(shingles)
		shingles = slices.Compact(shingles)
		p.add(place, shingles)
		for _, s := range shingles {
			want[s] = append(want[s], place)
		}
		if place%500 == 499 {
			gone := uint32(r.IntN(int(place)))
			p.remove(gone)
			for s := range want {
				want[s] = slices.DeleteFunc(want[s], func(place uint32) bool { return place == gone })
			}
		}
		if place%1700 == 0 {
			p.find(0) // settles a few
		}
	}
	for s, places := range want {
		found := p.find(s)
		if len(found) != len(places) {
			t.Fatalf("shingle %x is at %d places, want %d", s, len(found), len(places))
		}
		if got := p.places(nil, found); !slices.Equal(got, places[:min(len(places), maxPlaces)]) {
			t.Fatalf("shingle %x is at %v, want %v", s, got, places)
		}
	}
}
