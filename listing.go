package roundwatch

import (
	"encoding/json"
	"time"
)

// Entry is one item as readers see it: the item, its article and its filing in
// one row. A duplicate carries its original's round and verdict.
type Entry struct {
	ID            int64     `json:"id"`
	GUID          string    `json:"guid"`
	Source        string    `json:"source"`
	URL           string    `json:"url"`
	Title         string    `json:"title"`
	Lang          string    `json:"lang"`
	Published     time.Time `json:"published"`
	PublishedFrom string    `json:"published_from"`
	FirstSeen     time.Time `json:"first_seen"`
	Round         string    `json:"round"`
	Role          string    `json:"role"`
	Verdict       Verdict   `json:"verdict"`
	Relevant      bool      `json:"relevant"`
	Confidence    float64   `json:"confidence"`
	DuplicateOf   int64     `json:"duplicate_of"` // item id; 0: no duplicate
	Relation      Relation  `json:"relation"`
	Story         int64     `json:"story"`   // item id of the story's first article; 0 while pending
	Copies        int       `json:"copies"`  // later duplicates of this article
	Article       int64     `json:"article"` // 0 while pending
}

// plainEntry is an Entry without its methods.
type plainEntry Entry

// writtenEntry is an Entry with times as RFC 3339 in UTC, unknown ones as "".
type writtenEntry struct {
	plainEntry
	Published string `json:"published"`
	FirstSeen string `json:"first_seen"`
}

func (e Entry) written() writtenEntry {
	return writtenEntry{plainEntry(e), Stamp(e.Published), Stamp(e.FirstSeen)}
}

// MarshalJSON writes times as RFC 3339 in UTC, unknown ones as "".
func (e Entry) MarshalJSON() ([]byte, error) { return json.Marshal(e.written()) }

// Stamp writes a time as RFC 3339 in UTC with seconds, and an unknown one as "".
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Query selects entries; the zero Query selects all, newest first.
type Query struct {
	Round   string
	Verdict Verdict
	Source  string
	Since   time.Time // first seen at or after
	Until   time.Time // first seen before
	Limit   int       // 0: no limit
}

// Hit is an item that a search found.
type Hit struct {
	Entry
	Snippet string // from the original text, around the first word found
}

// MarshalJSON writes the entry's fields and the snippet in one object.
func (h Hit) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		writtenEntry
		Snippet string `json:"snippet"`
	}{h.written(), h.Snippet})
}
