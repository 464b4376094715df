package article

import (
	"math"
	"math/rand/v2"
	"testing"
)

// leafOf goes down a tree as its comment says.
func leafOf(t *tree, f *row) float32 {
	at := 1
	for range treeDepth {
		at *= 2
		if f[t.Feature[at/2]] > t.Limit[at/2] {
			at++
		}
	}
	return t.Leaf[at-len(t.Leaf)]
}

func TestATreeIsWalkedByItsLimits(t *testing.T) {
	values := []float32{-math.MaxFloat32, -100, -1, -math.SmallestNonzeroFloat32, 0, math.SmallestNonzeroFloat32, 0.3, 1, 1.0000001, 40, math.MaxFloat32}
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var one tree
		var f row
		for i := range one.Limit {
			one.Limit[i], one.Leaf[i], one.Feature[i] = values[r.IntN(len(values))], float32(i), uint8(r.IntN(len(f)))
		}
		for i := range f {
			f[i] = values[r.IntN(len(values))]
		}
		if got, want := (forest{one}).add(0.5, &f), 0.5+leafOf(&one, &f); got != want {
			t.Fatalf("leaf %v, want %v", got, want)
		}
	}
}

func TestNoLimitIsMinusZeroOrNoNumber(t *testing.T) {
	for pass, fo := range forests {
		for i := range fo {
			for _, limit := range fo[i].Limit {
				if limit == 0 && math.Signbit(float64(limit)) || math.IsNaN(float64(limit)) || math.IsInf(float64(limit), 0) {
					t.Fatalf("tree %d of pass %d has the limit %v", i, pass, limit)
				}
			}
		}
	}
}
