package rounds

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"roundwatch"
)

// lexicon is a dossier's words, and the words of every language that place an
// article in time, in the form in which articles are searched for them.
type lexicon struct {
	auto     *automaton
	patterns []pattern
	terms    []term
	needs    []need    // what makes a cue
	wanted   [][]int32 // by term: the needs that it is part of
	cues     []cue

	particles map[uint8]bool  // letters that may precede an Arabic-script word
	endings   map[string]bool // letters that may follow one
}

// pattern is one spelling.
type pattern struct {
	text     string
	runes    int32
	arabic   bool
	anyEnd   bool   // ends in *
	capitals uint32 // bit n: the n-th word must stand in capitals
	terms    []int32
}

// term is what a spelling means: a person, a party, a month … or a part of a cue.
type term struct {
	kind  termKind
	value int32 // index into the dossier, or the number that the word says
}

type termKind uint8

const (
	termPart    termKind = iota // part of a cue only
	termParty                   // value: 0 or 1
	termOther                   // index of Dossier.Others
	termPerson                  // index of Dossier.People
	termOrdinal                 // 1 … 9
	termRound                   // round, session, phase …
	termTalk                    // dialogue, talks, negotiations …
	termForum                   // dialogue, commission, council …: what a track may be called
	termMonth                   // 1 … 12; above solar those of that calendar
	termWeekday                 // time.Weekday
	termPast                    // previous, was held last …
	termAhead                   // will, next month, is set to …
	termLately                  // last month, last week: the article comes after a while
	termBegun                   // initiated, kicked off: dates the series
	termFirstOf                 // under, since, of its kind: what makes a "first" of another series
	termOffice                  // administration, presidency
)

// need is one way to meet a cue: terms that must stand in one sentence.
type need struct {
	cue   int32
	terms int32
}

// cue is a roundwatch.Cue in its place.
type cue struct {
	kind   cueKind
	track  int32
	round  int32 // index of filer.rounds; -1 for a cue of the track
	weight float64
	rule   string
}

type cueKind uint8

const (
	cueSubject cueKind = iota
	cueApart
	cueCall
	cueAlias
	cueSignature
)

// builder collects patterns while a lexicon is made.
type builder struct {
	lexicon
	byText   map[string]int
	entities map[string]int32 // by @id
}

func newBuilder() *builder {
	return &builder{byText: map[string]int{}, entities: map[string]int32{}}
}

func (b *builder) term(kind termKind, value int) int32 {
	b.terms = append(b.terms, term{kind, int32(value)})
	b.wanted = append(b.wanted, nil)
	return int32(len(b.terms) - 1)
}

// spell gives a term one more spelling.
func (b *builder) spell(t int32, spelling string) {
	p := newPattern(spelling)
	if p.text == "" {
		return
	}
	key := p.key()
	i, ok := b.byText[key]
	if !ok {
		i = len(b.patterns)
		b.byText[key] = i
		b.patterns = append(b.patterns, p)
	}
	if !slices.Contains(b.patterns[i].terms, t) {
		b.patterns[i].terms = append(b.patterns[i].terms, t)
	}
}

func newPattern(spelling string) pattern {
	bare, anyEnd := strings.CutSuffix(strings.TrimSpace(spelling), "*")
	p := pattern{text: patternText(bare), anyEnd: anyEnd}
	p.runes = int32(utf8.RuneCountInString(p.text))
	first, _ := utf8.DecodeRuneInString(p.text)
	p.arabic = isArabic(first)
	for i, w := range strings.Fields(bare) {
		if i < 32 && w == strings.ToUpper(w) && strings.ContainsFunc(w, unicode.IsUpper) {
			p.capitals |= 1 << i
		}
	}
	return p
}

// key tells patterns apart that are searched for differently.
func (p pattern) key() string {
	return fmt.Sprintf("%s %t %b", p.text, p.anyEnd, p.capitals)
}

// letters is the pattern as the automaton looks for it: bounded by gaps where
// nothing else may follow or precede.
func (p pattern) letters() string {
	switch {
	case p.arabic:
		return p.text
	case p.anyEnd:
		return " " + p.text
	}
	return " " + p.text + " "
}

// add puts a cue of the dossier into the lexicon.
func (b *builder) add(c cue, words map[string][]string) {
	b.cues = append(b.cues, c)
	at := int32(len(b.cues) - 1)
	for _, lang := range sortedKeys(words) {
		for _, w := range words[lang] {
			b.need(at, w)
		}
	}
}

func (b *builder) need(cue int32, word string) {
	parts := roundwatch.Needs(word)
	n := int32(len(b.needs))
	b.needs = append(b.needs, need{cue, int32(len(parts))})
	for _, choices := range parts {
		t := b.part(choices)
		b.wanted[t] = append(b.wanted[t], n)
	}
}

// part returns the term that any of the choices meets.
func (b *builder) part(choices []string) int32 {
	if len(choices) == 1 {
		if t, ok := b.entities[choices[0]]; ok {
			return t
		}
	}
	t := b.term(termPart, 0)
	for _, choice := range choices {
		entity, ok := b.entities[choice]
		if !ok {
			b.spell(t, choice)
			continue
		}
		for i := range b.patterns {
			if slices.Contains(b.patterns[i].terms, entity) {
				b.patterns[i].terms = append(b.patterns[i].terms, t)
			}
		}
	}
	return t
}

// entity names a person, party or other state.
func (b *builder) entity(id string, kind termKind, value int, spellings []string) {
	t := b.term(kind, value)
	b.entities["@"+id] = t
	for _, s := range spellings {
		b.spell(t, s)
	}
}

func (b *builder) finish() (*lexicon, error) {
	letters := make([]string, len(b.patterns))
	for i, p := range b.patterns {
		letters[i] = p.letters()
	}
	auto, ok := buildAutomaton(letters)
	if !ok {
		return nil, fmt.Errorf("its %d words and spellings are too many or too long", len(letters))
	}
	b.auto = auto
	b.particles, b.endings = map[uint8]bool{}, map[string]bool{}
	for _, r := range bareParticles {
		b.particles[auto.letter(r)] = true
	}
	delete(b.particles, otherLetter) // which stands for many letters
	for _, e := range strings.Fields(arabicEndings) {
		if spelt := auto.spelt(e); strings.IndexByte(spelt, otherLetter) < 0 {
			b.endings[spelt] = true
		}
	}
	return &b.lexicon, nil
}

// buildLexicon makes the lexicon of a dossier.
func buildLexicon(d roundwatch.Dossier) (*lexicon, error) {
	b := newBuilder()
	for i, p := range d.Parties {
		b.entity(p.ID, termParty, i, p.Words)
	}
	for i, p := range d.Others {
		b.entity(p.ID, termOther, i, p.Words)
	}
	for i, p := range d.People {
		b.entity(p.ID, termPerson, i, p.Spellings)
	}
	b.language()
	for _, c := range d.Subject {
		b.add(cue{cueSubject, -1, -1, c.Weight, "subject/" + c.Name}, c.Words)
	}
	for _, c := range d.Apart {
		b.add(cue{cueApart, -1, -1, c.Weight, "apart/" + c.Name}, c.Words)
	}
	round := int32(0)
	for i, t := range d.Tracks {
		for _, c := range t.Names {
			b.add(cue{cueCall, int32(i), -1, c.Weight, t.ID + "/" + c.Name}, c.Words)
		}
		for _, r := range t.Rounds {
			for _, c := range r.Aliases {
				b.add(cue{cueAlias, int32(i), round, c.Weight, r.ID + "/" + c.Name}, c.Words)
			}
			for _, c := range r.Signature {
				b.add(cue{cueSignature, int32(i), round, c.Weight, r.ID + "/" + c.Name}, c.Words)
			}
			round++
		}
	}
	return b.finish()
}

// language adds what the languages give, whatever the dossier.
func (b *builder) language() {
	for _, v := range vocabulary {
		b.spellAll(b.term(v.kind, v.value), v.words)
	}
	gregorian, jalali := roundwatch.MonthNames()
	for i, western := range westernMonths {
		t := b.term(termMonth, i+1)
		b.spellAll(t, western)
		b.month(t, i+1, gregorian)
		b.month(b.term(termMonth, solar+i+1), i+1, jalali)
	}
}

// month spells a month as Persian and Sorani link it, too.
func (b *builder) month(t int32, number int, names map[string]int) {
	for _, name := range sortedKeys(names) {
		if names[name] == number {
			b.spell(t, name)
			b.spell(t, name+"ی")
		}
	}
}

func (b *builder) spellAll(t int32, words string) {
	for w := range strings.SplitSeq(words, ",") {
		b.spell(t, w)
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
