package roundwatch

import (
	"testing"
	"time"
)

func TestHoursEnd(t *testing.T) {
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	tests := []struct {
		name, hours, zone, at, want string
	}{
		{"late evening waits for the next morning", "22:00-06:00", "Asia/Baghdad", "2026-03-01T20:30:00Z", "2026-03-02T03:00:00Z"},
		{"early morning waits for the same morning", "22:00-06:00", "Asia/Baghdad", "2026-03-01T02:59:59Z", "2026-03-01T03:00:00Z"},
		{"the end itself is outside", "22:00-06:00", "Asia/Baghdad", "2026-03-01T03:00:00Z", ""},
		{"noon is outside", "22:00-06:00", "Asia/Baghdad", "2026-03-01T09:00:00Z", ""},
		{"a span within one day", "12:00-13:30", "UTC", "2026-03-01T13:29:00Z", "2026-03-01T13:30:00Z"},
		{"the night that clocks go forward is an hour shorter", "22:00-06:00", "Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T04:00:00Z"},
		{"the night that clocks go back is an hour longer", "22:00-06:00", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T05:00:00Z"},
		{"no span", "", "UTC", "2026-03-01T03:00:00Z", ""},
		{"a span without length is empty", "06:00-06:00", "UTC", "2026-03-01T06:00:00Z", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, err := ParseHours(tt.hours, zone(tt.zone))
			if err != nil {
				t.Fatal(err)
			}
			at, _ := time.Parse(time.RFC3339, tt.at)
			if got := Stamp(h.End(at)); got != tt.want {
				t.Errorf("End(%s) = %q, want %q", tt.at, got, tt.want)
			}
		})
	}
}

func TestParseHoursRefuses(t *testing.T) {
	for _, s := range []string{"22-6", "22:00", "24:00-06:00", "22:60-06:00", "22:00-06:00x", "-1:00-06:00", "aa:00-06:00"} {
		if _, err := ParseHours(s, time.UTC); err == nil {
			t.Errorf("ParseHours(%q) was accepted", s)
		}
	}
}
