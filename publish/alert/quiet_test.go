package alert

import (
	"testing"
	"time"

	"roundwatch"
)

func TestQuietEnd(t *testing.T) {
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	tests := []struct {
		name           string
		from, to       int
		zone, at, want string
	}{
		{"late evening waits for the next morning", 22 * 60, 6 * 60, "Asia/Baghdad", "2026-03-01T20:30:00Z", "2026-03-02T03:00:00Z"},
		{"early morning waits for the same morning", 22 * 60, 6 * 60, "Asia/Baghdad", "2026-03-01T02:59:59Z", "2026-03-01T03:00:00Z"},
		{"the end itself is outside", 22 * 60, 6 * 60, "Asia/Baghdad", "2026-03-01T03:00:00Z", ""},
		{"noon is outside", 22 * 60, 6 * 60, "Asia/Baghdad", "2026-03-01T09:00:00Z", ""},
		{"a span within one day", 12 * 60, 13*60 + 30, "UTC", "2026-03-01T13:29:00Z", "2026-03-01T13:30:00Z"},
		{"the night that clocks go forward is an hour shorter", 22 * 60, 6 * 60, "Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T04:00:00Z"},
		{"the night that clocks go back is an hour longer", 22 * 60, 6 * 60, "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T05:00:00Z"},
		{"no span", 0, 0, "UTC", "2026-03-01T03:00:00Z", ""},
		{"a span without length is empty", 6 * 60, 6 * 60, "UTC", "2026-03-01T06:00:00Z", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := Quiet{From: tt.from, To: tt.to, Zone: zone(tt.zone)}
			at, _ := time.Parse(time.RFC3339, tt.at)
			if got := roundwatch.Stamp(q.End(at)); got != tt.want {
				t.Errorf("End(%s) = %q, want %q", tt.at, got, tt.want)
			}
		})
	}
}
