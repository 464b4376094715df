package ingest

import (
	"strings"
	"testing"
)

// The labelled edits: what an outlet did to a text, and whether a reader must
// be told of it.
func TestSubstance(t *testing.T) {
	const (
		en = "WASHINGTON. Iraq and the United States agreed on Wednesday to move 2,500 combat troops out of the country by 31 December 2021, Foreign Minister Fuad Hussein said. He said the bases will not stay. “We want partnership,” he added. The embassy was open as usual."
		ar = "بغداد. أعلنت وزارة الخارجية أن الجولة الثالثة من الحوار الاستراتيجي عقدت يوم الأربعاء 7 نيسان 2021. وأكد الوزير أن القوات القتالية لن تبقى في العراق."
		fa = "دور سوم گفت\u200cوگوهای راهبردی میان عراق و آمریکا روز چهارشنبه برگزار شد. وزیر خارجه گفت نیروهای آمریکایی باید خارج شوند."
		ku = "گەڕی سێیەمی دانوستانی ستراتیژی لە نێوان عێراق و ئەمریکا ئەمڕۆ دەستی پێکرد."
	)
	tests := []struct {
		name, text, old, new string
		want                 string // the kind; "" for nothing to tell
	}{
		{"nothing", en, "", "", ""},
		{"layout", en, ". He", ".\n\nHe", ""},
		{"a comma", en, "States agreed", "States, agreed", ""},
		{"capitals", en, "WASHINGTON", "Washington", ""},
		{"curly quotation marks", en, "“We want partnership,”", "\"We want partnership,\"", ""},
		{"a corrected typing error", en, "country", "contry", ""},
		{"another first word", en, "He said the", "But he said the", ""},
		{"a name's spelling", en, "Hussein", "Hussain", ""},
		{"a little word more", en, "He said the", "He also said the", ""},
		{"a synonym", en, "was open", "was operating", ""},
		{"a thousands separator", en, "2,500", "2500", ""},
		{"vowel signs and hamza", ar, "أعلنت", "اعلنت", ""},
		{"tatweel", ar, "الحوار", "الحـوار", ""},
		{"Arabic digits", ar, "2021", "٢٠٢١", ""},
		{"a joiner", fa, "گفت\u200cوگوهای", "گفت\u200cوگوهاي", ""},

		{"a number", en, "2,500", "2,000", "number"},
		{"a day", en, "31 December", "30 December", "number"},
		{"a month", en, "31 December", "31 October", "name"},
		{"a weekday", en, "on Wednesday", "on Thursday", "name"},
		{"another person", en, "Fuad Hussein", "Mustafa Kadhimi", "name"},
		{"one letter makes another country", en, "Iraq and", "Iran and", "name"},
		{"another country", en, "United States", "United Kingdom", "name"},
		{"a negation gone", en, "will not stay", "will stay", "negation"},
		{"a negation come", en, "was open", "was not open", "negation"},
		{"a weaker verb", en, "will not", "may not", "modality"},
		{"other words in a quotation", en, "We want partnership", "We want sovereignty", "quotation"},
		{"a sentence more", en, "The embassy was open as usual.", "The embassy was open as usual. A second meeting was held behind closed doors later.", "addition"},
		{"a sentence less", en, " He said the bases will not stay.", "", "negation"},
		{"an Arabic ordinal", ar, "الثالثة", "الرابعة", "wording"},
		{"an Arabic month", ar, "نيسان", "تموز", "wording"},
		{"an Arabic negation gone", ar, "لن تبقى", "تبقى", "negation"},
		{"an Arabic year", ar, "2021", "2020", "number"},
		{"a Persian modal", fa, "باید خارج", "شاید خارج", "modality"},
		{"a Persian name", fa, "عراق", "ایران", "wording"},
		{"a Kurdish ordinal", ku, "سێیەمی", "دووەمی", "wording"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			after := strings.Replace(tt.text, tt.old, tt.new, 1)
			got := substance(tt.text, after)
			kind, _, _ := strings.Cut(got, ":")
			if kind != tt.want {
				t.Errorf("substance = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSubstanceShowsBothSides(t *testing.T) {
	got := substance("They agreed to move 2,500 troops out of the country.", "They agreed to move 2,000 troops out of the country.")
	if want := "number: “agreed to move 2,500 troops out of” is now “agreed to move 2,000 troops out of”"; got != want {
		t.Errorf("substance = %q, want %q", got, want)
	}
	got = substance("One.", "One. A whole new sentence of seven words.")
	if want := "addition: added “A whole new sentence of seven words”"; got != want {
		t.Errorf("substance = %q, want %q", got, want)
	}
	if got := substance("Call 1 a, 2 b, 3 c, 4 d, 5 e.", "Call 6 a, 7 b, 8 c, 9 d, 0 e."); !strings.HasSuffix(got, "; and 2 more") {
		t.Errorf("five edits: %q", got)
	}
}

func TestSubstanceOfARewrittenTextIsBounded(t *testing.T) {
	old := strings.Repeat("one two three ", 3000)
	new := strings.Repeat("vier fünf sechs ", 3000)
	if got := substance(old, new); len(got) == 0 || len(got) > 1000 {
		t.Errorf("substance of %d bytes", len(got))
	}
}

func FuzzSubstance(f *testing.F) {
	f.Add("Iraq said 2,500.", "Iraq said “2,000”.")
	f.Add("", "لن تبقى")
	f.Fuzz(func(t *testing.T, before, after string) {
		if got := substance(before, before); got != "" {
			t.Errorf("a text differs from itself: %q", got)
		}
		substance(before, after)
	})
}
