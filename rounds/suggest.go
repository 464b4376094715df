package rounds

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"roundwatch"
)

// Filed is an article with its filing, as kept.
type Filed struct {
	Article roundwatch.Article
	Filing  roundwatch.Filing
}

// Proposal is a round that the press speaks of and the dossier lacks. Nothing
// is applied by itself: a person reads TOML, mends it and puts it into the dossier.
type Proposal struct {
	Track    string
	Number   int
	Round    string // id that the round would have
	Articles []int64
	Sites    int
	Evidence []roundwatch.Evidence // one sentence of each article, in the same order
	TOML     string                // a [[track.round]] to put below its track
}

// What it takes to propose a round: so many articles, of so many sites, none
// farther from the one before than the gap.
const (
	proposeArticles = 3
	proposeSites    = 2
	proposeGap      = 30 * 24 * time.Hour
)

// announcement is an article that numbers a round which the dossier lacks.
type announcement struct {
	article  roundwatch.Article
	evidence roundwatch.Evidence
	days     []time.Time // that it names
	at       time.Time
}

// Suggest proposes rounds: for each numbered track, the clusters of relevant
// articles without a round that give a number beyond those of the dossier.
func (f *Filer) Suggest(items []Filed) []Proposal {
	type key struct {
		track  int32
		number int
	}
	groups := map[key][]announcement{}
	var order []key
	for _, it := range items {
		if !it.Filing.Relevant || it.Filing.Verdict == roundwatch.VerdictFiled {
			continue
		}
		c := f.newCase(it.Article, f.lex.read(it.Article))
		for track, o := range c.unknownNumbers() {
			k := key{track, o.number}
			if groups[k] == nil {
				order = append(order, k)
			}
			groups[k] = append(groups[k], c.announcement(track, o))
		}
	}
	slices.SortFunc(order, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.track, b.track), cmp.Compare(a.number, b.number))
	})
	var proposals []Proposal
	for _, k := range order {
		for _, cluster := range clusters(groups[k]) {
			if p, ok := f.propose(k.track, k.number, cluster); ok {
				proposals = append(proposals, p)
			}
		}
	}
	return proposals
}

// unknownNumbers returns, for each numbered track that title or lead names, the
// highest current number if it is beyond those of the dossier.
func (c *judged) unknownNumbers() map[int32]ordinal {
	found := map[int32]ordinal{}
	for _, o := range c.numbers {
		if o.track >= 0 && !o.past && c.r.sentences[o.sentence].zone <= zoneLead && o.number > found[o.track].number {
			found[o.track] = o
		}
	}
	for track, o := range found {
		if highest := c.f.highest(track); highest == 0 || o.number <= highest {
			delete(found, track)
		}
	}
	return found
}

// highest returns the highest number of a track's rounds, 0 if it has none.
func (f *Filer) highest(track int32) int {
	n := 0
	for _, r := range f.rounds {
		if r.track == track {
			n = max(n, r.Number)
		}
	}
	return n
}

func (c *judged) announcement(track int32, o ordinal) announcement {
	a := announcement{article: c.a, at: c.a.Published}
	if a.at.IsZero() {
		a.at = c.a.FirstSeen
	}
	a.evidence = c.word(entry{kind: "ordinal", round: -1, track: track, sentence: o.sentence, word: o.word, weight: weightOrdinal, rule: "ordinal-unknown"})
	for _, m := range c.f.lex.dates(c.r) {
		if m.hasDay && m.hasYear && c.r.sentences[m.sentence].zone <= zoneLead {
			a.days = append(a.days, m.day)
		}
	}
	return a
}

// clusters splits announcements where nothing was said for a while.
func clusters(all []announcement) [][]announcement {
	slices.SortStableFunc(all, func(a, b announcement) int { return a.at.Compare(b.at) })
	var out [][]announcement
	for i, a := range all {
		if i == 0 || a.at.Sub(all[i-1].at) > proposeGap {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], a)
	}
	return out
}

func (f *Filer) propose(track int32, number int, cluster []announcement) (Proposal, bool) {
	sites := map[string]bool{}
	t := f.dossier.Tracks[track]
	p := Proposal{Track: t.ID, Number: number, Round: nextID(t, number)}
	for _, a := range cluster {
		sites[a.article.Site] = true
		p.Articles = append(p.Articles, a.article.ID)
		p.Evidence = append(p.Evidence, a.evidence)
	}
	p.Sites = len(sites)
	p.TOML = stanza(t, p, cluster)
	return p, len(cluster) >= proposeArticles && p.Sites >= proposeSites
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

// stanza writes the round as TOML that the parser takes as it stands.
func stanza(t roundwatch.Track, p Proposal, cluster []announcement) string {
	var b strings.Builder
	first, last := cluster[0].at, cluster[len(cluster)-1].at
	fmt.Fprintf(&b, "# To put below the last round of the track %s.\n", t.ID)
	fmt.Fprintf(&b, "# %d articles of %d sites, %s to %s:\n", len(p.Articles), p.Sites, first.Format(time.DateOnly), last.Format(time.DateOnly))
	for i, e := range p.Evidence {
		text := e.Quote
		if text == "" {
			text = e.Note
		}
		fmt.Fprintf(&b, "#   article %d: %s\n", p.Articles[i], oneLine(text))
	}
	held := mostNamed(cluster)
	from := first
	if !held.IsZero() && held.Before(from) {
		from = held
	}
	fmt.Fprintf(&b, "[[track.round]]\nid = %q\nnumber = %d\nname = %q\n", p.Round, p.Number, fmt.Sprintf("Round %d, %s", p.Number, last.Format("January 2006")))
	if !held.IsZero() {
		fmt.Fprintf(&b, "held = [%q]\n", held.Format(time.DateOnly))
	}
	fmt.Fprintf(&b, "from = %q\n", from.Format(time.DateOnly))
	return b.String()
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
	var best time.Time
	for _, a := range cluster {
		for _, day := range a.days {
			count[day]++
		}
	}
	for day, n := range count {
		if n > count[best] || n == count[best] && day.Before(best) {
			best = day
		}
	}
	return best
}
