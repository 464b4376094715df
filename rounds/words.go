package rounds

import (
	"strings"
	"unicode/utf8"

	"roundwatch"
)

// How words are compared, in patterns and in articles alike: text is folded
// (roundwatch.Fold); a word is a run of letters or digits; letters with dots
// between them are one word (U.S. is us); the Arabic article, with a particle
// before it, is taken off. In Arabic script a word of a text may also carry
// one bare particle in front and an ending behind that its pattern lacks.

// word is one word of a reading.
type word struct {
	at, end  int32 // in letters
	from, to int32 // in the folded text it came from
	sentence int32
	arabic   bool
	digit    bool // begins with one
}

// articles of Arabic with their particles, longest first, folded.
var arabicArticles = []string{"وال", "فال", "بال", "كال", "ولل", "لل", "ال"}

// longestArticle is the length in bytes of the longest of them.
const longestArticle = 6

// bareParticles may stand before an Arabic-script word.
const bareParticles = "وفبلك"

// arabicEndings may follow an Arabic-script word beyond its pattern: Arabic,
// Persian and Sorani inflection, folded.
const (
	arabicEndings = "ي ه ها هاي ان ات ين ون يه هم هما نا يي ش شان م تان مان هكه هكان هكاني هي كان كاني كه يان يانه ييه هوه هكهي ا"
	maxEnding     = 5
)

// minInflected is the length from which a word may carry an ending: shorter
// ones would meet too many strangers.
const minInflected = 4

func isArabic(r rune) bool { return 0x0600 <= r && r <= 0x06FF || 0x0750 <= r && r <= 0x077F }

// withoutArticle takes the Arabic article off a folded word.
func withoutArticle(w string) string {
	if !strings.Contains(w[:min(len(w), longestArticle)], "ل") {
		return w
	}
	for _, a := range arabicArticles {
		if rest, ok := strings.CutPrefix(w, a); ok && utf8.RuneCountInString(rest) >= 3 {
			return rest
		}
	}
	return w
}

// eachWord calls f with every word of a folded text and the word's place.
func eachWord(folded string, f func(w string, from, to int)) {
	for i := 0; i < len(folded); {
		r, size := utf8.DecodeRuneInString(folded[i:])
		if !isLetter(r) {
			i += size
			continue
		}
		from := i
		for i < len(folded) {
			r, size := utf8.DecodeRuneInString(folded[i:])
			if !isLetter(r) {
				break
			}
			i += size
		}
		if end := initials(folded, from, i); end > i {
			f(strings.ReplaceAll(folded[from:end], ".", ""), from, end)
			i = end
			continue
		}
		f(folded[from:i], from, i)
	}
}

// initials returns the end of letters with dots between them that begin with
// the one-letter word at from, or to if there are none.
func initials(s string, from, to int) int {
	if to-from != 1 {
		return to
	}
	end := to
	for end+1 < len(s) && s[end] == '.' && isLatin(s[end+1]) && (end+2 == len(s) || !isLatin(s[end+2]) && s[end+2] < utf8.RuneSelf) {
		end += 2
	}
	return end
}

func isLatin(c byte) bool { return 'a' <= c && c <= 'z' }

// patternText returns the words of a pattern with single gaps between.
func patternText(s string) string {
	var words []string
	eachWord(roundwatch.Fold(s), func(w string, _, _ int) {
		words = append(words, withoutArticle(w))
	})
	return strings.Join(words, " ")
}
