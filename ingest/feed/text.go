package feed

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// breaks says how an element parts the text around it: 1 a new line, 2 a new
// paragraph. An element that is not listed stands within a line.
var breaks = map[atom.Atom]int{
	atom.Br: 1, atom.Tr: 1, atom.Li: 1, atom.Dt: 1, atom.Dd: 1, atom.Option: 1,
	atom.P: 2, atom.Div: 2, atom.Ul: 2, atom.Ol: 2, atom.Dl: 2, atom.Table: 2, atom.Blockquote: 2, atom.Pre: 2,
	atom.H1: 2, atom.H2: 2, atom.H3: 2, atom.H4: 2, atom.H5: 2, atom.H6: 2, atom.Hr: 2,
	atom.Article: 2, atom.Section: 2, atom.Header: 2, atom.Footer: 2, atom.Aside: 2, atom.Figure: 2,
	atom.Figcaption: 2, atom.Form: 2, atom.Fieldset: 2, atom.Address: 2, atom.Nav: 2, atom.Main: 2,
}

// silent elements are not shown, and neither is what they hold.
var silent = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Applet: true, atom.Noscript: true}

// visible returns the text that a browser would show of a piece of HTML:
// paragraphs separated by one empty line, lines by one line break, no other
// runs of space.
func visible(markup string) string {
	if !strings.ContainsAny(markup, "<&") {
		return plain(markup)
	}
	var t textWriter
	t.Grow(len(markup))
	if !strings.Contains(markup, "<") {
		t.text(html.UnescapeString(markup))
		return t.done()
	}
	hidden := 0
	tokens := html.NewTokenizer(strings.NewReader(shownSigns(markup)))
	for {
		switch kind := tokens.Next(); kind {
		case html.ErrorToken:
			return t.done()
		case html.TextToken:
			if hidden == 0 {
				t.text(string(tokens.Text()))
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := tokens.TagName()
			tag := atom.Lookup(name)
			if silent[tag] && kind != html.SelfClosingTagToken {
				if kind == html.StartTagToken {
					hidden++
				} else if hidden > 0 {
					hidden--
				}
			}
			t.part(breaks[tag])
		}
	}
}

// shownSigns returns markup in which "<!" is text where it opens neither a
// comment nor a declaration that is closed: HTML would swallow what follows.
func shownSigns(markup string) string {
	if !strings.Contains(markup, "<!") {
		return markup
	}
	var b strings.Builder
	signs, tagEnd, commentEnd := newFinder("<!"), newFinder(">"), newFinder("-->")
	for at := 0; ; {
		sign := signs.next(markup, at)
		b.WriteString(markup[at:sign])
		if sign == len(markup) {
			return b.String()
		}
		end := tagEnd.next(markup, sign)
		switch {
		case strings.HasPrefix(markup[sign:], "<!--"):
			if closed := commentEnd.next(markup, sign); closed < len(markup) {
				end = closed + 2
			}
			at = min(end+1, len(markup))
		case end == len(markup) || !nameStart(markup[sign+2]) && markup[sign+2] != '[':
			b.WriteString("&lt;!")
			at = sign + 2
		default:
			at = end + 1
		}
	}
}

// markedUp reports whether a text that claims to be plain is markup after all:
// it has an end tag or an empty element that HTML knows, or a reference.
func markedUp(text string) bool {
	for i := strings.IndexByte(text, '<'); i >= 0; {
		text = text[i+1:]
		name, _ := cutName(strings.TrimPrefix(text, "/"))
		if htmlName(strings.ToLower(name)) && (text[0] == '/' || voidTags[name]) {
			return true
		}
		i = strings.IndexByte(text, '<')
	}
	return false
}

// htmlName reports whether HTML knows an element's name.
func htmlName(name string) bool { return atom.Lookup([]byte(name)) != 0 }

// plain returns plain text with its paragraphs kept and other space collapsed.
func plain(text string) string {
	var t textWriter
	for n, paragraph := range strings.Split(text, "\n\n") {
		if n > 0 {
			t.part(2)
		}
		t.text(paragraph)
	}
	return t.done()
}

// line returns text on one line, for titles and names.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }

// textWriter joins pieces of text, collapsing space as a browser does.
type textWriter struct {
	strings.Builder
	breaks int  // owed before the next letter
	space  bool // the same
}

// done returns the text, mended and in normal form C.
func (t *textWriter) done() string {
	s := t.String()
	if ordinary(s) {
		return s
	}
	return norm.NFC.String(mended(s))
}

// ordinary reports whether a text has only letters and signs that stand in
// normal form C by themselves and do not come from a wrong decoding. It spares
// nine texts of ten the two looks at every letter.
func ordinary(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		next := s[i+1]
		switch c := s[i]; {
		case c < 0x80:
			continue
		case c == 0xC3: // Â Ã Ø Ù Ú Û â
			if next == 0x82 || next == 0x83 || 0x98 <= next && next <= 0x9B || next == 0xA2 {
				return false
			}
		case c == 0xC2, 0xC4 <= c && c <= 0xCB, c == 0xD0, c == 0xD1, c == 0xDA: // Latin, Cyrillic, Persian
		case c == 0xD8 && !(0x90 <= next && next <= 0x9A): // Arabic but for its marks
		case c == 0xD9 && next != 0xB0 && !(0x8B <= next && next <= 0x9F):
		case c == 0xDB && !(0x96 <= next && next <= 0xAD):
		case c == 0xE2 && next == 0x80 && i+2 < len(s) && s[i+2] >= 0x90: // dashes, quotes, ellipsis
			i++
		default:
			return false
		}
		i++
	}
	return true
}

// mended returns text that was UTF-8 read as windows-1252 as what it was: its
// letters make whole UTF-8 sequences, all of them, which no other text does.
func mended(s string) string {
	if !strings.ContainsAny(s, "ÂÃâØÙÚÛ") {
		return s
	}
	bytes := make([]byte, 0, len(s))
	for _, r := range s {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			return s
		}
		bytes = append(bytes, b)
	}
	if !utf8.Valid(bytes) {
		return s
	}
	return string(bytes)
}

func (t *textWriter) part(breaks int) { t.breaks = max(t.breaks, breaks) }

func (t *textWriter) text(s string) {
	start := 0
	for i := 0; i < len(s); {
		size, wide := spaceAt(s[i:])
		if size == 0 {
			i++
			continue
		}
		t.word(s[start:i])
		t.space = t.space || wide
		i += size
		start = i
	}
	t.word(s[start:])
}

// spaceAt returns the length of the space at the start of s, 0 if there is
// none, and whether it is one that a reader sees.
func spaceAt(s string) (size int, wide bool) {
	switch c := s[0]; {
	case c == ' ' || '\t' <= c && c <= '\r':
		return 1, true
	case c == 0xC2 && strings.HasPrefix(s, "\u00a0"):
		return 2, true
	case c == 0xE2 && strings.HasPrefix(s, "\u200b"), c == 0xEF && strings.HasPrefix(s, "\ufeff"):
		return 3, false
	}
	return 0, false
}

func (t *textWriter) word(s string) {
	switch {
	case s == "":
		return
	case t.Len() == 0:
	case t.breaks > 0:
		t.WriteString("\n\n"[:t.breaks])
	case t.space:
		t.WriteByte(' ')
	}
	t.breaks, t.space = 0, false
	t.WriteString(s)
}
