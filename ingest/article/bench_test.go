package article

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// newsPage makes a page of about the given size in the manner of a newspaper:
// a fifth of it article, the rest menus, styles, scripts and lists of links.
func newsPage(size int) []byte {
	var b bytes.Buffer
	b.WriteString(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Talks resume | The Gulf Ledger</title>
<meta property="og:title" content="Talks resume"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Talks resume","datePublished":"2021-04-07T10:00:00Z"}</script>`)
	fmt.Fprintf(&b, "<style>%s</style></head><body><nav><ul>", strings.Repeat(".menu-item a{color:#123}", size/100))
	for i := range 20 {
		fmt.Fprintf(&b, `<li class="menu-item"><a href="/s/%d"><span>Section %d</span></a></li>`, i, i)
	}
	b.WriteString(`</ul></nav><main><article class="story"><h1>Talks resume</h1><div class="story-body">`)
	for i := 0; b.Len() < size/2; i++ {
		fmt.Fprintf(&b, "<p>Paragraph %d says that the delegations of the two countries met, and that <a href=\"/%d\">officials</a> spoke of security, energy and the water of the two rivers for %d hours.</p>\n", i, i, i)
		if i%5 == 4 {
			b.WriteString(`<aside class="promo"><h4>Read more</h4><a href="/promo">Museum opens a hall of manuscripts</a></aside>`)
		}
	}
	b.WriteString(`</div></article></main><aside class="related"><h3>Most read</h3><ol>`)
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `<li class="card"><a href="/a/%d"><img src="/t/%d.jpg" alt=""><span class="kicker">World</span> Dates harvest sets a record, story %d</a></li>`, i, i, i)
		if i == 40 {
			fmt.Fprintf(&b, "</ol><script>%s</script><ol>", strings.Repeat("window.push({slot:1});", (size-b.Len())/25))
		}
	}
	b.WriteString(`</ol></aside><footer>© The Gulf Ledger</footer></body></html>`)
	return b.Bytes()
}

// Read without the parse is the difference of the two.
func BenchmarkRead(b *testing.B) {
	for _, size := range []int{32 << 10, 200 << 10} {
		page := newsPage(size)
		b.Run(fmt.Sprintf("parse/%dK", size>>10), func(b *testing.B) {
			for b.Loop() {
				if _, err := html.Parse(bytes.NewReader(page)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("article/%dK", size>>10), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(Document{Body: page}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Most paragraphs need no repair, and finding that out must cost next to nothing.
func BenchmarkRepairMojibake(b *testing.B) {
	for name, text := range map[string]string{
		"Arabic": strings.Repeat("وقال الوزير، في بيان نُشر اليوم، إن المباحثات ستستمر؛ فهل يُعلن الجدول قبل الصيف؟ ", 40),
		"broken": strings.Repeat("le prÃ©sident a dÃ©clarÃ© â€œouiâ€\u009d. ", 40),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				repairMojibake(text)
			}
		})
	}
}
