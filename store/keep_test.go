package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

// filled returns an archive with one settled and one pending item.
func filled(t testing.TB) *Store {
	t.Helper()
	s := openTest(t)
	record(t, s, pollOf(listed(1), listed(2)))
	settle(t, s, conclusion(pending(t, s)[0]))
	return s
}

func verify(t *testing.T, s *Store) []Fault {
	t.Helper()
	faults, err := s.Verify(t.Context(), func(fp roundwatch.Fingerprint) error {
		if fp.Scheme != 1 {
			return errors.New("unknown scheme")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

func TestVerifyFindsWhatDoesNotHold(t *testing.T) {
	for _, test := range []struct{ name, damage, want string }{
		{"nothing", "", ""},
		{"a text that is no longer what was quoted and indexed", "UPDATE articles SET text = zip('x' || unzip(text))", "quote of evidence"},
		{"a search index that lacks an article", "DELETE FROM unindexed", "search index"},
		{"a settled item without a filing", "UPDATE filings SET in_force = 0", "filing in force"},
		{"a reference to nothing", "PRAGMA foreign_keys = off; UPDATE items SET source = 99", "reference"},
		{"a fingerprint of another scheme", "UPDATE fingerprints SET scheme = 7", "unknown scheme"},
		{"a duplicate without its relation", "UPDATE articles SET original = id", "relation"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := filled(t)
			if _, err := s.writer.Exec(test.damage); err != nil {
				t.Fatal(err)
			}
			faults := verify(t, s)
			if test.want == "" {
				if len(faults) > 0 {
					t.Errorf("faults %v", faults)
				}
				return
			}
			for _, f := range faults {
				if strings.Contains(f.Error(), test.want) {
					return
				}
			}
			t.Errorf("faults %v, want one about %q", faults, test.want)
		})
	}
}

func TestVerifyFindsDamagedPages(t *testing.T) {
	s := filled(t)
	path := s.Path()
	if _, err := s.writer.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	junk := make([]byte, pageSize)
	for i := range junk {
		junk[i] = 0xff
	}
	if _, err := f.WriteAt(junk, 5*pageSize); err != nil {
		t.Fatal(err)
	}
	f.Close()
	other, err := OpenReadOnly(t.Context(), path, Options{})
	if err != nil {
		return // noticed at once
	}
	defer other.Close()
	if faults, err := other.Verify(t.Context(), nil); err == nil && len(faults) == 0 {
		t.Error("a page of junk was not noticed")
	}
}

func TestBackupAndRestore(t *testing.T) {
	s, ctx := filled(t), t.Context()
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(ctx, file); err != nil {
		t.Fatal(err)
	}
	record(t, s, pollOf(listed(3)))
	if err := s.Backup(ctx, file); err != nil { // replaces the first
		t.Fatal(err)
	}
	record(t, s, pollOf(listed(4)))

	target := filepath.Join(t.TempDir(), "roundwatch.db")
	if kept, err := Restore(ctx, file, target); err != nil || kept != "" {
		t.Fatalf("kept %q, %v", kept, err)
	}
	back, err := Open(ctx, target, Options{Now: fixedNow})
	if err != nil {
		t.Fatal(err)
	}
	if got := entries(t, back, roundwatch.Query{}); len(got) != 3 {
		t.Errorf("restored %d items, want 3", len(got))
	}
	if faults := verify(t, back); len(faults) > 0 {
		t.Errorf("faults %v", faults)
	}
	record(t, back, pollOf(listed(9)))
	if err := back.Close(); err != nil {
		t.Fatal(err)
	}

	for _, want := range []string{target + ".old", target + ".old2"} { // the second keeps the first's
		if kept, err := Restore(ctx, file, target); err != nil || kept != want {
			t.Fatalf("kept %q, want %q, %v", kept, want, err)
		}
	}
	for path, want := range map[string]int{target: 3, target + ".old": 4, target + ".old2": 3} {
		r, err := OpenReadOnly(ctx, path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := entries(t, r, roundwatch.Query{}); len(got) != want {
			t.Errorf("%s has %d items, want %d", filepath.Base(path), len(got), want)
		}
		r.Close()
	}
}

func TestABackupTakesThePlaceOfABackupOnly(t *testing.T) {
	s, dir := filled(t), t.TempDir()
	link, note, empty := filepath.Join(dir, "link.db"), filepath.Join(dir, "notes.toml"), filepath.Join(dir, "empty.db")
	if err := errors.Join(os.Symlink(s.Path(), link), os.WriteFile(note, []byte("mine"), 0o600), os.WriteFile(empty, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{s.Path(), link, note, dir} {
		if err := s.Backup(t.Context(), file); err == nil {
			t.Errorf("%s was replaced", filepath.Base(file))
		}
	}
	if left, err := os.ReadFile(note); err != nil || string(left) != "mine" {
		t.Errorf("the note is now %q, %v", left, err)
	}
	if err := s.Backup(t.Context(), empty); err != nil {
		t.Error(err)
	}
	if faults := verify(t, s); len(faults) > 0 {
		t.Errorf("faults %v", faults)
	}
}

func TestRestoreRefusesWhatIsNoBackup(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	target := filepath.Join(dir, "roundwatch.db")
	if err := os.WriteFile(target, []byte("what was there"), 0o600); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(dir, "foreign.db")
	db, err := sql.Open("sqlite3", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE t (a); PRAGMA user_version = 1"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	for _, backup := range []string{foreign, filepath.Join(dir, "missing.db"), target} {
		if _, err := Restore(ctx, backup, target); err == nil || !strings.Contains(err.Error(), backup) {
			t.Errorf("restoring %s gives %v", filepath.Base(backup), err)
		}
	}
	if left, err := os.ReadFile(target); err != nil || string(left) != "what was there" {
		t.Errorf("what was there is now %q, %v", left, err)
	}
}

func TestPruneKeepsItems(t *testing.T) {
	s, ctx := filled(t), t.Context()
	if done, err := s.Prune(ctx, day.AddDate(0, 0, 13)); err != nil || done != (Pruned{}) {
		t.Errorf("after 13 days: %+v, %v", done, err)
	}
	if done, err := s.Prune(ctx, day.AddDate(0, 0, 15)); err != nil || done != (Pruned{Bodies: 1}) {
		t.Errorf("after 15 days: %+v, %v", done, err)
	}
	if done, err := s.Prune(ctx, day.AddDate(0, 0, pollDays+1)); err != nil || done != (Pruned{Polls: 1}) {
		t.Errorf("after a year: %+v, %v", done, err)
	}
	if got := entries(t, s, roundwatch.Query{}); len(got) != 2 {
		t.Errorf("%d items are left, want 2", len(got))
	}
}

func TestFaultsOfTheDiskSayWhatAndWhere(t *testing.T) {
	t.Run("a full disk", func(t *testing.T) {
		s := filled(t)
		if _, err := s.writer.Exec("PRAGMA max_page_count = 1"); err != nil { // SQLite then says what a full disk says
			t.Fatal(err)
		}
		p := pollOf()
		for n := range 2000 {
			p.Items = append(p.Items, listed(n))
		}
		_, err := s.RecordPoll(t.Context(), p)
		for _, want := range []string{"record poll of wire", s.Path(), "full", "free space"} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("the error %v does not say %q", err, want)
			}
		}
		if got := entries(t, s, roundwatch.Query{}); len(got) != 2 {
			t.Errorf("%d items are stored, want the 2 from before", len(got))
		}
	})
	t.Run("a folder that cannot be written", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(dir, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "roundwatch.db")
		if _, err := Open(t.Context(), path, Options{}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("the error is %v", err)
		}
	})
}

func TestACancelledCallerWritesNothing(t *testing.T) {
	s := filled(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Mark(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if ok, _ := s.Marked(t.Context(), "x"); ok {
		t.Error("it was written")
	}
}

func TestAWriteThatHasBegunIsNotCancelled(t *testing.T) {
	s := filled(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.probe = func(string) { cancel() }
	if err := s.Mark(ctx, "x"); err != nil {
		t.Error(err)
	}
	if ok, _ := s.Marked(t.Context(), "x"); !ok {
		t.Error("it was not written")
	}
}

func TestPausesAreNeverShortened(t *testing.T) {
	s := openTest(t)
	for _, hours := range []time.Duration{2, 1} {
		p := pollOf()
		p.Pause = &roundwatch.Pause{Domain: "example.org", Until: day.Add(hours * time.Hour)}
		record(t, s, p)
	}
	if got, err := s.Pauses(t.Context(), day); err != nil || len(got) != 1 || !got[0].Until.Equal(day.Add(2*time.Hour)) {
		t.Errorf("pauses %+v, %v", got, err)
	}
}
