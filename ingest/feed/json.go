package feed

import "fmt"

func (r reader) json(text []byte) (Feed, error) {
	return Feed{}, fmt.Errorf("%w: JSON", ErrNotFeed)
}
