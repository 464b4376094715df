package alert

import "time"

// Quiet is a daily span of wall-clock time in which nothing is sent; it may
// pass midnight. The zero Quiet is empty.
type Quiet struct {
	From, To int // minutes after local midnight; From is inside, To is not
	Zone     *time.Location
}

// End returns when the span that t lies in ends, and the zero Time if t lies
// outside. The end is a time of day: over a change of clocks the span grows or shrinks.
func (q Quiet) End(t time.Time) time.Time {
	if q.From == q.To || q.Zone == nil {
		return time.Time{}
	}
	local := t.In(q.Zone)
	y, m, d := local.Date()
	minute := local.Hour()*60 + local.Minute()
	inside := q.From <= minute && minute < q.To
	if q.From > q.To {
		inside = q.From <= minute || minute < q.To
		if q.From <= minute {
			d++
		}
	}
	if !inside {
		return time.Time{}
	}
	return time.Date(y, m, d, 0, q.To, 0, 0, q.Zone).UTC()
}
