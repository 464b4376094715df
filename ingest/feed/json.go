package feed

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"roundwatch"
)

// JSON Feed (versions 1 and 1.1, jsonfeed.org) is read by hand: gofeed's
// reader panics on an item that is null, gives everything up for one field of
// another type, and has no external_url, hubs or next_url. Here a field of
// another type is no field, and what stands before a break is kept.

// object is a JSON object whose members are decoded when they are asked for.
type object map[string]json.RawMessage

func (r reader) json(text string) (Feed, error) {
	f := Feed{Format: FormatJSON}
	head, items := object{}, []json.RawMessage(nil)
	whole := true
	d := json.NewDecoder(strings.NewReader(text))
	if _, err := d.Token(); err != nil {
		return Feed{}, fmt.Errorf("%w: JSON: %w", ErrNotFeed, err)
	}
	for whole && d.More() {
		var key string
		if key, whole = member(d); !whole {
			break
		}
		if key == "items" {
			items, whole = elements(d)
			head[key] = nil
			continue
		}
		var value json.RawMessage
		if whole = d.Decode(&value) == nil; whole {
			head[key] = value
		}
	}
	if _, ok := head["items"]; !ok {
		return Feed{}, fmt.Errorf("%w: JSON without items", ErrNotFeed)
	}
	if whole {
		_, err := d.Token()
		whole = err == nil
	}
	f.Repaired, f.Truncated = !whole, !whole
	r.jsonHead(&f, head)
	for _, raw := range items {
		if o := members(raw); o != nil {
			f.Items = append(f.Items, r.jsonItem(o, f.Language, head.persons()))
		}
	}
	return f, nil
}

// member reads the name of an object's next member.
func member(d *json.Decoder) (string, bool) {
	token, err := d.Token()
	key, ok := token.(string)
	return key, err == nil && ok
}

// elements reads an array up to its end or the first break.
func elements(d *json.Decoder) (list []json.RawMessage, whole bool) {
	token, err := d.Token()
	if err != nil || token != json.Delim('[') {
		return nil, false
	}
	for d.More() {
		var element json.RawMessage
		if d.Decode(&element) != nil {
			return list, false
		}
		if len(list) < maxItems {
			list = append(list, element)
		}
	}
	_, err = d.Token()
	return list, err == nil
}

func (r reader) jsonHead(f *Feed, o object) {
	f.Title = line(plain(o.text("title")))
	f.URL = resolve(r.base, o.text("home_page_url"))
	f.Language = o.text("language")
	f.NextURL = resolve(r.base, o.text("next_url"))
	f.Self = resolve(r.base, o.text("feed_url"))
	for _, hub := range o.list("hubs") {
		if h := members(hub); f.Hub == "" && h != nil && !strings.EqualFold(h.text("type"), "rssCloud") {
			f.Hub = resolve(r.base, h.text("url"))
		}
	}
}

func (r reader) jsonItem(o object, lang string, authors []string) roundwatch.Item {
	item := roundwatch.Item{
		GUID:      o.text("id"),
		URL:       resolve(r.base, o.text("url")),
		Title:     line(visible(o.text("title"))),
		Summary:   plain(o.text("summary")),
		Content:   visible(o.text("content_html")),
		Lang:      o.text("language"),
		Published: r.readDate(o.text("date_published")),
		Updated:   r.readDate(o.text("date_modified")),
	}
	if item.Lang == "" {
		item.Lang = lang
	}
	if item.Content == "" {
		item.Content = plain(o.text("content_text"))
	}
	for _, address := range []string{o.text("external_url"), item.GUID} {
		if item.URL == "" && webAddress(address) {
			item.URL = address
		}
	}
	if own := o.persons(); len(own) > 0 {
		authors = own
	}
	item.Author = persons(authors)
	for _, tag := range o.list("tags") {
		item.Categories = append(item.Categories, line(asText(tag)))
	}
	item.Categories = distinct(item.Categories)
	for _, raw := range o.list("attachments") {
		if a := members(raw); a != nil {
			if address := resolve(r.base, a.text("url")); address != "" {
				item.Enclosures = append(item.Enclosures, enclosure(address, a.text("mime_type"), a.text("size_in_bytes")))
			}
		}
	}
	r.finish(&item)
	return item
}

// persons returns the names in authors (1.1) or author (1), each of which may
// be an object, a list of objects, or a plain name.
func (o object) persons() []string {
	var names []string
	for _, key := range []string{"authors", "author"} {
		for _, raw := range o.list(key) {
			name := asText(raw)
			if p := members(raw); p != nil {
				name = p.text("name")
			}
			names = append(names, person(name))
		}
		if len(names) > 0 {
			break
		}
	}
	return names
}

// text returns a member that is a string or number.
func (o object) text(key string) string { return asText(o[key]) }

// list returns the elements of a member that is an array, or the member itself.
func (o object) list(key string) []json.RawMessage {
	raw := o[key]
	var list []json.RawMessage
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if json.Unmarshal(raw, &list) != nil {
		return []json.RawMessage{raw}
	}
	return list
}

func members(raw json.RawMessage) object {
	var o object
	if json.Unmarshal(raw, &o) != nil {
		return nil
	}
	return o
}

func asText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return strings.TrimSpace(s)
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		if f, err := strconv.ParseFloat(n.String(), 64); err == nil && f == float64(int64(f)) {
			return strconv.FormatInt(int64(f), 10)
		}
		return n.String()
	}
	return ""
}
