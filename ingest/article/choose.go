package article

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"roundwatch"
)

// para is one paragraph on its way to the text.
type para struct {
	text    string
	heading bool
	quote   bool // in a block quotation
	item    bool // of a list or table
}

// hopeless is the score of the first pass below which a block is not looked at
// again.
const hopeless = 0.03

// choose scores the blocks and returns those that make the article.
func choose(r *reader, h *head, body string) choice {
	around := r.survey(h.headline(), h.description(), body)
	rows := r.rows(around)
	p := make([]float32, len(rows))
	for i := range rows {
		p[i] = forests[0].score(&rows[i])
	}
	r.second(rows, p, around.units)
	for i := range rows {
		switch b := &r.blocks[i]; {
		case p[i] < hopeless:
		case b.pointer() || b.place&inCaption != 0: // a caption tells of its picture
			p[i] = 0
		default:
			p[i] = forests[1].score(&rows[i])
		}
	}
	r.behead(p, around)
	r.curtail(p, rows)
	return r.medoid(p, around.votes)
}

// The share of the article that must stand behind a heading, and the share of
// its words and of the title's that must agree, for it to be the headline.
const (
	behindHeadline = 0.3
	sameHeadline   = 0.8
)

// behead takes away the hope of blocks before the headline: nothing that stands
// before it belongs to an article.
func (r *reader) behead(p []float32, s surroundings) {
	var before, all float64
	for i := range p {
		all += float64(p[i]) * mass(&r.blocks[i])
	}
	for i := range p {
		b := &r.blocks[i]
		if b.place&inHeading != 0 && b.words >= minTitle && b.headline(s.title) && all-before >= behindHeadline*all {
			for j := range i {
				p[j] = 0
			}
			return
		}
		before += float64(p[i]) * mass(b)
	}
}

// What makes a heading announce other stories, and how many words must stand
// before it for them to be the article.
const (
	pointerShare  = 0.4
	maxPointHead  = 8
	beforePointer = 60
)

// curtail takes away the hope of what follows a heading that announces other
// stories. Where text of the same make as before goes on behind it, the heading
// was that of a box in its midst, and only what follows that text goes.
func (r *reader) curtail(p []float32, rows []row) {
	paths := make(map[uint64]bool)
	before, end := 0, -1
	for i := range r.blocks {
		b := &r.blocks[i]
		path := r.boxes[b.box].path
		switch text := p[i] >= 0.5 && b.prose(); {
		case text && end < 0:
			paths[path] = true
			before += b.words
		case text && paths[path]:
			end = i
		}
		if end < 0 && b.place&inHeading != 0 && b.words <= maxPointHead && before >= beforePointer && rows[i][featCue+int(cueMore)] >= pointerShare {
			end = i
		}
	}
	if end >= 0 {
		clear(p[end+1:])
	}
}

// headline reports whether the block says what the page's title says.
func (b *block) headline(title *table) bool {
	hits, all := title.holds(appendWords(nil, b.text))
	return float64(hits) >= sameHeadline*float64(all) && float64(hits) >= sameHeadline/2*float64(title.used)
}

// pointer reports whether the block is a link and nothing else in a part of the
// page that says it stands beside the text.
func (b *block) pointer() bool {
	return b.place&(inAside|inNav) != 0 && b.link*10 >= len(b.text)*8
}

// paragraphs turns the chosen blocks into paragraphs, the cells of a table row
// into one.
func (r *reader) paragraphs(picked []bool) []para {
	var out []para
	var row *html.Node
	for i, yes := range picked {
		if !yes {
			continue
		}
		b := &r.blocks[i]
		cell := b.tag == atom.Td || b.tag == atom.Th
		if cell && b.row == row {
			out[len(out)-1].text += " | " + b.text
			continue
		}
		if row = nil; cell {
			row = b.row
		}
		out = append(out, para{text: b.text, heading: b.place&inHeading != 0, quote: b.place&inQuote != 0, item: b.place&(inList|inTable) != 0})
	}
	return out
}

// leftOut lists what stands between the chosen blocks and was not chosen.
func (r *reader) leftOut(picked []bool) (removed []roundwatch.Removed) {
	last := len(picked) - 1
	for last >= 0 && !picked[last] {
		last--
	}
	inside := false
	for i := 0; i <= last && len(removed) < maxRemoved; i++ {
		if picked[i] {
			inside = true
		} else if b := &r.blocks[i]; inside {
			removed = append(removed, roundwatch.Removed{Kind: b.furniture(), Text: cut(mend(b.text), maxField)})
		}
	}
	return removed
}

// furniture names what a block is that is no part of the text.
func (b *block) furniture() string {
	near := b.fam[0] | b.fam[1]
	switch {
	case b.place&(inFigure|inCaption) != 0 || near&famCaption != 0:
		return "caption"
	case near&famRelated != 0 || b.link*2 > len(b.text):
		return "related"
	case near&famShare != 0:
		return "share"
	case near&famSubscribe != 0:
		return "subscribe"
	case near&famComment != 0:
		return "comment"
	case near&famAd != 0:
		return "ad"
	case near&famProfile != 0:
		return "byline"
	}
	return "furniture"
}
