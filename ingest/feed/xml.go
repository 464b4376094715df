package feed

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// xml reads RSS and Atom: the outline first, then gofeed over the outline.
func (r reader) xml(text string) (f Feed, err error) {
	o, err := readOutline(text, r.base)
	if err != nil {
		return Feed{}, err
	}
	r.values = o.values
	if o.format == FormatAtom {
		parsed, err := (&atom.Parser{}).Parse(&o.out)
		if err != nil {
			return Feed{}, fmt.Errorf("atom: %w", err)
		}
		f = r.fromAtom(parsed)
	} else {
		parsed, err := (&rss.Parser{}).Parse(bytes.NewReader(o.out.Bytes()))
		if err != nil {
			return Feed{}, fmt.Errorf("rss: %w", err)
		}
		f = r.fromRSS(parsed)
	}
	f.Items = f.Items[:min(len(f.Items), maxItems)]
	for i := range f.Items {
		f.Items[i].Lang = cmp.Or(f.Items[i].Lang, f.Language)
	}
	f.Format, f.Repaired, f.Truncated = o.format, o.repaired, o.truncated
	return f, nil
}

// The fields of gofeed's structures hold the numbers of values. Of several
// fields the first that says something counts.

func (r reader) value(key string) value {
	if n, err := strconv.Atoi(key); err == nil && n >= 0 && n < len(r.values) {
		return r.values[n]
	}
	return value{}
}

// raw returns a value as it is written, for identity.
func (r reader) raw(key string) string { return strings.TrimSpace(r.value(key).text) }

// word returns a value on one line, for what is no text.
func (r reader) word(keys ...string) string {
	for _, key := range keys {
		if text := line(r.value(key).text); text != "" {
			return text
		}
	}
	return ""
}

// text returns the visible text of a value.
func (r reader) text(keys ...string) string {
	for _, key := range keys {
		v := r.value(key)
		if v.plain && !markedUp(v.text) {
			v.text = plain(v.text)
		} else {
			v.text = visible(v.text)
		}
		if v.text != "" {
			return v.text
		}
	}
	return ""
}

// address returns the full address of a value.
func (r reader) address(keys ...string) string {
	for _, key := range keys {
		v := r.value(key)
		if address := resolve(v.base, v.text); address != "" {
			return address
		}
	}
	return ""
}

// date returns the first readable date among extension elements; of several
// elements of one name the last counts.
func (r reader) date(e ext.Extensions, names ...string) time.Time {
	for _, name := range names {
		for _, key := range slices.Backward(either("", e, name)) {
			if t := r.readDate(r.value(key).text); !t.IsZero() {
				return t
			}
		}
	}
	return time.Time{}
}

func (r reader) person(keys ...string) string {
	var names []string
	for _, key := range keys {
		names = append(names, person(visible(r.value(key).text)))
	}
	return persons(names)
}

// categories returns a format's own categories and those of extensions, each
// one once.
func (r reader) categories(own []string, e ext.Extensions) []string {
	var names []string
	for _, key := range extension(e, "media", "keywords") {
		for name := range strings.SplitSeq(r.text(key), ",") {
			names = append(names, line(name))
		}
	}
	for _, key := range slices.Concat(own, extension(e, "dc", "subject"), extension(e, "media", "category")) {
		names = append(names, line(r.text(key)))
	}
	return distinct(names)
}
