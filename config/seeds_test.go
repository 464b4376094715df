package config

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// The seeds are evidence: whoever tidies one up changes what the archive
// says was found.
func TestSeedsAreTheDocumentsAsTheyWereFound(t *testing.T) {
	want := []struct{ name, sum string }{
		{"000_eb9c958a4e2b8146", "4ee5b4fb4b985e6b"},
		{"001_95f6227c8ea5e897", "dd0c5742686aea96"},
		{"002_c4d47938a8aa6427", "029da2360dced87f"},
		{"003_10680733942b981a", "16bce8b7bad77533"},
		{"004_536f873b64d8a754", "b7ea95c150a6874a"},
	}
	seeds := Seeds()
	if len(seeds) != len(want) {
		t.Fatalf("%d seeds, want %d", len(seeds), len(want))
	}
	for i, s := range seeds {
		sum := sha256.Sum256([]byte(s.Text))
		if got := hex.EncodeToString(sum[:8]); s.Name != want[i].name || got != want[i].sum {
			t.Errorf("seed %d is %s with hash %s, want %s with %s", i, s.Name, got, want[i].name, want[i].sum)
		}
	}
}
