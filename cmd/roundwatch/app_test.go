package main

import (
	"strings"
	"testing"
)

func TestTextForATerminalHoldsNoCommands(t *testing.T) {
	var b strings.Builder
	const hostile = "Talks\x1b[2J resume\x07\u009b31m\tin\nبغداد"
	if n, err := (inert{&b}).Write([]byte(hostile)); err != nil || n != len(hostile) {
		t.Fatalf("wrote %d of %d: %v", n, len(hostile), err)
	}
	if want := "Talks\uFFFD[2J resume\uFFFD\uFFFD31m\tin\nبغداد"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}
