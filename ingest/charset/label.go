package charset

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// label is an encoding that something names; the zero label names none.
type label struct {
	name     string
	encoding encoding.Encoding
	escapes  bool // a seven-bit encoding: its bytes are valid UTF-8 and must still be decoded
	wide     bool // UTF-16 or UTF-32
}

// labelled looks a name up, first as browsers understand it (the Encoding
// standard: latin1 is windows-1252), then in the IANA registry.
func labelled(text string) label {
	text = strings.ReplaceAll(strings.ToLower(strings.Trim(text, " \t\r\n'\"")), "_", "-")
	if text == "" {
		return label{}
	}
	e, err := htmlindex.Get(text)
	if err != nil {
		if e, err = ianaindex.IANA.Encoding(text); err != nil || e == nil {
			return label{}
		}
	}
	name, err := htmlindex.Name(e)
	if err != nil {
		name = text
	}
	return label{
		name: name, encoding: e,
		escapes: name == "iso-2022-jp" || name == "hz-gb-2312",
		wide:    strings.HasPrefix(name, "utf-16") || strings.HasPrefix(name, "utf-32"),
	}
}

// legacy reports whether l can be the encoding of text that is not UTF-8 and
// has no null bytes.
func (l label) legacy() bool {
	return l.encoding != nil && l.name != utf8Name && !l.wide && !l.escapes
}

// doubtful reports whether a Western label stands on Arabic letters: servers
// put one on whatever they send.
func (l label) doubtful(b []byte) bool {
	return (l.name == "windows-1252" || l.name == "iso-8859-15") && arabicLetters(b)
}

func (l label) decode(b []byte) []byte {
	text, err := l.encoding.NewDecoder().Bytes(b)
	if err != nil {
		return bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	return text
}

// escaped reports whether a text holds the escape sequences of a seven-bit encoding.
func escaped(b []byte) bool {
	return bytes.IndexByte(b, 0x1B) >= 0 || bytes.Contains(b, []byte("~{"))
}

// wideEncodings are UTF-32 and UTF-16 with their byte order marks and with the
// place of the letter among each four bytes of plain markup.
var wideEncodings = []struct {
	label
	mark    string
	letters [4]bool
}{
	{label{name: "utf-32be", encoding: utf32.UTF32(utf32.BigEndian, utf32.UseBOM)}, "\x00\x00\xFE\xFF", [4]bool{3: true}},
	{label{name: "utf-32le", encoding: utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)}, "\xFF\xFE\x00\x00", [4]bool{0: true}},
	{label{name: "utf-16be", encoding: unicode.UTF16(unicode.BigEndian, unicode.UseBOM)}, "\xFE\xFF", [4]bool{1: true, 3: true}},
	{label{name: "utf-16le", encoding: unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)}, "\xFF\xFE", [4]bool{0: true, 2: true}},
}

// wideEncoding recognises UTF-32 and UTF-16 by byte order mark or null bytes.
func wideEncoding(b []byte) (label, bool) {
	for _, wide := range wideEncodings {
		if bytes.HasPrefix(b, []byte(wide.mark)) || nullsAround(b, wide.letters) {
			return wide.label, true
		}
	}
	return label{}, false
}

// nullsAround reports whether the start of b has its bytes other than null
// just where letters says.
func nullsAround(b []byte, letters [4]bool) bool {
	const enough = 16
	if len(b) < enough {
		return false
	}
	for i, c := range b[:enough] {
		if (c != 0) != letters[i%4] {
			return false
		}
	}
	return true
}
