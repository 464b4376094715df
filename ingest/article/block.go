package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// block is a run of text that stands on lines of its own: a paragraph, a
// heading, a list item, a table cell.
type block struct {
	text   string
	tag    atom.Atom  // the innermost block element
	box    int        // index of that element among the boxes
	row    *html.Node // the table row it belongs to
	fam    [3]family  // families of the element itself, of two levels above, of all levels above
	place  place
	link   int // bytes inside links
	strong int // bytes inside bold type
	brs    int // single line breaks inside
	media  int // pictures and players since the block before
	links  int // links inside
	h1     bool

	words, runes, ends, commas int // what count found
	upper, digits, symbols     int // runes
	caps                       int // words that begin with a capital
	closed, opened             bool
	sign                       bool // one of © | @
	hash                       uint64
}

// box is a block element and what its subtree holds.
type box struct {
	parent int
	chars  int // bytes of text
	link   int // of these in links
	prose  int // bytes of blocks that read as prose
	direct int // bytes of prose in blocks right below
	blocks int
	hollow int    // links without words, as cards have them
	sign   uint64 // hash of the element's name and class; boxes of one kind share it
	path   uint64 // the same of the three innermost elements
	depth  int
	tag    atom.Atom
}

// reader walks a tree once and collects its blocks.
type reader struct {
	blocks  []block
	boxes   []box
	meta    *head
	hidden  bool // read hidden elements too
	skipped bool // one was left out

	buf    []byte
	space  bool // white space is due before the next word
	link   int
	strong int
	brs    int
	media  int
	links  int
	nodes  int
}

// scope is what a block inherits from the elements around it.
type scope struct {
	fam   [4]family // itself, parent, grandparent, all above
	place place
	link  bool
	box   int
	tag   atom.Atom
	row   *html.Node
	h1    bool
}

// readBlocks reads what a visitor sees; where that is next to nothing, also
// what the page hides until a script shows it.
func readBlocks(root *html.Node, meta *head) *reader {
	for hidden := false; ; hidden = true {
		r := &reader{meta: meta, hidden: hidden, boxes: make([]box, 1, 128), blocks: make([]block, 0, 96)}
		r.boxes[0].parent = -1
		r.walk(root, scope{})
		r.total()
		if hidden || r.boxes[0].prose >= minVisible || !r.skipped {
			return r
		}
		meta = &head{meta: make(map[string]string)}
	}
}

func (r *reader) walk(n *html.Node, s scope) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if r.nodes++; r.nodes > maxNodes || len(r.blocks) > maxBlocks {
			return
		}
		switch c.Type {
		case html.TextNode:
			r.write(c.Data, s)
		case html.ElementNode:
			r.element(c, s)
		}
	}
}

func (r *reader) element(n *html.Node, s scope) {
	kind, cl := elements[n.DataAtom], r.meta.class(n)
	r.meta.at = len(r.blocks)
	r.meta.see(n, cl)
	switch {
	case kind.silent:
		if n.DataAtom == atom.Iframe || n.DataAtom == atom.Video || n.DataAtom == atom.Audio {
			r.media++
		}
		return
	case n.DataAtom == atom.Img:
		r.media++
		return
	case n.DataAtom == atom.Br:
		r.lineBreak(n, s)
		return
	case n.DataAtom == atom.Hr:
		r.flush(s)
		return
	case n.DataAtom == atom.A:
		s.link = s.link || attr(n, "href") != ""
		r.links++
		if !hasText(n) {
			r.boxes[s.box].hollow++
		}
	}
	own := s
	own.place |= kind.place
	own.enter(n, cl)
	if own.place&inHidden != 0 && !r.hidden {
		r.skipped = true
		return
	}
	if kind.inline {
		r.walk(n, own)
		return
	}
	r.flush(s)
	r.open(n, s.box, cl)
	own.box, own.tag = len(r.boxes)-1, n.DataAtom
	if n.DataAtom == atom.Tr {
		own.row = n
	}
	r.walk(n, own)
	r.flush(own)
}

// open adds the box of a block element.
func (r *reader) open(n *html.Node, parent int, cl class) {
	up := &r.boxes[parent]
	x := box{parent: parent, depth: up.depth + 1, tag: n.DataAtom, sign: cl.sign ^ uint64(n.DataAtom)}
	x.path = x.sign*31 + up.sign
	if up.parent >= 0 {
		x.path = x.path*31 + r.boxes[up.parent].sign
	}
	r.boxes = append(r.boxes, x)
}

// enter adds an element's own properties to the scope.
func (s *scope) enter(n *html.Node, cl class) {
	fam := cl.fam
	for _, a := range n.Attr {
		switch a.Key {
		case "id", "data-component", "data-testid", "role":
			fam |= classFamilies(a.Val)
		case "hidden":
			s.place |= inHidden
		case "style":
			if strings.Contains(a.Val, "display:none") || strings.Contains(a.Val, "display: none") {
				s.place |= inHidden
			}
		case "itemprop", "property":
			if strings.HasSuffix(a.Val, "articleBody") {
				s.place |= inBodyProp
			}
		}
	}
	s.h1 = s.h1 || n.DataAtom == atom.H1
	if n.DataAtom == atom.Body || n.DataAtom == atom.Html {
		fam = 0
	}
	s.fam = [4]family{fam, s.fam[0], s.fam[1], s.fam[3] | s.fam[2]}
}

// lineBreak ends the paragraph at a double break, and at a single one behind
// a whole sentence; any other break is white space.
func (r *reader) lineBreak(n *html.Node, s scope) {
	next := n.NextSibling
	for next != nil && (next.Type == html.CommentNode || next.Type == html.TextNode && blank(next.Data)) {
		next = next.NextSibling
	}
	double := next != nil && next.Type == html.ElementNode && next.DataAtom == atom.Br
	if double || len(r.buf) > minBrokenLine && endsSentence(string(r.buf[max(0, len(r.buf)-8):])) {
		r.flush(s)
		return
	}
	r.space = true
	r.brs++
}

func (r *reader) write(text string, s scope) {
	start := len(r.buf)
	for i := 0; i < len(text); {
		if spaceBytes[text[i]] == space {
			r.space = true
			i++
			continue
		}
		at, size := nextGap(text, i)
		for size == 2 { // U+00A0 and U+0085 can be part of a misread letter
			at, size = nextGap(text, at+size)
		}
		if at > i {
			r.pad()
			r.buf = append(r.buf, text[i:at]...)
		}
		r.space = r.space || size > 0
		i = at + size
	}
	if s.link {
		r.link += len(r.buf) - start
	}
	if s.place&(inStrong|inHeading) != 0 {
		r.strong += len(r.buf) - start
	}
}

func (r *reader) pad() {
	if r.space && len(r.buf) > 0 {
		r.buf = append(r.buf, ' ')
	}
	r.space = false
}

// flush closes the current block, which belongs to scope s.
func (r *reader) flush(s scope) {
	r.space = false
	if len(r.buf) == 0 {
		r.brs = 0
		return
	}
	b := block{
		text: string(r.buf), tag: s.tag, box: s.box, row: s.row, place: s.place,
		fam:  [3]family{s.fam[0], s.fam[0] | s.fam[1] | s.fam[2], s.fam[3]},
		link: min(r.link, len(r.buf)), strong: min(r.strong, len(r.buf)), brs: r.brs, media: r.media, links: r.links,
		h1: s.h1,
	}
	r.buf, r.link, r.strong, r.brs, r.media, r.links = r.buf[:0], 0, 0, 0, 0, 0
	b.count()
	if b.words == 0 && b.symbols == 0 {
		return
	}
	r.blocks = append(r.blocks, b)
	x := &r.boxes[s.box]
	x.chars += len(b.text)
	x.link += b.link
	x.blocks++
	if b.prose() {
		x.prose += len(b.text)
		if x.parent >= 0 {
			r.boxes[x.parent].direct += len(b.text)
		}
	}
}

// total adds every box's figures to the boxes above it; boxes stand in
// document order, so children come behind their parents.
func (r *reader) total() {
	for i := len(r.boxes) - 1; i > 0; i-- {
		b, p := r.boxes[i], &r.boxes[r.boxes[i].parent]
		p.chars += b.chars
		p.link += b.link
		p.prose += b.prose
		p.blocks += b.blocks
	}
}

// prose reports whether the block reads as running text.
func (b *block) prose() bool {
	return b.runes >= 60 && b.ends+b.commas > 0 && b.link*3 < len(b.text)
}

// count reads the text once. Words are runs of letters and digits in any
// script; the marks of Arabic and of Chinese count like the Latin ones.
func (b *block) count() {
	hash := uint64(hashOffset)
	text, word := b.text, false
	b.runes = len(text)
	for i := 0; i < len(text); i++ {
		c := rune(text[i])
		if 'a' <= c && c <= 'z' && word { // nearly every one
			hash = (hash ^ uint64(c)) * hashPrime
			continue
		}
		if c >= utf8.RuneSelf {
			var size int
			c, size = utf8.DecodeRuneInString(text[i:])
			i += size - 1
			b.runes -= size - 1
		}
		n := natureOf(c)
		if n&(natureLetter|natureMark|natureDigit) == 0 && c != '\u200c' {
			b.mark(c)
			word = false
			continue
		}
		b.begin(n, word)
		if n&natureCapital != 0 {
			c = unicode.ToLower(c)
		}
		hash = (hash ^ uint64(c)) * hashPrime
		word = c < firstIdeograph || !ideograph(c)
	}
	b.hash = hash
	b.closed = endsSentence(b.text)
}

// begin counts a character of a word that begins it, or is no small letter.
func (b *block) begin(n nature, within bool) {
	upper, digit := int(n&natureUpper/natureUpper), int(n&natureDigit/natureDigit)
	b.upper += upper
	b.digits += digit
	if within {
		return
	}
	if b.words == 0 {
		b.opened = upper+digit > 0
	}
	b.words++
	b.caps += upper
}

// mark counts a character that is no part of a word.
func (b *block) mark(c rune) {
	if c == ' ' {
		return
	}
	switch c {
	case '.', '!', '?', '؟', '۔', '。', '！', '？', '।', '…':
		b.ends++
	case ',', ';', '،', '؛', '，', '、':
		b.commas++
	case '\'', '"', '-', '“', '”', '‘', '’', '«', '»', '–', '—':
	default:
		b.symbols++
		b.sign = b.sign || c == '|' || c == '@' || c == '©'
	}
}

const firstIdeograph = 0x3040

// ideograph reports whether c is written without spaces between words, so
// that every sign counts as a word.
func ideograph(c rune) bool {
	return c >= firstIdeograph && c < 0xa000 || c >= 0xf900 && c < 0xfb00 || c >= 0x20000 && c < 0x30000
}

// endsSentence reports whether text ends with a sentence mark, closing quotes
// and brackets aside.
func endsSentence(text string) bool {
	for text != "" {
		c, size := utf8.DecodeLastRuneInString(text)
		switch c {
		case '.', '!', '?', '…', '؟', '۔', '。', '！', '？', '।', ':':
			return true
		case ' ', '"', '\'', '”', '’', '»', ')', ']', '›', '\u200f', '\u200e':
			text = text[:len(text)-size]
		default:
			return false
		}
	}
	return false
}

// hasText reports whether a link has words of its own, not too deep inside.
func hasText(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && !blank(c.Data) || c.Type == html.ElementNode && c.DataAtom != atom.Img && c.FirstChild != nil {
			return true
		}
	}
	return false
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// within reports whether box i is box of or lies in it.
func (r *reader) within(i, of int) bool {
	for ; i >= of; i = r.boxes[i].parent {
		if i == of {
			return true
		}
	}
	return false
}

// markupText is the text of a piece of HTML, one block a paragraph.
func markupText(markup string) string {
	root, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, block := range readBlocks(root, &head{meta: make(map[string]string)}).blocks {
		b.WriteString(block.text)
		b.WriteString("\n\n")
	}
	return b.String()
}
