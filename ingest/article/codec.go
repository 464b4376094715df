package article

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// codec is one way in which UTF-8 bytes get misread: it leads from the
// characters that the bytes were shown as back to the bytes.
type codec map[rune]byte

// codecs in the order in which a tie is decided. The C1 range 80–9F of an ISO
// charset is shown as windows-1252 by browsers, and as itself by others, so all
// of them share that window; bytes that a windows charset leaves open stand for
// themselves.
var codecs = []codec{
	newCodec(charmap.Windows1252, charmap.Windows1252),
	newCodec(charmap.Windows1250, charmap.Windows1250),
	newCodec(charmap.Windows1251, charmap.Windows1251),
	newCodec(charmap.Windows1256, charmap.Windows1256),
	newCodec(charmap.Windows1253, charmap.Windows1253),
	newCodec(charmap.Windows1254, charmap.Windows1254),
	newCodec(charmap.Windows1257, charmap.Windows1257),
	newCodec(charmap.Windows1258, charmap.Windows1258),
	newCodec(charmap.ISO8859_2, charmap.Windows1252),
	newCodec(charmap.ISO8859_16, charmap.Windows1252),
	newCodec(charmap.Macintosh, charmap.Macintosh),
	newCodec(charmap.CodePage437, charmap.CodePage437),
}

// newCodec reads the upper half of a charset, with 80–9F from another one.
// Where one character stands at two bytes the window wins.
func newCodec(high, window *charmap.Charmap) codec {
	c := make(codec, 192)
	for b := 0xff; b >= 0x80; b-- {
		r := high.DecodeByte(byte(b))
		if b < 0xa0 {
			r = window.DecodeByte(byte(b))
			c[rune(b)] = byte(b)
		}
		if r != utf8.RuneError {
			c[r] = byte(b)
		}
	}
	return c
}

// roles holds for a character the codecs, as bits in their order, in which it is
// the first byte of a sequence, and those in which it is a later one.
type roles struct{ first, later uint16 }

var codecRoles = makeCodecRoles()

func makeCodecRoles() map[rune]roles {
	all := make(map[rune]roles)
	for i, c := range codecs {
		for r, b := range c {
			x := all[r]
			if b >= 0xc2 && b <= 0xf4 {
				x.first |= 1 << i
			} else if b&0xc0 == 0x80 {
				x.later |= 1 << i
			}
			all[r] = x
		}
	}
	all[' '], all[utf8.RuneError] = roles{later: ^uint16(0)}, roles{later: ^uint16(0)}
	return all
}

// possibleCodecs returns the codecs, as bits, in which a text has the beginning
// of a sequence: few of all.
func possibleCodecs(text []rune) (set uint16) {
	var first uint16
	for _, r := range text {
		if r < utf8.RuneSelf && (r != ' ' || first == 0) {
			first = 0
			continue
		}
		x := codecRoles[r]
		set |= first & x.later
		first = x.first
	}
	return set
}

// lost marks a byte that was replaced by U+FFFD before we saw it.
const lost = -1

// byteOf returns the byte that r was shown for. A space can have been A0.
func (c codec) byteOf(r rune) (b int, ok bool) {
	switch {
	case r == ' ':
		return 0xa0, true
	case r == utf8.RuneError:
		return lost, true
	case r < utf8.RuneSelf:
		return 0, false
	}
	v, ok := c[r]
	return int(v), ok
}

// hit is a run of characters that are the bytes of one UTF-8 sequence.
type hit struct {
	at, n  int  // runes
	to     rune // what the bytes mean; U+FFFD where one is lost
	spaced bool // a space stands for A0
}

// sequence reads one misread UTF-8 sequence at the start of text. Pairs of
// surrogates, which some programs write as two sequences of three, are one.
func (c codec) sequence(text []rune) (hit, bool) {
	lead, ok := c.byteOf(text[0])
	if !ok || text[0] == ' ' || lead < 0xc2 || lead > 0xf4 {
		return hit{}, false
	}
	n := 2
	if lead >= 0xf0 {
		n = 4
	} else if lead >= 0xe0 {
		n = 3
	}
	if len(text) < n {
		return hit{}, false
	}
	h := hit{n: n, to: rune(lead) & (0x7f >> n)}
	gone := false
	for i := 1; i < n; i++ {
		b, ok := c.byteOf(text[i])
		switch {
		case b == lost:
			gone = true
		case ok && b&0xc0 == 0x80:
			h.spaced = h.spaced || text[i] == ' '
			h.to = h.to<<6 | rune(b&0x3f)
		case gone:
			return hit{n: i, to: utf8.RuneError, spaced: h.spaced}, true
		default:
			return hit{}, false
		}
	}
	if gone {
		h.to = utf8.RuneError
		return h, true
	}
	return c.surrogates(h, text)
}

// surrogates refuses what UTF-8 forbids, save a pair of surrogates.
func (c codec) surrogates(h hit, text []rune) (hit, bool) {
	switch {
	case h.n == 3 && h.to < 0x800, h.n == 4 && (h.to < 0x10000 || h.to > utf8.MaxRune):
		return hit{}, false
	case h.to < 0xd800 || h.to > 0xdfff:
		return h, true
	case h.to >= 0xdc00 || len(text) < 6:
		return hit{}, false
	}
	low := rune(0)
	for i := 3; i < 6; i++ {
		b, ok := c.byteOf(text[i])
		if !ok || b < 0 {
			return hit{}, false
		}
		low = low<<6 | rune(b&0x3f)
	}
	if low &= 0xffff; low < 0xdc00 || low > 0xdfff {
		return hit{}, false
	}
	h.n, h.to = 6, (h.to-0xd800)<<10+(low-0xdc00)+0x10000
	return h, true
}
