package roundwatch

import "strings"

// monthName is the month that a word names, in the calendar it belongs to.
type monthName struct {
	month  int
	jalali bool
}

// Months by language, each line one month, forms separated by commas. Where a
// language has several sets (Levantine, Egyptian and Maghrebi Arabic; native
// and borrowed Kurdish) they stand side by side.
const (
	english = `january,jan
february,feb
march,mar
april,apr
may
june,jun
july,jul
august,aug
september,sept,sep
october,oct
november,nov
december,dec`

	arabic = `يناير,كانون الثاني,كانون ثاني,جانفي
فبراير,شباط,فيفري
مارس,آذار,اذار
أبريل,إبريل,نيسان,أفريل
مايو,أيار,ماي
يونيو,يونية,حزيران,جوان
يوليو,يولية,تموز,جويلية,يوليوز
أغسطس,اغسطس,آب,أوت,غشت
سبتمبر,أيلول,شتنبر
أكتوبر,تشرين الأول,تشرين أول
نوفمبر,تشرين الثاني,تشرين ثاني,نونبر
ديسمبر,كانون الأول,كانون أول,دجنبر`

	persian = `ژانویه,جنوری
فوریه,فبروری
مارس,مارچ
آوریل,آپریل
مه,می
ژوئن,جون
ژوئیه,ژوییه,جولای
اوت,آگوست,اگست
سپتامبر,سپتمبر
اکتبر,اکتوبر
نوامبر,نومبر
دسامبر,دسمبر`

	solar = `فروردین
اردیبهشت
خرداد
تیر
مرداد,امرداد
شهریور
مهر
آبان
آذر
دی
بهمن
اسفند`

	sorani = `کانوونی دووەم,کانونی دووەم,جەنیوەری,ژانویە
شوبات,فێبریوەری,فێبرواری
ئازار,ئادار,مارس,مارت,مارچ
نیسان,ئەپریل,ئاپریل
ئایار,مایس,مەی,مای
حوزەیران,حوزەیرانی,جوون,یونیۆ
تەممووز,تەمووز,تەمموز,تەموز,جولای,یولیۆ
ئاب,ئۆگەست,ئۆگۆست,ئاگۆست,ئاوت
ئەیلوول,ئەیلول,سێپتەمبەر,سیپتەمبەر
تشرینی یەکەم,تشرینی یەک,ئۆکتۆبەر,ئۆکتۆبر
تشرینی دووەم,تشرینی دوو,نۆڤەمبەر,نۆڤمبەر
کانوونی یەکەم,کانونی یەکەم,دیسەمبەر,دێسەمبەر`

	kurmanji = `rêbendan,çile,çileya paşîn,kanûna paşîn,kanûna duyem,kanûna duyemîn
reşemî,reşeme,sibat,şibat
adar,avdar
avrêl,nîsan
gulan
hezîran,pûşper
tîrmeh,temûz
tebax,gelawêj
îlon,rezber
cotmeh,kewçêr,çiriya pêşîn,çiriya yekem,çiriya yekemîn
mijdar,sermawez,çiriya paşîn,çiriya duyem,çiriya duyemîn
berfanbar,befranbar,kanûn,kanûna pêşîn,kanûna yekem,kanûna yekemîn,çileya pêşîn`

	turkish = `ocak,oca
şubat,şub
mart
nisan,nis
mayıs
haziran,haz
temmuz,tem
ağustos,ağu
eylül,eyl
ekim,eki
kasım,kas
aralık,ara`
)

var monthNames = readMonths()

// MonthNames returns every name of a month that ParseDate reads, folded, with
// the month's number, and those of the Solar Hijri calendar apart.
func MonthNames() (gregorian, jalali map[string]int) {
	gregorian, jalali = map[string]int{}, map[string]int{}
	for name, m := range monthNames {
		if m.jalali {
			jalali[name] = m.month
		} else {
			gregorian[name] = m.month
		}
	}
	return gregorian, jalali
}

func readMonths() map[string]monthName {
	months := map[string]monthName{}
	for _, table := range []string{english, arabic, persian, sorani, kurmanji, turkish, solar} {
		month := 0
		for line := range strings.Lines(table) {
			month++
			for name := range strings.SplitSeq(strings.TrimSpace(line), ",") {
				months[Fold(name)] = monthName{month, table == solar}
			}
		}
	}
	return months
}

// monthEndings are what may stand at the end of a month's name: "month" in
// Persian, the linking vowel of Sorani and Persian, the cases of Kurmanji.
var monthEndings = []string{"", Fold("ماه"), Fold("ی"), Fold("ە"), "ya", "ye", "a", "e"}

// monthNamed returns the month of a name, whose first word, where it has two,
// is given apart.
func monthNamed(first, last string) (monthName, bool) {
	if first != "" {
		first += " "
	}
	for _, ending := range monthEndings {
		if trimmed, found := strings.CutSuffix(last, ending); found {
			if month, ok := monthNames[first+trimmed]; ok {
				return month, true
			}
		}
	}
	return monthName{}, false
}

// dayHalf says which half of the day a time on a twelve-hour clock lies in.
type dayHalf uint8

const (
	morning dayHalf = iota + 1
	afternoon
)

// dayHalves are the marks of the two halves, without spaces and dots.
var dayHalves = readHalves(
	"am,ص,صباحا,صباح,فجرا,صبح,قظ,قبل از ظهر,پن,بەیانی,پێش نیوەڕۆ,öö,bn",
	"pm,م,مساء,ظهرا,عصرا,ليلا,عصر,بظ,بعد از ظهر,دن,ئێوارە,دوای نیوەڕۆ,ös,pn")

func readHalves(before, after string) map[string]dayHalf {
	halves := map[string]dayHalf{}
	for half, names := range map[dayHalf]string{morning: before, afternoon: after} {
		for name := range strings.SplitSeq(names, ",") {
			halves[strings.ReplaceAll(Fold(name), " ", "")] = half
		}
	}
	return halves
}

// weekdayNames are the short forms that may stand behind a time in capitals.
var weekdayNames = map[string]bool{"mon": true, "tue": true, "wed": true, "thu": true, "fri": true, "sat": true, "sun": true}
