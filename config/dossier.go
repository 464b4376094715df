package config

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"roundwatch"
)

//go:embed rounds.toml
var defaultDossier []byte

// Bounds of a dossier. The default one is far below each of them.
const (
	maxDossierBytes = 1 << 20
	maxCueWords     = 20_000 // all words and spellings together: they make one automaton
	maxWordRunes    = 120
	maxWeight       = 10
)

var dossierID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// DefaultDossier returns the dossier that comes with the program.
func DefaultDossier() roundwatch.Dossier {
	d, err := ParseDossier("rounds.toml", defaultDossier)
	if err != nil {
		panic(fmt.Sprintf("the built-in dossier is faulty: %v", err)) // a test parses it
	}
	return d
}

// ParseDossier reads a dossier from TOML. The error lists every fault as
// "name:line:column: key: what is wrong and what is allowed".
//
// A file is a list of tables, each below the one that it belongs to:
//
//	id, name
//	[[party]]  id, name, words            exactly two
//	[[other]]  id, name, words
//	[[person]] id, name, party, since, until, spellings
//	[[subject]], [[apart]]                cues
//	[[track]]  id, name
//	[[track.call]]                        cues: what the track is called
//	[[track.round]] id, number, name, held, from, until, form, venue, principals
//	[[track.round.alias]], [[track.round.signature]]   cues
//
// A cue has a name, a weight, and words by language: en = ["…"]. Days are
// strings, "2021-04-07".
func ParseDossier(name string, data []byte) (roundwatch.Dossier, error) {
	var faults Errors
	if len(data) > maxDossierBytes {
		faults.add(place{file: name}, "", "larger than %d bytes", maxDossierBytes)
		return roundwatch.Dossier{}, faults.sorted()
	}
	r := dossierReader{faults: &faults, ids: map[string]place{}, taken: map[string]place{}}
	for i, t := range parse(name, data, &faults) {
		r.table(t, i == 0)
	}
	r.whole(place{name, 1, 1})
	if err := faults.sorted(); err != nil {
		return roundwatch.Dossier{}, err
	}
	return r.d, nil
}

// dossierReader fills a dossier table by table.
type dossierReader struct {
	d      roundwatch.Dossier
	faults *Errors
	words  int
	ids    map[string]place // what @id may name: people, parties, others
	taken  map[string]place // ids of tracks and rounds
	refs   []reference
}

// reference is an id that must have been defined by the end of the file.
type reference struct {
	at   place
	key  string
	id   string
	kind string // "person", "party" or "name"
}

func (r *dossierReader) table(t table, top bool) {
	f := &fields{table: t, faults: r.faults}
	defer f.done()
	switch {
	case top:
		r.d.ID, r.d.Name = f.id(), f.text("name", true)
		return
	case !t.listed:
		r.faults.add(t.at, t.name, "unknown table; allowed: [[party]], [[other]], [[person]], [[subject]], [[apart]], [[track]] and what belongs to a track")
		f.skip()
		return
	}
	switch t.name {
	case "party":
		r.d.Parties = append(r.d.Parties, r.party(f))
	case "other":
		r.d.Others = append(r.d.Others, r.party(f))
	case "person":
		r.d.People = append(r.d.People, r.person(f))
	case "subject":
		r.d.Subject = append(r.d.Subject, r.cue(f))
	case "apart":
		r.d.Apart = append(r.d.Apart, r.cue(f))
	case "track":
		r.d.Tracks = append(r.d.Tracks, roundwatch.Track{ID: r.claim(f, r.taken), Name: f.text("name", true)})
	default:
		r.trackTable(f)
	}
}

// trackTable reads what belongs to the track above, or to its last round.
func (r *dossierReader) trackTable(f *fields) {
	if len(r.d.Tracks) == 0 {
		r.misplaced(f, "a [[track]]")
		return
	}
	track := &r.d.Tracks[len(r.d.Tracks)-1]
	switch f.name {
	case "track.call":
		track.Names = append(track.Names, r.cue(f))
		return
	case "track.round":
		track.Rounds = append(track.Rounds, r.round(f))
		return
	}
	if len(track.Rounds) == 0 {
		r.misplaced(f, "a [[track.round]]")
		return
	}
	round := &track.Rounds[len(track.Rounds)-1]
	switch f.name {
	case "track.round.alias":
		round.Aliases = append(round.Aliases, r.cue(f))
	case "track.round.signature":
		round.Signature = append(round.Signature, r.cue(f))
	default:
		r.misplaced(f, "")
	}
}

func (r *dossierReader) misplaced(f *fields, above string) {
	problem := "unknown table" + nearest(f.name, []string{"party", "other", "person", "subject", "apart", "track", "track.call", "track.round", "track.round.alias", "track.round.signature"})
	if above != "" {
		problem = "stands above the first table it can belong to; put it below " + above
	}
	r.faults.add(f.at, f.name, "%s", problem)
	f.skip()
}

func (r *dossierReader) party(f *fields) roundwatch.Party {
	p := roundwatch.Party{ID: r.claim(f, r.ids), Name: f.text("name", true)}
	p.Words = r.wordList(f, "words", true)
	return p
}

func (r *dossierReader) person(f *fields) roundwatch.Person {
	p := roundwatch.Person{ID: r.claim(f, r.ids), Name: f.text("name", true), Party: f.text("party", false)}
	p.Since, p.Until = f.day("since"), f.day("until")
	p.Spellings = r.wordList(f, "spellings", true)
	if p.Party != "" {
		r.refs = append(r.refs, reference{f.place("party"), f.path("party"), p.Party, "party"})
	}
	if !p.Until.IsZero() && p.Until.Before(p.Since) {
		r.faults.add(f.place("until"), f.path("until"), "before since")
	}
	return p
}

func (r *dossierReader) round(f *fields) roundwatch.Round {
	v := roundwatch.Round{
		ID: r.claim(f, r.taken), Number: f.count("number"), Name: f.text("name", true),
		Form: f.text("form", false), Venue: f.text("venue", false),
		Held: f.days("held"), From: f.day("from"), Until: f.day("until"),
		Principals: f.list("principals"),
	}
	for _, id := range v.Principals {
		r.refs = append(r.refs, reference{f.place("principals"), f.path("principals"), id, "person"})
	}
	if !slices.IsSortedFunc(v.Held, time.Time.Compare) {
		r.faults.add(f.place("held"), f.path("held"), "days out of order; write the earliest first")
	}
	switch {
	case v.From.IsZero() && !f.faulty("from"):
		r.faults.add(f.at, f.path("from"), "missing; the first day of articles about the round, such as \"2021-01-20\"")
	case !v.Until.IsZero() && v.Until.Before(v.From):
		r.faults.add(f.place("until"), f.path("until"), "before from; leave it out if the round is still open")
		return v
	}
	for _, day := range v.Held {
		if !v.Covers(day) {
			r.faults.add(f.place("held"), f.path("held"), "%s lies outside from … until", day.Format(time.DateOnly))
		}
	}
	return v
}

func (r *dossierReader) cue(f *fields) roundwatch.Cue {
	c := roundwatch.Cue{Name: f.text("name", true), Weight: f.weight("weight"), Words: map[string][]string{}}
	for _, lang := range roundwatch.CueLanguages {
		if words := r.wordList(f, lang, false); len(words) > 0 {
			c.Words[lang] = words
		}
	}
	if len(c.Words) == 0 && len(f.bad) == 0 {
		r.faults.add(f.at, f.name, "no words; give some under %s", strings.Join(roundwatch.CueLanguages[:], ", "))
	}
	return c
}

// wordList reads words of a cue or spellings of a name and checks their form.
func (r *dossierReader) wordList(f *fields, key string, required bool) []string {
	words := f.list(key)
	if required && len(words) == 0 && !f.faulty(key) {
		r.faults.add(f.at, f.path(key), "missing; a list of words")
	}
	r.words += len(words)
	for _, word := range words {
		for _, choice := range slices.Concat(roundwatch.Needs(word)...) {
			r.choice(f, key, choice)
		}
	}
	return words
}

func (r *dossierReader) choice(f *fields, key, choice string) {
	id, named := strings.CutPrefix(choice, "@")
	bare := strings.TrimSuffix(choice, "*")
	switch n := utf8.RuneCountInString(bare); {
	case named:
		r.refs = append(r.refs, reference{f.place(key), f.path(key), id, "name"})
	case n < 2 || n > maxWordRunes:
		r.faults.add(f.place(key), f.path(key), "%q: a word has 2 to %d letters", choice, maxWordRunes)
	case strings.ContainsAny(bare, "*@"):
		r.faults.add(f.place(key), f.path(key), "%q: a * stands at the end of a word, an @ before an id", choice)
	}
}

// claim reads the id of a table and sees that nothing else has it.
func (r *dossierReader) claim(f *fields, taken map[string]place) string {
	id := f.id()
	if id == "" {
		return ""
	}
	if first, ok := taken[id]; ok {
		r.faults.add(f.place("id"), f.path("id"), "%q is taken in line %d", id, first.line)
	}
	taken[id] = f.place("id")
	return id
}

// whole checks what only the whole file can tell.
func (r *dossierReader) whole(at place) {
	if n := len(r.d.Parties); n != 2 {
		r.faults.add(at, "party", "%d given; a dialogue has exactly two", n)
	}
	if r.words > maxCueWords {
		r.faults.add(at, "", "%d words and spellings; at most %d", r.words, maxCueWords)
	}
	known := map[string]map[string]bool{"person": {}, "party": {}, "name": {}}
	for _, p := range r.d.People {
		known["person"][p.ID] = true
	}
	for _, p := range slices.Concat(r.d.Parties, r.d.Others) {
		known["party"][p.ID] = true
	}
	for id := range r.ids {
		known["name"][id] = true
	}
	for _, ref := range r.refs {
		if !known[ref.kind][ref.id] {
			var ids []string
			for id := range known[ref.kind] {
				ids = append(ids, id)
			}
			slices.Sort(ids)
			r.faults.add(ref.at, ref.key, "no %s has the id %q%s", ref.kind, ref.id, nearest(ref.id, ids))
		}
	}
}

// fields reads the keys of one table, each at most once.
type fields struct {
	table
	faults *Errors
	read   []string
	bad    []string
	all    bool // the table itself is at fault: its keys are not looked at
}

func (f *fields) entry(key string) (entry, bool) {
	f.read = append(f.read, key)
	i := slices.IndexFunc(f.entries, func(e entry) bool { return e.key == key })
	if i < 0 {
		return entry{}, false
	}
	return f.entries[i], true
}

// place is where a key stands, or its table if it does not.
func (f *fields) place(key string) place {
	if e, ok := f.entry(key); ok {
		return e.at
	}
	return f.at
}

func (f *fields) wrong(e entry, format string, args ...any) {
	f.bad = append(f.bad, e.key)
	f.faults.add(e.at, f.path(e.key), format, args...)
}

func (f *fields) faulty(key string) bool { return slices.Contains(f.bad, key) }

func (f *fields) skip() { f.all = true }

// done reports the keys that nobody asked for.
func (f *fields) done() {
	if f.all {
		return
	}
	for _, e := range f.entries {
		if !slices.Contains(f.read, e.key) {
			f.faults.add(e.at, f.path(e.key), "unknown key%s", nearest(e.key, f.read))
		}
	}
}

func (f *fields) text(key string, required bool) string {
	e, ok := f.entry(key)
	if !ok {
		if required {
			f.faults.add(f.at, f.path(key), "missing; a text")
		}
		return ""
	}
	s, isText := e.value.(string)
	if !isText || required && strings.TrimSpace(s) == "" {
		f.wrong(e, "want a text in quotes")
	}
	return s
}

func (f *fields) id() string {
	id := f.text("id", true)
	if e, ok := f.entry("id"); ok && id != "" && !dossierID.MatchString(id) {
		f.wrong(e, "%q: small letters, digits and single hyphens only", id)
	}
	return id
}

func (f *fields) list(key string) []string {
	e, ok := f.entry(key)
	if !ok {
		return nil
	}
	values, isList := e.value.([]any)
	if !isList {
		f.wrong(e, `want a list of texts, such as ["one", "two"]`)
		return nil
	}
	var texts []string
	for _, v := range values {
		s, isText := v.(string)
		if !isText {
			f.wrong(e, "want texts only")
			return nil
		}
		texts = append(texts, s)
	}
	return texts
}

func (f *fields) day(key string) time.Time {
	text := f.text(key, false)
	if text == "" {
		return time.Time{}
	}
	return f.parseDay(key, text)
}

func (f *fields) days(key string) []time.Time {
	var days []time.Time
	for _, text := range f.list(key) {
		if day := f.parseDay(key, text); !day.IsZero() {
			days = append(days, day)
		}
	}
	return days
}

func (f *fields) parseDay(key, text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		e, _ := f.entry(key)
		f.wrong(e, "%q is no day; write it as \"2021-04-07\"", text)
	}
	return day
}

func (f *fields) count(key string) int {
	e, ok := f.entry(key)
	if !ok {
		return 0
	}
	n, isInt := e.value.(int64)
	if !isInt || n < 1 || n > 99 {
		f.wrong(e, "want a whole number from 1 to 99; leave it out if the round has none")
		return 0
	}
	return int(n)
}

func (f *fields) weight(key string) float64 {
	e, ok := f.entry(key)
	if !ok {
		f.faults.add(f.at, f.path(key), "missing; a number above 0, at most %d", maxWeight)
		return 0
	}
	var w float64
	switch v := e.value.(type) {
	case int64:
		w = float64(v)
	case float64:
		w = v
	}
	if !(w > 0 && w <= maxWeight) {
		f.wrong(e, "want a number above 0, at most %d", maxWeight)
	}
	return w
}
