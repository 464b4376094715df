package feed

import "strings"

// The scanner takes markup apart without ever giving up: what is no tag is
// text, and a tag that was cut ends where the next one begins. It looks at
// each byte a bounded number of times.

type tokenKind uint8

const (
	tokenEnd   tokenKind = iota // of the document
	tokenText                   // with references still in it
	tokenCDATA                  // literal text
	tokenOpen                   // a start tag
	tokenClose                  // an end tag
)

type token struct {
	kind   tokenKind
	at     int    // where it starts
	name   string // as written
	text   string // of text; of a start tag what stands behind its name
	closed bool   // an empty element: <name/>
	broken bool   // the tag has no end of its own
}

type scanner struct {
	src      string
	at       int
	repaired bool              // something was not well formed
	entities map[string]string // of the DTD
	budget   int               // bytes that they may still add

	sectionEnd, sectionStart, commentEnd, instructionEnd, subsetEnd finder
}

func newScanner(src string) *scanner {
	return &scanner{
		src:        src,
		sectionEnd: newFinder("]]>"), sectionStart: newFinder("<![CDATA["), commentEnd: newFinder("-->"),
		instructionEnd: newFinder("?>"), subsetEnd: newFinder("]"),
	}
}

// finder remembers where a pattern occurs next, so that asking again from
// anywhere before that place costs nothing.
type finder struct {
	pattern string
	at      int
}

func newFinder(pattern string) finder { return finder{pattern, -1} }

// next returns the first place at or after from, or len(src).
func (f *finder) next(src string, from int) int {
	if f.at >= from && f.at >= 0 {
		return f.at
	}
	from = min(from, len(src))
	if i := strings.Index(src[from:], f.pattern); i >= 0 {
		f.at = from + i
	} else {
		f.at = len(src)
	}
	return f.at
}

func (s *scanner) next() token {
	for s.at < len(s.src) {
		start := s.at
		if s.src[start] != '<' {
			return s.text(start)
		}
		rest := s.src[start+1:]
		switch {
		case rest == "":
			return s.text(start)
		case rest[0] == '!':
			if section, ok := s.declaration(); ok {
				return section
			}
		case rest[0] == '?':
			s.instruction()
		case rest[0] == '/' && len(rest) > 1 && nameStart(rest[1]):
			return s.endTag()
		case nameStart(rest[0]):
			return s.startTag()
		default:
			return s.text(start)
		}
	}
	return token{kind: tokenEnd, at: s.at}
}

// text takes everything up to the next sign that begins a tag.
func (s *scanner) text(start int) token {
	end := start
	for {
		i := strings.IndexByte(s.src[end:], '<')
		if i < 0 {
			end = len(s.src)
			break
		}
		end += i
		if opens(s.src[end+1:]) {
			break
		}
		s.repaired = true
		end++
	}
	s.at = end
	return token{kind: tokenText, at: start, text: s.src[start:end]}
}

// opens reports whether what follows a '<' makes it the start of a tag.
func opens(rest string) bool {
	if rest == "" {
		return false
	}
	switch c := rest[0]; c {
	case '!', '?':
		return true
	case '/':
		return len(rest) > 1 && nameStart(rest[1])
	default:
		return nameStart(c)
	}
}

func nameStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
}

// declaration passes over a comment or a DOCTYPE and returns a CDATA section.
func (s *scanner) declaration() (token, bool) {
	start, rest := s.at, s.src[s.at:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		end := s.commentEnd.next(s.src, start+4)
		if end == len(s.src) { // never closed: only the sign itself is lost
			s.repaired = true
			s.at = start + 4
			return token{}, false
		}
		s.at = end + 3
		return token{}, false
	case sectionMark(rest) > 0:
		return s.section(start, start+sectionMark(rest)), true
	case len(rest) > 2 && !nameStart(rest[2]):
		s.repaired = true
		s.at += 2
		return token{}, false
	}
	s.doctype()
	return token{}, false
}

// sectionMark returns the length of the mark that opens a CDATA section at the
// start of s, 0 if there is none. One letter of it may be wrong.
func sectionMark(s string) int {
	const mark = "<![CDATA["
	if strings.HasPrefix(s, mark) {
		return len(mark)
	}
	seen, wrong := 0, 0
	for i, r := range s {
		if seen == len(mark) {
			return i
		}
		if r&^0x20 != rune(mark[seen])&^0x20 {
			wrong++
		}
		if seen++; wrong > 1 {
			break
		}
	}
	return 0
}

// section returns the CDATA section whose text begins at from. Where its end
// mark was lost, seen by another section or an item's border before the next
// mark, it ends with the element around it.
func (s *scanner) section(start, from int) token {
	end := s.sectionEnd.next(s.src, from)
	next := s.sectionStart.next(s.src, from)
	if end == len(s.src) || next < end {
		i := lostSectionEnd(s.src[from:min(end, next)])
		s.repaired = s.repaired || i >= 0 || end == len(s.src)
		if i >= 0 {
			s.at = from + i
			return token{kind: tokenCDATA, at: start, text: s.src[from:s.at]}
		}
	}
	s.at = min(end+len("]]>"), len(s.src))
	return token{kind: tokenCDATA, at: start, text: s.src[from:end]}
}

// lostSectionEnd returns where an unclosed section ends: at the first end tag
// that HTML does not have, -1 if there is none.
func lostSectionEnd(s string) int {
	for at := 0; ; {
		i := strings.Index(s[at:], "</")
		if i < 0 {
			return -1
		}
		at += i
		name, _, _ := strings.Cut(s[at+2:min(len(s), at+2+maxName)], ">")
		if name = strings.ToLower(strings.TrimSpace(name)); strings.Contains(name, ":") || feedOnly[name] || name == "title" {
			return at
		}
		at += 2
	}
}

// instruction passes over a processing instruction. One that is not closed
// soon ends like a tag.
func (s *scanner) instruction() {
	const long = 1024
	if end := s.instructionEnd.next(s.src, s.at); end-s.at <= long && end < len(s.src) {
		s.at = end + 2
		return
	}
	s.repaired = true
	if i := strings.IndexByte(s.src[s.at:min(len(s.src), s.at+long)], '>'); i >= 0 {
		s.at += i + 1
		return
	}
	s.at += 2
}

// maxName bounds the name of an element; longer ones mean nothing.
const maxName = 64

func (s *scanner) endTag() token {
	start := s.at
	name, rest := cutName(s.src[start+2:])
	s.at = len(s.src) - len(rest)
	t := token{kind: tokenClose, at: start, name: name}
	end := strings.IndexAny(rest, "<>")
	switch {
	case end < 0:
		s.at, t.broken = len(s.src), true
	case rest[end] == '<':
		s.at, t.broken = s.at+end, true
	default:
		s.at += end + 1
	}
	s.repaired = s.repaired || t.broken
	return t
}

func (s *scanner) startTag() token {
	start := s.at
	name, rest := cutName(s.src[start+1:])
	t := token{kind: tokenOpen, at: start, name: name}
	from := len(s.src) - len(rest)
	end, closed := tagEnd(rest)
	t.text = rest[:end]
	s.at = from + end
	if t.broken = !closed; t.broken {
		s.repaired = true
		return t
	}
	s.at++
	if strings.HasSuffix(t.text, "/") {
		t.closed, t.text = true, t.text[:len(t.text)-1]
	}
	return t
}

// tagEnd returns the length of what stands behind a tag's name, and whether a
// '>' ends it. A '<' ends it too, even in quotes: then a quote was lost.
func tagEnd(s string) (end int, closed bool) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '>':
			return i, true
		case '<':
			return i, false
		case '"', '\'':
			if i == 0 || !strings.HasSuffix(strings.TrimRight(s[max(0, i-8):i], " \t\r\n"), "=") {
				continue
			}
			stop := strings.IndexAny(s[i+1:], string(c)+"<")
			if stop < 0 {
				return quoteless(s, i+1)
			}
			if s[i+1+stop] == '<' {
				return quoteless(s, i+1)
			}
			i += 1 + stop
		}
	}
	return len(s), false
}

// quoteless finds the end of a tag whose quote at from is not closed.
func quoteless(s string, from int) (end int, closed bool) {
	if i := strings.IndexAny(s[from:], "<>"); i >= 0 {
		return from + i, s[from+i] == '>'
	}
	return len(s), false
}

// cutName cuts an element's name off.
func cutName(s string) (name, rest string) {
	for i := range len(s) {
		switch s[i] {
		case ' ', '\t', '\r', '\n', '/', '>', '<', '=', '"', '\'':
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// attributes calls yield for each attribute behind a tag's name, its value
// undecoded, until it returns false.
func attributes(s string, yield func(name, value string) bool) {
	for {
		s = strings.TrimLeft(s, " \t\r\n/")
		if s == "" {
			return
		}
		name, rest := cutName(s)
		rest = strings.TrimLeft(rest, " \t\r\n")
		if !strings.HasPrefix(rest, "=") {
			if name == "" {
				rest = s[1:] // a sign that cannot stand here
			}
			s = rest
			continue
		}
		var value string
		value, s = cutValue(strings.TrimLeft(rest[1:], " \t\r\n"))
		if name != "" && !yield(name, value) {
			return
		}
	}
}

// cutValue cuts an attribute's value off, quoted or not.
func cutValue(s string) (value, rest string) {
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		if i := strings.IndexByte(s[1:], s[0]); i >= 0 {
			return s[1 : 1+i], s[i+2:]
		}
		s = s[1:]
	}
	if i := strings.IndexAny(s, " \t\r\n"); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}
