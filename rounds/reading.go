package rounds

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"roundwatch"
)

// maxText bounds how much of an article is read. What decides stands at the
// top; what follows a quarter of a megabyte is a log or a book.
const maxText = 256 << 10

// zone is the part of an article in which a sentence stands.
type zone uint8

const (
	zoneTitle zone = iota
	zoneTop        // the first two paragraphs
	zoneLead       // what else stands within leadBytes
	zoneBody
	zoneTail  // behind tailBytes: background and what pages leave at the end
	zoneLabel // a short line that ends as no sentence does: a subhead, a caption, a menu, a related headline
)

// Where zones end, in bytes from the first paragraph.
const (
	topBytes     = 900
	leadBytes    = 500
	tailBytes    = 2200
	minParagraph = 70 // a shorter line is a label, unless it ends as a sentence does
)

// maxSentence is how many words a sentence has at most. What has no full stop is
// cut, since what is beside what is asked within sentences.
const maxSentence = 150

// sentence is a stretch of an article between two ends.
type sentence struct {
	zone     zone
	from, to int // bytes of the folded title or text
	words    [2]int32
	hits     [2]int32
}

// hit is a term found at words first … last.
type hit struct {
	term        int32
	first, last int32
	sentence    int32
}

// reading is an article with everything found in it.
type reading struct {
	titleSource string
	textSource  string
	title, text roundwatch.Folded
	titles      int // sentences of the title, which come first
	letters     []uint8
	words       []word
	sentences   []sentence
	hits        []hit
}

// read finds the terms of the lexicon in an article.
func (x *lexicon) read(a roundwatch.Article) *reading {
	r := &reading{titleSource: a.Title, textSource: cut(a.Text)}
	r.title, r.text = roundwatch.FoldMap(r.titleSource), roundwatch.FoldMap(r.textSource)
	size := len(r.title.Text) + len(r.text.Text)
	r.letters = append(make([]uint8, 0, size+8), gap)
	r.words = make([]word, 0, size/5+4)
	r.sentences = make([]sentence, 0, size/80+4)
	r.hits = make([]hit, 0, size/5+16)
	r.split(x.auto, r.title.Text, func(int, int) zone { return zoneTitle })
	r.titles = len(r.sentences)
	r.split(x.auto, r.text.Text, r.zones())
	x.scan(r)
	return r
}

// zones returns the rule that puts the sentences of the text into zones. Labels
// do not use the lead up; the one right above the first paragraph of an untitled
// text is taken for its headline.
func (r *reading) zones() func(from, breaks int) zone {
	labelled := anyParagraph(r.text.Text)
	paragraphs, first, label, headline, begun := 0, 0, false, false, false
	return func(from, breaks int) zone {
		if breaks > 0 || !begun {
			begun = true
			line, below, _ := strings.Cut(r.text.Text[from:], "\n")
			label = labelled && !isParagraph(line)
			headline = paragraphs == 0 && r.titles == 0 && isParagraph(strings.TrimLeft(below, "\n "))
			if !label {
				if paragraphs++; paragraphs == 1 {
					first = from
				}
			}
		}
		switch at := from - first; {
		case label && !headline:
			return zoneLabel
		case paragraphs <= 2 && at < topBytes:
			return zoneTop
		case at < leadBytes:
			return zoneLead
		case at < tailBytes:
			return zoneBody
		}
		return zoneTail
	}
}

// opening returns the number of the first sentence of the text proper.
func (r *reading) opening() int {
	for i := r.titles; i < len(r.sentences); i++ {
		if r.sentences[i].zone != zoneLabel {
			return i
		}
	}
	return -1
}

func anyParagraph(text string) bool {
	for line := range strings.Lines(text) {
		if isParagraph(line) {
			return true
		}
	}
	return false
}

// isParagraph reports whether the line that begins a text is long or ends as a
// sentence does.
func isParagraph(text string) bool {
	if end := strings.IndexByte(text, '\n'); end >= 0 {
		text = text[:end]
	}
	text = strings.TrimRight(text, " \"'")
	return len(text) >= minParagraph || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?")
}

// split cuts a folded text into sentences and words. zoneAt is told where each
// sentence begins and how many line ends stand before it.
func (r *reading) split(auto *automaton, s string, zoneAt func(from, breaks int) zone) {
	start, breaks := -1, 0
	first := int32(len(r.words))
	finish := func(end int) {
		if int32(len(r.words)) > first {
			z := zoneAt(start, breaks)
			breaks = 0
			r.sentences = append(r.sentences, sentence{zone: z, from: start, to: end, words: [2]int32{first, int32(len(r.words))}})
		}
		start, first = -1, int32(len(r.words))
	}
	for i := 0; i < len(s); {
		c, size := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, size = roundwatch.RuneAt(s, i)
		}
		if isLetter(c) {
			if start < 0 {
				start = i
			}
			i = r.word(auto, s, i, c)
			if int32(len(r.words))-first == maxSentence {
				finish(i)
			}
			continue
		}
		switch {
		case c == '\n':
			finish(i)
			if i == 0 || s[i-1] != '\n' {
				breaks++
			}
		case (c == '!' || c == '?') && start >= 0:
			finish(i + 1)
		case c == '.' && start >= 0 && r.ends(s, i, first):
			finish(i + 1)
		}
		i += size
	}
	finish(len(s))
}

func isLetter(c rune) bool {
	if uint32(c) < letterTable {
		return wordRunes[c]
	}
	return unicode.IsLetter(c) || unicode.IsDigit(c)
}

// wordRunes are the letters and digits of the scripts we mostly read, since
// asking package unicode is slow.
var wordRunes = func() (is [letterTable]bool) {
	for r := range rune(letterTable) {
		is[r] = unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	return is
}()

// ends reports whether the full stop at i ends the sentence that began with
// word first: white space or a quote follows, and the word before is no initial
// or abbreviation.
func (r *reading) ends(s string, i int, first int32) bool {
	if i+1 < len(s) && !strings.ContainsRune(" \n\"')", rune(s[i+1])) || int32(len(r.words)) <= first {
		return false
	}
	w := r.words[len(r.words)-1]
	return int(w.to) != i || !abbreviations[s[w.from:w.to]] && !(w.to-w.from == 1 && isLatin(s[w.from]))
}

var abbreviations = map[string]bool{
	"jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true, "sep": true, "sept": true, "oct": true, "nov": true, "dec": true,
	"mr": true, "mrs": true, "ms": true, "dr": true, "gen": true, "lt": true, "col": true, "maj": true, "sen": true, "rep": true, "gov": true, "st": true, "no": true, "vs": true, "inc": true,
	"u.s": true, "d.c": true, "u.n": true, "u.k": true, "a.m": true, "p.m": true,
}

// word reads the word that begins at i, with the letter or digit first, and
// returns where it ends.
func (r *reading) word(auto *automaton, s string, i int, first rune) int {
	w := word{
		at: int32(len(r.letters)), from: int32(i), sentence: int32(len(r.sentences)),
		arabic: isArabic(first), digit: '0' <= first && first <= '9',
	}
	j, letters := i, r.letters
	for j < len(s) {
		if c := s[j]; c < utf8.RuneSelf {
			if !wordRunes[c] {
				break
			}
			letters = append(letters, auto.letters[c])
			j++
			continue
		}
		c, size := roundwatch.RuneAt(s, j)
		if !isLetter(c) {
			break
		}
		letters = append(letters, auto.letter(c))
		j += size
	}
	r.letters = letters
	if end := initials(s, i, j); end > j {
		for k := j + 1; k < end; k += 2 {
			r.letters = append(r.letters, auto.letter(rune(s[k])))
		}
		j = end
	}
	if w.arabic {
		if bare := withoutArticle(s[i:j]); len(bare) < j-i {
			r.letters = r.letters[:w.at]
			for _, c := range bare {
				r.letters = append(r.letters, auto.letter(c))
			}
		}
	}
	w.end = int32(len(r.letters))
	w.to = int32(j)
	r.letters = append(r.letters, gap)
	r.words = append(r.words, w)
	return j
}

// scan runs the automaton over the letters.
func (x *lexicon) scan(r *reading) {
	auto := x.auto
	state := uint16(0)
	w := 0
	for i, c := range r.letters {
		state = auto.next[int(state)*auto.width+int(c)]
		if int(state) >= auto.ending {
			for w+1 < len(r.words) && int(r.words[w+1].at) <= i {
				w++
			}
			for _, p := range auto.outs[auto.found[state]] {
				x.match(r, &x.patterns[p], int32(i)+1, int32(w))
			}
		}
	}
	at := 0
	for i := range r.sentences {
		r.sentences[i].hits[0] = int32(at)
		for at < len(r.hits) && r.hits[at].sentence <= int32(i) {
			at++
		}
		r.sentences[i].hits[1] = int32(at)
	}
}

// match notes a pattern whose last letter stands before end, in word w, if it
// is bounded as it must be.
func (x *lexicon) match(r *reading, p *pattern, end, w int32) {
	if len(r.words) == 0 {
		return
	}
	stop := end
	if !p.arabic && !p.anyEnd {
		stop-- // the gap behind
	}
	begin := stop - p.runes
	first := w
	for first > 0 && r.words[first].at > begin {
		first--
	}
	last := r.words[w]
	if r.words[first].sentence != last.sentence || stop > last.end {
		return
	}
	if p.arabic && (!x.mayPrecede(r, r.words[first].at, begin) || !p.anyEnd && !x.mayFollow(r, p, stop, last.end)) {
		return
	}
	if p.capitals != 0 && !r.inCapitals(p.capitals, first, w) {
		return
	}
	for _, t := range p.terms {
		if n := len(r.hits); x.terms[t].kind == termWeekday && n > 0 && r.hits[n-1].last == w && x.terms[r.hits[n-1].term].kind == termWeekday {
			continue // پنج شنبه is Thursday, though شنبه is Saturday
		}
		r.hits = append(r.hits, hit{t, first, w, last.sentence})
	}
}

// mayPrecede reports whether the letters of a word before begin are nothing or one particle.
func (x *lexicon) mayPrecede(r *reading, at, begin int32) bool {
	if at == begin {
		return true
	}
	return begin-at == 1 && x.particles[r.letters[at]]
}

// mayFollow reports whether the letters of a word behind stop are nothing or an ending.
func (x *lexicon) mayFollow(r *reading, p *pattern, stop, end int32) bool {
	if stop == end {
		return true
	}
	if p.runes < minInflected || end-stop > maxEnding {
		return false
	}
	return x.endings[string(r.letters[stop:end])]
}

// inCapitals reports whether the marked words from first to last stand in
// capitals in the original.
func (r *reading) inCapitals(marked uint32, first, last int32) bool {
	for i := first; i <= last; i++ {
		if marked&(1<<(i-first)) != 0 && !r.upper(r.words[i]) {
			return false
		}
	}
	return true
}

func (r *reading) upper(w word) bool {
	folded, source := &r.text, r.textSource
	if int(w.sentence) < r.titles {
		folded, source = &r.title, r.titleSource
	}
	from, to := folded.Span(int(w.from), int(w.to))
	return source[from:to] == strings.ToUpper(source[from:to])
}

// cut returns the part of a text that is read.
func cut(text string) string {
	if len(text) <= maxText {
		return text
	}
	n := maxText
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
