package alert

import (
	"cmp"
	"slices"
	"time"

	"roundwatch"
)

// Day is what one channel would have received on one local day.
type Day struct {
	Channel string `json:"channel"`
	Date    string `json:"date"`    // local: 2006-01-02
	Sent    int    `json:"sent"`    // at once, official voices among them
	Exempt  int    `json:"exempt"`  // of those sent: official voices, which need no place in the budget
	Rolled  int    `json:"rolled"`  // named in a roll-up
	Delayed int    `json:"delayed"` // of all: held back by quiet hours
}

// Simulate tells what a budget and quiet hours would have made of alerts,
// ordered by day and channel. Nothing is sent. It takes each alert as delivered
// at the first try when it is due.
func Simulate(alerts []roundwatch.Alert, o Options) []Day {
	c := NewCourier(nil, o)
	budget := map[string]int{}
	for _, ch := range o.Channels {
		budget[ch.Name] = ch.Budget
		if ch.Budget < 0 {
			budget[ch.Name] = o.Budget
		}
	}
	alerts = slices.Clone(alerts)
	slices.SortStableFunc(alerts, func(a, b roundwatch.Alert) int { return a.Due.Compare(b.Due) })
	days := map[[2]string]*Day{}
	for _, a := range alerts {
		at := a.Due
		held := c.quiet.End(at)
		if !held.IsZero() {
			at = held
		}
		date := c.day(at).Format(time.DateOnly)
		d := days[[2]string{date, a.Channel}]
		if d == nil {
			d = &Day{Channel: a.Channel, Date: date}
			days[[2]string{date, a.Channel}] = d
		}
		d.count(a, budget[a.Channel], !held.IsZero())
	}
	var out []Day
	for _, d := range days {
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b Day) int { return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Channel, b.Channel)) })
	return out
}

func (d *Day) count(a roundwatch.Alert, budget int, delayed bool) {
	if delayed {
		d.Delayed++
	}
	switch {
	case a.Exempt():
		d.Sent++
		d.Exempt++
	case budget > 0 && d.Sent-d.Exempt >= budget:
		d.Rolled++
	default:
		d.Sent++
	}
}
