package dedupe

import "roundwatch"

// traits returns the hashes of the names, numbers and words by which two
// independent reports of one event can be recognised.
func traits(tokens []token) []uint32 { return nil }

// Story returns the story that doc belongs to: the id of the story's first
// article, or 0 if doc opens one.
func (x *Index) Story(doc Document, fp roundwatch.Fingerprint, verdict Verdict, topic string) int64 {
	if at, ok := x.byArticle[verdict.Of]; ok && verdict.Duplicate() {
		return x.entries[at].story
	}
	return 0
}
