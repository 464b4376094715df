package feed

import (
	"github.com/mmcdole/gofeed/atom"

	"roundwatch"
)

func (r reader) fromAtom(p *atom.Feed) Feed {
	f := Feed{
		Format:   FormatAtom,
		Title:    r.titleOf([]string{p.Title}),
		Language: p.Language,
		Period:   period(p.Extensions, r.plainOf),
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
		GUID:      r.rawOf(p.ID),
		Title:     r.titleOf(append([]string{p.Title}, extension(e, "media", "title")...)),
		Summary:   r.textOf(append([]string{p.Summary}, extension(e, "media", "description")...)),
		Published: r.dateOf(append([]string{p.Published}, extension(e, "dcterms", "issued")...)),
		Updated:   r.dateOf(append([]string{p.Updated}, extension(e, "dcterms", "modified")...)),
	}
	if p.Content != nil {
		item.Content = r.textOf([]string{p.Content.Value})
	}
	var names []string
	for _, author := range p.Authors {
		if name := r.personsOf([]string{author.Name}); name != "" {
			names = append(names, name)
		} else {
			names = append(names, r.plainOf(author.Email))
		}
	}
	item.Author = persons(names)
	if item.Author == "" {
		item.Author = r.personsOf(extension(e, "dc", "creator"))
	}
	r.atomLinks(&item, p.Links)
	for _, c := range p.Categories {
		item.Categories = append(item.Categories, c.Term)
	}
	item.Categories = distinct(item.Categories)
	r.finish(&item)
	return item
}

// atomLinks sets an entry's address and its enclosures. Of several addresses
// the page itself comes first, then what is merely related to it.
func (r reader) atomLinks(item *roundwatch.Item, links []*atom.Link) {
	best := 0
	for _, link := range links {
		address := r.addressOf([]string{link.Href})
		if address == "" {
			continue
		}
		rank := map[string]int{"alternate": 4, "via": 2, "related": 2, "self": 1}[link.Rel]
		if link.Rel == "alternate" && (link.Type == "" || link.Type == "text/html") {
			rank++
		}
		if rank > best {
			item.URL, best = address, rank
		}
		if link.Rel == "enclosure" {
			item.Enclosures = append(item.Enclosures, enclosure(address, link.Type, link.Length))
		}
	}
}
