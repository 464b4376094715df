package dedupe

import (
	"strings"

	"roundwatch"
)

// calendar names the days and months by their class, so that "June" and
// "حزيران" are one and "June" and "July" are two. A day or month that
// another stands for, at the same place of a shared sentence, is a sign of
// two texts from one mould.
var calendar = newLexicon(`
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
var corrections = newLexicon("correction corrected corrects correcting clarification تصحيح تصويب اصلاحیه düzeltme ڕاستکردنهوه")

// lexicon tells listed words, known by their hashes, by class.
type lexicon struct {
	filter  [64]uint64 // most words are not listed: one bit says so
	classes map[uint32]uint32
}

// newLexicon reads one class of words a line; the classes count from 1.
func newLexicon(lines string) lexicon {
	l := lexicon{classes: map[uint32]uint32{}}
	class := uint32(0)
	for line := range strings.Lines(lines) {
		class++
		for word := range strings.FieldsSeq(line) {
			h := hashWord([]byte(roundwatch.Fold(word)))
			l.filter[h>>6%64] |= 1 << (h % 64)
			l.classes[h] = class
		}
	}
	return l
}

// class returns the class of a word, 0 if it is not listed.
func (l *lexicon) class(hash uint32) uint32 {
	if l.filter[hash>>6%64]>>(hash%64)&1 == 0 {
		return 0
	}
	return l.classes[hash]
}
