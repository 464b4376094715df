package ingest

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"roundwatch"
)

// What an edit changed. Outlets rewrite most of what they print within hours;
// a reader wants to know of it only where the substance moved: a number or
// date, a name, a negation or a modal verb, words inside quotation marks, or
// whole phrases added or taken out. Spelling, layout and little words are not
// told. Where a script has no capitals, names cannot be told from other words,
// and any other word in a word's place counts.

const (
	phraseWords   = 6       // from so many words an addition or a cut is substance by itself
	contextWords  = 3       // shown on either side of a change
	maxEdits      = 3       // named in words; more are counted
	maxEditQuote  = 90      // characters of one side of a change
	maxSpellings  = 2_000   // pairs of words looked at for spelling in one edit
	maxComparison = 1 << 20 // cells of the table of a comparison: two stretches of 1,000 words
)

// substance says in words what of the substance differs between two readings
// of an article, and is "" where nothing does.
func substance(before, after string) string {
	old, new := wordsOf(before), wordsOf(after)
	var told []string
	more := 0
	for _, e := range compare(old, new) {
		kind := e.kind()
		switch {
		case kind == "":
		case len(told) == maxEdits:
			more++
		default:
			told = append(told, e.tell(kind, before, after))
		}
	}
	if more > 0 {
		told = append(told, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(told, "; ")
}

// word is one word of a text.
type word struct {
	folded     string
	start, end int // bytes of the text
	number     bool
	capital    bool // begins with a capital
	opening    bool // begins a sentence, so that its capital says little
	caseless   bool // of a script without capitals
	quoted     bool // stands in quotation marks
}

func (w word) letters() int { return utf8.RuneCountInString(w.folded) }

// wordsOf divides a text into words. A number keeps the separators inside it,
// except those of thousands.
func wordsOf(text string) []word {
	var words []word
	quoted, opening := false, true
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			switch r {
			case '“', '«', '„':
				quoted = true
			case '”', '»':
				quoted = false
			case '"':
				quoted = !quoted
			case '\n':
				quoted, opening = false, true
			case '.', '!', '?', '؟', ':':
				opening = true
			}
			i += size
			continue
		}
		w := word{start: i, end: wordEnd(text, i), quoted: quoted}
		w.folded = roundwatch.Fold(text[w.start:w.end])
		if w.number = unicode.IsDigit(r); w.number {
			w.folded = strings.NewReplacer(",", "", "٬", "").Replace(w.folded)
		}
		w.capital, w.opening = unicode.IsUpper(r), opening
		w.caseless = !w.number && !unicode.IsUpper(r) && !unicode.IsLower(r)
		opening = false
		words = append(words, w)
		i = w.end
	}
	return words
}

func wordEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\u200c' && !joins(text, i, r, size) {
			break
		}
		i += size
	}
	return i
}

// joins tells whether a sign belongs to the word around it: an apostrophe
// between letters, a separator between digits.
func joins(text string, i int, r rune, size int) bool {
	next, _ := utf8.DecodeRuneInString(text[i+size:])
	last, _ := utf8.DecodeLastRuneInString(text[:i])
	switch r {
	case '\'', '’':
		return unicode.IsLetter(next) && unicode.IsLetter(last)
	case ',', '.', ':', '/', '٬', '٫':
		return unicode.IsDigit(next) && unicode.IsDigit(last)
	}
	return false
}

// edit is one place where two texts differ.
type edit struct {
	before, after []word // all words of the texts
	b0, b1        int    // before[b0:b1] became
	a0, a1        int    // after[a0:a1]
}

func (e edit) gone() []word { return e.before[e.b0:e.b1] }
func (e edit) come() []word { return e.after[e.a0:e.a1] }

// kind names what of the substance an edit moved, "" for nothing.
func (e edit) kind() string {
	gone, come := unmatched(e.gone(), e.come()), unmatched(e.come(), e.gone())
	both := slices.Concat(gone, come)
	replaced := len(gone) > 0 && len(come) > 0
	has := func(is func(word) bool) bool { return slices.ContainsFunc(both, is) }
	switch {
	case has(func(w word) bool { return w.number }):
		return "number"
	case has(func(w word) bool { return slices.Contains(negations, w.folded) }):
		return "negation"
	case has(func(w word) bool { return slices.Contains(modals, w.folded) }):
		return "modality"
	case has(func(w word) bool { return w.quoted }):
		return "quotation"
	case has(func(w word) bool { return w.capital && (!w.opening || replaced && w.letters() > 3) }):
		return "name"
	case len(come) >= phraseWords && len(come) > len(gone):
		return "addition"
	case len(gone) >= phraseWords:
		return "cut"
	case replaced && has(func(w word) bool { return w.caseless && w.letters() > 3 }):
		return "wording"
	}
	return ""
}

// unmatched are the words of a that are not in b, nor, in a short edit, a
// spelling of one that is.
func unmatched(a, b []word) []word {
	in := make(map[string]bool, len(b))
	for _, w := range b {
		in[w.folded] = true
	}
	short := len(a)*len(b) <= maxSpellings
	var out []word
	for _, w := range a {
		spelled := short && slices.ContainsFunc(b, func(o word) bool { return spelling(w, o) })
		if !in[w.folded] && !spelled {
			out = append(out, w)
		}
	}
	return out
}

// spelling tells whether two words are one, spelled differently. A short name
// is never that: Iraq and Iran differ in one letter.
func spelling(a, b word) bool {
	if a.number || b.number || slices.Contains(negations, a.folded) != slices.Contains(negations, b.folded) {
		return false
	}
	length := min(a.letters(), b.letters())
	if a.capital || b.capital || a.caseless {
		length -= 2
	}
	return distance(a.folded, b.folded) <= min(length/4, 2)
}

// distance is how many letters must be changed to make one word the other (Levenshtein).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range y {
			cost := diagonal
			if r != s {
				cost++
			}
			diagonal, row[j+1] = row[j+1], min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// tell says an edit in words, with a little of what stands around it.
func (e edit) tell(kind, before, after string) string {
	switch {
	case e.b0 == e.b1 && e.a1-e.a0 >= phraseWords:
		return fmt.Sprintf("%s: added “%s”", kind, clipped(after[e.after[e.a0].start:e.after[e.a1-1].end]))
	case e.a0 == e.a1 && e.b1-e.b0 >= phraseWords:
		return fmt.Sprintf("%s: removed “%s”", kind, clipped(before[e.before[e.b0].start:e.before[e.b1-1].end]))
	}
	return fmt.Sprintf("%s: “%s” is now “%s”", kind, around(before, e.before, e.b0, e.b1), around(after, e.after, e.a0, e.a1))
}

// around quotes words from to to with some words on either side, within their line.
func around(text string, words []word, from, to int) string {
	if len(words) == 0 {
		return ""
	}
	first, last := max(0, from-contextWords), min(len(words), to+contextWords)-1
	s := text[words[first].start:words[max(first, last)].end]
	return clipped(strings.Join(strings.Fields(s), " "))
}

func clipped(s string) string {
	if utf8.RuneCountInString(s) <= maxEditQuote {
		return s
	}
	return string([]rune(s)[:maxEditQuote-1]) + "…"
}

// compare finds where two texts differ: what is left when their longest common
// sequence of words is taken out. Texts that differ over thousands of words are
// one edit.
func compare(before, after []word) []edit {
	same := func(i, j int) bool { return before[i].folded == after[j].folded }
	from := 0
	for from < min(len(before), len(after)) && same(from, from) {
		from++
	}
	b1, a1 := len(before), len(after)
	for b1 > from && a1 > from && same(b1-1, a1-1) {
		b1, a1 = b1-1, a1-1
	}
	rows, columns := b1-from, a1-from
	if rows == 0 && columns == 0 {
		return nil
	}
	if rows*columns > maxComparison {
		return []edit{{before, after, from, b1, from, a1}}
	}
	return walk(before, after, from, commonLengths(rows, columns, func(i, j int) bool { return same(from+i, from+j) }))
}

// commonLengths gives, for each i and j, the length of the longest common
// sequence of what begins there.
func commonLengths(rows, columns int, same func(i, j int) bool) [][]uint16 {
	common := make([][]uint16, rows+1)
	for i := range common {
		common[i] = make([]uint16, columns+1)
	}
	for i := rows - 1; i >= 0; i-- {
		for j := columns - 1; j >= 0; j-- {
			if same(i, j) {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}

// walk follows the longest common sequence from word from on and returns the
// places that it leaves out.
func walk(before, after []word, from int, common [][]uint16) []edit {
	rows, columns := len(common)-1, len(common[0])-1
	same := func(i, j int) bool {
		return i < rows && j < columns && before[from+i].folded == after[from+j].folded
	}
	var edits []edit
	for i, j := 0, 0; i < rows || j < columns; {
		i0, j0 := i, j
		for (i < rows || j < columns) && !same(i, j) {
			if j == columns || i < rows && common[i+1][j] >= common[i][j+1] {
				i++
			} else {
				j++
			}
		}
		edits = append(edits, edit{before, after, from + i0, from + i, from + j0, from + j})
		for same(i, j) {
			i, j = i+1, j+1
		}
	}
	return edits
}

// Words that turn a sentence round, and those that weaken or bind it, as
// roundwatch.Fold writes them: English, Arabic, Persian, Kurdish, Turkish.
var (
	negations = folded("not no never neither nor none without denied denies deny refused rejects rejected don't doesn't didn't won't can't cannot isn't aren't wasn't weren't hasn't haven't hadn't " +
		"لا لم لن ليس ليست غير بدون دون نفى نفت رفض رفضت ما نه نیست نیستند نخواهد بدون هرگز رد تکذیب نا نەک هیچ بێ ne nin tune değil yok hayır asla reddetti")
	modals = folded("will would may might must could should shall can plans plan expected likely " +
		"قد سوف يجب ربما يمكن باید شاید ممکن خواهد دەبێت لەوانەیە olabilir gerekir")
)

func folded(words string) []string { return strings.Fields(roundwatch.Fold(words)) }
