// Package page finds the articles that a listing page or a sitemap leads to.
//
// It decides which links of one document are articles, what they are called
// and when they were published, and which feeds and sitemaps the document
// names. It fetches nothing: addresses that need another request (feeds, the
// parts of a sitemap index) are handed back, best first, and ingest drives.
//
// Ways of finding links, best first: a feed that the page names; a sitemap;
// schema.org data; a configured selector; the page's own shape. The first that
// gives MinDated dated links wins. A configured selector or pattern is what a
// person meant and is never overruled by what the page's data say.
//
// Invariants: every link is absolute http or https, on the document's own
// registrable domain unless it was selected, listed in a sitemap or in
// schema.org data; no two links of a listing have the same canonical URL; a
// date is stated by the document or its addresses, never guessed from now.
package page

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"

	"roundwatch"
	"roundwatch/ingest/charset"
)

// Method is how the links of a source were found.
type Method string

// The methods, best first. MethodFeed is never the Method of a Listing that
// has links: it is what ingest remembers when it reads a page's feed instead.
const (
	MethodFeed        Method = "feed"
	MethodNewsSitemap Method = "news-sitemap"
	MethodSitemap     Method = "sitemap"
	MethodJSONLD      Method = "json-ld"
	MethodSelector    Method = "selector"
	MethodHeuristic   Method = "heuristic"
)

const (
	// MinDated is how many dated links make a method trusted.
	MinDated = 3
	// maxLinks bounds a listing; a news sitemap has 1,000 at most.
	maxLinks = 1000
	// maxInflated bounds a compressed sitemap, as fetch bounds a body.
	maxInflated = 8 << 20
)

// Options are what is known about a document beside its bytes.
type Options struct {
	URL         string // that answered; relative links are resolved against it
	ContentType string
	Lang        string // BCP 47 language of the source, "" if mixed
	Selector    string // CSS selector of links, or of elements that hold one each
	Pattern     string // regular expression that an article's URL must match
	Method      Method // found best before; tried first
	Dates       roundwatch.DateOptions
}

// Listing is what a document leads to.
type Listing struct {
	Method   Method            // "" if there are no links
	Links    []roundwatch.Item // URL, Canonical, Title, and, where stated, Published, Updated, Lang; in the document's order
	Feeds    []string          // feeds of the page, best first; none of comments or of another language
	Sitemaps []string          // further sitemaps to read, best first
}

// Trusted reports whether enough links are dated for the method to be remembered.
func (l Listing) Trusted() bool { return dated(l.Links) >= MinDated }

func dated(links []roundwatch.Item) int {
	n := 0
	for _, l := range links {
		if !l.Published.IsZero() || !l.Updated.IsZero() {
			n++
		}
	}
	return n
}

// Conventional returns the addresses at which sites keep their sitemaps
// without saying so.
func Conventional(pageURL string) []string {
	u, err := url.Parse(pageURL)
	if err != nil || u.Host == "" {
		return nil
	}
	var list []string
	for _, path := range []string{"/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_index.xml", "/sitemap.xml"} {
		list = append(list, u.Scheme+"://"+u.Host+path)
	}
	return list
}

// Links reads a listing page, a sitemap, a sitemap index or the Sitemap lines
// of a robots.txt. A document without links is no error: its Listing is empty.
func Links(body []byte, o Options) (Listing, error) {
	f, err := newFinder(o)
	if err != nil {
		return Listing{}, err
	}
	if body, err = inflate(body); err != nil {
		return Listing{}, err
	}
	text, _ := charset.Decode(body, charset.Hint{ContentType: o.ContentType, Lang: o.Lang})
	switch kind(text) {
	case sitemapText:
		return f.sitemap(text)
	case robotsText:
		return Listing{Sitemaps: f.robotsSitemaps(text)}, nil
	case feedText:
		return Listing{Method: MethodFeed, Feeds: []string{f.base.String()}}, nil
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(text))
	if err != nil {
		return Listing{}, fmt.Errorf("page: %w", err)
	}
	if f.rebase(doc); f.base.Host == "" {
		return Listing{}, errors.New("page: its own address is not known, and it does not state one")
	}
	return f.page(doc), nil
}

// finder holds what is fixed while one document is read.
type finder struct {
	base     *url.URL
	self     string // canonical URL of the document
	domain   string // its registrable domain
	selector cascadia.Selector
	pattern  *regexp.Regexp
	o        Options
}

func newFinder(o Options) (*finder, error) {
	base, err := url.Parse(o.URL)
	if err != nil {
		return nil, fmt.Errorf("address of the page: %w", err)
	}
	f := &finder{o: o}
	f.at(base)
	if f.o.Dates.Lang == "" {
		f.o.Dates.Lang = o.Lang
	}
	if o.Selector != "" {
		if f.selector, err = cascadia.Compile(o.Selector); err != nil {
			return nil, fmt.Errorf("selector %q: %w", o.Selector, err)
		}
	}
	if o.Pattern != "" {
		if f.pattern, err = regexp.Compile(o.Pattern); err != nil {
			return nil, fmt.Errorf("pattern %q: %w", o.Pattern, err)
		}
	}
	return f, nil
}

// page reads an HTML page by each method in turn.
func (f *finder) page(doc *goquery.Document) Listing {
	if lang, ok := doc.Find("html").Attr("lang"); ok && f.o.Lang == "" {
		f.o.Lang = lang
	}
	l := Listing{Feeds: f.feeds(doc), Sitemaps: f.namedSitemaps(doc)}
	for _, m := range f.order() {
		links := f.by(m, doc)
		if len(links) > len(l.Links) || (len(links) > 0 && dated(links) >= MinDated) {
			l.Method, l.Links = m, links
		}
		if l.Method == m && (l.Trusted() || m == f.o.Method || m == MethodSelector) {
			break
		}
	}
	if l.Method == "" && len(l.Feeds) > 0 {
		l.Method = MethodFeed
	}
	return l
}

// order lists the methods for a page, the remembered one first.
func (f *finder) order() []Method {
	methods := []Method{MethodJSONLD, MethodHeuristic}
	if f.selector != nil || f.pattern != nil {
		methods = []Method{MethodSelector, MethodJSONLD, MethodHeuristic}
	} else if f.o.Method == MethodHeuristic {
		methods = []Method{MethodHeuristic, MethodJSONLD}
	}
	return methods
}

func (f *finder) by(m Method, doc *goquery.Document) []roundwatch.Item {
	switch m {
	case MethodJSONLD:
		return f.structured(doc)
	case MethodSelector:
		return f.selected(doc)
	}
	return f.heuristic(doc)
}

// at sets the document's address.
func (f *finder) at(u *url.URL) {
	f.base, f.self, f.domain = u, roundwatch.CanonicalURL(u.String()), roundwatch.RegistrableDomain(u.Hostname())
}

// rebase takes the address that a page states where none was given, and obeys
// a base element.
func (f *finder) rebase(doc *goquery.Document) {
	for _, stated := range []string{
		doc.Find("link[rel=canonical]").AttrOr("href", ""),
		doc.Find(`meta[property="og:url"]`).AttrOr("content", ""),
	} {
		if u, err := url.Parse(clean(stated)); err == nil && f.base.Host == "" && u.Host != "" {
			f.at(u)
		}
	}
	if href, ok := doc.Find("base[href]").First().Attr("href"); ok {
		if u, err := f.base.Parse(href); err == nil && u.Host != "" {
			f.base = u
		}
	}
}

// resolve makes a link absolute; "" if it leads to no page.
func (f *finder) resolve(href string) string {
	u, err := f.base.Parse(clean(href))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return ""
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String()
}

// date reads a written date; zero if it is none.
func (f *finder) date(text string) time.Time {
	t, _ := roundwatch.ParseDate(text, f.o.Dates)
	return t
}

// set collects links without repeating one.
type set struct {
	f     *finder
	at    map[string]int
	links []roundwatch.Item
}

func (f *finder) set() *set { return &set{f: f, at: map[string]int{}} }

// add takes a link with an absolute URL, unless it is the document itself,
// does not fit the pattern or is known; a known one gains what it lacked.
func (s *set) add(item roundwatch.Item) {
	item.Canonical = roundwatch.CanonicalURL(item.URL)
	if item.Canonical == "" || item.Canonical == s.f.self || s.f.pattern != nil && !s.f.pattern.MatchString(item.URL) {
		return
	}
	if i, ok := s.at[item.Canonical]; ok {
		known := &s.links[i]
		if known.Title == "" {
			known.Title = item.Title
		}
		if known.Published.IsZero() {
			known.Published = item.Published
		}
		return
	}
	if len(s.links) < maxLinks {
		s.at[item.Canonical] = len(s.links)
		s.links = append(s.links, item)
	}
}

// inflate undoes gzip: sitemaps are kept as .xml.gz files.
func inflate(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(z, maxInflated))
	if err != nil && len(text) == 0 {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	return text, nil
}
