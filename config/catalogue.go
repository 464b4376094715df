package config

import (
	_ "embed"

	"roundwatch"
)

// builtInFile is the configuration used where no file is found.
//
//go:embed builtin.toml
var builtInFile []byte

//go:embed catalogue.toml
var catalogueFile []byte

// catalogueName is what the catalogue is called where its file would be named.
const catalogueName = "built-in catalogue"

// Catalogue returns the built-in sources. Those that state no interval have
// Every zero: poll.every is theirs.
func Catalogue() []roundwatch.Source {
	c := newChecker(catalogueName, Lookup{})
	var sources []roundwatch.Source
	for _, t := range parse(c.file, catalogueFile, &c.faults) {
		if t.listed {
			sources = append(sources, c.source(t))
		}
	}
	if err := c.faults.sorted(); err != nil {
		panic(err) // it is compiled in, and a test reads it
	}
	return sources
}
