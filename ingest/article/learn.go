package article

import (
	"strings"

	"github.com/cespare/xxhash/v2"
)

// maxLearnable bounds a line that can be boilerplate: what recurs word for
// word in many articles and is longer is a quotation or a copy, not furniture.
const maxLearnable = 600

// Lines returns a hash for each paragraph of a text that could be a source's
// boilerplate. A line whose hash recurs in several articles of one source is
// given back to Read through Document.Recurring.
func Lines(text string) []uint64 {
	var hashes []uint64
	for line := range strings.SplitSeq(text, "\n\n") {
		if h, ok := lineHash(line); ok {
			hashes = append(hashes, h)
		}
	}
	return hashes
}

func lineHash(line string) (uint64, bool) {
	if line == "" || len(line) > maxLearnable {
		return 0, false
	}
	return xxhash.Sum64String(strings.ToLower(line)), true
}
