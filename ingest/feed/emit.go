package feed

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// emitPerson writes the author of an item.
func (o *outline) emitPerson(open *opened, text string) {
	name := cmp.Or(strings.TrimSpace(open.parts["name"]), strings.TrimSpace(text), strings.TrimSpace(open.parts["email"]))
	if o.level == levelFeed || name == "" {
		return
	}
	if o.format == FormatAtom {
		o.write("<author><name>")
		o.number(value{text: name})
		o.write("</name></author>")
		return
	}
	o.emit("dc:author", nil, value{text: name})
}

// emitVoid writes an element that says everything in attributes, and RSS's
// link, which says it in its text.
func (o *outline) emitVoid(open *opened, text string) {
	text = strings.TrimSpace(text)
	if !open.has("href") && !open.has("url") {
		open.attributes = append(open.attributes, attribute{"href", cmp.Or(text, addressIn(open.raw))})
	}
	o.linked = o.linked || open.name == "link"
	o.write("<", open.name)
	for _, a := range open.attributes {
		switch a.name {
		case "href", "url", "rel", "type", "length":
			o.attribute(a.name, value{text: a.value, plain: true, base: open.base})
		}
	}
	o.write(">")
	if text != "" {
		o.number(value{text: text, plain: true, base: open.base})
	}
	o.write("</", open.name, ">")
}

func (e *opened) has(name string) bool {
	return slices.ContainsFunc(e.attributes, func(a attribute) bool { return a.name == name })
}

// names are what the two formats call an element that both may have. Dates
// go under names that gofeed does not know: it would try a hundred layouts on
// the number of each.
var names = map[string]map[string]string{
	FormatAtom: {
		"guid": "id", "description": "summary", "content:encoded": "content",
		"published": "date:published", "issued": "date:published", "pubdate": "date:published",
		"created": "dcterms:created", "updated": "date:updated", "modified": "date:updated",
	},
	FormatRSS: {
		"id": "guid", "summary": "atom:summary", "content": "atom:content", "fullitem": "content:encoded",
		"pubdate": "date:published", "published": "atom:published", "issued": "dcterms:issued",
		"created": "dcterms:created", "updated": "date:updated", "modified": "date:updated", "atom:updated": "date:updated",
		"hour": "skip:hour", "day": "skip:day", // without the element around them gofeed drops them
	},
}

// emit writes an element, unless it is empty.
func (o *outline) emit(name string, attributes []attribute, v value) {
	if strings.TrimSpace(v.text) == "" && name != "category" {
		return
	}
	format := o.format
	if format == FormatRDF {
		format = FormatRSS
	}
	if other, ok := names[format][name]; ok {
		name = other
	}
	o.write("<", name)
	for _, a := range attributes {
		switch strings.ToLower(a.name) {
		case "ispermalink":
			o.attribute("isPermaLink", value{text: a.value, plain: true})
		case "term", "label":
			o.attribute(a.name, value{text: a.value, plain: true})
		}
	}
	o.write(">")
	o.number(v)
	o.write("</", name, ">")
}

func (o *outline) attribute(name string, v value) {
	o.write(" ", name, `="`)
	o.number(v)
	o.write(`"`)
}

// number keeps a value and writes its number.
func (o *outline) number(v value) {
	o.out.Write(strconv.AppendInt(o.out.AvailableBuffer(), int64(len(o.values)), 10))
	o.values = append(o.values, v)
}

func (o *outline) write(pieces ...string) {
	for _, piece := range pieces {
		o.out.WriteString(piece)
	}
}
