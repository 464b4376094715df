package article

import (
	"math/bits"
	"math/rand/v2"
)

// table maps the hashes of words, or of what is made of words, to numbers other
// than zero. Go's own map would hash each hash again, and the scorer asks for
// every word of a page. Each table scatters its hashes by a factor of its own,
// so that no page can be written to fill one place.
type table struct {
	slots  []slot
	used   int
	factor uint64
	shift  int
}

type slot struct {
	hash  uint64
	value int32
}

// newTable makes a table with room for n hashes; it grows beyond.
func newTable(n int) *table {
	size := bits.Len(uint(n + n/3 + 7)) // of which no more than three quarters are used
	return &table{slots: make([]slot, 1<<size), factor: rand.Uint64() | 1, shift: 64 - size}
}

// at returns the number of a hash, 0 if it has none.
func (t *table) at(hash uint64) int32 {
	return t.slots[t.find(hash)].value
}

// find returns the slot of a hash, or the free one where it belongs.
func (t *table) find(hash uint64) int {
	i := int(hash * t.factor >> t.shift)
	for t.slots[i].value != 0 && t.slots[i].hash != hash {
		i = (i + 1) & (len(t.slots) - 1)
	}
	return i
}

// put gives a hash its number.
func (t *table) put(hash uint64, value int32) {
	i := t.find(hash)
	if t.slots[i].value == 0 {
		if t.used++; 4*t.used > 3*len(t.slots) {
			t.grow()
			i = t.find(hash)
		}
	}
	t.slots[i] = slot{hash, value}
}

func (t *table) grow() {
	old := t.slots
	t.slots = make([]slot, 2*len(old))
	t.shift--
	for _, s := range old {
		if s.value != 0 {
			t.slots[t.find(s.hash)] = s
		}
	}
}

// setOf is a table of hashes, each with the number 1.
func setOf(hashes []uint64) *table {
	t := newTable(len(hashes))
	for _, h := range hashes {
		t.put(h, 1)
	}
	return t
}

// holds counts the hashes that are in a set, and all of them.
func (t *table) holds(hashes []uint64) (hits, all int) {
	for _, h := range hashes {
		hits += int(t.at(h))
	}
	return hits, len(hashes)
}
