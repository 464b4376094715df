package page

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"roundwatch"
)

// Feed discovery: alternate links of the head first, then links in the body
// that can only be feeds. A comments feed is never news, and the feed of
// another language is another source.

const maxFeeds = 20

var feedTypes = []string{"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/x-rss+xml", "text/rss+xml"}

// commentWords name comment feeds in the languages watched.
var commentWords = []string{"comment", "تعليق", "تعلیق", "دیدگاه", "نظرات", "yorum", "کۆمێنت", "şîrove"}

// languageWords are the ways in which addresses and titles name a language.
var languageWords = map[string]string{
	"en": "en", "eng": "en", "english": "en", "ar": "ar", "ara": "ar", "arabic": "ar", "العربية": "ar", "عربي": "ar",
	"fa": "fa", "farsi": "fa", "persian": "fa", "فارسی": "fa", "tr": "tr", "turkish": "tr", "türkçe": "tr", "turkce": "tr",
	"ckb": "ckb", "sorani": "ckb", "سۆرانی": "ckb", "ku": "ku", "kurdi": "ku", "kurmanji": "ku", "kurmancî": "ku", "kurdish": "ku", "کوردی": "ku",
	"fr": "fr", "french": "fr", "de": "de", "es": "es", "ru": "ru", "he": "he", "zh": "zh", "ur": "ur",
}

// found is a feed and how well it fits the page.
type found struct {
	url  string
	rank int
}

func (f *finder) feeds(doc *goquery.Document) []string {
	var feeds []found
	add := func(s *goquery.Selection, rank int) {
		address := f.resolve(s.AttrOr("href", ""))
		label := clean(s.AttrOr("title", "") + " " + s.Text())
		fit, ok := f.fits(address, label, s.AttrOr("hreflang", ""))
		if ok && !slices.ContainsFunc(feeds, func(known found) bool { return known.url == address }) {
			feeds = append(feeds, found{address, rank + fit})
		}
	}
	doc.Find("link[rel~=alternate][href]").Each(func(_ int, s *goquery.Selection) {
		mime, _, _ := strings.Cut(strings.ToLower(s.AttrOr("type", "")), ";")
		if slices.Contains(feedTypes, strings.TrimSpace(mime)) {
			add(s, 10)
		}
	})
	doc.Find("a[href]").Each(func(_ int, s *goquery.Selection) {
		if href := s.AttrOr("href", ""); looksLikeFeed(href, s.Text()) {
			add(s, 0)
		}
	})
	slices.SortStableFunc(feeds, func(a, b found) int { return cmp.Compare(b.rank, a.rank) })
	var list []string
	for _, feed := range feeds[:min(len(feeds), maxFeeds)] {
		list = append(list, feed.url)
	}
	return list
}

// fits ranks a feed for this page; false if it is of comments or another language.
func (f *finder) fits(address, label, hreflang string) (rank int, ok bool) {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return 0, false
	}
	lower := strings.ToLower(u.Path + " " + label)
	if slices.ContainsFunc(commentWords, func(w string) bool { return strings.Contains(lower, w) }) {
		return 0, false
	}
	if want, got := primary(f.o.Lang), feedLanguage(u, label, hreflang); want != "" && got != "" {
		if !sameLanguage(want, got) {
			return 0, false
		}
		rank += 4
	}
	if dir := path.Dir(strings.TrimSuffix(u.Path, "/")); dir != "/" && strings.HasPrefix(f.base.Path, dir) {
		rank += 2 // the section's own feed, on the section's page
	}
	if strings.EqualFold(u.Hostname(), f.base.Hostname()) {
		rank++
	}
	return rank, true
}

// feedLanguage tells the language a feed says it is in, "" if it does not say.
func feedLanguage(u *url.URL, label, hreflang string) string {
	if hreflang != "" {
		return primary(hreflang)
	}
	words := strings.FieldsFunc(strings.ToLower(u.Path), func(r rune) bool { return strings.ContainsRune("/-_.", r) })
	words = append(words, strings.ToLower(u.Query().Get("lang")))
	if front, ok := strings.CutSuffix(u.Hostname(), "."+roundwatch.RegistrableDomain(u.Hostname())); ok {
		words = append(words, strings.Split(strings.ToLower(front), ".")...)
	}
	words = append(words, strings.Fields(strings.ToLower(label))...)
	for _, w := range words {
		if lang := languageWords[w]; lang != "" {
			return lang
		}
	}
	return ""
}

// primary is the language of a tag, without region: en of en-GB.
func primary(tag string) string {
	tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
	tag, _, _ = strings.Cut(tag, "_")
	return tag
}

// sameLanguage takes the Kurdish codes for one another: sites use ku for both.
func sameLanguage(a, b string) bool {
	kurdish := func(s string) bool { return s == "ku" || s == "ckb" || s == "kmr" }
	return a == b || kurdish(a) && kurdish(b)
}

// looksLikeFeed recognises a link in the body that leads to a feed.
func looksLikeFeed(href, text string) bool {
	u, err := url.Parse(clean(href))
	if err != nil {
		return false
	}
	p := strings.TrimSuffix(strings.ToLower(u.Path), "/")
	switch path.Base(p) {
	case "rss", "feed", "atom", "rss.xml", "feed.xml", "atom.xml", "rss.php", "feed.json", "rss2", "index.rdf", "index.xml":
		return true
	}
	switch path.Ext(p) {
	case ".rss", ".atom", ".rdf":
		return true
	case ".xml":
		return strings.EqualFold(clean(text), "rss") || strings.Contains(p, "rss") || strings.Contains(p, "feed")
	}
	return strings.Contains(p, "/rss/") && strings.EqualFold(clean(text), "rss")
}
