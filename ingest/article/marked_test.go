package article

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"
)

// marked is one page with its blocks and the text that a person marked.
type marked struct {
	id     string
	fold   int
	r      *reader
	survey surroundings
	rows   []row
	label  []float32 // share of each block's words that are in the text
	weight []float32
	truth  []string
	once   []float32 // scores of the first pass, by trees that have not seen the page
}

func loadPages(t *testing.T, dir string) []marked {
	file, err := os.Open(filepath.Join(dir, "truth.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var pages []marked
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var truth struct{ ID, URL, ArticleBody string }
		if err := json.Unmarshal(lines.Bytes(), &truth); err != nil {
			t.Fatal(err)
		}
		host := strings.Split(strings.TrimPrefix(truth.URL, "https://"), "/")[0]
		p := marked{id: truth.ID, truth: wordsOf(truth.ArticleBody), fold: fold(host)}
		p.read(t, filepath.Join(dir, truth.ID+".html.gz"))
		if len(p.truth) > 20 {
			pages = append(pages, p)
		}
	}
	var wg sync.WaitGroup
	for half := range 2 {
		wg.Go(func() {
			for i := half; i < len(pages); i += 2 {
				pages[i].mark()
			}
		})
	}
	wg.Wait()
	return pages
}

func fold(host string) int {
	sum := 0
	for _, c := range []byte(host) {
		sum = sum*31 + int(c)
	}
	return (sum%folds + folds) % folds
}

func (p *marked) read(t *testing.T, name string) {
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	text, err := decode(Document{Body: body})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	h := &head{meta: make(map[string]string)}
	p.r = readBlocks(doc.Nodes[0], h)
	p.survey = p.r.survey(h.headline(), h.description(), readSchema(h.ld).body)
	p.rows = p.r.rows(p.survey)
}

// mark aligns the page's words with the marked text (longest common
// subsequence) and labels each block with the share of its words that match.
func (p *marked) mark() {
	var page []string
	var of []int
	for i := range p.r.blocks {
		for _, w := range wordsOf(p.r.blocks[i].text) {
			page, of = append(page, w), append(of, i)
		}
	}
	hits := make([]int, len(p.r.blocks))
	for _, at := range align(page, p.truth) {
		hits[of[at]]++
	}
	all := make([]int, len(p.r.blocks))
	for _, i := range of {
		all[i]++
	}
	p.label = make([]float32, len(hits))
	p.weight = make([]float32, len(hits))
	for i := range hits {
		if all[i] > 0 {
			p.label[i] = float32(hits[i]) / float32(all[i])
		}
		p.weight[i] = min(8, 200*float32(all[i]+2)/float32(len(p.truth)+100))
	}
	// What matches alone, with nothing of the text around it, matches by chance.
	for i := range p.label {
		if all[i] <= 3 && p.label[i] > 0 && mean(p.label, i-3, i)+mean(p.label, i+1, i+4) < 0.3 {
			p.label[i] = 0
		}
	}
}

// align returns the indexes of a's words in a longest common subsequence with b.
func align(a, b []string) []int {
	ids := make(map[string]int32)
	number := func(words []string) []int32 {
		out := make([]int32, len(words))
		for i, w := range words {
			if _, ok := ids[w]; !ok {
				ids[w] = int32(len(ids))
			}
			out[i] = ids[w]
		}
		return out
	}
	x, y := number(a[:min(len(a), 20000)]), number(b[:min(len(b), 10000)])
	width := len(y) + 1
	from := make([]uint8, (len(x)+1)*width)
	prev, cur := make([]uint16, width), make([]uint16, width)
	for i := 1; i <= len(x); i++ {
		dirs := from[i*width:]
		for j := 1; j < width; j++ {
			switch {
			case x[i-1] == y[j-1]:
				cur[j], dirs[j] = prev[j-1]+1, 1
			case prev[j] >= cur[j-1]:
				cur[j], dirs[j] = prev[j], 2
			default:
				cur[j], dirs[j] = cur[j-1], 3
			}
		}
		prev, cur = cur, prev
	}
	var out []int
	for i, j := len(x), len(y); i > 0 && j > 0; {
		switch from[i*width+j] {
		case 1:
			i, j = i-1, j-1
			out = append(out, i)
		case 2:
			i--
		default:
			j--
		}
	}
	return out
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(s, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' })
}

// judge returns precision, recall and F1 in four-word shingles.
func (p *marked) judge(score []float32) [3]float64 {
	picked := p.r.medoid(score, p.survey.votes).picked
	var words []string
	for i, yes := range picked {
		if yes {
			words = append(words, wordsOf(p.r.blocks[i].text)...)
		}
	}
	want, got := shingles(p.truth), shingles(words)
	both := 0
	for s, n := range want {
		both += min(n, got[s])
	}
	pr := float64(both) / float64(max(1, len(words)-3))
	re := float64(both) / float64(max(1, len(p.truth)-3))
	if both == 0 {
		return [3]float64{}
	}
	return [3]float64{pr, re, 2 * pr * re / (pr + re)}
}

func shingles(words []string) map[[4]string]int {
	m := make(map[[4]string]int)
	for i := 0; i+4 <= len(words); i++ {
		m[[4]string(words[i:i+4])]++
	}
	return m
}
