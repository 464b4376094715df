package config

import (
	"errors"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// maxDepth bounds how deep brackets nest, since the parser recurses. No key
// needs more than two; the bound also counts brackets in strings and comments,
// so it is far above what a person writes there.
const maxDepth = 1000

// document is a TOML file as a flat list: every key with its value and place.
// Nothing about what the keys mean is known here.
type document []table

// table is one [name] or one [[name]]; the keys above the first header are in
// a table without a name.
type table struct {
	name    string
	listed  bool // [[name]]
	torn    bool // a fault in the syntax ends it: more may have followed
	at      place
	entries []entry
}

// entry is one key of a table. The value is a string, bool, int64, float64,
// []any of these, or nil for what no key takes (a date).
type entry struct {
	key   string // dotted where the file has it so
	value any
	at    place
}

// parse reads a file. Every fault in its syntax that can be told is added to
// faults; what stands before the first is returned.
func parse(file string, data []byte, faults *Errors) document {
	if line, deep := tooDeep(data); deep {
		faults.add(place{file, line, 1}, "", "brackets nest deeper than %d", maxDepth)
		return nil
	}
	w := walker{file: file, line: 1, doc: document{{at: place{file, 1, 1}}}}
	w.parser.Reset(data)
	for w.parser.NextExpression() {
		w.expression(w.parser.Expression())
	}
	w.doc[len(w.doc)-1].torn = w.parser.Error() != nil
	// The walk sees keys one by one; that no table or key is defined twice,
	// and that the values are well-formed, is the decoder's knowledge.
	var whole map[string]any
	var bad *toml.DecodeError
	if err := toml.Unmarshal(data, &whole); errors.As(err, &bad) {
		line, column := bad.Position()
		faults.add(place{file, line, column}, "", "%s", strings.TrimPrefix(bad.Error(), "toml: "))
	} else if err != nil {
		faults.add(place{file: file}, "", "%v", err)
	}
	return w.doc
}

// tooDeep reports the line where brackets nest deeper than maxDepth.
func tooDeep(data []byte) (line int, deep bool) {
	line = 1
	depth := 0
	for _, c := range data {
		switch c {
		case '\n':
			line++
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
		if depth > maxDepth {
			return line, true
		}
	}
	return 0, false
}

// walker turns the parser's expressions into tables.
type walker struct {
	file   string
	parser unstable.Parser
	doc    document

	counted   int // bytes whose lines are counted
	line      int
	lineStart int // where the line begins
}

func (w *walker) expression(e *unstable.Node) {
	name, at := w.key(e)
	switch e.Kind {
	case unstable.Table, unstable.ArrayTable:
		w.doc = append(w.doc, table{name: name, listed: e.Kind == unstable.ArrayTable, at: at})
	case unstable.KeyValue:
		w.keyValue(name, at, e.Value())
	}
}

// keyValue adds a key to the current table; inline tables are spread out, and a list of
// inline tables becomes so many [[tables]].
func (w *walker) keyValue(name string, at place, value *unstable.Node) {
	current := &w.doc[len(w.doc)-1]
	switch {
	case value.Kind == unstable.InlineTable:
		for kv := value.Children(); kv.Next(); {
			inner, innerAt := w.key(kv.Node())
			w.keyValue(name+"."+inner, innerAt, kv.Node().Value())
		}
	case value.Kind == unstable.Array && value.Child() != nil && value.Child().Kind == unstable.InlineTable:
		path := current.path(name)
		for element := value.Children(); element.Next(); {
			w.listed(path, at, element.Node())
		}
	default:
		current.entries = append(current.entries, entry{name, plain(value), at})
	}
}

func (w *walker) listed(name string, at place, element *unstable.Node) {
	// It goes before the current table, which still takes the keys that follow.
	last := len(w.doc) - 1
	w.doc = append(w.doc, w.doc[last])
	w.doc[last] = table{name: name, listed: true, at: at}
	if element.Kind != unstable.InlineTable {
		return
	}
	for kv := element.Children(); kv.Next(); {
		inner, innerAt := w.key(kv.Node())
		w.doc[last].entries = append(w.doc[last].entries, entry{inner, plain(kv.Node().Value()), innerAt})
	}
}

// path is the whole dotted name of a key of the table.
func (t table) path(key string) string {
	if t.name == "" {
		return key
	}
	return t.name + "." + key
}

// key returns the dotted key of a node and where it begins.
func (w *walker) key(n *unstable.Node) (string, place) {
	var parts []string
	var at place
	for it := n.Key(); it.Next(); {
		if len(parts) == 0 {
			at = w.place(int(it.Node().Raw.Offset))
		}
		parts = append(parts, string(it.Node().Data))
	}
	return strings.Join(parts, "."), at
}

// place tells line and column of an offset. Offsets come in the order of the
// file, so that lines are counted once and not for each key anew.
func (w *walker) place(offset int) place {
	text := w.parser.Data()
	for i := w.counted; i < offset; i++ {
		if text[i] == '\n' {
			w.line++
			w.lineStart = i + 1
		}
	}
	w.counted = offset
	return place{w.file, w.line, offset - w.lineStart + 1}
}

// plain returns the Go value of a node; malformed numbers are nil here, since
// the decoder reports them.
func plain(n *unstable.Node) any {
	text := string(n.Data)
	switch n.Kind {
	case unstable.String:
		return text
	case unstable.Bool:
		return text == "true"
	case unstable.Integer:
		if i, err := strconv.ParseInt(text, 0, 64); err == nil {
			return i
		}
	case unstable.Float:
		if f, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64); err == nil {
			return f
		}
	case unstable.Array:
		list := []any{}
		for it := n.Children(); it.Next(); {
			list = append(list, plain(it.Node()))
		}
		return list
	}
	return nil
}
