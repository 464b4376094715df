package article

import "testing"

func TestATableHoldsWhatAMapHolds(t *testing.T) {
	table, want := newTable(0), make(map[uint64]int32)
	for i := range uint64(5000) {
		hash := i % 1700 * hashPrime // some come again, and 0 is among them
		value := int32(i + 1)
		table.put(hash, value)
		want[hash] = value
	}
	for hash, value := range want {
		if got := table.at(hash); got != value {
			t.Fatalf("number of %d is %d, want %d", hash, got, value)
		}
	}
	if table.used != len(want) || table.used >= len(table.slots) {
		t.Errorf("%d hashes in %d slots, want %d and free ones", table.used, len(table.slots), len(want))
	}
	if got := table.at(1); got != 0 {
		t.Errorf("a hash that was never put has the number %d", got)
	}
}

func TestWordsAreTheSameWhateverTheirCase(t *testing.T) {
	plain := appendWords(nil, "the minister's 2 talks, şubat öğle قال الوزير")
	shout := appendWords(nil, " THE MINISTER'S 2 TALKS: ŞUBAT ÖĞLE — قال «الوزير».")
	if len(plain) != 8 || len(shout) != 8 {
		t.Fatalf("%d and %d words, want 8", len(plain), len(shout))
	}
	for i := range plain {
		if plain[i] != shout[i] {
			t.Errorf("word %d has two hashes", i)
		}
	}
}

func TestRunsAreThreeWordsInARow(t *testing.T) {
	long, moved := runsOf("one two three four five"), runsOf("zero two three four six")
	if len(long) != 3 || long[1] != moved[1] || long[0] == moved[0] || long[2] == moved[2] {
		t.Errorf("runs %x and %x share more or less than the middle one", long, moved)
	}
	for text, want := range map[string]int{"": 0, "one": 1, "one two": 1, "one two three": 1} {
		if got := len(runsOf(text)); got != want {
			t.Errorf("%d runs in %q, want %d", got, text, want)
		}
	}
}
