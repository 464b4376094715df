package dedupe

import (
	"flag"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"roundwatch"
)

// The synthetic archive: texts of some 380 words drawn by Zipf's law, with
// stock sentences that many texts share, as agencies' do. The benchmark of a
// million takes minutes and a gigabyte, so it asks for -million.
var million = flag.Bool("million", false, "benchmark an index of a million documents as well")

type press struct {
	*rand.Rand
	zipf  *rand.Zipf
	words []string
	stock []string
}

func newPress(seed uint64) *press {
	r := rand.New(rand.NewPCG(seed, 1))
	p := &press{Rand: r, zipf: rand.NewZipf(r, 1.07, 8, 29_999)}
	syllables := strings.Fields("ba den ri lo tash mu ker an si po vel dur ga nim ho fe rou stan qui zem")
	// The language is the same whatever the seed.
	language := rand.New(rand.NewPCG(7, 7))
	for range 30_000 {
		w := ""
		for range 1 + language.IntN(3) {
			w += syllables[language.IntN(len(syllables))]
		}
		p.words = append(p.words, w+string(rune('a'+language.IntN(26))))
	}
	for range 2_000 {
		p.stock = append(p.stock, p.sentence(language))
	}
	return p
}

func (p *press) sentence(r *rand.Rand) string {
	var b strings.Builder
	n := 12 + r.IntN(16)
	for i := range n {
		w := p.words[p.zipf.Uint64()]
		if i == 0 || r.IntN(10) == 0 {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		b.WriteString(w)
		b.WriteString([]string{" ", ". "}[(i+1)/n])
	}
	return b.String()
}

func (p *press) text() string {
	var b strings.Builder
	for range 12 + p.IntN(14) {
		if p.IntN(12) == 0 {
			b.WriteString(p.stock[p.IntN(len(p.stock))])
		} else {
			b.WriteString(p.sentence(p.Rand))
		}
	}
	return b.String()
}

func (p *press) document(id int) Document {
	return Document{ID: int64(id), Text: p.text(), At: time.Unix(1_600_000_000+int64(id)*60, 0)}
}

func sizes() []int {
	if *million {
		return []int{100_000, 1_000_000}
	}
	return []int{100_000}
}

// cpu returns the processor time spent so far; other processes do not count.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano())
}

// loop is b.Loop with the processor time reported.
func loop(b *testing.B, f func(i int)) {
	start := cpu()
	n := 0
	for b.Loop() {
		f(n)
		n++
	}
	b.ReportMetric(float64(cpu()-start)/float64(n)/1000, "cpu-µs/op")
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

const english = `Iraq's deputies asked the oil ministry on Monday to publish the contracts of 2019 for gas capture in Basra, and a spokesman said that the list would be ready within ten days. `
const arabic = `طلب نواب في البرلمان العراقي يوم الاثنين من وزارة النفط نشر عقود عام ٢٠١٩ الخاصة باستثمار الغاز في البصرة، وقال متحدث إن القائمة ستكون جاهزة خلال عشرة أيام. `

func BenchmarkFingerprint(b *testing.B) {
	for name, text := range map[string]string{
		"english": strings.Repeat(english, 13),
		"arabic":  strings.Repeat(arabic, 8),
		"archive": newPress(1).text(),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			loop(b, func(int) { Fingerprint(Document{Title: "A title", Text: text}) })
		})
	}
}

func BenchmarkCompare(b *testing.B) {
	var z, y tokenizer
	var c comparer
	p := newPress(1)
	text := p.text()
	fresh, old := z.tokenize(text+p.text()), y.tokenize(text)
	loop(b, func(int) { c.compare(fresh, old) })
}

// BenchmarkIndex reports what an index costs: heap, and a look-up of
// candidates.
func BenchmarkIndex(b *testing.B) {
	for _, n := range sizes() {
		p := newPress(1)
		before := heap()
		x := NewIndex()
		for i := range n {
			fp := Fingerprint(p.document(i + 1))
			x.Add(fp)
		}
		perDocument := float64(heap()-before) / float64(n)
		queries := make([][]uint32, 1000)
		for i := range queries {
			_, shingles, _ := decode(nil, Fingerprint(p.document(0)).Blob)
			queries[i] = shingles
		}
		b.Run(fmt.Sprintf("query/%d", n), func(b *testing.B) {
			loop(b, func(i int) { x.candidates(queries[i%len(queries)]) })
			b.ReportMetric(perDocument, "heap-B/doc")
		})
		docs := make([]Document, 1000)
		for i := range docs {
			docs[i] = p.document(n)
		}
		b.Run(fmt.Sprintf("story/%d", n), func(b *testing.B) {
			traits := make([][]uint32, len(docs))
			for i, doc := range docs {
				_, _, traits[i] = decode(nil, Fingerprint(doc).Blob)
			}
			loop(b, func(i int) { x.kin(docs[i%1000], traits[i%1000], Verdict{}) })
		})
		runtime.KeepAlive(x)
	}
}

func BenchmarkRestart(b *testing.B) {
	const n = 100_000
	p := newPress(1)
	prints := make([]roundwatch.Fingerprint, n)
	bytes := 0
	for i := range prints {
		prints[i] = Fingerprint(p.document(i + 1))
		bytes += len(prints[i].Blob)
	}
	loop(b, func(int) {
		x := NewIndex()
		for _, fp := range prints {
			x.Add(fp)
		}
	})
	b.ReportMetric(float64(bytes)/n, "blob-B/doc")
}

// BenchmarkFound compares what is found again with the two usual ways: the
// share, in percent, of full copies, excerpts of 60 words, and texts with
// every tenth word replaced.
func BenchmarkFound(b *testing.B) {
	p := newPress(1)
	texts := make([]string, 20_000)
	x := NewIndex()
	var sims []uint64
	lsh := newBands()
	for i := range texts {
		texts[i] = p.text()
		x.Add(Fingerprint(Document{ID: int64(i), Text: texts[i]}))
		sims = append(sims, simhash(texts[i]))
		lsh.add(i, texts[i])
	}
	variants := map[string]func(string) string{
		"copy":    func(s string) string { return s },
		"excerpt": func(s string) string { return strings.Join(strings.Fields(s)[100:160], " ") },
		"edited": func(s string) string {
			words := strings.Fields(s)
			for i := p.IntN(10); i < len(words); i += 10 {
				words[i] = p.words[p.IntN(len(p.words))]
			}
			return strings.Join(words, " ")
		},
	}
	for b.Loop() {
		for name, vary := range variants {
			var ours, sim, min int
			const n = 300
			for range n {
				i := p.IntN(len(texts))
				v := vary(texts[i])
				_, shingles, _ := decode(nil, Fingerprint(Document{Text: v}).Blob)
				for _, place := range x.candidates(shingles) {
					if x.entries[place].article == int64(i) {
						ours++
					}
				}
				if bits.OnesCount64(sims[i]^simhash(v)) <= 3 {
					sim++
				}
				if lsh.has(i, v) {
					min++
				}
			}
			b.ReportMetric(float64(100*ours)/n, name+"-%")
			b.ReportMetric(float64(100*sim)/n, name+"-simhash-%")
			b.ReportMetric(float64(100*min)/n, name+"-minhash-%")
		}
	}
}

// simhash is the 64-bit fingerprint of Charikar (2002) over words.
func simhash(text string) uint64 {
	var z tokenizer
	var sum [64]int
	for _, t := range z.tokenize(text) {
		h := uint64(t.hash) * 0x9E3779B97F4A7C15
		h ^= h >> 29
		h *= 0xBF58476D1CE4E5B9
		for i := range sum {
			sum[i] += int(h>>i&1)*2 - 1
		}
	}
	h := uint64(0)
	for i, s := range sum {
		if s > 0 {
			h |= 1 << i
		}
	}
	return h
}

// bands is a MinHash index of 32 bands of 4 over shingles of 4 words.
type bands struct{ buckets map[[2]uint32][]int }

func newBands() bands { return bands{map[[2]uint32][]int{}} }

func (l bands) add(i int, text string) {
	for _, key := range l.keys(text) {
		l.buckets[key] = append(l.buckets[key], i)
	}
}

func (l bands) has(i int, text string) bool {
	for _, key := range l.keys(text) {
		for _, j := range l.buckets[key] {
			if i == j {
				return true
			}
		}
	}
	return false
}

func (l bands) keys(text string) (keys [32][2]uint32) {
	var z tokenizer
	var least [128]uint32
	for i := range least {
		least[i] = 1<<32 - 1
	}
	tokens := z.tokenize(text)
	for i := range max(0, len(tokens)-shingleLength+1) {
		h := uint64(shingle(tokens, i))
		for j := range least {
			least[j] = min(least[j], uint32((h*(2*uint64(j)+0x9E3779B97F4A7C15)+uint64(j)*0xD6E8FEB86659FD93)>>32))
		}
	}
	for b := range keys {
		band := uint32(hashStart)
		for _, v := range least[4*b : 4*b+4] {
			band = (band ^ v) * hashPrime
		}
		keys[b] = [2]uint32{uint32(b), band}
	}
	return keys
}
