package ingest

import (
	"testing"
	"time"

	"roundwatch"
)

func TestWaitAfterAnAnswer(t *testing.T) {
	feed := roundwatch.Source{Kind: roundwatch.KindFeed, Every: 30 * time.Minute}
	override := feed
	override.Unvalidated = true
	page := feed
	page.Kind = roundwatch.KindPage
	rare := feed
	rare.Every = 6 * time.Hour
	floored := feed
	floored.Floor = 30 * time.Minute
	planned := feed
	planned.Schedule = "0 */2 * * *"
	for name, c := range map[string]struct {
		source roundwatch.Source
		asked  asked
		want   wait
	}{
		"is the wanted interval":                         {feed, asked{validators: true}, wait{about: 30 * time.Minute}},
		"is never shorter than what the server asked":    {feed, asked{validators: true, freshness: 6 * time.Hour}, firmly(6 * time.Hour)},
		"never follows a header beyond a day":            {feed, asked{validators: true, freshness: 8760 * time.Hour}, firmly(24 * time.Hour)},
		"grows with a quiet source":                      {feed, asked{validators: true, gap: 2 * time.Hour}, wait{about: 2 * time.Hour}},
		"grows only so far":                              {feed, asked{validators: true, gap: 100 * time.Hour}, wait{about: 4 * time.Hour}},
		"grows to a day at most":                         {rare, asked{validators: true, gap: 100 * time.Hour}, wait{about: 24 * time.Hour}},
		"is never below the floor":                       {floored, asked{validators: true}, firmly(30 * time.Minute)},
		"keeps a daily plan in its hour":                 {planned, asked{}, firmly(23 * time.Hour)},
		"ignores quiet where the operator has said when": {planned, asked{validators: true, gap: 100 * time.Hour}, wait{about: 30 * time.Minute}},
		"is a day without validators":                    {feed, asked{}, firmly(24 * time.Hour)},
		"is an hour without validators, taken knowingly": {override, asked{}, firmly(time.Hour)},
		"of a page needs no validators":                  {page, asked{}, wait{about: 30 * time.Minute}},
	} {
		t.Run(name, func(t *testing.T) {
			got := afterAnswer(c.source, c.asked)
			if got.why = ""; got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestWaitAfterFailures(t *testing.T) {
	s := roundwatch.Source{Every: time.Hour}
	const failing, blocked = roundwatch.HealthFailing, roundwatch.HealthBlocked
	for name, c := range map[string]struct {
		health           roundwatch.Health
		status, failures int
		failingFor       time.Duration
		want             time.Duration
	}{
		"starts at the interval":            {failing, 500, 1, 0, time.Hour},
		"doubles":                           {failing, 500, 3, 0, 4 * time.Hour},
		"stops doubling at a day":           {failing, 0, 40, 0, 24 * time.Hour},
		"is a day where entry is forbidden": {blocked, 403, 1, 0, 24 * time.Hour},
		"is a day for what is not found":    {failing, 404, 9, 9 * 24 * time.Hour, 24 * time.Hour},
		"is a week when it stays not found": {failing, 404, 15, 14 * 24 * time.Hour, 7 * 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			if got := afterFailure(s, c.health, c.status, c.failures, c.failingFor); got.about != c.want {
				t.Errorf("got %v, want %v", got.about, c.want)
			}
		})
	}
}

func TestNextPoll(t *testing.T) {
	now := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC) // a Monday
	feed := roundwatch.Source{Kind: roundwatch.KindFeed, Every: time.Hour}
	planned := roundwatch.Source{Every: time.Hour, Schedule: "0 */2 * * *", Zone: "Asia/Baghdad"}
	hour := wait{about: time.Hour}
	for name, c := range map[string]struct {
		source roundwatch.Source
		asked  asked
		wait   wait
		dice   float64
		want   time.Time
	}{
		"comes a tenth early at most":        {feed, asked{}, hour, 0, now.Add(54 * time.Minute)},
		"comes a tenth late at most":         {feed, asked{}, hour, 1, now.Add(66 * time.Minute)},
		"is never early for what was asked":  {feed, asked{}, firmly(time.Hour), 0, now.Add(time.Hour)},
		"waits for Retry-After":              {feed, asked{retryAfter: now.Add(50 * time.Hour)}, hour, .5, now.Add(50 * time.Hour)},
		"leaves skipped hours":               {feed, asked{skipHours: []int{11, 12}}, hour, .5, time.Date(2026, 11, 2, 13, 0, 0, 0, time.UTC)},
		"leaves skipped days":                {feed, asked{skipDays: []time.Weekday{time.Monday}}, hour, .5, time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)},
		"follows the source's own plan":      {planned, asked{}, hour, .5, time.Date(2026, 11, 2, 11, 0, 0, 0, time.UTC)}, // 14:00 in Baghdad
		"keeps to the plan after long waits": {planned, asked{}, firmly(90 * time.Minute), .5, time.Date(2026, 11, 2, 13, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := nextPoll(c.source, c.asked, now, c.wait, c.dice); !got.Equal(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestAClockSetBackStallsNothing(t *testing.T) {
	now := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	st := roundwatch.SourceState{LastPoll: now.Add(3 * time.Hour), NextPoll: now.Add(4 * time.Hour)}
	if !due(st, now) {
		t.Error("not due although its last poll lies three hours ahead")
	}
	st.LastPoll = now.Add(-time.Minute)
	if due(st, now) {
		t.Error("due four hours early")
	}
}

func TestFirstPollsAreSpread(t *testing.T) {
	start := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	s := roundwatch.Source{Name: "only", Every: time.Hour}
	if got := firstPoll(s, start, 1); !got.Equal(start) {
		t.Errorf("a single new source waits until %v", got)
	}
	late := 0
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		at := firstPoll(roundwatch.Source{Name: name, Every: time.Hour}, start, 5000)
		if at.Before(start) || at.After(start.Add(time.Hour)) {
			t.Errorf("%s: first poll at %v is outside the first interval", name, at)
		}
		if at.After(start.Add(30 * time.Minute)) {
			late++
		}
	}
	if late == 0 || late == 8 {
		t.Errorf("%d of 8 first polls lie in the second half of the interval", late)
	}
}

func TestHalfMedianGap(t *testing.T) {
	day := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	items := []roundwatch.Item{{Published: day}, {}, {Published: day.Add(4 * time.Hour)}, {Published: day.Add(10 * time.Hour)}, {Published: day.Add(14 * time.Hour)}}
	if got := halfMedianGap(items); got != 2*time.Hour {
		t.Errorf("got %v, want 2h", got)
	}
	if got := halfMedianGap(items[:3]); got != 0 {
		t.Errorf("two dates gave %v, want nothing", got)
	}
}
