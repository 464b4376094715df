package store

import (
	"github.com/cespare/xxhash/v2"

	"roundwatch"
)

// When two listings are one item. Within its source an item is known by its
// canonical address; without one by its guid; without either by its words. So
//
//   - the same address under a new guid or title is the same item,
//   - one guid on two addresses is two items (feeds that count from 1 again),
//   - an address that a source gives to several items in one answer (a fixed
//     link, under different guids and titles) names none of them: there the
//     guid decides, from then on.

// identity is what one listed item may be known by.
type identity struct {
	key    int64 // by address, guid or words
	guided int64 // by address and guid together, for a shared address
	said   int64 // hash of the words, to see a change
}

func identify(item roundwatch.Item) identity {
	said := digest("said", item.Title, item.Summary, item.Content)
	switch address := address(item); {
	case address != "":
		return identity{digest("url", address), digest("url", address, item.GUID), said}
	case item.GUID != "":
		key := digest("guid", item.GUID)
		return identity{key, key, said}
	default:
		return identity{said, said, said}
	}
}

func address(item roundwatch.Item) string {
	if item.Canonical != "" {
		return item.Canonical
	}
	return item.URL
}

// digest hashes parts so that ("ab", "c") and ("a", "bc") differ.
func digest(parts ...string) int64 {
	var h xxhash.Digest
	h.Reset()
	for _, p := range parts {
		h.WriteString(p)
		h.WriteString("\x00")
	}
	return int64(h.Sum64())
}

// sharedAddresses returns the addresses that an answer gives to several items.
func sharedAddresses(items []roundwatch.Item) map[string]bool {
	first := make(map[string]*roundwatch.Item, len(items))
	shared := map[string]bool{}
	for i := range items {
		item := &items[i]
		at := address(*item)
		if at == "" {
			continue
		}
		if f := first[at]; f == nil {
			first[at] = item
		} else if f.GUID != item.GUID && f.Title != item.Title {
			shared[at] = true
		}
	}
	return shared
}

// known is a stored item as identity needs it.
type known struct {
	id, key, said int64
	shared        bool
	guid          string
}

// match returns the stored item that a listed one is, or false and the key
// under which it is to be stored.
func match(item roundwatch.Item, who identity, shared bool, stored map[int64]known) (known, int64, bool) {
	if row, ok := stored[who.guided]; ok {
		return row, row.key, true
	}
	row, ok := stored[who.key]
	switch {
	case !ok:
		return known{}, who.key, false
	case (shared || row.shared) && row.guid != item.GUID:
		return known{}, who.guided, false
	}
	return row, row.key, true
}
