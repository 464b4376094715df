package article

import (
	"unicode"
	"unicode/utf8"
)

// The reader asks the same few questions of every character of a page. Tables
// answer them as package unicode would, for the letters of the Latin, Greek,
// Cyrillic, Hebrew and Arabic blocks.

// nature is what Unicode says of a character.
type nature uint8

const (
	natureLetter  nature = 1 << iota
	natureMark           //
	natureDigit          //
	natureUpper          //
	natureLower          //
	natureCapital        // has another small form
)

const tabled = 0x800

var natures = makeNatures()

func makeNatures() (table [tabled]nature) {
	for r := range rune(tabled) {
		table[r] = findNature(r)
	}
	return table
}

func natureOf(r rune) nature {
	if uint32(r) < tabled {
		return natures[r]
	}
	return findNature(r)
}

func findNature(r rune) (n nature) {
	for i, is := range [...]bool{unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r), unicode.IsUpper(r), unicode.IsLower(r), unicode.ToLower(r) != r} {
		if is {
			n |= 1 << i
		}
	}
	return n
}

// nextGap finds the first white space at or behind byte from of s, and its
// size; where there is none, the end of s and 0. A blank between two words is
// none.
func nextGap(s string, from int) (at, size int) {
	for i := from; i < len(s); i++ {
		if spaceBytes[s[i]] == 0 {
			continue
		}
		size := spaceSize(s, i)
		if size == 0 || s[i] == ' ' && i > from && i+1 < len(s) && spaceSize(s, i+1) == 0 {
			continue
		}
		return i, size
	}
	return len(s), 0
}

// spaceSize is the size of the white space at a byte of s, 0 if none is there.
func spaceSize(s string, i int) int {
	switch spaceBytes[s[i]] {
	case space:
		return 1
	case perhapsSpace:
		if r, size := utf8.DecodeRuneInString(s[i:]); unicode.IsSpace(r) {
			return size
		}
	}
	return 0
}

const (
	space        = 1
	perhapsSpace = 2
)

// spaceBytes tells which bytes are white space, and which can be the first of
// a white space outside ASCII.
var spaceBytes = [256]uint8{
	'\t': space, '\n': space, '\v': space, '\f': space, '\r': space, ' ': space,
	0xc2: perhapsSpace, 0xe1: perhapsSpace, 0xe2: perhapsSpace, 0xe3: perhapsSpace,
}
