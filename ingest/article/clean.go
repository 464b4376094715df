package article

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"roundwatch"
)

// cleaner turns paragraphs into the text of an article. Each rule is one
// method that looks at the whole list, takes lines out of it into fields or
// into Removed, and leaves the rest in order.
type cleaner struct {
	d     Document
	a     *roundwatch.Article
	paras []para
}

func (c *cleaner) clean(paras []para) {
	c.paras = paras
	c.mend()
	c.paras = joinBroken(c.paras)
	if c.a.TextFrom != roundwatch.TextFromPage {
		c.top()
	}
	c.repeats()
	c.furniture()
	c.credits()
	c.dateline()
	c.keepOne()
	size := 0
	for _, p := range c.paras {
		size += len(p.text) + len("\n\n")
	}
	var text strings.Builder
	text.Grow(min(size, maxText))
	for _, p := range c.paras {
		if text.Len() > 0 {
			text.WriteString("\n\n")
		}
		text.WriteString(p.text)
		if text.Len() > maxText {
			break
		}
	}
	c.a.Text = strings.TrimSpace(cut(text.String(), maxText))
}

// remove lists a piece that is left out.
func (c *cleaner) remove(kind, text string) {
	if len(c.a.Removed) < maxRemoved {
		c.a.Removed = append(c.a.Removed, roundwatch.Removed{Kind: kind, Text: cut(text, maxField)})
	}
}

// drop removes the paragraphs for which why gives a kind.
func (c *cleaner) drop(why func(i int, p *para) string) {
	kept := c.paras[:0]
	for i := range c.paras {
		p := &c.paras[i]
		if kind := why(i, p); kind != "" {
			c.remove(kind, p.text)
		} else {
			kept = append(kept, *p)
		}
	}
	c.paras = kept
}

// mend repairs each paragraph by itself and drops those that are empty.
func (c *cleaner) mend() {
	kept := c.paras[:0]
	for _, p := range c.paras {
		if !tidy(p.text) {
			repaired, changed := repairMojibake(p.text)
			if changed {
				c.remove("mojibake", p.text)
			}
			p.text = mend(repaired)
		}
		if p.text != "" {
			kept = append(kept, p)
		}
	}
	c.paras = kept
}

// top takes label and headline off a plain text, unless its title is known to
// be another one.
func (c *cleaner) top() {
	rest, title, labels := headline(c.paras)
	if c.a.Title != "" && roundwatch.Fold(title) != roundwatch.Fold(c.a.Title) {
		return
	}
	for _, l := range labels {
		c.remove("label", l)
	}
	if title != "" {
		c.remove("headline", title)
		c.a.Title = cmp.Or(c.a.Title, title)
	}
	c.paras = rest
}

// headLines is how many paragraphs at the top can belong to the head of an
// article: headline, byline, date, caption.
const headLines = 6

// furniture drops lines that are no part of the text wherever they stand.
func (c *cleaner) furniture() {
	title, site, byline := roundwatch.Fold(c.a.Title), roundwatch.Fold(c.a.Site), roundwatch.Fold(c.a.Byline)
	only := len(c.paras) == 1
	c.drop(func(i int, p *para) string {
		short := len(p.text) <= maxField && p.words() <= maxCaption
		switch {
		case only:
			return ""
		case c.recurs(p):
			return "boilerplate"
		case !short:
			return ""
		case strings.Contains(p.text, "(@") && tweetLine.MatchString(p.text):
			return "embed"
		case isCaption(p.text):
			return "caption"
		}
		folded := roundwatch.Fold(p.text)
		switch {
		case folded == title && title != "":
			return "headline"
		case i < headLines && folded == site && site != "":
			return "outlet"
		case i < headLines && (folded == byline && byline != "" || c.takesByline(p.text)):
			return "byline"
		case i < headLines && c.isDate(p.text):
			return "date"
		case p.quote || p.item || quoted(p.text):
			return ""
		}
		return lineKind(p.text)
	})
	for i := range c.paras {
		if p := &c.paras[i]; strings.Contains(p.text, "t.co/") || strings.Contains(p.text, "pic.twitter.com/") {
			if words := tweetLink.ReplaceAllString(p.text, ""); words != "" && words != p.text {
				c.remove("embed", p.text)
				p.text = words
			}
		}
	}
}

// recurs reports whether the source prints this line in its articles again and
// again. What someone said is never boilerplate.
func (c *cleaner) recurs(p *para) bool {
	if c.d.Recurring == nil || p.quote || quoted(p.text) {
		return false
	}
	h, ok := lineHash(p.text)
	return ok && c.d.Recurring(h)
}

// quoted reports whether a paragraph begins as someone's words.
func quoted(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune("\"“«„‘'", r)
}

// maxDateLine is the number of words that a line of nothing but a date may have.
const maxDateLine = 8

// isDate reports whether a line is a date and nothing else.
func (c *cleaner) isDate(text string) bool {
	if !strings.ContainsAny(text, "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹") || wordCount(text) > maxDateLine || endsSentence(text) {
		return false
	}
	_, ok := roundwatch.ParseDate(text, roundwatch.DateOptions{Zone: c.d.Zone, Lang: c.d.Lang})
	return ok
}

// bylineMarks begin a line that names the author.
var bylineMarks = []string{"By ", "BY ", "by ", "بقلم ", "بقلم:", "كتب ", "نویسنده:", "نوشته ", "نووسین: ", "Yazan: ", "Nivîskar: ", "Von ", "Par ", "Por ", "Di "}

// takesByline reports whether a line names the author, and notes the name.
func (c *cleaner) takesByline(text string) bool {
	if wordCount(text) > 8 || endsSentence(text) {
		return false
	}
	for _, mark := range bylineMarks {
		if name, ok := strings.CutPrefix(text, mark); ok && headWords(strings.ReplaceAll(name, " and ", " ")) {
			c.a.Byline = cmp.Or(c.a.Byline, strings.TrimSpace(name))
			return true
		}
	}
	return false
}

// tailLines is how many paragraphs at the end can be credits.
const tailLines = 4

// credits drops the notes about translation, reporting and rights at the end,
// which may be longer than other furniture.
func (c *cleaner) credits() {
	for n := 0; n < tailLines && len(c.paras) > 1; n++ {
		last := c.paras[len(c.paras)-1]
		kind := lineKind(last.text)
		if kind == "" && last.heading {
			kind = "heading" // of something that is not part of the article
		}
		if kind == "" {
			return
		}
		c.remove(kind, last.text)
		c.paras = c.paras[:len(c.paras)-1]
	}
}

// datelineWithin is how many paragraphs the first sentence of the report may
// be preceded by: a standfirst, a summary.
const datelineWithin = 3

// dateline moves outlet, place and agency from the front of the first sentence
// into fields.
func (c *cleaner) dateline() {
	for i := range c.paras[:min(len(c.paras), datelineWithin)] {
		p := &c.paras[i]
		d, ok := findDateline(p.text)
		if !ok || len(p.text)-len(d.text) < minOpen {
			continue
		}
		kind := "dateline"
		if d.outlet {
			kind = "outlet"
		}
		c.remove(kind, strings.TrimSpace(d.text))
		p.text = p.text[len(d.text):]
		c.a.Site = cmp.Or(c.a.Site, d.site)
		if c.a.Published.IsZero() && d.date != "" {
			if t, ok := roundwatch.ParseDate(d.date, roundwatch.DateOptions{Lang: c.d.Lang, Zone: c.d.Zone, Now: c.d.Now}); ok {
				c.a.Published, c.a.PublishedFrom = t, roundwatch.FromDateline
			}
		}
		return
	}
}

// keepOne sees to it that a text never ends up as nothing but a title.
func (c *cleaner) keepOne() {
	if len(c.paras) == 0 && c.a.TextFrom != roundwatch.TextFromPage && c.a.Title != "" {
		c.paras = []para{{text: c.a.Title}}
	}
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
