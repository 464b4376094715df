package digest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"roundwatch"
)

const (
	maxTop      = 3
	maxQuote    = 280 // characters
	maxReasons  = 3
	maxReason   = 60 // characters of a reason's quote
	localLayout = "Mon 2 Jan 2006 15:04 MST"
)

// Frame is what a digest knows without the archive: which issue it is and what
// the configuration says.
type Frame struct {
	Number   int
	From, To time.Time
	Zone     *time.Location
	Dossier  roundwatch.Dossier
	Sources  []roundwatch.Source
}

// Compose writes the document. It is a pure function: the same frame and
// material give the same document, to the byte.
func Compose(f Frame, m roundwatch.Material) (Document, error) {
	c := composer{Frame: f, tiers: map[string]roundwatch.Tier{}}
	for _, s := range f.Sources {
		c.tiers[s.Name] = s.Tier
	}
	d := c.head(m.Tally)
	d.Coverage = coverage(f.Sources, m.Coverage)
	d.Sections, d.Undecided = c.sections(m.Articles)
	d.Top = top(d.Sections)
	d.Corrections = c.corrections(m.Changes)
	return d, d.seal()
}

type composer struct {
	Frame
	tiers map[string]roundwatch.Tier
}

func (c composer) head(t roundwatch.Tally) Document {
	d := Document{
		Number: c.Number, Dossier: c.Dossier.ID, Name: c.Dossier.Name,
		Date: c.To.In(c.Zone).Format(time.DateOnly), Zone: c.Zone.String(),
		From: roundwatch.Stamp(c.From), To: roundwatch.Stamp(c.To),
		LocalTo: c.To.In(c.Zone).Format(localLayout), DossierHash: c.Dossier.Hash(),
		Seen: t.Seen, Kept: t.Kept, Copies: t.Copies, Review: t.Review, Irrelevant: t.Irrelevant, Pending: t.Pending,
	}
	if !c.From.IsZero() {
		d.LocalFrom = c.From.In(c.Zone).Format(localLayout)
	}
	return d
}

// sections sorts articles into rounds, in the dossier's order, and stories
// into lines. What needs review stands apart.
func (c composer) sections(articles []roundwatch.Reported) (sections []Section, undecided []Line) {
	byRound := map[string][]roundwatch.Reported{}
	var review []roundwatch.Reported
	for _, a := range articles {
		if a.Verdict == roundwatch.VerdictReview {
			review = append(review, a)
			continue
		}
		byRound[a.Round] = append(byRound[a.Round], a)
	}
	sections = []Section{}
	for _, s := range c.order(byRound) {
		s.Lines = c.lines(byRound[s.Round])
		sections = append(sections, s)
	}
	undecided = c.lines(review)
	return sections, undecided
}

// order returns the empty sections that have articles: the dossier's rounds,
// then rounds it no longer knows, then what is outside any round.
func (c composer) order(byRound map[string][]roundwatch.Reported) []Section {
	var out []Section
	left := maps.Clone(byRound)
	for _, t := range c.Dossier.Tracks {
		for _, r := range t.Rounds {
			if len(left[r.ID]) > 0 {
				out = append(out, Section{Track: t.ID, TrackName: t.Name, Round: r.ID, RoundName: c.Dossier.RoundName(r.ID)})
				delete(left, r.ID)
			}
		}
	}
	outside := len(left[""]) > 0
	delete(left, "")
	for _, id := range slices.Sorted(maps.Keys(left)) {
		out = append(out, Section{Round: id, RoundName: c.Dossier.RoundName(id)})
	}
	if outside {
		out = append(out, Section{RoundName: "Outside any round"})
	}
	return out
}

// lines makes one line a story. Its lead is the best article: official before
// others, then the first seen.
func (c composer) lines(articles []roundwatch.Reported) []Line {
	slices.SortFunc(articles, c.compare)
	lines := []Line{}
	at := map[int64]int{}
	for _, a := range articles {
		if i, ok := at[a.Story]; ok && a.Story != 0 {
			lines[i].Also = append(lines[i].Also, a.ID)
			continue
		}
		at[a.Story] = len(lines)
		lines = append(lines, c.line(a))
	}
	return lines
}

func (c composer) compare(a, b roundwatch.Reported) int {
	return cmp.Or(
		cmp.Compare(c.rank(a), c.rank(b)),
		a.FirstSeen.Compare(b.FirstSeen),
		cmp.Compare(a.ID, b.ID),
	)
}

// rank orders official texts, reporting, previews, retrospects.
func (c composer) rank(a roundwatch.Reported) int {
	switch {
	case c.tiers[a.Source] == roundwatch.TierOfficial:
		return 0
	case a.Role == roundwatch.RolePreview:
		return 2
	case a.Role == roundwatch.RoleRetrospective:
		return 3
	}
	return 1
}

func (c composer) line(a roundwatch.Reported) Line {
	l := Line{
		Item: a.ID, Story: a.Story, Title: a.Title, URL: web(a.URL), Source: a.Source, Tier: string(c.tiers[a.Source]),
		Lang: a.Lang, Dir: cmp.Or(a.Dir, "auto"), Role: a.Role, Confidence: a.Confidence,
		Published: roundwatch.Stamp(a.Published), PublishedFrom: a.PublishedFrom, FirstSeen: roundwatch.Stamp(a.FirstSeen),
		Outlets: a.Outlets, Independent: a.Independent, Also: []int64{},
		Quote: roundwatch.Strongest(a.Text, a.Evidence, a.Round, maxQuote), Why: why(a.Round, a.Evidence),
		Late: a.Late, Continued: a.Continued,
	}
	if a.Round != "" {
		l.RoundName = c.Dossier.RoundName(a.Round)
	}
	if a.Verdict == roundwatch.VerdictReview {
		for _, cand := range a.Candidates[:min(2, len(a.Candidates))] {
			l.Candidates = append(l.Candidates, Candidate{cand.Round, c.Dossier.RoundName(cand.Round), cand.Score})
		}
	}
	return l
}

// why names the weightiest reasons for a filing.
func why(round string, evidence []roundwatch.Evidence) string {
	var reasons []roundwatch.Evidence
	for _, e := range evidence {
		if e.Weight > 0 && (e.Round == round || e.Round == "") {
			reasons = append(reasons, e)
		}
	}
	slices.SortStableFunc(reasons, func(a, b roundwatch.Evidence) int { return cmp.Compare(b.Weight, a.Weight) })
	var parts []string
	for _, e := range reasons[:min(maxReasons, len(reasons))] {
		said := e.Note
		if e.Quote != "" {
			// Isolated, so that a right-to-left quote does not turn the line it stands in.
			said = "“\u2068" + clip(e.Quote, maxReason) + "\u2069”"
		}
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s (+%.1f)", e.Kind, said, e.Weight)))
	}
	return strings.Join(parts, "; ")
}

// web lets through only addresses that a reader can follow safely.
func web(url string) string {
	if strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://") {
		return url
	}
	return ""
}

func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// top picks what a reader in a hurry must know: filed stories of the day,
// official ones first, then those that most outlets told independently.
func top(sections []Section) []Line {
	all := []Line{}
	for _, s := range sections {
		for _, l := range s.Lines {
			if s.Round != "" && l.Role != roundwatch.RoleRetrospective {
				all = append(all, l)
			}
		}
	}
	official := func(l Line) int {
		if l.Tier == string(roundwatch.TierOfficial) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b Line) int {
		return cmp.Or(
			cmp.Compare(official(a), official(b)),
			cmp.Compare(b.Independent, a.Independent),
			cmp.Compare(b.Outlets, a.Outlets),
			cmp.Compare(b.Confidence, a.Confidence),
			cmp.Compare(a.Item, b.Item),
		)
	})
	return all[:min(maxTop, len(all))]
}

func (c composer) corrections(changes []roundwatch.Change) []Correction {
	out := []Correction{}
	for _, ch := range changes {
		out = append(out, Correction{
			Digest: ch.Digest, Item: ch.ID, Kind: ch.Kind, Title: ch.Title, URL: web(ch.URL), Source: ch.Source,
			Lang: ch.Lang, Note: c.note(ch),
		})
	}
	return out
}

func (c composer) note(ch roundwatch.Change) string {
	name := func(round string) string {
		if round == "" {
			return "no round"
		}
		return c.Dossier.RoundName(round)
	}
	var parts []string
	switch {
	case ch.Kind == roundwatch.ChangeWithdrawn:
		parts = append(parts, "was "+name(ch.Before)+", is not about the dialogue")
	case ch.Kind == roundwatch.ChangeRefiled && ch.Verdict == roundwatch.VerdictReview:
		parts = append(parts, "was "+name(ch.Before)+", needs review")
	case ch.Kind == roundwatch.ChangeRefiled:
		parts = append(parts, "was "+name(ch.Before)+", is "+name(ch.Round))
	}
	if ch.Note != "" {
		parts = append(parts, ch.Note)
	}
	return strings.Join(parts, "; ")
}

// coverage compares what was configured with what was polled.
func coverage(sources []roundwatch.Source, seen []roundwatch.Coverage) Coverage {
	c := Coverage{Failed: []SourceNote{}, Unsteady: []SourceNote{}, Unpolled: []SourceNote{}, Empty: []SourceNote{}, Overflow: []SourceNote{}}
	of := map[string]roundwatch.Coverage{}
	for _, s := range seen {
		of[s.Source] = s
	}
	names := []string{}
	for _, s := range sources {
		if !s.Disabled {
			names = append(names, s.Name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		s := of[name]
		s.Source = name
		c.add(s)
	}
	return c
}

func (c *Coverage) add(s roundwatch.Coverage) {
	note := SourceNote{Source: s.Source, Health: string(s.Health), Polls: s.Polls, Failed: s.Failed, LastOK: roundwatch.Stamp(s.LastOK), Note: s.Error}
	c.Due++
	switch {
	case s.Polls == 0:
		c.Unpolled = append(c.Unpolled, note)
		return
	case s.Failed == s.Polls:
		c.Failed = append(c.Failed, note)
		return
	case s.Failed > 0:
		c.Unsteady = append(c.Unsteady, note)
	}
	c.Polled++
	if s.Health == roundwatch.HealthEmpty {
		c.Empty = append(c.Empty, note)
	}
	if s.Overflow > 0 {
		note.Note = fmt.Sprintf("every item was new in %d of %d polls", s.Overflow, s.Polls)
		c.Overflow = append(c.Overflow, note)
	}
}
