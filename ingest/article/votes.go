package article

import "golang.org/x/net/html/atom"

// Besides the trees two simple readers look at the page: one takes the box that
// collects most prose from its children and grandchildren and leaves out what
// is full of links, the other the paragraphs of the box that has most of them
// right below. Each is wrong in its own way; the trees hear both.

// collected returns the blocks of the box with the highest score: every block
// of prose scores for its parent, half for the one above, a third above that.
func (r *reader) collected() (picked []bool, score []float64) {
	score = make([]float64, len(r.boxes))
	for i := range r.blocks {
		b := &r.blocks[i]
		if b.runes < 25 || b.link*2 > len(b.text) {
			continue
		}
		points := 1 + float64(b.commas) + min(3, float64(b.runes)/100)
		at := r.boxes[b.box].parent
		if b.tag != atom.P && b.tag != atom.Li && b.tag != atom.Td && b.tag != atom.Pre {
			at = b.box
		}
		for share := 1.0; at > 0 && share < 5; share++ {
			score[at] += points / share
			at = r.boxes[at].parent
		}
	}
	top := 0
	for i := range r.boxes {
		x := &r.boxes[i]
		score[i] *= 1 - float64(x.link)/float64(x.chars+1)
		if score[i] > score[top] {
			top = i
		}
	}
	picked = make([]bool, len(r.blocks))
	parent := r.boxes[top].parent
	for i := range r.blocks {
		b := &r.blocks[i]
		at := b.box
		for at >= 0 && at != top && r.boxes[at].parent != parent {
			at = r.boxes[at].parent
		}
		switch {
		case at < 0:
		case at == top:
			picked[i] = !r.linked(b, top)
		default: // a sibling of the box
			picked[i] = score[at] >= max(10, score[top]/5) && r.boxes[at].sign == r.boxes[top].sign && !r.linked(b, at) || b.tag == atom.P && at == b.box && b.prose()
		}
	}
	for i := range score {
		score[i] /= score[top] + 1
	}
	return picked, score
}

// linked reports whether the block, or a box around it below top, is mostly
// links, or calls itself something that is no text.
func (r *reader) linked(b *block, top int) bool {
	const apart = famShare | famRelated | famComment | famAd | famNav | famFooter | famSubscribe | famSide
	if b.link*2 > len(b.text) && b.place&inHeading == 0 && b.words > 2 || b.place&(inAside|inNav|inFooter|inForm|inCaption) != 0 || b.fam[0]&apart&^famContent != 0 && !b.prose() {
		return true
	}
	for at := b.box; at > 0 && at != top; at = r.boxes[at].parent {
		x := &r.boxes[at]
		if x.chars > 0 && float64(x.link) > 0.3*float64(x.chars) && at != b.box {
			return true
		}
	}
	return false
}

// direct returns the paragraphs, headings and lists of the box with most prose
// right below it.
func (r *reader) direct(best int) []bool {
	picked := make([]bool, len(r.blocks))
	for i := range r.blocks {
		b := &r.blocks[i]
		if !r.within(b.box, best) || b.link*2 > len(b.text) || b.place&(inAside|inNav|inFooter|inForm|inCaption|inFigure) != 0 {
			continue
		}
		switch b.tag {
		case atom.P, atom.Li, atom.Blockquote, atom.Pre, atom.Td, atom.H2, atom.H3, atom.H4:
			picked[i] = r.boxes[b.box].depth <= r.boxes[best].depth+3
		default:
			picked[i] = b.prose()
		}
	}
	return picked
}
