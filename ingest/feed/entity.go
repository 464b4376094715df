package feed

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

const (
	maxReference = 40      // bytes between & and ; : the longest HTML name has 31
	maxEntities  = 100     // that a DTD may define
	maxExpansion = 1 << 10 // bytes of one such entity
	entityBudget = 1 << 16 // bytes that all of them may add to a feed
)

// unescape replaces the references of a text once: those of XML and HTML, the
// feed's own, and numbers. A sign that is no reference stays.
func (s *scanner) unescape(text string) string {
	i := strings.IndexByte(text, '&')
	if i < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for i >= 0 {
		b.WriteString(text[:i])
		text = text[i:]
		size := s.reference(&b, text)
		text = text[size:]
		i = strings.IndexByte(text, '&')
	}
	b.WriteString(text)
	return b.String()
}

// reference writes what the reference at the start of text means and returns
// its length.
func (s *scanner) reference(b *strings.Builder, text string) int {
	end := strings.IndexByte(text[:min(len(text), maxReference)], ';')
	if end < 2 {
		b.WriteByte('&')
		return 1
	}
	name := text[1:end]
	switch name {
	case "lt":
		b.WriteByte('<')
	case "gt":
		b.WriteByte('>')
	case "amp":
		b.WriteByte('&')
	case "quot":
		b.WriteByte('"')
	case "apos":
		b.WriteByte('\'')
	default:
		value, ok := s.named(name)
		if !ok {
			b.WriteByte('&')
			return 1
		}
		b.WriteString(value)
	}
	return end + 1
}

func (s *scanner) named(name string) (string, bool) {
	if name[0] == '#' {
		return numbered(name[1:])
	}
	if value, ok := s.entities[name]; ok && s.budget >= len(value) {
		s.budget -= len(value)
		return value, true
	}
	reference := "&" + name + ";"
	value := html.UnescapeString(reference)
	// "&copy=2;" is an address, not "©=2;": the whole name must have been known.
	return value, value != reference && !strings.HasSuffix(value, ";")
}

// numbered returns the character of a numeric reference. Those that text
// cannot hold are dropped; 128 to 159 mean what windows-1252 has there.
func numbered(digits string) (string, bool) {
	base := 10
	if digits != "" && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil {
		return "", false
	}
	r := rune(min(n, utf8.MaxRune+1))
	if 0x80 <= r && r < 0xA0 {
		r = charmap.Windows1252.DecodeByte(byte(r))
	}
	if !utf8.ValidRune(r) || illegal(r) {
		return "", true
	}
	return string(r), true
}

// illegal reports whether XML cannot hold a character (and no text should).
func illegal(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0x7F || r == 0xFFFE || r == 0xFFFF
}

// legal returns text without illegal characters, its C1 control codes read as
// windows-1252, which is what their writers meant.
func legal(text []byte) string {
	clean := true
	for i := 0; clean && i < len(text); i++ {
		switch c := text[i]; {
		case c < 0x20:
			clean = c == '\t' || c == '\n' || c == '\r'
		case c == 0xC2:
			clean = i+1 == len(text) || text[i+1] >= 0xA0
		case c == 0xEF || c == 0x7F:
			clean = false
		}
	}
	if clean {
		return string(text)
	}
	var b strings.Builder
	b.Grow(len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		if 0x80 <= r && r < 0xA0 {
			r = charmap.Windows1252.DecodeByte(byte(r))
		}
		if !illegal(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// doctype passes over a declaration and takes the entities that the internal
// subset of a DOCTYPE defines as plain text. They are not expanded in each
// other, so that they cannot multiply.
func (s *scanner) doctype() {
	rest := s.src[s.at:]
	end := strings.IndexByte(rest, '>')
	if end < 0 {
		s.at, s.repaired = len(s.src), true
		return
	}
	if open := strings.IndexByte(rest[:end], '['); open >= 0 {
		shut := s.subsetEnd.next(s.src, s.at)
		if after := strings.TrimLeft(s.src[min(shut+1, len(s.src)):], " \t\r\n"); strings.HasPrefix(after, ">") {
			s.define(s.src[s.at+open+1 : shut])
			s.at = len(s.src) - len(after) + 1
			return
		}
	}
	s.at += end + 1
}

func (s *scanner) define(subset string) {
	for definition := range strings.SplitSeq(subset, "<!ENTITY") {
		name, rest := cutName(strings.TrimLeft(definition, " \t\r\n"))
		rest = strings.TrimLeft(rest, " \t\r\n")
		if name == "" || rest == "" || rest[0] != '"' && rest[0] != '\'' || len(s.entities) == maxEntities {
			continue
		}
		value, _ := cutValue(rest)
		if len(value) > maxExpansion {
			continue
		}
		if s.entities == nil {
			s.entities, s.budget = map[string]string{}, entityBudget
		}
		s.entities[name] = (&scanner{}).unescape(value)
	}
}
