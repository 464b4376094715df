package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// maxFaults bounds how many faults are listed: past that, a file is not worth
// reading line by line.
const maxFaults = 100

// place is where something stands: a file with line and column (both from 1,
// columns count bytes), or a variable or flag by its name alone.
type place struct {
	file         string
	line, column int
}

func (p place) String() string {
	if p.line == 0 {
		return p.file
	}
	return fmt.Sprintf("%s:%d:%d", p.file, p.line, p.column)
}

// Fault is one thing wrong with a configuration.
type Fault struct {
	File         string // file, environment variable or flag
	Line, Column int    // from 1; 0 where the file is not one of lines
	Key          string // dotted, such as poll.every; "" for a syntax error
	Problem      string // what is wrong and what is allowed
}

func (f Fault) at() place { return place{f.File, f.Line, f.Column} }

// Error gives "file:line:column: key: problem".
func (f Fault) Error() string {
	parts := []string{f.at().String()}
	if f.Key != "" {
		parts = append(parts, f.Key)
	}
	return strings.Join(append(parts, f.Problem), ": ")
}

// Errors is every fault of a configuration, in the order of the file.
type Errors []Fault

// Error lists the faults, one a line.
func (e Errors) Error() string {
	var lines []string
	for _, f := range e[:min(len(e), maxFaults)] {
		lines = append(lines, f.Error())
	}
	if more := len(e) - maxFaults; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(lines, "\n")
}

// add notes a fault at a place.
func (e *Errors) add(at place, key, format string, args ...any) {
	*e = append(*e, Fault{at.file, at.line, at.column, key, fmt.Sprintf(format, args...)})
}

// blames reports whether a key is at fault at a place.
func (e Errors) blames(at place) bool {
	return slices.ContainsFunc(e, func(f Fault) bool { return f.Key != "" && f.at() == at })
}

// sorted returns the faults by place, or nil if there are none. Where a key is
// blamed, what the decoder says of the same place adds nothing.
func (e Errors) sorted() error {
	if len(e) == 0 {
		return nil
	}
	slices.SortStableFunc(e, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.DeleteFunc(e, func(f Fault) bool { return f.Key == "" && e.blames(f.at()) })
}

// nearest returns the name most like the given one, as advice for a misspelt
// key: "; did you mean every?", or "" if none is near.
func nearest(name string, names []string) string {
	best, bestAt := "", max(2, len(name)/3)+1
	for _, n := range names {
		if d := distance(name, n); d < bestAt {
			best, bestAt = n, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// distance counts the letters to insert, delete or replace between two names.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
