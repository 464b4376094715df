package roundwatch

import (
	"sort"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s in the one form in which roundwatch compares text: search,
// the rules of rounds and the shingles of dedupe all look at it.
//
// It is Unicode normal form KD without marks and invisible characters, in
// lower case, with one form for letters that writers of Arabic, Persian,
// Kurdish and Turkish exchange freely (alef, yeh, kaf, heh with teh marbuta,
// waw, dotless i), Latin digits, and plain quotes, dashes and commas. Spaces
// and line ends stay as they are. Folding twice changes nothing more, and the
// two normal forms of one text fold alike.
func Fold(s string) string {
	i := firstFolded(s)
	if i == len(s) {
		return s
	}
	out, _ := fold(append(make([]byte, 0, len(s)+8), s[:i]...), s[i:], nil)
	return string(out)
}

// Folded is a folded text that remembers where it came from.
type Folded struct {
	Text   string
	pieces []piece
	length int // of the original
}

// piece is a stretch of folded text whose bytes stand one for one in the
// original, or, if whole is set, that came from one character as a whole.
// It reaches to the next piece.
type piece struct {
	folded, original int
	whole            bool
}

// FoldMap folds s like Fold and keeps the way back.
func FoldMap(s string) Folded {
	i := firstFolded(s)
	if i == len(s) {
		return Folded{Text: s, length: len(s)}
	}
	out, pieces := fold(make([]byte, 0, len(s)+8), s, []piece{{}})
	return Folded{Text: string(out), pieces: pieces, length: len(s)}
}

// Span returns the bytes of the original that Text[start:end] came from. It
// takes in whole characters with the marks that follow them, so that it can
// be quoted as it stands.
func (f Folded) Span(start, end int) (originalStart, originalEnd int) {
	originalStart, _ = f.original(start)
	if end <= start {
		return originalStart, originalStart
	}
	if end >= len(f.Text) {
		return originalStart, f.length
	}
	_, originalEnd = f.original(end)
	return originalStart, originalEnd
}

// original returns where the character behind folded byte p begins, and where
// p lies as an end: the same, or behind a character that p cuts in two.
func (f Folded) original(p int) (begin, end int) {
	if len(f.pieces) == 0 {
		return p, p
	}
	next := sort.Search(len(f.pieces), func(i int) bool { return f.pieces[i].folded > p })
	at := f.pieces[next-1]
	if !at.whole {
		begin = at.original + p - at.folded
		return begin, begin
	}
	if p == at.folded {
		return at.original, at.original
	}
	if next < len(f.pieces) {
		return at.original, f.pieces[next].original
	}
	return at.original, f.length
}

// firstFolded returns the length of the prefix of s that folds to itself
// byte for byte: ASCII without capitals.
func firstFolded(s string) int {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return i
		}
	}
	return len(s)
}

// fold appends the folded form of s to out and, unless pieces is nil, notes
// the way back.
func fold(out []byte, s string, pieces []piece) ([]byte, []piece) {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			next := i + 1
			for next < len(s) && s[next] < utf8.RuneSelf {
				next++
			}
			out = appendLower(out, s[i:next])
			i = next
			continue
		}
		r, size := RuneAt(s, i)
		if r < letters {
			if folded := foldTable[r]; utf8.RuneSelf <= folded && folded < letters { // two bytes for two
				out = append(out, 0xC0|byte(folded>>6), 0x80|byte(folded&0x3F))
				i += size
				continue
			}
		}
		before := len(out)
		out = AppendFoldRune(out, r)
		if pieces != nil && !oneCharacter(out[before:], size) {
			if len(out) > before {
				pieces = append(pieces, piece{before, i, true})
			}
			pieces = append(pieces, piece{len(out), i + size, false})
		}
		i += size
	}
	return out, pieces
}

func appendLower(out []byte, ascii string) []byte {
	before := len(out)
	out = append(out, ascii...)
	for i, c := range out[before:] {
		if c-'A' < 26 {
			out[before+i] = c + 'a' - 'A'
		}
	}
	return out
}

// oneCharacter reports whether b is a single character of the given size.
func oneCharacter(b []byte, size int) bool {
	_, n := utf8.DecodeRune(b)
	return n == len(b) && n == size
}

// RuneAt is utf8.DecodeRuneInString(s[i:]), quick for two bytes, which the letters
// of Arabic take.
func RuneAt(s string, i int) (r rune, size int) {
	if c := s[i]; 0xC2 <= c && c < 0xE0 && i+1 < len(s) && s[i+1]&0xC0 == 0x80 {
		return rune(c&0x1F)<<6 | rune(s[i+1]&0x3F), 2
	}
	return utf8.DecodeRuneInString(s[i:])
}

// AppendFoldRune appends what the character r folds to: usually one
// character, sometimes none or several.
func AppendFoldRune(out []byte, r rune) []byte {
	if slot := tableSlot(r); slot >= 0 {
		switch folded := foldTable[slot]; folded {
		case dropped:
			return out
		case several:
		default:
			return utf8.AppendRune(out, folded)
		}
	}
	for _, part := range string(decomposed(r)) {
		if folded := foldOne(part); folded != dropped {
			out = utf8.AppendRune(out, folded)
		}
	}
	return out
}

// decomposed returns the normal form KD of one character.
func decomposed(r rune) []byte {
	var char [utf8.UTFMax]byte
	n := utf8.EncodeRune(char[:], r)
	return norm.NFKD.Append(make([]byte, 0, 16), char[:n]...)
}

// foldOne folds a character that has no decomposition.
func foldOne(r rune) rune {
	if folded, ok := oneForm[r]; ok {
		return folded
	}
	switch {
	case r < utf8.RuneSelf:
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return dropped
	case 0x0660 <= r && r <= 0x0669: // Arabic-Indic digits
		return r - 0x0660 + '0'
	case 0x06F0 <= r && r <= 0x06F9: // the Persian ones
		return r - 0x06F0 + '0'
	}
	return unicode.ToLower(r)
}

// The letters of the Latin, Greek, Cyrillic, Hebrew and Arabic blocks and the
// general punctuation fold by one look into a table made from the rules above.
const (
	letters     = 0x800
	punctuation = 0x2000
	tableSize   = letters + 0x70

	dropped rune = -1
	several rune = -2
)

// tableSlot returns the place of r in foldTable, or -1.
func tableSlot(r rune) int {
	switch {
	case r < letters:
		return int(r)
	case punctuation <= r && r < punctuation+tableSize-letters:
		return int(r - punctuation + letters)
	}
	return -1
}

var foldTable = makeFoldTable()

func makeFoldTable() (table [tableSize]rune) {
	for r := range rune(punctuation + tableSize - letters) {
		slot := tableSlot(r)
		if slot < 0 {
			continue
		}
		table[slot] = dropped
		for _, part := range string(decomposed(r)) {
			folded := foldOne(part)
			switch {
			case folded == dropped:
			case table[slot] == dropped:
				table[slot] = folded
			default:
				table[slot] = several
			}
		}
	}
	return table
}

// oneForm unifies characters that stand for one another in practice and that
// Unicode keeps apart.
var oneForm = map[rune]rune{
	'ı': 'i',

	'ٱ': 'ا',
	'ى': 'ي', 'ی': 'ي', 'ې': 'ي', 'ۍ': 'ي', 'ێ': 'ي', 'ے': 'ي',
	'ک': 'ك', 'ڪ': 'ك',
	'ة': 'ه', 'ە': 'ه', 'ہ': 'ه', 'ھ': 'ه', 'ۃ': 'ه',
	'ۆ': 'و', 'ۇ': 'و', 'ۊ': 'و',
	'ڕ': 'ر', 'ڵ': 'ل',
	'ـ': dropped, // tatweel only stretches a line

	'‘': '\'', '’': '\'', '‚': '\'', '‛': '\'', 'ʻ': '\'', 'ʼ': '\'', 'ʾ': '\'', 'ʿ': '\'', '′': '\'',
	'“': '"', '”': '"', '„': '"', '‟': '"', '«': '"', '»': '"', '″': '"',
	'‐': '-', '‒': '-', '–': '-', '—': '-', '―': '-', '−': '-',
	'،': ',', '٬': ',', '؛': ';', '؟': '?', '۔': '.', '٫': '.', '٪': '%',
}
