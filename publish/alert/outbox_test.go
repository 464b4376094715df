package alert

import (
	"path/filepath"
	"testing"
	"time"

	"roundwatch"
	"roundwatch/store"
)

// outbox is a real archive's, so that a courier is tested with what it will
// meet. Inside a bubble its clock is the bubble's.
type outbox struct {
	*store.Store
	t *testing.T
}

func newOutbox(t *testing.T) outbox {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "roundwatch.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return outbox{s, t}
}

// add puts article alerts into the outbox, due at a time; the zero Time is now.
func (o outbox) add(channel string, due time.Time, keys ...string) {
	o.t.Helper()
	for _, key := range keys {
		a := roundwatch.Alert{Key: key, Channel: channel, Type: roundwatch.AlertNew, Title: key, Due: due, CreatedAt: time.Now()}
		if err := o.EnqueueAlert(o.t.Context(), a); err != nil {
			o.t.Fatal(err)
		}
	}
}

func (o outbox) get(key string) roundwatch.Alert {
	o.t.Helper()
	alerts, err := o.Alerts(o.t.Context(), "", 0)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, a := range alerts {
		if a.Key == key {
			return a
		}
	}
	o.t.Fatalf("no alert %s", key)
	return roundwatch.Alert{}
}
