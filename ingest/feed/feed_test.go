package feed

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

var testOptions = Options{
	URL: "https://agency.example/feeds/all.xml", Untitled: true,
	Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
}

// parse reads a feed that must be readable.
func parse(t *testing.T, body string, o Options) Feed {
	t.Helper()
	f, err := Parse([]byte(body), o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func rssItem(inside string) string {
	return `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><item>` + inside + `</item></channel></rss>`
}

func atomEntry(inside string) string {
	return `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://ministry.example/en/"><entry>` + inside + `</entry></feed>`
}

func utc(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// one compares the fields of the only item that want sets.
func TestParseReadsWhatAnItemSays(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       roundwatch.Item
	}{
		{"RSS", rssItem(`<title>Talks &amp;amp; terms</title><link>/news/1</link><guid isPermaLink="false">a-1</guid>
			<pubDate>Tue, 11 Feb 2025 09:05:00 +0300</pubDate><description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description>
			<content:encoded><![CDATA[<h2>Head</h2>Text<br>more<script>x()</script>]]></content:encoded>
			<author>desk@agency.example (The Desk)</author><category>Iraq</category><category> Talks </category><category>Iraq</category>
			<enclosure url="/a.mp3" type="audio/mpeg" length="12"/>`),
			roundwatch.Item{
				Title: "Talks & terms", URL: "https://agency.example/news/1", GUID: "a-1", Published: utc("2025-02-11T06:05:00Z"),
				Summary: "One.\n\nTwo.", Content: "Head\n\nText\nmore", Author: "The Desk", Categories: []string{"Iraq", "Talks"},
				Enclosures: []roundwatch.Enclosure{{URL: "https://agency.example/a.mp3", Type: "audio/mpeg", Length: 12}},
			}},
		{"RSS with only a permalink", rssItem(`<guid>https://agency.example/2</guid>`),
			roundwatch.Item{GUID: "https://agency.example/2", URL: "https://agency.example/2"}},
		{"RSS with a guid that is no permalink", rssItem(`<guid isPermaLink="false">https://agency.example/2</guid>`),
			roundwatch.Item{GUID: "https://agency.example/2"}},
		{"RSS with an Atom link", rssItem(`<atom:link href="https://agency.example/3"/>`),
			roundwatch.Item{URL: "https://agency.example/3"}},
		{"RSS in the terms of Dublin Core", rssItem(`<dc:title>T</dc:title><dc:creator>A</dc:creator><dc:creator>B</dc:creator>
			<dcterms:issued>2025-02-11T09:05:00Z</dcterms:issued><dcterms:modified>2025-02-12T09:05:00Z</dcterms:modified><dc:subject>S</dc:subject><dc:language>ar</dc:language>`),
			roundwatch.Item{Title: "T", Author: "A, B", Published: utc("2025-02-11T09:05:00Z"), Updated: utc("2025-02-12T09:05:00Z"), Categories: []string{"S"}, Lang: "ar"}},
		{"RSS in the terms of Media RSS", rssItem(`<media:group><media:content url="v.mp4"><media:title>V</media:title><media:description>D</media:description></media:content></media:group>`),
			roundwatch.Item{Title: "V", Summary: "D"}},
		{"RSS with a body in XHTML", rssItem(`<title>T</title><body xmlns="http://www.w3.org/1999/xhtml"><p>A &lt; B</p><p>C</p></body>`),
			roundwatch.Item{Title: "T", Content: "A < B\n\nC"}},
		{"RSS with markup in the open", rssItem(`<description><p>One <b>bold</b> word</p><br/>x</description>`),
			roundwatch.Item{Summary: "One bold word\n\nx"}},
		{"RSS with an undeclared prefix", `<rss><channel><item><dc:creator>A</dc:creator><title>T</title></item></channel></rss>`,
			roundwatch.Item{Title: "T", Author: "A"}},
		{"RDF", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
			<channel rdf:about="x"><title>C</title><items><rdf:Seq><rdf:li resource="1"/></rdf:Seq></items></channel>
			<item rdf:about="https://agency.example/4"><title>T</title><dc:date>2025-02-11</dc:date></item></rdf:RDF>`,
			roundwatch.Item{
				Title: "T", GUID: "https://agency.example/4", URL: "https://agency.example/4",
				Published: utc("2025-02-11T00:00:00Z"), Updated: utc("2025-02-11T00:00:00Z"),
			}},
		{"Atom", atomEntry(`<title type="html">A &amp;amp; B</title><id>TAG:x,2025:%7e1</id><link rel="self" href="s"/><link href="1"/>
			<published>2025-02-11T09:05:00+03:00</published><updated>2025-02-12T09:05:00Z</updated>
			<author><name>N</name><email>n@x.example</email></author><category term="c"/><summary>1 &lt; 2</summary>
			<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A</p><title>not this</title></div></content>`),
			roundwatch.Item{
				Title: "A & B", GUID: "TAG:x,2025:%7e1", URL: "https://ministry.example/en/1", Author: "N", Categories: []string{"c"},
				Published: utc("2025-02-11T06:05:00Z"), Updated: utc("2025-02-12T09:05:00Z"), Summary: "1 < 2", Content: "A\n\nnot this",
			}},
		{"an Atom person with more than a name", atomEntry(`<author><gd:image xmlns:gd="x" src="y"/><gd:x>z</gd:x><name>N</name><uri>u</uri></author>`),
			roundwatch.Item{Author: "N"}},
		{"Atom that was only updated", atomEntry(`<title>T</title><updated>2025-02-12T09:05:00Z</updated>`),
			roundwatch.Item{Title: "T", Updated: utc("2025-02-12T09:05:00Z")}},
		{"Atom with only an id", atomEntry(`<id>https://ministry.example/5</id>`),
			roundwatch.Item{GUID: "https://ministry.example/5", URL: "https://ministry.example/5"}},
		{"Atom with the source's own title", atomEntry(`<source><title>Other</title><link href="o"/></source><title>T</title>`),
			roundwatch.Item{Title: "T"}},
		{"Atom in base64", atomEntry(`<content type="application/octet-stream">VGV4dA==</content>`),
			roundwatch.Item{Content: "Text"}},
		{"a prefix for everything", `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>T</a:title></a:entry></a:feed>`,
			roundwatch.Item{Title: "T"}},
		{"code points of windows-1252", rssItem("<title>don\u0092t &#146;</title>"), roundwatch.Item{Title: "don’t ’"}},
		{"entities of its own", `<!DOCTYPE rss [<!ENTITY who "the agency">]><rss><channel><item><title>&who; &nbsp;&rsquo;</title></item></channel></rss>`,
			roundwatch.Item{Title: "the agency ’"}},
		{"text that was decoded wrongly", rssItem(`<title>Iraqâ€™s talks</title>`), roundwatch.Item{Title: "Iraq’s talks"}},
		{"text in another normal form", rssItem("<title>Cafe\u0301</title>"), roundwatch.Item{Title: "Café"}},
		{"a DOCTYPE in a text", rssItem(`<description><![CDATA[<!DOCTYPE html><p>x]]></description>`), roundwatch.Item{Summary: "x"}},
		{"signs that open nothing", rssItem(`<title>&lt;!' b &lt;!DOCTYPE ~</title><description>a&lt;!-- x --&gt;b&lt;!-- y&gt;c</description>`),
			roundwatch.Item{Title: "<!' b <!DOCTYPE ~", Summary: "abc"}},
		{"keywords", rssItem(`<media:keywords>iraq, talks , iraq</media:keywords><category>c</category>`),
			roundwatch.Item{Categories: []string{"iraq", "talks", "c"}}},
		{"an address that is wrapped", rssItem("<link>https://agency.example/\n\t100%-sure</link>"),
			roundwatch.Item{URL: "https://agency.example/100%-sure"}},
		{"a section of markup that shows tags", rssItem(`<title><![CDATA[a <b> c]]></title>`), roundwatch.Item{Title: "a c"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := parse(t, c.body, testOptions)
			if len(f.Items) != 1 || f.Truncated {
				t.Fatalf("%d items, truncated %v", len(f.Items), f.Truncated)
			}
			c.want.Canonical = roundwatch.CanonicalURL(c.want.URL)
			if got := f.Items[0]; !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestParseReadsWhatAFeedSaysOfItself(t *testing.T) {
	f := parse(t, `<rss xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
		<title>The Wire</title><link>https://wire.example/</link><language>ar-IQ</language><ttl>90</ttl>
		<image><title>Logo</title><link>https://wire.example/logo</link><url>x.png</url></image>
		<skipHours><hour>1</hour><hour>24</hour><hour>99</hour></skipHours><skipDays><day>Friday</day></skipDays>
		<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
		<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="all.xml"/><atom:link rel="next" href="?page=2"/>
		<item><title>T</title></item></channel></rss>`, testOptions)
	want := Feed{
		Format: FormatRSS, Title: "The Wire", URL: "https://wire.example/", Language: "ar-IQ",
		TTL: 90 * time.Minute, Period: 6 * time.Hour, SkipHours: []int{1, 0}, SkipDays: []time.Weekday{time.Friday},
		Hub: "https://hub.example/", Self: "https://agency.example/feeds/all.xml", NextURL: "https://agency.example/feeds/all.xml?page=2",
		Items: []roundwatch.Item{{Title: "T", Lang: "ar-IQ"}},
	}
	if !reflect.DeepEqual(f, want) {
		t.Errorf("got  %+v\nwant %+v", f, want)
	}
}

func TestHoursAndDaysToLeaveAFeedAlone(t *testing.T) {
	f := parse(t, `<rss version="2.0"><channel><title>Agency</title><skipHours><hour>0</hour><hour>24</hour><hour>13</hour><hour>x</hour></skipHours>
<skipDays><day>Friday</day><day>saturday</day><day>Feast</day></skipDays><item><title>One</title><guid>1</guid></item></channel></rss>`, Options{})
	if !slices.Equal(f.SkipHours, []int{0, 0, 13}) || !slices.Equal(f.SkipDays, []time.Weekday{time.Friday, time.Saturday}) {
		t.Errorf("%v %v", f.SkipHours, f.SkipDays)
	}
}

func TestParseReadsJSONFeedWhateverItsTypes(t *testing.T) {
	f := parse(t, `{"version":"https://jsonfeed.org/version/1.1","title":"T","home_page_url":"/","language":"fa",
		"next_url":"p2","feed_url":"/feed.json","hubs":[{"type":"rssCloud","url":"https://no.example/"},{"type":"WebSub","url":"https://hub.example/"}],
		"authors":{"name":"Desk"},"items":[null,17,"x",
		{"id":7,"url":"/7","title":"A &amp; B","content_html":"<p>a<p>b","date_published":"2025-02-11T09:05:00Z","tags":["x",null,"x"],
		 "attachments":[null,{"url":"a.mp3","mime_type":"audio/mpeg","size_in_bytes":5}]},
		{"id":"https://a.example/8","external_url":"https://b.example/","author":{"name":"B"},"content_text":"one\n\ntwo"},
		{"id":"9","title":"the end is mis`, testOptions)
	want := []roundwatch.Item{
		{
			GUID: "7", URL: "https://agency.example/7", Title: "A & B", Content: "a\n\nb", Published: utc("2025-02-11T09:05:00Z"),
			Author: "Desk", Lang: "fa", Categories: []string{"x"},
			Enclosures: []roundwatch.Enclosure{{URL: "https://agency.example/feeds/a.mp3", Type: "audio/mpeg", Length: 5}},
		},
		{GUID: "https://a.example/8", URL: "https://b.example/", Author: "B", Content: "one\n\ntwo", Lang: "fa"},
	}
	for i := range want {
		want[i].Canonical = roundwatch.CanonicalURL(want[i].URL)
	}
	if !reflect.DeepEqual(f.Items, want) {
		t.Errorf("got  %+v\nwant %+v", f.Items, want)
	}
	if f.Format != FormatJSON || f.Hub != "https://hub.example/" || f.Self != "https://agency.example/feed.json" || f.NextURL != "https://agency.example/feeds/p2" || !f.Truncated {
		t.Errorf("%+v", f)
	}
}

func TestParseFindsATitleForAnItemWithoutOne(t *testing.T) {
	long := strings.Repeat("word ", 30)
	for _, c := range []struct{ name, item, want string }{
		{"a short summary", `<description>Just in: talks.</description>`, "Just in: talks."},
		{"the start of a long one", `<description>` + long + `</description>`, strings.TrimSpace(long[:80]) + "…"},
		{"the content", `<content:encoded>From the text</content:encoded>`, "From the text"},
		{"the address", `<link>https://a.example/1</link>`, "https://a.example/1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := parse(t, rssItem(c.item), Options{}).Items[0].Title; got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestParseReadsDatesByTheRulesOfTheSource(t *testing.T) {
	baghdad, err := time.LoadLocation("Asia/Baghdad")
	if err != nil {
		t.Fatal(err)
	}
	item := func(date string) string { return rssItem("<pubDate>" + date + "</pubDate>") }
	for _, c := range []struct {
		name, date string
		o          Options
		want       string
	}{
		{"its zone", "2025-02-11 09:05", Options{Zone: baghdad}, "2025-02-11T06:05:00Z"},
		{"its order of day and month", "03/04/2025", Options{DayFirst: true}, "2025-04-03T00:00:00Z"},
		{"its language", "03/04/2025", Options{Lang: "ckb"}, "2025-04-03T00:00:00Z"},
		{"nothing ambiguous", "03/04/2025", Options{}, ""},
		{"nothing of tomorrow's tomorrow", "2026-01-03T00:00:01Z", Options{Now: testOptions.Now}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := roundwatch.Stamp(parse(t, item(c.date), c.o).Items[0].Published); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
