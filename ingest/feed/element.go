package feed

import (
	"encoding/base64"
	"net/url"
	"strings"
	"unicode/utf8"
)

// opened is the element that is open.
type opened struct {
	element
	name       string // canonical
	written    string // as in the feed
	raw        string // all that stands behind the name in its tag
	attributes []attribute
	base       *url.URL

	text    strings.Builder
	markup  bool              // the text is markup as it stands
	plain   bool              // the text is no markup
	encoded bool              // the text is base64
	depth   int               // open elements within it, as far as they matter
	part    string            // of a person: the element that is open in it
	parts   map[string]string // what such elements said
}

// startElement reads a start tag.
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
	what, known := vocabulary[name]
	switch {
	case what.kind == kindRoot:
		o.startFeed(name, attributes)
		return nil
	case what.kind == kindItem:
		o.startItem(t, attributes)
		return nil
	case o.level == levelNone && !o.headless(name, what):
		return nil
	case !known:
		if near := o.misspelt(t); vocabulary[near].kind == kindItem {
			o.startItem(t, attributes)
			return nil
		} else if near != "" {
			name, what = near, vocabulary[near]
		} else {
			o.noteAddress(t.text)
		}
	}
	if what.kind != kindGroup {
		o.openElement(t, name, what, attributes)
	}
	return nil
}

func (o *outline) openElement(t token, name string, what element, attributes []attribute) {
	o.placeInItem(name, what)
	o.stray = ""
	o.open = &opened{
		element: what, name: name, written: t.name, raw: t.text, attributes: attributes,
		base: o.baseOf(attributes, o.bases[o.level]),
	}
	o.open.readType(o.format)
	if t.broken {
		o.rescue(t)
	}
	if t.closed || what.kind == kindVoid && t.broken {
		o.closeOpen()
	}
}

// within handles a start tag inside the open element. It reports false if the
// tag ends that element and must be read as what follows it.
func (o *outline) within(t token) bool {
	open := o.open
	name := o.canonical(t.name, nil)
	what := vocabulary[name]
	switch open.kind {
	case kindPerson:
		if personParts[name] || what.kind == kindUnknown {
			if !t.closed {
				open.part = name
			}
			return true
		}
	case kindSkip, kindUnknown:
		if what.kind != kindItem && what.kind != kindRoot {
			return o.withinSkipped(t, what)
		}
	case kindText:
		if !open.endsAt(name, what) {
			o.addTag(t, name)
			return true
		}
	}
	o.repaired = true
	o.closeOpen()
	return false
}

// endsAt reports whether a tag cannot be markup in an open text, so that the
// text's end tag was lost.
func (e *opened) endsAt(name string, what element) bool {
	switch {
	case what.kind == kindItem, name == "channel":
		return true
	case what.kind == kindUnknown, what.kind == kindGroup, what.kind == kindRoot:
		return false
	case feedOnly[name], strings.Contains(name, ":"):
		return true
	}
	// HTML has these too.
	return !e.markup && (name == e.name || name == "link" || name == "title" || name == "summary")
}

// addTag keeps a tag of a text.
func (o *outline) addTag(t token, name string) {
	local, open := localName(name), o.open
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

// localName returns a name without its prefix.
func localName(name string) string { return name[strings.LastIndexByte(name, ':')+1:] }

// withinSkipped passes over a start tag in an element that is not read, unless
// that element's end was lost.
func (o *outline) withinSkipped(t token, what element) bool {
	if t.name == o.open.written {
		if !t.closed {
			o.open.depth++
		}
		return true
	}
	if what.kind == kindUnknown || what.kind == kindSkip || o.closes(o.open.written) {
		return true
	}
	o.repaired = true
	o.closeOpen()
	return false
}

// endElement reads an end tag.
func (o *outline) endElement(t token) {
	name := o.canonical(t.name, nil)
	what := vocabulary[name]
	if what.kind == kindItem || what.kind == kindRoot {
		o.repaired = o.repaired || o.open != nil || what.kind == kindRoot && o.level == levelItem
		o.ended = o.ended || what.kind == kindRoot && (name != "channel" || o.format == FormatRSS)
		o.closeOpen()
		o.closeItem()
		return
	}
	if o.open == nil {
		o.adopt(name, what)
		return
	}
	open := o.open
	switch {
	case open.kind == kindPerson && open.part != "" && name == open.part:
		open.part = ""
	case open.kind == kindSkip || open.kind == kindUnknown:
		o.endSkipped(t, name, what)
	case name == open.name:
		o.closeOpen()
	case open.kind == kindText && (open.markup && open.depth > 0 || what.kind == kindUnknown && (open.markup || htmlName(name))):
		open.text.WriteString("</" + localName(name) + ">")
		open.depth = max(0, open.depth-1)
	default:
		o.repaired = true
		o.mismatched(name, what)
	}
}

// endSkipped reads an end tag in an element that is not read.
func (o *outline) endSkipped(t token, name string, what element) {
	open := o.open
	switch {
	case t.name == open.written && open.depth > 0:
		open.depth--
	case t.name == open.written:
		o.closeOpen()
	case open.kind == kindUnknown && (what.kind == kindAtom || what.kind == kindLink || what.kind == kindText) && oneEditApart(strings.ToLower(open.written), name):
		o.repaired = true
		open.element, open.name = what, name
		o.closeOpen()
	}
}

// addText adds text to the open element; literal text has no references.
func (o *outline) addText(text string, literal bool) {
	open := o.open
	switch {
	case open == nil:
		o.addStray(text)
	case open.kind == kindSkip || open.kind == kindVoid || open.kind == kindUnknown && open.depth > 0:
	case open.markup && literal:
		open.text.WriteString(escapeMarkup.Replace(text))
	case open.markup:
		open.text.WriteString(text)
	case !literal:
		o.addText(o.unescape(text), true)
	case open.part != "":
		if open.parts == nil {
			open.parts = map[string]string{}
		}
		open.parts[open.part] += text
	default:
		open.text.WriteString(text)
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

// closeOpen ends the open element and writes what it says.
func (o *outline) closeOpen() {
	open := o.open
	o.open = nil
	if open == nil {
		return
	}
	switch text := open.said(); open.kind {
	case kindPerson:
		o.emitPerson(open, text)
	case kindVoid, kindLink:
		o.emitVoid(open, text)
	case kindText, kindAtom:
		o.emit(open.name, open.attributes, value{text: text, plain: open.plain, base: open.base})
	}
}

// said returns the text of an element, decoded.
func (e *opened) said() string {
	text := e.text.String()
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	if e.kind == kindAtom || e.kind == kindLink {
		text, _, _ = strings.Cut(text, "/"+e.written+">") // the '<' of the end tag was lost
		text, _, _ = strings.Cut(text, "<")
		return text
	}
	if e.encoded {
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
		if err == nil && utf8.Valid(decoded) {
			return string(decoded)
		}
	}
	return text
}
