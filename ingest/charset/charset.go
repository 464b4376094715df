// Package charset turns the bytes of a feed or page into UTF-8 text.
//
// It decides which encoding the bytes are in, and it believes them in this
// order: a byte order mark; the null bytes of UTF-16 and UTF-32; bytes that are
// valid UTF-8, whatever a label says, since no other text is so by chance; the
// charset of the Content-Type header; the XML declaration or the meta element;
// the letters themselves. Only the encodings of the watched languages are told
// apart by their letters (windows-1256 for Arabic, Persian and Sorani, 1254 for
// Turkish and Kurmanji); everything else is read as windows-1252, as browsers do.
//
// It does not mend text that was decoded wrongly before it was sent, and it
// does not touch markup. What comes out is always valid UTF-8 without a byte
// order mark; a byte that means nothing becomes U+FFFD.
package charset

import (
	"bytes"
	"mime"
	"regexp"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Hint is what is known about the bytes beside themselves.
type Hint struct {
	ContentType string // the header as received, "" if none
	Lang        string // BCP 47 language the source writes in, "" if unknown
}

// Decode returns body as UTF-8 and the name of the encoding it was in. Text
// that is UTF-8 already is returned as it is, without a copy.
func Decode(body []byte, hint Hint) (text []byte, name string) {
	if wide, ok := wideEncoding(body); ok {
		return withoutMark(wide.decode(body)), wide.name
	}
	body = withoutMark(body)
	if utf8.Valid(body) && !escaped(body) {
		return body, utf8Name
	}
	labels := []label{labelled(headerLabel(hint.ContentType)), labelled(innerLabel(body))}
	for _, l := range labels {
		if l.escapes && escaped(body) {
			return l.decode(body), l.name
		}
	}
	if valid, broken := sequences(body); valid >= validPerBroken*broken {
		return repair(body), utf8Name
	}
	for _, l := range labels {
		if l.legacy() && !l.doubtful(body) {
			return l.decode(body), l.name
		}
	}
	guess := labelled(guessLabel(body, hint.Lang))
	return guess.decode(body), guess.name
}

// withoutMark drops the byte order mark, also where two programs each put one.
func withoutMark(b []byte) []byte {
	for bytes.HasPrefix(b, bom) {
		b = b[len(bom):]
	}
	return b
}

const utf8Name = "utf-8"

var bom = []byte("\uFEFF")

// validPerBroken is how many whole multi-byte sequences outweigh one broken
// byte: a feed in UTF-8 with a cut word stays UTF-8, while in a legacy
// encoding hardly a pair of letters looks like a sequence.
const validPerBroken = 3

// sequences counts the whole multi-byte UTF-8 sequences in b and the bytes
// that belong to none.
func sequences(b []byte) (valid, broken int) {
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			broken++
		} else {
			valid++
		}
		b = b[size:]
	}
	return valid, broken
}

// repair reads each broken byte of a UTF-8 text as windows-1252, which is what
// stands there when two texts were pasted together.
func repair(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/16)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(b[0])
		}
		out = utf8.AppendRune(out, r)
		b = b[size:]
	}
	return out
}

// headerLabel returns the charset that a Content-Type header names.
func headerLabel(contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return params["charset"]
	}
	if m := headerCharset.FindStringSubmatch(contentType); m != nil {
		return m[1]
	}
	return ""
}

// prescan is how many leading bytes are searched for a declaration: the HTML
// standard asks for 1,024, and comments and error messages push real ones further.
const prescan = 16 << 10

var (
	headerCharset = regexp.MustCompile(`(?i)charset\s*=\s*["']?([\w.:-]+)`)
	declaration   = regexp.MustCompile(`<\?xml[^>]{0,200}?\sencoding\s*=\s*["']?\s*([\w.:-]+)`)
	meta          = regexp.MustCompile(`(?i)<meta\s[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]+)`)
	feedRoot      = regexp.MustCompile(`(?i)<(?:rss|feed|rdf:RDF)[\s>]`)
)

// innerLabel returns the charset that the text itself declares. A meta element
// counts only in HTML: in a feed it belongs to a quoted page.
func innerLabel(b []byte) string {
	head := b[:min(len(b), prescan)]
	if m := declaration.FindSubmatch(head); m != nil {
		return string(m[1])
	}
	if m := meta.FindSubmatchIndex(head); m != nil && !feedRoot.Match(head[:m[0]]) {
		return string(head[m[2]:m[3]])
	}
	return ""
}
