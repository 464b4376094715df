package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// splitText divides a plain text into paragraphs. An empty line ends one; so
// does a single line end, unless the text is wrapped to a width or the next
// line goes on with the sentence.
func splitText(text string) []para {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n").Replace(text), "\n")
	hard := wrapped(lines)
	var out []para
	open := false
	for _, line := range lines {
		line = strings.Trim(line, " \t")
		switch {
		case line == "":
			open = false
		case open && (hard || goesOn(out[len(out)-1].text, line)):
			out[len(out)-1].text += " " + line
		default:
			out = append(out, para{text: line})
			open = true
		}
	}
	return out
}

// The widths between which texts are wrapped by hand or by a mail program.
const minWrap, maxWrap = 50, 100

// wrapped reports whether the lines of a text break at a width: nearly all
// that are followed by another are of about one length, and few end a sentence.
func wrapped(lines []string) bool {
	var full, followed, closed int
	for i := range len(lines) - 1 {
		if blank(lines[i]) || blank(lines[i+1]) {
			continue
		}
		followed++
		if n := utf8.RuneCountInString(lines[i]); n >= minWrap && n <= maxWrap {
			full++
		}
		if endsSentence(lines[i]) {
			closed++
		}
	}
	return followed >= 4 && full*10 >= followed*8 && closed*2 < followed
}

// goesOn reports whether line continues the sentence that prev began.
func goesOn(prev, line string) bool {
	if endsSentence(prev) {
		return lonely(line)
	}
	first, _ := utf8.DecodeRuneInString(line)
	return unicode.IsLower(first) || lonely(line) || strings.ContainsRune(",;:)]،؛", first)
}

// lonely reports whether line is nothing but marks, as a link leaves behind.
func lonely(line string) bool {
	return len(line) <= 8 && strings.Trim(line, ".,;:!?)]\"'”’،؛؟ ") == ""
}

// joinBroken joins paragraphs that were one sentence before a link or a break
// was taken out: the first lacks its end mark and the second goes on.
func joinBroken(paras []para) []para {
	out := paras[:0]
	for _, p := range paras {
		if n := len(out); n > 0 && p.joins(out[n-1]) {
			last := &out[n-1]
			if first, _ := utf8.DecodeRuneInString(p.text); !unicode.IsLetter(first) && !strings.ContainsRune("([«“\"", first) {
				last.text += p.text
			} else {
				last.text += " " + p.text
			}
			continue
		}
		out = append(out, p)
	}
	return out
}

// minOpen is the length, in bytes, of a paragraph that may lack its end by
// accident; what is shorter is a label, a subhead or an item of a list.
const minOpen = 60

func (p para) joins(prev para) bool {
	if p.heading || prev.heading || p.quote != prev.quote || p.item && !lonely(p.text) {
		return false
	}
	if lonely(p.text) {
		return true
	}
	first, _ := utf8.DecodeRuneInString(p.text)
	if strings.ContainsRune(",;:)]،؛", first) {
		return true
	}
	return len(prev.text) >= minOpen && !endsSentence(prev.text) && unicode.IsLower(first) && !prev.item && len(p.text) >= minOpen/2
}

// headline takes title and section label off the top of a plain text: short
// lines without an end mark, before the first sentence. A text that is nothing
// else keeps what it has.
func headline(paras []para) (rest []para, title string, labels []string) {
	n := 0
	for n < len(paras) && n < 3 && isLine(paras[n].text) {
		n++
	}
	if n == 0 || n == len(paras) || !endsSentence(paras[n].text) && len(paras[n].text) < minOpen {
		return paras, "", nil
	}
	at := 0
	for i := range n {
		if wordCount(paras[i].text) > wordCount(paras[at].text) {
			at = i
		}
	}
	if wordCount(paras[at].text) < minTitle {
		return paras, "", nil
	}
	for i := range at {
		labels = append(labels, paras[i].text)
	}
	title = paras[at].text
	if label, rest, ok := strings.Cut(title, " | "); ok && wordCount(label) <= 3 && wordCount(rest) >= minTitle {
		labels, title = append(labels, label+" |"), rest
	}
	return paras[at+1:], title, labels
}

// Words of a headline.
const minTitle, maxTitle = 4, 25

func isLine(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return wordCount(text) <= maxTitle && (!endsSentence(text) || last == '?' || last == '؟') && !strings.HasSuffix(text, ":")
}

func wordCount(s string) (n int) {
	for range strings.FieldsSeq(s) {
		n++
	}
	return n
}

// words is the wordCount of a paragraph that is mended: its spaces are single.
func (p *para) words() int { return strings.Count(p.text, " ") + 1 }
