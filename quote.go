package roundwatch

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Passage returns the sentence of text around the bytes start to end, verbatim,
// in at most limit characters: what a person is shown as the reason for a
// filing. A sentence that is too long is cut between words, marked by an
// ellipsis, with the given bytes kept. Offsets outside the text give "".
func Passage(text string, start, end, limit int) string {
	if start < 0 || end > len(text) || start >= end {
		return ""
	}
	from, to := sentenceStart(text, start), sentenceEnd(text, end)
	if utf8.RuneCountInString(text[from:to]) <= limit {
		return strings.TrimSpace(text[from:to])
	}
	return cutAround(text[from:to], start-from, end-from, limit)
}

// cutAround cuts a sentence to limit characters, of which a third of the spare
// ones stand before the bytes start to end.
func cutAround(s string, start, end, limit int) string {
	spare := max(0, limit-2-utf8.RuneCountInString(s[start:end]))
	from := start
	for n := spare / 3; n > 0 && from > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:from])
		from -= size
	}
	if from > 0 {
		if i := strings.IndexByte(s[from:start], ' '); i >= 0 {
			from += i + 1
		} else {
			from = start
		}
	}
	to := from
	for n := limit - 2; n > 0 && to < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[to:])
		to += size
	}
	if to < len(s) {
		if i := strings.LastIndexByte(s[from:to], ' '); i > 0 && from+i >= min(end, to) {
			to = from + i
		}
	}
	out := strings.TrimSpace(s[from:to])
	if from > 0 {
		out = "…" + out
	}
	if to < len(s) {
		out += "…"
	}
	return out
}

func sentenceStart(text string, at int) int {
	for i := at; i > 0; {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if r == '\n' || unicode.IsSpace(r) && endsSentence(text, i-size) {
			return i
		}
		i -= size
	}
	return 0
}

func sentenceEnd(text string, at int) int {
	for i := at; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '\n' || unicode.IsSpace(r) && endsSentence(text, i) {
			return i
		}
		i += size
	}
	return len(text)
}

// endsSentence reports whether the text before byte i, where a space stands,
// ends a sentence. A full stop after an initial or before a small letter does not.
func endsSentence(text string, i int) bool {
	before := strings.TrimRight(text[:i], `"'”’»)`)
	last, size := utf8.DecodeLastRuneInString(before)
	switch last {
	case '!', '?', '؟', '۔', '…':
		return true
	case '.':
	default:
		return false
	}
	word := before[:len(before)-size]
	word = word[strings.LastIndexAny(word, " .\n")+1:]
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[i:], ` "'“‘«(`))
	return utf8.RuneCountInString(word) > 2 && !unicode.IsLower(next)
}

// Strongest returns the passage around the weightiest evidence for a round
// that stands in the text; where there is none, the weightiest of all, and ""
// if none stands in the text.
func Strongest(text string, evidence []Evidence, round string, limit int) string {
	var best Evidence
	for _, e := range evidence {
		nearer, weightier := e.Round == round, e.Weight > best.Weight
		if best.Weight > 0 && nearer != (best.Round == round) {
			weightier = nearer
		}
		if e.Weight > 0 && weightier && e.Start < e.End {
			best = e
		}
	}
	return Passage(text, best.Start, best.End, limit)
}
