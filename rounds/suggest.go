package rounds

import (
	"cmp"
	"slices"
	"time"
	"unicode/utf8"

	"roundwatch"
)

// Filed is an article with its filing, as kept.
type Filed struct {
	Article roundwatch.Article
	Filing  roundwatch.Filing
}

// Proposal is a round or track that the press speaks of and the dossier lacks.
// Nothing is applied by itself: a person reads the TOML, mends it and puts it
// into the dossier.
type Proposal struct {
	Track    string // id of the track; a new one if Number is 0
	Number   int
	Round    string // id that the round would have
	Articles []int64
	Sites    int
	Evidence []roundwatch.Evidence // one sentence of each article, in the same order
	TOML     string                // what to put into the dossier
}

// What it takes to propose: so many articles, of so many sites, none farther
// from the one before than the gap.
const (
	proposeArticles = 3
	proposeSites    = 2
	proposeGap      = 30 * 24 * time.Hour
)

// unknown is what an article announces: a number beyond those of a track, or
// talks by a name that no track has.
type unknown struct {
	track  int32 // -1: a new track
	number int
	name   string
}

// announcement is one article's word of it.
type announcement struct {
	article  roundwatch.Article
	evidence roundwatch.Evidence
	days     []time.Time // that it names
	at       time.Time
}

// Suggest proposes rounds and tracks: the clusters of relevant articles without
// a round that announce the same unknown one.
func (f *Filer) Suggest(items []Filed) []Proposal {
	groups := map[unknown][]announcement{}
	var order []unknown
	for _, it := range items {
		if !it.Filing.Relevant || it.Filing.Verdict == roundwatch.VerdictFiled {
			continue
		}
		c := f.newCase(it.Article)
		for u, e := range c.announced() {
			if groups[u] == nil {
				order = append(order, u)
			}
			groups[u] = append(groups[u], c.announcement(e))
		}
	}
	slices.SortFunc(order, func(a, b unknown) int {
		return cmp.Or(cmp.Compare(a.track, b.track), cmp.Compare(a.number, b.number), cmp.Compare(a.name, b.name))
	})
	var proposals []Proposal
	for _, u := range order {
		for _, cluster := range clusters(groups[u]) {
			if p, ok := f.propose(u, cluster); ok {
				proposals = append(proposals, p)
			}
		}
	}
	return proposals
}

// announced returns what title and lead announce, each with the sentence that does.
func (c *judged) announced() map[unknown]entry {
	found := map[unknown]entry{}
	for _, o := range c.numbers {
		highest := c.f.highest(o.track)
		if highest > 0 && o.number > highest && !o.past && c.r.sentences[o.sentence].zone <= zoneLead {
			found[unknown{track: o.track, number: o.number}] = entry{kind: "ordinal", round: -1, track: o.track, sentence: o.sentence, word: o.word, weight: weightOrdinal, rule: ruleUnknown}
		}
	}
	for i := range c.said {
		if name, word, ok := c.newForum(int32(i)); ok {
			found[unknown{track: -1, name: name}] = entry{kind: "track", round: -1, track: -1, sentence: int32(i), word: word, weight: plainCall, rule: "track-unknown"}
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

// newForum returns the name of talks that a sentence near the top announces
// between the two parties, if no track is called so: the word for them with the
// one that describes it, which stands behind in Arabic script, before in Latin.
func (c *judged) newForum(i int32) (name string, word int32, ok bool) {
	s, at := &c.said[i], c.r.sentences[i]
	if at.zone > zoneLead || !s.parties[0] || !s.parties[1] || s.other || s.called >= plainCall {
		return "", 0, false
	}
	first := s.ahead
	for _, h := range c.r.hits[at.hits[0]:at.hits[1]] {
		t := c.f.lex.terms[h.term]
		first = first || t.kind == termOrdinal && t.value == 1
		if t.kind != termForum {
			continue
		}
		describing := h.first - 1
		if c.r.words[h.first].arabic {
			describing = h.last + 1
		}
		if describing < at.words[0] || describing >= at.words[1] || !c.describes(describing) {
			continue
		}
		name, word = c.r.wordsFrom(min(describing, h.first), max(describing, h.last)), h.first
	}
	return name, word, first && name != ""
}

// minDescribing is the length from which a word describes talks: shorter ones
// are mostly particles.
const minDescribing = 5

// describes reports whether a word may be part of a name: it is long enough
// and no term of the lexicon.
func (c *judged) describes(word int32) bool {
	w := c.r.words[word]
	if utf8.RuneCountInString(c.r.folded(w)[w.from:w.to]) < minDescribing {
		return false
	}
	return !slices.ContainsFunc(c.r.hits, func(h hit) bool {
		return c.f.lex.terms[h.term].kind != termPart && h.first <= word && word <= h.last
	})
}

// wordsFrom returns the folded words from first to last.
func (r *reading) wordsFrom(first, last int32) string {
	return patternText(r.folded(r.words[first])[r.words[first].from:r.words[last].to])
}

func (c *judged) announcement(e entry) announcement {
	a := announcement{article: c.a, at: c.a.Published, evidence: c.word(e)}
	if a.at.IsZero() {
		a.at = c.a.FirstSeen
	}
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

func (f *Filer) propose(u unknown, cluster []announcement) (Proposal, bool) {
	sites := map[string]bool{}
	p := Proposal{Number: u.number}
	for _, a := range cluster {
		sites[a.article.Site] = true
		p.Articles = append(p.Articles, a.article.ID)
		p.Evidence = append(p.Evidence, a.evidence)
	}
	p.Sites = len(sites)
	if len(cluster) < proposeArticles || p.Sites < proposeSites {
		return p, false
	}
	if u.track >= 0 {
		p.roundOf(f.dossier.Tracks[u.track], cluster)
	} else {
		p.newTrack(u.name, cluster)
	}
	return p, true
}
