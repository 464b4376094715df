package config

import (
	"embed"
	"path"
	"strings"
)

//go:embed seeds/*.txt
var seedFiles embed.FS

// Seed is one of the documents that every archive starts from.
type Seed struct {
	Name string // the file's name without extension: the item's guid
	Text string // as it was found
}

// Seeds returns the seed documents by name.
func Seeds() []Seed {
	entries, err := seedFiles.ReadDir("seeds")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	var seeds []Seed
	for _, e := range entries {
		text, err := seedFiles.ReadFile(path.Join("seeds", e.Name()))
		if err != nil {
			panic(err)
		}
		seeds = append(seeds, Seed{strings.TrimSuffix(e.Name(), path.Ext(e.Name())), string(text)})
	}
	return seeds
}
