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

// tree is a complete binary tree: the children of node i are 2i+1 and 2i+2.
type tree struct {
	Node [1<<treeDepth - 1]node
	Leaf [1 << treeDepth]float32
}

// node sends a row to the left where the feature is at most the limit.
type node struct {
	Limit   float32
	Feature uint8
}

func (t *tree) value(f *row) float32 {
	i := 0
	for range treeDepth {
		n := &t.Node[i]
		i = 2*i + 1
		if f[n.Feature] > n.Limit {
			i++
		}
	}
	return t.Leaf[i-len(t.Node)]
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
	for i := range fo {
		sum += fo[i].value(f)
		if i%checkEvery == checkEvery-1 && (sum > settled || sum < -settled) {
			break
		}
	}
	return float32(1 / (1 + math.Exp(-float64(sum))))
}

var forests = readForests(treesFile)

// readForests reads both passes: for each the number of trees, then the trees,
// all little endian.
func readForests(data []byte) (passes [2]forest) {
	for p := range passes {
		if len(data) < 4 {
			return passes
		}
		n := int(binary.LittleEndian.Uint32(data))
		data = data[4:]
		passes[p] = make(forest, n)
		for i := range passes[p] {
			used, err := binary.Decode(data, binary.LittleEndian, &passes[p][i])
			if err != nil {
				panic("article: trees.bin: " + err.Error())
			}
			data = data[used:]
		}
	}
	return passes
}
