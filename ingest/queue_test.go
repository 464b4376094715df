package ingest

import (
	"testing"

	"roundwatch"
)

func TestQueueReadsSitesSideBySideAndASitesItemsInOrder(t *testing.T) {
	q := newQueue()
	for i, u := range []string{"https://a.example/1", "https://www.a.example/2", "https://b.example/1", "https://a.example/3"} {
		q.add(roundwatch.Item{ID: int64(i + 1), URL: u})
	}
	first, _ := q.next()
	second, _ := q.next()
	if first.ID != 1 || second.ID != 3 {
		t.Fatalf("got items %d and %d, want the first of each site: 1 and 3", first.ID, second.ID)
	}
	if it, ok := q.next(); ok {
		t.Fatalf("item %d was given while its site is being read", it.ID)
	}
	q.add(roundwatch.Item{ID: 1, URL: "https://a.example/1"}) // still being read
	for _, want := range []int64{2, 4} {
		q.done(first)
		var ok bool
		if first, ok = q.next(); !ok || first.ID != want {
			t.Fatalf("got item %d (%v), want %d", first.ID, ok, want)
		}
	}
	q.done(first)
	q.done(second)
	if it, ok := q.next(); ok || len(q.held) != 0 {
		t.Fatalf("item %d left over, %d held", it.ID, len(q.held))
	}
}
