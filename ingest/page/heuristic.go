package page

import (
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"roundwatch"
)

// The shape of a listing: its article links stand in repeated containers, have
// a headline's length, and lead to addresses with a date, a number or a long
// slug. Menus, tags, authors and pages of the listing itself do not.
//
// Every address on the page's own domain is a candidate with a score; links to
// one address are one candidate, whatever the image, headline and "read more"
// that lead there.

const (
	maxCandidates = 2000
	maxAnchors    = 6 // of one candidate
	// wantScore is what a candidate needs: a headline with an article's address,
	// or a repeated headline in an article element with a plain one.
	wantScore = 3.0
	// headline lengths in characters; Arabic script says the same in fewer.
	longHeadline, shortHeadline = 25, 12
	maxTitle                    = 400 // characters; a longer text is a teaser
)

// candidate is one address and what its links say of it.
type candidate struct {
	item    roundwatch.Item
	anchors []*html.Node
	score   float64
	title   string
	rank    int // quality of title
}

// heuristic returns the links that look like articles.
func (f *finder) heuristic(doc *goquery.Document) []roundwatch.Item {
	found := f.candidates(doc)
	places := newPlaces(doc)
	shapes := map[string]int{}
	for _, c := range found {
		for _, shape := range distinctShapes(c.anchors) {
			shapes[shape]++
		}
	}
	var kept []*candidate
	for _, c := range found {
		f.judge(c, shapes, places)
		if c.score >= wantScore {
			kept = append(kept, c)
		}
	}
	return f.finish(doc, kept)
}

// candidates gathers the addresses of the page's own domain, in document order.
func (f *finder) candidates(doc *goquery.Document) []*candidate {
	at := map[string]*candidate{}
	var list []*candidate
	for _, a := range doc.Find("a[href]").Nodes {
		address := f.resolve(attr(a, "href"))
		u, err := url.Parse(address)
		if address == "" || err != nil || roundwatch.RegistrableDomain(u.Hostname()) != f.domain {
			continue
		}
		key := roundwatch.CanonicalURL(address)
		c := at[key]
		if c == nil {
			if key == f.self || len(list) == maxCandidates {
				continue
			}
			c = &candidate{item: roundwatch.Item{URL: address}}
			at[key], list = c, append(list, c)
		}
		c.linkedBy(a)
	}
	return list
}

// linkedBy notes a link to the candidate; a few say all there is to say.
func (c *candidate) linkedBy(a *html.Node) {
	if len(c.anchors) < maxAnchors {
		c.anchors = append(c.anchors, a)
	}
}

// judge scores a candidate by its address, its best link and its surroundings.
func (f *finder) judge(c *candidate, shapes map[string]int, places places) {
	u, err := url.Parse(c.item.URL)
	if err != nil {
		return
	}
	place, repeated := -10.0, false
	own := map[string]int{}
	for _, a := range c.anchors {
		place = max(place, places.score(a))
		own[shape(a)]++
		repeated = repeated || shapes[shape(a)] >= MinDated
		if own[shape(a)] >= MinDated {
			place -= 4 // the same link in every card: its section or author
		}
	}
	c.title, c.rank = bestTitle(c.anchors)
	c.score = addressScore(u) + place
	if !strings.EqualFold(u.Hostname(), f.base.Hostname()) {
		c.score-- // another site of the publisher: seldom what this page lists
	}
	switch n := headlineLength(c.title); {
	case n == 0:
	case n >= longHeadline:
		c.score += 2
	case n >= shortHeadline:
		c.score++
	default:
		c.score -= 2
	}
	if repeated {
		c.score++
	}
	if c.item.Published = f.dateInURL(c.item.URL); !c.item.Published.IsZero() {
		c.score++
	}
}

var (
	// sections are path segments of pages that list or serve, never report.
	sections = regexp.MustCompile(`(?i)^(?:` + strings.Join([]string{
		`tags?`, `topics?`, `categor(?:y|ies)`, `authors?`, `writers?`, `columnists?`, `profiles?`, `people`, `search`, `login`, `signin`, `register`,
		`subscri(?:be|ption)s?`, `newsletters?`, `about(?:-us)?`, `contact(?:-us)?`, `privacy(?:-policy)?`, `terms(?:-of-(?:use|service))?`, `cookies?(?:-policy)?`,
		`sitemap`, `rss`, `feeds?`, `archives?`, `page`, `account`, `jobs`, `careers`, `advertis\w*`, `donate`, `help`, `faq`, `galler(?:y|ies)`, `podcasts?`,
		`programs?`, `schedule`, `weather`, `live-tv`,
		`etiket(?:ler)?`, `kategori`, `yazar(?:lar)?`, `kurumsal`, `iletisim`, `hakkimizda`, `kunye`, `gizlilik`, `(?:foto-|video-)?galeri`,
		`وسم`, `وسوم`, `تصنيف`, `كاتب`, `كتاب`, `من-نحن`, `اتصل-بنا`, `برچسب`, `نویسنده`, `درباره-ما`, `تماس-با-ما`,
	}, "|") + `)$`)
	number   = regexp.MustCompile(`\d{4,}`)
	idQuery  = regexp.MustCompile(`(?i)(?:^|&)(?:id|p|article|articleid|newsid|news_id|nid|itemid|storyid|aid)=[\w-]*\d`)
	dateOnly = regexp.MustCompile(`^(?:19|20)\d\d(?:[/-]\d\d?){0,2}$`) // an archive of a day, month or year
	media    = regexp.MustCompile(`(?i)\.(?:pdf|jpe?g|png|gif|webp|svg|mp[34]|zip|docx?|xlsx?|css|js|xml|rss)$`)
)

// addressScore says how much an address looks like an article's.
func addressScore(u *url.URL) float64 {
	p := strings.Trim(u.Path, "/")
	if media.MatchString(p) || dateOnly.MatchString(p) || p == "" && u.RawQuery == "" {
		return -10
	}
	score := 0.0
	segments := strings.Split(p, "/")
	for i, s := range segments {
		if sections.MatchString(s) {
			score -= 3
			if i == 0 || i == len(segments)-1 {
				score -= 2
			}
		}
	}
	last := strings.TrimSuffix(segments[len(segments)-1], path.Ext(p))
	switch words := len(strings.FieldsFunc(last, func(r rune) bool { return r == '-' || r == '_' || r == ' ' })); {
	case words >= 4, utf8.RuneCountInString(last) >= 30:
		score += 2
	case words == 3:
		score++
	}
	if number.MatchString(p) || idQuery.MatchString(u.RawQuery) {
		score++
	} else if len(segments) == 1 && score < 2 {
		score-- // a section of the site
	}
	return score
}

// genericTexts invite to read on, and name nothing.
var genericTexts = map[string]bool{
	"read more": true, "more": true, "continue reading": true, "read": true, "full story": true, "details": true, "learn more": true,
	"المزيد": true, "اقرأ المزيد": true, "اقرا المزيد": true, "قراءة المزيد": true, "التفاصيل": true, "تفاصيل": true,
	"ادامه مطلب": true, "ادامه": true, "بیشتر": true, "بیشتر بخوانید": true, "ادامه خبر": true,
	"devamı": true, "devamını oku": true, "زیاتر": true, "زیاتر بخوێنەوە": true, "bêtir": true, "zêdetir": true,
}

func generic(text string) bool {
	return genericTexts[strings.ToLower(strings.TrimRight(text, " .…»›→>"))]
}

// headlineLength counts characters, those of Arabic script one and a half times.
func headlineLength(title string) int {
	n := 0
	for _, r := range title {
		n += 2
		if unicode.Is(unicode.Arabic, r) {
			n++
		}
	}
	return n / 2
}

// clean folds white space and brings text into normal form C.
func clean(s string) string {
	return norm.NFC.String(strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " "))
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
