package store

import (
	"fmt"
	"testing"
	"time"

	"roundwatch"
)

// queueAlerts puts n article alerts of one channel into the outbox, from item number first.
func queueAlerts(t *testing.T, s *Store, first, n int, change func(*roundwatch.Alert)) {
	t.Helper()
	for i := first; i < first+n; i++ {
		a := roundwatch.Alert{Key: fmt.Sprintf("article/%d/desk", i), Channel: "desk", Type: roundwatch.AlertNew, Round: "sd-3", Title: fmt.Sprint("Title ", i), Source: "wire"}
		if change != nil {
			change(&a)
		}
		if err := s.EnqueueAlert(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
}

// deliverAll claims and delivers what is due at a time and returns the keys.
func deliverAll(t *testing.T, s *Store, at time.Time, budget int) (keys []string) {
	t.Helper()
	for {
		a, found, err := s.ClaimAlert(t.Context(), roundwatch.Claim{Channel: "desk", At: at, Lease: time.Minute, Budget: budget, Day: midnight(at)})
		if err != nil {
			t.Fatal(err)
		}
		if !found {
			return keys
		}
		keys = append(keys, a.Key)
		if err := s.RecordDelivery(t.Context(), roundwatch.Delivery{Key: a.Key, At: at, State: roundwatch.AlertDelivered}); err != nil {
			t.Fatal(err)
		}
	}
}

func midnight(t time.Time) time.Time { return t.Truncate(24 * time.Hour) }

func rollUp(t *testing.T, s *Store, at time.Time) bool {
	t.Helper()
	made, err := s.RollUp(t.Context(), roundwatch.Rollup{
		Channel: "desk", At: at, Day: midnight(at), Name: at.Format(time.DateOnly), Before: at.AddDate(0, 0, -1).Format(time.DateOnly)})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestBudgetLetsFiveOutAndNamesTheRest(t *testing.T) {
	s := openTest(t)
	queueAlerts(t, s, 1, 8, nil)
	if got := deliverAll(t, s, day, 5); len(got) != 5 || got[0] != "article/1/desk" || got[4] != "article/5/desk" {
		t.Fatalf("delivered %v", got)
	}
	if !rollUp(t, s, day) {
		t.Fatal("no roll-up though nothing waits to be judged")
	}
	if rollUp(t, s, day) {
		t.Error("the same alerts were rolled up twice")
	}
	due, err := s.Alerts(t.Context(), roundwatch.AlertDue, 0)
	if err != nil || len(due) != 1 || due[0].Type != roundwatch.AlertRollup || len(due[0].Names) != 3 {
		t.Fatalf("roll-up %+v, %v", due, err)
	}
	if due[0].Title != "3 more alerts on 2026-03-02" || due[0].Names[0] != "[sd-3] Title 6 (wire, item 0)" {
		t.Errorf("roll-up %+v", due[0])
	}
	if got := deliverAll(t, s, day, 5); len(got) != 1 || got[0] != due[0].Key {
		t.Errorf("delivered %v after the roll-up", got)
	}
}

func TestOfficialVoicesNeedNoPlaceInTheBudget(t *testing.T) {
	s := openTest(t)
	queueAlerts(t, s, 1, 3, func(a *roundwatch.Alert) { a.Tier = roundwatch.TierOfficial })
	queueAlerts(t, s, 4, 2, nil)
	queueAlerts(t, s, 6, 1, func(a *roundwatch.Alert) { a.Tier = roundwatch.TierOfficial })
	if got := deliverAll(t, s, day, 1); len(got) != 5 {
		t.Errorf("delivered %v, want four official ones and one other", got)
	}
}

func TestRollupWaitsForTheQueueAndForTheDay(t *testing.T) {
	s := openTest(t)
	record(t, s, pollOf(listed(1)))
	queueAlerts(t, s, 1, 3, nil)
	deliverAll(t, s, day, 1)
	if rollUp(t, s, day) {
		t.Error("rolled up while an item waits to be judged")
	}
	in := conclusion(pending(t, s)[0])
	in.Alerts = nil
	settle(t, s, in)
	if !rollUp(t, s, day.Add(time.Minute)) {
		t.Error("not rolled up when the queue was drained")
	}
	queueAlerts(t, s, 4, 2, nil)
	deliverAll(t, s, day.Add(time.Hour), 1)
	if rollUp(t, s, day.Add(time.Hour)) {
		t.Error("a second roll-up on the same day")
	}
	tomorrow := midnight(day).Add(24 * time.Hour)
	if !rollUp(t, s, tomorrow) {
		t.Error("the rest of the day was not rolled up at its end")
	}
	queueAlerts(t, s, 6, 3, nil)
	if got := deliverAll(t, s, tomorrow.Add(time.Hour), 1); len(got) != 2 {
		t.Errorf("the new day delivered %v, want the roll-up and one alert", got)
	}
	if !rollUp(t, s, tomorrow.Add(time.Hour)) {
		t.Error("yesterday's roll-up used up today's")
	}
}

func TestFailingAlertKeepsItsPlaceInTheBudget(t *testing.T) {
	s := openTest(t)
	queueAlerts(t, s, 1, 1, nil)
	claim := roundwatch.Claim{Channel: "desk", At: day, Lease: time.Minute, Budget: 1, Day: midnight(day)}
	a, _, err := s.ClaimAlert(t.Context(), claim)
	if err != nil || a.Attempts != 1 || a.State != roundwatch.AlertClaimed {
		t.Fatalf("claimed %+v, %v", a, err)
	}
	err = s.RecordDelivery(t.Context(), roundwatch.Delivery{Key: a.Key, At: day, State: roundwatch.AlertDue, Due: day.Add(time.Hour), Error: "status 503"})
	if err != nil {
		t.Fatal(err)
	}
	queueAlerts(t, s, 2, 1, nil)
	if got := deliverAll(t, s, day, 1); len(got) != 0 {
		t.Errorf("delivered %v beside an alert that holds the only place", got)
	}
	if next, err := s.NextAlert(t.Context(), "desk"); err != nil || !next.Equal(day.Add(time.Hour)) {
		t.Errorf("next alert %v, %v", next, err)
	}
	if got := deliverAll(t, s, day.Add(time.Hour), 1); len(got) != 1 || got[0] != "article/1/desk" {
		t.Errorf("delivered %v an hour later", got)
	}
}

func TestAlertThatFailedOftenWaitsBehindTheOthers(t *testing.T) {
	s := openTest(t)
	queueAlerts(t, s, 1, 2, nil)
	claim := roundwatch.Claim{Channel: "desk", At: day, Lease: time.Minute}
	var order []string
	for range 5 {
		a, _, err := s.ClaimAlert(t.Context(), claim)
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, a.Key)
		if err := s.RecordDelivery(t.Context(), roundwatch.Delivery{Key: a.Key, At: day, State: roundwatch.AlertDue, Due: day}); err != nil {
			t.Fatal(err)
		}
	}
	if order[3] != "article/1/desk" || order[4] != "article/2/desk" {
		t.Errorf("tried in the order %v", order)
	}
}

func TestErratumGoesOnlyWhereTheArticleWent(t *testing.T) {
	s := openTest(t)
	record(t, s, pollOf(listed(1)))
	item := pending(t, s)[0]
	settle(t, s, conclusion(item)) // alerts the desk
	erratum := func(channel string) roundwatch.Alert {
		return roundwatch.Alert{Key: fmt.Sprintf("erratum/%d/%s/r2", item.ID, channel), Channel: channel, Type: roundwatch.AlertErratum, Item: item.ID}
	}
	for range 2 {
		for _, channel := range []string{"desk", "press"} {
			if err := s.EnqueueAlert(t.Context(), erratum(channel)); err != nil {
				t.Fatal(err)
			}
		}
	}
	alerts, err := s.Alerts(t.Context(), "", 0)
	if err != nil || len(alerts) != 2 || alerts[0].Key != erratum("desk").Key {
		t.Errorf("alerts %+v, %v", alerts, err)
	}
}

func TestRetriedAlertGoesOutWhateverTheBudget(t *testing.T) {
	s := openTest(t)
	queueAlerts(t, s, 1, 2, nil)
	claim := roundwatch.Claim{Channel: "desk", At: day, Lease: time.Minute, Day: midnight(day)}
	a, _, err := s.ClaimAlert(t.Context(), claim)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RecordDelivery(t.Context(), roundwatch.Delivery{Key: a.Key, At: day, State: roundwatch.AlertDead, Error: "status 400"}); err != nil {
		t.Fatal(err)
	}
	deliverAll(t, s, day, 1)
	if n, err := s.RetryAlerts(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if got := deliverAll(t, s, day, 1); len(got) != 1 || got[0] != a.Key {
		t.Errorf("delivered %v", got)
	}
}
