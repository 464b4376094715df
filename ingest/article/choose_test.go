package article

import (
	"strings"
	"testing"
)

const (
	report = `<p>The two delegations met on Monday in the capital and agreed to meet again in the summer of this year, officials of both sides said after the session.</p>
<p>Officials said that the agenda covers security, energy and culture, that no date has been set so far, and that the committees will report in June.</p>`
	after = `<p>The two sides reaffirmed the agreement of 2008 as the basis of their work, and they thanked the members of the coalition for their help.</p>`
	other = `<section class="more"><div><p>Farmers in the south brought in more dates than in any year since the count began, the ministry said, and prices fell by a tenth.</p></div>
<div><p>The museum has opened a hall of manuscripts, in which visitors can see leaves that were thought to be lost for four centuries.</p></div></section>`
)

func TestACaptionIsNoPartOfTheArticle(t *testing.T) {
	const caption = "Members of the two delegations at the table on Monday, in a picture that the ministry released after the session."
	page := "<html><head><title>Delegations agree to meet again</title></head><body><article><h1>Delegations agree to meet again</h1>" + report +
		`<figure><img src="/table.jpg"><figcaption>` + caption + "</figcaption></figure>" + after + "</article></body></html>"
	a, err := Read(Document{Body: []byte(page), ContentType: "text/html"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(a.Text, caption) || !strings.HasSuffix(a.Text, "for their help.") {
		t.Errorf("text %q", a.Text)
	}
	if len(a.Removed) != 1 || a.Removed[0].Kind != "caption" {
		t.Errorf("removed %v, want the caption", a.Removed)
	}
}

func TestOtherStoriesOfAPageAreNoPartOfItsArticle(t *testing.T) {
	for name, body := range map[string]string{
		"behind a heading that announces them":    `<article class="story"><h1>Delegations agree to meet again</h1>` + report + after + `<h3>Related stories</h3>` + other + `</article>`,
		"before the headline":                     other + `<article class="story"><h1>Delegations agree to meet again</h1>` + report + after + `</article>`,
		"a box in the midst, with text behind it": `<article class="story"><h1>Delegations agree to meet again</h1>` + report + `<aside><h4>Read more</h4><ul><li><a href="/1">Farmers in the south bring in their dates</a></li></ul></aside>` + after + `</article>`,
	} {
		t.Run(name, func(t *testing.T) {
			page := "<html><head><title>Delegations agree to meet again</title></head><body>" + body + "</body></html>"
			a, err := Read(Document{Body: []byte(page), ContentType: "text/html"})
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(a.Text, "Farmers") || strings.Contains(a.Text, "museum") {
				t.Errorf("other stories in %q", a.Text)
			}
			if !strings.HasPrefix(a.Text, "The two delegations") || !strings.HasSuffix(a.Text, "for their help.") {
				t.Errorf("the article is not whole: %q", a.Text)
			}
		})
	}
}
