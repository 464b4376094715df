package page

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"roundwatch"
)

// schema.org data of a listing: an ItemList of links, articles described in
// full, or the updates of a live blog. Other things that have an address
// (breadcrumbs, the publisher, the site's search) are passed over.

const (
	maxDepth = 16      // of nested objects
	maxData  = 2 << 20 // bytes of one script
)

// structured returns the links of all JSON-LD scripts.
func (f *finder) structured(doc *goquery.Document) []roundwatch.Item {
	links := f.set()
	doc.Find(`script[type*="ld+json"]`).Each(func(_ int, s *goquery.Selection) {
		text := s.Text()
		if len(text) > maxData {
			return
		}
		var data any
		if json.Unmarshal([]byte(text), &data) != nil &&
			json.Unmarshal([]byte(mendJSON(text)), &data) != nil {
			return
		}
		f.collect(links, data, false, 0)
	})
	return links.links
}

// mendJSON takes away what sites wrap their data in (comments, CDATA, a final
// semicolon) and raw line breaks inside strings.
func mendJSON(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, text)
	text = strings.TrimSpace(text)
	for _, wrap := range [][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"/*<![CDATA[*/", "/*]]>*/"}, {"<![CDATA[", "]]>"}} {
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, wrap[0]), wrap[1]))
	}
	return strings.TrimSuffix(text, ";")
}

// collect walks JSON-LD; listed says that the value is an element of an ItemList.
func (f *finder) collect(links *set, v any, listed bool, depth int) {
	if depth > maxDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			f.collect(links, e, listed, depth+1)
		}
	case string:
		if listed {
			links.add(roundwatch.Item{URL: f.resolve(v)})
		}
	case map[string]any:
		f.object(links, v, listed, depth)
	}
}

// object takes an object as a link where it is one, and goes on into those
// that hold links.
func (f *finder) object(links *set, v map[string]any, listed bool, depth int) {
	types := typesOf(v)
	has := func(names ...string) bool {
		return slices.ContainsFunc(types, func(t string) bool { return slices.Contains(names, t) })
	}
	article := slices.ContainsFunc(types, func(t string) bool {
		return strings.HasSuffix(t, "Article") || t == "BlogPosting" || t == "LiveBlogPosting" || t == "Report"
	})
	switch {
	case has("BreadcrumbList"):
		return
	case listed && has("ListItem") && v["item"] != nil:
		if inner, ok := v["item"].(map[string]any); ok {
			merge(inner, v)
		}
		f.collect(links, v["item"], true, depth+1)
		return
	case article:
		links.add(f.described(v))
	case listed:
		// A list may as well be the site's menu: its entries must look like articles.
		item := f.described(v)
		if u, err := url.Parse(item.URL); err == nil && !has("SiteNavigationElement", "Person", "Organization", "ImageObject") && addressScore(u) >= 0 {
			links.add(item)
		}
	}
	for _, key := range []string{"@graph", "mainEntity", "hasPart"} {
		f.collect(links, v[key], false, depth+1)
	}
	for _, key := range []string{"itemListElement", "liveBlogUpdate", "blogPost"} {
		f.collect(links, v[key], true, depth+1)
	}
}

// merge gives an item the name and address that its ListItem states.
func merge(item, listItem map[string]any) {
	for _, key := range []string{"name", "url"} {
		if item[key] == nil && listItem[key] != nil {
			item[key] = listItem[key]
		}
	}
}

// described makes a link of an object.
func (f *finder) described(v map[string]any) roundwatch.Item {
	item := roundwatch.Item{
		Title: clean(firstText(v, "headline", "name")),
		Lang:  firstText(v, "inLanguage"),
	}
	if address := firstText(v, "url", "mainEntityOfPage", "@id"); address != "" {
		item.URL = f.resolve(address)
	}
	if date := firstText(v, "datePublished", "dateCreated"); date != "" {
		item.Published = f.date(date)
	}
	if date := firstText(v, "dateModified"); date != "" {
		item.Updated = f.date(date)
	}
	return item
}

// firstText returns the first of the keys that holds a text, or an object with an @id or url.
func firstText(v map[string]any, keys ...string) string {
	for _, key := range keys {
		switch value := v[key].(type) {
		case string:
			if value != "" {
				return value
			}
		case map[string]any:
			if key != "name" && key != "headline" {
				if s := firstText(value, "@id", "url"); s != "" {
					return s
				}
			}
		}
	}
	return ""
}

// typesOf returns the types of an object, without their vocabulary's address.
func typesOf(v map[string]any) []string {
	var types []string
	switch t := v["@type"].(type) {
	case string:
		types = append(types, t)
	case []any:
		for _, e := range t {
			if s, ok := e.(string); ok {
				types = append(types, s)
			}
		}
	}
	for i, t := range types {
		types[i] = t[strings.LastIndexAny(t, "/#:")+1:]
	}
	return types
}
