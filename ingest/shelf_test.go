package ingest

import (
	"testing"

	"roundwatch/dedupe"
)

func TestTheShelfKeepsTheLastTexts(t *testing.T) {
	s := newShelf()
	for id := int64(1); id <= shelfSize+1; id++ {
		s.put(dedupe.Document{ID: id})
		s.put(dedupe.Document{ID: id}) // the same again takes no second place
	}
	if _, ok := s.get(1); ok {
		t.Error("the first text is still there")
	}
	for _, id := range []int64{2, shelfSize + 1} {
		if doc, ok := s.get(id); !ok || doc.ID != id {
			t.Errorf("text %d is gone", id)
		}
	}
	if len(s.documents) != shelfSize {
		t.Errorf("%d texts, want %d", len(s.documents), shelfSize)
	}
}
