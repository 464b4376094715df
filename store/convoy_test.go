package store

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// TestWritesThatWaitShareACommit holds up a first write until the others wait
// behind it.
func TestWritesThatWaitShareACommit(t *testing.T) {
	refused := errors.New("refused")
	for _, test := range []struct {
		name    string
		faults  []error // of those that wait
		commits int
	}{
		{"all of them are one commit", []error{nil, nil, nil}, 2},
		{"of several only the faulty one fails", []error{nil, refused, nil}, 3},
		{"a single one is a commit of its own", []error{nil}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := openTest(t)
			commits, held := 0, make(chan struct{})
			s.probe = func(point string) {
				if point == "before mark first" {
					close(held)
					for waiting := 0; waiting < len(test.faults); runtime.Gosched() {
						s.convoy.mu.Lock()
						waiting = len(s.convoy.waiting)
						s.convoy.mu.Unlock()
					}
				}
				if strings.HasPrefix(point, "after mark") {
					commits++
				}
			}
			mark := func(name string, fault error) error {
				return s.share(t.Context(), "mark "+name, func(ctx context.Context, tx *sql.Tx) error {
					_, err := tx.ExecContext(ctx, "INSERT INTO meta (name, value, at) VALUES (?, '', 0)", name)
					return errors.Join(err, fault)
				})
			}
			var all sync.WaitGroup
			all.Go(func() {
				if err := mark("first", nil); err != nil {
					t.Error(err)
				}
			})
			<-held
			for i, fault := range test.faults {
				all.Go(func() {
					name := string(rune('a' + i))
					if err := mark(name, fault); !errors.Is(err, fault) {
						t.Errorf("%s: error %v, want %v", name, err, fault)
					}
					if stored, err := s.Marked(t.Context(), name); stored != (fault == nil) || err != nil {
						t.Errorf("%s: stored is %v, %v", name, stored, err)
					}
				})
			}
			all.Wait()
			if commits != test.commits {
				t.Errorf("%d commits, want %d", commits, test.commits)
			}
		})
	}
}

func TestAWriteThatSharesJoinsItsCallersTransaction(t *testing.T) {
	s := openTest(t)
	err := s.Together(t.Context(), "two polls", func(ctx context.Context) error {
		for _, source := range []string{"a", "b"} {
			p := pollOf(listed(1))
			p.Source = source
			if _, err := s.RecordPoll(ctx, p); err != nil {
				return err
			}
		}
		if got := len(pending(t, s)); got != 0 {
			t.Errorf("%d items are seen outside before the commit", got)
		}
		return nil
	})
	if got := len(pending(t, s)); got != 2 || err != nil {
		t.Errorf("%d items stored, %v", got, err)
	}
}
