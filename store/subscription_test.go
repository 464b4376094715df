package store

import (
	"database/sql"
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"roundwatch"
)

func TestASourceHasOneOrderThatComesBackAsItWas(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	record(t, s, pollOf(listed(1)))
	order := roundwatch.Subscription{Source: "wire", Hub: "https://hub.example/", Topic: "https://wire.example/feed", Callback: "https://press.example/websub/A", Secret: "s"}
	for _, o := range []roundwatch.Subscription{order, {
		Source: "wire", Hub: "https://other.example/", Topic: "https://wire.example/all", Callback: "https://press.example/websub/B", Secret: "t",
		Asked: day, Tries: 3, Next: day.Add(time.Hour), Until: day.Add(2 * time.Hour), Denied: "not you",
	}} {
		if err := s.SaveSubscription(ctx, o, nil); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Subscriptions(ctx); err != nil || !reflect.DeepEqual(got, []roundwatch.Subscription{o}) {
			t.Errorf("%+v, %v, want %+v", got, err, o)
		}
	}
	order.Source = "nobody"
	if err := s.SaveSubscription(ctx, order, nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("an order of a source that was never polled: %v", err)
	}
}

func TestADeliveryLeavesTheStateOfItsSourceAlone(t *testing.T) {
	s := openTest(t)
	record(t, s, pollOf(listed(1)))
	before, err := s.SourceStates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	delivery := pollOf(listed(1), listed(2))
	delivery.Pushed, delivery.State = true, roundwatch.SourceState{Health: roundwatch.HealthFailing}
	if done := record(t, s, delivery); done.New != 1 {
		t.Errorf("recorded %+v", done)
	}
	if after, err := s.SourceStates(t.Context()); err != nil || !reflect.DeepEqual(after, before) {
		t.Errorf("states were %+v, are %+v, %v", before, after, err)
	}
}

func TestAnArchiveOfTheFirstSchemaIsBroughtUpToDate(t *testing.T) {
	ctx, file := t.Context(), filepath.Join(t.TempDir(), "roundwatch.db")
	old, err := open(file, Options{Now: fixedNow})
	if err != nil {
		t.Fatal(err)
	}
	if err := old.create(ctx); err != nil {
		t.Fatal(err)
	}
	old.writer = sql.OpenDB(old.connector("rw"))
	if _, err := old.writer.Exec(migrations()[0] + "PRAGMA user_version = 1"); err != nil {
		t.Fatal(err)
	}
	record(t, old, pollOf(listed(1)))
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(ctx, file, Options{Now: fixedNow})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.SaveSubscription(ctx, roundwatch.Subscription{Source: "wire", Callback: "c"}, nil); err != nil {
		t.Error(err)
	}
	if got := entries(t, s, roundwatch.Query{}); len(got) != 1 {
		t.Errorf("%d items", len(got))
	}
	if faults, err := s.Verify(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("faults %v, %v", faults, err)
	}
}
