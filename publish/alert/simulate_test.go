package alert

import (
	"slices"
	"testing"
	"time"

	"roundwatch"
)

func TestSimulateAppliesBudgetAndQuietHours(t *testing.T) {
	zone := time.FixedZone("", 3*3600)
	evening := time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC) // 23:00 there
	var alerts []roundwatch.Alert
	for i := range 6 {
		a := roundwatch.Alert{Channel: "desk", Type: roundwatch.AlertNew, Due: evening.Add(time.Duration(i) * time.Hour)}
		if i == 5 {
			a.Tier = roundwatch.TierOfficial
		}
		alerts = append(alerts, a)
	}
	alerts = append(alerts, roundwatch.Alert{Channel: "press", Type: roundwatch.AlertNew, Due: evening.Add(-12 * time.Hour)})
	got := Simulate(alerts, Options{
		Channels: []roundwatch.Channel{{Name: "desk", Budget: -1}, {Name: "press", Budget: 0}},
		Budget:   2, Zone: zone, Quiet: Quiet{From: 22 * 60, To: 3 * 60, Zone: zone},
	})
	want := []Day{
		{Channel: "press", Date: "2026-03-01", Sent: 1},
		{Channel: "desk", Date: "2026-03-02", Sent: 3, Exempt: 1, Rolled: 3, Delayed: 4},
	}
	if !slices.Equal(got, want) {
		t.Errorf("Simulate = %+v, want %+v", got, want)
	}
}
