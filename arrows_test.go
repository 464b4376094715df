package roundwatch_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The arrows of the house: which package may import which of our own. A
// package without a row fails, so that nobody builds a room unseen. "" is the
// package of nouns at the root, which everyone may import.
//
// The files are parsed here, and not listed by the go command, because only
// files that the test opens itself make its cached result stale.
var arrows = map[string][]string{
	"":               {},
	"cmd/roundwatch": {"config", "dedupe", "ingest", "ingest/...", "publish", "publish/...", "rounds", "store", "systemd"},
	"config":         {},
	"dedupe":         {},
	"ingest":         {"dedupe", "ingest/...", "rounds"},
	"ingest/article": {"ingest/charset"},
	"ingest/charset": {},
	"ingest/feed":    {"ingest/charset"},
	"ingest/fetch":   {},
	"ingest/page":    {"ingest/charset"},
	"publish":        {},
	"publish/alert":  {"publish"},
	"publish/digest": {"publish"},
	"publish/web":    {"publish"},
	"rounds":         {},
	"store":          {},
	"systemd":        {},

	// Parts of tests, which no program may import.
	"ingest/fetch/fetchtest": {"ingest/fetch"},
}

// testOnly are the packages that only _test.go files may import.
var testOnly = []string{"ingest/fetch/fetchtest"}

// testArrows are what tests may import beyond their package's own arrows.
var testArrows = map[string][]string{
	"ingest":       {"config", "ingest/fetch/fetchtest", "store"},
	"ingest/fetch": {"ingest/fetch/fetchtest"},
	"rounds":       {"config"}, // the default dossier

	"publish/alert":  {"store"},
	"publish/digest": {"store"},
}

// keepers are libraries that only some packages may know, by import path or,
// ending in /..., by its beginning. Their types cross no other border.
var keepers = map[string][]string{
	"github.com/mmcdole/...":              {"ingest/feed"},
	"github.com/PuerkitoBio/goquery":      {"ingest/article", "ingest/page"},
	"github.com/andybalholm/cascadia":     {"config", "ingest/article", "ingest/page"},
	"github.com/robfig/cron/v3":           {"cmd/roundwatch", "config", "ingest"},
	"database/sql":                        {"store"},
	"database/sql/driver":                 {"store"},
	"github.com/mattn/go-sqlite3":         {"store"},
	"github.com/spf13/...":                {"cmd/roundwatch"},
	"github.com/pelletier/go-toml/...":    {"config"},
	"github.com/coreos/go-systemd/...":    {"systemd"},
	"code.dny.dev/ssrf":                   {"ingest/fetch"},
	"github.com/temoto/robotstxt":         {"ingest/fetch", "ingest/page"},
	"github.com/wneessen/go-mail":         {"publish/alert"},
	"github.com/standard-webhooks/...":    {"publish/alert"},
	"github.com/prometheus/...":           {"cmd/roundwatch", "publish/web"},
	"github.com/klauspost/compress/...":   {"ingest/fetch", "ingest/fetch/fetchtest", "store"},
	"github.com/andybalholm/brotli":       {"ingest/fetch", "ingest/fetch/fetchtest"},
	"github.com/rogpeppe/go-internal/...": {"cmd/roundwatch"},
}

// module is the path of the module, the beginning of every import of our own.
const module = "roundwatch"

// imported is one import of one file.
type imported struct {
	file, room, path string
	test             bool
}

func TestArrowsPointOneWay(t *testing.T) {
	for _, im := range imports(t) {
		target, ours := strings.CutPrefix(im.path, module+"/")
		if !ours || target == im.room {
			continue
		}
		allowed := arrows[im.room]
		if im.test {
			allowed = append(slices.Clone(allowed), testArrows[im.room]...)
		}
		if !matches(target, allowed) || !im.test && slices.Contains(testOnly, target) {
			t.Errorf("%s: %s may not import %s", im.file, name(im.room), target)
		}
	}
}

func TestLibrariesStayInTheirRooms(t *testing.T) {
	for _, im := range imports(t) {
		for library, rooms := range keepers {
			if matches(im.path, []string{library}) && !slices.Contains(rooms, im.room) {
				t.Errorf("%s: %s may not know %s, only %s", im.file, name(im.room), im.path, strings.Join(rooms, ", "))
			}
		}
	}
}

func TestEveryPackageHasItsRow(t *testing.T) {
	found := map[string]bool{}
	for _, im := range imports(t) {
		found[im.room] = true
	}
	for room := range found {
		if _, ok := arrows[room]; !ok {
			t.Errorf("%s has no row: say here what it may import", name(room))
		}
	}
}

// TestTheTableKeepsItsPromise holds the rows above to what they are for: no
// circle, and no way at all between rooms that must not know each other.
func TestTheTableKeepsItsPromise(t *testing.T) {
	strangers := map[string][]string{
		"store":   {"ingest", "publish", "config"},
		"ingest":  {"store", "publish", "config"},
		"publish": {"store", "ingest", "config"},
		"dedupe":  {"rounds"},
		"rounds":  {"dedupe"},
	}
	for room := range arrows {
		reached := reachable(room)
		if slices.Contains(reached, room) || slices.Contains(reached, "cmd/roundwatch") {
			t.Errorf("%s: its arrows come back up: %v", name(room), reached)
		}
		top, _, _ := strings.Cut(room, "/")
		for _, r := range reached {
			if far, _, _ := strings.Cut(r, "/"); slices.Contains(strangers[top], far) {
				t.Errorf("%s reaches %s", name(room), r)
			}
		}
	}
}

// reachable lists the rooms that arrows lead to from a room, however long the way.
func reachable(room string) []string {
	var out []string
	for todo := next(room); len(todo) > 0; todo = todo[1:] {
		if !slices.Contains(out, todo[0]) {
			out = append(out, todo[0])
			todo = append(todo, next(todo[0])...)
		}
	}
	return out
}

// next lists the rooms that a room may import, test parts aside.
func next(room string) []string {
	var out []string
	for _, r := range slices.Sorted(maps.Keys(arrows)) {
		if r != room && r != "" && !slices.Contains(testOnly, r) && matches(r, arrows[room]) {
			out = append(out, r)
		}
	}
	return out
}

// matches reports whether a path is listed, by itself or by its beginning.
func matches(target string, list []string) bool {
	return slices.ContainsFunc(list, func(pattern string) bool {
		beginning, wide := strings.CutSuffix(pattern, "...")
		return target == pattern || wide && strings.HasPrefix(target, beginning)
	})
}

func name(room string) string {
	if room == "" {
		return "the root package"
	}
	return room
}

// imports parses every Go file of the module; a file without imports counts
// once, so that its package is seen.
func imports(t *testing.T) []imported {
	t.Helper()
	var all []imported
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || len(file) > 1 && strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case path.Ext(file) != ".go":
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		im := imported{file: file, room: strings.TrimPrefix(filepath.ToSlash(filepath.Dir(file)), "."), test: strings.HasSuffix(file, "_test.go")}
		all = append(all, im)
		for _, spec := range parsed.Imports {
			if im.path, err = strconv.Unquote(spec.Path.Value); err != nil {
				return err
			}
			all = append(all, im)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
