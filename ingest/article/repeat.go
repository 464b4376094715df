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
	seen := make(map[uint64]bool, len(c.paras))
	size := 0
	for _, p := range c.paras {
		size += len(p.text)
	}
	where := make(map[uint64]int, size/12) // three-word run to the first paragraph that has it
	sizes := make([]int, len(c.paras))
	last := ""
	c.drop(func(i int, p para) string {
		again := p.text == last
		last = p.text
		words := wordCount(p.text)
		if again && words > 1 {
			return "repeated"
		}
		if p.item || words < minRepeat || !endsSentence(p.text) {
			return ""
		}
		key := wordHash(p.text)
		if seen[key] || words >= minAlike && c.alike(i, p, where, sizes) {
			return "repeated"
		}
		seen[key] = true
		return ""
	})
}

// alike reports whether one earlier paragraph holds most of this one.
func (c *cleaner) alike(i int, p para, where map[uint64]int, sizes []int) bool {
	hits := make(map[int]int)
	eachShingle(p.text, func(h uint64) {
		if h%sampled != 0 {
			return
		}
		sizes[i]++
		if at, ok := where[h]; ok {
			if at != i {
				hits[at]++
			}
		} else {
			where[h] = i
		}
	})
	for at, n := range hits {
		if float64(n) >= alikeShare*float64(sizes[i]) && float64(sizes[at]) <= alikeLengths*float64(sizes[i]) {
			return true
		}
	}
	return false
}

// wordHash is the same for texts of the same words.
func wordHash(text string) (hash uint64) {
	eachWord(text, func(h uint64) { hash = hash*31 + h })
	return hash
}
