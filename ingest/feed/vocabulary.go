package feed

import (
	"slices"
	"strings"
)

// elementKind says how an element of a feed is read.
type elementKind uint8

const (
	kindUnknown elementKind = iota
	kindSkip                // read over, with all it holds
	kindGroup               // read as if only its children stood there
	kindText                // text or markup
	kindAtom                // an address, date or number: it holds no markup
	kindVoid                // says everything in attributes
	kindPerson              // a name, or an Atom person with name and email
	kindLink                // an address, in its text (RSS) or an attribute (Atom)
	kindItem                // an item
	kindRoot                // what a feed stands in
)

// element is one entry of the vocabulary.
type element struct {
	kind elementKind
}

// vocabulary is what is read of a feed, RSS and Atom in one, under canonical
// names: lower case, and prefixes as in namespaces.
var vocabulary = map[string]element{
	"title": {kindText}, "dc:title": {kindText}, "media:title": {kindText},
	"description": {kindText}, "summary": {kindText}, "dc:description": {kindText},
	"itunes:summary": {kindText}, "media:description": {kindText}, "atom:summary": {kindText},
	"content": {kindText}, "content:encoded": {kindText}, "xhtml:body": {kindText}, "fullitem": {kindText}, "atom:content": {kindText},
	"category": {kindText}, "dc:subject": {kindText}, "media:category": {kindText},
	"media:keywords": {kindText},

	"rss": {kindRoot}, "rdf:rdf": {kindRoot}, "rdf": {kindRoot}, "feed": {kindRoot}, "channel": {kindRoot},
	"item": {kindItem},
	"link": {kindLink}, "atom:link": {kindVoid},
	"guid": {kindAtom}, "id": {kindAtom},
	"enclosure": {kindVoid},

	"pubdate": {kindAtom}, "published": {kindAtom}, "issued": {kindAtom}, "created": {kindAtom},
	"updated": {kindAtom}, "modified": {kindAtom},
	"dc:date": {kindAtom}, "dcterms:issued": {kindAtom}, "dcterms:created": {kindAtom}, "dcterms:modified": {kindAtom},
	"atom:published": {kindAtom}, "atom:updated": {kindAtom},

	"author": {kindPerson}, "dc:creator": {kindText}, "dc:author": {kindText},
	"itunes:author": {kindText},

	"language": {kindAtom}, "dc:language": {kindAtom}, "ttl": {kindAtom},
	"skiphours": {kindGroup}, "hour": {kindAtom}, "skipdays": {kindGroup}, "day": {kindAtom},
	"sy:updateperiod": {kindAtom}, "sy:updatefrequency": {kindAtom},

	"media:group": {kindGroup}, "media:content": {kindGroup},
	"items": {kindSkip}, "image": {kindSkip}, "textinput": {kindSkip}, "source": {kindSkip},
	"cloud": {kindSkip}, "comments": {kindSkip}, "contributor": {kindSkip}, "generator": {kindSkip},
	"copyright": {kindSkip}, "rights": {kindSkip}, "docs": {kindSkip}, "rating": {kindSkip},
	"webmaster": {kindSkip}, "managingeditor": {kindSkip}, "lastbuilddate": {kindSkip},
	"icon": {kindSkip}, "logo": {kindSkip},
	"subtitle": {kindSkip}, "tagline": {kindSkip}, "info": {kindSkip},
}

// personParts are the elements of an Atom person.
var personParts = map[string]bool{"name": true, "email": true, "uri": true, "url": true, "homepage": true}

// synonyms are other names of the same elements.
var synonyms = map[string]string{
	"body": "xhtml:body", "xhtml:div": "xhtml:body",
	"tags": "media:keywords", "itunes:keywords": "media:keywords",
	"entry": "item", "dcterms:date": "dc:date", "prism:publicationdate": "dcterms:issued",
	"dcterms:title": "dc:title", "dcterms:creator": "dc:creator", "dcterms:subject": "dc:subject",
	"dcterms:description": "dc:description", "dcterms:abstract": "dc:description",
}

// feedOnly are names that HTML does not have: inside a text they cannot be
// markup, so the element around them was not closed.
var feedOnly = map[string]bool{
	"item": true, "entry": true, "channel": true, "rss": true, "feed": true, "rdf:rdf": true,
	"description": true, "content": true, "guid": true, "id": true, "pubdate": true, "published": true, "updated": true,
	"issued": true, "modified": true, "author": true, "category": true, "enclosure": true, "comments": true,
}

// nearNames are what a misspelt name is compared with.
var nearNames = []string{"item", "entry", "title", "link", "guid", "description", "summary", "content", "pubdate", "published", "updated", "author"}

// namespaces gives the canonical prefix of the namespaces that feeds use. Keys
// are lower case, without what stands at the end of some spellings; "" is the
// feed's own vocabulary.
var namespaces = map[string]string{
	"http://www.w3.org/2005/atom": "atom", "http://purl.org/atom/ns": "atom",
	"http://purl.org/rss/1.0": "", "http://my.netscape.com/rdf/simple/0.9": "", "http://channel.netscape.com/rdf/simple/0.9": "",
	"http://backend.userland.com/rss": "", "http://backend.userland.com/rss2": "", "http://backend.userland.com/rss091": "",
	"http://blogs.law.harvard.edu/tech/rss": "", "http://my.netscape.com/publish/formats/rss-0.91.dtd": "",
	"http://example.com/newformat": "", "http://example.com/necho": "", "http://purl.org/echo": "", "uri/of/echo/namespace": "", "http://purl.org/pie": "",
	"http://www.w3.org/1999/02/22-rdf-syntax-ns":    "rdf",
	"http://purl.org/dc/elements/1.1":               "dc",
	"http://purl.org/dc/elements/1.0":               "dc",
	"http://purl.org/dc/terms":                      "dcterms",
	"http://purl.org/rss/1.0/modules/content":       "content",
	"http://purl.org/rss/1.0/modules/syndication":   "sy",
	"http://search.yahoo.com/mrss":                  "media",
	"http://www.w3.org/1999/xhtml":                  "xhtml",
	"http://www.itunes.com/dtds/podcast-1.0.dtd":    "itunes",
	"http://prismstandard.org/namespaces/1.2/basic": "prism",
	"http://www.w3.org/xml/1998/namespace":          "xml",
}

func namespacePrefix(uri string) (string, bool) {
	prefix, ok := namespaces[strings.TrimRight(strings.ToLower(strings.TrimSpace(uri)), "/#")]
	return prefix, ok
}

// voidTags are the HTML elements that have no end tag.
var voidTags = map[string]bool{
	"br": true, "hr": true, "img": true, "input": true, "meta": true, "link": true, "area": true, "base": true,
	"col": true, "embed": true, "param": true, "source": true, "track": true, "wbr": true,
}

// nearest returns the name that differs from a misspelt one in one letter
// (changed, lost or added), "" if there is none.
func nearest(name string) string {
	for _, known := range nearNames {
		if oneEditApart(name, known) {
			return known
		}
	}
	return ""
}

func oneEditApart(first, second string) bool {
	a, b := []rune(first), []rune(second)
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || first == second {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return slices.Equal(a[i+1:], b[i+1:])
	}
	return slices.Equal(a[i:], b[i+1:])
}
