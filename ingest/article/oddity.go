package article

import "unicode/utf8"

// kind is what a character is to its neighbours.
type kind uint8

const (
	kindSpace  kind = iota // white space, ASCII marks and the edge of the text
	kindLower              // small letter of a script that has two cases
	kindUpper              // capital letter
	kindLetter             // letter of a script without cases
	kindDigit              //
	kindOpen               // opening mark outside ASCII
	kindClose              // closing mark outside ASCII
	kindQuote              // either, by its place
	kindMoney              //
	kindSymbol             // any other sign outside ASCII
	kindRare               // character of no living script's everyday text
	kindC1                 // control character 80–9F
)

func kindOf(r rune) kind {
	switch {
	case r < utf8.RuneSelf:
		switch {
		case 'a' <= r && r <= 'z':
			return kindLower
		case 'A' <= r && r <= 'Z':
			return kindUpper
		case '0' <= r && r <= '9':
			return kindDigit
		}
		return kindSpace
	case r < 0xa0:
		return kindC1
	case rare(r):
		return kindRare
	}
	switch r {
	case '“', '‘', '’', '\'':
		return kindQuote
	case '”', '»', '›', '…', '™', '®', '،', '؛', '؟', '۔':
		return kindClose
	case '„', '‚', '«', '‹', '¿', '¡':
		return kindOpen
	case '£', '€', '¥', '¢', '¤', '₺', '₽':
		return kindMoney
	case '\u00a0', '\u200c', '\u200d', '\u200e', '\u200f', '\u00ad', '\u2009', '\u202f', '–', '—', '\u2800', '。', '，', '、', '！', '？', '（', '）':
		return kindSpace
	}
	switch n := natureOf(r); {
	case n&natureUpper != 0:
		return kindUpper
	case r == 'ª' || r == 'º':
		return kindSymbol
	case n&natureLower != 0:
		return kindLower
	case n&(natureLetter|natureMark) != 0:
		return kindLetter
	case n&natureDigit != 0:
		return kindDigit
	}
	return kindSymbol
}

// rare characters are what a wrong reading yields, not what people write.
func rare(r rune) bool {
	switch {
	case r >= 0x180 && r < 0x250: // Latin Extended-B, save Romanian, Azeri and Vietnamese letters
		return !(r >= 0x218 && r <= 0x21b || r == 'ƒ' || r == 'Ə' || r == 'Ơ' || r == 'ơ' || r == 'Ư' || r == 'ư')
	case r >= 0x250 && r < 0x300: // phonetic signs
		return r != 'ə' && r != 'ʻ' && r != 'ʼ' && r != 'ˆ' && r != '˜' && r != '˛'
	case r >= 0x460 && r < 0x490, r >= 0x4f0 && r < 0x530: // historic Cyrillic
		return true
	case r >= 0x700 && r < 0x900, r >= 0x19e0 && r < 0x1ab0: // Syriac, N'Ko, Samaritan, Khmer symbols
		return true
	case r >= 0xe000 && r < 0xf900: // private use
		return true
	case r >= 0x610 && r < 0x61b, r >= 0x656 && r < 0x660, r >= 0x6d6 && r < 0x6ee: // Koranic marks
		return true
	}
	return false
}

// oddity says how much a text looks as if it was misread, by what stands
// beside what: a sign inside a word, a capital behind a small letter, two
// scripts in one word. Plain text has (nearly) none, in any language.
func oddity(text []rune) float64 {
	var sum float64
	var before kind
	var prev rune
	for i, r := range text {
		k, after := kindOf(r), kindSpace
		var next rune
		if i+1 < len(text) {
			next = text[i+1]
			after = kindOf(next)
		}
		if r >= utf8.RuneSelf || prev >= utf8.RuneSelf {
			sum += odd(r, prev, next, k, before, after)
		}
		before, prev = k, r
	}
	return sum
}

func odd(r, prev, next rune, k, before, after kind) float64 {
	inWord := letter(before) && letter(after)
	switch k {
	case kindC1:
		return 2
	case kindRare:
		return 1.5
	case kindOpen:
		if letter(before) {
			return 1
		}
	case kindClose:
		if letter(after) && (before != kindSpace || r != '…') && before != kindQuote {
			return 1
		}
	case kindQuote:
		if inWord && r != '’' && r != '\'' && !(r == '‘' && before == kindLower && after == kindLower) {
			return 1
		}
	case kindMoney:
		if letter(after) || letter(before) && prev >= utf8.RuneSelf {
			return 1
		}
	case kindSymbol:
		return oddSymbol(r, prev, next, before, after)
	case kindUpper:
		return oddUpper(r, prev, next, before, after)
	case kindLower:
		if r >= utf8.RuneSelf && after == kindUpper {
			return 0.5
		}
		return foreign(prev, r)
	case kindLetter:
		return foreign(prev, r)
	}
	return 0
}

func oddSymbol(r, prev, next rune, before, after kind) float64 {
	switch r {
	case '²', '³', '¹', '°', 'º', 'ª':
		if letter(after) && (letter(before) || before == kindSymbol) {
			return 1
		}
		if r != '°' && r != 'º' || before == kindDigit || before == kindSpace {
			return 0
		}
	case utf8.RuneError:
		if letter(before) && prev >= utf8.RuneSelf || letter(after) && next >= utf8.RuneSelf {
			return 0.5
		}
		return 0
	}
	var sum float64
	if letter(before) && !emoji(r) {
		sum++
	}
	if letter(after) && !emoji(r) && r != '©' && r != '§' && r != '•' && r != '·' {
		sum++
	}
	if sum == 0 && before >= kindOpen && r < 0x2000 && prev != r {
		sum = 0.5
	}
	return sum
}

func oddUpper(r, prev, next rune, before, after kind) float64 {
	switch {
	case r >= utf8.RuneSelf && before == kindLower:
		return 1
	case (r == 'Ã' || r == 'Â') && next != ' ' && (next == '\u00a0' || after == kindSymbol || after == kindMoney || after == kindOpen):
		return 1
	case r >= utf8.RuneSelf && before == kindUpper && after == kindLower && prev >= utf8.RuneSelf:
		return 0.5
	}
	return foreign(prev, r)
}

// foreign is the oddity of two scripts meeting inside a word.
func foreign(a, b rune) float64 {
	x, y := scriptOf(a), scriptOf(b)
	switch {
	case x == 0 || y == 0 || x == y:
		return 0
	case (x == eastern || y == eastern) && (a < utf8.RuneSelf || b < utf8.RuneSelf):
		return 0 // Latin names stand in the midst of such text
	}
	return 1
}

const (
	arabic  = 4
	eastern = 5
)

// scriptOf numbers the scripts; 0 is for what may stand in any word, as Greek
// letters do in the names of the sciences.
func scriptOf(r rune) int {
	switch {
	case natureOf(r)&natureLetter == 0:
		return 0
	case r < 0x250, r >= 0x1e00 && r < 0x1f00:
		return 1
	case r >= 0x400 && r < 0x530:
		return 2
	case r >= 0x590 && r < 0x600:
		return 3
	case r >= 0x600 && r < 0x780, r >= 0xfb50 && r < 0xfe00:
		return arabic
	case r >= 0x2e80 && r < 0xd7b0:
		return eastern
	case r >= 0x530 && r < 0x590:
		return 6
	case r >= 0x780 && r < 0x1e00:
		return 7
	}
	return 0
}

func letter(k kind) bool { return k == kindLower || k == kindUpper || k == kindLetter }

// emoji reports whether r is a picture that may touch a word; the pieces of
// drawn boxes are not.
func emoji(r rune) bool { return r >= 0x2190 && !(r >= 0x2500 && r < 0x25a0) }
