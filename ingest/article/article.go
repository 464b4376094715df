// Package article turns a page or a text document into the Article a person
// would copy by hand: whole, in order, nothing else.
//
// It decides which parts of a page are its article, how that text is repaired
// and what the page says of itself (title, byline, site, language, dates). It
// does not fetch, does not judge what an article is about, and does not infer
// dates that no one states.
//
// Invariants: the same document gives the same article; text is valid UTF-8 in
// normal form C, its paragraphs separated by one empty line; no step rewrites
// words, and whatever is left out of a recognised body is listed in Removed;
// no input makes it panic, and what one document may cost is bounded in guard.go.
package article

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"roundwatch"
)

// Document is one page or text as received, with what its source said of it.
type Document struct {
	Body        []byte
	ContentType string            // as served, "" if unknown
	URL         string            // where it was read, "" if nowhere
	Title       string            // from the feed
	Published   time.Time         // from the feed, zero if it gives none
	Lang        string            // BCP 47, of the source
	Zone        *time.Location    // of dates that state none; nil: UTC
	Now         time.Time         // dates later than this by two days are not believed; zero: no such bound
	Recurring   func(uint64) bool // whether a line (see Lines) recurs across the source's articles; nil: none does
}

// Read reads a document. An error means that there is no text at all; a page
// that is no article is no error but has low confidence and a reason.
func Read(d Document) (roundwatch.Article, error) {
	text, err := decode(d)
	if err != nil {
		return roundwatch.Article{}, fmt.Errorf("decode: %w", err)
	}
	if isHTML(text, d.ContentType) {
		return readPage(d, text)
	}
	return readText(d, text)
}

func readText(d Document, text []byte) (roundwatch.Article, error) {
	a := roundwatch.Article{URL: d.URL, Title: d.Title, TextFrom: roundwatch.TextFromFile, Confidence: 1}
	paras := splitText(string(text))
	if len(paras) == 0 {
		return a, errors.New("no text")
	}
	finish(&a, d, paras)
	return a, nil
}

func readPage(d Document, text []byte) (roundwatch.Article, error) {
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(text))
	if err != nil {
		return roundwatch.Article{}, fmt.Errorf("parse page: %w", err)
	}
	h := &head{meta: make(map[string]string)}
	r := readBlocks(doc.Nodes[0], h)
	s := readSchema(h.ld)
	a := roundwatch.Article{URL: d.URL, TextFrom: roundwatch.TextFromPage}
	h.describe(&a, d, s)
	h.date(&a, d, s, r)
	if r.boxes[0].prose < minVisible {
		r = cmp.Or(scripted(doc.Nodes[0]), r)
	}
	c := choose(r, h, s.body)
	a.Removed = r.leftOut(c.picked)
	finish(&a, d, rescue(r.paragraphs(c.picked), s.body, c.expected))
	a.Confidence, a.Reason = h.judge(a.Title, a.Text, r, c, s)
	return a, nil
}

// FromFeed is the article of an item whose page could not be read: the feed's
// own text, marked with the reason.
func FromFeed(item roundwatch.Item, reason string) roundwatch.Article {
	text := item.Content
	if len(text) < len(item.Summary) {
		text = item.Summary
	}
	a := roundwatch.Article{
		URL: item.URL, Title: item.Title, Byline: item.Author, TextFrom: roundwatch.TextFromFeed,
		Modified: item.Updated, Confidence: feedConfidence, Reason: reason,
	}
	finish(&a, Document{Title: item.Title, Published: item.Published, Lang: item.Lang}, splitText(text))
	if a.Text == "" {
		a.Text = a.Title
	}
	return a
}

// feedConfidence is that of a feed's own text: real words, perhaps not all.
const feedConfidence = 0.4

// finish cleans the paragraphs and fills in what follows from them.
func finish(a *roundwatch.Article, d Document, paras []para) {
	c := cleaner{d: d, a: a}
	c.clean(paras)
	if !d.Published.IsZero() {
		a.Published, a.PublishedFrom = d.Published.UTC(), roundwatch.FromFeed
	}
	a.Lang = language(a.Text, cmp.Or(a.Lang, d.Lang))
	a.Dir = direction(a.Lang)
}

// isHTML tells a page from a plain text: by its type, else by its first tags.
func isHTML(text []byte, contentType string) bool {
	switch ct := strings.ToLower(contentType); {
	case strings.Contains(ct, "html"):
		return true
	case strings.HasPrefix(ct, "text/plain"):
		return false
	}
	start := bytes.ToLower(text[:min(len(text), 4096)])
	for _, tag := range [...]string{"<!doctype html", "<html", "<head", "<body", "<div", "<p>", "<article", "<meta"} {
		if bytes.Contains(start, []byte(tag)) {
			return true
		}
	}
	return false
}
