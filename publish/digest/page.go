package digest

import (
	"fmt"
	"strings"
	"time"

	"roundwatch"
)

// The words that the formats for people share. A day of hundreds of items must
// stay readable: a section tells its first stories in full, names some more in
// one line each, and counts the rest; the JSON has all of them.
const (
	fullLines  = 10
	briefLines = 30
	maxSources = 12 // named in one line of the coverage
)

// page is a document as people read it.
type page struct{ Document }

// Heading names the digest.
func (p page) Heading() string {
	return fmt.Sprintf("%s: digest %d", p.Name, p.Number)
}

// Window says which first-seen times it covers, in local time and in UTC.
func (p page) Window() string {
	from := "From the beginning"
	if p.From != "" {
		from = "From " + p.LocalFrom + " (" + p.From + ")"
	}
	return from + " to " + p.LocalTo + " (" + p.To + ")"
}

// Counts says what became of the items seen.
func (p page) Counts() string {
	s := fmt.Sprintf("Items seen: %d; kept: %d; copies folded: %d; not about the dialogue: %d; to be reviewed: %d", p.Seen, p.Kept, p.Copies, p.Irrelevant, p.Review)
	if p.Pending > 0 {
		s += fmt.Sprintf("; not judged yet, for the next digest: %d", p.Pending)
	}
	return s + "."
}

// CoverageLines say what was not seen; the first is there on a good day too.
func (p page) CoverageLines() []string { return p.Coverage.Lines() }

// Lines writes the coverage for people, one fact a line.
func (c Coverage) Lines() []string {
	lines := []string{fmt.Sprintf("%d of %d sources answered.", c.Polled, c.Due)}
	for _, part := range []struct {
		words string
		notes []SourceNote
	}{
		{"Not seen, every poll failed", c.Failed},
		{"Not polled", c.Unpolled},
		{"Failed at times", c.Unsteady},
		{"Answered without a single item", c.Empty},
		{"May have run over, items lost from sight", c.Overflow},
	} {
		if len(part.notes) > 0 {
			lines = append(lines, fmt.Sprintf("%s (%d): %s.", part.words, len(part.notes), names(part.notes)))
		}
	}
	return lines
}

func names(notes []SourceNote) string {
	var parts []string
	for i, n := range notes {
		if i == maxSources {
			parts = append(parts, fmt.Sprintf("and %d more", len(notes)-i))
			break
		}
		s := n.Source
		if n.Note != "" {
			s += " (" + clip(n.Note, maxReason*2) + ")"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}

// NeedsReview is what a person must file.
func (p page) NeedsReview() Section { return Section{Lines: p.Undecided} }

// Full, Brief and More divide a section by what its day allows.
func (s Section) Full() []Line { return s.Lines[:min(fullLines, len(s.Lines))] }

// Brief are the stories after the full ones, one line each.
func (s Section) Brief() []Line {
	return s.Lines[len(s.Full()):min(fullLines+briefLines, len(s.Lines))]
}

// Named are the full and the brief ones, for a section that tells all alike.
func (s Section) Named() []Line { return s.Lines[:len(s.Full())+len(s.Brief())] }

// More counts the stories that are not named.
func (s Section) More() int { return len(s.Lines) - len(s.Named()) }

// Origin says who wrote a story, when, and how many carried it.
func (l Line) Origin() string {
	s := l.Source
	if l.Tier != "" {
		s += " (" + l.Tier + ")"
	}
	switch {
	case l.Published == "":
		s += " · publication date unknown"
	case l.PublishedFrom == roundwatch.FromInferred:
		s += " · published " + human(l.Published) + " (inferred)"
	default:
		s += " · published " + human(l.Published)
	}
	s += " · seen " + human(l.FirstSeen)
	if l.Outlets > 1 {
		s += fmt.Sprintf(" · carried by %d, %d independent", l.Outlets, l.Independent)
	}
	for _, mark := range []struct {
		set   bool
		words string
	}{
		{l.Role != "", l.Role},
		{l.Continued, "continued"},
		{l.Late, "judged late"},
	} {
		if mark.set {
			s += " · " + mark.words
		}
	}
	return s
}

// Reference names the items that a reader may look up.
func (l Line) Reference() string {
	s := fmt.Sprintf("item %d", l.Item)
	if len(l.Also) > 0 {
		s += " (also"
		for i, id := range l.Also[:min(6, len(l.Also))] {
			s += strings.Repeat(",", min(i, 1)) + fmt.Sprintf(" %d", id)
		}
		if len(l.Also) > 6 {
			s += fmt.Sprintf(" and %d more", len(l.Also)-6)
		}
		s += ")"
	}
	return s
}

// Reason says why the story stands where it stands, and how sure that is.
func (l Line) Reason() string {
	switch {
	case l.Why == "":
		return ""
	case l.RoundName == "":
		return "Kept for: " + l.Why
	}
	return fmt.Sprintf("Filed here for: %s; %.0f %% sure", l.Why, 100*l.Confidence)
}

// Choice names the candidates of a line that needs review.
func (l Line) Choice() string {
	var parts []string
	for _, c := range l.Candidates {
		parts = append(parts, fmt.Sprintf("%s [%s] %.1f", c.Name, c.Round, c.Score))
	}
	if len(parts) == 0 {
		return "no candidate"
	}
	return strings.Join(parts, " or ")
}

// Told says what a correction corrects.
func (c Correction) Told() string {
	return fmt.Sprintf("digest %d, item %d, %s", c.Digest, c.Item, c.Kind)
}

// human writes a stamp for people; midnight sharp is a day without a known hour.
func human(stamp string) string {
	t, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan 2006 15:04 UTC")
}
