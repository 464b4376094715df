package page

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// layouts are listing pages as sites build them, and where each was found.
var layouts = map[string]string{
	"cards-en.html":    "https://www.herald.example/iraq",
	"list-ar.html":     "https://mofa.example/ar/",
	"cards-fa.html":    "https://khabar.example/fa/foreign",
	"itemlist-tr.html": "https://haber.example/dunya",
	"blog-feeds.html":  "https://notes.example/",
	"press-list.html":  "https://pmo.example/press.htm",
}

func testOptions(url string) Options {
	return Options{URL: url, Dates: roundwatch.DateOptions{Now: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}}
}

// summary is a Listing as the golden files keep it.
type summary struct {
	Method Method   `json:"method"`
	Links  []string `json:"links"`
	Feeds  []string `json:"feeds"`
}

func TestLinksOfEachLayout(t *testing.T) {
	for name, url := range layouts {
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			l, err := Links(body, testOptions(url))
			if err != nil {
				t.Fatal(err)
			}
			if !l.Trusted() {
				t.Errorf("%d links, fewer than %d dated", len(l.Links), MinDated)
			}
			s := summary{Method: l.Method, Feeds: l.Feeds}
			for _, link := range l.Links {
				s.Links = append(s.Links, roundwatch.Stamp(link.Published)+" "+link.URL+" "+link.Title)
			}
			golden(t, filepath.Join("testdata", name+".golden"), s)
		})
	}
}

func golden(t *testing.T, file string, got any) {
	t.Helper()
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(got); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("got\n%s\nwant\n%s", out.Bytes(), want)
	}
}

func urls(l Listing) []string {
	var list []string
	for _, link := range l.Links {
		list = append(list, link.URL)
	}
	return list
}

func links(t *testing.T, body string, o Options) Listing {
	t.Helper()
	l, err := Links([]byte(body), o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

const newsSitemap = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://a.example/1</loc><news:news><news:publication><news:name>A</news:name><news:language>ar</news:language></news:publication>
<news:publication_date>2026-02-27T10:00:00Z</news:publication_date><news:title>بيان مشترك</news:title></news:news></url>
<url><loc> https://a.example/2 </loc><lastmod>2026-03-01</lastmod><news:news><news:publication><news:language>ar</news:language></news:publication>
<news:publication_date>2026-02-28T10:00:00+03:00</news:publication_date><news:title>Talks &amp; tea</news:title></news:news></url>
</urlset>`

func TestNewsSitemapGivesTitlesDatesAndLanguageNewestFirst(t *testing.T) {
	l := links(t, newsSitemap, testOptions("https://a.example/news-sitemap.xml"))
	if l.Method != MethodNewsSitemap || len(l.Links) != 2 {
		t.Fatalf("%+v", l)
	}
	first := l.Links[0]
	if first.URL != "https://a.example/2" || first.Title != "Talks & tea" || first.Lang != "ar" ||
		!first.Published.Equal(time.Date(2026, 2, 28, 7, 0, 0, 0, time.UTC)) {
		t.Errorf("first link %+v", first)
	}
}

func TestPlainSitemapSaysWhenPagesWereTouchedNotPublished(t *testing.T) {
	l := links(t, `<urlset><url><loc>/old</loc><lastmod>2020-01-01</lastmod></url><url><loc>/new</loc><lastmod>2026-02-01T10:00:00Z</lastmod></url></urlset>`,
		testOptions("https://a.example/sitemap.xml"))
	if l.Method != MethodSitemap || !slices.Equal(urls(l), []string{"https://a.example/new", "https://a.example/old"}) {
		t.Fatalf("%+v", l)
	}
	if !l.Links[0].Published.IsZero() || l.Links[0].Updated.IsZero() {
		t.Errorf("published %v, updated %v", l.Links[0].Published, l.Links[0].Updated)
	}
}

func TestSitemapIndexListsNewsFirstThenNewest(t *testing.T) {
	l := links(t, `<sitemapindex><sitemap><loc>/s-2019.xml</loc><lastmod>2019-01-01</lastmod></sitemap>
		<sitemap><loc>/s-2026.xml.gz</loc><lastmod>2026-02-01</lastmod></sitemap><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>`,
		testOptions("https://a.example/sitemap_index.xml"))
	want := []string{"https://a.example/news.xml", "https://a.example/s-2026.xml.gz", "https://a.example/s-2019.xml"}
	if !slices.Equal(l.Sitemaps, want) || l.Method != "" {
		t.Errorf("%+v", l)
	}
}

func TestDamagedSitemapGivesWhatCameBeforeTheDamage(t *testing.T) {
	l := links(t, newsSitemap[:strings.Index(newsSitemap, "<url><loc> ")+20], testOptions("https://a.example/s.xml"))
	if !slices.Equal(urls(l), []string{"https://a.example/1"}) {
		t.Errorf("%+v", l)
	}
}

func TestCompressedSitemapIsRead(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(newsSitemap))
	z.Close()
	if l := links(t, packed.String(), testOptions("https://a.example/s.xml.gz")); len(l.Links) != 2 {
		t.Errorf("%+v", l)
	}
}

func TestRobotsFileNamesSitemaps(t *testing.T) {
	l := links(t, "User-agent: *\nDisallow: /x\nSitemap: https://a.example/s.xml\nsitemap:/t.xml\n", testOptions("https://a.example/robots.txt"))
	if !slices.Equal(l.Sitemaps, []string{"https://a.example/s.xml", "https://a.example/t.xml"}) {
		t.Errorf("%+v", l)
	}
}

func TestDiscoveryTakesTheSameLanguageAndNeverComments(t *testing.T) {
	const feed = `<link rel="alternate" type="application/rss+xml" `
	for _, tt := range []struct {
		name, body, lang string
		want             []string
	}{
		{"two alternates, one of comments", feed + `href="/comments/feed">` + feed + `href="/feed">`, "", []string{"https://a.example/feed"}},
		{"two languages by hreflang", feed + `hreflang="en" href="/1.xml">` + feed + `hreflang="ar-IQ" href="/2.xml">`, "ar", []string{"https://a.example/2.xml"}},
		{"two languages by path", feed + `href="/en/rss.xml">` + feed + `href="/ar/rss.xml">`, "ar", []string{"https://a.example/ar/rss.xml"}},
		{"the page states the language", `<html lang="fa">` + feed + `href="/en/rss">` + feed + `href="/fa/rss">`, "", []string{"https://a.example/fa/rss"}},
		{"the two codes of Kurdish are one", feed + `hreflang="ku" href="/1.xml">`, "ckb", []string{"https://a.example/1.xml"}},
		{"only another language's", feed + `hreflang="en" href="/1.xml">`, "ar", nil},
		{"a feed in the body", `<a href="/iraq/rss.xml">RSS</a><a href="/x/comments/feed/">RSS</a>`, "", []string{"https://a.example/iraq/rss.xml"}},
		{"the section's own feed first", feed + `href="/rss.xml">` + feed + `href="/section/rss.xml">`, "", []string{"https://a.example/section/rss.xml", "https://a.example/rss.xml"}},
		{"comments in Arabic", feed + `title="تعليقات" href="/c.xml">`, "", nil},
		{"an alternate that is no feed", `<link rel="alternate" hreflang="ar" href="/ar/">`, "", nil},
		{"none", `<p>no feed here</p>`, "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := testOptions("https://a.example/section/")
			o.Lang = tt.lang
			if l := links(t, tt.body, o); !slices.Equal(l.Feeds, tt.want) {
				t.Errorf("feeds %q, want %q", l.Feeds, tt.want)
			}
		})
	}
}

func TestSelectorAndPatternAreObeyed(t *testing.T) {
	const body = `<ul id="x"><li><b>1</b><a href="/n/1">One</a></li><li><a href="/n/2">Two</a></li><li><a href="/o/3">Three</a></li></ul>
		<a href="https://other.example/n/9">Elsewhere, a long enough headline for anybody</a>`
	for _, tt := range []struct {
		name, selector, pattern string
		want                    []string
	}{
		{"links", "#x a", "", []string{"https://a.example/n/1", "https://a.example/n/2", "https://a.example/o/3"}},
		{"elements that hold links", "#x li", "", []string{"https://a.example/n/1", "https://a.example/n/2", "https://a.example/o/3"}},
		{"both", "#x a", "/n/", []string{"https://a.example/n/1", "https://a.example/n/2"}},
		{"a pattern alone", "", `/n/\d$`, []string{"https://a.example/n/1", "https://a.example/n/2", "https://other.example/n/9"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := testOptions("https://a.example/")
			o.Selector, o.Pattern = tt.selector, tt.pattern
			if l := links(t, body, o); l.Method != MethodSelector || !slices.Equal(urls(l), tt.want) {
				t.Errorf("%s: %q, want %q", l.Method, urls(l), tt.want)
			}
		})
	}
}

func TestBadSelectorAndPatternAreNamed(t *testing.T) {
	for _, o := range []Options{{URL: "https://a.example/", Selector: "li["}, {URL: "https://a.example/", Pattern: "("}} {
		if _, err := Links([]byte("<p>"), o); err == nil || !strings.Contains(err.Error(), o.Selector+o.Pattern) {
			t.Errorf("error %v", err)
		}
	}
}

func TestStructuredDataOfOtherForms(t *testing.T) {
	for _, tt := range []struct{ name, data, want string }{
		{"a plain list of addresses", `{"@type":"ItemList","itemListElement":["/a-1","/a-2"]}`, "/a-1 /a-2"},
		{"list items with their own address", `{"@type":"ItemList","itemListElement":[{"@type":"ListItem","url":"/news/1001","name":"One"}]}`, "/news/1001"},
		{"updates of a live blog", `{"@type":"LiveBlogPosting","url":"/live","liveBlogUpdate":[{"@type":"BlogPosting","url":"/live/1","headline":"x"}]}`, "/live /live/1"},
		{"a graph of articles", `{"@graph":[{"@type":["NewsArticle"],"mainEntityOfPage":{"@id":"/a-1"}},{"@type":"Organization","url":"/org"}]}`, "/a-1"},
		{"wrapped in a comment", "<!-- {\"@type\":\"Article\",\n\"url\":\"/a-1\",\"headline\":\"line\nbreak\"} -->", "/a-1"},
		{"the site's menu is none", `{"@type":"ItemList","itemListElement":[{"@type":"SiteNavigationElement","url":"/long-reads-on-energy-1"},{"@type":"ListItem","url":"/category/iraq"}]}`, ""},
		{"breadcrumbs are none", `{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","item":"/x"}]}`, ""},
		{"broken data is none", `{"@type":`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := links(t, `<script type="application/ld+json">`+tt.data+`</script>`, testOptions("https://a.example/"))
			var want []string
			for p := range strings.FieldsSeq(tt.want) {
				want = append(want, "https://a.example"+p)
			}
			if !slices.Equal(urls(l), want) {
				t.Errorf("links %q, want %q", urls(l), want)
			}
		})
	}
}

func TestPageMayStateItsOwnAddress(t *testing.T) {
	const link = `<li><a href="/news/1001">A headline that is long enough</a></li>`
	l := links(t, `<link rel="canonical" href="https://a.example/section">`+link, Options{})
	if !slices.Equal(urls(l), []string{"https://a.example/news/1001"}) {
		t.Errorf("links %q", urls(l))
	}
	if _, err := Links([]byte(link), Options{}); err == nil {
		t.Error("a page without any address was read")
	}
}

func TestAFeedIsToldFromAPage(t *testing.T) {
	l := links(t, `<?xml version="1.0"?><rss version="2.0"><channel/></rss>`, testOptions("https://a.example/feed"))
	if l.Method != MethodFeed || !slices.Equal(l.Feeds, []string{"https://a.example/feed"}) {
		t.Errorf("%+v", l)
	}
}

func FuzzLinks(f *testing.F) {
	for name := range layouts {
		body, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte(`<a href="//[">x</a><a href="/2026/13/45/x">x</a><script type="application/ld+json">[[[{"@graph":[null,1,"x"]}]]]</script>`))
	f.Fuzz(func(t *testing.T, body []byte) { checkListing(t, body) })
}

func FuzzSitemap(f *testing.F) {
	f.Add([]byte(newsSitemap))
	f.Add([]byte("<sitemapindex><sitemap><loc>/x</loc></sitemap>"))
	f.Add([]byte("User-agent: *\nSitemap: /x"))
	f.Fuzz(func(t *testing.T, body []byte) { checkListing(t, append([]byte("<urlset>"), body...)) })
}

// checkListing holds the package's invariants against any document.
func checkListing(t *testing.T, body []byte) {
	l, err := Links(body, testOptions("https://a.example/section"))
	if err != nil {
		return
	}
	seen := map[string]bool{}
	for _, link := range l.Links {
		if link.Canonical == "" || seen[link.Canonical] || link.Canonical != roundwatch.CanonicalURL(link.URL) {
			t.Errorf("link %q: canonical %q", link.URL, link.Canonical)
		}
		seen[link.Canonical] = true
	}
	if len(l.Links) > maxLinks || len(l.Feeds) > maxFeeds || len(l.Sitemaps) > maxSitemaps {
		t.Errorf("%d links, %d feeds, %d sitemaps", len(l.Links), len(l.Feeds), len(l.Sitemaps))
	}
	if (l.Method == "") != (len(l.Links) == 0) && l.Method != MethodFeed {
		t.Errorf("method %q with %d links", l.Method, len(l.Links))
	}
}

func BenchmarkLinks(b *testing.B) {
	body, err := os.ReadFile("testdata/cards-en.html")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Links(body, testOptions(layouts["cards-en.html"])); err != nil {
			b.Fatal(err)
		}
	}
}
