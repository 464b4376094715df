package page

import (
	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"roundwatch"
)

// selected returns the links of the configured selector and pattern. A pattern
// alone selects among all links of the page.
func (f *finder) selected(doc *goquery.Document) []roundwatch.Item {
	at := map[string]*candidate{}
	var kept []*candidate
	nodes := doc.Find("a[href]").Nodes
	if f.selector != nil {
		nodes = doc.FindMatcher(f.selector).Nodes
	}
	for _, n := range nodes {
		a := anchorOf(n)
		if a == nil || len(kept) >= maxCandidates {
			continue
		}
		address := f.resolve(attr(a, "href"))
		key := roundwatch.CanonicalURL(address)
		if key == "" || key == f.self || f.pattern != nil && !f.pattern.MatchString(address) {
			continue
		}
		c := at[key]
		if c == nil {
			c = &candidate{item: roundwatch.Item{URL: address, Published: f.dateInURL(address)}}
			at[key], kept = c, append(kept, c)
		}
		c.linkedBy(a)
	}
	for _, c := range kept {
		c.title, c.rank = bestTitle(c.anchors)
	}
	return f.finish(doc, kept)
}

// anchorOf returns the link that a selected element is, or holds; one in a
// heading before any other.
func anchorOf(n *html.Node) *html.Node {
	if n.Data == "a" && attr(n, "href") != "" {
		return n
	}
	s := goquery.NewDocumentFromNode(n)
	if inHeading := s.Find("h1 a[href],h2 a[href],h3 a[href],h4 a[href],h5 a[href]").Nodes; len(inHeading) > 0 {
		return inHeading[0]
	}
	if all := s.Find("a[href]").Nodes; len(all) > 0 {
		return all[0]
	}
	for p := n.Parent; p != nil; p = p.Parent { // a heading inside its link
		if p.Data == "a" && attr(p, "href") != "" {
			return p
		}
	}
	return nil
}
