package rounds

// automaton finds every pattern of a dossier in one pass over an article
// (Aho and Corasick, "Efficient string matching", CACM 18, 1975). It reads
// letters, not bytes: each letter that occurs in a pattern has a number, all
// others share the number 0, so that a row of the table stays short.
type automaton struct {
	letters [letterTable]uint8
	rare    map[rune]uint8 // letters beyond the table
	width   int
	next    []uint16 // next[state*width+letter]
	found   []int32  // index into outs of the patterns that end in a state, -1 if none
	outs    [][]int32
	ending  int // the first of the states in which patterns end: they come last
}

const (
	letterTable = 0x800 // Latin, Greek, Cyrillic, Hebrew, Arabic
	maxLetters  = 250
	otherLetter = 0
	gap         = 1       // between words
	maxStates   = 1 << 16 // the table stays within a few megabytes
)

// letter returns the number of a folded character.
func (a *automaton) letter(r rune) uint8 {
	if uint32(r) < letterTable {
		return a.letters[r]
	}
	return a.rare[r]
}

// spelt returns the numbers of a word's letters.
func (a *automaton) spelt(w string) string {
	var numbers []byte
	for _, r := range w {
		numbers = append(numbers, a.letter(r))
	}
	return string(numbers)
}

// buildAutomaton makes the automaton for patterns of letters and gaps (' '). It
// reports false if they need more than maxStates states.
func buildAutomaton(patterns []string) (*automaton, bool) {
	a := &automaton{rare: map[rune]uint8{}}
	a.number(patterns)
	if !a.grow(patterns) {
		return nil, false
	}
	a.link()
	a.order()
	return a, true
}

// number gives each letter of the patterns its number. Beyond maxLetters the
// rest shares 0 and can not be told apart, which no alphabet we read needs.
func (a *automaton) number(patterns []string) {
	a.letters[' '] = gap
	n := uint8(gap)
	for _, p := range patterns {
		for _, r := range p {
			if a.letter(r) != otherLetter || n == maxLetters {
				continue
			}
			n++
			if r < letterTable {
				a.letters[r] = n
			} else {
				a.rare[r] = n
			}
		}
	}
	a.width = int(n) + 1
}

// grow makes the tree of the patterns; a missing branch is 0, the root.
func (a *automaton) grow(patterns []string) bool {
	a.next = make([]uint16, a.width)
	a.found = []int32{-1}
	for i, p := range patterns {
		state := uint16(0)
		for _, r := range p {
			at := int(state)*a.width + int(a.letter(r))
			if a.next[at] == 0 {
				if len(a.found) == maxStates {
					return false
				}
				a.next[at] = uint16(len(a.found))
				a.next = append(a.next, make([]uint16, a.width)...)
				a.found = append(a.found, -1)
			}
			state = a.next[at]
		}
		if a.found[state] < 0 {
			a.found[state] = int32(len(a.outs))
			a.outs = append(a.outs, nil)
		}
		a.outs[a.found[state]] = append(a.outs[a.found[state]], int32(i))
	}
	return true
}

// link fills every missing branch with the one to take after the longest
// ending that is also a beginning, so that the scan never steps back.
func (a *automaton) link() {
	fail := make([]uint16, len(a.found))
	queue := make([]uint16, 0, len(a.found))
	for c := range a.width {
		if s := a.next[c]; s != 0 {
			queue = append(queue, s)
		}
	}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		a.inherit(s, fail[s])
		row, failed := int(s)*a.width, int(fail[s])*a.width
		for c := range a.width {
			if a.next[row+c] == 0 {
				a.next[row+c] = a.next[failed+c]
				continue
			}
			fail[a.next[row+c]] = a.next[failed+c]
			queue = append(queue, a.next[row+c])
		}
	}
}

// inherit adds the patterns that end in state f, a proper ending of s, to s.
func (a *automaton) inherit(s, f uint16) {
	if a.found[f] < 0 {
		return
	}
	if a.found[s] < 0 {
		a.found[s] = a.found[f]
		return
	}
	own := a.outs[a.found[s]]
	all := append(append([]int32{}, own...), a.outs[a.found[f]]...)
	a.found[s] = int32(len(a.outs))
	a.outs = append(a.outs, all)
}

// order numbers the states anew, those in which patterns end behind all others:
// so the scan sees by a state's number that nothing ends there.
func (a *automaton) order() {
	number, n := make([]uint16, len(a.found)), 0
	for _, ending := range []bool{false, true} {
		if ending {
			a.ending = n
		}
		for s, found := range a.found {
			if found >= 0 == ending {
				number[s] = uint16(n)
				n++
			}
		}
	}
	next, found := make([]uint16, len(a.next)), make([]int32, len(a.found))
	for s := range a.found {
		to := int(number[s])
		found[to] = a.found[s]
		for c := range a.width {
			next[to*a.width+c] = number[a.next[s*a.width+c]]
		}
	}
	a.next, a.found = next, found
}
