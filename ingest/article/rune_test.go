package article

import (
	"testing"
	"unicode"
)

func TestSpaceBytesBeginEveryWhiteSpace(t *testing.T) {
	for r := range unicode.MaxRune + 1 {
		if s := string(r); unicode.IsSpace(r) {
			if at, size := nextGap("a"+s+s, 0); at != 1 || size != len(s) {
				t.Errorf("white space %U is found at %d with %d bytes", r, at, size)
			}
		} else if at, size := nextGap("a"+s+s, 0); size != 0 || at != 1+2*len(s) {
			t.Errorf("%U counts as white space", r)
		}
	}
}

func TestABlankBetweenTwoWordsIsNoGap(t *testing.T) {
	for text, want := range map[string]int{
		"one two three": 13, " one": 0, "one ": 3, "one  two": 3, "one\ttwo": 3, "one two\nthree": 7, "one \ntwo": 3, "": 0,
		"بعد النقطة مسافة": len("بعد النقطة مسافة"), "one\u00a0two": 3, "one “two”": 13,
	} {
		if got, _ := nextGap(text, 0); got != want {
			t.Errorf("first gap of %q is at %d, want %d", text, got, want)
		}
	}
}

func TestATidyTextNeedsNoMending(t *testing.T) {
	for text, want := range map[string]bool{
		"The talks of the U.S. and Iraq resume at 10.30 a.m., he said.": true,
		`"We will meet again," she said.`:                               true,
		"a":                                                             true,
		"":                                                              false,
		"The talks resume.The minister":                                 false,
		"what a day!Tomorrow":                                           false,
		"the minister , he said":                                        false,
		"the minister said .":                                           false,
		"two  spaces":                                                   false,
		"ends in a space ":                                              false,
		" begins with one":                                              false,
		"a line\nand another":                                           false,
		"the minister’s":                                                false,
		`he said that it was "over. "`:                                  false,
		"see www.example.org/a.html for details":                        true,
	} {
		if got := tidy(text); got != want {
			t.Errorf("tidy(%q) = %v", text, got)
		}
		if !want {
			continue
		}
		if mended, changed := repairMojibake(text); changed || mendUntidy(mended) != text {
			t.Errorf("the tidy text %q mends to %q", text, mendUntidy(mended))
		}
	}
}

func FuzzTidy(f *testing.F) {
	f.Add("The talks resume at 10.30 a.m., he said.The end")
	f.Add(`he said "so ." `)
	f.Fuzz(func(t *testing.T, text string) {
		if !tidy(text) {
			return
		}
		if mended, changed := repairMojibake(text); changed || mendUntidy(mended) != text {
			t.Errorf("the tidy text %q mends to %q", text, mendUntidy(mended))
		}
	})
}
