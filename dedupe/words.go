package dedupe

import (
	"fmt"
	"slices"
)

// heldWords bounds the words of stored texts that are kept at hand: copies
// follow their originals within hours, so most comparisons are with recent
// texts. 4 MiB, or some 400 articles; with a quarter of that more than half of
// the comparisons read the archive instead of a quarter.
const heldWords = 1 << 18

// stored is an article of the archive, ready to be compared.
type stored struct {
	Document // without its text
	words    []token
}

// holder keeps the articles compared last, first in first out. A stored text
// never changes, so what it holds is what the archive would say.
type holder struct {
	articles map[int64]stored
	order    []int64
	words    int
}

// stored returns an article of the archive: the one at hand, or else read.
func (x *Index) stored(article int64, text func(int64) (Document, error)) (stored, error) {
	if s, ok := x.held.articles[article]; ok {
		return s, nil
	}
	doc, err := text(article)
	if err != nil {
		return stored{}, fmt.Errorf("article %d: %w", article, err)
	}
	s := stored{doc, slices.Clone(x.old.tokenize(doc.body()))}
	s.Text = ""
	x.held.keep(article, s)
	return s, nil
}

func (h *holder) keep(article int64, s stored) {
	h.articles[article] = s
	h.order = append(h.order, article)
	h.words += len(s.words)
	for h.words > heldWords && len(h.order) > 1 {
		h.drop(h.order[0])
		h.order = h.order[1:]
	}
}

// drop forgets an article; its place in the order then stands for nothing.
func (h *holder) drop(article int64) {
	h.words -= len(h.articles[article].words)
	delete(h.articles, article)
}
