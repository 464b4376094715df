package feed

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"

	"roundwatch"
)

func (r reader) fromRSS(p *rss.Feed) Feed {
	f := Feed{
		Title:    line(r.text(either(p.Title, p.Extensions, "dc:title")...)),
		URL:      r.address(p.Links...),
		Language: r.word(either(p.Language, p.Extensions, "dc:language")...),
		Period:   r.period(p.Extensions),
	}
	if minutes, err := strconv.Atoi(r.word(p.TTL)); err == nil && minutes > 0 && minutes < 366*24*60 {
		f.TTL = time.Duration(minutes) * time.Minute
	}
	f.SkipHours = r.skipHours(extension(p.Extensions, "skip", "hour"))
	f.SkipDays = r.skipDays(extension(p.Extensions, "skip", "day"))
	for _, link := range p.Extensions["atom"]["link"] {
		r.feedLink(&f, link.Attrs["rel"], link.Attrs["href"])
	}
	for _, item := range p.Items {
		f.Items = append(f.Items, r.rssItem(item))
	}
	return f
}

// feedLink takes a link of a feed for what it is.
func (r reader) feedLink(f *Feed, rel, href string) {
	address := r.address(href)
	switch rel = r.word(rel); {
	case address == "":
	case rel == "hub" && f.Hub == "":
		f.Hub = address
	case rel == "self" && f.Self == "":
		f.Self = address
	case rel == "next" && f.NextURL == "":
		f.NextURL = address
	case (rel == "alternate" || rel == "") && f.URL == "":
		f.URL = address
	}
}

func (r reader) rssItem(p *rss.Item) roundwatch.Item {
	e := p.Extensions
	item := roundwatch.Item{
		Title:     line(r.text(either(p.Title, e, "dc:title", "media:title")...)),
		URL:       r.address(p.Links...),
		Summary:   r.text(either(p.Description, e, "atom:summary", "dc:description", "itunes:summary", "media:description")...),
		Content:   r.text(either(p.Content, e, "xhtml:body", "atom:content")...),
		Author:    r.person(either(p.Author, e, "dc:author", "dc:creator")...),
		Lang:      r.word(either("", e, "dc:language")...),
		Published: r.date(e, "date:published", "dcterms:issued", "dcterms:created", "atom:published", "dc:date"),
		Updated:   r.date(e, "dcterms:modified", "date:updated", "dc:date"), // dc:date may mean either
	}
	if item.Author == "" {
		item.Author = r.person(either("", e, "itunes:author")...)
	}
	for _, link := range e["atom"]["link"] {
		if rel := r.word(link.Attrs["rel"]); item.URL == "" && (rel == "" || rel == "alternate") {
			item.URL = r.address(link.Attrs["href"])
		}
	}
	r.identify(&item, p)
	var categories []string
	for _, c := range p.Categories {
		categories = append(categories, c.Value)
	}
	item.Categories = r.categories(categories, e)
	for _, c := range p.Enclosures {
		if address := r.address(c.URL); address != "" {
			item.Enclosures = append(item.Enclosures, enclosure(address, r.word(c.Type), r.word(c.Length)))
		}
	}
	r.finish(&item)
	return item
}

// identify sets an item's guid, and its address where only the guid has one.
func (r reader) identify(item *roundwatch.Item, p *rss.Item) {
	about := extension(p.Extensions, "item", "about")
	if p.GUID == nil && len(about) > 0 {
		item.GUID = r.raw(about[0])
	} else if p.GUID != nil {
		item.GUID = r.raw(p.GUID.Value)
		if !strings.EqualFold(r.word(p.GUID.IsPermalink), "false") {
			about = append(about, p.GUID.Value)
		}
	}
	if !possible(item.URL) {
		item.URL = cmp.Or(r.address(about...), item.URL)
	}
}

// either lists a field and extension elements ("dc:creator") in order.
func either(own string, e ext.Extensions, names ...string) []string {
	keys := []string{own}
	for _, name := range names {
		prefix, local, _ := strings.Cut(name, ":")
		keys = append(keys, extension(e, prefix, local)...)
	}
	return keys
}

func (r reader) skipHours(keys []string) []int {
	var hours []int
	for _, key := range keys {
		if hour, err := strconv.Atoi(r.word(key)); err == nil && hour >= 0 && hour <= 24 {
			hours = append(hours, hour%24)
		}
	}
	return hours
}

func (r reader) skipDays(keys []string) []time.Weekday {
	var days []time.Weekday
	for _, key := range keys {
		for day := time.Sunday; day <= time.Saturday; day++ {
			if strings.EqualFold(r.word(key), day.String()) {
				days = append(days, day)
			}
		}
	}
	return days
}
