package feed

import (
	"bytes"
	"fmt"

	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"
)

func (r reader) xml(text []byte) (Feed, error) {
	head := bytes.ToLower(text[:min(len(text), 64<<10)])
	switch {
	case bytes.Contains(head, []byte("<feed")):
		parsed, err := (&atom.Parser{}).Parse(bytes.NewReader(text))
		if err != nil {
			return Feed{}, fmt.Errorf("atom: %w", err)
		}
		return r.fromAtom(parsed), nil
	case bytes.Contains(head, []byte("<rss")), bytes.Contains(head, []byte("<rdf")):
		parsed, err := (&rss.Parser{}).Parse(bytes.NewReader(text))
		if err != nil {
			return Feed{}, fmt.Errorf("rss: %w", err)
		}
		return r.fromRSS(parsed), nil
	}
	return Feed{}, ErrNotFeed
}
