package feed

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
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
	rootEnded bool

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

// opened is the element that is open.
type opened struct {
	element
	name       string // canonical
	written    string // as in the feed
	raw        string // all that stands behind the name in its tag
	attributes []attribute
	base       *url.URL

	text     strings.Builder
	markup   bool // the text is markup as it stands
	plain    bool // the text is no markup
	encoded  bool // the text is base64
	depth    int  // open elements within it, as far as they matter
	part     string
	children map[string]string // of a person
}

type attribute struct{ name, value string }

// rootTag finds the root of a feed.
var rootTag = regexp.MustCompile(`(?i)<(rss|feed|rdf:rdf|channel)[\s>]`)

// readOutline reduces a feed. It fails if nothing in the text is a feed.
func readOutline(text string, base *url.URL) (*outline, error) {
	o := &outline{
		scanner: newScanner(text), prefixes: map[string]string{},
		itemStart: finder{pattern: "<item", at: -1}, itemEnd: finder{pattern: "</item", at: -1},
	}
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
		return nil, ErrNotFeed
	}
	o.end()
	return o, nil
}

// end closes what the end of the document leaves open.
func (o *outline) end() {
	o.truncated = !o.rootEnded
	if o.open != nil && o.open.kind == kindAtom {
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

func (o *outline) startElement(t token) error {
	if o.open != nil && o.within(t) {
		if o.open.depth > maxDepth {
			return ErrTooDeep
		}
		return nil
	}
	attributes := o.attributesOf(t)
	if o.level <= levelFeed {
		o.declare(attributes)
	}
	name := o.canonical(t.name, attributes)
	switch name {
	case "rss", "rdf:rdf", "rdf", "feed", "channel":
		o.startFeed(name, attributes)
		return nil
	case "item":
		o.startItem(t, attributes)
		return nil
	case "html":
		o.page = true
	}
	what, ok := vocabulary[name]
	if o.level == levelNone && !o.headless(what) {
		return nil
	}
	if !ok {
		if near := o.misspelt(t); near == "item" || near == "entry" {
			o.startItem(t, attributes)
			return nil
		} else if near != "" {
			name, what = near, vocabulary[near]
		}
	}
	if o.level == levelFeed && what.kind != kindGroup && what.kind != kindSkip && o.itemBegun() {
		o.impliedItem()
	}
	if what.kind == kindGroup {
		return nil
	}
	if o.implied > 0 && !o.headed && o.restarts(name) {
		o.dissolve()
	}
	if !ok && o.level == levelItem && o.spare == "" && strings.Contains(t.text, "href=") {
		o.spare = addressIn(t.text)
	}
	o.stray = ""
	o.open = &opened{element: what, name: name, written: t.name, raw: t.text, attributes: attributes, base: o.baseOf(attributes, o.bases[o.level])}
	o.open.readType(o.format)
	if t.broken {
		o.rescue(t)
	}
	if t.closed || what.kind == kindVoid && t.broken {
		o.closeOpen()
	}
	return nil
}

// headless reports whether the root of the feed was lost, so that a tag before
// any root is read all the same. It then begins the feed.
func (o *outline) headless(what element) bool {
	if what.kind == kindUnknown || o.page || o.rooted {
		return false
	}
	if o.rooted = rootTag.MatchString(o.src[o.at:]); o.rooted {
		return false
	}
	o.rooted = true // asked once: either it begins here or with the first item
	begin := "rss"
	if !o.itemBegunAs("item") {
		begin = "feed"
		if !o.itemBegunAs("entry") {
			return false
		}
	}
	o.repaired = true
	o.startFeed(begin, nil)
	return true
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
		if strings.HasSuffix(strings.ToLower(t.name), "entry") {
			o.startFeed("feed", nil)
		} else {
			o.startFeed("rss", nil)
		}
	}
	if o.itemStart.pattern != "<"+t.name {
		o.itemStart, o.itemEnd = finder{pattern: "<" + t.name, at: -1}, finder{pattern: "</" + t.name, at: -1}
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
			o.emit("rdf:about", nil, value{text: a.value, plain: true, base: o.bases[levelItem]})
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

// impliedItem begins an item whose start tag was lost.
func (o *outline) impliedItem() {
	o.repaired = true
	o.implied = o.out.Len()
	o.beginItem(nil)
}

// dissolve gives what stands in an implied item to the feed, and begins the
// item again: what looked like it was the head of the feed.
func (o *outline) dissolve() {
	kept := bytes.Clone(o.out.Bytes()[o.implied:])
	_, kept, _ = bytes.Cut(kept, []byte(">"))
	o.out.Truncate(o.implied)
	o.out.Write(kept)
	o.level, o.headed = levelFeed, true
	o.items--
	o.impliedItem()
}

// itemBegun reports whether the start of an item was lost before the cursor:
// the next end of an item comes before the next start of one.
func (o *outline) itemBegun() bool {
	return o.itemEnd.next(o.src, o.at) < o.itemStart.next(o.src, o.at)
}

// itemBegunAs is itemBegun for items of a given name.
func (o *outline) itemBegunAs(name string) bool {
	o.itemStart = finder{pattern: "<" + name, at: -1}
	o.itemEnd = finder{pattern: "</" + name, at: -1}
	return o.itemBegun()
}

// restarts reports whether an element cannot belong to what an implied item
// has so far: that was the head of the feed, and the item begins here.
func (o *outline) restarts(name string) bool {
	has := func(tag string) bool { return bytes.Contains(o.out.Bytes()[o.implied:], []byte(tag)) }
	switch name {
	case "title":
		return has("<title>")
	case "id", "guid":
		return has("<id>") || has("<guid>") || has("<title>") && o.format != FormatAtom
	}
	return false
}

// misspelt returns the element that an unknown tag was meant to be, "" if it
// is just another element: that would have an end tag of the same name.
func (o *outline) misspelt(t token) string {
	name := strings.ToLower(t.name)
	known := nearest(name)
	if t.broken {
		for _, candidate := range nearNames {
			if strings.HasPrefix(name, candidate) {
				known = candidate
			}
		}
	}
	if known == "" || !t.closed && o.closes(t.name) {
		return ""
	}
	o.repaired = true
	return known
}

// closes reports whether an end tag of a name follows soon, and in this item.
func (o *outline) closes(name string) bool {
	const soon = 8 << 10
	until := min(o.at+soon, o.itemEnd.next(o.src, o.at), len(o.src))
	return strings.Contains(o.src[o.at:until], "</"+name)
}

// rescue takes the text that a tag swallowed because it has no end.
func (o *outline) rescue(t token) {
	if i := strings.Index(t.name+t.text, "http"); i >= 0 && o.open.kind == kindAtom {
		o.open.text.WriteString((t.name + t.text)[i:])
	}
}

// within handles a start tag inside the open element. It reports false if the
// tag ends that element and must be read as what follows it.
func (o *outline) within(t token) bool {
	open := o.open
	name := o.canonical(t.name, nil)
	what := vocabulary[name]
	switch {
	case name == "item" || name == "channel":
		o.repaired = true
		o.closeOpen()
		return false
	case open.kind == kindPerson && (name == "name" || name == "email" || name == "uri" || name == "url" || name == "homepage"):
		open.part = name
		return true
	case open.kind == kindSkip || open.kind == kindUnknown:
		return o.withinSkipped(t, what)
	case open.kind == kindVoid || open.kind == kindAtom || open.kind == kindPerson:
		o.repaired = true
		o.closeOpen()
		return false
	}
	ambiguous := what.kind == kindUnknown || !feedOnly[name] && !strings.Contains(name, ":")
	if what.kind != kindUnknown && what.kind != kindGroup && (!ambiguous || !open.markup && open.depth == 0 && o.ends(open, name)) {
		o.repaired = true
		o.closeOpen()
		return false
	}
	o.addTag(t, name)
	return true
}

// ends reports whether a name that HTML has too ends a text that is not
// declared as markup.
func (o *outline) ends(open *opened, name string) bool {
	return name == open.name || name == "link" || name == "title" || name == "summary"
}

// addTag keeps a tag of a text.
func (o *outline) addTag(t token, name string) {
	local := name[strings.LastIndexByte(name, ':')+1:]
	open := o.open
	open.text.WriteByte('<')
	open.text.WriteString(local)
	open.text.WriteByte('>')
	if t.closed {
		if !voidTags[local] {
			open.text.WriteString("</" + local + ">")
		}
		return
	}
	if open.markup && !voidTags[local] {
		open.depth++
	}
}

// withinSkipped passes over a start tag in an element that is not read, unless
// that element's end was lost.
func (o *outline) withinSkipped(t token, what element) bool {
	open := o.open
	if t.name == open.written {
		if !t.closed {
			open.depth++
		}
		return true
	}
	if what.kind == kindUnknown || what.kind == kindSkip {
		return true
	}
	if o.closes(open.written) {
		return true
	}
	o.repaired = true
	o.closeOpen()
	return false
}

func (o *outline) endElement(t token) {
	name := o.canonical(t.name, nil)
	switch name {
	case "item":
		o.repaired = o.repaired || o.open != nil
		o.closeOpen()
		o.closeItem()
		return
	case "channel", "rss", "feed", "rdf:rdf", "rdf":
		o.repaired = o.repaired || o.open != nil || o.level == levelItem
		o.rootEnded = o.rootEnded || name != "channel"
		o.closeOpen()
		o.closeItem()
		return
	}
	what := vocabulary[name]
	if o.open == nil {
		o.adopt(name, what)
		return
	}
	open := o.open
	switch {
	case open.kind == kindPerson && open.part != "" && name == open.part:
		open.part = ""
	case name == open.name && open.kind != kindSkip:
		o.closeOpen()
	case open.kind == kindSkip || open.kind == kindUnknown:
		o.endSkipped(t, name, what)
	case open.kind == kindText && what.kind == kindUnknown && (open.markup || htmlName(name)):
		open.text.WriteString("</" + name[strings.LastIndexByte(name, ':')+1:] + ">")
		open.depth = max(0, open.depth-1)
	case open.kind == kindText && open.markup && open.depth > 0:
		open.text.WriteString("</" + name + ">")
		open.depth--
	default:
		o.repaired = true
		o.mismatched(name, what)
	}
}

// mismatched handles an end tag of another element than the open one.
func (o *outline) mismatched(name string, what element) {
	text := o.open.text.String()
	if at := strings.LastIndex(text, "http"); what.kind == kindAtom && at >= 0 && o.open.kind == kindText && !strings.ContainsAny(text[at:], " \t\r\n") {
		// <title>Words http://address</link>
		o.open.text.Reset()
		o.open.text.WriteString(text[:at])
		o.closeOpen()
		o.stray = text[at:]
		o.adopt(name, what)
		return
	}
	o.closeOpen()
}

func (o *outline) endSkipped(t token, name string, what element) {
	open := o.open
	switch {
	case t.name == open.written && open.depth > 0:
		open.depth--
	case t.name == open.written:
		o.closeOpen()
	case open.kind == kindUnknown && (what.kind == kindAtom || what.kind == kindText) && oneEditApart(strings.ToLower(open.written), name):
		o.repaired = true
		open.element, open.name = what, name
		o.closeOpen()
	}
}

// adopt gives the text before an end tag without a start to its element.
func (o *outline) adopt(name string, what element) {
	stray := o.stray
	o.stray = ""
	if what.kind == kindGroup || o.level == levelNone {
		return
	}
	o.repaired = true
	if what.kind != kindAtom && what.kind != kindText || strings.TrimSpace(stray) == "" {
		return
	}
	if o.level == levelFeed {
		if !o.itemBegun() {
			return
		}
		o.impliedItem()
	}
	if i := strings.LastIndexByte(stray, '>'); i >= 0 {
		stray = stray[i+1:]
	}
	o.open = &opened{element: what, name: name, base: o.bases[o.level]}
	o.open.text.WriteString(o.unescape(stray))
	o.closeOpen()
}

func (o *outline) addText(text string, literal bool) {
	open := o.open
	switch {
	case open == nil:
		o.addStray(text)
	case open.kind == kindSkip || open.kind == kindVoid:
	case open.kind == kindUnknown && open.depth == 0, open.kind != kindUnknown && !open.markup:
		if !literal {
			text = o.unescape(text)
		}
		if open.part != "" {
			if open.children == nil {
				open.children = map[string]string{}
			}
			open.children[open.part] += text
			return
		}
		open.text.WriteString(text)
	case open.markup && literal:
		open.text.WriteString(escapeMarkup.Replace(text))
	case open.markup:
		open.text.WriteString(text)
	}
}

// addStray takes text between elements: space, or tags whose '<' was lost.
func (o *outline) addStray(text string) {
	o.stray = text
	switch trimmed := strings.TrimSpace(text); {
	case trimmed == "" || o.level == levelNone:
	case strings.HasSuffix(trimmed, "/item>") || strings.HasSuffix(trimmed, "/entry>"):
	case strings.HasSuffix(trimmed, "item>") || strings.HasSuffix(trimmed, "entry>"):
		if o.implied > 0 && !o.headed {
			o.dissolve()
		} else {
			o.impliedItem()
		}
	case o.level == levelItem && o.spare == "" && strings.Contains(text, "href="):
		o.spare = addressIn(text)
	}
}

var escapeMarkup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// readType learns from an Atom text's type how it is written.
func (e *opened) readType(format string) {
	if format != FormatAtom && e.name != "xhtml:body" && !strings.HasPrefix(e.name, "atom:") || e.kind != kindText {
		return
	}
	var kind, mode string
	for _, a := range e.attributes {
		switch a.name {
		case "type":
			kind = strings.ToLower(strings.TrimSpace(a.value))
		case "mode":
			mode = strings.ToLower(a.value)
		}
	}
	switch {
	case mode == "base64":
		e.encoded = true
	case mode == "escaped":
	case strings.Contains(kind, "/") && !strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "xml"):
		e.encoded = true
	case e.name == "xhtml:body", strings.Contains(kind, "xhtml"), mode == "xml" && kind != "" && kind != "text/plain", strings.HasSuffix(kind, "+xml"), strings.HasSuffix(kind, "/xml"):
		e.markup = true
	}
	e.plain = !e.markup && (kind == "" || kind == "text" || kind == "text/plain")
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

// closeOpen ends the open element and writes what it says.
func (o *outline) closeOpen() {
	open := o.open
	o.open = nil
	if open == nil || open.kind == kindSkip || open.kind == kindUnknown {
		return
	}
	text := open.text.String()
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	if open.kind == kindAtom {
		text, _, _ = strings.Cut(text, "/"+open.written+">") // the '<' of the end tag was lost
		text, _, _ = strings.Cut(text, "<")
	}
	if open.encoded {
		if decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), "")); err == nil && utf8.Valid(decoded) {
			text = string(decoded)
		}
	}
	if open.kind == kindPerson {
		o.emitPerson(open, text)
		return
	}
	if open.name == "link" || open.kind == kindVoid {
		o.emitVoid(open, text)
		return
	}
	o.emit(open.name, open.attributes, value{text: text, plain: open.plain, base: open.base})
}

func (o *outline) emitPerson(open *opened, text string) {
	if o.level == levelFeed {
		return
	}
	name, email := strings.TrimSpace(open.children["name"]), strings.TrimSpace(open.children["email"])
	if name == "" {
		name = strings.TrimSpace(text)
	}
	if name == "" {
		name = email
	}
	if name == "" {
		return
	}
	if o.format == FormatAtom {
		fmt.Fprintf(&o.out, "<author><name>%d</name></author>", o.keep(value{text: name}))
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
	fmt.Fprintf(&o.out, "<%s", open.name)
	for _, a := range open.attributes {
		switch a.name {
		case "href", "url", "rel", "type", "length":
			fmt.Fprintf(&o.out, ` %s="%d"`, a.name, o.keep(value{text: a.value, plain: true, base: open.base}))
		}
	}
	o.out.WriteByte('>')
	if text != "" {
		fmt.Fprintf(&o.out, "%d", o.keep(value{text: text, plain: true, base: open.base}))
	}
	fmt.Fprintf(&o.out, "</%s>", open.name)
}

func (e *opened) has(name string) bool {
	return slices.ContainsFunc(e.attributes, func(a attribute) bool { return a.name == name })
}

// addressIn returns the address in what is left of a tag.
func addressIn(tag string) string {
	i := strings.Index(tag, "http")
	if i < 0 {
		return ""
	}
	address := tag[i:]
	if end := strings.IndexAny(address, "\"'<> \t\r\n"); end >= 0 {
		address = address[:end]
	}
	return html.UnescapeString(address)
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
	o.out.WriteByte('<')
	o.out.WriteString(name)
	for _, a := range attributes {
		switch local := strings.ToLower(a.name); local {
		case "ispermalink", "term", "label":
			if local == "ispermalink" {
				local = "isPermaLink"
			}
			fmt.Fprintf(&o.out, ` %s="%d"`, local, o.keep(value{text: a.value, plain: true}))
		}
	}
	o.out.WriteByte('>')
	o.out.WriteString(strconv.Itoa(o.keep(v)))
	o.out.WriteString("</")
	o.out.WriteString(name)
	o.out.WriteByte('>')
}

// keep stores a value and returns its number.
func (o *outline) keep(v value) int {
	o.values = append(o.values, v)
	return len(o.values) - 1
}
