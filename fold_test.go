package roundwatch_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"roundwatch"
)

func TestFold(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain text stays", "the joint statement, 2021", "the joint statement, 2021"},
		{"capitals and accents go", "Café in ÉRBIL", "cafe in erbil"},
		{"Turkish dotted and dotless i meet", "IRAK'IN İKİNCİ ışığı", "irak'in ikinci isigi"},
		{"quotes and dashes become plain", "“Iraq’s” – «talks» — now…", "\"iraq's\" - \"talks\" - now..."},
		{"vowel signs and tatweel go", "الحِوَارُ الاستـــراتيجي", "الحوار الاستراتيجي"},
		{"alef with hamza is alef", "أمريكا إلى آل ٱلعراق", "امريكا الي ال العراق"},
		{"Persian yeh and kaf are Arabic ones", "آمریکا", "امريكا"},
		{"teh marbuta and Kurdish heh are heh", "جولة ئەمەریکا", "جوله يهمهريكا"},
		{"the joiner between Persian halves goes", "می\u200cشود", "ميشود"},
		{"presentation forms and ligatures are spelt out", "ﻻ ﷲ ﬁne", "لا الله fine"},
		{"digits are Latin", "٢٠٢١ ۱۴۰۰ １２", "2021 1400 12"},
		{"Arabic commas and question marks are plain", "متى، أين؟", "متي, اين?"},
		{"direction marks and soft hyphens go", "\u200fal\u00ad-Kadhimi\u200e", "al-kadhimi"},
		{"no-break space is a space", "23\u00a0July", "23 july"},
		{"line ends stay", "A\n\nB", "a\n\nb"},
		{"a broken byte becomes the replacement character", "a\xffb", "a\ufffdb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := roundwatch.Fold(tt.in); got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
			}
			var runes []byte
			for _, r := range tt.in {
				runes = roundwatch.AppendFoldRune(runes, r)
			}
			if got := string(runes); got != tt.want {
				t.Errorf("AppendFoldRune over %q = %q, want %q", tt.in, got, tt.want)
			}
			if got := roundwatch.FoldMap(tt.in).Text; got != tt.want {
				t.Errorf("FoldMap(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestSpanLeadsBackToTheWordsOfTheOriginal(t *testing.T) {
	tests := []struct{ name, text, find, want string }{
		{"in plain text", "the second round opened", "second", "second"},
		{"behind capitals", "The Second Round", "second round", "Second Round"},
		{"behind quotes that grew shorter", "“Iraq’s” talks", "talks", "talks"},
		{"with its own quotes", "say “Iraq’s army” now", "iraq's army", "Iraq’s army"},
		{"marks belong to the letter before them", "قال الحِوَارُ اليوم", "الحوار", "الحِوَارُ"},
		{"digits of two bytes", "في ٢٣ يوليو ٢٠٢١ في", "23 يوليو 2021", "٢٣ يوليو ٢٠٢١"},
		{"part of a ligature takes the whole", "a ﬁne day", "ne", "ne"},
		{"half of a ligature takes the whole", "a ﬁx", "f", "ﬁ"},
		{"other half of a ligature takes the whole", "a ﬁx", "ix", "ﬁx"},
		{"up to the end of the text", "Nuri al-Malikı́", "maliki", "Malikı́"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := roundwatch.FoldMap(tt.text)
			at := strings.Index(f.Text, tt.find)
			if at < 0 {
				t.Fatalf("%q is not in %q", tt.find, f.Text)
			}
			start, end := f.Span(at, at+len(tt.find))
			if got := tt.text[start:end]; got != tt.want {
				t.Errorf("Span of %q = %q, want %q", tt.find, got, tt.want)
			}
		})
	}
}

func TestARuneIsReadAsUTF8IsDecoded(t *testing.T) {
	for _, text := range []string{"ع", "é", "€", "😀", "\xd8", "\xd8a", "\xc1\x81", "\x80", "\xff", "\xe2\x82", "\xc2\x80", "\xdf\xbf"} {
		r, size := roundwatch.RuneAt(text, 0)
		if want, wantSize := utf8.DecodeRuneInString(text); r != want || size != wantSize {
			t.Errorf("%q begins with %q of %d bytes, want %q of %d", text, r, size, want, wantSize)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Iraq’s ﷺ İ", "ك\u064eت\u200cب", "\xff\xfeA", "e\u0301\u0327", "가"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := roundwatch.Fold(s)
		if again := roundwatch.Fold(folded); again != folded {
			t.Errorf("folding %q twice: %q, then %q", s, folded, again)
		}
		if utf8.ValidString(s) && roundwatch.Fold(norm.NFD.String(s)) != roundwatch.Fold(norm.NFC.String(s)) {
			t.Errorf("the normal forms of %q fold apart", s)
		}
		m := roundwatch.FoldMap(s)
		if m.Text != folded {
			t.Fatalf("FoldMap(%q) = %q, Fold says %q", s, m.Text, folded)
		}
		last := 0
		for at, r := range m.Text {
			start, end := m.Span(at, at+utf8.RuneLen(r))
			if start < 0 || start > end || end > len(s) || start < last {
				t.Fatalf("Span of byte %d of %q is %d to %d", at, m.Text, start, end)
			}
			last = start
			if utf8.ValidString(s) && !utf8.ValidString(s[start:end]) {
				t.Fatalf("Span of byte %d of %q cuts a character", at, m.Text)
			}
		}
	})
}

func BenchmarkFold(b *testing.B) {
	texts := map[string]string{
		"english": strings.Repeat("The United States and Iraq’s government held the third round. ", 48),
		"arabic":  strings.Repeat("عقدت حكومتا العراق والولايات المتحدة الأمريكية الجولة الثالثة من الحوار، ", 24),
	}
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				roundwatch.FoldMap(text)
			}
		})
	}
}

func TestEveryCharacterFoldsAloneAsInAText(t *testing.T) {
	for r := range rune(1 << 16) {
		if !utf8.ValidRune(r) {
			continue
		}
		want := string(roundwatch.AppendFoldRune(nil, r))
		if got := roundwatch.Fold("-" + string(r) + "-"); got != "-"+want+"-" {
			t.Fatalf("%q folds to %q, want %q", r, got, want)
		}
		if got := roundwatch.FoldMap(string(r) + "x"); got.Text != want+"x" {
			t.Fatalf("%q folds to %q, want %q", r, got.Text, want)
		} else if start, end := got.Span(len(want), len(want)+1); start != utf8.RuneLen(r) || end != start+1 {
			t.Fatalf("behind %q stands byte %d to %d", r, start, end)
		}
	}
}
