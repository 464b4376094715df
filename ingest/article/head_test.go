package article

import (
	"testing"

	"roundwatch"
)

const filler = `<p>The two delegations met on Monday and agreed to meet again in the summer of this year, officials said.</p>
<p>Officials said that the agenda covers security, energy and culture, and that no date has been set so far.</p>`

func TestThePublicationDateComesFromTheBestSource(t *testing.T) {
	for name, c := range map[string]struct{ head, body, url, want, from string }{
		"structured data":                     {`<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2021-04-07T10:00:00+03:00"}</script><meta name="date" content="2021-04-06">`, "", "", "2021-04-07T07:00:00Z", roundwatch.FromJSONLD},
		"structured data in a graph":          {`<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2001-01-01"},{"@type":["Report","Article"],"datePublished":"2021-04-07"}]}</script>`, "", "", "2021-04-07T00:00:00Z", roundwatch.FromJSONLD},
		"a meta element":                      {`<meta property="article:published_time" content="2021-04-07T10:00:00Z"><meta property="article:modified_time" content="2021-04-09T10:00:00Z">`, "", "", "2021-04-07T10:00:00Z", roundwatch.FromMeta},
		"a time element":                      {"", `<time datetime="2021-04-07T10:00:00Z">Wednesday</time>`, "", "2021-04-07T10:00:00Z", roundwatch.FromTime},
		"a line by the headline":              {"", `<div class="when">Published 7 April 2021</div>`, "", "2021-04-07T00:00:00Z", roundwatch.FromTime},
		"a line in Persian":                   {"", `<div>تاریخ انتشار: ۱۸ فروردین ۱۴۰۰</div>`, "", "2021-04-07T00:00:00Z", roundwatch.FromTime},
		"the address":                         {"", "", "https://ledger.example/2021/04/07/talks", "2021-04-07T00:00:00Z", roundwatch.FromURL},
		"the address in Jalali":               {"", "", "https://ledger.example/news/1400/01/18/talks", "2021-04-07T00:00:00Z", roundwatch.FromURL},
		"an update is no publication":         {"", `<div>Updated 7 April 2021</div>`, "", "", ""},
		"a date that the address contradicts": {`<meta name="date" content="2011-01-01">`, "", "https://ledger.example/2021/04/07/talks", "2021-04-07T00:00:00Z", roundwatch.FromURL},
		"an impossible date":                  {`<meta name="date" content="2021-13-45">`, "", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			page := "<html><head><title>Talks resume</title>" + c.head + "</head><body><article><h1>Talks resume</h1>" + c.body + filler + "</article></body></html>"
			a, err := Read(Document{Body: []byte(page), ContentType: "text/html", URL: c.url})
			if err != nil {
				t.Fatal(err)
			}
			if roundwatch.Stamp(a.Published) != c.want || a.PublishedFrom != c.from {
				t.Errorf("published %q from %q, want %q from %q", roundwatch.Stamp(a.Published), a.PublishedFrom, c.want, c.from)
			}
		})
	}
}

func TestTheTitleGoesWithoutTheSitesName(t *testing.T) {
	for name, c := range map[string]struct{ head, h1, want string }{
		"behind a bar":                   {`<title>Talks resume in Baghdad | The Gulf Ledger</title><meta property="og:site_name" content="The Gulf Ledger">`, "", "Talks resume in Baghdad"},
		"in front":                       {`<title>The Gulf Ledger: Talks resume in Baghdad</title><meta property="og:site_name" content="The Gulf Ledger">`, "", "Talks resume in Baghdad"},
		"unknown but absent elsewhere":   {`<title>Talks resume in Baghdad - Ledger</title>`, "Talks resume in Baghdad", "Talks resume in Baghdad"},
		"a dash that belongs to it":      {`<title>Talks resume - with a new agenda for both sides</title>`, "", "Talks resume - with a new agenda for both sides"},
		"the heading before the head":    {`<title>Talks resume in Baghdad: live | Ledger</title>`, "Talks resume in Baghdad", "Talks resume in Baghdad"},
		"a heading that is another text": {`<title>Talks resume in Baghdad</title>`, "The Gulf Ledger", "Talks resume in Baghdad"},
		"misread characters":             {`<title>Le prÃ©sident a rÃ©pondu</title>`, "", "Le président a répondu"},
	} {
		t.Run(name, func(t *testing.T) {
			page := "<html><head>" + c.head + "</head><body><h1>" + c.h1 + "</h1>" + filler + "</body></html>"
			a, err := Read(Document{Body: []byte(page), ContentType: "text/html"})
			if err != nil {
				t.Fatal(err)
			}
			if a.Title != c.want {
				t.Errorf("title %q, want %q", a.Title, c.want)
			}
		})
	}
}

func TestLanguageIsReadFromTheText(t *testing.T) {
	for name, c := range map[string]struct{ text, hint, want string }{
		"English":                        {"The minister said that the talks have been held in the capital and that they will go on.", "", "en"},
		"Arabic":                         {"قال الوزير إن المباحثات التي جرت في العاصمة ستستمر الأسبوع المقبل", "", "ar"},
		"Persian":                        {"وزیر گفت که گفت\u200cوگوهای پایتخت هفته آینده نیز ادامه خواهد یافت", "ar", "fa"},
		"Sorani marked as Arabic":        {"وەزیر گوتی گفتوگۆکانی پایتەخت هەفتەی داهاتووش بەردەوام دەبن", "ar", "ckb"},
		"Kurmanji marked as Turkish":     {"Wezîr got ku gotûbêjên li paytextê di hefteya bê de jî wê berdewam bikin û ji bo her du aliyan girîng in.", "tr-TR", "ku"},
		"Turkish":                        {"Bakan, başkentteki görüşmelerin gelecek hafta da süreceğini ve bunun iki ülke için önemli olduğunu söyledi.", "en", "tr"},
		"too short to tell":              {"Talks resume", "tr", "tr"},
		"another language by its hint":   {"Rozhovory v hlavním městě budou pokračovat i příští týden, uvedl ministr.", "cs-CZ", "cs"},
		"an underscore in the hint":      {"Talks resume", "en_US", "en"},
		"nothing known":                  {"12345", "", ""},
		"Urdu is not Persian":            {"وزیر نے کہا کہ دارالحکومت میں ہونے والے مذاکرات اگلے ہفتے بھی جاری رہیں گے", "", "ur"},
		"Arabic with a Persian keyboard": {"قال الوزیر إن المباحثات التي جرت في العاصمة ستستمر الأسبوع المقبل، وأكد أهمية الاتفاق", "", "ar"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := language(c.text, c.hint); got != c.want {
				t.Errorf("language %q, want %q", got, c.want)
			}
		})
	}
}
