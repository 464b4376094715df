package dedupe

import (
	"iter"
	"math"
	"slices"
	"time"

	"roundwatch"
)

// Two independent reports belong to one story if they appeared within
// storyWithin of one another, have a good part of the words of their leads in
// common, and among these particulars that hardly any other story has. What
// all reports about a subject carry (its place, its people, its round) makes
// up the good part, and alone joins nothing. Reports that share text without
// being copies are cast in one mould or quote one source, which says nothing;
// a compilation is a story of its own.
//
// Languages are not compared: a story told in Arabic and in English is two.
const (
	storyWithin    = 72 * time.Hour
	minShared      = 8   // traits
	sharedTraits   = 0.3 // of the shorter list
	minParticulars = 2
	maxAsked       = 16  // articles whose text is compared
	rareAmong      = 100 // stories, of which one may have a particular as well
)

// Story returns the story that doc belongs to: the id of the story's first
// article, or 0 if doc opens one. Call it after Judge and before Add. Reports
// with two different topics, neither empty, are never one story.
func (x *Index) Story(doc Document, fp roundwatch.Fingerprint, verdict Verdict, topic string) int64 {
	if verdict.Duplicate() {
		return verdict.story
	}
	number := x.topic(topic)
	best, most := int64(0), 0
	for place, shared := range x.kin(doc, fp, verdict) {
		e := &x.entries[place]
		if shared > most && (e.topic == number || e.topic == 0 || number == 0) && x.begun(e.story, minuteOf(doc.At)) {
			best, most = e.story, shared
		}
	}
	return best
}

// begun reports whether a story began near enough to a minute: reports that
// follow one another for weeks are not one event.
func (x *Index) begun(story int64, minute uint32) bool {
	first, ok := x.find(story)
	return !ok || apart(minute, x.entries[first].minute) <= storyWithin
}

// kin yields the places of the recent articles that may tell the same story
// as a document, and the number of traits they share with it.
func (x *Index) kin(doc Document, fp roundwatch.Fingerprint, v Verdict) iter.Seq2[uint32, int] {
	return func(yield func(uint32, int) bool) {
		minute := minuteOf(doc.At)
		if v.compiled || minute == 0 {
			return
		}
		_, traits := x.decode(fp.Blob)
		set := newTraitSet(traits)
		x.recent.settle()
		for place := range x.recent.places() {
			e := &x.entries[place]
			if x.postings.dead[place] || e.minute == 0 || apart(minute, e.minute) > storyWithin || slices.Contains(v.apart, e.story) {
				continue
			}
			if shared := x.recent.kinship(&set, place); shared > 0 && !yield(place, shared) {
				return
			}
		}
	}
}

// quoting returns the stories of doc's kin that share a long passage with it.
// Judge has not compared those of which too many others have the passage.
func (x *Index) quoting(doc Document, fp roundwatch.Fingerprint, v Verdict, text func(int64) (Document, error)) ([]int64, error) {
	var stories []int64
	asked := 0
	for place := range x.kin(doc, fp, v) {
		e := &x.entries[place]
		if slices.Contains(stories, e.story) {
			continue
		}
		if asked++; asked > maxAsked {
			break
		}
		stored, err := x.stored(e.article, text)
		if err != nil {
			return nil, err
		}
		if x.pair.compare(x.fresh.tokens, stored.words).longest >= quotedRun {
			stories = append(stories, e.story)
		}
	}
	return stories, nil
}

// kinship returns how many traits a set shares with the article at a place,
// 0 if that is not enough to make them one story.
func (r *recent) kinship(set *traitSet, place uint32) int {
	theirs := r.at(place)
	enough := max(minShared, int(math.Ceil(sharedTraits*float64(min(len(set.traits), len(theirs.traits))))))
	if !set.mayShare(&theirs.traitSet, enough) {
		return 0
	}
	rare := max(1, r.stories/rareAmong)
	if theirs.opens {
		rare++ // the story at this place itself
	}
	shared, particulars := 0, 0
	for _, t := range set.traits {
		if !theirs.has(t) {
			continue
		}
		shared++
		if r.carriers[t] <= rare {
			particulars++
		}
	}
	if shared < enough || particulars < minParticulars {
		return 0
	}
	return shared
}
