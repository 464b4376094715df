package article

import (
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A page may come without its text and build itself by a script from a string
// that another script holds: the article's markup, written as JSON writes it.
// Where a page shows next to nothing, that string is read in its stead. A page
// that holds several such texts is a list of them, and none is its article.

// Bounds on the search.
const (
	maxScripts  = 2 << 20 // bytes of scripts that are searched
	maxNested   = 3       // how often a string stands inside another
	maxScripted = 12      // strings that are read as markup
	mainShare   = 0.6     // share of the prose of all of them that the article's must have
)

// scripted returns the blocks of the markup that a page's scripts hold, nil if
// there is none or it is not clear which of it is the article.
func scripted(root *html.Node) *reader {
	var found []string
	size := 0
	eachScript(root, func(text string) {
		if size += len(text); size <= maxScripts {
			found = markupIn(found, text, 0)
		}
	})
	slices.SortStableFunc(found, func(a, b string) int { return len(b) - len(a) })
	found = slices.Compact(found)
	var best *reader
	all := 0
	for _, markup := range found[:min(len(found), maxScripted)] {
		tree, err := html.Parse(strings.NewReader(markup))
		if err != nil {
			continue
		}
		r := readBlocks(tree, &head{meta: make(map[string]string)})
		if best != nil && strings.Contains(best.text(), r.text()) {
			continue // an excerpt or a copy
		}
		all += r.boxes[0].prose
		if best == nil || r.boxes[0].prose > best.boxes[0].prose {
			best = r
		}
	}
	if best == nil || best.boxes[0].prose < minVisible || float64(best.boxes[0].prose) < mainShare*float64(all) {
		return nil
	}
	return best
}

func eachScript(n *html.Node, f func(text string)) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.DataAtom == atom.Script && c.FirstChild != nil && !strings.Contains(attr(c, "type"), "ld+json"):
			f(c.FirstChild.Data)
		case c.Type == html.ElementNode:
			eachScript(c, f)
		}
	}
}

// markupIn appends the strings of a script that hold paragraphs, also those that
// stand in a string themselves.
func markupIn(found []string, script string, depth int) []string {
	for depth < maxNested {
		start := strings.IndexByte(script, '"')
		if start < 0 {
			break
		}
		end := start + 1
		for end < len(script) && script[end] != '"' {
			if script[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(script) {
			break
		}
		literal := script[start : end+1]
		script = script[end+1:]
		var text string
		switch {
		case len(literal) < minVisible || json.Unmarshal([]byte(literal), &text) != nil:
		case strings.HasPrefix(strings.TrimSpace(text), "<") && strings.Contains(text, "<p"):
			found = append(found, text)
		default:
			found = markupIn(found, text, depth+1)
		}
	}
	return found
}

// text is all that the reader read.
func (r *reader) text() string {
	var b strings.Builder
	for i := range r.blocks {
		b.WriteString(r.blocks[i].text)
		b.WriteByte('\n')
	}
	return b.String()
}
