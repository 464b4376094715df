package dedupe_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"roundwatch"
	"roundwatch/dedupe"
)

// archive is an index with the documents and fingerprints behind it.
type archive struct {
	index  *dedupe.Index
	docs   map[int64]dedupe.Document
	prints []roundwatch.Fingerprint
}

func newArchive() *archive {
	return &archive{index: dedupe.NewIndex(), docs: map[int64]dedupe.Document{}}
}

func (a *archive) text(article int64) (dedupe.Document, error) { return a.docs[article], nil }

// reopen loses the index and rebuilds it from the fingerprints.
func (a *archive) reopen() {
	a.index = dedupe.NewIndex()
	for _, fp := range a.prints {
		a.index.Add(fp)
	}
}

// arrive judges a document, stores it and returns the verdict and the story.
func (a *archive) arrive(t testing.TB, doc dedupe.Document) (dedupe.Verdict, int64) {
	t.Helper()
	doc.ID = int64(len(a.docs)) + 1
	fp := dedupe.Fingerprint(doc)
	v, err := a.index.Judge(doc, fp, a.text)
	if err != nil {
		t.Fatal(err)
	}
	fp.Story = a.index.Story(doc, v, "")
	if fp.Story == 0 {
		fp.Story = doc.ID
	}
	a.docs[doc.ID] = doc
	a.prints = append(a.prints, fp)
	a.index.Add(fp)
	return v, fp.Story
}

var noon = time.Date(2021, 4, 7, 12, 0, 0, 0, time.UTC)

// article is one of testdata/articles.txt.
type article struct{ name, title, text string }

func articles(t testing.TB) []article {
	t.Helper()
	f, err := os.Open("testdata/articles.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []article
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		if name, ok := strings.CutPrefix(line, "== "); ok {
			lines.Scan()
			all = append(all, article{name: name, title: lines.Text()})
		} else if len(all) > 0 {
			all[len(all)-1].text += line + "\n"
		}
	}
	for i := range all {
		all[i].text = strings.TrimSpace(all[i].text)
	}
	return all
}

// variant is what another outlet makes of an article, and what it must be called.
type variant struct {
	name string
	make func(r *rand.Rand, text string) string
	want []roundwatch.Relation
}

var (
	same    = []roundwatch.Relation{roundwatch.RelExact}
	near    = []roundwatch.Relation{roundwatch.RelNear, roundwatch.RelExact}
	grown   = []roundwatch.Relation{roundwatch.RelNear, roundwatch.RelUpdate}
	excerpt = []roundwatch.Relation{roundwatch.RelExcerpt}
)

var variants = []variant{
	{"other typography", func(_ *rand.Rand, s string) string {
		return strings.NewReplacer(`"`, "“", "'", "’", " ", "\u00a0", "ی", "ي", "ک", "ك", "أ", "ا", "ة", "ه", "\u200c", "", "٣", "3", "۸", "8").Replace(s)
	}, same},
	{"hard line ends", func(_ *rand.Rand, s string) string { return strings.ReplaceAll(s, " ", "\n") }, same},
	{"stretched letters and vowel signs", func(_ *rand.Rand, s string) string {
		return strings.NewReplacer("مد", "مـــد", "كت", "كَت", "در", "دَر").Replace(s)
	}, same},
	{"a dateline and a credit", func(r *rand.Rand, s string) string {
		return []string{"BAGHDAD, March 3 (Agencies) - ", "بغداد (وكالات) – ", "ANKARA (AA) - "}[r.IntN(3)] + s
	}, near},
	{"site furniture around it", func(_ *rand.Rand, s string) string {
		return "Home | Region | Video\n\n" + s + "\n\nShare this page. All rights reserved."
	}, grown},
	{"the lead twice", func(_ *rand.Rand, s string) string { return strings.SplitAfter(s, "\n\n")[0] + s }, grown},
	{"a few typing errors", func(r *rand.Rand, s string) string { return vary(r, s, 25, func(w string) string { return w + "x" }) }, near},
	{"one word in eight replaced", func(r *rand.Rand, s string) string {
		return vary(r, s, 8, func(string) string { return "instead" })
	}, near},
	{"other words for some throughout", func(_ *rand.Rand, s string) string {
		return strings.NewReplacer(" في ", " داخل ", " من ", " عن ", " إلى ", " نحو ", " که ", " چون ", " را ", " بر ", " بە ", " لەسەر ", " bir ", " tek ", " the ", " that ").Replace(s)
	}, near},
	{"the first half", func(_ *rand.Rand, s string) string { return cut(s, 0, .5) }, excerpt},
	{"a feed summary", func(_ *rand.Rand, s string) string { return cut(s, 0, .25) + " …" }, excerpt},
	{"the middle", func(_ *rand.Rand, s string) string { return cut(s, .3, .7) }, excerpt},
	{"every second paragraph", func(_ *rand.Rand, s string) string {
		p := strings.SplitAfter(s, "\n\n")
		return p[0] + p[2]
	}, excerpt},
	{"two new paragraphs", func(_ *rand.Rand, s string) string {
		p := strings.SplitAfter(s, "\n\n")
		added := "In the evening the governor received the families and heard them for an hour behind closed doors before he left for the capital.\n\n" +
			"A neighbour who had watched everything from his roof told reporters that nobody slept before dawn, least of all the children of the quarter.\n\n"
		return p[0] + added + strings.Join(p[1:], "")
	}, grown},
	{"corrected figures", func(_ *rand.Rand, s string) string {
		return digits.ReplaceAllStringFunc(s, bump) + "\n\nCorrection: an earlier version gave wrong figures."
	}, grown},
}

var digits = regexp.MustCompile(`\p{Nd}+`)

// bump changes a number, whatever its digits.
func bump(number string) string {
	n, _ := strconv.Atoi(roundwatch.Fold(number))
	return strconv.Itoa(n + 3)
}

// vary changes about one word in n, but no number.
func vary(r *rand.Rand, s string, n int, change func(string) string) string {
	words := strings.Split(s, " ")
	for i := r.IntN(n); i < len(words); i += n - 2 + r.IntN(5) {
		if !digits.MatchString(words[i]) {
			words[i] = change(words[i])
		}
	}
	return strings.Join(words, " ")
}

// cut returns the words between two shares of a text.
func cut(s string, from, to float64) string {
	words := strings.SplitAfter(s, " ")
	n := float64(len(words))
	return strings.Join(words[int(from*n):int(to*n)], "")
}

func TestAReworkedCopyIsFoundAndNamed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			a := newArchive()
			all := articles(t)
			for i, base := range all {
				if v, _ := a.arrive(t, dedupe.Document{Title: base.title, Text: base.text, At: noon.Add(time.Duration(i) * time.Hour)}); v.Duplicate() {
					t.Fatalf("%s is called %s of %s", base.name, v.Relation, all[v.Of-1].name)
				}
			}
			for i, base := range all {
				got, story := a.arrive(t, dedupe.Document{Text: v.make(r, base.text), At: noon.Add(20 * time.Hour)})
				if !slices.Contains(v.want, got.Relation) || got.Of != int64(i+1) || story != got.Of {
					t.Errorf("%s: %q of %d in story %d, want %q of %d; evidence %+v", base.name, got.Relation, got.Of, story, v.want, i+1, got.Links)
				}
			}
		})
	}
}

// day makes a day of news: every article, and copies of it that all carry
// its beginning.
func day(t testing.TB, r *rand.Rand) (docs []dedupe.Document, groups []string) {
	leading := slices.DeleteFunc(slices.Clone(variants), func(v variant) bool {
		return v.name == "the middle" || v.name == "every second paragraph" || v.name == "corrected figures"
	})
	for _, base := range articles(t) {
		for i := range 7 {
			text := base.text
			if i > 0 {
				text = leading[r.IntN(len(leading))].make(r, base.text)
			}
			docs = append(docs, dedupe.Document{Text: text, At: noon.Add(time.Duration(r.IntN(600)) * time.Minute)})
			groups = append(groups, base.name)
		}
	}
	for i, bulletin := range bulletins(5) {
		docs = append(docs, dedupe.Document{Text: bulletin, At: noon.Add(time.Duration(i) * time.Minute)})
		groups = append(groups, fmt.Sprint("bulletin ", i))
	}
	return docs, groups
}

// bulletins returns texts from one mould.
func bulletins(n int) []string {
	towns := []string{"Tikrit", "Hawija", "Rutba", "Sinjar", "Amara"}
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("The water office of %s delivered %d cubic metres in the first week of the month, %d more than in the week before. "+
			"Its %d lorries served %d villages, and %d wells were cleaned. Residents who see a broken pipe are asked to call the free number of the office at any hour.",
			towns[i%5], 14_210+731*i, 212+57*i, 31+3*i, 118+7*i, 12+i))
	}
	return all
}

func TestTheOrderOfOneDayChangesNoCluster(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	docs, groups := day(t, r)
	for range 12 {
		order := r.Perm(len(docs))
		a := newArchive()
		stories := map[int64]string{}
		clusters := map[string]map[int64]bool{}
		for _, i := range order {
			_, story := a.arrive(t, docs[i])
			if other, ok := stories[story]; ok && other != groups[i] {
				t.Fatalf("a text of %s stands in a story of %s", groups[i], other)
			}
			stories[story] = groups[i]
			if clusters[groups[i]] == nil {
				clusters[groups[i]] = map[int64]bool{}
			}
			clusters[groups[i]][story] = true
		}
		for group, stories := range clusters {
			if len(stories) != 1 {
				t.Errorf("%s is told in %d stories", group, len(stories))
			}
		}
	}
}

func TestARestartChangesNoVerdict(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	docs, _ := day(t, r)
	r.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
	steady, reopened := newArchive(), newArchive()
	for i, doc := range docs {
		if i%5 == 0 {
			reopened.reopen()
		}
		v, story := steady.arrive(t, doc)
		w, again := reopened.arrive(t, doc)
		if fmt.Sprintf("%+v", v) != fmt.Sprintf("%+v", w) || story != again {
			t.Fatalf("document %d: %+v in story %d, after a restart %+v in story %d", i, v, story, w, again)
		}
	}
}
