package article

// A page prints the same paragraph twice as a pull quote, a summary or by
// accident. The later one goes, also where a few words differ; but only whole
// sentences, since lists, tables and forms repeat their lines on purpose, and
// only what is long enough not to be a formula.
const (
	minRepeat    = 12  // words of a paragraph that is dropped as an exact repeat
	minAlike     = 20  // words of one that is dropped as nearly the same
	alikeShare   = 0.7 // share of its three-word runs that an earlier one must hold
	alikeLengths = 1.6 // how much longer the earlier one may be
	sampled      = 2   // of so many runs one is looked at
)

func (c *cleaner) repeats() {
	size := 0
	for _, p := range c.paras {
		size += len(p.text)
	}
	var (
		seen  = newTable(len(c.paras)) // texts, by their words
		where = newTable(size / 12)    // three-word run to the first paragraph that has it, counted from 1
		sizes = make([]int, len(c.paras)+1)
		words []uint64
		last  = ""
	)
	c.drop(func(i int, p *para) string {
		again := p.text == last
		last = p.text
		count := p.words()
		if again && count > 1 {
			return "repeated"
		}
		if p.item || count < minRepeat || !endsSentence(p.text) {
			return ""
		}
		words = appendWords(words[:0], p.text)
		key := hashOf(words)
		if seen.at(key) != 0 || count >= minAlike && alike(inThrees(words), int32(i+1), where, sizes) {
			return "repeated"
		}
		seen.put(key, 1)
		return ""
	})
}

// alike reports whether one earlier paragraph holds most of the runs of the
// paragraph at a place, and notes what is new in them.
func alike(runs []uint64, at int32, where *table, sizes []int) bool {
	hits := make(map[int32]int)
	for _, run := range runs {
		if run%sampled != 0 {
			continue
		}
		sizes[at]++
		switch first := where.at(run); first {
		case at:
		case 0:
			where.put(run, at)
		default:
			hits[first]++
		}
	}
	for first, n := range hits {
		if float64(n) >= alikeShare*float64(sizes[at]) && float64(sizes[first]) <= alikeLengths*float64(sizes[at]) {
			return true
		}
	}
	return false
}

// hashOf is the same for texts of the same words.
func hashOf(words []uint64) (hash uint64) {
	for _, w := range words {
		hash = hash*31 + w
	}
	return hash
}
