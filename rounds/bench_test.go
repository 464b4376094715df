package rounds_test

import (
	"strings"
	"testing"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/rounds"
)

// article3K is an article of about three kilobytes, the middle of what is read.
func article3K(t testing.TB, lang string) roundwatch.Article {
	var b strings.Builder
	for b.Len() < 3000 {
		for _, e := range examples(t) {
			if e.Lang == lang && e.Want != "" && b.Len() < 3000 {
				b.WriteString(e.Text + "\n\n")
			}
		}
	}
	return roundwatch.Article{Title: "Iraq and the United States talk", Text: b.String()[:strings.LastIndexByte(b.String()[:3000], ' ')], Lang: lang}
}

func BenchmarkJudge(b *testing.B) {
	f := filer(b)
	for _, lang := range []string{"en", "ar"} {
		a := article3K(b, lang)
		b.Run(lang, func(b *testing.B) {
			b.SetBytes(int64(len(a.Text)))
			b.ReportAllocs()
			for b.Loop() {
				f.Judge(a)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	d := config.DefaultDossier()
	for b.Loop() {
		if _, err := rounds.Compile(d); err != nil {
			b.Fatal(err)
		}
	}
}
