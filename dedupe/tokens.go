package dedupe

import (
	"unicode"
	"unicode/utf8"

	"roundwatch"
)

// A text is compared as a row of words. A word is a run of letters, digits
// and the marks on them, folded; apostrophes and hyphens part words, points
// and commas between digits do not ("147,250"), nor do points between single
// letters ("U.S." is "US").

// maxTokens bounds the part of a text that is compared: about 150 KB of
// English, beyond any news article.
const maxTokens = 1 << 15

// token is one word.
type token struct {
	hash uint32 // of its folded form
	kind tokenKind
}

type tokenKind uint8

const (
	isNumber  tokenKind = 1 << iota // contains a digit
	isName                          // capital letter, not at the start of a sentence
	isCapital                       // capital letter anywhere
)

// tokenizer turns text into tokens. Its buffers are reused from text to text.
type tokenizer struct {
	tokens []token
	folded []byte
}

const (
	hashStart = 2166136261 // FNV-1a
	hashPrime = 16777619
)

// tokenize returns the words of text. The slice is valid until the next call.
func (z *tokenizer) tokenize(text string) []token {
	z.tokens = z.tokens[:0]
	sentence := true // the next word opens a sentence
	for i := 0; i < len(text) && len(z.tokens) < maxTokens; {
		c := text[i]
		class := classOf(c)
		if class == other && c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			if !wordRune(r) {
				sentence = sentence || endsSentence(r)
				i += size
				continue
			}
		} else if class == other {
			sentence = sentence || c == '.' || c == '!' || c == '?' || c == '\n' || c == '"' || c == ':'
			i++
			continue
		}
		end := z.word(text, i, sentence)
		sentence = false
		i = end
	}
	return z.tokens
}

type class uint8

const (
	other class = iota
	lower
	upper
	digit
)

func classOf(c byte) class {
	switch {
	case 'a' <= c && c <= 'z':
		return lower
	case 'A' <= c && c <= 'Z':
		return upper
	case '0' <= c && c <= '9':
		return digit
	}
	return other
}

// word appends the word that begins at byte i and returns where it ends.
func (z *tokenizer) word(text string, i int, sentence bool) int {
	h := uint32(hashStart)
	var kind tokenKind
	start, letters := i, 0
	if c := text[i]; classOf(c) == upper {
		kind = isCapital
	} else if c >= utf8.RuneSelf {
		if r, _ := utf8.DecodeRuneInString(text[i:]); unicode.IsUpper(r) {
			kind = isCapital
		}
	}
	for i < len(text) {
		c := text[i]
		switch classOf(c) {
		case upper:
			c += 'a' - 'A'
			letters++
		case lower:
			letters++
		case digit:
			kind |= isNumber
			letters = 2 // "5.a" is no abbreviation
		default:
			if c >= utf8.RuneSelf {
				r, size := utf8.DecodeRuneInString(text[i:])
				if !wordRune(r) {
					goto done
				}
				z.folded = roundwatch.AppendFold(z.folded[:0], text[i:i+size])
				for _, f := range z.folded {
					if classOf(f) == digit {
						kind |= isNumber
					}
					h = (h ^ uint32(f)) * hashPrime
				}
				letters++
				i += size
				continue
			}
			if !joins(text, i, kind, letters) {
				goto done
			}
			letters = 0
			i++
			continue
		}
		h = (h ^ uint32(c)) * hashPrime
		i++
	}
done:
	if kind&isCapital != 0 && !sentence {
		kind |= isName
	}
	_ = start
	z.tokens = append(z.tokens, token{h, kind})
	return i
}

// joins reports whether the sign at byte i stands inside a word.
func joins(text string, i int, kind tokenKind, letters int) bool {
	if text[i] != '.' && text[i] != ',' || i+1 >= len(text) {
		return false
	}
	next := classOf(text[i+1])
	if kind&isNumber != 0 {
		return next == digit
	}
	// A point after a single letter and before another: an abbreviation.
	return text[i] == '.' && letters == 1 && (next == upper || next == lower) &&
		(i+2 >= len(text) || classOf(text[i+2]) == other)
}

func wordRune(r rune) bool {
	if r >= 0x2000 && r < 0x2070 {
		return r == '\u200c' || r == '\u200d' || r == '\u2060'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == '\u00ad' || r == '\ufeff'
}

func endsSentence(r rune) bool {
	switch r {
	case '؟', '۔', '“', '”', '«', '»', '…', '‘':
		return true
	}
	return false
}
