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
)

// element is one entry of the vocabulary.
type element struct {
	kind elementKind
}

// vocabulary is what is read of a feed, RSS and Atom in one, under canonical
// names: lower case, and prefixes as in namespaces.
var vocabulary = map[string]element{
	"title": {kind: kindText}, "dc:title": {kind: kindText}, "media:title": {kind: kindText},
	"description": {kind: kindText}, "summary": {kind: kindText}, "dc:description": {kind: kindText},
	"itunes:summary": {kind: kindText}, "media:description": {kind: kindText}, "atom:summary": {kind: kindText},
	"content": {kind: kindText}, "content:encoded": {kind: kindText}, "xhtml:body": {kind: kindText}, "fullitem": {kind: kindText}, "atom:content": {kind: kindText},
	"category": {kind: kindText}, "dc:subject": {kind: kindText}, "media:category": {kind: kindText},

	"link": {kind: kindAtom}, "atom:link": {kind: kindVoid},
	"guid": {kind: kindAtom}, "id": {kind: kindAtom},
	"enclosure": {kind: kindVoid},

	"pubdate": {kind: kindAtom}, "published": {kind: kindAtom}, "issued": {kind: kindAtom}, "created": {kind: kindAtom},
	"updated": {kind: kindAtom}, "modified": {kind: kindAtom},
	"dc:date": {kind: kindAtom}, "dcterms:issued": {kind: kindAtom}, "dcterms:created": {kind: kindAtom}, "dcterms:modified": {kind: kindAtom},
	"atom:published": {kind: kindAtom}, "atom:updated": {kind: kindAtom},

	"author": {kind: kindPerson}, "dc:creator": {kind: kindText}, "dc:author": {kind: kindText},
	"itunes:author": {kind: kindText}, "name": {kind: kindText}, "email": {kind: kindAtom},

	"language": {kind: kindAtom}, "dc:language": {kind: kindAtom}, "ttl": {kind: kindAtom},
	"skiphours": {kind: kindGroup}, "hour": {kind: kindAtom}, "skipdays": {kind: kindGroup}, "day": {kind: kindAtom},
	"sy:updateperiod": {kind: kindAtom}, "sy:updatefrequency": {kind: kindAtom},

	"media:group": {kind: kindGroup}, "media:content": {kind: kindGroup},
	"items": {kind: kindSkip}, "image": {kind: kindSkip}, "textinput": {kind: kindSkip}, "source": {kind: kindSkip},
	"cloud": {kind: kindSkip}, "comments": {kind: kindSkip}, "contributor": {kind: kindSkip}, "generator": {kind: kindSkip},
	"copyright": {kind: kindSkip}, "rights": {kind: kindSkip}, "docs": {kind: kindSkip}, "rating": {kind: kindSkip},
	"webmaster": {kind: kindSkip}, "managingeditor": {kind: kindSkip}, "lastbuilddate": {kind: kindSkip},
	"icon": {kind: kindSkip}, "logo": {kind: kindSkip},
	"subtitle": {kind: kindSkip}, "tagline": {kind: kindSkip}, "info": {kind: kindSkip},
}

// synonyms are other names of the same elements.
var synonyms = map[string]string{
	"body": "xhtml:body", "xhtml:div": "xhtml:body",
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
