package page

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"roundwatch"
)

// Sitemaps (sitemaps.org, and Google's news extension). They are read as a
// stream and as far as they go: a damaged one gives what came before the
// damage. lastmod says when a page was touched, not published, so it is Updated.

// maxSitemaps bounds the parts of an index that are handed back.
const maxSitemaps = 50

type textKind int

const (
	htmlText textKind = iota
	sitemapText
	robotsText
	feedText
)

var (
	rootElement = regexp.MustCompile(`(?i)<(?:[a-z0-9]+:)?(urlset|sitemapindex|rss|feed|rdf|html|!doctype html)[\s>/]`)
	robotsLine  = regexp.MustCompile(`(?im)^\s*(?:user-agent|sitemap)\s*:`)
)

// kind tells by the first known element, or the first line, what a document is.
func kind(text []byte) textKind {
	head := text[:min(len(text), 8<<10)]
	if m := rootElement.FindSubmatch(head); m != nil {
		switch strings.ToLower(string(m[1])) {
		case "urlset", "sitemapindex":
			return sitemapText
		case "rss", "feed", "rdf":
			return feedText
		}
		return htmlText
	}
	if !bytes.Contains(head, []byte("<")) && robotsLine.Match(head) {
		return robotsText
	}
	return htmlText
}

// entry is one url or sitemap element.
type entry struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	News    struct {
		Language string `xml:"publication>language"`
		Date     string `xml:"publication_date"`
		Title    string `xml:"title"`
	} `xml:"news"`
}

// part is one sitemap of an index.
type part struct {
	url     string
	touched time.Time
	news    bool
}

// sitemap reads a urlset or a sitemap index. Links come newest first where the
// document states dates, so that the bound cuts the old ones.
func (f *finder) sitemap(text []byte) (Listing, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	var (
		found []roundwatch.Item
		parts []part
		news  = false
	)
	for {
		token, err := d.Token()
		start, ok := token.(xml.StartElement)
		if err != nil {
			if !errors.Is(err, io.EOF) && len(found)+len(parts) == 0 {
				return Listing{}, fmt.Errorf("sitemap: %w", err)
			}
			break
		}
		if name := start.Name.Local; !ok || name != "url" && name != "sitemap" {
			continue
		}
		var e entry
		if d.DecodeElement(&e, &start) != nil {
			continue
		}
		loc := f.resolve(e.Loc)
		if loc == "" {
			continue
		}
		if start.Name.Local == "sitemap" {
			parts = append(parts, part{loc, f.date(e.LastMod), strings.Contains(strings.ToLower(loc), "news")})
			continue
		}
		news = news || e.News.Date != ""
		found = append(found, roundwatch.Item{
			URL: loc, Title: clean(e.News.Title), Lang: clean(e.News.Language),
			Published: f.date(e.News.Date), Updated: f.date(e.LastMod),
		})
	}
	return f.listing(found, parts, news), nil
}

// listing orders what a sitemap gave.
func (f *finder) listing(found []roundwatch.Item, parts []part, news bool) Listing {
	slices.SortStableFunc(found, func(a, b roundwatch.Item) int { return touched(b).Compare(touched(a)) })
	links := f.set()
	for _, item := range found {
		links.add(item)
	}
	slices.SortStableFunc(parts, func(a, b part) int {
		if a.news != b.news {
			return cmp.Compare(btoi(b.news), btoi(a.news))
		}
		return b.touched.Compare(a.touched)
	})
	l := Listing{Links: links.links}
	for _, p := range parts[:min(len(parts), maxSitemaps)] {
		l.Sitemaps = append(l.Sitemaps, p.url)
	}
	switch {
	case len(l.Links) == 0:
	case news:
		l.Method = MethodNewsSitemap
	default:
		l.Method = MethodSitemap
	}
	return l
}

// touched is the latest date known of a link.
func touched(i roundwatch.Item) time.Time {
	if i.Published.After(i.Updated) {
		return i.Published
	}
	return i.Updated
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// robotsSitemaps returns the Sitemap lines of a robots.txt.
func (f *finder) robotsSitemaps(text []byte) []string {
	var list []string
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		if !strings.EqualFold(strings.TrimSpace(name), "sitemap") || len(list) == maxSitemaps {
			continue
		}
		if u := f.resolve(value); u != "" && !slices.Contains(list, u) {
			list = append(list, u)
		}
	}
	return list
}

// namedSitemaps returns the sitemaps that a page's head names.
func (f *finder) namedSitemaps(doc *goquery.Document) []string {
	var list []string
	doc.Find("link[rel~=sitemap][href]").Each(func(_ int, s *goquery.Selection) {
		if u := f.resolve(s.AttrOr("href", "")); u != "" && len(list) < maxSitemaps {
			list = append(list, u)
		}
	})
	return list
}

var urlDate = regexp.MustCompile(`(?:^|[/_\-=])((?:19|20)\d\d)[/\-_]?([01]?\d)[/\-_]([0-3]?\d)(?:[/_\-.]|$)|/((?:19|20)\d\d)([01]\d)([0-3]\d)(?:[/_\-.]|$)`)

// dateInURL reads a date written in an address: /2026/11/21/, /2026-11-21, /20261121/.
func (f *finder) dateInURL(address string) time.Time {
	u, err := url.Parse(address)
	if err != nil {
		return time.Time{}
	}
	m := urlDate.FindStringSubmatch(u.EscapedPath())
	if m == nil {
		return time.Time{}
	}
	year, month, day := m[1]+m[4], m[2]+m[5], m[3]+m[6]
	return f.date(year + "-" + pad(month) + "-" + pad(day))
}

func pad(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}
