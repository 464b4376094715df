package dedupe

import (
	"slices"
	"strings"
	"unicode/utf8"

	"roundwatch"
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

// traits returns the traits of a document.
func (z *tokenizer) traits(doc Document) []uint32 {
	var found []uint32
	for _, text := range []string{doc.Title, doc.Text} {
		for w := range z.words(text) {
			if t := z.trait(w); t != 0 && !slices.Contains(found, t) {
				found = append(found, t)
			}
			if len(found) == maxTraits {
				return found
			}
		}
	}
	return found
}

// trait returns the trait of w, whose letters are in z.word, or 0.
func (z *tokenizer) trait(w word) uint32 {
	t := z.token(w)
	letters := z.word
	switch {
	case t.kind == isNumber:
		if len(letters) < minDigits {
			return 0
		}
		return t.hash
	case t.kind == isDate:
		return t.alike
	case t.kind == isCaseless:
		letters = bare(letters)
	}
	if utf8.RuneCount(letters) < minWord || stopWords[t.hash] {
		return 0
	}
	if t.kind == isName || t.kind == isInitial {
		return t.alike
	}
	return hashWord(firstRunes(letters, stem))
}

// bare takes the article and the particles before it from an Arabic word.
func bare(letters []byte) []byte {
	s := string(letters)
	for _, prefix := range []string{"وال", "بال", "كال", "فال", "لل", "ال"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok && utf8.RuneCountInString(rest) >= minWord-1 {
			return []byte(rest)
		}
	}
	return letters
}

func firstRunes(b []byte, n int) []byte {
	end := 0
	for ; n > 0 && end < len(b); n-- {
		_, size := utf8.DecodeRune(b[end:])
		end += size
	}
	return b[:end]
}

// stopWords carry no meaning of their own, or the trade's: who said, when.
var stopWords = makeStopWords(`
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
است بود شد کرد این آن برای اما اگر نیز گفت کند شده خود بین پس پیش باید هم چند هر گزارش خبرگزاری اعلام روز سال گذشته
için olarak olan daha sonra önce göre kadar gibi veya ancak bunun dedi diye yeni tarafından açıkladı söyledi oldu
ئەوە ئەم بۆ لە کە بە دوای پێش گوتی ڕایگەیاند هەروەها لەگەڵ
`)

func makeStopWords(list string) map[uint32]bool {
	stop := map[uint32]bool{}
	for w := range strings.FieldsSeq(list) {
		stop[hashWord(roundwatch.AppendFold(nil, w))] = true
	}
	return stop
}
