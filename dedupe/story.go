package dedupe

import (
	"cmp"
	"math"
	"slices"
	"time"
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
// article, or 0 if doc opens one. verdict is Judge's; nothing may be added
// between the two. Reports with two different topics, neither empty, are never
// one story.
func (x *Index) Story(doc Document, verdict Verdict, topic string) int64 {
	if verdict.Duplicate() {
		return verdict.story
	}
	number := x.topic(topic)
	for _, k := range verdict.kin {
		e := &x.entries[k.place]
		if (e.topic == number || e.topic == 0 || number == 0) && x.begun(e.story, minuteOf(doc.At)) {
			return e.story
		}
	}
	return 0
}

// begun reports whether a story began near enough to a minute: reports that
// follow one another for weeks are not one event.
func (x *Index) begun(story int64, minute uint32) bool {
	first, ok := x.find(story)
	return !ok || apart(minute, x.entries[first].minute) <= storyWithin
}

// kin is a recent article that may tell the same story as a document.
type kin struct {
	place  uint32
	shared int // traits
}

// kin returns the articles that may tell the same story as a document and do
// not stand apart from it already, the nearest first, at most maxAsked.
func (x *Index) kin(doc Document, traits []uint32, v Verdict) (found []kin) {
	minute := minuteOf(doc.At)
	if v.compiled || minute == 0 {
		return nil
	}
	x.recent.settle()
	set, rare := newTraitSet(traits), x.recent.rare(traits)
	for place := range x.recent.places() {
		e := &x.entries[place]
		if e.minute == 0 || apart(minute, e.minute) > storyWithin {
			continue
		}
		shared := x.recent.kinship(&set, &rare, place)
		if shared > 0 && !e.removed && !slices.Contains(v.apart, e.story) {
			found = append(found, kin{place, shared})
		}
	}
	slices.SortStableFunc(found, func(a, b kin) int { return cmp.Compare(b.shared, a.shared) })
	return found[:min(len(found), maxAsked)]
}

// tellers returns those of a document's kin whose story shares no long passage
// with it. Judge has not compared all that have one: there may be too many.
func (x *Index) tellers(found []kin, text func(int64) (Document, error)) ([]kin, error) {
	var quoting []int64
	for _, k := range found {
		e := &x.entries[k.place]
		if slices.Contains(quoting, e.story) {
			continue
		}
		stored, err := x.stored(e.article, text)
		if err != nil {
			return nil, err
		}
		if x.pair.compare(x.fresh.tokens, stored.words).longest >= quotedRun {
			quoting = append(quoting, e.story)
		}
	}
	return slices.DeleteFunc(found, func(k kin) bool { return slices.Contains(quoting, x.entries[k.place].story) }), nil
}

// rare returns those of traits that hardly any story has.
func (r *recent) rare(traits []uint32) traitSet {
	var few []uint32
	for _, t := range traits {
		if int(r.carriers[t]) <= r.bound(true) {
			few = append(few, t)
		}
	}
	return newTraitSet(few)
}

// bound returns how many stories may have a particular, that of the article
// compared included if it is the one that opened it.
func (r *recent) bound(opens bool) int {
	bound := max(1, r.stories/rareAmong)
	if opens {
		bound++
	}
	return bound
}

// kinship returns how many traits a set, of which the rare ones are given, too,
// shares with the article at a place, 0 if that is not enough to make them one
// story.
func (r *recent) kinship(set, rare *traitSet, place uint32) int {
	theirs := r.at(place)
	enough := max(minShared, int(math.Ceil(sharedTraits*float64(min(set.n, theirs.n)))))
	if !rare.mayShare(&theirs.traitSet, minParticulars) || !set.mayShare(&theirs.traitSet, enough) {
		return 0
	}
	particulars := 0
	for _, t := range rare.traits() {
		if theirs.has(t) && int(r.carriers[t]) <= r.bound(theirs.opens) {
			particulars++
		}
	}
	if particulars < minParticulars {
		return 0
	}
	shared := 0
	for _, t := range set.traits() {
		if theirs.has(t) {
			shared++
		}
	}
	if shared < enough {
		return 0
	}
	return shared
}
