package charset

import "strings"

// guessLabel names the encoding of text that is not UTF-8 and has no label
// worth believing: what the source's language says, then what the letters say.
func guessLabel(b []byte, lang string) string {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	switch base {
	case "ar", "fa", "ckb", "ur", "ps", "sd", "ug":
		return "windows-1256"
	case "tr", "ku", "kmr", "az":
		return "windows-1254"
	}
	if arabicLetters(b) {
		return "windows-1256"
	}
	return "windows-1252"
}

// frequent are the twelve most frequent letters of Arabic and Persian as
// windows-1256 writes them: alef, lam, yeh, meem, waw, noon, teh, reh, beh,
// ain, heh, dal. In running text they are about three quarters of the letters;
// the same bytes are a fifth of Russian or Greek in the encodings of those
// languages, and less of Korean or Chinese.
const frequent = "\xC7\xE1\xED\xE3\xE6\xE4\xCA\xD1\xC8\xDA\xE5\xCF"

// arabicLetters reports whether the high bytes of b look like windows-1256.
func arabicLetters(b []byte) bool {
	const few, share = 24, 0.55
	var count [256]int
	for _, c := range b {
		count[c]++
	}
	high, hits := 0, 0
	for _, n := range count[0x80:] {
		high += n
	}
	for i := range len(frequent) {
		hits += count[frequent[i]]
	}
	return high >= few && float64(hits) >= share*float64(high)
}
