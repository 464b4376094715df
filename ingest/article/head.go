package article

import (
	"cmp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// head is what a page says about itself outside its text, as it says it.
type head struct {
	title     string
	meta      map[string]string // lower-case name, property or itemprop to the first content
	canonical string
	lang, dir string
	ld        []string // JSON-LD scripts
	h1        []string
	times     []stamp // time elements in document order
	bylines   []string
	password  bool             // the page has a password field
	at        int              // block that comes next
	classes   map[string]class // those read so far: a page repeats few of them
}

// class reads the class attribute of an element.
func (h *head) class(n *html.Node) class {
	value := attr(n, "class")
	if value == "" {
		return noClass
	}
	c, ok := h.classes[value]
	if !ok {
		if h.classes == nil {
			h.classes = make(map[string]class)
		}
		c = readClass(value)
		h.classes[value] = c
	}
	return c
}

// stamp is a time element: its machine form or else its text.
type stamp struct {
	text      string
	published bool // pubdate or itemprop=datePublished
	modified  bool
	at        int // block before which it stands
}

// see notes what an element tells about the page.
func (h *head) see(n *html.Node, c class) {
	switch n.DataAtom {
	case atom.Html, atom.Body:
		h.lang = cmp.Or(h.lang, attr(n, "lang"), attr(n, "xml:lang"))
		h.dir = cmp.Or(h.dir, strings.ToLower(attr(n, "dir")))
	case atom.Head:
		for in := n.FirstChild; in != nil; in = in.NextSibling {
			if in.Type == html.ElementNode {
				h.see(in, class{})
			}
		}
	case atom.Title:
		h.title = cmp.Or(h.title, nodeText(n))
	case atom.Meta:
		h.seeMeta(n)
	case atom.Link:
		if attr(n, "rel") == "canonical" {
			h.canonical = cmp.Or(h.canonical, strings.TrimSpace(attr(n, "href")))
		}
	case atom.Script:
		if strings.Contains(attr(n, "type"), "ld+json") && n.FirstChild != nil {
			h.ld = append(h.ld, n.FirstChild.Data)
		}
	case atom.H1:
		if t := nodeText(n); t != "" && len(h.h1) < 4 {
			h.h1 = append(h.h1, t)
		}
	case atom.Input:
		h.password = h.password || attr(n, "type") == "password"
	case atom.Time:
		h.seeTime(n)
	default:
		h.seeMarked(n, c)
	}
}

func (h *head) seeMeta(n *html.Node) {
	content := strings.TrimSpace(attr(n, "content"))
	if content == "" {
		return
	}
	for _, key := range [...]string{"property", "name", "itemprop", "http-equiv"} {
		if name := strings.ToLower(attr(n, key)); name != "" && h.meta[name] == "" {
			h.meta[name] = content
		}
	}
}

func (h *head) seeTime(n *html.Node) {
	if len(h.times) >= maxTimes {
		return
	}
	prop := strings.ToLower(attr(n, "itemprop") + " " + attr(n, "class"))
	_, pubdate := find(n, "pubdate")
	h.times = append(h.times, stamp{
		at:        h.at,
		text:      cmp.Or(attr(n, "datetime"), nodeText(n)),
		published: pubdate || strings.Contains(prop, "publish"),
		modified:  strings.Contains(prop, "modif") || strings.Contains(prop, "updat"),
	})
}

// seeMarked reads microdata and the usual classes of a byline.
func (h *head) seeMarked(n *html.Node, c class) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "itemprop" && (a.Val == "datePublished" || a.Val == "dateModified"):
			name := strings.ToLower(a.Val)
			if h.meta[name] == "" {
				h.meta[name] = cmp.Or(attr(n, "content"), attr(n, "datetime"), nodeText(n))
			}
		case a.Key == "itemprop" && a.Val == "author", a.Key == "rel" && a.Val == "author", a.Key == "class" && c.byline:
			if len(h.bylines) < 4 {
				h.bylines = append(h.bylines, nodeText(n))
			}
		}
	}
}

func bylineClass(class string) bool {
	for word := range strings.FieldsSeq(class) {
		switch strings.ToLower(word) {
		case "byline", "author", "author-name", "byline-name", "byline__name", "article-author", "article__author", "post-author", "entry-author":
			return true
		}
	}
	return false
}

func find(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// nodeText returns the text below n on one line, cut at maxField.
func nodeText(n *html.Node) string {
	var b strings.Builder
	gather(&b, n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func gather(b *strings.Builder, n *html.Node) {
	for c := n.FirstChild; c != nil && b.Len() < maxField; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data[:min(len(c.Data), maxField)])
		case c.Type == html.ElementNode && c.DataAtom != atom.Script && c.DataAtom != atom.Style && c.DataAtom != atom.Svg:
			if !elements[c.DataAtom].inline {
				b.WriteByte(' ')
			}
			gather(b, c)
		}
	}
}
