package dedupe

import (
	"strings"

	"roundwatch"
)

// calendar names the days and months by their class, so that "June" and
// "حزيران" are one and "June" and "July" are two. A day or month that
// another stands for, at the same place of a shared sentence, is a sign of
// two texts from one mould.
var calendar = makeCalendar(`
monday الاثنين دوشنبه pazartesi دووشهممه
tuesday الثلاثاء سهشنبه salı سێشهممه
wednesday الأربعاء چهارشنبه çarşamba چوارشهممه
thursday الخميس پنجشنبه perşembe پێنجشهممه
friday الجمعة جمعه cuma ههینی
saturday السبت شنبه cumartesi شهممه
sunday الأحد یکشنبه pazar یهکشهممه
january jan يناير ژانویه ocak
february feb فبراير شباط فوریه şubat
march mar مارس آذار mart ئازار
april apr أبريل إبريل نيسان آوریل nisan
may مايو أيار مه mayıs ئایار
june jun يونيو حزيران ژوئن haziran حوزهیران
july jul يوليو تموز ژوئیه جولای temmuz تهمووز
august aug أغسطس آب اوت ağustos ئاب
september sept sep سبتمبر أيلول سپتامبر eylül ئهیلوول
october oct أكتوبر اکتبر ekim
november nov نوفمبر نوامبر kasım
december dec ديسمبر دسامبر aralık
فروردین
اردیبهشت
خرداد
تیر
مرداد
شهریور
مهر
آبان
آذر
دی
بهمن
اسفند
`)

// corrections are words by which a text says that it amends an earlier one.
var corrections = makeCalendar(`correction corrected corrects correcting clarification تصحيح تصويب اصلاحیه düzeltme ڕاستکردنهوه`)

// makeCalendar reads one class a line and returns the class of each word's hash.
func makeCalendar(lines string) map[uint32]uint32 {
	classes := map[uint32]uint32{}
	class := uint32(0)
	for line := range strings.Lines(lines) {
		class++
		for word := range strings.FieldsSeq(line) {
			classes[hashWord(roundwatch.AppendFold(nil, word))] = class
		}
	}
	return classes
}
