package store

import (
	"database/sql"
	"strings"
	"testing"

	"roundwatch"
)

// FuzzSearch holds two promises: nothing that a person types is an error of
// syntax, and the search in what waits for the index finds what the index would.
func FuzzSearch(f *testing.F) {
	for _, seed := range [][2]string{
		{"The third round of the Strategic Dialogue’s talks", `strateg* "third round" dialogue's`},
		{"الجولة الثالثة من الحوار الاستراتيجي، «بغداد»", "الإستراتيجى بغداد"},
		{"دور سوم گفت\u200cوگوی ۲۰۲۱", "گفتوگوی 2021"},
		{"a-b_c d.e 3,5 F-16", `"a b" F-16* (OR NEAR/3 -x ^`},
		{"one", `"`},
		{"two **", "* tw*o \x00"},
		{"tw*o*x", "two"},
	} {
		f.Add(seed[0], seed[1])
	}
	s := openTest(f)
	if _, err := s.writer.Exec("CREATE VIRTUAL TABLE temp.probe USING fts4(title, text, tokenize=unicode61)"); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text, query string) {
		match := matchExpression(query)
		if match == "" {
			return
		}
		folded := roundwatch.Fold(text)
		if _, err := s.writer.Exec("DELETE FROM probe; INSERT INTO probe (title, text) VALUES ('', ?)", folded); err != nil {
			t.Fatal(err)
		}
		var found int
		if err := s.writer.QueryRow("SELECT 1 FROM probe WHERE probe MATCH ?", match).Scan(&found); err != nil && err != sql.ErrNoRows {
			t.Fatalf("%q gives the expression %s: %v", query, match, err)
		}
		if waiting := holds("", folded, match); waiting != (found == 1) && old(text+query) {
			t.Errorf("%s in %q: %v before it is indexed, %v after", match, text, waiting, found == 1)
		}
	})
}

// old reports whether s is of letters that every tokenizer knows: Latin and
// Arabic script with common punctuation.
func old(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !(r > 0 && r < 0x180 || r >= 0x620 && r <= 0x6d3 || r >= 0x6f0 && r <= 0x6f9 || r >= 0x200c && r <= 0x203a)
	})
}
