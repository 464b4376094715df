package dedupe

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"roundwatch"
)

// Index finds the stored articles that may share text with a new one, and the
// recent ones that may tell the same story. It is not safe for concurrent
// use: judging is serial.
type Index struct {
	entries  []entry
	odd      map[int64]uint32 // places of entries that were not added in the order of their ids
	last     int64            // highest article added
	live     int
	topics   []string // entry.topic counts from here
	postings postings
	recent   recent

	// Buffers of one judgement.
	blob  []uint32
	spans [][]uint32 // of the postings
	hits  []uint32
	count counter
	fresh tokenizer
	old   tokenizer
	held  holder
	pair  comparer
}

// entry is what the index keeps of one article. There may be millions.
type entry struct {
	article, story int64
	minute         uint32 // since 1970; 0 if unknown
	shingles       uint16 // how many it has
	topic          uint8
	odd, removed   bool
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{odd: map[int64]uint32{}, topics: []string{""}, postings: newPostings(), recent: newRecent(),
		held: holder{articles: map[int64]stored{}}}
}

// Len returns the number of articles in the index.
func (x *Index) Len() int { return x.live }

// Add makes an article findable; adding it again replaces it. Article, Story
// and Topic of fp must be set; an article without a story is its own. A
// fingerprint of another scheme is ignored: make it anew from the text.
func (x *Index) Add(fp roundwatch.Fingerprint) {
	x.Remove(fp.Article)
	if fp.Scheme != Scheme {
		return
	}
	place := uint32(len(x.entries))
	shingles, traits := x.decode(fp.Blob)
	e := entry{
		article: fp.Article, story: cmp.Or(fp.Story, fp.Article), minute: minuteOf(fp.At),
		shingles: uint16(len(shingles)), topic: x.topic(fp.Topic), odd: fp.Article <= x.last,
	}
	if e.odd {
		x.odd[fp.Article] = place
	}
	x.last = max(x.last, fp.Article)
	x.live++
	x.entries = append(x.entries, e)
	x.postings.add(place, shingles)
	x.recent.add(place, traits, e.story == e.article)
}

// Remove forgets an article; of one that is not there, nothing.
func (x *Index) Remove(article int64) {
	x.held.drop(article)
	place, ok := x.find(article)
	if !ok {
		return
	}
	x.postings.remove(place)
	x.entries[place].removed = true
	x.live--
	delete(x.odd, article)
	x.recent.remove(place)
}

// find returns the place of an article's entry. Entries stand in the order of
// their ids, but for the odd ones.
func (x *Index) find(article int64) (uint32, bool) {
	if place, ok := x.odd[article]; ok {
		return place, true
	}
	n := sort.Search(len(x.entries), func(i int) bool {
		for i > 0 && x.entries[i].odd {
			i--
		}
		return x.entries[i].article >= article
	})
	if n == len(x.entries) || x.entries[n].article != article || x.entries[n].removed {
		return 0, false
	}
	return uint32(n), true
}

// topic returns the number of a topic. There are a dozen rounds; should there
// ever be more than fit, the rest are not told apart.
func (x *Index) topic(name string) uint8 {
	n := slices.Index(x.topics, name)
	if n < 0 && len(x.topics) < 1<<8 {
		n = len(x.topics)
		x.topics = append(x.topics, name)
	}
	return uint8(max(n, 0))
}

func (x *Index) decode(blob []byte) (shingles, traits []uint32) {
	x.blob, shingles, traits = decode(x.blob, blob)
	return shingles, traits
}

func minuteOf(t time.Time) uint32 {
	if t.IsZero() {
		return 0
	}
	return uint32(max(1, min(t.Unix()/60, 1<<32-1)))
}

// apart returns the time between two minutes, 0 if one is unknown.
func apart(a, b uint32) time.Duration {
	if a == 0 || b == 0 {
		return 0
	}
	return time.Duration(max(a, b)-min(a, b)) * time.Minute
}
