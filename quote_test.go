package roundwatch

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPassage(t *testing.T) {
	const text = "Baghdad. The U.S. and Iraq held the third round on 7 April 2021. Mr. Hussein led the side.\n\n" +
		"هل انعقدت الجولة؟ نعم، انعقدت الجولة الثالثة يوم الأربعاء. ثم صدر البيان."
	tests := []struct {
		name, find string
		limit      int
		want       string
	}{
		{"the whole sentence", "third round", 200, "The U.S. and Iraq held the third round on 7 April 2021."},
		{"an abbreviation ends none", "Hussein", 200, "Mr. Hussein led the side."},
		{"an Arabic question mark does", "الثالثة", 200, "نعم، انعقدت الجولة الثالثة يوم الأربعاء."},
		{"a long one is cut around the find", "third round", 40, "…the third round on 7 April 2021."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i := strings.Index(text, tt.find)
			got := Passage(text, i, i+len(tt.find), tt.limit)
			if got != tt.want {
				t.Errorf("Passage = %q, want %q", got, tt.want)
			}
		})
	}
	if got := Passage(text, 5, len(text)+1, 100); got != "" {
		t.Errorf("offsets outside the text gave %q", got)
	}
}

func TestStrongestPrefersTheRoundItIsAskedFor(t *testing.T) {
	const text = "One is about two. Three is about four."
	evidence := []Evidence{
		{Round: "b", Start: 0, End: 3, Weight: 9},
		{Round: "a", Start: 18, End: 23, Weight: 1},
		{Round: "a", Note: "published in time", Weight: 5},
		{Round: "a", Start: 0, End: 3, Weight: -4},
	}
	if got := Strongest(text, evidence, "a", 99); got != "Three is about four." {
		t.Errorf("for a: %q", got)
	}
	if got := Strongest(text, evidence, "c", 99); got != "One is about two." {
		t.Errorf("for c: %q", got)
	}
	if got := Strongest(text, evidence[2:], "a", 99); got != "" {
		t.Errorf("without a place in the text: %q", got)
	}
}

func FuzzPassage(f *testing.F) {
	f.Add("One. Two three! أربعة؟ خمسة.", 5, 8, 10)
	f.Add(strings.Repeat("x", 300), 100, 200, 50)
	f.Fuzz(func(t *testing.T, text string, start, end, limit int) {
		if !utf8.ValidString(text) || limit < 2 || limit > 1000 {
			return
		}
		if start < 0 || end > len(text) || start >= end || !utf8.RuneStart(text[start]) || end < len(text) && !utf8.RuneStart(text[end]) {
			return
		}
		got := Passage(text, start, end, limit)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > limit {
			t.Errorf("Passage(%q, %d, %d, %d) = %q", text, start, end, limit, got)
		}
		if inner := strings.TrimSuffix(strings.TrimPrefix(got, "…"), "…"); !strings.Contains(text, inner) {
			t.Errorf("%q is not verbatim", got)
		}
	})
}
