package alert

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roundwatch"
)

// service is a channel's far end: it answers each try by its script and then accepts.
type service struct {
	mu     sync.Mutex
	script []error
	stall  bool // never answer
	got    []string
	at     []time.Time
}

func (s *service) Send(ctx context.Context, a roundwatch.Alert) error {
	s.mu.Lock()
	s.at = append(s.at, time.Now())
	stall := s.stall
	var err error
	if len(s.script) > 0 {
		err, s.script = s.script[0], s.script[1:]
	}
	if err == nil && !stall {
		s.got = append(s.got, a.Key)
	}
	s.mu.Unlock()
	if stall {
		<-ctx.Done()
		return &Failure{Rest: true, Reason: "no answer"}
	}
	return err
}

func (s *service) keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

func courier(m outbox, services map[string]*service, o Options) *Courier {
	o.Senders = map[string]Sender{}
	for name, s := range services {
		o.Channels = append(o.Channels, roundwatch.Channel{Name: name, Kind: "webhook", Budget: -1})
		o.Senders[name] = s
	}
	return NewCourier(m, o)
}

// running runs a courier for the length of a test.
func running(t *testing.T, c *Courier) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- c.Run(ctx) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

func TestCourierDeliversInOrder(t *testing.T) {
	m, s := newOutbox(t), &service{}
	m.add("desk", time.Time{}, "a", "b", "c")
	r, err := courier(m, map[string]*service{"desk": s}, Options{}).Once(t.Context())
	if err != nil || r.Delivered != 3 || !r.OK() {
		t.Fatalf("Once = %+v, %v", r, err)
	}
	if got := s.keys(); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("delivered %v", got)
	}
}

func TestOnceTriesEachDueAlertOnce(t *testing.T) {
	m, s := newOutbox(t), &service{script: []error{errors.New("status 500"), nil, &Failure{Permanent: true, Reason: "status 400"}}}
	m.add("desk", time.Time{}, "a", "b", "c")
	m.add("desk", time.Now().Add(time.Hour), "later")
	r, err := courier(m, map[string]*service{"desk": s}, Options{}).Once(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Delivered != 1 || r.Deferred != 1 || r.Dead != 1 || r.OK() {
		t.Errorf("report %+v", r)
	}
	if a := m.get("a"); a.State != roundwatch.AlertDue || a.Attempts != 1 || a.Error != "status 500" {
		t.Errorf("failed alert %+v", a)
	}
	if a := m.get("c"); a.State != roundwatch.AlertDead || a.Error != "status 400" {
		t.Errorf("refused alert %+v", a)
	}
	if a := m.get("later"); a.Attempts != 0 {
		t.Errorf("an alert due in an hour was tried: %+v", a)
	}
}

func TestOnceLeavesARestingServiceAlone(t *testing.T) {
	m, s := newOutbox(t), &service{script: []error{&Failure{Rest: true, After: time.Minute, Reason: "status 429"}}}
	m.add("desk", time.Time{}, "a")
	m.add("desk", time.Time{}, "b")
	r, err := courier(m, map[string]*service{"desk": s}, Options{}).Once(t.Context())
	if err != nil || r.Deferred != 1 || len(r.Resting) != 1 {
		t.Errorf("Once = %+v, %v", r, err)
	}
	if b := m.get("b"); b.Attempts != 0 {
		t.Errorf("the alert behind was tried: %+v", b)
	}
}

func TestCourierObeysRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, s := newOutbox(t), &service{script: []error{&Failure{Rest: true, After: 90 * time.Second, Reason: "status 429"}}}
		m.add("desk", time.Time{}, "a")
		m.add("desk", time.Time{}, "b")
		stop := running(t, courier(m, map[string]*service{"desk": s}, Options{}))
		time.Sleep(3 * time.Minute)
		stop()
		if got := s.keys(); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("delivered %v", got)
		}
		if gap := s.at[1].Sub(s.at[0]); gap < 90*time.Second || gap > 150*time.Second {
			t.Errorf("tried again after %v", gap)
		}
	})
}

func TestStuckChannelHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, stuck, well := newOutbox(t), &service{stall: true}, &service{}
		for i := range 50 {
			m.add("stuck", time.Time{}, fmt.Sprint("s", i))
			m.add("well", time.Time{}, fmt.Sprint("w", i))
		}
		stop := running(t, courier(m, map[string]*service{"stuck": stuck, "well": well}, Options{}))
		time.Sleep(time.Second)
		if n := len(well.keys()); n != 50 {
			t.Errorf("%d of 50 delivered beside a stuck channel", n)
		}
		stop()
		if a := m.get("s0"); a.State != roundwatch.AlertDue || a.Attempts != 1 {
			t.Errorf("interrupted alert %+v", a)
		}
	})
}

func TestCourierGivesUpAfterAboutThreeDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, s := newOutbox(t), &service{}
		for range maxTries {
			s.script = append(s.script, errors.New("status 503"))
		}
		m.add("desk", time.Time{}, "a")
		begun := time.Now()
		stop := running(t, courier(m, map[string]*service{"desk": s}, Options{}))
		time.Sleep(6 * 24 * time.Hour)
		stop()
		a := m.get("a")
		if a.State != roundwatch.AlertDead || a.Attempts != maxTries {
			t.Fatalf("alert %+v", a)
		}
		if !strings.Contains(a.Error, "given up after 24 tries") || !strings.Contains(a.Error, "status 503") {
			t.Errorf("reason %q", a.Error)
		}
		if took := s.at[len(s.at)-1].Sub(begun); took < 55*time.Hour || took > 90*time.Hour {
			t.Errorf("the last try came after %v", took)
		}
	})
}

func TestBellBringsNewsOutAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, s := newOutbox(t), &service{}
		c := courier(m, map[string]*service{"desk": s}, Options{})
		stop := running(t, c)
		synctest.Wait()
		m.add("desk", time.Time{}, "a")
		c.Ring()
		synctest.Wait()
		if got := s.keys(); len(got) != 1 {
			t.Errorf("delivered %v", got)
		}
		stop()
	})
}

func TestQuietHoursDelayDelivery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, s := newOutbox(t), &service{}
		m.add("desk", time.Time{}, "a") // the bubble begins at midnight UTC
		c := courier(m, map[string]*service{"desk": s}, Options{Quiet: Quiet{From: 22 * 60, To: 6 * 60, Zone: time.UTC}})
		stop := running(t, c)
		time.Sleep(5*time.Hour + 58*time.Minute)
		if got := s.keys(); len(got) != 0 {
			t.Errorf("delivered %v in quiet hours", got)
		}
		time.Sleep(3 * time.Minute)
		if got := s.keys(); len(got) != 1 {
			t.Errorf("delivered %v after them", got)
		}
		stop()
	})
}

func TestKilledCouriersAlertIsSentAgainWithItsKey(t *testing.T) {
	m, s := newOutbox(t), &service{}
	m.add("desk", time.Time{}, "a")
	if _, found, err := m.ClaimAlert(t.Context(), roundwatch.Claim{Channel: "desk", At: time.Now(), Lease: time.Hour}); err != nil || !found {
		t.Fatal(found, err)
	}
	if _, err := courier(m, map[string]*service{"desk": s}, Options{}).Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := s.keys(); !slices.Equal(got, []string{"a"}) {
		t.Errorf("delivered %v", got)
	}
}

func TestRollupGoesOutWithTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the bubble begins at midnight UTC: nine in the evening of the day before, there
		m, s := newOutbox(t), &service{}
		m.add("desk", time.Time{}, "a", "b", "c")
		c := courier(m, map[string]*service{"desk": s}, Options{Budget: 1, Zone: time.FixedZone("", -3*3600)})
		r, err := c.Once(t.Context())
		if err != nil || r.Delivered != 2 || r.Rolled != 1 {
			t.Errorf("Once = %+v, %v", r, err)
		}
		got := s.keys()
		if len(got) != 2 || got[0] != "a" || !strings.HasPrefix(got[1], "rollup/desk/1999-12-31/") {
			t.Errorf("delivered %v: the day is the zone's", got)
		}
	})
}

func TestPanicOfASenderIsAFailedTry(t *testing.T) {
	m := newOutbox(t)
	m.add("desk", time.Time{}, "a")
	c := NewCourier(m, Options{Channels: []roundwatch.Channel{{Name: "desk"}}, Senders: map[string]Sender{"desk": panicking{}}})
	r, err := c.Once(t.Context())
	if err != nil || r.Deferred != 1 {
		t.Errorf("Once = %+v, %v", r, err)
	}
}

type panicking struct{}

func (panicking) Send(context.Context, roundwatch.Alert) error { panic("a strange alert") }
