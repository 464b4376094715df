package feed

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

// sampleRSS and sampleAtom make news feeds of about 76 KB, the mean of real
// ones: thirty items, half the texts in CDATA, half escaped, in two scripts.
func sampleRSS(items int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel><title>Wire of the Two Rivers</title><link>https://wire.example/</link><atom:link href="https://wire.example/feed" rel="self" type="application/rss+xml"/><language>en</language><ttl>60</ttl>
`)
	paragraphs := strings.Repeat(`<p>The two delegations met for <a href="https://wire.example/tag/talks">talks &amp; consultations</a> in the capital on <strong>Tuesday</strong>, officials said.</p>
<p>أعلنت الوزارة في بيان أن الجانبين اتفقا على مواصلة الحوار، وأن جولة جديدة ستعقد قريبا.</p>
`, 5)
	for i := range items {
		text := "<![CDATA[" + paragraphs + "]]>"
		if i%2 == 1 {
			text = escapeMarkup.Replace(paragraphs)
		}
		fmt.Fprintf(&b, `<item>
	<title>Delegations &amp; ministers meet, round %d</title>
	<link>https://wire.example/news/%d/delegations-meet?utm_source=rss</link>
	<comments>https://wire.example/news/%d/#comments</comments>
	<dc:creator><![CDATA[The Desk]]></dc:creator>
	<pubDate>Tue, %02d Feb 2025 09:05:00 +0000</pubDate>
	<category><![CDATA[Iraq]]></category><category><![CDATA[Diplomacy]]></category>
	<guid isPermaLink="false">https://wire.example/?p=%d</guid>
	<description><![CDATA[<p>The two delegations met for talks in the capital, officials said. [&#8230;]</p>]]></description>
	<content:encoded>%s</content:encoded>
	<slash:comments>3</slash:comments>
	<media:thumbnail url="https://wire.example/%d.jpg" width="150" height="84"/>
</item>
`, i, i, i, 1+i%28, i, text, i)
	}
	b.WriteString("</channel></rss>\n")
	return b.String()
}

func sampleAtom(items int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Ministry</title><id>tag:ministry.example,2020:feed</id><link href="https://ministry.example/"/>
`)
	paragraphs := escapeMarkup.Replace(strings.Repeat(`<p>The minister received the delegation and discussed <em>security &amp; economic</em> co-operation.</p>
<p>وزیر امور خارجه با هیئت دیدار کرد و دو طرف بر ادامه گفتگوها تأکید کردند.</p>
`, 6))
	for i := range items {
		fmt.Fprintf(&b, `<entry><title type="html">Minister receives delegation %d</title><id>tag:ministry.example,2020:%d</id>
<link rel="alternate" type="text/html" href="https://ministry.example/statements/%d"/><author><name>Press Office</name></author>
<published>2025-02-%02dT09:05:00+03:00</published><updated>2025-02-%02dT10:05:00+03:00</updated><category term="statements"/>
<summary type="html">&lt;p&gt;The minister received the delegation.&lt;/p&gt;</summary><content type="html">%s</content></entry>
`, i, i, i, 1+i%28, 1+i%28, paragraphs)
	}
	b.WriteString("</feed>\n")
	return b.String()
}

func BenchmarkParse(b *testing.B) {
	o := Options{URL: "https://wire.example/feed", ContentType: "text/xml; charset=utf-8", Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	for name, text := range map[string]string{"rss": sampleRSS(29), "atom": sampleAtom(35)} {
		body := []byte(text)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				f, err := Parse(body, o)
				if err != nil || len(f.Items) < 29 {
					b.Fatal(err, len(f.Items))
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "feeds/s")
		})
		b.Run(name+" by gofeed alone", func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := gofeed.NewParser().ParseString(text); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "feeds/s")
		})
	}
}
