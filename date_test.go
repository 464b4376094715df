package roundwatch

import (
	"testing"
	"time"
)

// dateNow is the present of these tests.
var dateNow = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestParseDateReadsWhatNewsSends(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"RFC 822", "Tue, 11 Feb 2025 09:05:00 GMT", "2025-02-11T09:05:00Z"},
		{"RFC 822 with an offset", "Tue, 11 Feb 2025 09:05 -0500", "2025-02-11T14:05:00Z"},
		{"two digits of the year", "11 Feb 25 09:05:00 UT", "2025-02-11T09:05:00Z"},
		{"a weekday that lies", "Sun, 11 Feb 2025 09:05:00 +0000", "2025-02-11T09:05:00Z"},
		{"RFC 850", "Tuesday, 11-Feb-25 09:05:00 GMT", "2025-02-11T09:05:00Z"},
		{"the C library", "Tue Feb 11 09:05:00 2025", "2025-02-11T09:05:00Z"},
		{"Ruby", "Tue Feb 11 09:05:00 +0300 2025", "2025-02-11T06:05:00Z"},
		{"JavaScript", "Tue Feb 11 2025 09:05:00 GMT+0300 (Arabian Standard Time)", "2025-02-11T06:05:00Z"},
		{"broken over lines", " Tue,\n 11 Feb\t2025  09:05:00 +0000 ", "2025-02-11T09:05:00Z"},
		{"RFC 3339", "2025-02-11T09:05:00+03:00", "2025-02-11T06:05:00Z"},
		{"ISO with a fraction", "2025-02-11T09:05:00.25Z", "2025-02-11T09:05:00.25Z"},
		{"ISO with a comma", "2025-02-11T09:05:00,5+0300", "2025-02-11T06:05:00.5Z"},
		{"ISO with spaces", "2025-02-11 09:05:00 +0300", "2025-02-11T06:05:00Z"},
		{"ISO without separators", "20250211T090500Z", "2025-02-11T09:05:00Z"},
		{"ISO without seconds", "20250211T0905Z", "2025-02-11T09:05:00Z"},
		{"fourteen digits", "20250211090500", "2025-02-11T09:05:00Z"},
		{"a day in digits", "20250211", "2025-02-11T00:00:00Z"},
		{"a typographic minus", "2025-02-11T09:05:00−03:30", "2025-02-11T12:35:00Z"},
		{"slashes from the year down", "2025/2/11 9:05", "2025-02-11T09:05:00Z"},
		{"seconds since 1970", "1739264700", "2025-02-11T09:05:00Z"},
		{"milliseconds since 1970", "1739264700123", "2025-02-11T09:05:00.123Z"},
		{"the end of a day", "11 Feb 2025 24:00:00 GMT", "2025-02-12T00:00:00Z"},
		{"a leap second", "31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00Z"},
		{"a leap day", "29 February 2024", "2024-02-29T00:00:00Z"},
		{"noon", "11 February 2025, 12:05 p.m.", "2025-02-11T12:05:00Z"},
		{"midnight", "Feb 11, 2025 12:05 AM", "2025-02-11T00:05:00Z"},
		{"the afternoon", "February 11th, 2025 at 4:05PM", "2025-02-11T16:05:00Z"},
		{"words around the date", "Last updated on Tuesday, 11 February 2025 - 09:05", "2025-02-11T09:05:00Z"},
		{"Eastern summer time", "July 9, 2024 6:30 PM EDT", "2024-07-09T22:30:00Z"},
		{"Eastern time in winter", "Feb 11, 2025 6:30 PM ET", "2025-02-11T23:30:00Z"},
		{"Eastern time in summer", "July 9, 2024 6:30 PM ET", "2024-07-09T22:30:00Z"},
		{"Arabia", "11 Feb 2025 09:05:00 AST", "2025-02-11T06:05:00Z"},
		{"Iran", "11 Feb 2025 09:05:00 IRST", "2025-02-11T05:35:00Z"},
		{"Turkey", "11 Feb 2025 09:05:00 TRT", "2025-02-11T06:05:00Z"},
		{"GMT and hours", "11 Feb 2025 09:05 GMT+3", "2025-02-11T06:05:00Z"},
		{"hours alone", "11 Feb 2025 09:05:00 +03", "2025-02-11T06:05:00Z"},
		{"a zone in brackets", "11 Feb 2025 09:05 (UTC+03:00)", "2025-02-11T06:05:00Z"},
		{"an offset and a comment", "11 Feb 2025 09:05:00 +0200 (EET)", "2025-02-11T07:05:00Z"},
		{"the month cannot be 25", "25/12/2024", "2024-12-25T00:00:00Z"},
		{"the day must be 25", "12/25/2024 08:00", "2024-12-25T08:00:00Z"},
		{"dots", "3.4.2021", "2021-04-03T00:00:00Z"},

		{"Levantine Arabic", "11 شباط 2025", "2025-02-11T00:00:00Z"},
		{"Egyptian Arabic in Eastern digits", "١١ فبراير ٢٠٢٥", "2025-02-11T00:00:00Z"},
		{"both Arabic names", "30 حزيران/يونيو 2024", "2024-06-30T00:00:00Z"},
		{"an Arabic month of two words", "الأحد 5 تشرين الاول 2025 | 21:14", "2025-10-05T21:14:00Z"},
		{"the other of its pair", "5 كانون الثاني 2025", "2025-01-05T00:00:00Z"},
		{"Arabic with marks and kashida", "١١ فِبرايـر ٢٠٢٥", "2025-02-11T00:00:00Z"},
		{"Maghrebi Arabic", "9 جويلية 2024", "2024-07-09T00:00:00Z"},
		{"an Arabic evening", "11 فبراير 2025 09:05 مساءً", "2025-02-11T21:05:00Z"},
		{"an Arabic morning letter", "25/12/2024 12:05 ص", "2024-12-25T00:05:00Z"},
		{"Baghdad time in words", "11 شباط 2025 - 09:05 بتوقيت بغداد", "2025-02-11T06:05:00Z"},
		{"Mecca time in words", "11 شباط 2025 09:05 بتوقيت مكة المكرمة", "2025-02-11T06:05:00Z"},
		{"Greenwich in words", "الثلاثاء 11 فبراير 2025 09:05 بتوقيت غرينتش", "2025-02-11T09:05:00Z"},
		{"the common era in Arabic", "11 شباط 2025م", "2025-02-11T00:00:00Z"},

		{"Jalali with the word for month", "۲۳ بهمن\u200cماه ۱۴۰۳", "2025-02-11T00:00:00Z"},
		{"Baghdad time in the evening", "الثلاثاء ١١ شباط ٢٠٢٥ الساعة ٩:٠٥ مساءً بتوقيت بغداد", "2025-02-11T18:05:00Z"},
		{"seconds with a fraction", "1739264700.0", "2025-02-11T09:05:00Z"},
		{"a Persian afternoon", "۲۳ بهمن ۱۴۰۳ ۰۵:۰۵ بعد از ظهر", "2025-02-11T17:05:00Z"},
		{"a Persian morning with dots", "۲۳ بهمن ۱۴۰۳ ۰۵:۰۵ ق.ظ.", "2025-02-11T05:05:00Z"},
		{"a mark before its time", "11 Şubat 2025 ÖS 05:05", "2025-02-11T17:05:00Z"},
		{"a Sorani evening", "١١ی شوباتی ٢٠٢٥ ٥:٠٥ ئێوارە", "2025-02-11T17:05:00Z"},
		{"an hour alone", "February 11, 2025 5 PM ET", "2025-02-11T22:00:00Z"},
		{"the common era before a time", "11 شباط 2025 م 09:05", "2025-02-11T09:05:00Z"},
		{"Tehran time in a winter", "۲۳ بهمن ۱۴۰۳ ساعت ۰۹:۰۵ به وقت تهران", "2025-02-11T05:35:00Z"},
		{"Tehran time in a former summer", "۵ مرداد ۱۴۰۰ ساعت ۱۴:۰۳ به وقت تهران", "2021-07-27T09:33:00Z"},
		{"local time", "۲۳ بهمن ۱۴۰۳ ۰۹:۰۵ به وقت محلی", "2025-02-11T09:05:00Z"},
		{"Turkish time", "11 Şubat 2025 09:05 TSİ", "2025-02-11T06:05:00Z"},
		{"Persian, Gregorian", "۱۱ فوریه ۲۰۲۵", "2025-02-11T00:00:00Z"},
		{"Persian, Jalali", "سه\u200cشنبه ۲۳ بهمن ۱۴۰۳", "2025-02-11T00:00:00Z"},
		{"Jalali with the clock", "۲۳ بهمن ۱۴۰۳ ساعت ۰۹:۰۵", "2025-02-11T09:05:00Z"},
		{"Jalali in digits", "۱۴۰۳/۱۱/۲۳", "2025-02-11T00:00:00Z"},
		{"Jalali with the clock first", "۰۹:۰۵ - ۱۴۰۳/۱۱/۲۳", "2025-02-11T09:05:00Z"},
		{"Jalali leap day", "30 اسفند 1403", "2025-03-20T00:00:00Z"},
		{"Jalali new year", "1 فروردین 1404", "2025-03-21T00:00:00Z"},

		{"Sorani", "١١ی شوباتی ٢٠٢٥", "2025-02-11T00:00:00Z"},
		{"a Sorani month of two words", "5ی تشرینی یەکەمی 2025", "2025-10-05T00:00:00Z"},
		{"Sorani, the other pair", "5ی كانونی دووه\u200cمی 2025", "2025-01-05T00:00:00Z"},
		{"Kurmanji", "11 Sibat 2025", "2025-02-11T00:00:00Z"},
		{"Kurmanji with an ending", "11ê Sibatê 2025an", "2025-02-11T00:00:00Z"},
		{"a Kurmanji month of two words", "5 Çiriya Pêşîn 2025", "2025-10-05T00:00:00Z"},
		{"Turkish", "11 Şubat 2025 Salı, 09:05", "2025-02-11T09:05:00Z"},
		{"Turkish capitals", "11 ŞUBAT 2025 - 09.05", "2025-02-11T09:05:00Z"},
		{"Turkish, short", "Sal, 11 Şub 2025 09:05:00 +0300", "2025-02-11T06:05:00Z"},
		{"Turkish with dots", "11.02.2025 09.05", "2025-02-11T09:05:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := ParseDate(c.text, DateOptions{Now: dateNow})
			if s := got.Format(time.RFC3339Nano); ok && s != c.want || !ok && c.want != "" {
				t.Errorf("ParseDate(%q) = %v, %v; want %q", c.text, s, ok, c.want)
			}
		})
	}
}

func TestParseDateKnowsNothingOf(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                      "",
		"an impossible day":            "31 April 2025",
		"a leap day of another year":   "29 February 2025",
		"an impossible month":          "2025-13-01",
		"an unknown month":             "Tue, 11 Foo 2025 09:05:00 GMT",
		"an impossible hour":           "11 Feb 2025 25:05:00 GMT",
		"an impossible minute":         "11 Feb 2025 09:75:00 GMT",
		"a day that could be a month":  "04/07/2021",
		"three short numbers":          "04/05/06",
		"unknown zone letters":         "Tue, 11 Feb 2025 09:05:00 QQT",
		"the time of an unknown place": "11 شباط 2025 09:05 بتوقيت القدس",
		"letters of three countries":   "Tue, 11 Feb 2025 09:05:00 IST",
		"two times":                    "11 Feb 2025 09:05 10:05",
		"two months":                   "11 Feb March 2025",
		"two dates":                    "2025-02-11 2025-02-12",
		"a number without a place":     "3 days before 7 April 2021",
		"a month and a year":           "February 2025",
		"a day without its year":       "11 February",
		"only a time":                  "09:05",
		"the year one":                 "0001-01-01T00:00:00Z",
		"the epoch":                    "Thu, 01 Jan 1970 00:00:00 GMT",
		"zero seconds":                 "0",
		"the far future":               "Tue, 11 Feb 2925 09:05:00 GMT",
		"three days ahead":             "2026-03-04T12:00:01Z",
		"a lunar year":                 "1446/08/12",
		"Jalali month of 31 days":      "31 مهر 1403",
		"no Jalali leap day":           "30 اسفند 1402",
		"a Jalali month, common year":  "23 بهمن 2025",
		"a template that was not run":  "{{ date }}",
		"words":                        "the day after tomorrow",
		"a paragraph":                  "On 7 April 2021" + string(make([]byte, 300)),
		"a number too long for an int": "99999999999999999999999 April 2021",
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := ParseDate(text, DateOptions{Now: dateNow}); ok {
				t.Errorf("ParseDate(%q) = %v, want nothing", text, got)
			}
		})
	}
}

func TestParseDateUsesWhatIsKnownOfTheSource(t *testing.T) {
	baghdad, tehran, newYork := zoneOf(t, "Asia/Baghdad"), zoneOf(t, "Asia/Tehran"), zoneOf(t, "America/New_York")
	for _, c := range []struct {
		name, text string
		o          DateOptions
		want       string
	}{
		{"the zone, where none is stated", "2025-02-11 09:05", DateOptions{Zone: baghdad}, "2025-02-11T06:05:00Z"},
		{"the zone's summer time", "9 July 2024 09:05", DateOptions{Zone: newYork}, "2024-07-09T13:05:00Z"},
		{"the zone of a Jalali date", "۵ مرداد ۱۴۰۰ ۱۴:۰۳", DateOptions{Zone: tehran}, "2021-07-27T09:33:00Z"},
		{"but not against a stated zone", "2025-02-11 09:05 GMT", DateOptions{Zone: baghdad}, "2025-02-11T09:05:00Z"},
		{"nor for a day alone", "2025-02-11", DateOptions{Zone: baghdad}, "2025-02-11T00:00:00Z"},
		{"the order of day and month", "04/07/2021", DateOptions{DayFirst: true}, "2021-07-04T00:00:00Z"},
		{"the order of a language", "04/07/2021", DateOptions{Lang: "ar"}, "2021-07-04T00:00:00Z"},
		{"the American order", "04/07/2021", DateOptions{Lang: "en-US"}, "2021-04-07T00:00:00Z"},
		{"letters that the zone explains", "11 Feb 2025 09:05 IST", DateOptions{Zone: zoneOf(t, "Asia/Kolkata")}, "2025-02-11T03:35:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.o.Now = dateNow
			got, ok := ParseDate(c.text, c.o)
			if s := got.Format(time.RFC3339); !ok || s != c.want {
				t.Errorf("ParseDate(%q) = %v, %v; want %v", c.text, s, ok, c.want)
			}
		})
	}
}

func TestFromJalaliAgreesWithTheCalendarOfIran(t *testing.T) {
	for _, c := range []struct {
		y, m, d int
		want    string
	}{
		{1357, 11, 22, "1979-02-11"}, {1399, 12, 30, "2021-03-20"}, {1400, 1, 1, "2021-03-21"},
		{1400, 5, 5, "2021-07-27"}, {1403, 1, 1, "2024-03-20"}, {1404, 1, 1, "2025-03-21"}, {1408, 12, 30, "2030-03-20"},
	} {
		got, ok := FromJalali(c.y, c.m, c.d)
		if s := got.Format(time.DateOnly); !ok || s != c.want {
			t.Errorf("FromJalali(%d, %d, %d) = %v, %v; want %v", c.y, c.m, c.d, s, ok, c.want)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"Tue, 11 Feb 2025 09:05:00 GMT", "2025-02-11T09:05:00.5+03:00", "۲۳ بهمن ۱۴۰۳", "1739264700", "5 تشرين الأول 2025 9:05 م"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := ParseDate(s, DateOptions{Now: dateNow})
		if ok != !got.IsZero() {
			t.Fatalf("ParseDate(%q) = %v, %v", s, got, ok)
		}
		if ok && (got.Before(firstDate) || got.After(dateNow.Add(dateSlack)) || got.Location() != time.UTC) {
			t.Fatalf("ParseDate(%q) = %v, out of bounds", s, got)
		}
		if again, ok2 := ParseDate(got.Format(time.RFC3339Nano), DateOptions{Now: dateNow}); ok && (!ok2 || !again.Equal(got)) {
			t.Fatalf("ParseDate(%q) = %v, which is read back as %v, %v", s, got, again, ok2)
		}
	})
}
