package feed

import (
	"bytes"
	"html"
	"regexp"
	"strings"
)

// rootTag finds the root of a feed.
var rootTag = regexp.MustCompile(`(?i)<(rss|feed|rdf:rdf|channel)[\s>]`)

// headless reports whether the root of the feed was lost, so that a tag before
// any root is read all the same. It then begins the feed.
func (o *outline) headless(name string, what element) bool {
	o.page = o.page || name == "html"
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

// placeInItem sees to it that an element of an item whose start tag was lost
// stands in an item.
func (o *outline) placeInItem(name string, what element) {
	if o.level == levelFeed && what.kind != kindSkip && o.itemBegun() {
		o.impliedItem()
	}
	if o.implied > 0 && !o.headed && o.restarts(name) {
		o.dissolve()
	}
}

// noteAddress keeps an address that stands where no link element is.
func (o *outline) noteAddress(text string) {
	if o.level == levelItem && o.spare == "" && strings.Contains(text, "href=") {
		o.spare = addressIn(text)
	}
}

// itemBegun reports whether the start of an item was lost before the cursor:
// the next end of an item comes before the next start of one.
func (o *outline) itemBegun() bool {
	return o.itemEnd.next(o.src, o.at) < o.itemStart.next(o.src, o.at)
}

// itemBegunAs is itemBegun for items of a given name.
func (o *outline) itemBegunAs(name string) bool {
	o.itemStart = newFinder("<" + name)
	o.itemEnd = newFinder("</" + name)
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
	if i := strings.Index(t.name+t.text, "http"); i >= 0 && (o.open.kind == kindAtom || o.open.kind == kindLink) {
		o.open.text.WriteString((t.name + t.text)[i:])
	}
}

// mismatched handles an end tag of another element than the open one.
func (o *outline) mismatched(name string, what element) {
	text := o.open.text.String()
	if at := strings.LastIndex(text, "http"); (what.kind == kindAtom || what.kind == kindLink) && at >= 0 && o.open.kind == kindText && !strings.ContainsAny(text[at:], " \t\r\n") {
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

// adopt gives the text before an end tag without a start to its element.
func (o *outline) adopt(name string, what element) {
	stray := o.stray
	o.stray = ""
	if what.kind == kindGroup || o.level == levelNone {
		return
	}
	o.repaired = true
	if what.kind != kindAtom && what.kind != kindLink && what.kind != kindText || strings.TrimSpace(stray) == "" {
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
	default:
		o.noteAddress(text)
	}
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
