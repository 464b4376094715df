package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"roundwatch"
)

// The crash tests run this test binary again as a child that works on an
// archive and kills itself, as kill -9 would, right before or right after a
// commit. The parent then looks at what is left: everything or nothing.

const (
	crashFile  = "ROUNDWATCH_TEST_CRASH_FILE"
	crashPoint = "ROUNDWATCH_TEST_CRASH_POINT"
	holdFile   = "ROUNDWATCH_TEST_HOLD_FILE"
)

func TestMain(m *testing.M) {
	switch {
	case os.Getenv(crashFile) != "":
		crashChild(os.Getenv(crashFile), os.Getenv(crashPoint))
	case os.Getenv(holdFile) != "":
		holdChild(os.Getenv(holdFile))
	}
	os.Exit(m.Run())
}

// crashWork is the work of the child: each of the transactions, one after another.
var crashWork = []struct {
	transaction string
	do          func(ctx context.Context, s *Store) error
	done        func(t *testing.T, s *Store) bool // is all of it stored? Parts of it fail the test.
}{
	{"record poll of wire", func(ctx context.Context, s *Store) error {
		p := pollOf(listed(1), listed(2))
		p.Pause = &roundwatch.Pause{Domain: "example.org", Until: day.Add(time.Hour)}
		p.Alerts = []roundwatch.Alert{{Key: "source/wire", Channel: "desk", Type: roundwatch.AlertSource}}
		_, err := s.RecordPoll(ctx, p)
		return err
	}, func(t *testing.T, s *Store) bool {
		return allOrNone(t, s, "SELECT count(*) = 2 FROM items", "SELECT count(*) FROM sources WHERE etag <> ''",
			"SELECT count(*) FROM polls", "SELECT count(*) FROM pauses WHERE domain = 'example.org'", "SELECT count(*) FROM alerts WHERE type = 'source'")
	}},
	{"save subscription of wire", func(ctx context.Context, s *Store) error {
		return s.SaveSubscription(ctx, roundwatch.Subscription{Source: "wire", Hub: "https://hub.example.org/", Topic: "t", Callback: "c", Secret: "s"},
			&roundwatch.Pause{Domain: "hub.example.org", Until: day.Add(time.Hour)})
	}, func(t *testing.T, s *Store) bool {
		return allOrNone(t, s, "SELECT count(*) FROM subscriptions", "SELECT count(*) FROM pauses WHERE domain = 'hub.example.org'")
	}},
	{"postpone item 2", func(ctx context.Context, s *Store) error {
		return s.Postpone(ctx, roundwatch.Postponement{Item: 2, At: day, NextTry: day.Add(time.Minute), Error: "timeout",
			Pause: &roundwatch.Pause{Domain: "slow.example.org", Until: day.Add(time.Hour)}})
	}, func(t *testing.T, s *Store) bool {
		return allOrNone(t, s, "SELECT attempts FROM items WHERE id = 2", "SELECT count(*) FROM pauses WHERE domain = 'slow.example.org'")
	}},
	{"settle item 1", func(ctx context.Context, s *Store) error {
		item := listed(1)
		item.ID = 1
		_, err := s.Settle(ctx, conclusion(item))
		return err
	}, func(t *testing.T, s *Store) bool {
		return allOrNone(t, s, "SELECT state = 'settled' FROM items WHERE id = 1", "SELECT count(*) FROM articles",
			"SELECT count(*) FROM fingerprints", "SELECT count(*) FROM filings", "SELECT count(*) FROM checks",
			"SELECT count(*) FROM alerts WHERE type = 'article'", "SELECT count(*) FROM bodies", "SELECT count(*) FROM readings",
			"SELECT count(*) = 2 FROM lines", "SELECT count(*) FROM unindexed",
			"SELECT count(*) FROM audit WHERE noun = 'item'")
	}},
	{"claim an alert of desk", func(ctx context.Context, s *Store) error {
		_, _, err := s.ClaimAlert(ctx, roundwatch.Claim{Channel: "desk", At: day, Lease: time.Minute})
		return err
	}, func(t *testing.T, s *Store) bool {
		return allOrNone(t, s, "SELECT count(*) = 1 FROM alerts WHERE state = 'claimed'", "SELECT sum(attempts) = 1 FROM alerts")
	}},
	{"record delivery of source/wire", func(ctx context.Context, s *Store) error {
		return s.RecordDelivery(ctx, roundwatch.Delivery{Key: "source/wire", At: day, State: roundwatch.AlertDelivered})
	}, func(t *testing.T, s *Store) bool {
		return allOrNone(t, s, "SELECT count(*) FROM alerts WHERE state = 'delivered' AND sent_at IS NOT NULL",
			"SELECT count(*) FROM deliveries", "SELECT count(*) FROM audit WHERE noun = 'alert'")
	}},
	{"record check of article 1", func(ctx context.Context, s *Store) error {
		return s.RecordCheck(ctx, roundwatch.Checked{Article: 1, At: day, Step: 1, Next: day.Add(time.Hour),
			Revision:    &roundwatch.Revision{At: day, Title: "Title 1", Text: "Corrected.", Change: "corrected"},
			Fingerprint: &roundwatch.Fingerprint{Scheme: 2, Hash: 2, Tokens: 1},
			Alerts:      []roundwatch.Alert{{Key: "erratum/1/desk", Channel: "desk", Type: roundwatch.AlertErratum}}})
	}, func(t *testing.T, s *Store) bool {
		return allOrNone(t, s, "SELECT count(*) FROM revisions", "SELECT step FROM checks", "SELECT count(*) FROM fingerprints WHERE scheme = 2",
			"SELECT count(*) FROM alerts WHERE type = 'erratum'")
	}},
	{"record review of item 1", func(ctx context.Context, s *Store) error {
		return s.RecordReview(ctx, roundwatch.Review{Item: 1, Action: "move", Round: "sd-2", Who: "desk", At: day},
			roundwatch.Filing{Verdict: roundwatch.VerdictFiled, Round: "sd-2", Confidence: 1, Relevant: true}, nil)
	}, func(t *testing.T, s *Store) bool {
		return allOrNone(t, s, "SELECT count(*) FROM reviews", "SELECT count(*) FROM filings WHERE made_by = 'human' AND in_force = 1",
			"SELECT count(*) FROM filings WHERE made_by = 'rule' AND in_force = 0", "SELECT count(*) FROM audit WHERE noun = 'filing'")
	}},
	{"roll up alerts of mail", func(ctx context.Context, s *Store) error {
		for _, key := range []string{"article/8/mail", "article/9/mail"} {
			if err := s.EnqueueAlert(ctx, roundwatch.Alert{Key: key, Channel: "mail", Type: roundwatch.AlertNew}); err != nil {
				return err
			}
		}
		if _, _, err := s.ClaimAlert(ctx, roundwatch.Claim{Channel: "mail", At: day, Lease: time.Minute, Budget: 1, Day: day}); err != nil {
			return err
		}
		_, err := s.RollUp(ctx, roundwatch.Rollup{Channel: "mail", At: day, Day: day, Name: "2026-03-02", Before: "2026-03-01"})
		return err
	}, func(t *testing.T, s *Store) bool {
		return allOrNone(t, s, "SELECT count(*) FROM alerts WHERE type = 'rollup'", "SELECT count(*) FROM alerts WHERE state = 'rolled' AND rollup IS NOT NULL")
	}},
	{"record digest 1", func(ctx context.Context, s *Store) error {
		return s.RecordDigest(ctx, roundwatch.Digest{Dossier: "d", Number: 1, To: day, At: day, Document: []byte("{}")},
			[]roundwatch.Told{{Article: 1, Round: "sd-2", Verdict: roundwatch.VerdictFiled, Revision: 2}},
			[]roundwatch.Alert{{Key: "digest/d/1/mail", Channel: "mail", Type: roundwatch.AlertDigest}})
	}, func(t *testing.T, s *Store) bool {
		return allOrNone(t, s, "SELECT count(*) FROM digests", "SELECT count(*) FROM told", "SELECT count(*) FROM alerts WHERE type = 'digest'",
			"SELECT count(*) FROM audit WHERE noun = 'digest'")
	}},
}

// allOrNone runs queries that each give 1 or 0 and fails unless they agree.
func allOrNone(t *testing.T, s *Store, queries ...string) bool {
	t.Helper()
	var ones []string
	for _, q := range queries {
		var got int
		if err := s.reader.QueryRow("SELECT coalesce((" + q + "), 0)").Scan(&got); err != nil {
			t.Fatal(q, err)
		}
		if got == 1 {
			ones = append(ones, q)
		}
	}
	if len(ones) > 0 && len(ones) < len(queries) {
		t.Errorf("only a part was stored: %s", strings.Join(ones, "; "))
	}
	return len(ones) == len(queries)
}

// crashChild does the work up to point, and dies there.
func crashChild(file, point string) {
	s, err := Open(context.Background(), file, Options{Now: fixedNow, RawDays: 14})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	s.probe = func(at string) {
		if at == point {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // until the signal arrives
		}
	}
	for _, w := range crashWork {
		if err := w.do(context.Background(), s); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	fmt.Println("never came to", point)
	os.Exit(1)
}

func TestCrashAroundEachCommit(t *testing.T) {
	for n, w := range crashWork {
		for _, side := range []string{"before", "after"} {
			t.Run(side+" "+w.transaction, func(t *testing.T) {
				file := filepath.Join(t.TempDir(), "roundwatch.db")
				child := exec.CommandContext(t.Context(), os.Args[0])
				child.Env = append(os.Environ(), crashFile+"="+file, crashPoint+"="+side+" "+w.transaction)
				output, err := child.CombinedOutput()
				if !strings.Contains(fmt.Sprint(err), "killed") {
					t.Fatalf("the child was not killed: %v: %s", err, output)
				}
				s, err := Open(t.Context(), file, Options{Now: fixedNow, RawDays: 14})
				if err != nil {
					t.Fatal(err)
				}
				defer s.Close()
				if done, want := w.done(t, s), side == "after"; done != want {
					t.Errorf("stored: %v, want %v", done, want)
				}
				if faults, err := s.Verify(t.Context(), nil); err != nil || len(faults) > 0 {
					t.Errorf("faults %v, %v", faults, err)
				}
				for _, rest := range crashWork[n+1:] { // what was not begun is not there
					if rest.done(t, s) {
						t.Errorf("%s is stored, too", rest.transaction)
					}
				}
			})
		}
	}
}

// holdChild begins to write, says so, and commits when its input ends.
func holdChild(file string) {
	s, err := Open(context.Background(), file, Options{Now: fixedNow})
	if err == nil {
		s.probe = func(at string) {
			if at == "before mark held" {
				fmt.Println("held")
				bufio.NewReader(os.Stdin).ReadString('\n')
			}
		}
		err = s.Mark(context.Background(), "held")
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

func TestAWriterWaitsForAnotherProcessAndReadersDoNot(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	record(t, s, pollOf(listed(1)))
	child := exec.CommandContext(ctx, os.Args[0])
	child.Env = append(os.Environ(), holdFile+"="+s.Path())
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if said, err := bufio.NewReader(out).ReadString('\n'); said != "held\n" {
		t.Fatalf("child said %q, %v", said, err)
	}
	wrote := make(chan error, 1)
	go func() { wrote <- s.Mark(ctx, "beside") }()
	if got := entries(t, s, roundwatch.Query{}); len(got) != 1 {
		t.Errorf("beside a writer one reads %+v", got)
	}
	select {
	case err := <-wrote:
		t.Errorf("wrote beside another writer: %v", err)
	default:
	}
	in.Close()
	if err := child.Wait(); err != nil {
		t.Error(err)
	}
	if err := <-wrote; err != nil {
		t.Error(err)
	}
	for _, name := range []string{"held", "beside"} {
		if ok, err := s.Marked(ctx, name); !ok || err != nil {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
	}
}
