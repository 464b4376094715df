package dedupe

import (
	"iter"
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
	hash  uint32 // of its folded form
	alike uint32 // equal for words that may stand for one another: see sound and calendar
	head  uint32 // of its first letters: a name with a slip of the pen is the same name
	kind  tokenKind
	opens bool // begins a sentence
}

type tokenKind uint8

const (
	isNumber   tokenKind = 1 << iota // contains a digit
	isName                           // capital letter, not at the start of a sentence
	isDate                           // a day of the week or a month
	isInitial                        // capital letter at the start of a sentence: a name, or not
	isCaseless                       // of a script without capitals: a name, or not
)

// tokenizer turns text into tokens. Its buffers are reused from text to text.
type tokenizer struct {
	tokens []token

	// The word read last.
	word   []byte // folded
	folded []byte // its last letter beyond ASCII
	hash   uint32 // of its bytes
	head   uint32 // of the first headLength of them
	number bool   // it has a digit
	first  rune   // its first letter as written
	opens  bool   // it begins a sentence
}

// tokenize returns the words of text. The slice is valid until the next call.
func (z *tokenizer) tokenize(text string) []token {
	z.tokens = z.tokens[:0]
	for t := range z.words(text) {
		z.tokens = append(z.tokens, t)
	}
	return z.tokens
}

// words reads text word by word, the first maxTokens of it.
func (z *tokenizer) words(text string) iter.Seq[token] {
	return func(yield func(token) bool) {
		z.opens = true
		for i, n := 0, 0; i < len(text) && n < maxTokens; {
			r, size := rune(text[i]), 1
			if r >= utf8.RuneSelf {
				r, size = roundwatch.RuneAt(text, i)
			}
			if wordRune(r) == noWord {
				z.opens = z.opens || endsSentence(r)
				i += size
				continue
			}
			z.first = r
			i = z.scan(text, i)
			if len(z.word) == 0 {
				continue // only marks
			}
			if !yield(z.token()) {
				return
			}
			n++
			z.opens = false
		}
	}
}

// scan reads the word that begins at byte i and returns its end.
func (z *tokenizer) scan(text string, i int) int {
	z.word, z.hash, z.number = z.word[:0], hashStart, false
	for i < len(text) {
		if c := text[i]; c < utf8.RuneSelf && wordTable[c] != noWord {
			z.add(byte(wordTable[c]))
			i++
			continue
		}
		r, size := roundwatch.RuneAt(text, i)
		switch folded := wordRune(r); {
		case folded >= utf8.RuneSelf:
			z.add(0xC0 | byte(folded>>6))
			z.add(0x80 | byte(folded&0x3F))
		case folded > several:
			z.add(byte(folded))
		case folded == several:
			z.folded = roundwatch.AppendFoldRune(z.folded[:0], r)
			for _, c := range z.folded {
				z.add(c)
			}
		case folded == noWord && !z.joins(text, i):
			return i
		}
		i += size
	}
	return i
}

// add appends a folded byte to the word.
func (z *tokenizer) add(c byte) {
	z.word = append(z.word, c)
	z.hash = (z.hash ^ uint32(c)) * hashPrime
	z.number = z.number || isDigit(c)
	if len(z.word) <= headLength {
		z.head = z.hash
	}
}

// What a character is to a word: no part of it, a part that is dropped, one
// that AppendFoldRune must fold, or else one that folds to this character of
// one or two bytes.
const (
	noWord = iota
	dropped
	several
)

// wordRune says what a character is to a word.
func wordRune(r rune) uint16 {
	if r < twoBytes {
		return wordTable[r]
	}
	if inWord(r) {
		return several
	}
	return noWord
}

// twoBytes is the first character of three bytes in UTF-8.
const twoBytes = 0x800

var wordTable = func() (table [twoBytes]uint16) {
	for r := range rune(twoBytes) {
		if !inWord(r) {
			continue
		}
		switch folded := []rune(string(roundwatch.AppendFoldRune(nil, r))); {
		case len(folded) == 0:
			table[r] = dropped
		case len(folded) == 1 && folded[0] < twoBytes:
			table[r] = uint16(folded[0])
		default:
			table[r] = several
		}
	}
	return table
}()

// joins reports whether the sign at byte i, behind the word so far, stands
// inside a word: between digits, or between the letters of an abbreviation.
func (z *tokenizer) joins(text string, i int) bool {
	if text[i] != '.' && text[i] != ',' || i+1 >= len(text) || len(z.word) == 0 {
		return false
	}
	last, next := z.word[len(z.word)-1], text[i+1]
	if isDigit(last) {
		return isDigit(next)
	}
	return text[i] == '.' && isLetter(last) && isLetter(next) &&
		(len(z.word) == 1 || text[i-2] == '.') && (i+2 >= len(text) || !isLetter(text[i+2]))
}

// token returns the token of the word read last.
func (z *tokenizer) token() token {
	t := token{hash: z.hash, alike: z.hash, head: z.head, opens: z.opens}
	if z.number {
		t.kind = isNumber
		return t
	}
	switch class := calendar.class(z.hash); {
	case class != 0:
		t.alike, t.kind = class, isDate
	case z.first >= caselessFrom && unicode.Is(unicode.Lo, z.first):
		if stopWords.class(z.hash) == 0 {
			t.kind = isCaseless
		}
	case unicode.IsUpper(z.first):
		t.alike, t.kind = sound(z.word), isName
		if z.opens {
			t.kind = isInitial
		}
	}
	return t
}

// sound hashes what the spellings of one Arabic, Persian or Kurdish name in
// Latin letters have in common: its consonants, where dh is z and q is k
// (Kadhimi, Kazemi; Hussein, Hussain).
func sound(word []byte) uint32 {
	h, n, last := uint32(hashStart), 0, byte(0)
	for i := 0; i < len(word); i++ {
		c := word[i]
		next := byte(0)
		if i+1 < len(word) {
			next = word[i+1]
		}
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', 'w', 'h':
			if n > 0 || c == 'h' && i > 0 {
				continue
			}
			if c != 'h' {
				c = 'a'
			}
		case 'q', 'c':
			c = 'k'
		case 'd':
			if next == 'h' {
				c = 'z'
			}
		case 'p':
			if next == 'h' {
				c = 'f'
			}
		}
		if c == last {
			continue
		}
		h = (h ^ uint32(c)) * hashPrime
		last = c
		n++
	}
	if n < 3 {
		return hashWord(word)
	}
	return h
}

const (
	headLength   = 4
	caselessFrom = 0x0590 // Hebrew, Arabic and beyond

	hashStart = 2166136261 // FNV-1a
	hashPrime = 16777619
)

func hashWord(word []byte) uint32 {
	h := uint32(hashStart)
	for _, c := range word {
		h = (h ^ uint32(c)) * hashPrime
	}
	return h
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// inWord reports whether r is part of a word: a letter, a digit, a mark on
// one, or an invisible sign that Fold drops.
func inWord(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return isLetter(byte(r)) || isDigit(byte(r))
	case 0x0621 <= r && r <= 0x0669, 0x0671 <= r && r <= 0x06D3: // letters, vowel signs and digits of Arabic
		return true
	case 0x2000 <= r && r < 0x2070:
		return r == '\u200c' || r == '\u200d' || r == '\u2060'
	}
	return unicode.In(r, unicode.L, unicode.Nd, unicode.Mn) || r == '\u00ad' || r == '\ufeff'
}

func endsSentence(r rune) bool {
	switch r {
	case '.', '!', '?', ':', '\n', '"', '؟', '۔', '“', '”', '‘', '«', '»', '…':
		return true
	}
	return false
}
