package rounds

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"roundwatch"
)

// This file writes proposals as TOML that the dossier's parser takes as it
// stands, with the sentences it rests on as comments.

// roundOf completes the proposal of one more round of a known track.
func (p *Proposal) roundOf(t roundwatch.Track, cluster []announcement) {
	p.Track, p.Round = t.ID, nextID(t, p.Number)
	p.TOML = p.comments(fmt.Sprintf("To put below the last round of the track %s.", t.ID), cluster) +
		p.stanza(fmt.Sprintf("Round %d", p.Number), cluster)
}

// newTrack completes the proposal of a track with its first round.
func (p *Proposal) newTrack(name string, cluster []announcement) {
	year := cluster[0].at.Format("2006")
	p.Track = slug(name)
	if p.Track == "" {
		p.Track = "talks-" + year
	}
	p.Round = p.Track + "-" + year
	lang := cluster[0].article.Lang
	if !slices.Contains(roundwatch.CueLanguages[:], lang) {
		lang = roundwatch.CueLanguages[0]
	}
	p.TOML = p.comments("A track that the dossier lacks; check its name and language.", cluster) +
		fmt.Sprintf("[[track]]\nid = %q\nname = %q\n\n[[track.call]]\nname = %q\nweight = 2.0\n%s = [%q]\n\n", p.Track, name, name, lang, name) +
		p.stanza(name, cluster)
}

func (p *Proposal) comments(what string, cluster []announcement) string {
	var b strings.Builder
	first, last := cluster[0].at, cluster[len(cluster)-1].at
	fmt.Fprintf(&b, "# %s\n# %d articles of %d sites, %s to %s:\n", what, len(p.Articles), p.Sites, first.Format(time.DateOnly), last.Format(time.DateOnly))
	for i, e := range p.Evidence {
		text := e.Quote
		if text == "" {
			text = e.Note
		}
		fmt.Fprintf(&b, "#   article %d: %s\n", p.Articles[i], oneLine(text))
	}
	return b.String()
}

// stanza is the round itself, open until a person gives it an end.
func (p *Proposal) stanza(name string, cluster []announcement) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[[track.round]]\nid = %q\n", p.Round)
	if p.Number > 0 {
		fmt.Fprintf(&b, "number = %d\n", p.Number)
	}
	fmt.Fprintf(&b, "name = %q\n", name+", "+cluster[len(cluster)-1].at.Format("January 2006"))
	from := cluster[0].at
	if held := mostNamed(cluster); !held.IsZero() {
		fmt.Fprintf(&b, "held = [%q]\n", held.Format(time.DateOnly))
		if held.Before(from) {
			from = held
		}
	}
	fmt.Fprintf(&b, "from = %q\n", from.Format(time.DateOnly))
	return b.String()
}

// nextID makes an id after the pattern of the track's numbered rounds: sd-4 → sd-5.
func nextID(t roundwatch.Track, number int) string {
	for _, r := range t.Rounds {
		if stem, ok := strings.CutSuffix(r.ID, fmt.Sprintf("-%d", r.Number)); ok && r.Number > 0 {
			return fmt.Sprintf("%s-%d", stem, number)
		}
	}
	return fmt.Sprintf("%s-%d", t.ID, number)
}

// slug makes an id of a name's Latin letters and digits, "" if it has none.
func slug(name string) string {
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') }), "-")
}

// oneLine makes a text fit for a comment, which ends with its line and takes no
// control characters.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// mostNamed returns the day that most of the articles name, the earlier of
// equals, zero if they name none.
func mostNamed(cluster []announcement) time.Time {
	count := map[time.Time]int{}
	for _, a := range cluster {
		for _, day := range a.days {
			count[day]++
		}
	}
	var best time.Time
	for day, n := range count {
		if n > count[best] || n == count[best] && day.Before(best) {
			best = day
		}
	}
	return best
}
