package roundwatch

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// This file decides what instant a written date means: the dates of feeds and
// the visible dates of pages, in English, Arabic, Persian, Sorani, Kurmanji and
// Turkish, with Western or Eastern digits, Gregorian or Jalali. A wrong date is
// worse than none, so
//
//   - every number of the text must find its place (words may be passed over),
//   - an impossible date, or one that can be read in two ways, is no date,
//   - zone letters that are unknown or ambiguous make the date unknown,
//   - a date outside [firstDate, now + dateSlack] is unknown.
//
// A date without a time of day is midnight UTC of that day, whatever the zone,
// so that its UTC calendar day is the day that was written.

const (
	maxDateText = 256            // bytes; a date is never longer, a paragraph is no date
	dateSlack   = 48 * time.Hour // a clock may be wrong and a zone far east
	maxOffset   = 14 * 60        // minutes; the largest offset of a civil zone

	maxHalfTokens = 4 // words and dots of a mark of morning or afternoon
)

// firstDate is the earliest date that is believed: the web's news begins
// there, and zero or 1970 are what broken programs write.
var firstDate = time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC)

// DateOptions is what is known about where a date text comes from.
type DateOptions struct {
	Zone     *time.Location // zone of texts that state none; nil is UTC
	DayFirst bool           // 3/4/2021 is 3 April
	Lang     string         // BCP 47; where DayFirst is false it may still tell the order of day and month
	Now      time.Time      // dates later than this by more than two days are unknown; zero: no such bound
}

// ParseDate reads a written date. It reports false for a text that is no date,
// is impossible or ambiguous, or lies outside the bounds. The time is UTC.
func ParseDate(text string, o DateOptions) (time.Time, bool) {
	if len(text) > maxDateText {
		return time.Time{}, false
	}
	tokens := dateTokens(Fold(text))
	t, ok := epoch(tokens)
	if !ok {
		r := dateReader{text: text, tokens: tokens, o: o, hour: -1}
		if !r.read() {
			return time.Time{}, false
		}
		if t, ok = r.instant(); !ok {
			return time.Time{}, false
		}
	}
	if t.Before(firstDate) || !o.Now.IsZero() && t.After(o.Now.Add(dateSlack)) {
		return time.Time{}, false
	}
	return t.UTC(), true
}

// FromJalali converts a date of the Solar Hijri calendar to midnight UTC of
// that day. It reports false for an impossible date and for years outside
// 1343–1472, the range in which the 33-year cycle of leap years is exact.
func FromJalali(year, month, day int) (time.Time, bool) {
	if year < 1343 || year > 1472 || month < 1 || month > 12 || day < 1 || day > jalaliDays(year, month) {
		return time.Time{}, false
	}
	days := day - 1
	for m := 1; m < month; m++ {
		days += jalaliDays(year, m)
	}
	for y := 1343; y < year; y++ {
		days += 336 + jalaliDays(y, 12)
	}
	return time.Date(1964, 3, 21+days, 0, 0, 0, 0, time.UTC), true
}

func jalaliDays(year, month int) int {
	switch {
	case month <= 6:
		return 31
	case month < 12:
		return 30
	}
	switch year % 33 {
	case 1, 5, 9, 13, 17, 22, 26, 30:
		return 30
	}
	return 29
}

// epoch reads a lone number of seconds, milliseconds or microseconds since 1970.
func epoch(tokens []dateToken) (time.Time, bool) {
	if len(tokens) == 3 && tokens[1].text == "." && tokens[2].kind == number {
		tokens = tokens[:1] // a fraction of a second
	}
	if len(tokens) != 1 || tokens[0].kind != number {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(tokens[0].text, 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	switch len(tokens[0].text) {
	case 9, 10:
		return time.Unix(n, 0), true
	case 13:
		return time.UnixMilli(n), true
	case 16:
		return time.UnixMicro(n), true
	}
	return time.Time{}, false
}

// dateReader takes a date apart, token by token from the left.
type dateReader struct {
	text   string // as written
	tokens []dateToken
	o      DateOptions
	at     int

	year, month, day     int
	jalali               bool
	loose                []dateToken // numbers that are neither part of a numeric date nor of a time
	hour, minute, second int         // hour is -1 until a time was read
	nano                 int
	half                 dayHalf
	zone                 *time.Location
	american, iranian    bool // zone is that country's in winter: summer time is not in it
}

// read fills the fields; it reports false where a token contradicts another.
func (r *dateReader) read() bool {
	for r.at < len(r.tokens) {
		ok := true
		switch token := r.tokens[r.at]; token.kind {
		case number:
			ok = r.readNumber(token)
		case word:
			ok = r.readWord(token)
		default:
			r.at++
		}
		if !ok {
			return false
		}
	}
	return r.placeLoose()
}

func (r *dateReader) readNumber(token dateToken) bool {
	switch {
	case r.is(1, ":") && r.isNumber(2):
		return r.readClock(":")
	case r.compact(token):
		return true
	case r.hour < 0 && len(token.text) <= 2 && r.halfSpelt(1):
		r.hour = token.value()
		r.at++
		r.readHalf()
		return r.readZone()
	case r.separator() != "":
		return r.readNumeric()
	case r.dated() && r.hour < 0 && r.is(1, ".") && r.isNumber(2) && len(r.peek(2).text) == 2 && !r.is(3, "."):
		return r.readClock(".")
	}
	r.loose = append(r.loose, token)
	r.at++
	return true
}

// dated reports whether a whole date was read, so that 14.30 behind it is a time.
func (r *dateReader) dated() bool {
	return r.year > 0 || r.month > 0 && len(r.loose) == 2
}

// compact reads 20210407, 202104071830, 20210407183000 and 20210407T183000.
func (r *dateReader) compact(token dateToken) bool {
	digits := token.text
	if len(digits) == 8 && r.isWord(1, "t") && r.isNumber(2) && (len(r.peek(2).text) == 4 || len(r.peek(2).text) == 6) {
		digits += r.peek(2).text
		r.at += 2
	}
	if n := len(digits); n != 8 && n != 12 && n != 14 || r.year > 0 {
		return false
	}
	field := func(from, to int) int { n, _ := strconv.Atoi(digits[from:to]); return n }
	r.year, r.month, r.day = field(0, 4), field(4, 6), field(6, 8)
	if len(digits) > 8 {
		r.hour, r.minute = field(8, 10), field(10, 12)
	}
	if len(digits) == 14 {
		r.second = field(12, 14)
	}
	r.at++
	if r.hour >= 0 {
		return r.readZone()
	}
	return true
}

// separator returns what stands between the three numbers of a numeric date
// that begins here, "" if none does.
func (r *dateReader) separator() string {
	sep := r.peek(1).text
	if sep != "/" && sep != "-" && sep != "." || !r.isNumber(2) || !r.is(3, sep) || !r.isNumber(4) {
		return ""
	}
	return sep
}

func (r *dateReader) readNumeric() bool {
	if r.year > 0 || r.month > 0 {
		return false
	}
	sep, first, second, third := r.peek(1).text, r.peek(0), r.peek(2), r.peek(4)
	r.at += 5
	a, b, c := first.value(), second.value(), third.value()
	switch {
	case len(first.text) == 4:
		r.year, r.month, r.day = a, b, c
		r.jalali = jalaliYear(a)
		return len(third.text) <= 2
	case len(third.text) != 4 && len(third.text) != 2 || len(first.text) > 2:
		return false
	}
	r.year, r.jalali = c, jalaliYear(c)
	dayFirst, known := r.o.order()
	switch {
	case sep == "." || r.jalali:
		dayFirst = true
	case len(third.text) == 2 && !known:
		return false // 01/02/03
	case known && a <= 12 && b <= 12:
	case a > 12 && b <= 12:
		dayFirst = true
	case b > 12 && a <= 12:
		dayFirst = false
	case a == b:
	case !known:
		return false
	}
	if len(third.text) == 2 {
		r.year = century(c)
	}
	if r.day, r.month = a, b; !dayFirst {
		r.day, r.month = b, a
	}
	return true
}

// order tells whether the day stands before the month in 3/4/2021, if known.
func (o DateOptions) order() (dayFirst, known bool) {
	if o.DayFirst {
		return true, true
	}
	switch strings.ToLower(o.Lang) {
	case "", "en", "en-ca":
		return false, false
	case "en-us", "en-ph":
		return false, true
	}
	return true, true
}

// jalaliYear reports whether a four-digit year can only be of the Solar Hijri
// calendar. Lunar years of our time look alike but lie in its future, so that
// a date in one of them ends as unknown.
func jalaliYear(year int) bool { return year >= 1300 && year < 1500 }

// century completes a two-digit year.
func century(year int) int {
	if year >= 95 {
		return 1900 + year
	}
	return 2000 + year
}

// readClock reads hours, minutes, seconds and their fraction, then the half of
// the day and the zone behind them.
func (r *dateReader) readClock(sep string) bool {
	if r.hour >= 0 {
		return false
	}
	minutes := r.peek(2)
	if len(minutes.text) > 2 {
		return false
	}
	r.hour, r.minute = r.peek(0).value(), minutes.value()
	r.at += 3
	if r.is(0, sep) && r.isNumber(1) {
		r.second = r.peek(1).value()
		r.at += 2
		if (r.is(0, ".") || r.is(0, ",")) && r.isNumber(1) && r.peek(1).glued {
			fraction := (r.peek(1).text + "000000000")[:9]
			r.nano, _ = strconv.Atoi(fraction)
			r.at += 2
		}
	}
	r.readHalf()
	return r.readZone()
}

// readHalf reads the mark of morning or afternoon at the cursor, if there is one.
func (r *dateReader) readHalf() {
	if half, length := r.halfAt(0); length > 0 {
		r.half = half
		r.at += length
	}
}

// halfAt returns the half of the day that the words n tokens ahead name, and
// how many tokens they are: "pm", "p.m.", "بعد از ظهر".
func (r *dateReader) halfAt(n int) (half dayHalf, length int) {
	name := ""
	for i := 0; i < maxHalfTokens; i++ {
		switch token := r.peek(n + i); {
		case token.kind == word:
			name += token.text
		case token.text != "." || name == "":
			return half, length
		}
		if found, ok := dayHalves[name]; ok {
			half, length = found, i+1
		}
	}
	return half, length
}

// halfSpelt reports whether a mark of morning or afternoon that cannot be
// another word begins n tokens ahead: م alone may also mean the common era.
func (r *dateReader) halfSpelt(n int) bool {
	_, length := r.halfAt(n)
	return length > 1 || length == 1 && utf8.RuneCountInString(r.peek(n).text) > 1
}

// readWord takes a month's name, of two words or one, or a mark of the half of
// the day before its time, and passes over any other word.
func (r *dateReader) readWord(token dateToken) bool {
	if next := r.peek(1); next.kind == word {
		if month, ok := monthNamed(token.text, next.text); ok {
			r.at += 2
			return r.setMonth(month)
		}
	}
	if r.hour < 0 && r.halfSpelt(0) {
		r.readHalf()
		return true
	}
	r.at++
	if month, ok := monthNamed("", token.text); ok {
		return r.setMonth(month)
	}
	return true
}

func (r *dateReader) setMonth(m monthName) bool {
	if r.month > 0 {
		return r.month == m.month && r.jalali == m.jalali
	}
	r.month, r.jalali = m.month, m.jalali
	return true
}

// placeLoose gives the numbers around a month's name their meaning.
func (r *dateReader) placeLoose() bool {
	if r.year > 0 {
		return len(r.loose) == 0
	}
	if r.month == 0 || len(r.loose) != 2 {
		return false
	}
	day, year := r.loose[0], r.loose[1]
	if len(day.text) == 4 {
		day, year = year, day
	}
	if len(day.text) > 2 {
		return false
	}
	r.day, r.year = day.value(), year.value()
	switch len(year.text) {
	case 2:
		r.year = century(r.year)
		return !r.jalali
	case 4:
		return r.jalali == jalaliYear(r.year)
	}
	return false
}

// instant puts the parts together; it reports false if they are impossible.
func (r *dateReader) instant() (time.Time, bool) {
	day, ok := r.calendarDay()
	if !ok {
		return time.Time{}, false
	}
	if r.hour < 0 {
		return day, true
	}
	if !r.clock24() {
		return time.Time{}, false
	}
	zone := r.zone
	if zone == nil {
		zone = r.o.Zone
	}
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := day.Date()
	t := time.Date(y, m, d, r.hour, r.minute, r.second, r.nano, zone)
	if r.american && americanSummer(y, m, d) || r.iranian && iranianSummer(y, m, d) {
		t = t.Add(-time.Hour)
	}
	return t, true
}

func (r *dateReader) calendarDay() (time.Time, bool) {
	if r.jalali {
		return FromJalali(r.year, r.month, r.day)
	}
	day := time.Date(r.year, time.Month(r.month), r.day, 0, 0, 0, 0, time.UTC)
	return day, day.Year() == r.year && int(day.Month()) == r.month && day.Day() == r.day
}

// clock24 brings the time of day to 24 hours. 24:00:00 and a leap second are
// possible times.
func (r *dateReader) clock24() bool {
	if r.half == afternoon && r.hour < 12 {
		r.hour += 12
	}
	if r.half == morning && r.hour == 12 {
		r.hour = 0
	}
	if r.hour == 24 {
		return r.minute == 0 && r.second == 0
	}
	return r.hour < 24 && r.minute < 60 && r.second <= 60
}
