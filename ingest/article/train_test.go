package article

import (
	"bytes"
	"encoding/binary"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
)

var train = flag.String("train", "", "folder of marked pages (ID.html.gz and truth.jsonl): fit trees.bin to them")

var heldOut = flag.Int("folds", 1, "how many of the folds to judge the fit by")

// The shape of the fit. Rows are drawn by page and features by tree with a
// fixed seed, so that the same pages give the same trees.
const (
	folds        = 3
	learningRate = 0.1
	cuts         = 31   // candidate limits of a feature
	ridge        = 1.0  // added to the weight of every leaf
	minWeight    = 2.0  // of a leaf
	rowShare     = 0.4  // of rows seen by a tree
	featureShare = 0.35 // of features seen by a tree
)

// treeCounts are the trees of each pass.
var treeCounts = [2]int{72, 144}

// TestTrain fits the scorer. Without -train it does nothing: the weights it
// made are part of the package and are held by the golden tests.
func TestTrain(t *testing.T) {
	if *train == "" {
		t.Skip("give -train FOLDER to fit trees.bin anew")
	}
	pages := loadPages(t, *train)
	var oracle [3]float64
	for i := range pages {
		f := pages[i].judge(pages[i].label)
		for j := range f {
			oracle[j] += f[j] / float64(len(pages))
		}
	}
	t.Logf("labels themselves: precision %.4f recall %.4f", oracle[0], oracle[1])
	first := make([]forest, folds+1)
	for k := range first {
		first[k] = grow(pages, k, plainRow, 0)
	}
	for i := range pages {
		p := &pages[i]
		p.once = scores(first[p.fold], p.rows)
		p.r.second(p.rows, p.once, p.survey.units)
	}
	var parts [3]float64
	held := 0.0
	for k := range *heldOut {
		second := bag(pages, k)
		for i := range pages {
			if p := &pages[i]; p.fold == k {
				again := scores(second, p.rows)
				for j, once := range p.once {
					if once < hopeless {
						again[j] = once
					}
				}
				f := p.judge(again)
				for j := range f {
					parts[j] += f[j]
				}
				held++
			}
		}
	}
	t.Logf("%.0f held-out pages: precision %.4f recall %.4f F1 %.4f", held, parts[0]/held, parts[1]/held, parts[2]/held)
	var out bytes.Buffer
	for _, fo := range []forest{first[folds], bag(pages, folds)} {
		binary.Write(&out, binary.LittleEndian, uint32(len(fo)))
		for _, t := range fo {
			for at := 1; at < len(t.Limit); at++ {
				binary.Write(&out, binary.LittleEndian, t.Limit[at])
				out.WriteByte(t.Feature[at])
			}
			binary.Write(&out, binary.LittleEndian, t.Leaf)
		}
	}
	if err := os.WriteFile("trees.bin", out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The second pass was fitted to scores of the first that had looked at more trees
// than score does before it is content.
const (
	fitEvery   = 16
	fitSettled = 3.5
)

func scores(fo forest, rows []row) []float32 {
	out := make([]float32, len(rows))
	for i := range rows {
		var sum float32
		for rest := fo; len(rest) > 0 && -fitSettled <= sum && sum <= fitSettled; {
			n := min(fitEvery, len(rest))
			sum = rest[:n].add(sum, &rows[i])
			rest = rest[n:]
		}
		out[i] = float32(1 / (1 + math.Exp(-float64(sum))))
	}
	return out
}

// sample is the training set in columns of binned features.
type sample struct {
	limits [][]float32 // per feature, ascending
	bins   [][]uint8   // per feature, per row
	label  []float32
	weight []float32
}

func collect(pages []marked, without, width int) *sample {
	s := &sample{limits: make([][]float32, width), bins: make([][]uint8, width)}
	var rows []*row
	for i := range pages {
		if p := &pages[i]; p.fold != without {
			for j := range p.rows {
				if width == features && p.once[j] < hopeless/2 {
					continue // the second pass never sees it
				}
				weight := p.weight[j]
				if b := &p.r.blocks[j]; b.words < 8 && b.link*10 > 9*len(b.text) {
					if j%4 != 0 {
						continue // one menu entry stands for four
					}
					weight *= 4
				}
				rows = append(rows, &p.rows[j])
				s.label, s.weight = append(s.label, p.label[j]), append(s.weight, weight)
			}
		}
	}
	values := make([]float32, 0, len(rows)/7+1)
	for f := range width {
		values = values[:0]
		for i := 0; i < len(rows); i += 7 {
			values = append(values, rows[i][f])
		}
		slices.Sort(values)
		distinct := slices.Compact(slices.Clone(values))
		limits := distinct[:max(0, len(distinct)-1)]
		if len(limits) > cuts {
			limits = nil
			for k := 1; k <= cuts; k++ {
				limits = append(limits, values[k*(len(values)-1)/(cuts+1)])
			}
			limits = slices.Compact(limits)
		}
		s.limits[f] = slices.Clone(limits)
		s.bins[f] = make([]uint8, len(rows))
		for i, r := range rows {
			at, _ := slices.BinarySearch(limits, r[f])
			s.bins[f][i] = uint8(at)
		}
	}
	return s
}

// bags is how many forests of other seeds the second pass is the mean of.
const bags = 2

// bag fits the second pass: the trees of several forests, in turn, at a share
// of their weight.
func bag(pages []marked, without int) forest {
	var grown [bags]forest
	for k := range grown {
		grown[k] = grow(pages, without, features, k)
	}
	var fo forest
	for i := range grown[0] {
		for k := range grown {
			t := grown[k][i]
			for j := range t.Leaf {
				t.Leaf[j] /= bags
			}
			fo = append(fo, t)
		}
	}
	return fo
}

// grow fits a forest to the pages outside one fold by gradient boosting of the
// logistic loss.
func grow(pages []marked, without, width, seed int) forest {
	s := collect(pages, without, width)
	chance := rand.New(rand.NewPCG(uint64(1+seed), uint64(without)))
	sum := make([]float64, len(s.label))
	grad, hess := make([]float32, len(sum)), make([]float32, len(sum))
	fo := make(forest, treeCounts[min(1, width/features)])
	for k := range fo {
		var seen []int32
		for i, v := range sum {
			if chance.Float32() > rowShare {
				continue
			}
			p := 1 / (1 + math.Exp(-v))
			w := s.weight[i]
			grad[i], hess[i] = w*(s.label[i]-float32(p)), w*float32(p*(1-p))
			seen = append(seen, int32(i))
		}
		columns := chance.Perm(width)[:int(featureShare*float64(width))]
		s.split(&fo[k], columns, seen, grad, hess)
		for i := range sum {
			sum[i] += float64(s.leaf(&fo[k], i))
		}
	}
	return fo
}

// leaf is the value of a tree for a row in bins.
func (s *sample) leaf(t *tree, i int) float32 {
	at := 1
	for range treeDepth {
		f := t.Feature[at]
		b := s.bins[f][i]
		if int(b) < len(s.limits[f]) && s.limits[f][b] <= t.Limit[at] || t.Limit[at] == math.MaxFloat32 {
			at = 2 * at
		} else {
			at = 2*at + 1
		}
	}
	return t.Leaf[at-len(t.Limit)]
}

type bin struct{ g, h float32 }

// split grows one tree level by level on the rows that it sees.
func (s *sample) split(t *tree, columns []int, seen []int32, grad, hess []float32) {
	for at := range t.Limit {
		t.Limit[at] = math.MaxFloat32
	}
	node := make([]uint8, len(seen)) // index within the level
	for depth := range treeDepth {
		level := 1 << depth
		type found struct {
			gain    float64
			feature int
			bin     int
		}
		best := make([][2]found, level)
		var wg sync.WaitGroup
		for half := range 2 {
			wg.Go(func() {
				hist := make([][cuts + 1]bin, level)
				for c := half; c < len(columns); c += 2 {
					f := columns[c]
					clear(hist)
					bins := s.bins[f]
					for k, i := range seen {
						x := &hist[node[k]][bins[i]]
						x.g += grad[i]
						x.h += hess[i]
					}
					for n := range hist {
						if gain, at := bestCut(&hist[n]); gain > best[n][half].gain {
							best[n][half] = found{gain, f, at}
						}
					}
				}
			})
		}
		wg.Wait()
		cut := make([]found, level)
		for n := range best {
			cut[n] = best[n][0]
			if best[n][1].gain > cut[n].gain {
				cut[n] = best[n][1]
			}
			if cut[n].gain > 0 {
				t.Feature[level+n] = uint8(cut[n].feature)
				t.Limit[level+n] = s.limits[cut[n].feature][cut[n].bin]
			}
		}
		for k, n := range node {
			node[k] = 2 * n
			if c := cut[n]; c.gain > 0 && int(s.bins[c.feature][seen[k]]) > c.bin {
				node[k]++
			}
		}
	}
	var leaves [1 << treeDepth]bin
	for k, n := range node {
		leaves[n].g += grad[seen[k]]
		leaves[n].h += hess[seen[k]]
	}
	for n, l := range leaves {
		t.Leaf[n] = learningRate * l.g / (l.h + ridge)
	}
}

func bestCut(h *[cuts + 1]bin) (best float64, at int) {
	var all, left bin
	for _, b := range h {
		all.g += b.g
		all.h += b.h
	}
	value := func(b bin) float64 { return float64(b.g) * float64(b.g) / (float64(b.h) + ridge) }
	best = 1e-3
	none := true
	for i := range cuts {
		left.g += h[i].g
		left.h += h[i].h
		right := bin{all.g - left.g, all.h - left.h}
		if left.h < minWeight || right.h < minWeight {
			continue
		}
		if gain := value(left) + value(right) - value(all); gain > best {
			best, at, none = gain, i, false
		}
	}
	if none {
		return 0, 0
	}
	return best, at
}
