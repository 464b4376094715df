package dedupe

import "slices"

// Two texts are compared by the runs of words they share. Runs that follow
// one another in both texts with at most maxGap other words between them are
// one passage, and the words between count as shared: that is how an edited
// sentence stays recognisable. What stands in such a gap on one side stands
// for what stands in it on the other; where both are numbers, names or dates
// and differ, the two texts tell different news in the same words.
const (
	seedLength = 3   // words a run begins with
	maxGap     = 10  // words between two runs of a passage
	minPassage = 8   // words of a passage that counts
	maxEdge    = 6   // words behind a passage, within its sentence, that are a gap as well
	maxTries   = 32  // places of the old text at which a run is looked for
	maxSwaps   = 256 // that are kept

	rewrittenSwaps = 6  // more words that stand for others,
	sparseSwaps    = 12 // and more than one in so many: a rewritten text
)

// overlap is what two texts share, from the side of each.
type overlap struct {
	newTokens, oldTokens   int
	newCovered, oldCovered []bool  // which words lie in shared passages
	newInOld, oldInNew     float64 // their shares
	verbatim               float64 // share of the new text in unbroken runs
	longest                int     // words of the longest unbroken run
	numbers, names, dates  slots
	swaps                  []swap
	caselessSwap           bool // a word without capitals stands for another
}

// swap is a word of the new text at whose place the old text has another.
type swap struct {
	fresh, old uint32
	caseless   bool
}

// slots counts the places in shared passages that hold a name, number or
// date on both sides.
type slots struct{ same, changed int }

func (s *slots) add(other slots) {
	s.same += other.same
	s.changed += other.changed
}

// share returns how many of them changed.
func (s slots) share() float64 { return float64(s.changed) / float64(max(1, s.same+s.changed)) }

type run struct{ a, b, n int } // n words from a in the new text, from b in the old

// comparer compares texts. Its buffers are reused.
type comparer struct {
	heads []int32 // hash table of the old text's seeds: place+1
	next  []int32 // places with the same table slot
	runs  []run
}

func (c *comparer) compare(fresh, old []token) overlap {
	o := overlap{
		newTokens: len(fresh), oldTokens: len(old),
		newCovered: make([]bool, len(fresh)), oldCovered: make([]bool, len(old)),
	}
	c.findRuns(fresh, old)
	for rest := c.runs; len(rest) > 0; {
		n := 1
		for n < len(rest) && follows(rest[n-1], rest[n]) {
			n++
		}
		o.passage(rest[:n], fresh, old)
		rest = rest[n:]
	}
	o.nameSwaps(fresh, old)
	o.newInOld = share(o.newCovered)
	o.oldInNew = share(o.oldCovered)
	return o
}

// follows reports whether b continues the passage that a ends.
func follows(a, b run) bool {
	gapA, gapB := b.a-a.a-a.n, b.b-a.b-a.n
	return gapA <= maxGap && gapB >= 0 && gapB <= maxGap
}

// passage takes in one passage.
func (o *overlap) passage(runs []run, fresh, old []token) {
	first, last := runs[0], runs[len(runs)-1]
	endA, endB := last.a+last.n, last.b+last.n
	if endA-first.a < minPassage {
		return
	}
	cover(o.newCovered[first.a:endA])
	cover(o.oldCovered[first.b:endB])
	for i, r := range runs {
		o.longest = max(o.longest, r.n)
		o.verbatim += float64(r.n) / float64(len(fresh))
		for _, t := range fresh[r.a : r.a+r.n] {
			if s := o.slot(t.kind); s != nil {
				s.same++
			}
		}
		if i > 0 {
			before := runs[i-1]
			o.gap(fresh[before.a+before.n:r.a], old[before.b+before.n:r.b])
		}
	}
	o.edge(sentenceBehind(fresh, endA), sentenceBehind(old, endB))
}

// sentenceBehind returns the words from i to the end of their sentence, at
// most maxEdge.
func sentenceBehind(tokens []token, i int) []token {
	end := i
	for end < len(tokens) && end-i < maxEdge && !tokens[end].opens {
		end++
	}
	return tokens[i:end]
}

// edge compares what stands behind a passage. No run on the far side holds it
// in place, so names, which are many, prove nothing there. Before a passage
// stand datelines, which prove nothing at all.
func (o *overlap) edge(a, b []token) {
	o.numbers.add(compareGap(a, b, isNumber))
	o.dates.add(compareGap(a, b, isDate))
}

// gap compares the names, numbers and dates of one gap, kind by kind.
func (o *overlap) gap(a, b []token) {
	o.edge(a, b)
	o.names.add(compareGap(a, b, isName))
	if x, y := lastLonely(a, b), lastLonely(b, a); x.kind != 0 && y.kind != 0 && len(o.swaps) < maxSwaps {
		o.swaps = append(o.swaps, swap{x.hash, y.hash, x.kind == isCaseless})
	}
}

// lastLonely returns the last word of a that may be a name and that b lacks.
func lastLonely(a, b []token) token {
	for _, t := range slices.Backward(a) {
		if t.kind&(isName|isInitial|isCaseless) != 0 && !contains(b, t.hash) {
			return t
		}
	}
	return token{}
}

// nameSwaps finds names where capitals do not show them: a word that stands
// several times for one and the same other, neither occurring in both texts.
// Where words stand for others everywhere, a text was rewritten.
func (o *overlap) nameSwaps(fresh, old []token) {
	o.caselessSwap = slices.ContainsFunc(o.swaps, func(s swap) bool { return s.caseless })
	if len(o.swaps) > rewrittenSwaps && len(o.swaps)*sparseSwaps > len(fresh) {
		return
	}
	for i, s := range o.swaps {
		n := 1
		for _, other := range o.swaps[i+1:] {
			if other == s {
				n++
			}
		}
		if n > 1 && !contains(old, s.fresh) && !contains(fresh, s.old) {
			o.names.changed += n
			return
		}
	}
}

func contains(tokens []token, hash uint32) bool {
	return slices.ContainsFunc(tokens, func(t token) bool { return t.hash == hash })
}

func compareGap(a, b []token, kind tokenKind) slots {
	lonelyA, same := lonely(a, b, kind)
	lonelyB, _ := lonely(b, a, kind)
	return slots{same, min(lonelyA, lonelyB)}
}

// lonely counts the words of a kind in a that b lacks, and those it has.
func lonely(a, b []token, kind tokenKind) (without, with int) {
next:
	for _, t := range a {
		if t.kind != kind {
			continue
		}
		for _, u := range b {
			if t.hash == u.hash || t.alike == u.alike || kind == isName && t.head == u.head {
				with++
				continue next
			}
		}
		without++
	}
	return without, with
}

func (o *overlap) slot(kind tokenKind) *slots {
	switch kind {
	case isNumber:
		return &o.numbers
	case isName:
		return &o.names
	case isDate:
		return &o.dates
	}
	return nil
}

// findRuns collects the shared runs in the order of the new text. Where a
// phrase stands several times in the old text, the place that continues the
// run before wins, then the longest.
func (c *comparer) findRuns(fresh, old []token) {
	mask := c.index(old)
	c.runs = c.runs[:0]
	for i := 0; i+seedLength <= len(fresh); {
		best := run{}
		at := c.heads[seed(fresh[i:])&mask]
		for tries := 0; at != 0 && tries < maxTries; tries++ {
			r := run{i, int(at - 1), commonPrefix(fresh[i:], old[at-1:])}
			at = c.next[at-1]
			if r.n < seedLength {
				continue
			}
			if len(c.runs) > 0 && follows(c.runs[len(c.runs)-1], r) {
				best = r
				break
			}
			if r.n > best.n {
				best = r
			}
		}
		if best.n == 0 {
			i++
			continue
		}
		c.runs = append(c.runs, best)
		i += best.n
	}
}

// index enters the seeds of the old text into the table, first place first.
func (c *comparer) index(old []token) (mask uint32) {
	size := 64
	for size < 2*len(old) {
		size *= 2
	}
	if cap(c.heads) < size {
		c.heads = make([]int32, size)
	}
	c.heads = c.heads[:size]
	clear(c.heads)
	if cap(c.next) < len(old) {
		c.next = make([]int32, len(old))
	}
	c.next = c.next[:len(old)]
	mask = uint32(size - 1)
	for i := len(old) - seedLength; i >= 0; i-- {
		head := &c.heads[seed(old[i:])&mask]
		c.next[i] = *head
		*head = int32(i + 1)
	}
	return mask
}

func commonPrefix(a, b []token) int {
	n := 0
	for n < len(a) && n < len(b) && a[n].hash == b[n].hash {
		n++
	}
	return n
}

func seed(t []token) uint32 {
	const b = 0x9E3779B1
	h := (t[0].hash*b+t[1].hash)*b + t[2].hash
	return h ^ h>>15
}

func cover(words []bool) {
	for i := range words {
		words[i] = true
	}
}

func share(covered []bool) float64 {
	if len(covered) == 0 {
		return 0
	}
	n := 0
	for _, c := range covered {
		if c {
			n++
		}
	}
	return float64(n) / float64(len(covered))
}
