package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"roundwatch"
	"roundwatch/rounds"
	"roundwatch/store"
)

// refusing is an archive that cannot store one item.
type refusing struct {
	Store
	item int64
}

func (r *refusing) Settle(ctx context.Context, in roundwatch.Settled) (int64, error) {
	if in.Item == r.item {
		return 0, errors.New("the disk is full")
	}
	return r.Store.Settle(ctx, in)
}

// withArchive runs a test in virtual time on a new archive.
func withArchive(t *testing.T, test func(*testing.T, *store.Store, *rounds.Filer)) {
	t.Helper()
	filer, err := defaultFiler()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		archive, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "roundwatch.db"), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer archive.Close()
		test(t, archive, filer)
	})
}

func TestWhatFailsTogetherLeavesNothingBehind(t *testing.T) {
	withArchive(t, func(t *testing.T, archive *store.Store, filer *rounds.Filer) {
		const text = "Farmers around Khanaqin have lost 900 tons of barley in a blaze that brought down the roof of the town's grain store."
		var items []roundwatch.Item
		for n := range 3 {
			items = append(items, roundwatch.Item{URL: fmt.Sprintf("http://site%d.example/a", n), Title: "Barley lost", Summary: text})
		}
		if _, err := Import(t.Context(), archive, "wire", items, time.Now()); err != nil {
			t.Fatal(err)
		}
		full := &refusing{archive, 2}
		road, err := NewRoad(t.Context(), Options{Store: full, Filer: filer, Now: time.Now, Log: slog.New(slog.DiscardHandler),
			Sources: []roundwatch.Source{{Name: "wire", Wrapped: true}}})
		if err != nil {
			t.Fatal(err)
		}
		if report, err := road.Settler.Drain(t.Context()); err == nil || report != (SettleReport{}) {
			t.Errorf("%+v is reported, and %v", report, err)
		}
		if waiting, err := archive.Pending(t.Context(), time.Now(), 9); err != nil || len(waiting) != 3 {
			t.Errorf("%d items are pending, want all: %v", len(waiting), err)
		}
		full.item = 0
		if report, err := road.Settler.Drain(t.Context()); err != nil || report.Settled != 3 || report.Copies != 2 {
			t.Errorf("%+v is reported, and %v; want one text and two copies", report, err)
		}
		if faults, err := archive.Verify(t.Context(), nil); err != nil || len(faults) > 0 {
			t.Errorf("faults %v, %v", faults, err)
		}
	})
}

func TestAnItemThatAJudgeStumblesOverWaitsForAnother(t *testing.T) {
	withArchive(t, func(t *testing.T, archive *store.Store, filer *rounds.Filer) {
		items := []roundwatch.Item{{URL: "http://site.example/a", Title: "Barley lost", Summary: "A blaze took 900 tons of barley."}}
		if _, err := Import(t.Context(), archive, "wire", items, time.Now()); err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		sources := []roundwatch.Source{{Name: "wire", Wrapped: true}}
		road, err := NewRoad(t.Context(), Options{Store: archive, Now: time.Now, Log: slog.New(slog.NewTextHandler(&log, nil)),
			Sources: sources}) // without a filer no judge can be heard
		if err != nil {
			t.Fatal(err)
		}
		if report, err := road.Settler.Drain(t.Context()); err != nil || report != (SettleReport{Postponed: 1}) {
			t.Errorf("%+v is reported, and %v", report, err)
		}
		if !strings.Contains(log.String(), "stumbled") || !strings.Contains(log.String(), "settle.go") {
			t.Errorf("the log does not say where: %s", log.String())
		}
		road.Configure(sources, nil, filer, "")
		time.Sleep(stumblePatience)
		if report, err := road.Settler.Drain(t.Context()); err != nil || report.Settled != 1 {
			t.Errorf("a day later %+v is reported, and %v", report, err)
		}
	})
}

func TestAnArticleIsKnownByAnAddressOfItsOwn(t *testing.T) {
	item := roundwatch.Item{URL: "https://news.example/a/1?utm_source=x", Canonical: "http://news.example/a/1"}
	for name, c := range map[string]struct{ page, want string }{
		"as the page says":                       {"http://news.example/a/one", "http://news.example/a/one"},
		"not by the front page":                  {"http://news.example", item.Canonical},
		"not by another site's page":             {"http://other.example/a/one", item.Canonical},
		"by the item's where the page is silent": {"", item.Canonical},
		"by a query where that names the page":   {"http://news.example/?p=7", "http://news.example/?p=7"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := identity(item, roundwatch.Article{Canonical: c.page}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheQueueIsNotFilledWhileSitesEnoughWait(t *testing.T) {
	for sites, want := range map[int]int{readsAtOnce: pendingBatch, 2: 2 * pendingBatch} {
		t.Run(fmt.Sprint(sites, " sites"), func(t *testing.T) {
			archive, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "roundwatch.db"), store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer archive.Close()
			var items []roundwatch.Item
			for n := range 2 * pendingBatch {
				items = append(items, roundwatch.Item{URL: fmt.Sprintf("http://site%d.example/%d", n%sites, n)})
			}
			now := time.Now()
			if _, err := Import(t.Context(), archive, "wire", items, now); err != nil {
				t.Fatal(err)
			}
			s, q := Settler{store: archive, now: func() time.Time { return now }}, newQueue()
			for range 3 {
				now = now.Add(2 * refillEvery)
				if err := s.refill(t.Context(), q); err != nil {
					t.Fatal(err)
				}
			}
			if len(q.held) != want {
				t.Errorf("%d items are queued, want %d", len(q.held), want)
			}
		})
	}
}
