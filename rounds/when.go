package rounds

import (
	"strconv"
	"time"

	"roundwatch"
)

// mention is a date that an article names.
type mention struct {
	day      time.Time // the first of the month where only that is named
	last     int32     // its last word
	first    int32
	sentence int32
	hasYear  bool
	hasDay   bool
}

// Years that a date in an article may have; others are numbers of other things.
const (
	firstYear, lastYear           = 2000, 2060
	firstSolarYear, lastSolarYear = 1379, 1439
)

// dates returns the dates that an article names, in order.
func (x *lexicon) dates(r *reading) []mention {
	var found []mention
	taken := int32(-1) // last word that belongs to a date
	for _, h := range r.hits {
		t := x.terms[h.term]
		if t.kind != termMonth || h.first <= taken {
			continue
		}
		if m, ok := r.aroundMonth(h, int(t.value)); ok {
			found = append(found, m)
			taken = m.last
		}
	}
	return append(found, r.numeric()...)
}

// number reads the digits that a word begins with: 12th, 23ی.
func (r *reading) number(i int32, sentence int32) int {
	if i < 0 || int(i) >= len(r.words) || r.words[i].sentence != sentence {
		return -1
	}
	w := r.words[i]
	if !w.digit {
		return -1
	}
	s := r.folded(w)[w.from:w.to]
	n := 1
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	if n > 4 || len(s)-n > 4 {
		return -1
	}
	v, _ := strconv.Atoi(s[:n])
	return v
}

func (r *reading) folded(w word) string {
	if int(w.sentence) < r.titles {
		return r.title.Text
	}
	return r.text.Text
}

// aroundMonth reads the day and year beside the name of a month.
func (r *reading) aroundMonth(h hit, month int) (mention, bool) {
	before, after, afterNext := r.number(h.first-1, h.sentence), r.number(h.last+1, h.sentence), r.number(h.last+2, h.sentence)
	if after < 0 && isYear(afterNext) { // two names of one month: آب/أغسطس 2020
		after = afterNext
		h.last++
		afterNext = -1
	}
	m := mention{first: h.first, last: h.last, sentence: h.sentence}
	day, year := 1, 0
	switch {
	case isDay(before) && isYear(after):
		day, year, m.hasDay = before, after, true
		m.first, m.last = h.first-1, h.last+1
	case isDay(after) && isYear(afterNext):
		day, year, m.hasDay = after, afterNext, true
		m.last = h.last + 2
	case isYear(after):
		year, m.last = after, h.last+1
	case isDay(before):
		day, m.hasDay = before, true
		m.first = h.first - 1
	case isDay(after):
		day, m.hasDay = after, true
		m.last = h.last + 1
	default:
		return m, false
	}
	m.hasYear = year != 0
	ok := m.set(year, month, day)
	return m, ok
}

// set gives a mention its day; a month above solar is one of that calendar.
func (m *mention) set(year, month, day int) bool {
	if month > solar {
		if year == 0 {
			return false
		}
		t, ok := roundwatch.FromJalali(year, month-solar, day)
		m.day = t
		return ok
	}
	if year >= firstSolarYear && year <= lastSolarYear {
		return false
	}
	m.day = time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return m.day.Day() == day
}

func isDay(n int) bool  { return n >= 1 && n <= 31 }
func isYear(n int) bool { return n >= firstYear && n <= lastYear || isSolarYear(n) }
func isSolarYear(n int) bool {
	return n >= firstSolarYear && n <= lastSolarYear
}

// numeric reads dates in digits: 2021-04-07, 20/7/2021, 1400/04/24. Where day
// and month cannot be told apart the day comes first.
func (r *reading) numeric() []mention {
	var found []mention
	for i := int32(0); int(i)+2 < len(r.words); i++ {
		s := r.words[i].sentence
		a := r.number(i, s)
		if a < 0 {
			continue
		}
		b, c := r.number(i+1, s), r.number(i+2, s)
		m := mention{first: i, last: i + 2, sentence: s, hasYear: true, hasDay: true}
		ok := false
		switch {
		case isYear(a) && b >= 1 && b <= 12 && isDay(c):
			if isSolarYear(a) {
				b += solar
			}
			ok = m.set(a, b, c)
		case isDay(a) && isDay(b) && isYear(c) && !isSolarYear(c):
			day, month := a, b
			if month > 12 {
				day, month = b, a
			}
			ok = month <= 12 && m.set(c, month, day)
		}
		if ok {
			found = append(found, m)
			i += 2
		}
	}
	return found
}
