package dedupe

import (
	"testing"
	"unicode/utf8"

	"roundwatch"
)

// Each character alone, and behind a letter.
func TestAWordIsFoldedAsFoldDoes(t *testing.T) {
	var z tokenizer
	for r := range rune(1 << 16) {
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
