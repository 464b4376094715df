package alert

import (
	"context"
	"slices"
	"sync"
	"time"

	"roundwatch"
)

// memory is an outbox without a disk, so that time can be virtual and a crash
// is no more than a new courier. Budget and roll-up are the archive's own rules
// and are tested there.
type memory struct {
	mu     sync.Mutex
	rows   []*roundwatch.Alert
	trace  []roundwatch.Delivery
	rolled int // roll-ups still to be made
}

func (m *memory) add(channel, key string, due time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows = append(m.rows, &roundwatch.Alert{Key: key, Channel: channel, Type: roundwatch.AlertNew, State: roundwatch.AlertDue, Due: due, Title: key})
}

func (m *memory) get(key string) roundwatch.Alert {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.rows {
		if a.Key == key {
			return *a
		}
	}
	return roundwatch.Alert{}
}

func (m *memory) ReleaseAlerts(context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.rows {
		if a.State == roundwatch.AlertClaimed {
			a.State, a.Due = roundwatch.AlertDue, time.Time{}
		}
	}
	return nil
}

func (m *memory) ClaimAlert(_ context.Context, c roundwatch.Claim) (roundwatch.Alert, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.rows {
		if a.Channel == c.Channel && m.open(a) && !a.Due.After(c.At) {
			a.State, a.Due = roundwatch.AlertClaimed, c.At.Add(c.Lease)
			a.Attempts++
			return *a, true, nil
		}
	}
	return roundwatch.Alert{}, false, nil
}

func (m *memory) open(a *roundwatch.Alert) bool {
	return a.State == roundwatch.AlertDue || a.State == roundwatch.AlertClaimed
}

func (m *memory) RecordDelivery(_ context.Context, d roundwatch.Delivery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.trace = append(m.trace, d)
	for _, a := range m.rows {
		if a.Key == d.Key {
			a.State, a.Due, a.Error = d.State, d.Due, d.Error
		}
	}
	return nil
}

func (m *memory) RollUp(_ context.Context, r roundwatch.Rollup) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rolled == 0 {
		return false, nil
	}
	m.rolled--
	m.rows = append(m.rows, &roundwatch.Alert{Key: "rollup/" + r.Name, Channel: r.Channel, Type: roundwatch.AlertRollup, State: roundwatch.AlertDue, Due: r.At})
	return true, nil
}

func (m *memory) NextAlert(_ context.Context, channel string) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var due []time.Time
	for _, a := range m.rows {
		if a.Channel == channel && m.open(a) {
			due = append(due, a.Due)
		}
	}
	if len(due) == 0 {
		return time.Time{}, nil
	}
	return slices.MinFunc(due, time.Time.Compare), nil
}
