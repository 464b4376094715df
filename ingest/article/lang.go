package article

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// The language of an article is read from its letters and small words; what
// page and source say decides only where the text itself does not: pages in
// Kurdish are often marked as Turkish, Arabic or English.

// langSample is how many bytes of a text are looked at.
const langSample = 3000

// Shares of a text's letters or words that settle its language.
const (
	scriptShare = 0.5  // letters of one script
	soraniShare = 0.04 // letters that only Sorani uses
	urduShare   = 0.03
	wordShare   = 0.06 // small words of one language
	shortText   = 4    // small words needed in any case; in shorter texts the hint decides
)

// language returns the code of the text's language: en, ar, fa, ckb, ku, tr,
// another code that text or hint give, or "".
func language(text, hint string) string {
	base := baseLanguage(hint)
	sample := cut(text, langSample)
	var count letterCount
	ascii := 0
	for _, r := range sample {
		if r < utf8.RuneSelf {
			ascii += int(natures[r] & natureLetter)
		} else if natureOf(r)&natureLetter != 0 {
			count.add(r)
		}
	}
	count.all += ascii
	count.latin += ascii
	if count.all == 0 {
		return base
	}
	share := func(n int) float64 { return float64(n) / float64(count.all) }
	switch {
	case share(count.arabic) >= scriptShare:
		return arabicScript(count, base)
	case share(count.latin) >= scriptShare:
		return latinScript(sample, base)
	case share(count.hebrew) >= scriptShare:
		return known(base, "he", "yi")
	case share(count.cyrillic) >= scriptShare:
		return known(base, "ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg")
	case share(count.hangul) >= scriptShare:
		return "ko"
	case count.kana*20 > count.all:
		return "ja"
	case share(count.han) >= scriptShare:
		return known(base, "zh", "ja")
	}
	return base
}

// letterCount counts letters by script, and those that tell one language of
// the Arabic script from another.
type letterCount struct {
	all, arabic, latin, hebrew, cyrillic, hangul, kana, han int
	sorani, urdu, persian, arab                             int
}

func (n *letterCount) add(r rune) {
	n.all++
	switch {
	case r < 0x250, r >= 0x1e00 && r < 0x1f00:
		n.latin++
	case r >= 0x400 && r < 0x530:
		n.cyrillic++
	case r >= 0x590 && r < 0x600:
		n.hebrew++
	case r >= 0x600 && r < 0x780, r >= 0xfb50 && r < 0xff00:
		n.arabic++
		n.tell(r)
	case r >= 0x3040 && r < 0x3100:
		n.kana++
	case r >= 0xac00 && r < 0xd7b0:
		n.hangul++
	case r >= 0x3400 && r < 0xa000:
		n.han++
	}
}

// tell counts the letters of the Arabic script that not all its languages use.
func (n *letterCount) tell(r rune) {
	switch r {
	case 'ە', 'ێ', 'ۆ', 'ڕ', 'ڵ', 'ڤ':
		n.sorani++
	case 'ٹ', 'ڈ', 'ڑ', 'ں', 'ے', 'ہ':
		n.urdu++
	case 'پ', 'چ', 'ژ', 'گ', 'ک', 'ی':
		n.persian++
	case 'ي', 'ك', 'ة', 'ى', 'أ', 'إ', 'ؤ', 'ئ':
		n.arab++
	}
}

func arabicScript(n letterCount, hint string) string {
	switch all := float64(n.all); {
	case float64(n.sorani) >= soraniShare*all:
		return "ckb"
	case float64(n.urdu) >= urduShare*all:
		return "ur"
	case hint == "ps" || hint == "ug" || hint == "sd":
		return hint
	case n.persian > n.arab:
		return "fa"
	}
	return "ar"
}

// smallWords are the commonest words of languages written in Latin letters.
var smallWords = makeSmallWords(map[string]string{
	"en": "the of and to in that is for on with was as by at from has have said are it",
	"tr": "ve bir bu için ile olarak olan da daha çok gibi sonra kadar ise değil ancak göre dedi iki ki",
	"ku": "û ku li ji bi di de jî yê ya yên xwe ew bo wê dike ne me wan hat kir",
	"de": "der die das und den von zu mit ist auf für nicht ein eine im dem des sich auch als",
	"fr": "le la les des et du en un une pour dans que qui est sur par au avec ne pas",
	"es": "el los las del que en un una por con para se su al lo como más fue y es",
	"pt": "os as do da dos das que em um uma para com não no na por ao mais se é",
	"it": "il lo gli di che un una per con non del della nel sono alla dei si è ha al",
	"nl": "de het een van en in op te dat is voor met zijn niet aan door ook bij er om",
})

// makeSmallWords maps the hash of a word to the languages that use it, as bits
// in the order of latinLanguages.
func makeSmallWords(lists map[string]string) *table {
	words := newTable(256)
	for i, lang := range latinLanguages {
		for _, hash := range appendWords(nil, lists[lang]) {
			words.put(hash, words.at(hash)|1<<i)
		}
	}
	return words
}

// latinLanguages, in the order in which a tie is decided.
var latinLanguages = [...]string{"en", "tr", "ku", "de", "fr", "es", "pt", "it", "nl"}

func latinScript(text, hint string) string {
	var hits [len(latinLanguages)]int
	words := appendWords(nil, text)
	for _, hash := range words {
		for set := uint(smallWords.at(hash)); set != 0; set &= set - 1 {
			hits[bits.TrailingZeros(set)]++
		}
	}
	best, top := hint, 0
	for i, lang := range latinLanguages {
		if lang == hint {
			top = hits[i]
		}
	}
	for i, lang := range latinLanguages {
		if hits[i] > top+top/4 {
			best, top = lang, hits[i]
		}
	}
	if top < shortText || float64(top) < wordShare*float64(len(words)) {
		return hint
	}
	return best
}

// known returns the hint where it is one of the languages, else the first.
func known(hint string, languages ...string) string {
	for _, l := range languages {
		if l == hint {
			return hint
		}
	}
	return languages[0]
}

// baseLanguage is the language of a BCP 47 tag without region: "en-US" is en.
// Kurdish in Latin letters is ku, Central Kurdish is ckb, whatever it is called.
func baseLanguage(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-")), "-")
	switch base {
	case "kmr":
		return "ku"
	case "per", "fas", "pes":
		return "fa"
	case "ara", "arb":
		return "ar"
	case "eng":
		return "en"
	case "tur":
		return "tr"
	}
	if len(base) > 3 {
		return ""
	}
	return base
}

// direction is the direction in which a language is written.
func direction(lang string) string {
	switch lang {
	case "ar", "fa", "ckb", "ur", "he", "yi", "ps", "sd", "ug", "dv":
		return "rtl"
	}
	return "ltr"
}
