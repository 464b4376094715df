package article

import "slices"

// The trees tell of each block how likely it belongs to the article; how bold
// to be is a question of the page as a whole. Several choices are put up, and
// the one that agrees most with the others is taken: their medoid. What is
// taken now by one way of reading and now by another is where readers go wrong,
// so how far the choices agree also tells how far the one can be trusted.

// boldness are the scores from which on a choice takes a block.
var boldness = [...]float32{0.85, 0.7, 0.5, 0.3}

// choice is some of a page's blocks, with what speaks for it.
type choice struct {
	picked   []bool
	expected float64 // F that the scores promise
	agreed   float64 // F1 by the other choices, on the average
	whole    float64 // share of the words between its first block and its last
}

// medoid is the choice that agrees most with the others: the blocks above each
// boldness, and those that the simple readers take and that have any hope.
func (r *reader) medoid(p []float32, votes [2][]bool) (c choice) {
	var all [len(boldness) + len(votes)][]bool
	for k := range all {
		all[k] = make([]bool, len(p))
		for i := range p {
			if k < len(boldness) {
				all[k][i] = p[i] > boldness[k]
			} else {
				all[k][i] = p[i] > 0 && votes[k-len(boldness)][i]
			}
		}
	}
	var agreed [len(all)]float64
	best := 0
	for i := range all {
		for j := range i {
			f := r.agreement(all[i], all[j])
			agreed[i] += f
			agreed[j] += f
		}
	}
	for i := range all {
		if agreed[i] > agreed[best] {
			best = i
		}
	}
	c = choice{picked: all[best], agreed: agreed[best] / float64(len(all)-1)}
	c.lead(p)
	r.weigh(&c, p)
	return c
}

// likelier is the score from which a block rather belongs to the article than not.
const likelier = 0.5

// lead takes in what stands ahead of the first chosen block and rather belongs
// to the article than not: the simple readers do not know a summary, and a short
// one does not outweigh their agreement.
func (c *choice) lead(p []float32) {
	first := slices.Index(c.picked, true)
	for i := range max(first, 0) {
		c.picked[i] = p[i] > likelier
	}
}

// agreement is the F1 of one choice by another, in words.
func (r *reader) agreement(a, b []bool) float64 {
	var both, either float64
	for i := range a {
		switch {
		case a[i] && b[i]:
			both += mass(&r.blocks[i])
		case a[i] || b[i]:
			either += mass(&r.blocks[i])
		}
	}
	if both == 0 {
		return 0
	}
	return 2 * both / (2*both + either)
}

// caution is the square of the beta in F-beta: below one, a line too many weighs
// more than a line too few.
const caution = 0.4

// weigh fills in what the scores promise of a choice, and how whole it is.
func (r *reader) weigh(c *choice, p []float32) {
	var right, taken, all, between, gap float64
	for i, yes := range c.picked {
		m := mass(&r.blocks[i])
		all += float64(p[i]) * m
		switch {
		case yes:
			right += float64(p[i]) * m
			taken += m
			between += m + gap
			gap = 0
		case taken > 0:
			gap += m
		}
	}
	if taken > 0 {
		c.expected = (1 + caution) * right / (taken + caution*all)
		c.whole = taken / between
	}
}

// mass is what a block weighs in the text: its words.
func mass(b *block) float64 { return float64(b.words) + 0.5 }

// When a choice is a guess. The limits were set by the 791 marked pages, each
// read by trees that had not seen it: of the 19 with an F1 below 0.5 half are
// caught, of the 680 with one of 0.9 and more about one in a hundred is doubted.
const (
	surely   = 0.74 // promised less than this, or
	likely   = 0.93 // less than this,
	atOne    = 0.75 // where the choices agree less than this
	unbroken = 0.95 // and more is left out between the first block and the last
)

// doubtful reports whether the choice is a guess.
func (c *choice) doubtful() bool {
	return c.expected < surely || c.expected < likely && c.agreed < atOne && c.whole < unbroken
}
