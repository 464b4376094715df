package feed

import "time"

// What follows reads fields of gofeed's structures. Of several the first that
// says something counts.

func (r reader) rawOf(key string) string { return key }

func (r reader) plainOf(key string) string { return line(key) }

func (r reader) firstPlain(keys []string) string {
	for _, key := range keys {
		if text := r.plainOf(key); text != "" {
			return text
		}
	}
	return ""
}

func (r reader) titleOf(keys []string) string { return line(r.textOf(keys)) }

func (r reader) textOf(keys []string) string {
	for _, key := range keys {
		if text := visible(key); text != "" {
			return text
		}
	}
	return ""
}

func (r reader) addressOf(keys []string) string {
	for _, key := range keys {
		if address := resolve(r.base, key); address != "" {
			return address
		}
	}
	return ""
}

func (r reader) dateOf(keys []string) time.Time {
	for _, key := range keys {
		if t := r.date(key); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

func (r reader) personsOf(keys []string) string {
	var names []string
	for _, key := range keys {
		names = append(names, person(visible(key)))
	}
	return persons(names)
}
