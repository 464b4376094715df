package feed

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// hostile inputs, each of a size that shows a cost growing out of proportion.
func hostile() map[string]string {
	const n = 1 << 18
	fill := func(head, piece, tail string) string { return head + strings.Repeat(piece, n/len(piece)) + tail }
	return map[string]string{
		"nested tags":             fill("<rss><channel>", "<a>", ""),
		"nested tags in a text":   fill("<rss><channel><item><description>", "<b>", ""),
		"items":                   fill("<rss><channel>", "<item/>", ""),
		"categories":              fill("<rss><channel><item>", "<dc:subject>x</dc:subject>", ""),
		"attributes":              fill("<rss><channel><item ", `a="b" `, "/>"),
		"open quotes":             fill("<rss><channel><item ", `a="`, ""),
		"open sections":           fill("<rss><channel><item><title>", "<![CDATA[", ""),
		"sections closed late":    fill("<rss><channel><item>", "<title><![CDATA[x</title>", "]]>"),
		"open comments":           fill("<rss><channel>", "<!--", ""),
		"open instructions":       fill("<rss><channel>", "<?", ""),
		"open declarations":       fill("<rss><channel>", "<!a[>", ""),
		"brackets":                fill("<rss><channel><item><title>", "<", ""),
		"open comments in a text": fill("<rss><channel><item><title><![CDATA[", "<!--", "]]>"),
		"open signs in a text":    fill("<rss><channel><item><title><![CDATA[", "<!", "]]>"),
		"ampersands":              fill("<rss><channel><item><title>", "&", ""),
		"lost starts":             fill("<rss><channel>", "<title>x</title>", "</item>"),
		"unknown elements":        fill("<rss><channel><item>", "<foo><title>x</title>", ""),
		"misspelt elements":       fill("<rss><channel><item>", "<titl><lnk>", ""),
		"no root":                 fill("", "<title>", "</item>"),
		"entities":                fill(`<!DOCTYPE r [<!ENTITY e "`+strings.Repeat("y", 1000)+`">]><rss><channel><item><title>`, "&e;", ""),
		"entities in entities":    `<!DOCTYPE r [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>`,
		"JSON items that are nil": fill(`{"items":[`, "null,", "null]}"),
		"JSON arrays":             fill(`{"items":`, "[", ""),
		"JSON objects":            fill("", `{"items":`, ""),
	}
}

func TestParseSurvivesHostileInput(t *testing.T) {
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			f, err := Parse([]byte(text), Options{URL: "https://a.example/"})
			if err != nil && !errors.Is(err, ErrNotFeed) && !errors.Is(err, ErrTooDeep) {
				t.Error(err)
			}
			if len(f.Items) > maxItems {
				t.Errorf("%d items", len(f.Items))
			}
		})
	}
}

// The two inputs that end gofeed v1.4.2: a stack overflow that nothing can
// recover from, and a nil dereference.
func TestParseSurvivesWhatEndsTheParserInside(t *testing.T) {
	deep := "<rss><channel><item><media:group>" + strings.Repeat("<media:x>", MaxBytes/10) + "</item></channel></rss>"
	if _, err := Parse([]byte(deep), Options{}); err != nil && !errors.Is(err, ErrTooDeep) {
		t.Errorf("nested tags: %v", err)
	}
	f, err := Parse([]byte(`{"version":"https://jsonfeed.org/version/1","items":[null,{"id":"1","content_text":"x"}]}`), Options{})
	if err != nil || len(f.Items) != 1 {
		t.Errorf("null item: %v, %d items", err, len(f.Items))
	}
}

func TestParseSaysWhatIsNoFeed(t *testing.T) {
	zipped := func(text string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		io.WriteString(w, text)
		w.Close()
		return b.String()
	}
	for _, c := range []struct {
		name, body string
		want       error
	}{
		{"nothing", "", ErrNotFeed},
		{"a page", "<!DOCTYPE html><html><head><title>Not found</title><link rel=stylesheet href=a.css></head><body><p>x</body></html>", ErrNotFeed},
		{"plain text", "Forbidden", ErrNotFeed},
		{"a sitemap", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.example/</loc></url></urlset>`, ErrNotFeed},
		{"JSON of another kind", `{"error":"forbidden"}`, ErrNotFeed},
		{"broken gzip", "\x1f\x8b\x08garbage", ErrNotFeed},
		{"nine megabytes", strings.Repeat(" ", MaxBytes+1), ErrTooLarge},
		{"a bomb", zipped("<rss>" + strings.Repeat(" ", MaxBytes)), ErrTooLarge},
		{"elements without end", "<rss><channel><item>" + strings.Repeat("<comments>", 1000), ErrTooDeep},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Parse([]byte(c.body), Options{}); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
	if f, err := Parse([]byte(zipped(sampleRSS(2))), Options{}); err != nil || len(f.Items) != 2 {
		t.Errorf("gzip without a header: %v, %d items", err, len(f.Items))
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(sampleRSS(1)), "text/xml")
	f.Add([]byte(sampleAtom(1)), "application/atom+xml; charset=utf-8")
	f.Add([]byte(sampleRDF(1)), "")
	f.Add([]byte(`{"items":[null,{"id":1,"url":"/a","authors":{"name":"N"},"date_published":"2025-02-11"}],"hubs":[{"url":"x"}]}`), "application/json")
	f.Add([]byte("<rss><channel><item><title>a<link>http://a.example/</title>entry></item>"), "")
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		feed, err := Parse(body, Options{URL: "https://a.example/feed", ContentType: contentType, Now: now})
		if err != nil && !errors.Is(err, ErrNotFeed) && !errors.Is(err, ErrTooDeep) {
			t.Fatal(err)
		}
		for _, item := range feed.Items {
			for _, text := range []string{item.Title, item.Summary, item.Content, item.Author} {
				if !utf8.ValidString(text) || !norm.NFC.IsNormalString(text) {
					t.Fatalf("%q is no text in normal form C", text)
				}
			}
			if item.Published.After(now.AddDate(0, 0, 3)) {
				t.Fatalf("published %v", item.Published)
			}
		}
	})
}

// FuzzOutline holds that whatever comes in, gofeed gets a well-formed document
// that is not nested deeply.
func FuzzOutline(f *testing.F) {
	f.Add(sampleRSS(1))
	f.Add(sampleAtom(1))
	f.Add("<rss><channel><title>a</title>item><guid>1</guid><link/></item><ite>")
	f.Add(`<feed><entry><author>x<name>n</name><link href="a" b='`)
	f.Fuzz(func(t *testing.T, text string) {
		o, err := readOutline(legal([]byte(text)), nil)
		if err != nil {
			return
		}
		d, depth := xml.NewDecoder(&o.out), 0
		for {
			token, err := d.Token()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			switch token.(type) {
			case xml.StartElement:
				depth++
			case xml.EndElement:
				depth--
			}
			if depth > 6 {
				t.Fatal("nested deeply")
			}
		}
	})
}
