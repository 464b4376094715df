package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// mend returns a paragraph on one line, in normal form C, without invisible
// characters that carry no meaning, with the spaces that links and markup left
// before a mark taken out and those they swallowed between sentences put in.
func mend(text string) string {
	if tidy(text) {
		return text
	}
	return mendUntidy(text)
}

func mendUntidy(text string) string {
	if !norm.NFC.IsNormalString(text) {
		text = norm.NFC.String(text)
	}
	text = visible(text)
	if _, size := nextGap(text, 0); size > 0 {
		text = strings.Join(strings.FieldsFunc(text, unicode.IsSpace), " ")
	}
	return part(attach(text))
}

// tidy spares most paragraphs the rest: it reports whether a text is printable
// ASCII with single spaces inside, none of them before a comma, a full stop or
// a closing quotation mark, and no sentences glued together.
func tidy(text string) bool {
	prev := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c >= utf8.RuneSelf {
			return false
		}
		switch prev {
		case ' ':
			if c == ' ' || c == ',' || c == '.' {
				return false
			}
		case '.', '!', '?':
			if c != ' ' && glued(text, i-1, 1) {
				return false
			}
		}
		prev = c
	}
	return prev != ' ' && !strings.HasSuffix(text, ` "`)
}

// visible drops soft hyphens, byte order marks, zero-width spaces and the
// controls that override the direction of writing. Joiners stay where a script
// or an emoji needs them: between two signs that are not ASCII.
func visible(text string) string {
	var prev rune
	keep := func(i int, r rune) bool {
		switch {
		case r > 0 && r < '\u00ad', r > '\u00ad' && r < '\u200b':
			return true
		case r == '\u00ad', r == '\ufeff', r == '\u200b', r == '\u2060', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == 0:
			return false
		case r == '\u200c', r == '\u200d':
			next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
			return prev >= utf8.RuneSelf && prev != r && next >= utf8.RuneSelf && !unicode.IsSpace(next)
		}
		return true
	}
	var b strings.Builder
	start := 0
	for i, r := range text {
		if keep(i, r) {
			prev = r
			continue
		}
		b.WriteString(text[start:i])
		start = i + utf8.RuneLen(r)
	}
	if start == 0 {
		return text
	}
	b.WriteString(text[start:])
	return b.String()
}

// attach removes the space that a link left before a comma or full stop, and
// the one before a quotation mark that closes the paragraph.
func attach(text string) string {
	for _, quote := range [...]string{` "`, ` ”`} {
		if body, ok := strings.CutSuffix(text, quote); ok && endsSentence(body) {
			text = body + quote[1:]
		}
	}
	var b strings.Builder
	start := 0
	for i := 1; i+1 < len(text); i++ {
		if text[i] != ' ' || text[i+1] != ',' && text[i+1] != '.' && text[i+1] < utf8.RuneSelf {
			continue
		}
		mark, size := utf8.DecodeRuneInString(text[i+1:])
		next := text[i+1+size:]
		if strings.ContainsRune(",.،؛؟", mark) && text[i-1] != '.' && (next == "" || next[0] == ' ' || next[0] == '"') {
			b.WriteString(text[start:i])
			start = i + 1
		}
	}
	if start == 0 {
		return text
	}
	b.WriteString(text[start:])
	return b.String()
}

// minGlued is how many letters a word on either side of a mark must have for
// the two to be glued sentences rather than an abbreviation or a name.
const minGlued = 3

// part puts a space between two sentences that stand together without one:
// "the talks.The minister". Addresses, names of programs and initials have
// another dot, a slash, or fewer letters.
func part(text string) string {
	var b strings.Builder
	start := 0
	for at := 1; at+1 < len(text); at++ {
		size := 1
		switch c := text[at]; {
		case c == '.' || c == '!' || c == '?':
		case c == 0xd8 && text[at+1] == 0x9f, c == 0xdb && text[at+1] == 0x94: // ؟ and ۔
			size = 2
		default:
			continue
		}
		if at+size < len(text) && text[at+size] > ' ' && glued(text, at, size) {
			b.WriteString(text[start : at+size])
			b.WriteByte(' ')
			start = at + size
		}
	}
	if start == 0 {
		return text
	}
	b.WriteString(text[start:])
	return b.String()
}

// maxWord bounds the word on either side of a mark, in bytes.
const maxWord = 64

func glued(text string, at, size int) bool {
	before := text[max(0, at-maxWord):at]
	before = before[strings.LastIndexByte(before, ' ')+1:]
	after := text[at+size : min(len(text), at+size+maxWord)]
	if i := strings.IndexByte(after, ' '); i >= 0 {
		after = after[:i]
	}
	if strings.ContainsAny(before, "./@:_#=&") || strings.ContainsAny(strings.TrimRight(after, ".,:;!?\"')"), "./@:_#=&") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(after)
	last, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case !unicode.IsLetter(first) || !unicode.IsLetter(last), letters(before) < minGlued || letters(after) < minGlued:
		return false
	case unicode.IsUpper(first):
		second, _ := utf8.DecodeRuneInString(after[utf8.RuneLen(first):])
		return unicode.IsLower(last) && unicode.IsLower(second)
	}
	return scriptOf(first) == scriptOf(last) && !unicode.IsLower(first) && scriptOf(first) != eastern
}

func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
