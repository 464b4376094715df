package article

import "strings"

// A page may print only the beginning of a text that its structured data hold
// whole, or build itself by script. Then articleBody is the text; elsewhere it
// is not trusted, since it loses paragraphs and often stops at a teaser.

const (
	longerBody = 1.4 // how much longer than the page's text it must be
	sharedBody = 0.7 // share of the page's text that it must hold
	ownBody    = 600 // bytes that make it a text where the page has none
)

// rescue returns the paragraphs of body where they are the better text.
func rescue(paras []para, body string, expected float64) []para {
	if len(body) < ownBody {
		return paras
	}
	size, hits, all := 0, 0, 0
	set := shingleSet(body)
	for _, p := range paras {
		in, of := set.holds(runsOf(p.text))
		size, hits, all = size+len(p.text), hits+in, all+of
	}
	none := all == 0 || expected < surely
	cutShort := float64(hits) >= sharedBody*float64(all) && float64(len(body)) >= longerBody*float64(size)
	if !none && !cutShort {
		return paras
	}
	if strings.Contains(body, "</") {
		body = markupText(body)
	}
	return splitText(body)
}
