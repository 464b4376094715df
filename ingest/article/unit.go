package article

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// A page may hold several texts of one make: the posts of a blog, the stories
// of a front page, the articles of an endless scroll. unit says in which of
// them a box lies.
type unit struct {
	box   int // the box that repeats, 0 if none
	index int // its place among its like
	count int // how many there are
	top   int // bytes of prose of the largest of them
}

// minUnit is the prose, in bytes, that makes a repeated box a text of its own.
const minUnit = 250

// findUnits finds for each box the outermost repeated box that it lies in.
func (r *reader) findUnits() []unit {
	type kind struct {
		parent int
		sign   uint64
	}
	type group struct{ count, top int }
	groups := make(map[kind]*group)
	units := make([]unit, len(r.boxes))
	for i := 1; i < len(r.boxes); i++ {
		x := &r.boxes[i]
		if x.prose < minUnit || x.tag == atom.P || x.blocks < 2 {
			continue
		}
		k := kind{x.parent, x.sign}
		g := groups[k]
		if g == nil {
			g = &group{}
			groups[k] = g
		}
		units[i] = unit{box: i, index: g.count}
		g.count++
		g.top = max(g.top, x.prose)
	}
	for i := 1; i < len(r.boxes); i++ {
		x := &r.boxes[i]
		if up := units[x.parent]; up.box > 0 {
			units[i] = up
			continue
		}
		if units[i].box > 0 {
			if g := groups[kind{x.parent, x.sign}]; g.count > 1 {
				units[i].count, units[i].top = g.count, g.top
			} else {
				units[i] = unit{}
			}
		}
	}
	return units
}

// articleOf returns the innermost article element around a box, 0 if none.
func (r *reader) articleOf(at int) int {
	for ; at > 0; at = r.boxes[at].parent {
		if r.boxes[at].tag == atom.Article {
			return at
		}
	}
	return 0
}

// unit describes the repeated text and the article element around a block,
// and what else sets it apart from its neighbours.
func (r *reader) unit(b *block, f []float32, s surroundings) {
	if u := s.units[b.box]; u.box > 0 {
		x := &r.boxes[u.box]
		f[0], f[1] = float32(min(u.index, 20)), float32(min(u.count, 20))
		f[2], f[3] = ratio(x.prose, u.top), ratio(x.prose, s.prose)
	}
	if at := r.articleOf(b.box); at > 0 {
		x := &r.boxes[at]
		f[4], f[5] = ratio(x.prose, s.prose), ratio(x.link, x.chars)
	}
	f[6], f[7] = float32(min(b.media, 9)), float32(min(b.links, 20))
	f[8] = -1
	if s.body.used > 0 {
		f[8] = ratio(s.body.holds(runsOf(b.text)))
	}
	f[9] = one(strings.HasPrefix(b.text, "http") || strings.HasPrefix(b.text, "@"))
}

// minBody is the shortest JSON-LD text, in bytes, that is compared with the page.
const minBody = 200

func shingleSet(text string) *table {
	if len(text) < minBody {
		text = ""
	}
	return setOf(runsOf(text))
}

// runsOf returns the hash of every three words in a row; a shorter text
// gives one.
func runsOf(text string) []uint64 {
	return inThrees(appendWords(nil, text))
}

// inThrees makes the hashes of words those of every three in a row.
func inThrees(words []uint64) []uint64 {
	switch len(words) {
	case 0, 1:
		return words
	case 2:
		words[0] = words[0]*17 + words[1]
		return words[:1]
	}
	for i := range len(words) - 2 {
		words[i] = words[i]*31 + words[i+1]*17 + words[i+2]
	}
	return words[:len(words)-2]
}

// pathTotal sums the blocks whose elements, three levels up, have the same
// names and classes: the paragraphs of an article mostly share theirs.
type pathTotal struct{ blocks, words, chars, link, prose int }

func (r *reader) sumPaths() map[uint64]*pathTotal {
	paths := make(map[uint64]*pathTotal)
	for i := range r.blocks {
		b := &r.blocks[i]
		key := r.boxes[b.box].path
		t := paths[key]
		if t == nil {
			t = &pathTotal{}
			paths[key] = t
		}
		t.blocks++
		t.words += b.words
		t.chars += len(b.text)
		t.link += b.link
		if b.prose() {
			t.prose += len(b.text)
		}
	}
	return paths
}

// path describes the blocks of the same make, and how far the tree sets the
// block apart from the ones before and behind.
func (r *reader) path(i int, f []float32, s surroundings) {
	b := &r.blocks[i]
	t := s.paths[r.boxes[b.box].path]
	f[0], f[1] = ratio(t.prose, s.prose), log(t.blocks)
	f[2], f[3] = ratio(t.words, t.blocks), ratio(t.link, t.chars)
	if i > 0 {
		f[4], f[5] = r.apart(r.blocks[i-1].box, b.box)
	}
	if i+1 < len(r.blocks) {
		f[6], f[7] = r.apart(r.blocks[i+1].box, b.box)
	}
}

// apart is how many boxes lie between two boxes and the one that holds both.
func (r *reader) apart(a, b int) (up, down float32) {
	for a != b {
		if r.boxes[a].depth >= r.boxes[b].depth {
			a = r.boxes[a].parent
			up++
		} else {
			b = r.boxes[b].parent
			down++
		}
	}
	return up, down
}
