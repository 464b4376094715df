package article

import (
	"golang.org/x/net/html/atom"
)

// para is one paragraph on its way to the text.
type para struct {
	text    string
	heading bool
	quote   bool
}

func choose(r *reader, h *head, s schema, title string) ([]para, float64) {
	best := 0
	for i := range r.boxes {
		if r.boxes[i].direct > r.boxes[best].direct {
			best = i
		}
	}
	var out []para
	var p []para
	for i := range r.blocks {
		b := &r.blocks[i]
		if !r.within(b.box, best) {
			continue
		}
		x := para{text: b.text, heading: b.place&inHeading != 0, quote: b.place&inQuote != 0}
		if b.link*2 > len(b.text) {
			continue
		}
		if b.tag == atom.P || b.prose() {
			out = append(out, p...)
			p = nil
			out = append(out, x)
		} else if len(out) > 0 {
			p = append(p, x)
		}
	}
	return out, min(1, float64(r.boxes[best].direct)/800)
}

// within reports whether box i is box of or lies in it.
func (r *reader) within(i, of int) bool {
	for ; i >= 0; i = r.boxes[i].parent {
		if i == of {
			return true
		}
	}
	return false
}
