package ingest

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"roundwatch"
	"roundwatch/ingest/fetch/fetchtest"
	"roundwatch/ingest/page"
)

// pageAt is a page that lists articles, asked every half an hour.
func pageAt(name, url string) roundwatch.Source {
	s := feedAt(name, url)
	s.Kind = roundwatch.KindPage
	return s
}

// headlineOf is the n-th article of a site, as its lists name it.
func headlineOf(n int) string {
	return fmt.Sprintf("Ministers of both countries meet for the %dth time in Baghdad", n)
}

func pathOf(n int) string { return fmt.Sprintf("/news/2026/03/01/ministers-meet-for-the-%dth-time", n) }

// front is a front page of the articles 1 to n, with head in its head.
func front(n int, head string) string {
	var b strings.Builder
	b.WriteString("<!doctype html><html lang=en><head><title>Herald</title>" + head + "</head><body><nav><a href=/>Home</a><a href=/about>About</a></nav><main>")
	for i := n; i > 0; i-- {
		fmt.Fprintf(&b, `<article class=card><h2><a href="%s">%s</a></h2><time datetime="2026-03-01T%02d:00:00Z">1 March</time></article>`, pathOf(i), headlineOf(i), i%24)
	}
	b.WriteString("</main></body></html>")
	return b.String()
}

// datedFeed is a feed of the same articles.
func datedFeed(n int) string {
	var b strings.Builder
	for i := n; i > 0; i-- {
		fmt.Fprintf(&b, "<item><title>%s</title><link>http://a.example%s</link><pubDate>Sun, 01 Mar 2026 10:%02d:00 GMT</pubDate></item>", headlineOf(i), pathOf(i), i)
	}
	return channel(b.String())
}

// newsMap is a news sitemap of the same articles.
func newsMap(n int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">`)
	for i := n; i > 0; i-- {
		fmt.Fprintf(&b, "<url><loc>http://a.example%s</loc><news:news><news:publication><news:name>Herald</news:name><news:language>en</news:language></news:publication><news:publication_date>2026-03-01T10:%02d:00Z</news:publication_date><news:title>%s</news:title></news:news></url>", pathOf(i), i, headlineOf(i))
	}
	b.WriteString("</urlset>")
	return b.String()
}

// itemList is schema.org data of the same articles, for a page's head.
func itemList(n int) string {
	var list []string
	for i := n; i > 0; i-- {
		list = append(list, fmt.Sprintf(`{"@type":"NewsArticle","url":"http://a.example%s","headline":%q,"datePublished":"2026-03-01T10:%02d:00Z"}`, pathOf(i), headlineOf(i), i))
	}
	return `<script type="application/ld+json">{"@context":"https://schema.org","@graph":[` + strings.Join(list, ",") + "]}</script>"
}

// pages answers each path with a text, what ends in .gz packed; an empty text is
// a 404. Articles are short pages.
func pages(paths map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text, known := paths[r.URL.Path]
		switch {
		case strings.HasPrefix(r.URL.Path, "/news/2026/"):
			io.WriteString(w, newsPage("Ministers meet", "Nothing of note was said."))
		case !known:
			http.NotFound(w, r)
		case strings.HasSuffix(r.URL.Path, ".gz"):
			w.Write(fetchtest.Pack("gzip", []byte(text)))
		default:
			io.WriteString(w, text)
		}
	}
}

func TestConformanceOfRobots(t *testing.T) {
	herald := []roundwatch.Source{pageAt("page", "http://a.example/x/list"), feedAt("feed", "http://a.example/x/feed")}
	conform(t, "40 robots.txt keeps us from a page and not from a feed", pages(map[string]string{
		"/robots.txt": "User-agent: *\nDisallow: /x", "/x/list": front(5, ""), "/x/feed": feedOf(1),
	}), func(w *world) {
		w.run(3 * day)
		w.wantAsked("a.example/x/list", 0, 0)
		w.wantAsked("a.example/x/feed", 3, 4)
		w.wantAsked("a.example/robots.txt", 2, 4)
		w.wantHealth("page", roundwatch.HealthFailing)
		w.wantItems("Item 1")
		w.wantNotices("page: failing")
	}, herald...)
	conform(t, "40 without a robots.txt all is allowed", pages(map[string]string{"/x/list": front(5, "")}), func(w *world) {
		w.run(time.Hour)
		w.wantHealth("page", roundwatch.HealthOK)
		if got := len(w.items()); got != 5 {
			w.Errorf("%d items", got)
		}
	}, herald[0])
	conform(t, "40 robots.txt that fails refuses for a day", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" && time.Since(began) < time.Hour {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		pages(map[string]string{"/x/list": front(5, "")})(w, r)
	}, func(w *world) {
		w.run(3 * day)
		listed := w.asked("a.example/x/list")
		if len(listed) == 0 || listed[0].At.Sub(began) < day {
			w.Errorf("asked %v", gaps(listed))
		}
		w.wantHealth("page", roundwatch.HealthOK)
	}, herald[0])
	conform(t, "40 a crawl delay is observed by page and articles", pages(map[string]string{
		"/robots.txt": "User-agent: *\nCrawl-delay: 10", "/x/list": front(5, ""),
	}), func(w *world) {
		w.run(10 * time.Minute)
		w.wantAsked("a.example/news/2026/03/01/", 5, 5)
		w.wantGaps("a.example", 10*time.Second, 10*time.Minute)
	}, pageAt("page", "http://a.example/x/list"))
}

func TestConformanceOfDiscovery(t *testing.T) {
	const alternate = `<link rel=alternate type="application/rss+xml" title="%s" href="%s">`
	for name, c := range map[string]struct {
		paths  map[string]string
		method page.Method
		url    string // what is asked from the second poll on
	}{
		"a feed in the page's language": {map[string]string{
			"/":           front(8, fmt.Sprintf(alternate, "العربية", "/ar/rss.xml")+fmt.Sprintf(alternate, "Comments", "/comments/feed")+fmt.Sprintf(alternate, "English", "/en/rss.xml")),
			"/en/rss.xml": datedFeed(8), "/ar/rss.xml": datedFeed(3), "/comments/feed": datedFeed(3),
		}, page.MethodFeed, "/en/rss.xml"},
		"a feed that the body links to": {map[string]string{
			"/": strings.Replace(front(8, ""), "</main>", `<a href="/feed.xml">RSS</a></main>`, 1), "/feed.xml": datedFeed(8),
		}, page.MethodFeed, "/feed.xml"},
		"the news sitemap that robots.txt names": {map[string]string{
			"/": front(8, itemList(8)), "/robots.txt": "User-agent: *\nDisallow:\nSitemap: http://a.example/maps/index.xml",
			"/maps/index.xml":   `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://a.example/maps/news.xml.gz</loc></sitemap></sitemapindex>`,
			"/maps/news.xml.gz": newsMap(8),
		}, page.MethodNewsSitemap, "/maps/index.xml"},
		"the news sitemap where sites keep it": {map[string]string{"/": front(8, itemList(8)), "/news-sitemap.xml": newsMap(8)}, page.MethodNewsSitemap, "/news-sitemap.xml"},
		"the page's own data":                  {map[string]string{"/": front(2, itemList(8))}, page.MethodJSONLD, "/"},
		"the page's shape":                     {map[string]string{"/": front(8, "")}, page.MethodHeuristic, "/"},
		"the page, not a map of the whole site": {map[string]string{"/": front(8, ""), "/sitemap.xml": strings.ReplaceAll(
			strings.NewReplacer("news:publication_date", "lastmod", "<news:news>", "", "</news:news>", "").Replace(newsMap(20)), "news:", "")}, page.MethodHeuristic, "/"},
		"the page, where its feed is empty": {map[string]string{"/": front(8, fmt.Sprintf(alternate, "News", "/rss.xml")), "/rss.xml": channel("")}, page.MethodHeuristic, "/"},
	} {
		conform(t, "41 a page is read by the first way that gives dated links: "+name, pages(c.paths), func(w *world) {
			w.run(20 * time.Minute)
			if st := w.state("page"); st.Method != string(c.method) || st.Health != roundwatch.HealthOK {
				w.Errorf("read by %s, %s %s", st.Method, st.Health, st.LastError)
			}
			if items := w.items(); len(items) != 8 || w.asked("a.example"+pathOf(8)) == nil {
				w.Errorf("items %q", items)
			}
			w.wantAsked("a.example/comments", 0, 0)
			w.wantAsked("a.example/ar/", 0, 0)
			before := len(w.asked(""))
			w.run(30 * time.Minute)
			for _, s := range w.asked("")[before:] {
				if s.URL != c.url && !strings.HasSuffix(s.URL, ".gz") {
					w.Errorf("the second poll asked %s", s.URL)
				}
			}
			if len(w.asked("")) == before {
				w.Error("there was no second poll")
			}
		}, pageAt("page", "http://a.example/"))
	}
	chosen := pageAt("page", "http://a.example/")
	chosen.Selector, chosen.Pattern = "main h2 a", "/news/"
	conform(t, "41 what a person selected is never overruled", pages(map[string]string{
		"/": front(8, fmt.Sprintf(alternate, "English", "/en/rss.xml")+itemList(3)), "/en/rss.xml": datedFeed(3),
	}), func(w *world) {
		w.run(10 * time.Minute)
		if st := w.state("page"); st.Method != string(page.MethodSelector) || len(w.items()) != 8 {
			w.Errorf("read by %s: %q", st.Method, w.items())
		}
		w.wantAsked("a.example/en/rss.xml", 0, 0)
	}, chosen)
	vanishing := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/en/rss.xml" && time.Since(began) > time.Hour {
			w.WriteHeader(http.StatusGone)
			return
		}
		pages(map[string]string{"/": front(8, fmt.Sprintf(alternate, "English", "/en/rss.xml")), "/en/rss.xml": datedFeed(8)})(w, r)
	}
	conform(t, "41 a page whose feed is gone is looked over again", vanishing, func(w *world) {
		w.run(5 * time.Hour)
		if st := w.state("page"); st.Method != string(page.MethodHeuristic) || st.Health != roundwatch.HealthOK {
			w.Errorf("read by %s, %s %s", st.Method, st.Health, st.LastError)
		}
		w.wantNotices()
	}, pageAt("page", "http://a.example/"))
}

func TestPagesThatAreNotWhatTheyWere(t *testing.T) {
	const challenge = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>"
	for name, bad := range map[string]http.HandlerFunc{
		"an error": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			io.WriteString(w, front(3, ""))
		},
		"a challenge":     func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, challenge) },
		"an empty list":   func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, front(0, "")) },
		"a broken answer": func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
	} {
		conform(t, "between two good readings changes nothing: "+name, func(w http.ResponseWriter, r *http.Request) {
			since := time.Since(began)
			switch {
			case r.URL.Path != "/":
				pages(nil)(w, r)
			case since > time.Hour && since < 2*time.Hour:
				bad(w, r)
			default:
				tagged(w, r, `"1"`, front(8, ""))
			}
		}, func(w *world) {
			w.run(59 * time.Minute)
			before := w.state("page")
			w.run(time.Hour)
			after := w.state("page")
			if after.ETag != before.ETag || after.BodyHash != before.BodyHash || after.Links != 8 || after.Failures == 0 {
				w.Errorf("state before %+v, after %+v", before, after)
			}
			w.run(2 * day)
			w.wantHealth("page", roundwatch.HealthOK)
			if got := len(w.items()); got != 8 {
				w.Errorf("%d items", got)
			}
		}, pageAt("page", "http://a.example/"))
	}
	shrinking := func(from, to int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path != "/":
				pages(nil)(w, r)
			case time.Since(began) < time.Hour:
				io.WriteString(w, front(from, ""))
			default:
				io.WriteString(w, front(to, fmt.Sprintf("<!-- %v -->", time.Since(began))))
			}
		}
	}
	conform(t, "a list that loses most of its links is told of once", shrinking(20, 3), func(w *world) {
		w.run(5 * time.Hour)
		w.wantNotices("page: layout changed")
		w.wantHealth("page", roundwatch.HealthOK)
	}, pageAt("page", "http://a.example/"))
	conform(t, "a list that loses some of them is not", shrinking(20, 5), func(w *world) {
		w.run(5 * time.Hour)
		w.wantNotices()
	}, pageAt("page", "http://a.example/"))
}

func TestSitemapsAreSources(t *testing.T) {
	s := pageAt("map", "http://a.example/index.xml")
	s.Kind = roundwatch.KindSitemap
	conform(t, "an index leads to its newest parts, packed ones too", pages(map[string]string{
		"/index.xml": `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://a.example/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>
			<sitemap><loc>http://a.example/news.xml.gz</loc><lastmod>2026-03-02</lastmod></sitemap></sitemapindex>`,
		"/news.xml.gz": newsMap(6), "/old.xml": newsMap(2),
	}), func(w *world) {
		w.run(time.Hour)
		if got := w.items(); len(got) != 6 || got[0] != "Ministers meet" {
			w.Errorf("items %q", got)
		}
		w.wantHealth("map", roundwatch.HealthOK)
	}, s)
	conform(t, "robots.txt is obeyed", pages(map[string]string{"/robots.txt": "User-agent: *\nDisallow: /index.xml", "/index.xml": newsMap(6)}), func(w *world) {
		w.run(time.Hour)
		w.wantAsked("a.example/index.xml", 0, 0)
		w.wantHealth("map", roundwatch.HealthFailing)
	}, s)
}
