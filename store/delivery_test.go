package store

import (
	"testing"
	"time"

	"roundwatch"
)

func claim(t *testing.T, s *Store, channel string, at time.Time) (claimed []roundwatch.Alert) {
	t.Helper()
	for {
		a, found, err := s.ClaimAlert(t.Context(), roundwatch.Claim{Channel: channel, At: at, Lease: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		if !found {
			return claimed
		}
		claimed = append(claimed, a)
	}
}

func deliver(t *testing.T, s *Store, d roundwatch.Delivery) {
	t.Helper()
	if err := s.RecordDelivery(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

func enqueueTest(t *testing.T, s *Store, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if err := s.EnqueueAlert(t.Context(), roundwatch.Alert{Key: key, Channel: "desk", Type: roundwatch.AlertTest}); err != nil {
			t.Fatal(err)
		}
	}
}

func keysOf(alerts []roundwatch.Alert) (keys string) {
	for _, a := range alerts {
		keys += a.Key
	}
	return keys
}

func TestAClaimHoldsUntilItsLeaseEnds(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	enqueueTest(t, s, "a", "b", "a") // the second a is the first
	if got := claim(t, s, "mail", day); len(got) != 0 {
		t.Errorf("another channel claimed %+v", got)
	}
	got := claim(t, s, "desk", day)
	if keysOf(got) != "ab" || got[0].State != roundwatch.AlertClaimed || got[0].Attempts != 1 {
		t.Errorf("claimed %+v", got)
	}
	if got := claim(t, s, "desk", day.Add(time.Minute-1)); len(got) != 0 {
		t.Errorf("claimed what is being sent: %+v", got)
	}
	if next, err := s.NextAlert(ctx, "desk"); err != nil || !next.Equal(day.Add(time.Minute)) {
		t.Errorf("next %v, %v", next, err)
	}
	if got := claim(t, s, "desk", day.Add(time.Minute)); keysOf(got) != "ab" || got[0].Attempts != 2 {
		t.Errorf("after the lease claimed %+v", got)
	}
	if err := s.ReleaseAlerts(ctx); err != nil {
		t.Fatal(err)
	}
	if got := claim(t, s, "desk", day); keysOf(got) != "ab" || got[0].Attempts != 3 {
		t.Errorf("after a release claimed %+v", got)
	}
}

func TestWhatBecomesOfATry(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	enqueueTest(t, s, "a", "b", "c")
	claim(t, s, "desk", day)
	later := day.Add(time.Hour)
	deliver(t, s, roundwatch.Delivery{Key: "a", At: day, State: roundwatch.AlertDelivered})
	deliver(t, s, roundwatch.Delivery{Key: "b", At: day, State: roundwatch.AlertDue, Due: later, Error: "status 503"})
	deliver(t, s, roundwatch.Delivery{Key: "c", At: day, State: roundwatch.AlertDead, Error: "status 400"})
	if err := s.RecordDelivery(ctx, roundwatch.Delivery{Key: "a", At: day, State: roundwatch.AlertDue}); err == nil {
		t.Error("what was delivered became due again")
	}
	if got := claim(t, s, "desk", later.Add(-1)); len(got) != 0 {
		t.Errorf("claimed before its time: %+v", got)
	}
	if got := claim(t, s, "desk", later); keysOf(got) != "b" || got[0].Error != "status 503" {
		t.Errorf("claimed %+v", got)
	}
	if got, err := s.Alerts(ctx, roundwatch.AlertDelivered, 5); err != nil || keysOf(got) != "a" || !got[0].SentAt.Equal(day) {
		t.Errorf("delivered %+v, %v", got, err)
	}
	if n, err := s.RetryAlerts(ctx); err != nil || n != 1 {
		t.Errorf("retried %d, %v", n, err)
	}
	if got := claim(t, s, "desk", day); keysOf(got) != "c" || got[0].Error != "" {
		t.Errorf("after a retry claimed %+v", got)
	}
	if next, err := s.NextAlert(ctx, "mail"); err != nil || !next.IsZero() {
		t.Errorf("next for a channel without alerts: %v, %v", next, err)
	}
}

func TestJoinedArticleKeepsItsFilingAndEvidence(t *testing.T) {
	s := openTest(t)
	record(t, s, pollOf(listed(1)))
	article := settle(t, s, conclusion(pending(t, s)[0]))
	again := pollOf(listed(1))
	again.Source = "other"
	record(t, s, again)
	joins := roundwatch.Settled{Item: pending(t, s)[0].ID, At: day.Add(time.Hour), Article: roundwatch.Article{ID: article},
		Filing: roundwatch.Filing{Verdict: roundwatch.VerdictFiled, Round: "sd-1", By: roundwatch.ByOriginal, At: day.Add(time.Hour)}}
	settle(t, s, joins)
	f, err := s.Filing(t.Context(), article)
	if err != nil || f.By != roundwatch.ByRule || len(f.Evidence) != 1 {
		t.Errorf("filing %+v, %v", f, err)
	}
}
