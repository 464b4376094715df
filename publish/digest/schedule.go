package digest

import "time"

// Schedule is the daily hour at which a digest ends.
type Schedule struct {
	At   int // minutes after local midnight
	Zone *time.Location
}

// Ends returns the borders after last that have passed at now, oldest first.
// A border is the hour of each local day, whatever the clocks did that day: an
// hour that was skipped or came twice still is one border, a day that a zone
// left out has none, and after a change of zone or hour the next border is the
// first one after last.
func (s Schedule) Ends(last, now time.Time) []time.Time {
	var ends []time.Time
	y, m, d := last.In(s.Zone).Date()
	// A zone may have moved by a day at most, so the day before is early enough.
	for day := d - 1; ; day++ {
		end := time.Date(y, m, day, 0, s.At, 0, 0, s.Zone).UTC()
		if end.After(now) {
			return ends
		}
		if end.After(last) {
			ends = append(ends, end)
			last = end
		}
	}
}
