package ingest

import (
	"testing"

	"roundwatch"
)

func TestAnArticleIsKnownByAnAddressOfItsOwn(t *testing.T) {
	item := roundwatch.Item{URL: "https://news.example/a/1?utm_source=x", Canonical: "http://news.example/a/1"}
	for name, c := range map[string]struct{ page, want string }{
		"as the page says":                       {"http://news.example/a/one", "http://news.example/a/one"},
		"not by the front page":                  {"http://news.example", item.Canonical},
		"not by another site's page":             {"http://other.example/a/one", item.Canonical},
		"by the item's where the page is silent": {"", item.Canonical},
		"by a query where that names the page":   {"http://news.example/?p=7", "http://news.example/?p=7"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := identity(item, roundwatch.Article{Canonical: c.page}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
