package dedupe

// Two texts are compared by the runs of words they share. Runs that follow
// one another in both texts with at most maxGap other words between them are
// one passage, and the words between count as shared: that is how an edited
// sentence stays recognisable.
const (
	seedLength = 3  // words a run begins with
	maxGap     = 10 // words between two runs of a passage
	minPassage = 8  // words of a passage that counts
)

// overlap is what two texts share, from the side of each.
type overlap struct {
	newTokens, oldTokens   int
	newCovered, oldCovered []bool // which words lie in shared passages
	newInOld, oldInNew     float64
	longest                int     // words of the longest unbroken run
	agreement              float64 // of names and numbers in the passages, both ways; -1 if too few
	quarters               [4]float64
}

type run struct{ a, b, n int } // n words from a in the new text, from b in the old

// comparer compares texts. Its buffers are reused.
type comparer struct {
	seeds map[uint32]int32
	next  []int32
}

func (c *comparer) compare(fresh, old []token) overlap {
	o := overlap{
		newTokens: len(fresh), oldTokens: len(old),
		newCovered: make([]bool, len(fresh)), oldCovered: make([]bool, len(old)),
		agreement: -1,
	}
	runs := c.runs(fresh, old)
	for i := 0; i < len(runs); {
		j := i + 1
		for j < len(runs) && follows(runs[j-1], runs[j]) {
			j++
		}
		first, last := runs[i], runs[j-1]
		if last.a+last.n-first.a >= minPassage {
			cover(o.newCovered[first.a : last.a+last.n])
			cover(o.oldCovered[first.b : last.b+last.n])
		}
		for _, r := range runs[i:j] {
			o.longest = max(o.longest, r.n)
		}
		i = j
	}
	o.newInOld = share(o.newCovered)
	o.oldInNew = share(o.oldCovered)
	o.agreement = min(agreement(fresh, o.newCovered, old), agreement(old, o.oldCovered, fresh))
	shorter := o.newCovered
	if len(old) < len(fresh) {
		shorter = o.oldCovered
	}
	for q := range o.quarters {
		o.quarters[q] = share(shorter[q*len(shorter)/4 : (q+1)*len(shorter)/4])
	}
	return o
}

func follows(a, b run) bool {
	gapA, gapB := b.a-a.a-a.n, b.b-a.b-a.n
	return gapA <= maxGap && gapB >= 0 && gapB <= maxGap
}

// runs returns the shared runs in the order of the new text. Where a phrase
// stands several times in the old text, the place that continues the run
// before wins, then the longest.
func (c *comparer) runs(fresh, old []token) []run {
	if c.seeds == nil {
		c.seeds = make(map[uint32]int32)
	}
	clear(c.seeds)
	c.next = append(c.next[:0], make([]int32, len(old))...)
	for i := len(old) - seedLength; i >= 0; i-- {
		h := seed(old[i:])
		c.next[i] = c.seeds[h]
		c.seeds[h] = int32(i + 1)
	}
	var runs []run
	for i := 0; i+seedLength <= len(fresh); {
		best := run{}
		tries := 0
		for at := c.seeds[seed(fresh[i:])]; at != 0 && tries < 16; at = c.next[at-1] {
			tries++
			b := int(at - 1)
			n := 0
			for i+n < len(fresh) && b+n < len(old) && fresh[i+n].hash == old[b+n].hash {
				n++
			}
			r := run{i, b, n}
			if n < seedLength {
				continue
			}
			if len(runs) > 0 && follows(runs[len(runs)-1], r) {
				best = r
				break
			}
			if n > best.n {
				best = r
			}
		}
		if best.n == 0 {
			i++
			continue
		}
		runs = append(runs, best)
		i += best.n
	}
	return runs
}

func seed(t []token) uint32 {
	const b = 0x9E3779B1
	return (t[0].hash*b+t[1].hash)*b + t[2].hash
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

// minAnchors is the number of names and numbers below which their agreement
// says nothing.
const minAnchors = 3

// agreement returns the share of the names and numbers in the covered words
// of one text that occur anywhere in the other; 1 if there are too few.
func agreement(tokens []token, covered []bool, other []token) float64 {
	in := make(map[uint32]bool, len(other))
	for _, t := range other {
		in[t.hash] = true
	}
	anchors, agree := 0, 0
	for i, t := range tokens {
		if covered[i] && t.kind&(isName|isNumber) != 0 {
			anchors++
			if in[t.hash] {
				agree++
			}
		}
	}
	if anchors < minAnchors {
		return 1
	}
	return float64(agree) / float64(anchors)
}
