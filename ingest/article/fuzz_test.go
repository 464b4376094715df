package article

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// sound checks what must hold of every article.
func sound(t *testing.T, d Document) {
	t.Helper()
	a, err := Read(d)
	again, err2 := Read(d)
	if (err == nil) != (err2 == nil) || show(a) != show(again) {
		t.Errorf("two readings differ:\n%s\n%s", show(a), show(again))
	}
	if !utf8.ValidString(a.Text) || !norm.NFC.IsNormalString(a.Text) {
		t.Errorf("text %q is not UTF-8 in normal form C", a.Text)
	}
	if len(a.Text) > maxText || len(a.Removed) > maxRemoved || len(a.Title) > 2*maxField {
		t.Errorf("%d bytes of text, %d removed, title of %d bytes", len(a.Text), len(a.Removed), len(a.Title))
	}
	if strings.Contains(a.Text, "\n\n\n") || strings.TrimSpace(a.Text) != a.Text {
		t.Errorf("text %q is not in paragraphs parted by one empty line", a.Text)
	}
	if a.Confidence < 0 || a.Confidence > 1 || a.Confidence < 0.5 && a.Reason == "" && err == nil {
		t.Errorf("confidence %v for the reason %q", a.Confidence, a.Reason)
	}
}

func FuzzReadPage(f *testing.F) {
	pages, _ := filepath.Glob("testdata/pages/*.html")
	for _, page := range pages {
		body, err := os.ReadFile(page)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte(`<p>a<table><tr><td>b<td hidden>c</table><a href=x></a><h1>`))
	f.Add([]byte(`<script type="application/ld+json">{"@type":"Article","articleBody":"` + strings.Repeat("words of a body ", 60) + `"}</script>`))
	f.Add([]byte(`<script>push("` + strings.Repeat(`\u003cp>words of a body.`, 40) + `","\"<p")</script>`))
	f.Fuzz(func(t *testing.T, body []byte) { sound(t, Document{Body: body, ContentType: "text/html"}) })
}

func FuzzReadText(f *testing.F) {
	for _, text := range []string{"", "One line.", "World news\n\nIraq | Ministers meet again in the capital\n\nThey met on Monday, and they will meet again.",
		"BAGHDAD (Agency) - Talks began\r\n\r\n, and went on\n.\n\n\u200c\u202e\u00ad", "Ã© â€œ đŸ‡źđŸ‡¶ \ufffd", "a.b.c. One.Two www.x.y 3.4"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { sound(t, Document{Body: []byte(text), ContentType: "text/plain"}) })
}

func FuzzRepairMojibake(f *testing.F) {
	for _, text := range []string{"", "é", "Ã©Ã©", "â€™ â€œ", "í\u00a0½í¸\u008d", "đŸ‡źđŸ‡¶", "Ã \ufffd", "ط§ظ„ط¹"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, changed := repairMojibake(text)
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("%q becomes %q", text, got)
		}
		if changed != (got != text) {
			t.Errorf("%q becomes %q, reported changed: %v", text, got, changed)
		}
	})
}
