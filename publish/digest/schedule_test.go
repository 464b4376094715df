package digest

import (
	"testing"
	"time"

	"roundwatch"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func when(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestEnds(t *testing.T) {
	tests := []struct {
		name      string
		at        int
		zone      string
		last, now string
		want      []string
	}{
		{"none before the hour", 360, "Asia/Baghdad", "2026-03-01T03:00:00Z", "2026-03-02T02:59:59Z", nil},
		{"one at the hour", 360, "Asia/Baghdad", "2026-03-01T03:00:00Z", "2026-03-02T03:00:00Z", []string{"2026-03-02T03:00:00Z"}},
		{"a first digest in mid-day is followed by the next hour", 360, "Asia/Baghdad", "2026-03-01T14:23:11Z", "2026-03-02T03:00:00Z", []string{"2026-03-02T03:00:00Z"}},
		{"each missed one is made", 360, "Asia/Baghdad", "2026-03-01T03:00:00Z", "2026-03-04T08:00:00Z", []string{"2026-03-02T03:00:00Z", "2026-03-03T03:00:00Z", "2026-03-04T03:00:00Z"}},
		{"clocks go forward: the day is an hour shorter", 360, "Europe/Berlin", "2026-03-28T05:00:00Z", "2026-03-29T05:00:00Z", []string{"2026-03-29T04:00:00Z"}},
		{"clocks go back: the day is an hour longer", 360, "Europe/Berlin", "2026-10-24T04:00:00Z", "2026-10-25T05:00:00Z", []string{"2026-10-25T05:00:00Z"}},
		{"an hour that is skipped still ends a digest", 150, "America/New_York", "2026-03-07T07:30:00Z", "2026-03-09T12:00:00Z", []string{"2026-03-08T06:30:00Z", "2026-03-09T06:30:00Z"}},
		{"an hour that comes twice ends one", 90, "America/New_York", "2026-10-31T05:30:00Z", "2026-11-02T12:00:00Z", []string{"2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"}},
		{"midnight that is skipped", 0, "Africa/Cairo", "2026-04-22T22:00:00Z", "2026-04-24T21:00:00Z", []string{"2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z"}},
		{"a day that a zone left out has none", 360, "Pacific/Apia", "2011-12-29T16:00:00Z", "2011-12-31T16:00:00Z", []string{"2011-12-30T16:00:00Z", "2011-12-31T16:00:00Z"}},
		{"a hour changed to a later one ends the same day", 1080, "UTC", "2026-03-01T06:00:00Z", "2026-03-01T18:00:00Z", []string{"2026-03-01T18:00:00Z"}},
		{"a zone changed to the east does not repeat", 360, "Asia/Tokyo", "2026-03-01T06:00:00Z", "2026-03-01T21:00:00Z", []string{"2026-03-01T21:00:00Z"}},
		{"a zone changed to the west does not skip", 360, "America/New_York", "2026-03-01T06:00:00Z", "2026-03-01T11:00:00Z", []string{"2026-03-01T11:00:00Z"}},
		{"clocks set back make none", 360, "UTC", "2026-03-05T06:00:00Z", "2026-03-01T06:00:00Z", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Schedule{At: tt.at, Zone: zone(t, tt.zone)}
			got := s.Ends(when(t, tt.last), when(t, tt.now))
			if len(got) != len(tt.want) {
				t.Fatalf("Ends = %v, want %v", got, tt.want)
			}
			for i := range got {
				if roundwatch.Stamp(got[i]) != tt.want[i] {
					t.Errorf("Ends = %v, want %v", got, tt.want)
				}
			}
		})
	}
}

// TestBordersNeverGapOrOverlap walks two years hour by hour, with the program
// off now and then, in zones that change their clocks, and once to another zone.
func TestBordersNeverGapOrOverlap(t *testing.T) {
	for _, names := range [][2]string{{"Europe/Berlin", "America/New_York"}, {"Africa/Cairo", "Asia/Baghdad"}, {"Australia/Lord_Howe", "Asia/Tehran"}} {
		at := when(t, "2025-01-01T00:00:00Z")
		end := at.AddDate(2, 0, 0)
		last := at
		digests := 0
		for hour := 0; at.Before(end); hour++ {
			at = at.Add(time.Duration(1+hour%50) * time.Hour)
			name := names[0]
			if hour > 200 {
				name = names[1]
			}
			for _, to := range (Schedule{At: 150, Zone: zone(t, name)}).Ends(last, at) {
				if !to.After(last) || to.After(at) || to.Sub(last) > 50*time.Hour {
					t.Fatalf("%s: a digest from %v to %v at %v", name, last, to, at)
				}
				last = to
				digests++
			}
			if at.Sub(last) > 26*time.Hour {
				t.Fatalf("%s: no digest between %v and %v", name, last, at)
			}
		}
		if digests < 729 || digests > 733 {
			t.Errorf("%v: %d digests in two years", names, digests)
		}
	}
}
