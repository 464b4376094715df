package feed

import (
	"cmp"
	"strings"

	"github.com/mmcdole/gofeed/atom"

	"roundwatch"
)

func (r reader) fromAtom(p *atom.Feed) Feed {
	f := Feed{
		Title:    line(r.text(p.Title)),
		Language: r.word(either("", p.Extensions, "dc:language")...),
		Period:   r.period(p.Extensions),
	}
	for _, link := range p.Links {
		r.feedLink(&f, link.Rel, link.Href)
	}
	for _, entry := range p.Entries {
		f.Items = append(f.Items, r.atomItem(entry))
	}
	return f
}

func (r reader) atomItem(p *atom.Entry) roundwatch.Item {
	e := p.Extensions
	item := roundwatch.Item{
		GUID:      r.raw(p.ID),
		Title:     line(r.text(either(p.Title, e, "dc:title", "media:title")...)),
		Summary:   r.text(either(p.Summary, e, "dc:description", "media:description")...),
		Author:    r.atomAuthor(p),
		Lang:      r.word(either("", e, "dc:language")...),
		Published: r.date(e, "date:published", "dcterms:issued", "dcterms:created"),
		Updated:   r.date(e, "date:updated", "dcterms:modified", "dc:date"),
	}
	if p.Content != nil {
		item.Content = r.text(p.Content.Value)
	}
	r.atomLinks(&item, p.Links)
	if item.URL == "" && webAddress(item.GUID) {
		item.URL = item.GUID
	}
	var categories []string
	for _, c := range p.Categories {
		categories = append(categories, cmp.Or(c.Term, c.Label))
	}
	item.Categories = r.categories(categories, e)
	r.finish(&item)
	return item
}

func (r reader) atomAuthor(p *atom.Entry) string {
	var names []string
	for _, author := range p.Authors {
		names = append(names, author.Name)
	}
	return r.person(append(names, either("", p.Extensions, "dc:creator")...)...)
}

// atomLinks sets an entry's address and its enclosures. Of several addresses
// the page itself comes first, then what is merely related to it.
func (r reader) atomLinks(item *roundwatch.Item, links []*atom.Link) {
	best := 0
	for _, link := range links {
		address := r.address(link.Href)
		if address == "" {
			continue
		}
		rel, kind := r.word(link.Rel), r.word(link.Type)
		if rel == "enclosure" {
			item.Enclosures = append(item.Enclosures, enclosure(address, kind, r.word(link.Length)))
		}
		if rank := linkRank(rel, kind); rank > best {
			item.URL, best = address, rank
		}
	}
}

// linkRank says how good an Atom link is as the address of an entry; 0 is no good.
func linkRank(rel, kind string) int {
	switch rel {
	case "", "alternate":
		if kind == "" || kind == "text/html" || kind == "application/xhtml+xml" {
			return 4
		}
		return 3
	case "via", "related":
		return 2
	case "self":
		return 1
	}
	if oneEditApart(rel, "alternate") || strings.HasPrefix(rel, "alternate") {
		return 1
	}
	return 0
}
