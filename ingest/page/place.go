package page

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// Where a link stands says as much as where it leads: in a heading, an article,
// a menu, a sentence; alone, or as one of many in like elements.

// outside are the words in roles, ids and classes of what surrounds a listing.
var outside = regexp.MustCompile(`(?i)(?:^|[-_ ])(?:nav|navbar|navigation|menu|footer|breadcrumbs?|pagination|pager|social|share|tags?|tagcloud|login|cookie|copyright|skip|lang(?:uage)?s?|topbar|toolbar|sitemap|author|byline|related-topics)(?:$|[-_ ])`)

// postClass marks a post, whose other classes name its tags and authors.
var postClass = regexp.MustCompile(`(?:^|\s)(?:post|hentry|type-post)(?:$|\s)`)

// places knows which elements hold the page rather than a part of it: their
// classes speak of the page (lang-ar, has-menu) and say nothing of their links.
type places struct {
	links int // of the page
	below map[*html.Node]int
	wraps map[*html.Node]bool // holds a main or article element
}

func newPlaces(doc *goquery.Document) places {
	p := places{below: map[*html.Node]int{}, wraps: map[*html.Node]bool{}}
	var walk func(*html.Node) (links int, wraps bool)
	walk = func(n *html.Node) (links int, wraps bool) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			l, w := walk(c)
			links, wraps = links+l, wraps || w
		}
		p.below[n], p.wraps[n] = links, wraps
		if n.Type == html.ElementNode {
			wraps = wraps || n.Data == "main" || n.Data == "article"
			if n.Data == "a" {
				links++
			}
		}
		return links, wraps
	}
	for _, n := range doc.Nodes {
		p.links, _ = walk(n)
	}
	return p
}

// score says what kind of place a link stands in.
func (p places) score(a *html.Node) float64 {
	score := 0.0
	if inSentence(a) {
		score -= 4
	}
	for n := a; n != nil; n = n.Parent {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "h1", "h2", "h3", "h4", "h5", "h6":
			score += 1.5
		case "article":
			score++
			continue
		case "nav", "footer":
			return -5
		case "header":
			if !inside(n, "article") {
				score -= 3
			}
		case "aside":
			score--
		case "body", "html":
			return score
		}
		class := attr(n, "class")
		if p.wraps[n] || 3*p.below[n] > 2*p.links || postClass.MatchString(class) {
			continue
		}
		if outside.MatchString(class + " " + attr(n, "id") + " " + attr(n, "role")) {
			score -= 4
		}
	}
	return score
}

// inSentence reports whether a link is a few words of a running text.
func inSentence(a *html.Node) bool {
	for n, depth := a.Parent, 0; n != nil && depth < 3; n, depth = n.Parent, depth+1 {
		if n.Data == "p" {
			around := 0
			for d := range n.ChildNodes() {
				if d.Type == html.TextNode {
					around += utf8.RuneCountInString(strings.TrimSpace(d.Data))
				}
			}
			return around > longHeadline
		}
	}
	return false
}

// inside reports whether an ancestor of n is an element of this name.
func inside(n *html.Node, name string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && p.Data == name {
			return true
		}
	}
	return false
}

// shape is the chain of elements above a link: links of one list share it.
func shape(a *html.Node) string {
	var b strings.Builder
	for n, depth := a, 0; n != nil && depth < 5; n, depth = n.Parent, depth+1 {
		if n.Type == html.ElementNode {
			b.WriteString(n.Data + "." + strings.TrimRight(firstClass(n), "0123456789") + ">")
		}
	}
	return b.String()
}

func distinctShapes(anchors []*html.Node) []string {
	var list []string
	for _, a := range anchors {
		if s := shape(a); !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

func firstClass(n *html.Node) string {
	for class := range strings.FieldsSeq(attr(n, "class")) {
		return class
	}
	return ""
}
