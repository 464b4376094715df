package roundwatch

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	mark tokenKind = iota // punctuation, one sign each; also what lies beyond the end
	number
	word
)

// dateToken is a run of digits, a run of letters, or one other sign.
type dateToken struct {
	kind  tokenKind
	text  string // folded
	glued bool   // no space stands before it
}

func (t dateToken) value() int {
	n, err := strconv.Atoi(t.text)
	if err != nil {
		return -1 // longer than an int: no field of a date
	}
	return n
}

func (r *dateReader) peek(n int) dateToken {
	if r.at+n < len(r.tokens) {
		return r.tokens[r.at+n]
	}
	return dateToken{}
}

func (r *dateReader) is(n int, text string) bool { return r.peek(n).text == text && text != "" }

func (r *dateReader) isNumber(n int) bool { return r.peek(n).kind == number }

func (r *dateReader) isWord(n int, text string) bool {
	return r.peek(n).kind == word && r.peek(n).text == text
}

// dateTokens splits folded text.
func dateTokens(s string) []dateToken {
	var tokens []dateToken
	glued := false
	for s != "" {
		token := dateToken{kind: number, glued: glued}
		size := span(s, isDigit)
		if size == 0 {
			token.kind, size = word, span(s, unicode.IsLetter)
		}
		if size == 0 {
			_, size = utf8.DecodeRuneInString(s)
			token.kind = mark
		}
		token.text, s = s[:size], s[size:]
		if glued = strings.TrimSpace(token.text) != ""; glued {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

func isDigit(c rune) bool { return c >= '0' && c <= '9' }

// span is the length in bytes of the run of signs at the start of s for which is holds.
func span(s string, is func(rune) bool) int {
	for i, c := range s {
		if !is(c) {
			return i
		}
	}
	return len(s)
}
