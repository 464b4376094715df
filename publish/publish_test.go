package publish

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWriteFileReplacesAndLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "digest.md")
	if err := os.WriteFile(filepath.Join(dir, ".digest.md.tmp"), []byte("left by a kill, and longer"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"first", "2nd"} {
		if err := WriteFile(name, []byte(body)); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(name); string(got) != body {
			t.Errorf("file holds %q, want %q", got, body)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("folder holds %v", entries)
	}
}

func TestWriteFileKeepsTheOldFileWhereItFails(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "digest.md")
	if err := os.MkdirAll(filepath.Join(name, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(name, []byte("new")); err == nil {
		t.Fatal("a folder was replaced by a file")
	}
	if _, err := os.Stat(filepath.Join(name, "in the way")); err != nil {
		t.Error(err)
	}
}
