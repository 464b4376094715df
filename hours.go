package roundwatch

import (
	"fmt"
	"time"
)

// Hours is a daily span of wall-clock time that may pass midnight, such as
// quiet hours from 22:00 to 06:00. The zero Hours is empty.
type Hours struct {
	From, To int // minutes after local midnight; From is inside, To is not
	Zone     *time.Location
}

// ParseHours reads "22:00-06:00" as hours of a zone; "" is the empty span.
func ParseHours(s string, zone *time.Location) (Hours, error) {
	if s == "" {
		return Hours{}, nil
	}
	var fh, fm, th, tm int
	n, err := fmt.Sscanf(s+"\n", "%2d:%2d-%2d:%2d\n", &fh, &fm, &th, &tm)
	if err != nil || n != 4 || len(s) != len("22:00-06:00") {
		return Hours{}, fmt.Errorf("%q is not a span of hours such as 22:00-06:00", s)
	}
	if fh > 23 || th > 23 || fm > 59 || tm > 59 || fh < 0 || fm < 0 || th < 0 || tm < 0 {
		return Hours{}, fmt.Errorf("%q is outside 00:00-23:59", s)
	}
	return Hours{From: fh*60 + fm, To: th*60 + tm, Zone: zone}, nil
}

// End returns when the span that t lies in ends, and the zero Time if t lies
// outside. A span that a change of clocks swallows does not hold anything up.
func (h Hours) End(t time.Time) time.Time {
	if h.From == h.To || h.Zone == nil {
		return time.Time{}
	}
	local := t.In(h.Zone)
	minute := local.Hour()*60 + local.Minute()
	inside := h.From <= minute && minute < h.To
	days := 0
	if h.From > h.To {
		inside = minute >= h.From || minute < h.To
		if minute >= h.From {
			days = 1
		}
	}
	if !inside {
		return time.Time{}
	}
	y, m, d := local.Date()
	return time.Date(y, m, d+days, h.To/60, h.To%60, 0, 0, h.Zone).UTC()
}
