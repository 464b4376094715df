package article

import (
	"time"

	"roundwatch"
)

func (h *head) describe(a *roundwatch.Article, d Document, s schema) {
	a.Title = first(s.headline, h.meta["og:title"], h.title, d.Title)
	a.Canonical = first(h.canonical, h.meta["og:url"])
	a.Byline = first(s.author, h.meta["author"])
	a.Site = first(h.meta["og:site_name"], s.publisher)
	a.Lang = first(h.lang, s.lang)
	for _, c := range []struct{ text, from string }{
		{s.published, roundwatch.FromJSONLD},
		{h.meta["article:published_time"], roundwatch.FromMeta},
		{h.meta["datepublished"], roundwatch.FromMeta},
	} {
		if t, err := time.Parse(time.RFC3339, c.text); err == nil && a.Published.IsZero() {
			a.Published, a.PublishedFrom = t.UTC(), c.from
		}
	}
}
