package article

import (
	_ "embed"
	"encoding/binary"
	"math"
)

// The scorer is two sums of small decision trees, one a pass. They were fitted
// by train_test.go to the development half of the WCXB web content extraction
// benchmark (Murrough Foley, CC BY 4.0), pages whose text was marked by hand.
// To fit them anew, to a folder with ID.html.gz and truth.jsonl (one object a
// line: id, url, articleBody): go test -run TestTrain -train FOLDER .
//
//go:embed trees.bin
var treesFile []byte

const treeDepth = 6

// tree is a complete binary tree: the children of node i are 2i and 2i+1, and
// node 1 is the root. A row goes to the right where the feature is above the
// limit.
type tree struct {
	Limit   [1 << treeDepth]float32
	Leaf    [1 << treeDepth]float32
	Feature [1 << treeDepth]uint8
}

// right is 1 where the row is above the limit of a node, else 0: the sign of the
// difference. A jump would be guessed wrong half the time, and a comparison
// waits in today's processors for the one before. No limit is -0.
func (t *tree) right(at uint32, f *row) uint32 {
	return math.Float32bits(t.Limit[at]-f[t.Feature[at]]) >> 31
}

type forest []tree

// A block whose sum is beyond doubt after some trees is not shown to the rest.
const (
	checkEvery = 8
	settled    = 3
)

// score is the probability that a block belongs to the article.
func (fo forest) score(f *row) float32 {
	var sum float32
	for len(fo) > 0 && -settled <= sum && sum <= settled {
		n := min(checkEvery, len(fo))
		sum = fo[:n].add(sum, f)
		fo = fo[n:]
	}
	return float32(1 / (1 + math.Exp(-float64(sum))))
}

// add goes down each tree and adds what it finds there. The levels are written
// out: a loop takes twice as long.
func (fo forest) add(sum float32, f *row) float32 {
	for i := range fo {
		t := &fo[i]
		at := 2 + t.right(1, f)
		at = 2*at + t.right(at, f)
		at = 2*at + t.right(at, f)
		at = 2*at + t.right(at, f)
		at = 2*at + t.right(at, f)
		at = 2*at + t.right(at, f)
		sum += t.Leaf[at-1<<treeDepth]
	}
	return sum
}

var forests = readForests(treesFile)

// readForests reads both passes: for each the number of trees, then the trees;
// of a tree first limit and feature of each node, then the leaves. All numbers
// are little endian.
func readForests(data []byte) (passes [2]forest) {
	number := func() uint32 {
		n := binary.LittleEndian.Uint32(data)
		data = data[4:]
		return n
	}
	for p := range passes {
		passes[p] = make(forest, number())
		for i := range passes[p] {
			t := &passes[p][i]
			for at := 1; at < len(t.Limit); at++ {
				t.Limit[at] = math.Float32frombits(number())
				t.Feature[at] = data[0]
				data = data[1:]
			}
			for at := range t.Leaf {
				t.Leaf[at] = math.Float32frombits(number())
			}
		}
	}
	return passes
}
