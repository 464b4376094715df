package article

import (
	"cmp"
	"net/url"
	"strings"
	"unicode"

	"roundwatch"
)

// What a page says of itself, from its structured data before its markup and
// from its markup before its words.

// describe fills in everything but text and date.
func (h *head) describe(a *roundwatch.Article, d Document, s schema) {
	a.Canonical = cmp.Or(h.canonical, h.meta["og:url"])
	a.Site = clip(cmp.Or(h.meta["og:site_name"], s.publisher, h.meta["application-name"]))
	a.Title = h.pickTitle(a.Site, d, s)
	a.Byline = h.pickByline(a.Site, s)
	a.Lang = cmp.Or(h.lang, s.lang, h.meta["og:locale"], h.meta["content-language"])
}

// headline is the page's title as far as the scorer needs it.
func (h *head) headline() string {
	title := cmp.Or(h.meta["og:title"], h.title)
	if len(h.h1) > 0 {
		title += " " + h.h1[0]
	}
	return title
}

func (h *head) description() string {
	return cmp.Or(h.meta["og:description"], h.meta["description"])
}

// clip is a field on one line, repaired, of bounded length.
func clip(s string) string {
	s, _ = repairMojibake(cut(s, maxField))
	return mend(s)
}

// pickTitle prefers the heading that the page prints over its head, where the
// two agree enough to speak of the same article, and strips the site's name.
func (h *head) pickTitle(site string, d Document, s schema) string {
	var said []string
	for _, t := range [...]string{s.headline, h.meta["og:title"], h.meta["twitter:title"], h.title} {
		if t = clip(t); t != "" {
			said = append(said, t)
		}
	}
	names := []string{site, hostName(d.URL)}
	for i := range said {
		said[i] = stripSite(said[i], names, append(said, h.h1...))
	}
	for _, t := range h.h1 {
		t = clip(t)
		for _, other := range said {
			if wordCount(t) >= 2 && agree(t, other) {
				return t
			}
		}
	}
	if len(said) > 0 {
		return said[0]
	}
	if len(h.h1) > 0 {
		return clip(h.h1[0])
	}
	return d.Title
}

// agreeShare is how many of the shorter title's words the longer must have.
const agreeShare = 0.6

// agree reports whether two titles are of the same article.
func agree(a, b string) bool {
	x, y := titleWords(a), titleWords(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	hits := 0
	for w := range x {
		if y[w] {
			hits++
		}
	}
	return len(x) > 0 && float64(hits) >= agreeShare*float64(len(x)) && float64(len(x)) >= float64(len(y))/4
}

func titleWords(s string) map[string]bool {
	words := make(map[string]bool)
	for w := range strings.FieldsFuncSeq(roundwatch.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		words[w] = true
	}
	return words
}

// separators stand between a title and the name of the site.
var separators = []string{" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " ‹ ", " › ", " / ", "|", " : ", ": "}

// maxSiteWords is the length of a name that is stripped although it is not
// known, because another title of the page does without.
const maxSiteWords = 5

// stripSite takes the site's name, and a section beside it, off a title.
func stripSite(title string, names, others []string) string {
	for range 3 {
		shorter := stripOnce(title, names, others)
		if shorter == title {
			break
		}
		title = shorter
	}
	return title
}

func stripOnce(title string, names, others []string) string {
	for _, sep := range separators {
		if !strings.Contains(title, sep) {
			continue
		}
		if at := strings.LastIndex(title, sep); at > 0 {
			left, right := strings.TrimSpace(title[:at]), strings.TrimSpace(title[at+len(sep):])
			if isName(right, names) || wordCount(right) <= maxSiteWords && among(left, others) {
				return left
			}
		}
		if at := strings.Index(title, sep); at > 0 {
			left, right := strings.TrimSpace(title[:at]), strings.TrimSpace(title[at+len(sep):])
			if isName(left, names) && wordCount(right) >= 2 || wordCount(left) <= maxSiteWords && among(right, others) {
				return right
			}
		}
	}
	return title
}

// isName reports whether s is the site's name, or its address.
func isName(s string, names []string) bool {
	bare := bareName(s)
	for _, name := range names {
		if n := bareName(name); n != "" && bare != "" && (bare == n || len(bare) >= 4 && (strings.HasPrefix(n, bare) || strings.HasPrefix(bare, n) && len(n) >= 4)) {
			return true
		}
	}
	return false
}

func bareName(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, strings.TrimPrefix(roundwatch.Fold(s), "the "))
}

func among(s string, others []string) bool {
	folded := roundwatch.Fold(s)
	for _, o := range others {
		if roundwatch.Fold(squeeze(o)) == folded {
			return wordCount(s) >= 2
		}
	}
	return false
}

// hostName is the part of an address that is most like a name.
func hostName(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	name, _, _ := strings.Cut(roundwatch.RegistrableDomain(u.Hostname()), ".")
	return name
}

// pickByline returns the authors' names, "" where the page gives none.
func (h *head) pickByline(site string, s schema) string {
	names := []string{s.author, h.meta["author"], h.meta["article:author"], h.meta["parsely-author"], h.meta["dc.creator"]}
	for _, name := range append(names, h.bylines...) {
		name = clip(name)
		for _, mark := range bylineMarks {
			name = strings.TrimPrefix(name, mark)
		}
		if name != "" && wordCount(name) <= 12 && !strings.ContainsAny(name, "/@") && !isName(name, []string{site}) {
			return name
		}
	}
	return ""
}
