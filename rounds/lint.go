package rounds

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"roundwatch"
)

// Finding is one doubt about a dossier. The parser refuses what is malformed;
// a finding is what is well-formed and yet likely wrong.
type Finding struct {
	Where   string // round, cue or person
	Problem string
}

func (f Finding) String() string { return f.Where + ": " + f.Problem }

// Lint looks for windows that overlap within a track, impossible dates, rounds
// that nothing can file, spellings that name two, and cues that never match.
func Lint(d roundwatch.Dossier) []Finding {
	var found []Finding
	for _, t := range d.Tracks {
		found = append(found, lintTrack(t)...)
	}
	for _, p := range d.People {
		if !p.Until.IsZero() && p.Until.Before(p.Since) {
			found = append(found, Finding{p.ID, "left office on " + p.Until.Format(time.DateOnly) + ", before taking it"})
		}
	}
	found = append(found, lintSpellings(d)...)
	return append(found, lintCues(d)...)
}

func lintTrack(t roundwatch.Track) []Finding {
	var found []Finding
	for i, r := range t.Rounds {
		for _, day := range r.Held {
			if !r.Covers(day) {
				found = append(found, Finding{r.ID, "held on " + day.Format(time.DateOnly) + ", outside its window"})
			}
		}
		if !r.Until.IsZero() && r.Until.Before(r.From) {
			found = append(found, Finding{r.ID, "its window ends before it begins"})
		}
		if len(t.Names)+len(r.Aliases)+len(r.Signature) == 0 {
			found = append(found, Finding{r.ID, "nothing can file an article under it: the track has no name, the round no cue"})
		}
		for _, other := range t.Rounds[:i] {
			if overlap(r, other) {
				found = append(found, Finding{r.ID, "its window overlaps that of " + other.ID + ": a date will not tell them apart"})
			}
			if r.Number > 0 && r.Number == other.Number {
				found = append(found, Finding{r.ID, fmt.Sprintf("has number %d, as %s has", r.Number, other.ID)})
			}
		}
	}
	return found
}

func overlap(a, b roundwatch.Round) bool {
	return (a.Until.IsZero() || !a.Until.Before(b.From)) && (b.Until.IsZero() || !b.Until.Before(a.From))
}

// lintSpellings finds spellings that name two people, parties or states.
func lintSpellings(d roundwatch.Dossier) []Finding {
	var found []Finding
	owner := map[string]string{}
	claim := func(id string, words []string) {
		mine := map[string]bool{}
		for _, w := range words {
			key := newPattern(w).key()
			switch first, taken := owner[key]; {
			case mine[key]:
				found = append(found, Finding{id, fmt.Sprintf("%q is spelt twice", w)})
			case taken:
				found = append(found, Finding{id, fmt.Sprintf("%q names %s too", w, first)})
			default:
				owner[key] = id
			}
			mine[key] = true
		}
	}
	for _, p := range slices.Concat(d.Parties, d.Others) {
		claim(p.ID, p.Words)
	}
	for _, p := range d.People {
		claim(p.ID, p.Spellings)
	}
	return found
}

// lintCues tries every word of every cue on a text made of nothing else.
func lintCues(d roundwatch.Dossier) []Finding {
	f, err := Compile(d)
	if err != nil {
		return []Finding{{d.ID, err.Error()}}
	}
	sample := map[string]string{}
	for _, p := range slices.Concat(d.Parties, d.Others) {
		sample["@"+p.ID] = p.Words[0]
	}
	for _, p := range d.People {
		sample["@"+p.ID] = p.Spellings[0]
	}
	var found []Finding
	n := int32(0)
	for _, words := range cueWords(d) {
		for _, lang := range sortedKeys(words) {
			for _, w := range words[lang] {
				if dead := f.dead(n, w, sample); dead != "" {
					found = append(found, Finding{f.lex.cues[n].rule, fmt.Sprintf("%s: %q never matches %q", lang, w, dead)})
				}
			}
		}
		n++
	}
	return found
}

// cueWords lists the words of every cue in the order of the lexicon.
func cueWords(d roundwatch.Dossier) []map[string][]string {
	var all []map[string][]string
	take := func(cues []roundwatch.Cue) {
		for _, c := range cues {
			all = append(all, c.Words)
		}
	}
	take(d.Subject)
	take(d.Apart)
	for _, t := range d.Tracks {
		take(t.Names)
		for _, r := range t.Rounds {
			take(r.Aliases)
			take(r.Signature)
		}
	}
	return all
}

// dead returns the first text made of a word's choices in which the cue is not
// found, "" if there is none.
func (f *Filer) dead(cue int32, word string, sample map[string]string) string {
	needs := roundwatch.Needs(word)
	for i, choices := range needs {
		for _, choice := range choices {
			parts := make([]string, len(needs))
			for j := range needs {
				parts[j] = spelled(needs[j][0], sample)
			}
			parts[i] = spelled(choice, sample)
			text := strings.Join(parts, ", ")
			c := f.newCase(roundwatch.Article{Text: text})
			if c.cues[cue].factor == 0 {
				return text
			}
		}
	}
	return ""
}

func spelled(choice string, sample map[string]string) string {
	if s, ok := sample[choice]; ok {
		choice = s
	}
	return strings.TrimSuffix(choice, "*")
}
