package article

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"roundwatch"
)

type cleaned struct {
	text, title, byline, site string
	removed                   []roundwatch.Removed
}

func clean(paras []para, title string, recurring func(uint64) bool) cleaned {
	var c cleaned
	var lines []string
	for _, p := range paras {
		t := strings.TrimSpace(norm.NFC.String(p.text))
		if t == "" {
			continue
		}
		lines = append(lines, t)
	}
	c.text = strings.Join(lines, "\n\n")
	return c
}

func splitText(text string) []para {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	var out []para
	for part := range strings.SplitSeq(text, "\n\n") {
		if t := strings.Join(strings.Fields(part), " "); t != "" {
			out = append(out, para{text: t})
		}
	}
	return out
}
