package article

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Mojibake is UTF-8 that someone read with another charset: "Ã©" for "é". The
// repair looks for runs of characters that are, in some charset, the bytes of a
// UTF-8 sequence, and puts the meant character in place where that makes the
// text more plausible. A run that reads well as it stands is left alone unless
// clear cases around it show that the paragraph was misread. So a text without
// mojibake, in any language, comes out as it went in.

const (
	maxRepair  = 64 << 10 // bytes of a paragraph that is looked at
	maxRounds  = 5        // times that a text can have been misread
	minGain    = 1.0      // improvement that a single run must bring
	minSupport = 1.5      // improvement of the others that carries a doubtful run
)

// repairMojibake returns the text repaired, and whether anything changed.
func repairMojibake(text string) (string, bool) {
	if len(text) > maxRepair || !suspicious(text) {
		return text, false
	}
	was := []rune(text)
	now := slices.Clone(was)
	for range maxRounds {
		next, ok := repairOnce(now)
		if !ok {
			break
		}
		now = next
	}
	now = c1(now)
	if len(now) < len(was) && 2*oddity(now)*float64(len(was)) > oddity(was)*float64(len(now)) {
		return text, false // it was misread, but not as we read it: as dense as before
	}
	repaired := string(now)
	return repaired, repaired != text
}

// suspicious is the cheap test that spares almost every paragraph the rest: a
// control character, or a run of unlike characters outside ASCII.
func suspicious(text string) bool {
	var prev rune
	run, mixed := 0, false
	for _, r := range text {
		if r < utf8.RuneSelf {
			run, mixed = 0, false
			prev = r
			continue
		}
		if r < 0xa0 || r == utf8.RuneError && prev >= utf8.RuneSelf {
			return true
		}
		run++
		mixed = mixed || natureOf(r)&(natureLetter|natureMark) == 0 && !ordinary(r, prev) || lone(r)
		if run >= 2 && mixed || (r == 'Ã' || r == 'Â') {
			return true
		}
		prev = r
	}
	return false
}

// ordinary reports whether r is a joiner, or a mark behind a letter of the
// Arabic script, as nearly every sentence in it has.
func ordinary(r, prev rune) bool {
	switch r {
	case '\u200c', '\u200d':
		return true
	case '،', '؛', '؟', '۔', '»', '”', '’', '…':
		return scriptOf(prev) == arabic
	}
	return false
}

// lone reports whether r is a letter that UTF-8 sequences of one script turn
// into when they are read as another: "œ", "Ђ", "ƒ".
func lone(r rune) bool {
	switch r {
	case 'œ', 'Œ', 'ƒ', 'š', 'Š', 'ž', 'Ž', 'Ÿ', 'ª', 'º', 'µ', 'Ђ', 'Ѓ', 'ђ', 'ѓ', 'љ', 'њ', 'ќ', 'ћ', 'џ', 'ѕ', 'ј', 'ś', 'ť', 'ź', 'Ś', 'Ť', 'Ź':
		return true
	}
	return false
}

// repairOnce undoes one misreading with the charset that explains most.
func repairOnce(text []rune) ([]rune, bool) {
	var best []hit
	var most float64
	possible := possibleCodecs(text)
	for i, c := range codecs {
		if possible>>i&1 == 0 {
			continue
		}
		if hits, gain := c.hits(text); gain > most {
			best, most = hits, gain
		}
	}
	if len(best) == 0 {
		return text, false
	}
	return replace(text, best), true
}

// hits finds the runs that are worth replacing, and what they gain together.
// Hits that touch are judged as one, since half a word says little.
func (c codec) hits(text []rune) (accepted []hit, gain float64) {
	var chains []chain
	var support float64
	for i := 0; i < len(text); i++ {
		if text[i] < utf8.RuneSelf {
			continue
		}
		h, ok := c.sequence(text[i:])
		if !ok || !writable(h.to) {
			continue
		}
		h.at = i
		if last := len(chains) - 1; last >= 0 && chains[last].end() == i {
			chains[last].hits = append(chains[last].hits, h)
		} else {
			chains = append(chains, chain{hits: []hit{h}})
		}
		i += h.n - 1
	}
	for i := range chains {
		chains[i].weigh(text)
		support += max(0, chains[i].gain)
	}
	for _, ch := range chains {
		carried := support-max(0, ch.gain) >= minSupport
		if ch.gain >= minGain && !ch.spaced || carried && ch.gain >= -minSupport {
			accepted = append(accepted, ch.hits...)
			gain += max(0, ch.gain)
		}
	}
	return accepted, gain
}

// writable reports whether r can be what someone wrote, or one of its bytes.
func writable(r rune) bool {
	return unicode.IsPrint(r) || r == utf8.RuneError || r >= 0x80 && r <= 0xa0 || unicode.Is(unicode.Cf, r)
}

// chain is a row of hits without anything between them.
type chain struct {
	hits   []hit
	gain   float64 // how much less odd the text is with all of them replaced
	spaced bool    // rests on spaces alone
}

func (ch *chain) end() int {
	h := ch.hits[len(ch.hits)-1]
	return h.at + h.n
}

func (ch *chain) weigh(text []rune) {
	start, end := ch.hits[0].at, ch.end()
	from, to := max(0, start-2), min(len(text), end+2)
	after := append([]rune{}, text[from:start]...)
	ch.spaced = true
	for _, h := range ch.hits {
		after = append(after, h.to)
		switch {
		case h.spaced:
			ch.gain -= minGain
		case h.n == 3 && string(text[h.at:h.at+3]) == "ï¿½": // U+FFFD itself
			ch.gain += 2 * minGain
		case h.to != utf8.RuneError && (len(ch.hits) > 1 || scriptOf(h.to) != eastern):
			ch.gain += float64(h.n - 2)
		}
		ch.spaced = ch.spaced && h.spaced
	}
	after = append(after, text[end:to]...)
	ch.gain += oddity(text[from:to]) - oddity(after)
}

// replace puts the meant characters in place.
func replace(text []rune, hits []hit) []rune {
	out := make([]rune, 0, len(text))
	at := 0
	for _, h := range hits {
		out = append(out, text[at:h.at]...)
		out = append(out, h.to)
		at = h.at + h.n
		if h.spaced && h.n == 2 && h.to == 'à' && !prefixOfAWord(text[at:]) {
			out = append(out, ' ')
		}
	}
	return append(out, text[at:]...)
}

// prefixOfAWord reports whether what follows an "à" belongs to the same word:
// the Portuguese contractions àquele, àquela, àquilo, às. Elsewhere the space
// that stood for the second byte hides the one between two words.
func prefixOfAWord(rest []rune) bool {
	s := string(rest[:min(len(rest), 6)])
	for _, w := range [...]string{"quele", "quela", "quilo"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return s == "s" || strings.HasPrefix(s, "s ") || strings.HasPrefix(s, " ")
}

// c1 shows the control characters 80–9F as what windows-1252 has there.
func c1(text []rune) []rune {
	for i, r := range text {
		if r >= 0x80 && r < 0xa0 {
			if shown := charmap.Windows1252.DecodeByte(byte(r)); shown != utf8.RuneError {
				text[i] = shown
			}
		}
	}
	return text
}
