package feed

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
)

// An outline is a feed reduced to its bones: a well-formed document of the few
// elements that are read, in one spelling, for gofeed to map to fields. Every
// text and attribute in it is a number that stands for the value itself, so
// that gofeed neither alters a value nor pays for its length.
//
// What holds, whatever the bytes: an item ends where the next begins; an
// address, a date or a number ends at any tag; a text ends at the first tag
// that HTML does not have; an end tag without its start takes the text before
// it. A feed in which one of these rules had to help is marked as repaired.
type outline struct {
	*scanner
	format    string
	values    []value
	truncated bool
	ended     bool // the root was closed

	out      bytes.Buffer
	prefixes map[string]string // namespace prefixes as declared -> canonical
	level    level
	items    int
	open     *opened
	stray    string // text that stands in no element
	implied  int    // where in out an item begins whose start tag was lost; 0: none
	headed   bool   // the head of the feed is known to be over
	linked   bool   // the open item has a link
	spare    string // an address for the open item that no link element has
	page     bool   // a page of HTML stands before the root
	rooted   bool   // there is a root, or it was seen that there is none
	bases    [levelItem + 1]*url.URL

	itemStart, itemEnd finder
}

type level uint8

const (
	levelNone level = iota // before the root
	levelFeed
	levelItem
)

// value is one text or attribute of a feed.
type value struct {
	text  string
	plain bool     // a text that is no markup
	base  *url.URL // what addresses in it are relative to; nil if unknown
}

type attribute struct{ name, value string }

// readOutline reduces a feed. It fails if nothing in the text is a feed.
func readOutline(text string, base *url.URL) (*outline, error) {
	o := &outline{
		scanner: newScanner(text), prefixes: map[string]string{},
		itemStart: newFinder("<item"), itemEnd: newFinder("</item"),
	}
	o.out.Grow(len(text) / 6)
	o.bases[levelNone], o.bases[levelFeed] = base, base
	for o.items <= maxItems && len(o.values) < maxValues {
		t := o.next()
		if t.kind == tokenEnd {
			break
		}
		var err error
		switch t.kind {
		case tokenText:
			o.addText(t.text, false)
		case tokenCDATA:
			o.addText(t.text, true)
		case tokenOpen:
			err = o.startElement(t)
		case tokenClose:
			o.endElement(t)
		}
		if err != nil {
			return nil, err
		}
	}
	if o.format == "" {
		return nil, fmt.Errorf("%w: %s", ErrNotFeed, o.found())
	}
	o.end()
	return o, nil
}

// found says what a text is that is no feed.
func (o *outline) found() string {
	switch text := strings.TrimSpace(o.src); {
	case text == "":
		return "empty answer"
	case o.page:
		return "HTML page"
	default:
		return fmt.Sprintf("begins with %.40q", text)
	}
}

// end closes what the end of the document leaves open.
func (o *outline) end() {
	o.truncated = !o.ended
	if o.open != nil && (o.open.kind == kindAtom || o.open.kind == kindLink) {
		o.open = nil // half an address or date
	}
	o.closeOpen()
	o.closeItem()
	if o.format == FormatAtom {
		o.out.WriteString("</feed>")
	} else {
		o.out.WriteString("</channel></rss>")
	}
}

// canonical returns the name under which the vocabulary has a tag.
func (o *outline) canonical(name string, attributes []attribute) string {
	prefix, local, found := strings.Cut(name, ":")
	if !found {
		prefix, local = "", prefix
	}
	known, declared := o.prefixes[prefix]
	for _, a := range attributes {
		if a.name == "xmlns" && prefix == "" || a.name == "xmlns:"+prefix && prefix != "" {
			known, declared = namespacePrefix(a.value)
		}
	}
	if !declared {
		known = strings.ToLower(prefix)
	}
	local = strings.ToLower(local)
	if known == "atom" && o.format != FormatRSS && o.format != FormatRDF {
		known = ""
	}
	if known != "" {
		local = known + ":" + local
	}
	if synonym, ok := synonyms[local]; ok {
		return synonym
	}
	return local
}

// declare remembers the namespace prefixes that a tag declares.
func (o *outline) declare(attributes []attribute) {
	for _, a := range attributes {
		prefix, found := strings.CutPrefix(a.name, "xmlns")
		if !found || prefix != "" && prefix[0] != ':' {
			continue
		}
		if known, ok := namespacePrefix(a.value); ok {
			o.prefixes[strings.TrimPrefix(prefix, ":")] = known
		}
	}
}

func (o *outline) attributesOf(t token) []attribute {
	var list []attribute
	attributes(t.text, func(name, value string) bool {
		list = append(list, attribute{name, o.unescape(value)})
		return len(list) < maxAttributes
	})
	return list
}

func (o *outline) startFeed(name string, attributes []attribute) {
	o.closeOpen()
	if o.format == "" {
		switch name {
		case "feed":
			o.format = FormatAtom
			o.itemBegunAs("entry")
			o.out.WriteString("<feed>")
		case "rss", "channel":
			o.format = FormatRSS
			o.out.WriteString("<rss><channel>")
		default:
			o.format = FormatRDF
			o.out.WriteString("<rss><channel>")
		}
	}
	if o.level != levelItem {
		o.level = levelFeed
		o.bases[levelFeed] = o.baseOf(attributes, o.bases[levelFeed])
		o.language(attributes)
	}
}

// language notes the xml:lang of a feed or item as its dc:language.
func (o *outline) language(attributes []attribute) {
	for _, a := range attributes {
		if a.name == "xml:lang" && a.value != "" {
			o.emit("dc:language", nil, value{text: a.value, plain: true})
		}
	}
}

func (o *outline) startItem(t token, attributes []attribute) {
	o.closeOpen()
	if o.page && o.format == "" {
		return
	}
	if o.format == "" {
		o.repaired = true
		root := "rss"
		if strings.HasSuffix(strings.ToLower(t.name), "entry") {
			root = "feed"
		}
		o.startFeed(root, nil)
	}
	if o.itemStart.pattern != "<"+t.name {
		o.itemStart, o.itemEnd = newFinder("<"+t.name), newFinder("</"+t.name)
	}
	o.beginItem(attributes)
	if t.closed {
		o.closeItem()
	}
}

func (o *outline) beginItem(attributes []attribute) {
	if o.level == levelItem {
		o.repaired = true
		o.closeItem()
	}
	o.level = levelItem
	o.items++
	o.stray, o.spare, o.linked = "", "", false
	o.bases[levelItem] = o.baseOf(attributes, o.bases[levelFeed])
	if o.format == FormatAtom {
		o.out.WriteString("<entry>")
	} else {
		o.out.WriteString("<item>")
	}
	for _, a := range attributes {
		if a.name == "rdf:about" {
			o.emit("item:about", nil, value{text: a.value, plain: true, base: o.bases[levelItem]})
		}
	}
	o.language(attributes)
}

func (o *outline) closeItem() {
	if o.level != levelItem {
		return
	}
	if !o.linked && o.spare != "" {
		o.emitVoid(&opened{name: "link", attributes: []attribute{{"href", o.spare}}}, "")
	}
	if o.format == FormatAtom {
		o.out.WriteString("</entry>")
	} else {
		o.out.WriteString("</item>")
	}
	o.level = levelFeed
	o.stray, o.implied, o.headed = "", 0, true
}

func (o *outline) baseOf(attributes []attribute, base *url.URL) *url.URL {
	for _, a := range attributes {
		if a.name == "xml:base" {
			if u, err := url.Parse(strings.TrimSpace(a.value)); err == nil {
				if base != nil {
					u = base.ResolveReference(u)
				}
				return u
			}
		}
	}
	return base
}
