package store

import (
	"testing"
	"time"

	"roundwatch"
)

func TestGaugesCountWhatTheArchiveHolds(t *testing.T) {
	s := openTest(t)
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if g, err := s.Gauges(t.Context()); err != nil || !g.OldestPending.IsZero() || !g.LastPoll.IsZero() {
		t.Fatalf("gauges of an empty archive %+v, %v", g, err)
	}
	record(t, s, pollOf(listed(1), listed(2)))
	settle(t, s, conclusion(pending(t, s)[0]))
	g, err := s.Gauges(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if g.Polls[roundwatch.PollOK] != 1 || g.Items[roundwatch.ItemPending] != 1 || g.Items[roundwatch.ItemSettled] != 1 ||
		g.Verdicts[roundwatch.VerdictFiled] != 1 || g.Sources[roundwatch.HealthOK] != 1 {
		t.Errorf("counts %+v", g)
	}
	if len(g.Alerts) != 1 || g.Alerts[0] != (roundwatch.AlertCount{Channel: "desk", State: roundwatch.AlertDue, N: 1}) {
		t.Errorf("alerts %+v", g.Alerts)
	}
	if !g.OldestPending.Equal(day) || !g.OldestDue.Equal(day) || !g.LastPoll.Equal(day) || g.LastDigest != (time.Time{}) {
		t.Errorf("times %+v", g)
	}
}

func TestPingOfAClosedArchiveFails(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir()+"/a.db", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err == nil {
		t.Error("a closed archive answered")
	}
}
