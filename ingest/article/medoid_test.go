package article

import (
	"slices"
	"testing"
)

// readerOf makes a reader of blocks with so many words each.
func readerOf(words ...int) *reader {
	r := &reader{}
	for _, n := range words {
		r.blocks = append(r.blocks, block{words: n})
	}
	return r
}

func TestTheChoiceIsTheOneThatTheOthersAgreeWith(t *testing.T) {
	const yes, no = true, false
	for name, c := range map[string]struct {
		words []int
		score []float32
		votes [2][]bool
		want  []bool
	}{
		"bold where the simple readers are": {
			[]int{50, 50, 50, 50}, []float32{0.95, 0.9, 0.4, 0.1},
			[2][]bool{{yes, yes, yes, no}, {yes, yes, yes, no}}, []bool{yes, yes, yes, no},
		},
		"cautious where they are": {
			[]int{50, 50, 50, 50}, []float32{0.95, 0.9, 0.6, 0.4},
			[2][]bool{{yes, yes, no, no}, {yes, yes, no, no}}, []bool{yes, yes, no, no},
		},
		"never what has no hope": {
			[]int{50, 50, 50}, []float32{0.95, 0.9, 0},
			[2][]bool{{yes, yes, yes}, {yes, yes, yes}}, []bool{yes, yes, no},
		},
		"with the summary ahead that no simple reader knows": {
			[]int{4, 12, 50, 50}, []float32{0.2, 0.6, 0.95, 0.9},
			[2][]bool{{no, no, yes, yes}, {no, no, yes, yes}}, []bool{no, yes, yes, yes},
		},
		"nothing where there is nothing": {
			[]int{3, 4}, []float32{0.1, 0.2}, [2][]bool{{no, no}, {no, no}}, []bool{no, no},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := readerOf(c.words...).medoid(c.score, c.votes); !slices.Equal(got.picked, c.want) {
				t.Errorf("took %v, want %v", got.picked, c.want)
			}
		})
	}
}

func TestAChoiceIsDoubtedWhereTheReadersDisagreeAndItIsInPieces(t *testing.T) {
	r := readerOf(100, 100, 100, 100)
	scores := []float32{0.9, 0.1, 0.9, 0.1}
	for name, c := range map[string]struct {
		votes [2][]bool
		want  bool
	}{
		"all see the same":         {[2][]bool{{true, false, true, false}, {true, false, true, false}}, false},
		"each sees something else": {[2][]bool{{false, true, false, false}, {false, false, false, true}}, true},
		"one takes more besides":   {[2][]bool{{true, true, true, true}, {true, false, true, false}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			choice := r.medoid(scores, c.votes)
			if got := choice.doubtful(); got != c.want {
				t.Errorf("doubted: %v, want %v (%+v)", got, c.want, choice)
			}
		})
	}
}
