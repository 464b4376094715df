package dedupe

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// Traits are the words by which independent reports of one event know one
// another: the first distinct words of title and text that carry meaning,
// each cut to its stem. News tells its particulars first.
const (
	maxTraits = 40
	stem      = 5 // letters: words of one root share their beginning in the languages read here
	minWord   = 4 // letters of a word that carries meaning
	minDigits = 2
)

// trait adds the trait of the word read last, whose token is t, to found,
// unless it is there, has no meaning of its own, or there are enough.
func (z *tokenizer) trait(found []uint32, t token) []uint32 {
	if len(found) == maxTraits {
		return found
	}
	letters, trait := z.word, t.hash
	switch t.kind {
	case isDate:
		trait = t.alike
	case isNumber:
		if len(letters) < minDigits {
			return found
		}
	default:
		if t.kind == isCaseless {
			letters = bare(letters)
		}
		if utf8.RuneCount(letters) < minWord || stopWords.class(t.hash) != 0 {
			return found
		}
		trait = hashWord(stemOf(letters))
	}
	if slices.Contains(found, trait) {
		return found
	}
	return append(found, trait)
}

// bare takes the article and the particles before it from an Arabic word.
func bare(letters []byte) []byte {
	for _, prefix := range arabicPrefixes {
		if rest, ok := bytes.CutPrefix(letters, prefix); ok && utf8.RuneCount(rest) >= minWord-1 {
			return rest
		}
	}
	return letters
}

var arabicPrefixes = bytes.Fields([]byte("وال بال كال فال لل ال"))

// stemOf returns the first letters of a word.
func stemOf(word []byte) []byte {
	letters := 0
	for i, c := range word {
		if utf8.RuneStart(c) {
			letters++
		}
		if letters > stem {
			return word[:i]
		}
	}
	return word
}

// stopWords carry no meaning of their own, or the trade's: who said, when.
var stopWords = newLexicon(`
about above according added after again against ahead all also although among announced another any because been
before being between both but came can come comes could did does doing done down during each either even ever every few
first following for former from further get give given had has have having here him his how however into its itself
just last later less like made make many may meanwhile might more most much must near nearly never new next not
now number off often once one only onto other others our out over own part per rather recent reported reports said same
say saying says see seen several she should since some spokesman statement still such take taken than that the their them
then there these they this those though three through time told took toward two under until upon use used very
via was way week well were what when where whether which while who whose why will with within without would year
years yesterday today tomorrow day days month months agency news official officials press
التي الذي الذين اللذين هذا هذه ذلك تلك بعد قبل خلال عبر حول بين منذ حتي كما كان كانت يكون تكون قال قالت واضاف اضاف
وقال واكد اكد وكالة بيان اليوم امس الماضي المقبل عدد كل بعض غير الي على عن مع من في ان او ثم لكن حيث وفق بحسب
از به با تا یا که را در است بود شد کرد این آن برای اما اگر نیز گفت کند شده خود بین پس پیش باید هم چند هر گزارش خبرگزاری اعلام روز سال گذشته
için olarak olan daha sonra önce göre kadar gibi veya ancak bunun dedi diye yeni tarafından açıkladı söyledi oldu
ئەوە ئەم بۆ لە کە بە لەسەر لەو و دوای پێش گوتی ڕایگەیاند هەروەها لەگەڵ
`)
