package dedupe

import (
	"math"
	"slices"
	"time"

	"roundwatch"
)

// Two independent reports belong to one story if they appeared within
// storyWithin of one another and share particulars that few other stories
// have. What all reports about a subject carry (its place, its people, its
// round) weighs next to nothing, since the weight of a trait falls with the
// number of stories that have it. Reports that share text without being
// copies are cast in one mould or quote one source, which says nothing; a
// compilation is a story of its own.
//
// Languages are not compared: a story told in Arabic and in English is two.
const (
	storyWithin = 72 * time.Hour
	minKinship  = 0.29
	minShared   = 4 // traits
)

// Story returns the story that doc belongs to: the id of the story's first
// article, or 0 if doc opens one. Call it after Judge and before Add. Reports
// with two different topics, neither empty, are never one story.
func (x *Index) Story(doc Document, fp roundwatch.Fingerprint, verdict Verdict, topic string) int64 {
	if verdict.Duplicate() {
		return verdict.story
	}
	if verdict.compiled {
		return 0
	}
	_, traits := x.decode(fp.Blob)
	minute, topicNumber := minuteOf(doc.At), x.topic(topic)
	best, most := int64(0), minKinship
	for place := range x.recent.places() {
		e := &x.entries[place]
		if x.postings.dead[place] || minute == 0 || e.minute == 0 || apart(minute, e.minute) > storyWithin ||
			e.topic != topicNumber && e.topic != 0 && topicNumber != 0 ||
			slices.Contains(verdict.apart, e.story) {
			continue
		}
		if k := x.recent.kinship(traits, place); k > most {
			best, most = e.story, k
		}
	}
	return best
}

// kinship returns the cosine of a document's traits and those at a place.
func (r *recent) kinship(traits []uint32, place uint32) float64 {
	theirs := r.ring[place%maxRecent]
	own := 0 // what the story at this place itself adds to the count of carriers
	if r.opens[place%maxRecent] {
		own = 1
	}
	var both, inA, inB float64
	shared := 0
	for _, t := range traits {
		if slices.Contains(theirs, t) {
			w := r.weight(r.carriers[t] - own)
			both += w * w
			inA += w * w
			if w > 0 {
				shared++
			}
			continue
		}
		w := r.weight(r.carriers[t])
		inA += w * w
	}
	if shared < minShared {
		return 0
	}
	for _, t := range theirs {
		w := r.weight(r.carriers[t] - own)
		inB += w * w
	}
	return both / math.Sqrt(inA*inB)
}
