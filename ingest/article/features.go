package article

import (
	"math"
	"math/bits"
	"strings"

	"golang.org/x/net/html/atom"
)

// The scorer sees a block as a row of numbers. A feature may speak of length,
// marks, links, tags, word families, position, repetition and neighbours, but
// never of a site, and of words only through the title and the description.
// The first plainRow features are for both passes; the rest belongs to the
// second, which also sees what the first pass thought of the blocks around.

// row holds the features of one block, with room for all that a tree can name.
type row [1 << 8]float32

// Where each group of features begins in a row.
const (
	featOwn    = 0
	featTag    = featOwn + 20
	featPlace  = featTag + 9
	featFamily = featPlace + places
	featNear   = featFamily + 3*families
	featBox    = featNear + 16
	featSpot   = featBox + 18
	featPage   = featSpot + 10
	featCue    = featPage + 5
	featUnit   = featCue + int(cues)
	featPath   = featUnit + 10
	featTopic  = featPath + 8
	featVote   = featTopic + 8
	plainRow   = featVote + 6 // what the first pass sees
	features   = plainRow + 32
)

// surroundings are what the rows of one page have in common.
type surroundings struct {
	prose   int    // bytes of prose on the page
	best    int    // the box with most prose right below it
	repeats *table // how often a block of these letters stands on the page
	title   *table // 1 for each word of the title
	desc    string
	h1      int       // block of the first h1, -1 if none
	units   []unit    // per box
	votes   [2][]bool // what the simple readers chose
	scores  []float64 // of the boxes, as collected gives them
	paths   map[uint64]*pathTotal
	body    *table // 1 for each three words in a row of the JSON-LD text
	first   int    // first and last block of prose in the best box
	last    int
}

func (r *reader) survey(title, description, body string) surroundings {
	s := surroundings{prose: r.boxes[0].prose, h1: -1, first: -1, last: -1, repeats: newTable(len(r.blocks)), title: setOf(appendWords(nil, title))}
	for i := range r.boxes {
		if r.boxes[i].direct > r.boxes[s.best].direct {
			s.best = i
		}
	}
	s.desc = squeeze(description)
	s.units = r.findUnits()
	s.votes[0], s.scores = r.collected()
	s.votes[1] = r.direct(s.best)
	s.paths = r.sumPaths()
	s.body = shingleSet(body)
	for i := range r.blocks {
		b := &r.blocks[i]
		s.repeats.put(b.hash, s.repeats.at(b.hash)+1)
		if s.h1 < 0 && b.place&inHeading != 0 && b.tag == atom.H1 {
			s.h1 = i
		}
		if b.prose() && r.within(b.box, s.best) {
			if s.first < 0 {
				s.first = i
			}
			s.last = i
		}
	}
	return s
}

// rows computes the features of the first pass.
func (r *reader) rows(s surroundings) []row {
	rows := make([]row, len(r.blocks))
	before, heading, pointer := 0, -1, -1
	var words []uint64
	for i := range r.blocks {
		b, f := &r.blocks[i], &rows[i]
		r.own(b, f[featOwn:featTag:featTag], s)
		f[featTag+tagKind(b.tag)] = 1
		spread(f[featPlace:featFamily:featFamily], uint32(b.place))
		for k, fam := range b.fam {
			spread(f[featFamily+k*families:featFamily+(k+1)*families], uint32(fam))
		}
		for k, d := range [...]int{-1, 1, -2, 2} {
			if j := i + d; j >= 0 && j < len(r.blocks) {
				n := &r.blocks[j]
				g := f[featNear+4*k : featNear+4*k+4 : featNear+4*k+4]
				g[0], g[1] = log(n.words), ratio(n.link, len(n.text))
				g[2] = one(n.closed) + 2*one(n.place&inHeading != 0)
				g[3] = one(n.box == b.box) + 2*one(r.boxes[n.box].parent == r.boxes[b.box].parent)
			}
		}
		r.around(b, f[featBox:featSpot:featSpot], s)
		r.spot(i, f[featSpot:featPage:featPage], s, before)
		if b.prose() {
			before += len(b.text)
		}
		g := f[featPage:plainRow:plainRow]
		g[0], g[1] = log(s.prose), log(len(r.blocks))
		g[2] = ratio(r.boxes[s.best].direct, s.prose)
		g[3] = ratio(r.boxes[0].link, r.boxes[0].chars)
		g[4] = ratio(s.prose, r.boxes[0].chars)
		if b.words <= maxCueWords {
			words = appendWords(words[:0], b.text)
			b.cues(words, f, s)
		}
		r.unit(b, f[featUnit:featPath:featPath], s)
		r.path(i, f[featPath:featTopic:featTopic], s)
		if b.place&inHeading != 0 {
			heading = i
			if f[featCue+int(cueMore)] >= 0.3 {
				pointer = i
			}
		}
		r.topic(i, heading, pointer, rows)
		r.vote(i, f[featVote:plainRow:plainRow], s)
	}
	return rows
}

// own describes the block by itself.
func (r *reader) own(b *block, f []float32, s surroundings) {
	f[0], f[1] = log(b.words), log(b.runes)
	f[2], f[3] = float32(b.ends), ratio(b.ends, b.words)
	f[4], f[5] = ratio(b.commas, b.words), ratio(b.link, len(b.text))
	f[6], f[7] = ratio(b.strong, len(b.text)), ratio(b.upper, b.runes)
	f[8], f[9] = ratio(b.digits, b.runes), ratio(b.symbols, b.words)
	f[10], f[11] = ratio(b.caps, b.words), ratio(b.runes, b.words)
	f[12], f[13] = one(b.closed), one(b.opened)
	f[14] = float32(b.brs)
	f[15] = float32(s.repeats.at(b.hash))
	f[17] = r.inDescription(b, s)
	f[18] = one(b.sign)
	f[19] = one(strings.HasSuffix(b.text, ":"))
}

// cues counts the words of a short block that furniture uses, by kind, and
// those that stand in the title.
func (b *block) cues(words []uint64, f *row, s surroundings) {
	var n [cues]int
	title := 0
	for _, hash := range words {
		n[cueWords.at(hash)]++
		title += int(s.title.at(hash))
	}
	for k := range n {
		f[featCue+k] = ratio(n[k], b.words)
	}
	f[featOwn+16] = ratio(title, b.words)
}

// inDescription says whether the block begins like the page's description.
func (r *reader) inDescription(b *block, s surroundings) float32 {
	if len(s.desc) < 40 || b.runes < 40 {
		return 0
	}
	t := b.text[:min(len(b.text), 40)]
	return one(strings.Contains(s.desc, t))
}

// around describes the boxes that the block lies in.
func (r *reader) around(b *block, f []float32, s surroundings) {
	at := b.box
	for k := range 4 {
		if at < 0 {
			break
		}
		x := &r.boxes[at]
		g := f[4*k : 4*k+4 : 4*k+4]
		g[0], g[1] = ratio(x.prose, s.prose), ratio(x.link, x.chars)
		g[2], g[3] = log(x.blocks), ratio(x.direct, s.prose)
		at = x.parent
	}
	depth, up := 0, 0
	for at := b.box; at >= 0; at = r.boxes[at].parent {
		if at == s.best {
			up = depth + 1
		}
		depth++
	}
	f[16], f[17] = float32(up), float32(depth)
}

// vote says what the simple readers think of the block.
func (r *reader) vote(i int, f []float32, s surroundings) {
	f[0], f[1] = one(s.votes[0][i]), one(s.votes[1][i])
	at := r.blocks[i].box
	for k := 2; k < 6 && at >= 0; k++ {
		f[k] = float32(s.scores[at])
		at = r.boxes[at].parent
	}
}

// topic describes the heading that the block stands under, and the last one
// that announces other stories.
func (r *reader) topic(i, heading, pointer int, rows []row) {
	f := rows[i][featTopic:featVote:featVote]
	f[0], f[5] = -1, -1
	for at, k := r.blocks[i].box, 0; at >= 0 && k < 3; at, k = r.boxes[at].parent, k+1 {
		f[6] += float32(r.boxes[at].hollow)
	}
	if heading < 0 {
		return
	}
	f[0] = float32(min(i-heading, 60))
	cue := rows[heading][featCue:featUnit]
	f[1], f[2], f[3] = cue[cueMore], cue[cueComment]+cue[cueSubscribe], cue[cueAuthor]+cue[cueRights]+cue[cueShare]
	f[4] = float32(tagKind(r.blocks[heading].tag))
	if pointer >= 0 {
		f[5] = float32(min(i-pointer, 60))
		up, _ := r.apart(r.blocks[pointer].box, r.blocks[i].box)
		f[7] = up
	}
}

// spot describes where on the page the block stands.
func (r *reader) spot(i int, f []float32, s surroundings, before int) {
	f[0] = ratio(i, len(r.blocks))
	f[1] = ratio(before, s.prose)
	f[2] = float32(min(max(i-s.first, -40), 200))
	f[3] = float32(min(max(s.last-i, -40), 200))
	if s.h1 >= 0 {
		f[4] = float32(min(max(i-s.h1, -40), 100))
	} else {
		f[4] = -100
	}
	f[5] = float32(min(i, 200))
	f[6] = float32(min(len(r.blocks)-i, 200))
}

// second fills in what the second pass sees of the first pass's scores.
func (r *reader) second(rows []row, p []float32, units []unit) {
	mass := make([]float32, len(r.boxes)) // expected bytes of article in each box
	var all float32
	for i := range r.blocks {
		m := p[i] * float32(len(r.blocks[i].text))
		mass[r.blocks[i].box] += m
		all += m
	}
	for i := len(r.boxes) - 1; i > 0; i-- {
		mass[r.boxes[i].parent] += mass[i]
	}
	var before float32
	most70, most90 := r.deepest(mass, 0.7), r.deepest(mass, 0.9)
	for i := range r.blocks {
		f := rows[i][plainRow:]
		up, down := r.apart(r.blocks[i].box, most70)
		f[26], f[27] = up, down
		up, down = r.apart(r.blocks[i].box, most90)
		f[28], f[29] = up, down
		f[30], f[31] = one(r.blocks[i].box < most70), float32(r.boxes[most70].depth)
		b := &r.blocks[i]
		for k, d := range [...]int{-3, -2, -1, 1, 2, 3} {
			if j := i + d; j >= 0 && j < len(p) {
				f[k] = p[j]
			}
		}
		f[6] = p[i]
		at := b.box
		for k := range 4 {
			if at < 0 {
				break
			}
			f[7+2*k] = mass[at] / (float32(r.boxes[at].chars) + 1)
			f[8+2*k] = mass[at] / (all + 1)
			at = r.boxes[at].parent
		}
		f[15] = before / (all + 1)
		before += p[i] * float32(len(b.text))
		f[16] = 1 - before/(all+1)
		f[17] = all
		f[18] = mean(p, i-8, i)
		f[19] = mean(p, i+1, i+9)
		f[20] = most(p, i+1, i+30)
		f[21] = most(p, i-30, i)
		if u := units[b.box]; u.box > 0 {
			f[22] = mass[u.box] / (all + 1)
			f[23] = mass[u.box] / (float32(r.boxes[u.box].chars) + 1)
		}
		if at := r.articleOf(b.box); at > 0 {
			f[24] = mass[at] / (all + 1)
			f[25] = mass[at] / (float32(r.boxes[at].chars) + 1)
		}
	}
}

// deepest is the innermost box that holds a share of what all boxes hold.
func (r *reader) deepest(mass []float32, share float32) int {
	at := 0
	for i := range mass {
		if mass[i] >= share*mass[0] && r.boxes[i].depth > r.boxes[at].depth {
			at = i
		}
	}
	return at
}

func mean(p []float32, from, to int) float32 {
	from, to = max(from, 0), min(to, len(p))
	if from >= to {
		return 0
	}
	var sum float32
	for _, v := range p[from:to] {
		sum += v
	}
	return sum / float32(to-from)
}

func most(p []float32, from, to int) float32 {
	var top float32
	for i := max(from, 0); i < min(to, len(p)); i++ {
		top = max(top, p[i])
	}
	return top
}

func tagKind(tag atom.Atom) int {
	switch tag {
	case atom.P:
		return 1
	case atom.H1:
		return 2
	case atom.H2:
		return 3
	case atom.H3, atom.H4, atom.H5, atom.H6:
		return 4
	case atom.Li:
		return 5
	case atom.Td, atom.Th:
		return 6
	case atom.Figcaption:
		return 7
	case atom.Dt, atom.Dd, atom.Blockquote, atom.Pre:
		return 8
	}
	return 0
}

func spread(f []float32, set uint32) {
	for ; set != 0; set &= set - 1 {
		f[bits.TrailingZeros32(set)] = 1
	}
}

func one(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

func ratio(a, b int) float32 {
	if b == 0 {
		return 0
	}
	return float32(a) / float32(b)
}

// log is the binary logarithm of n + 1.
func log(n int) float32 {
	if n < len(logs) {
		return logs[n]
	}
	return float32(math.Log2(float64(n + 1)))
}

var logs = makeLogs()

func makeLogs() (table [1024]float32) {
	for n := range table {
		table[n] = float32(math.Log2(float64(n + 1)))
	}
	return table
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
