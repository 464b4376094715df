package feed

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// sampleRDF makes an RSS 1.0 feed, whose items stand behind the channel.
func sampleRDF(items int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://rdf.example/"><title>Bulletin</title><link>https://rdf.example/</link><description>Bulletin</description></channel>
`)
	for i := range items {
		fmt.Fprintf(&b, `<item rdf:about="https://rdf.example/b/%d">
  <title>بيان رقم %d</title>
  <link>https://rdf.example/b/%d</link>
  <description>Text of bulletin %d: the sides &lt;b&gt;agreed&lt;/b&gt; to meet.</description>
  <dc:date>2025-02-%02dT09:05:00Z</dc:date>
</item>
`, i, i, i, i, 1+i%28)
	}
	b.WriteString("</rdf:RDF>\n")
	return b.String()
}

// A damage does one kind of harm to a feed.
type damage func(feed []byte, r *rand.Rand) []byte

// at calls harm at n random places.
func at(n int, harm func(feed []byte, at int, r *rand.Rand) []byte) damage {
	return func(feed []byte, r *rand.Rand) []byte {
		for range n {
			feed = harm(bytes.Clone(feed), 300+r.IntN(len(feed)-360), r)
		}
		return feed
	}
}

// lose removes n random matches of a pattern, or puts something in their place.
func lose(pattern string, n int, instead string) damage {
	return func(feed []byte, r *rand.Rand) []byte {
		for range n {
			all := regexp.MustCompile(pattern).FindAllIndex(feed, -1)
			if len(all) == 0 {
				return feed
			}
			m := all[r.IntN(len(all))]
			feed = append(append(bytes.Clone(feed[:m[0]]), instead...), feed[m[1]:]...)
		}
		return feed
	}
}

func front(junk string) damage {
	return func(feed []byte, _ *rand.Rand) []byte { return append([]byte(junk), feed...) }
}

// spoil puts a piece at the start of three titles.
func spoil(piece string) damage {
	return func(feed []byte, r *rand.Rand) []byte {
		for range 3 {
			all := regexp.MustCompile(`<title[^>]*>`).FindAllIndex(feed, -1)
			end := all[r.IntN(len(all))][1]
			feed = append(append(bytes.Clone(feed[:end]), piece...), feed[end:]...)
		}
		return feed
	}
}

var damages = map[string]damage{
	"nothing": func(feed []byte, _ *rand.Rand) []byte { return feed },
	"cut": func(feed []byte, r *rand.Rand) []byte {
		return feed[:len(feed)/5+r.IntN(len(feed)*4/5)]
	},
	"ten bytes flipped": at(10, func(f []byte, i int, r *rand.Rand) []byte { f[i] = byte(r.IntN(256)); return f }),
	"ten bits flipped":  at(10, func(f []byte, i int, r *rand.Rand) []byte { f[i] ^= 1 << r.IntN(8); return f }),
	"bytes lost": at(4, func(f []byte, i int, r *rand.Rand) []byte {
		return append(f[:i], f[i+1+r.IntN(25):]...)
	}),
	"bytes added": at(4, func(f []byte, i int, r *rand.Rand) []byte {
		return append(append(bytes.Clone(f[:i]), `<>&"'/![]`[r.IntN(9)], byte(r.IntN(256))), f[i:]...)
	}),
	"bytes changed over": at(4, func(f []byte, i int, _ *rand.Rand) []byte {
		f[i], f[i+9] = f[i+9], f[i]
		return f
	}),
	"null bytes": at(5, func(f []byte, i int, _ *rand.Rand) []byte {
		return append(append(bytes.Clone(f[:i]), 0, 0), f[i:]...)
	}),

	"start tags of items lost":  lose(`<(item|entry)[^>]*>`, 2, ""),
	"end tags of items lost":    lose(`</(item|entry)>`, 2, ""),
	"end tags lost":             lose(`</(title|link|description|content|guid|id)>`, 4, ""),
	"start tags lost":           lose(`<(title|description|guid|id|pubDate)>`, 4, ""),
	"end of a section lost":     lose(`\]\]>`, 1, ""),
	"start of a section lost":   lose(`<!\[CDATA\[`, 1, ""),
	"slashes lost":              lose(`</`, 4, "<"),
	"brackets lost":             lose(`>`, 4, ""),
	"other brackets lost":       lose(`<`, 4, ""),
	"quotes lost":               lose(`"`, 3, ""),
	"a comment never closed":    lose(`<(item|entry)>`, 1, "<!-- <item>"),
	"the root never closed":     lose(`</(rss|feed|rdf:RDF)>`, 1, ""),
	"namespaces not declared":   lose(`\sxmlns:\w+="[^"]*"`, 9, ""),
	"the declaration lost":      lose(`<\?xml[^>]*\?>`, 1, ""),
	"an attribute twice":        lose(`<(rss|feed|rdf:RDF)`, 1, `<$1 a="1" a="2"`),
	"a warning in front":        front("<br />\n<b>Warning</b>: mkdir(): denied in <b>/srv/a.php</b> on line <b>9</b>\n"),
	"a licence in front":        front("<!-- " + strings.Repeat("licence ", 1000) + "-->\n"),
	"a script in front":         front("<script>if (a<b && b>c) { feed() }</script>"),
	"blank lines in front":      front("\n \n"),
	"two byte order marks":      front("\uFEFF\uFEFF"),
	"a DTD":                     front(`<!DOCTYPE rss [<!ENTITY nbsp "&#160;"> <!ENTITY who "agency">]>`),
	"bare signs":                spoil("R&D AT&T 3 < 5 <3 a<b & "),
	"undefined entities":        spoil("&nbsp;&rsquo;&nothing;&"),
	"illegal references":        spoil("&#x1f;&#xFFFE;&#0;&#x110000;"),
	"control bytes":             spoil("\x0b\x01\x7f"),
	"bytes that are no UTF-8":   spoil("\xc3\x28\xa0\xff"),
	"unknown tags":              spoil("<o:p> <foo"),
	"an end without a section":  spoil("]]>"),
	"a feed in a feed":          spoil("<rss><channel>"),
	"under a wrong declaration": lose(`encoding="[^"]*"`, 1, `encoding="iso-8859-1"`),
	"in UTF-16": func(feed []byte, _ *rand.Rand) []byte {
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes(feed)
		if err != nil {
			panic(err)
		}
		return out
	},
	"in windows-1256 under no declaration": func(feed []byte, _ *rand.Rand) []byte {
		text := strings.NewReplacer(`encoding="UTF-8"`, "", `encoding="utf-8"`, "", "ی", "ي").Replace(string(feed))
		out, err := charmap.Windows1256.NewEncoder().Bytes([]byte(text))
		if err != nil {
			panic(err)
		}
		return out
	},
}

// recoverable returns the addresses of a feed's items that stand whole in its
// damaged copy.
func recoverable(addresses []string, damaged []byte) []string {
	var whole []string
	for _, address := range addresses {
		if regexp.MustCompile(regexp.QuoteMeta(address) + `["'<\s]`).Match(damaged) {
			whole = append(whole, address)
		}
	}
	return whole
}

// TestParseRecoversDamagedFeeds holds what a daemon needs: a feed that arrives
// damaged still gives (nearly) every item whose address stands in it.
func TestParseRecoversDamagedFeeds(t *testing.T) {
	const seeds, least = 4, 0.97
	for name, harm := range damages {
		t.Run(name, func(t *testing.T) {
			wanted, found := 0, 0
			for sample, text := range map[string]string{"rss": sampleRSS(20), "atom": sampleAtom(20), "rdf": sampleRDF(30)} {
				whole, err := Parse([]byte(text), Options{})
				if err != nil {
					t.Fatal(err)
				}
				var addresses []string
				for _, item := range whole.Items {
					addresses = append(addresses, item.URL)
				}
				for seed := range uint64(seeds) {
					damaged := harm([]byte(text), rand.New(rand.NewPCG(seed, 7)))
					f, err := Parse(damaged, Options{})
					if err != nil {
						t.Fatalf("%s, seed %d: %v", sample, seed, err)
					}
					got := map[string]bool{}
					for _, item := range f.Items {
						got[item.URL] = true
					}
					if !strings.HasPrefix(name, "in ") {
						addresses = recoverable(addresses, damaged)
					}
					for _, address := range addresses {
						wanted++
						if got[address] {
							found++
						} else {
							t.Logf("%s, seed %d: no item %s", sample, seed, address)
						}
					}
				}
			}
			if float64(found) < least*float64(wanted) {
				t.Errorf("%d of %d items", found, wanted)
			}
		})
	}
}

func TestParseMarksWhatItRepaired(t *testing.T) {
	for sample, text := range map[string]string{"rss": sampleRSS(3), "atom": sampleAtom(3), "rdf": sampleRDF(3)} {
		f, err := Parse([]byte(text), Options{})
		if err != nil || f.Repaired || f.Truncated {
			t.Errorf("%s, whole: repaired %v, truncated %v, %v", sample, f.Repaired, f.Truncated, err)
		}
		f, err = Parse([]byte(text[:len(text)*2/3]), Options{})
		if err != nil || !f.Truncated || len(f.Items) == 0 {
			t.Errorf("%s, cut: truncated %v, %d items, %v", sample, f.Truncated, len(f.Items), err)
		}
		f, err = Parse([]byte(strings.Replace(text, "</title>", "", 2)), Options{})
		if err != nil || !f.Repaired || len(f.Items) != 3 {
			t.Errorf("%s, unclosed: repaired %v, %d items, %v", sample, f.Repaired, len(f.Items), err)
		}
	}
}
