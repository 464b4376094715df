package article

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"roundwatch"
)

// What a text carries beside its sentences: who printed it, where it was
// filed, who took the picture, what else to read. The rules know forms and
// words of the watched languages, never an outlet.

// dateline is what stands before the first sentence.
type dateline struct {
	text   string // as written, with the mark behind it
	outlet bool   // it names the outlet or agency, not a place
	site   string
	date   string
}

var (
	// "BAGHDAD, April 25 (Agency) -", "Baghdad (Agency) –", "بغداد (وكالة) -"
	placeAgency = regexp.MustCompile(`^([\p{L}\p{M}][\p{L}\p{M}\p{N} ,.'’/-]{1,60}?)\s*[\(\[]([^()\[\]]{2,40})[\)\]]\s*(?:[-–—―ـ:/]+|--)\s*`)
	// "SHAFAQNA- The", "BAGHDAD — The", "BAGHDAD, April 25 -"
	capitals = regexp.MustCompile(`^(\p{Lu}[\p{Lu}.'’&]+(?:[ ,/]+[\p{Lu}.'’&]{2,}){0,3})((?:, ?[\p{L}.]+ \d{1,2}(?:, ?\d{4})?)?)(\s*)(?:[-–—―]+|--)\s+`)
	// "Shafaq News/ The", "شفق نيوز/ قال", "بغداد/ واع -"
	slashed = regexp.MustCompile(`^([\p{L}\p{M}\p{N}.]+(?: [\p{L}\p{M}\p{N}.]+){0,2})\s?/\s(?:([\p{L}\p{M}]+(?: [\p{L}\p{M}]+){0,2})\s?(?:[-–—ـ:/]+|--)\s)?`)
	// "بغداد – أكد", "تهران - گفت"
	placeDash = regexp.MustCompile(`^(\p{Arabic}+(?: \p{Arabic}+)?)\s[-–—ـ]\s(?:(\p{Arabic}+(?: \p{Arabic}+)?)\s?[-–—ـ:]\s)?`)
	// "- Media Office 🇮🇶 (@Handle) April 7, 2021"
	tweetLine = regexp.MustCompile(`^[-–—―]\s?.{1,100}\(@\w{1,20}\)\s.{4,40}\d`)
	// addresses that a tweet leaves in its words
	tweetLink = regexp.MustCompile(`\s*(?:https?://t\.co/\w+|pic\.twitter\.com/\w+)`)
	// "(French)." at the end of a caption
	captionEnd = regexp.MustCompile(`[\(\[]([^()\[\]]{2,40})[\)\]]\.?$`)
)

// maxDateline bounds a dateline, in bytes.
const maxDateline = 240

// findDateline recognises what stands before the first sentence of a text. Each
// pattern is tried only on what can begin like it.
func findDateline(text string) (d dateline, ok bool) {
	text = cut(text, maxDateline)
	first, size := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[size:])
	if m := submatch(placeAgency, text, strings.ContainsAny(text, "([")); m != nil && wordCount(m[1]) <= 6 {
		return dateline{text: m[0], site: m[2], date: dayIn(m[1])}, true
	}
	if m := submatch(capitals, text, unicode.IsUpper(first) && !unicode.IsLower(second)); m != nil {
		d := dateline{text: m[0], outlet: m[2] == "" && m[3] == "", date: strings.TrimLeft(m[2], ", ")}
		if d.outlet {
			d.site = m[1]
		}
		return d, true
	}
	if m := submatch(slashed, text, strings.Contains(text, "/")); m != nil && headWords(m[1]) {
		return dateline{text: m[0], outlet: true, site: m[1]}, true
	}
	if m := submatch(placeDash, text, unicode.Is(unicode.Arabic, first)); m != nil {
		return dateline{text: m[0], site: m[2]}, true
	}
	return dateline{}, false
}

// submatch looks for a pattern where it is likely.
func submatch(pattern *regexp.Regexp, text string, likely bool) []string {
	if !likely {
		return nil
	}
	return pattern.FindStringSubmatch(text)
}

// headWords reports whether every word can begin a name: a capital, or a
// letter of a script without cases.
func headWords(s string) bool {
	for w := range strings.FieldsSeq(s) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) || unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// dayIn is the part of "CITY, April 25, 2021" behind the place.
func dayIn(s string) string {
	_, day, _ := strings.Cut(s, ",")
	if !strings.ContainsAny(day, "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹") {
		return ""
	}
	return strings.TrimSpace(day)
}

// agencies are the names that stand in brackets behind a caption, folded.
var agencies = makeAgencies("reuters ap afp epa getty aa dpa xinhua anadolu french file archive archives agencies handout ina irna " +
	"الفرنسية فرانس برس رويترز الأناضول أرشيفية ارشيفية أرشيف أ ف ب وكالات مواقع التواصل أسوشيتد رویترز ایرنا آرشیو فرانسه")

func makeAgencies(list string) map[string]bool {
	names := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		names[roundwatch.Fold(w)] = true
	}
	return names
}

// maxCaption is the number of words that a caption may have.
const maxCaption = 35

// isCaption reports whether a paragraph is the caption of a picture: it ends
// with an agency in brackets and nothing else.
func isCaption(text string) bool {
	if !strings.ContainsAny(text[max(0, len(text)-2):], ")]") || wordCount(text) > maxCaption {
		return false
	}
	m := captionEnd.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	for w := range strings.FieldsFuncSeq(m[1], func(r rune) bool { return !unicode.IsLetter(r) }) {
		if agencies[roundwatch.Fold(w)] {
			return true
		}
	}
	return false
}

// phrases begin short lines of furniture, folded.
type phrases struct {
	kind  string
	words int               // the longest such line
	list  map[byte][]string // by their first byte
}

var lineKinds = []phrases{
	foldAll("credit", 40, "this news is originally published by", "originally published", "translation by", "translated from", "reporting by", "(reporting by", "(editing by", "edited by", "writing by",
		"ترجمة:", "ترجمة :", "المصدر:", "المصدر :", "تحرير:", "إعداد:", "منبع:", "ترجمه:", "مترجم:", "کد خبر", "انتهای پیام", "سەرچاوە:", "وەرگێڕان:", "kaynak:", "çeviri:", "editör:", "haber:", "çavkanî:"),
	foldAll("related", 20, "read more", "read also", "also read", "see also", "related:", "related stories", "related articles", "more on this", "more from", "watch:", "watch also", "you may also like", "don't miss", "read next", "continue reading", "most read",
		"اقرأ أيضا", "اقرا ايضا", "إقرأ أيضا", "اقرأ المزيد", "للمزيد", "شاهد أيضا", "مواضيع ذات صلة", "أخبار ذات صلة", "ذات صلة", "الأكثر قراءة", "بیشتر بخوانید", "همچنین بخوانید", "مطالب مرتبط", "اخبار مرتبط",
		"زیاتر بخوێنەوە", "هەروەها بخوێنەوە", "هەواڵی پەیوەندیدار", "ilgili haberler", "ayrıca oku", "bunları da okuyun", "devamını oku", "öne çıkan", "zêdetir bixwîne", "her wiha bixwîne"),
	foldAll("share", 12, "share this", "share on", "share via", "share article", "follow us", "click to share", "copy link", "tweet this", "شارك", "مشاركة الخبر", "تابعنا", "تابعونا", "به اشتراک", "اشتراک گذاری", "paylaş", "bizi takip", "hevpar bike", "هاوبەشی بکە"),
	foldAll("subscribe", 30, "subscribe to", "sign up for", "sign up to", "get our newsletter", "join our", "download our app", "اشترك في", "اشتركوا", "حمل تطبيق", "در خبرنامه", "عضو کانال", "bültenimize", "abone ol", "بەشداربە لە"),
	foldAll("rights", 40, "copyright ©", "©", "all rights reserved", "جميع الحقوق محفوظة", "كافة الحقوق محفوظة", "تمامی حقوق", "کلیه حقوق", "tüm hakları saklıdır", "her hakkı saklıdır", "هەموو مافێک", "hemû maf parastî"),
	foldAll("ad", 6, "advertisement", "story continues below", "article continues below", "sponsored", "إعلان", "آگهی", "reklam", "ریکلام"),
}

func foldAll(kind string, words int, list ...string) phrases {
	p := phrases{kind, words, make(map[byte][]string)}
	for _, phrase := range list {
		folded := roundwatch.Fold(phrase)
		p.list[folded[0]] = append(p.list[folded[0]], folded)
	}
	return p
}

// begin reports whether a folded line begins with one of the phrases.
func (p *phrases) begin(line string) bool {
	return slices.ContainsFunc(p.list[line[0]], func(phrase string) bool { return strings.HasPrefix(line, phrase) })
}

// maxPointer is the number of words that a pointer to another article may
// have and still end like a sentence.
const maxPointer = 10

// lineKind names the furniture that a short line is, "" if it is none.
func lineKind(text string) string {
	words := wordCount(text)
	if words > 40 {
		return ""
	}
	folded := strings.TrimLeft(roundwatch.Fold(text), "-–—•·*>» \"")
	if folded == "" {
		return ""
	}
	for i := range lineKinds {
		k := &lineKinds[i]
		if words > k.words || k.kind == "related" && words > maxPointer && endsSentence(text) {
			continue
		}
		if k.begin(folded) {
			return k.kind
		}
	}
	return ""
}
