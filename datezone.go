package roundwatch

import (
	"strings"
	"time"
	"unicode/utf8"
)

// zoneOffsets are the zone letters that news sends, in minutes east of
// Greenwich. The American ones are those of RFC 822; AST is Arabia's, the one
// the watched press means.
var zoneOffsets = map[string]int{
	"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0,
	"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
	"akst": -540, "akdt": -480, "hst": -600,
	"bst": 60, "west": 60, "cet": 60, "met": 60, "cest": 120, "mest": 120, "eet": 120, "sast": 120, "eest": 180,
	"ast": 180, "ksa": 180, "tsi": 180, "trt": 180, "msk": 180, "eat": 180, "irst": 210, "irdt": 270, "aft": 270,
	"gst": 240, "azt": 240, "pkt": 300, "sgt": 480, "hkt": 480, "awst": 480, "jst": 540, "kst": 540,
	"aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
}

// zonePlaces are the places without summer time whose time is named in words.
var zonePlaces = foldKeys(map[string]int{
	"غرينتش": 0, "غرينيتش": 0, "جرينتش": 0, "گرینویچ": 0,
	"بغداد": 180, "أربيل": 180, "هەولێر": 180, "مكة": 180, "السعودية": 180, "الرياض": 180, "موسكو": 180, "دبي": 240, "أبوظبي": 240,
	"baghdad": 180, "erbil": 180, "riyadh": 180, "istanbul": 180, "ankara": 180,
})

// tehran are the names of the one place whose former summer time is known here.
var tehran = foldKeys(map[string]int{"طهران": iranWinter, "تهران": iranWinter, "ایران": iranWinter, "tehran": iranWinter})

const iranWinter = 210

// localTime are the words for the zone of the source itself.
var localTime = foldKeys(map[string]int{"المحلي": 1, "محلي": 1, "محلی": 1, "local": 1})

// zoneIntroductions are the words between a time and the name of its zone; 2
// where a zone must follow, 1 where the word may mean something else.
var zoneIntroductions = foldKeys(map[string]int{"بتوقيت": 2, "بالتوقيت": 2, "توقيت": 2, "وقت": 2, "به": 1, "بە": 1, "کاتی": 1})

func foldKeys(table map[string]int) map[string]int {
	folded := make(map[string]int, len(table))
	for key, value := range table {
		folded[Fold(key)] = value
	}
	return folded
}

// americanZones are the zone letters that leave summer time open.
var americanZones = map[string]int{"et": -300, "ct": -360, "mt": -420, "pt": -480}

// ambiguousZones are letters that several countries use; the zone of the
// source decides, and where it says none of them the date is unknown.
var ambiguousZones = map[string]map[string]int{
	"ist": {"Asia/Kolkata": 330, "Asia/Jerusalem": 120, "Asia/Tel_Aviv": 120, "Europe/Dublin": 60},
	"adt": {"Asia/Baghdad": 240, "America/Halifax": -180},
}

// readZone reads the zone behind a time of day, if there is one. It reports
// false where letters stand that mean no known zone.
func (r *dateReader) readZone() bool {
	start := r.at
	if r.is(0, "(") || r.is(0, "-") && r.peek(1).kind == word {
		r.at++
	}
	introduced := false
	for r.peek(0).kind == word && zoneIntroductions[r.peek(0).text] > 0 {
		introduced = introduced || zoneIntroductions[r.peek(0).text] > 1
		r.at++
	}
	named := r.peek(0)
	if _, local := localTime[named.text]; local {
		return true
	}
	known := named.kind == word && r.setZoneName(named.text)
	if known {
		r.at++
	}
	if r.readOffset(!known || named.text == "gmt" || named.text == "utc") || known {
		return true
	}
	r.at = start
	return !introduced && (named.kind != word || !r.looksLikeZone(named))
}

// setZoneName sets the zone that letters name.
func (r *dateReader) setZoneName(letters string) bool {
	minutes, ok := zoneOffsets[letters]
	if !ok {
		minutes, ok = zonePlaces[letters]
	}
	if !ok {
		minutes, ok = americanZones[letters]
		r.american = ok
	}
	if !ok {
		minutes, ok = tehran[letters]
		r.iranian = ok
	}
	if !ok && r.o.Zone != nil {
		minutes, ok = ambiguousZones[letters][r.o.Zone.String()]
	}
	if ok {
		r.zone = time.FixedZone("", minutes*60)
	}
	return ok
}

// looksLikeZone reports whether an unknown word behind a time was meant as a
// zone: two to five Latin capitals that are no month, weekday or half of a day.
func (r *dateReader) looksLikeZone(token dateToken) bool {
	_, month := monthNames[token.text]
	return !month && !weekdayNames[token.text] && len(token.text) >= 2 && len(token.text) <= 5 &&
		token.text[0] < utf8.RuneSelf && strings.Contains(r.text, strings.ToUpper(token.text))
}

// readOffset reads +3, +03, +0300, -700 or +03:00 at the cursor. A sign that
// stands apart from its digits is punctuation.
func (r *dateReader) readOffset(wanted bool) bool {
	sign := r.peek(0).text
	digits := r.peek(1)
	if !wanted || sign != "+" && sign != "-" || digits.kind != number || !digits.glued || len(digits.text) > 4 {
		return false
	}
	hours, minutes, length := digits.value(), 0, 2
	if len(digits.text) > 2 {
		hours, minutes = hours/100, hours%100
	} else if r.is(2, ":") && r.isNumber(3) && len(r.peek(3).text) == 2 {
		minutes, length = r.peek(3).value(), 4
	}
	total := hours*60 + minutes
	if minutes > 59 || total > maxOffset {
		return false
	}
	if sign == "-" {
		total = -total
	}
	r.zone, r.american, r.iranian = time.FixedZone("", total*60), false, false
	r.at += length
	return true
}

// americanSummer reports whether summer time is in force in the United States
// on a day: since 2007 from the second Sunday in March to the first in
// November, before that from the first in April to the last in October.
func americanSummer(year int, month time.Month, day int) bool {
	from, to := sunday(year, time.March, 8), sunday(year, time.November, 1)
	if year < 2007 {
		from, to = sunday(year, time.April, 1), sunday(year, time.October, 25)
	}
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return !t.Before(from) && t.Before(to)
}

// iranianSummer reports whether summer time is in force in Iran on a day: from
// 2 Farvardin to 30 Shahrivar of the years 1387 to 1401 and up to 1384.
func iranianSummer(year int, month time.Month, day int) bool {
	jalali := year - 621
	if jalali > 1401 || jalali == 1385 || jalali == 1386 {
		return false
	}
	from, _ := FromJalali(jalali, 1, 2)
	to, _ := FromJalali(jalali, 6, 31)
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return !t.Before(from) && t.Before(to)
}

// sunday returns the first Sunday on or after a day.
func sunday(year int, month time.Month, day int) time.Time {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return t.AddDate(0, 0, (7-int(t.Weekday()))%7)
}
