package article

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"

	"roundwatch"
)

// A page states its date up to five times; they are asked in the order of
// trust. A modification never stands for the publication, and a date that
// the address contradicts is not believed.

var publishedKeys = []string{
	"article:published_time", "og:article:published_time", "article:published", "datepublished", "og:published_time", "og:pubdate",
	"pubdate", "publishdate", "publish_date", "publish-date", "publication_date", "publicationdate", "published_time", "published", "published_at", "date_published",
	"parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article.published", "rbpubdate", "datecreated",
	"dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "dc:date", "date", "article_date_original", "originalpublicationdate", "citation_publication_date", "citation_online_date", "displaydate", "iso-8601-publish-date",
}

var modifiedKeys = []string{"article:modified_time", "og:updated_time", "datemodified", "article:modified", "dcterms.modified", "dc.date.modified", "lastmod", "last-modified", "revised", "date_modified"}

// date finds the publication and the last modification of the page.
func (h *head) date(a *roundwatch.Article, d Document, s schema, r *reader) {
	o := roundwatch.DateOptions{Zone: d.Zone, Lang: cmp.Or(d.Lang, a.Lang), Now: d.Now}
	read := func(text string) time.Time {
		t, _ := roundwatch.ParseDate(text, o)
		return t
	}
	address := urlDate(cmp.Or(a.Canonical, d.URL))
	if address.IsZero() {
		address = urlDate(d.URL)
	}
	for _, text := range append([]string{s.modified}, values(h.meta, modifiedKeys)...) {
		if a.Modified = read(text); !a.Modified.IsZero() {
			break
		}
	}
	try := func(from string, t time.Time) {
		if a.Published.IsZero() && !t.IsZero() && near(t, address) {
			a.Published, a.PublishedFrom = t, from
		}
	}
	try(roundwatch.FromJSONLD, read(s.published))
	for _, text := range values(h.meta, publishedKeys) {
		try(roundwatch.FromMeta, read(text))
	}
	try(roundwatch.FromTime, h.timeElement(read, r))
	try(roundwatch.FromTime, visibleDate(read, r))
	try(roundwatch.FromURL, address)
}

func values(meta map[string]string, keys []string) []string {
	var all []string
	for _, k := range keys {
		if v := meta[k]; v != "" {
			all = append(all, v)
		}
	}
	return all
}

// urlSlack is how far a stated date may lie from the day in the address:
// drafts get theirs before they are published.
const urlSlack = 8 * 24 * time.Hour

func near(t, address time.Time) bool {
	return address.IsZero() || t.Sub(address).Abs() <= urlSlack
}

// headBlocks is how far from the headline, in blocks, a date belongs to it.
const headBlocks = 12

// timeElement returns the date of a time element by the headline: the first
// one that is marked as the publication, else the first that is not an update.
func (h *head) timeElement(read func(string) time.Time, r *reader) time.Time {
	var by time.Time
	top := r.headAt()
	for _, s := range h.times {
		if s.modified || s.at < top-headBlocks || s.at > top+headBlocks {
			continue
		}
		switch t := read(s.text); {
		case t.IsZero():
		case s.published:
			return t
		case by.IsZero():
			by = t
		}
	}
	return by
}

// headAt is the block of the headline, or the first one of prose.
func (r *reader) headAt() int {
	prose := -1
	for i := range r.blocks {
		b := &r.blocks[i]
		if b.place&inHeading != 0 && b.h1 {
			return i
		}
		if prose < 0 && b.prose() {
			prose = i
		}
	}
	return max(prose, 0)
}

// maxDateWords is the length of a line by the headline that can be its date.
const maxDateWords = 20

// visibleDate reads the first line by the headline that is a date and does not
// speak of an update.
func visibleDate(read func(string) time.Time, r *reader) time.Time {
	top := r.headAt()
	for i := max(0, top-headBlocks); i < min(len(r.blocks), top+headBlocks); i++ {
		b := &r.blocks[i]
		if b.digits < 3 || b.words > maxDateWords || b.place&(inHeading|inNav) != 0 || updates(b.text) {
			continue
		}
		if t := read(b.text); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// updates reports whether a line speaks of a change rather than the publication.
func updates(text string) bool {
	folded := roundwatch.Fold(text)
	for _, w := range [...]string{"updated", "modified", "revised", "تحديث", "به روز", "بروزرساني", "guncelle", "aktualis", "mis a jour", "actualiz", "atualiz", "aggiorn"} {
		if strings.Contains(folded, roundwatch.Fold(w)) {
			return !strings.Contains(folded, "publi")
		}
	}
	return false
}

// Days in an address: 2021/04/07, 2021-4-7, 20210407 and 1400/01/18.
var (
	urlDay     = regexp.MustCompile(`(?:^|[/_.=-])(1[34]\d\d|20[0-4]\d|199\d)[/_.-](1[0-2]|0?[1-9])[/_.-](0[1-9]|[12]\d|3[01]|[1-9])(?:[/_.?-]|$)`)
	urlCompact = regexp.MustCompile(`(?:^|[/_.=-])(20[0-4]\d|199\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[/_.?-]|$)`)
)

// dayLike reports whether four digits that can be a year are followed by
// another, or by another behind one sign. Few addresses get further.
func dayLike(s string) bool {
	digit := func(i int) bool { return i < len(s) && '0' <= s[i] && s[i] <= '9' }
	run := 0
	for i := range len(s) {
		if !digit(i) {
			run = 0
		} else if run++; run == 4 && s[i-3] <= '2' && (digit(i+1) || digit(i+2)) {
			return true
		}
	}
	return false
}

// urlDate returns the day written in an address, Gregorian or Jalali, as
// midnight UTC; zero if there is none.
func urlDate(raw string) time.Time {
	if !dayLike(raw) {
		return time.Time{}
	}
	m := urlDay.FindStringSubmatch(raw)
	if m == nil {
		m = urlCompact.FindStringSubmatch(raw)
	}
	if m == nil {
		return time.Time{}
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	day, _ := strconv.Atoi(m[3])
	if year < 1900 {
		t, _ := roundwatch.FromJalali(year, month, day)
		return t
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return time.Time{}
	}
	return t
}
