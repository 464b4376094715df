package dedupe

import (
	"cmp"
	"slices"
	"time"

	"roundwatch"
)

// Index finds the stored documents that may share text with a new one. It is
// not safe for concurrent use: judging is serial.
type Index struct {
	entries   []entry
	byArticle map[int64]int
	postings  map[uint32][]uint32
}

// entry is what the index keeps of one article.
type entry struct {
	article, story int64
	hash           uint64
	tokens         int
	at             time.Time
	topic          string
	dead           bool
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{byArticle: map[int64]int{}, postings: map[uint32][]uint32{}}
}

// Add makes an article findable. Adding an article again replaces it.
// A fingerprint of another scheme is ignored.
func (x *Index) Add(fp roundwatch.Fingerprint) {
	x.Remove(fp.Article)
	if fp.Scheme != Scheme {
		return
	}
	n := uint32(len(x.entries))
	story := fp.Story
	if story == 0 {
		story = fp.Article
	}
	x.entries = append(x.entries, entry{fp.Article, story, fp.Hash, fp.Tokens, fp.At, fp.Topic, false})
	x.byArticle[fp.Article] = int(n)
	shingles, _ := decode(fp.Blob)
	for _, s := range shingles {
		x.postings[s] = append(x.postings[s], n)
	}
}

// Remove forgets an article; of one that is not there, nothing.
func (x *Index) Remove(article int64) {
	if n, ok := x.byArticle[article]; ok {
		x.entries[n].dead = true
		delete(x.byArticle, article)
	}
}

// Len returns the number of articles in the index.
func (x *Index) Len() int { return len(x.byArticle) }

const (
	maxCandidates = 12
	maxPerStory   = 5
	maxPostings   = 2000
	fewShingles   = 12
)

// candidates returns the stored articles that share most shingles with fp.
func (x *Index) candidates(fp roundwatch.Fingerprint) []entry {
	shingles, _ := decode(fp.Blob)
	counts := map[uint32]int{}
	for _, s := range shingles {
		for _, n := range x.postings[s] {
			if !x.entries[n].dead {
				counts[n]++
			}
		}
	}
	need := 2
	if len(shingles) < fewShingles {
		need = 1
	}
	var found, single []uint32
	for n, c := range counts {
		if c >= need {
			found = append(found, n)
		} else {
			single = append(single, n)
		}
	}
	if len(found) < 3 {
		slices.Sort(single)
		found = append(found, single[:min(len(single), 3-len(found))]...)
	}
	slices.SortFunc(found, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(x.entries[a].article, x.entries[b].article))
	})
	var out []entry
	perStory := map[int64]int{}
	for _, n := range found {
		e := x.entries[n]
		if perStory[e.story]++; perStory[e.story] > maxPerStory {
			continue
		}
		if out = append(out, e); len(out) == maxCandidates {
			break
		}
	}
	return out
}
