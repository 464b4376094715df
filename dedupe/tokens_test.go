package dedupe

import (
	"testing"
	"unicode/utf8"

	"roundwatch"
)

// Each character alone, and behind a letter.
func TestAWordIsFoldedAsFoldDoes(t *testing.T) {
	var z tokenizer
	for r := range rune(utf8.MaxRune + 1) {
		if !utf8.ValidRune(r) || !inWord(r) {
			continue
		}
		for _, word := range []string{string(r), "ع" + string(r)} {
			end := z.scan(word, 0)
			if want := roundwatch.Fold(word); end != len(word) || string(z.word) != want || z.hash != hashWord([]byte(want)) {
				t.Fatalf("%q is read to byte %d as %q, want %q", word, end, z.word, want)
			}
		}
	}
}

func TestARuneIsReadAsUTF8IsDecoded(t *testing.T) {
	for _, text := range []string{"ع", "é", "€", "😀", "\xd8", "\xd8a", "\xc1\x81", "\x80", "\xff", "\xe2\x82", "\xc2\x80", "\xdf\xbf"} {
		r, size := runeAt(text, 0)
		if want, wantSize := utf8.DecodeRuneInString(text); r != want || size != wantSize {
			t.Errorf("%q begins with %q of %d bytes, want %q of %d", text, r, size, want, wantSize)
		}
	}
}
