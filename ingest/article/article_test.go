package article

import (
	"strings"
	"testing"
	"time"

	"roundwatch"
)

const simplePage = `<!doctype html><html lang="en"><head><title>Talks resume in Baghdad - The Example</title>
<meta property="og:title" content="Talks resume in Baghdad"><meta property="article:published_time" content="2021-04-07T10:00:00+03:00">
</head><body><nav><a href="/">Home</a></nav><article><h1>Talks resume in Baghdad</h1>
<p>Delegations of the two countries met on Wednesday, and both sides said that the talks would go on for another day.</p>
<p>The foreign minister said the agenda covered security, energy and culture, according to a statement by his office.</p>
</article><footer>All rights reserved</footer></body></html>`

func TestAPageBecomesItsArticle(t *testing.T) {
	a, err := Read(Document{Body: []byte(simplePage), URL: "https://example.com/a"})
	if err != nil {
		t.Fatal(err)
	}
	want := "Delegations of the two countries met on Wednesday, and both sides said that the talks would go on for another day.\n\n" +
		"The foreign minister said the agenda covered security, energy and culture, according to a statement by his office."
	if a.Text != want {
		t.Errorf("text %q, want %q", a.Text, want)
	}
	if a.Title != "Talks resume in Baghdad" {
		t.Errorf("title %q", a.Title)
	}
	if want := time.Date(2021, 4, 7, 7, 0, 0, 0, time.UTC); !a.Published.Equal(want) || a.PublishedFrom != roundwatch.FromMeta {
		t.Errorf("published %v from %q, want %v from meta", a.Published, a.PublishedFrom, want)
	}
}

func TestAPlainTextOfOneParagraphIsItsOwnText(t *testing.T) {
	a, err := Read(Document{Body: []byte("One line only"), ContentType: "text/plain"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Text != "One line only" || a.TextFrom != roundwatch.TextFromFile {
		t.Errorf("text %q from %q", a.Text, a.TextFrom)
	}
}

func TestATextThatIsTooLongIsCutAndNotLost(t *testing.T) {
	for name, paragraph := range map[string]string{"one paragraph": "Talks resume. ", "many": "Talks resume.\n\nAgain and again. "} {
		a, err := Read(Document{Body: []byte(strings.Repeat(paragraph, maxText/len(paragraph)+9)), ContentType: "text/plain"})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(a.Text, "Talks resume.") || len(a.Text) > maxText {
			t.Errorf("%s: %d bytes are left", name, len(a.Text))
		}
	}
}

func TestAnItemWithoutAReadablePageKeepsTheFeedsText(t *testing.T) {
	item := roundwatch.Item{Title: "Talks resume", Summary: "Short.", Content: "A longer text.", Published: time.Date(2021, 4, 7, 0, 0, 0, 0, time.UTC)}
	a := FromFeed(item, "consent wall")
	if a.Text != "A longer text." || a.TextFrom != roundwatch.TextFromFeed || a.Reason != "consent wall" || a.PublishedFrom != roundwatch.FromFeed {
		t.Errorf("got %+v", a)
	}
}
