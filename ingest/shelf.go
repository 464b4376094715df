package ingest

import "roundwatch/dedupe"

// shelfSize is how many texts are kept at hand: copies follow their originals
// within hours, so most comparisons are with recent texts. About 2 MB.
const shelfSize = 512

// shelf keeps the texts that were settled or compared last. A stored text
// never changes, so what stands here is what the archive would say.
type shelf struct {
	documents map[int64]dedupe.Document
	ring      [shelfSize]int64 // article ids in the order of arrival
	next      int
}

func newShelf() *shelf { return &shelf{documents: make(map[int64]dedupe.Document, shelfSize)} }

func (s *shelf) get(article int64) (dedupe.Document, bool) {
	doc, ok := s.documents[article]
	return doc, ok
}

// put keeps a document in the place of the one that came first.
func (s *shelf) put(doc dedupe.Document) {
	if _, ok := s.documents[doc.ID]; ok {
		return
	}
	delete(s.documents, s.ring[s.next])
	s.ring[s.next] = doc.ID
	s.documents[doc.ID] = doc
	s.next = (s.next + 1) % shelfSize
}
