package rounds

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"roundwatch"
)

// Explain says in three lines what decided a filing, what spoke against it, and
// what would change it. It reads only what is stored with the filing.
func Explain(f roundwatch.Filing, d roundwatch.Dossier) []string {
	if f.By == roundwatch.ByHuman {
		return []string{decidedByHand(f, d), "nothing is weighed against a person's decision", "only another review changes it"}
	}
	return []string{decided(f, d), spokeAgainst(f), wouldChange(f)}
}

func decidedByHand(f roundwatch.Filing, d roundwatch.Dossier) string {
	if f.Round == "" {
		return "a person decided that it belongs to no round"
	}
	return "a person filed it under " + roundName(f.Round, d)
}

func decided(f roundwatch.Filing, d roundwatch.Dossier) string {
	switch {
	case f.Verdict == roundwatch.VerdictFiled:
		return fmt.Sprintf("filed under %s with confidence %.2f: %s", roundName(f.Round, d), f.Confidence, reasons(f.Evidence, 1, 3))
	case f.Verdict == roundwatch.VerdictReview && len(f.Candidates) > 1:
		return fmt.Sprintf("in review between %s (%.1f) and %s (%.1f): %s", roundName(f.Candidates[0].Round, d), f.Candidates[0].Score,
			f.Candidates[1].Round, f.Candidates[1].Score, reasons(f.Evidence, 1, 3))
	case f.Verdict == roundwatch.VerdictReview && len(f.Candidates) == 1:
		return fmt.Sprintf("in review: %s reaches %.1f, %.1f file an article: %s", roundName(f.Candidates[0].Round, d), f.Candidates[0].Score, fileFrom, reasons(f.Evidence, 1, 3))
	case f.Relevant:
		return "about both parties, but no round and no open track claims it: " + reasons(f.Evidence, 1, 2)
	}
	return "not about the dialogue: " + reasons(f.Evidence, -1, 2)
}

func spokeAgainst(f roundwatch.Filing) string {
	sign := -1.0
	if f.Verdict == roundwatch.VerdictNone && !f.Relevant {
		sign = 1
	}
	if !speaks(f.Evidence, sign) {
		return "nothing spoke against it"
	}
	return "against it: " + reasons(f.Evidence, sign, 2)
}

// wouldChange names the least that would lead to another filing.
func wouldChange(f roundwatch.Filing) string {
	switch f.Verdict {
	case roundwatch.VerdictReview:
		if !dated(f) {
			return "a stated day of publication, or an ordinal in title or lead, would settle it"
		}
		return "a number, a signature or a head of delegation in title or lead would settle it"
	case roundwatch.VerdictFiled:
		return wouldUnfile(f)
	}
	if f.Relevant && len(f.Candidates) > 0 {
		return fmt.Sprintf("nearest is %s with %.1f; title or lead would have to name it, and %.1f file an article", f.Candidates[0].Round, f.Candidates[0].Score, fileFrom)
	}
	if f.Relevant {
		return "a track, a round or something that only one contains in title or lead would file it"
	}
	return "both parties in title or lead, without another pair's talks, would make it relevant"
}

// wouldUnfile names the strongest evidence if the filing falls without it.
func wouldUnfile(f roundwatch.Filing) string {
	spare, rival := 0.0, "review"
	if len(f.Candidates) > 0 {
		spare = min(f.Candidates[0].Score-fileFrom, f.Candidates[0].Score-fileMargin)
	}
	if len(f.Candidates) > 1 {
		spare = min(spare, f.Candidates[0].Score-f.Candidates[1].Score-fileMargin)
		rival = "review against " + f.Candidates[1].Round
	}
	if len(f.Evidence) > 0 && f.Evidence[0].Weight > spare {
		return fmt.Sprintf("without %s it would go to %s", inWords(f.Evidence[0]), rival)
	}
	if len(f.Candidates) > 1 {
		return fmt.Sprintf("no single reason carries it: %s is %.1f behind", f.Candidates[1].Round, f.Candidates[0].Score-f.Candidates[1].Score)
	}
	return "no single reason carries it, and no other round comes near"
}

func dated(f roundwatch.Filing) bool {
	for _, e := range f.Evidence {
		if e.Rule == rulePublished {
			return true
		}
	}
	return false
}

func speaks(evidence []roundwatch.Evidence, sign float64) bool {
	for _, e := range evidence {
		if e.Weight*sign > 0 {
			return true
		}
	}
	return false
}

// reasons lists the first evidence of one sign.
func reasons(evidence []roundwatch.Evidence, sign float64, most int) string {
	var parts []string
	for _, e := range evidence {
		if e.Weight*sign > 0 && len(parts) < most {
			parts = append(parts, fmt.Sprintf("%s (%+.2f)", inWords(e), e.Weight))
		}
	}
	if len(parts) == 0 {
		return "neither party stands out"
	}
	return strings.Join(parts, "; ")
}

const shownQuote = 110 // characters of a quote in an explanation

// inWords is one piece of evidence in a few words.
func inWords(e roundwatch.Evidence) string {
	kind := e.Kind
	if e.Weight < 0 && e.Round != "" && e.Kind != "date" && e.Kind != "era" {
		kind += " of " + e.Round
	}
	if e.Quote == "" {
		return kind + ", " + e.Note
	}
	quote := strings.Join(strings.Fields(e.Quote), " ")
	if utf8.RuneCountInString(quote) > shownQuote {
		quote = string([]rune(quote)[:shownQuote-1]) + "…"
	}
	return kind + " “" + quote + "”"
}

func roundName(id string, d roundwatch.Dossier) string {
	if r, _, ok := d.Round(id); ok {
		return id + " (" + r.Name + ")"
	}
	return id
}
