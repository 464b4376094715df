package page

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"roundwatch"
)

// A card is the largest element around a link that leads to no other article:
// what it says (a headline beside the link, a date) is said of this one.

// finish gives each candidate the title and date of its card.
func (f *finder) finish(doc *goquery.Document, kept []*candidate) []roundwatch.Item {
	owners := owners{}
	for i, c := range kept {
		for _, a := range c.anchors {
			owners.mark(a, i+1)
		}
	}
	links := f.set()
	for i, c := range kept {
		for _, a := range c.anchors {
			card := owners.card(a, i+1)
			if c.rank < inHeadingRank && headlineLength(c.title) < longHeadline {
				if title := headingOf(card); headlineLength(title) > headlineLength(c.title) {
					c.title, c.rank = title, inHeadingRank
				}
			}
			if stated := f.dateIn(card); better(stated, c.item.Published) {
				c.item.Published = stated
			}
		}
		c.item.Title = c.title
		links.add(c.item)
	}
	return links.links
}

// better prefers a date with a time of day to one without, and any to none.
func better(a, b time.Time) bool {
	clock := func(t time.Time) bool { return !t.Equal(t.Truncate(24 * time.Hour)) }
	return !a.IsZero() && (b.IsZero() || clock(a) && !clock(b))
}

// owners says for each element which candidate the links below it lead to:
// its number, or many.
type owners map[*html.Node]int

const many = -1

func (o owners) mark(a *html.Node, owner int) {
	for n := a; n != nil; n = n.Parent {
		switch o[n] {
		case owner, many:
			if o[n] == many {
				return
			}
		case 0:
			o[n] = owner
		default:
			o[n] = many
		}
	}
}

// card returns the largest element around a that is its candidate's alone.
func (o owners) card(a *html.Node, owner int) *html.Node {
	card := a
	for n := a; n != nil && o[n] == owner && n.Data != "body"; n = n.Parent {
		card = n
	}
	return card
}

// Ranks of a title: the text of a heading, the text of a link, what an image
// or attribute says.
const (
	attributeRank = iota + 1
	textRank
	inHeadingRank
)

// bestTitle returns the best name that links to one address give it, and its rank.
func bestTitle(anchors []*html.Node) (best string, rank int) {
	take := func(title string, r int) {
		title = clean(title)
		n := utf8.RuneCountInString(title)
		if title == "" || n > maxTitle || generic(title) {
			return
		}
		if r > rank || r == rank && n > utf8.RuneCountInString(best) {
			best, rank = title, r
		}
	}
	for _, a := range anchors {
		heading := headingOf(a)
		switch text := textOf(a); {
		case heading != "":
			take(heading, inHeadingRank)
		case headingAround(a):
			take(text, inHeadingRank)
		default:
			take(text, textRank)
		}
		take(attr(a, "title"), attributeRank)
		take(attr(a, "aria-label"), attributeRank)
	}
	return best, rank
}

var titleClass = regexp.MustCompile(`(?i)(?:^|[-_ ])(?:title|headline|heading)(?:$|[-_ ])`)

// headingOf returns the text of the first heading inside n.
func headingOf(n *html.Node) string {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (isHeading(d) || titleClass.MatchString(attr(d, "class"))) {
			if text := clean(textOf(d)); text != "" && utf8.RuneCountInString(text) <= maxTitle && !generic(text) {
				return text
			}
		}
	}
	return ""
}

func isHeading(n *html.Node) bool {
	return len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
}

func headingAround(a *html.Node) bool {
	for n, depth := a.Parent, 0; n != nil && depth < 3; n, depth = n.Parent, depth+1 {
		if n.Type == html.ElementNode && isHeading(n) {
			return true
		}
	}
	return false
}

// besideTitle are classes of what stands in a card's link beside its headline.
var besideTitle = regexp.MustCompile(`(?i)(?:^|[-_ ])(?:date|time|meta|category|cat|label|badge|kicker|views|comments?|author|byline|excerpt|summary|teaser|desc|description|lead|intro)(?:$|[-_ ])`)

// textOf returns the text below top without scripts, dates and what else
// stands beside a headline.
func textOf(top *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			b.WriteString(n.Data)
		case html.ElementNode:
			switch n.Data {
			case "script", "style", "noscript", "svg", "time", "template":
				return
			}
			if class := attr(n, "class"); n != top && class != "" && besideTitle.MatchString(class) && !titleClass.MatchString(class) {
				return
			}
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode {
			b.WriteByte(' ')
		}
	}
	walk(top)
	return b.String()
}

var dateClass = regexp.MustCompile(`(?i)date|time|publish|posted|stamp|tarih|تاريخ`)

// maxDateLine is the longest text that is read as a card's date line.
const maxDateLine = 80

// dateIn returns the publication date that a card states: a time element, then
// an element that is named a date, then a short line that is one.
func (f *finder) dateIn(card *html.Node) time.Time {
	var named, plain time.Time
	for n := range card.Descendants() {
		switch n.Type {
		case html.ElementNode:
			if t := f.machineDate(n); !t.IsZero() {
				return t
			}
			if named.IsZero() && dateClass.MatchString(attr(n, "class")+" "+attr(n, "itemprop")+" "+attr(n, "id")) {
				named = f.dateText(allText(n))
			}
		case html.TextNode:
			if plain.IsZero() && !titled(n, card) {
				plain = f.dateText(n.Data)
			}
		}
	}
	if !named.IsZero() {
		return named
	}
	return plain
}

// machineDate reads the date that an element states for programs.
func (f *finder) machineDate(n *html.Node) time.Time {
	for _, value := range []string{attr(n, "datetime"), attr(n, "data-published"), attr(n, "data-date"), attr(n, "data-time")} {
		if value != "" {
			if t := f.date(value); !t.IsZero() {
				return t
			}
		}
	}
	if strings.EqualFold(attr(n, "itemprop"), "datePublished") && attr(n, "content") != "" {
		return f.date(attr(n, "content"))
	}
	return time.Time{}
}

// dateText reads a short line with a digit as a date.
func (f *finder) dateText(text string) time.Time {
	text = clean(text)
	if text == "" || utf8.RuneCountInString(text) > maxDateLine || !strings.ContainsFunc(text, unicode.IsDigit) {
		return time.Time{}
	}
	return f.date(text)
}

// titled reports whether a text stands in a heading or link: a headline may
// speak of a date without having been published on it.
func titled(n, card *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "a" && p != card || isHeading(p) || p.Data == "p" && longText(p) {
			return true
		}
		if p == card {
			break
		}
	}
	return false
}

// longText reports whether n holds more text than a date line.
func longText(n *html.Node) bool {
	size := 0
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			size += utf8.RuneCountInString(strings.TrimSpace(d.Data))
		}
		if size > maxDateLine {
			return true
		}
	}
	return false
}

func allText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return b.String()
}
