package feed

import (
	"slices"
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"

	"roundwatch"
)

func (r reader) fromRSS(p *rss.Feed) Feed {
	f := Feed{
		Format:   FormatRSS,
		Title:    r.titleOf(append([]string{p.Title}, extension(p.Extensions, "dc", "title")...)),
		URL:      r.addressOf(p.Links),
		Language: r.firstPlain(append([]string{p.Language}, extension(p.Extensions, "dc", "language")...)),
		Period:   period(p.Extensions, r.plainOf),
	}
	if minutes, err := strconv.Atoi(r.plainOf(p.TTL)); err == nil && minutes > 0 && minutes < 366*24*60 {
		f.TTL = time.Duration(minutes) * time.Minute
	}
	f.SkipHours, f.SkipDays = r.skipHours(p.SkipHours), r.skipDays(p.SkipDays)
	for _, link := range atomLinks(p.Extensions) {
		r.feedLink(&f, link.Attrs["rel"], link.Attrs["href"])
	}
	for _, item := range p.Items {
		f.Items = append(f.Items, r.rssItem(item))
	}
	return f
}

// atomLinks returns the Atom links of an RSS channel or item.
func atomLinks(e ext.Extensions) []ext.Extension {
	return append(slices.Clone(e["atom"]["link"]), e["atom10"]["link"]...)
}

// feedLink takes a link of a feed for what it is.
func (r reader) feedLink(f *Feed, rel, href string) {
	address := r.addressOf([]string{href})
	switch {
	case address == "":
	case rel == "hub" && f.Hub == "":
		f.Hub = address
	case rel == "next" && f.NextURL == "":
		f.NextURL = address
	case (rel == "alternate" || rel == "") && f.URL == "":
		f.URL = address
	}
}

func (r reader) rssItem(p *rss.Item) roundwatch.Item {
	e := p.Extensions
	all := func(own string, names ...[2]string) []string {
		keys := []string{own}
		for _, name := range names {
			keys = append(keys, extension(e, name[0], name[1])...)
		}
		return keys
	}
	item := roundwatch.Item{
		Title:     r.titleOf(all(p.Title, [2]string{"dc", "title"}, [2]string{"media", "title"})),
		URL:       r.addressOf(p.Links),
		Summary:   r.textOf(all(p.Description, [2]string{"dc", "description"}, [2]string{"atom", "summary"}, [2]string{"itunes", "summary"}, [2]string{"media", "description"})),
		Content:   r.textOf(all(p.Content, [2]string{"xhtml", "body"})),
		Author:    r.personsOf(all(p.Author, [2]string{"dc", "creator"}, [2]string{"dc", "author"}, [2]string{"itunes", "author"})),
		Lang:      r.firstPlain(all("", [2]string{"dc", "language"})),
		Published: r.dateOf(all(p.PubDate, [2]string{"dc", "date"}, [2]string{"dcterms", "issued"}, [2]string{"dcterms", "created"}, [2]string{"atom", "published"})),
		Updated:   r.dateOf(all("", [2]string{"dcterms", "modified"}, [2]string{"atom", "updated"})),
	}
	permalink := true
	if p.GUID != nil {
		item.GUID = r.rawOf(p.GUID.Value)
		permalink = !strings.EqualFold(p.GUID.IsPermalink, "false")
	}
	for _, link := range atomLinks(e) {
		if rel := link.Attrs["rel"]; item.URL == "" && (rel == "" || rel == "alternate") {
			item.URL = r.addressOf([]string{link.Attrs["href"]})
		}
	}
	if item.URL == "" && permalink && p.GUID != nil {
		item.URL = r.addressOf([]string{p.GUID.Value})
	}
	for _, c := range p.Categories {
		item.Categories = append(item.Categories, line(r.textOf([]string{c.Value})))
	}
	for _, key := range append(extension(e, "dc", "subject"), extension(e, "media", "category")...) {
		item.Categories = append(item.Categories, line(r.textOf([]string{key})))
	}
	item.Categories = distinct(item.Categories)
	for _, c := range p.Enclosures {
		if address := r.addressOf([]string{c.URL}); address != "" {
			item.Enclosures = append(item.Enclosures, enclosure(address, c.Type, c.Length))
		}
	}
	r.finish(&item)
	return item
}

func (r reader) skipHours(keys []string) []int {
	var hours []int
	for _, key := range keys {
		if hour, err := strconv.Atoi(r.plainOf(key)); err == nil && hour >= 0 && hour <= 24 {
			hours = append(hours, hour%24)
		}
	}
	return hours
}

func (r reader) skipDays(keys []string) []time.Weekday {
	var days []time.Weekday
	for _, key := range keys {
		for day := time.Sunday; day <= time.Saturday; day++ {
			if strings.EqualFold(r.plainOf(key), day.String()) {
				days = append(days, day)
			}
		}
	}
	return days
}
