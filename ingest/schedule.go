package ingest

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"time"

	"github.com/robfig/cron/v3"

	"roundwatch"
)

// When a source is asked again. The server's word lengthens the wanted
// interval and never shortens it; what it may ask for is capped, because a
// mistyped header must not silence a source for a year.
const (
	ceiling          = 24 * time.Hour     // longest wait that headers, ttl or backoff may cause
	retryAfterMax    = 7 * 24 * time.Hour // longest Retry-After that is obeyed
	daily            = 24 * time.Hour     // 401, 403, 404, and feeds without validators
	weekly           = 7 * 24 * time.Hour // 404 that lasts
	notFoundPatience = 14 * 24 * time.Hour
	movedTimes       = 5              // equal permanent redirects before the address is learned …
	movedFor         = 72 * time.Hour // … and the time they must span
	unvalidatedFloor = time.Hour      // shortest interval of a feed without validators, taken knowingly
	adaptiveReach    = 8              // a quiet source is asked at most this many times less often
	clockSlack       = time.Minute    // a last poll further ahead than this means that the clock was set back
	fullSpread       = 450            // so many new sources are spread over their whole interval, fewer over their share of it
	planSlack        = time.Hour      // a daily plan keeps its hour although the last poll came a little late
	refreshRest      = time.Minute    // what a running process was just made to ask is not asked again
)

// asked is what an answer said about when to come again.
type asked struct {
	freshness  time.Duration // max-age, Expires, ttl or sy:period, the longest
	validators bool          // the answer carried an ETag or Last-Modified
	gap        time.Duration // half the median gap of the listed items, 0 if unknown
	skipHours  []int         // GMT hours in which not to ask
	skipDays   []time.Weekday
	retryAfter time.Time
}

// wait is how long to leave a source alone: about so long, and at least so
// long whatever the dice say.
type wait struct {
	about, least time.Duration
	why          string // why it is not the source's own interval, where the operator should know
}

func firmly(d time.Duration) wait { return wait{about: d, least: d} }

// afterAnswer returns the wait after a good answer.
func afterAnswer(s roundwatch.Source, a asked) wait {
	w := wait{least: max(s.Floor, min(a.freshness, ceiling))}
	if a.freshness > ceiling {
		w.why = fmt.Sprintf("the answer says it stays fresh for %v: a day is the longest that is believed", a.freshness)
	}
	quiet, unvalidated := min(a.gap, adaptiveReach*s.Every, ceiling), daily
	if s.Schedule != "" { // the operator has said when
		quiet, unvalidated = 0, daily-planSlack
	}
	if !a.validators && s.Kind == roundwatch.KindFeed {
		w.why = "the server sends no validators: asked daily at most"
		if s.Unvalidated {
			unvalidated = unvalidatedFloor
			w.why = "the server sends no validators: asked in full each time, as configured"
		}
		w.least = max(w.least, unvalidated)
	}
	w.about = max(s.Every, quiet, w.least)
	return w
}

// afterFailure returns the wait after the n-th failure in a row, which left
// the source in a state of health.
func afterFailure(s roundwatch.Source, health roundwatch.Health, status, failures int, failingFor time.Duration) wait {
	switch {
	case health == roundwatch.HealthBlocked:
		return firmly(max(s.Every, daily))
	case status == http.StatusNotFound:
		if failingFor >= notFoundPatience {
			return firmly(weekly)
		}
		return firmly(max(s.Every, daily))
	}
	backoff := s.Every
	for n := 1; n < failures && backoff < ceiling; n++ {
		backoff = min(2*backoff, ceiling)
	}
	return wait{about: backoff, least: s.Floor}
}

// nextPoll turns a wait into a time: jittered by a tenth either way, or at the
// source's cron expression, outside the hours and days that the feed asks to
// be left alone, and after Retry-After. dice is a number in [0, 1).
func nextPoll(s roundwatch.Source, a asked, now time.Time, w wait, dice float64) time.Time {
	low, high := max(w.least, w.about-w.about/10), w.about+w.about/10
	next := now.Add(low + time.Duration(dice*float64(high-low)))
	if s.Schedule != "" {
		next = scheduled(s, now, w)
	}
	if next.Before(a.retryAfter) {
		next = a.retryAfter
	}
	return outsideSkips(next, a.skipHours, a.skipDays)
}

// scheduled returns the first time of the source's cron expression that what
// the server asked for, or a backoff beyond the wanted interval, allows.
func scheduled(s roundwatch.Source, now time.Time, w wait) time.Time {
	from := now.Add(w.least)
	if w.about > s.Every {
		from = now.Add(w.about)
	}
	plan, err := parseSchedule(s.Schedule, s.Zone)
	if err != nil { // refused when the configuration was read
		return from
	}
	return plan.Next(from)
}

// parseSchedule reads a five-field cron expression in a zone ("" is UTC).
func parseSchedule(expression, zone string) (cron.Schedule, error) {
	if zone == "" {
		zone = "UTC"
	}
	return cron.ParseStandard("CRON_TZ=" + zone + " " + expression)
}

// outsideSkips moves t forward to an hour that the feed's skipHours and
// skipDays allow; it keeps its minute, so that feeds with the same hours do not
// meet at the full hour. A feed that forbids every hour is asked all the same.
func outsideSkips(t time.Time, skipHours []int, skipDays []time.Weekday) time.Time {
	for hours := range 8 * 24 {
		allowed := t.Add(time.Duration(hours) * time.Hour).UTC()
		if !slices.Contains(skipHours, allowed.Hour()) && !slices.Contains(skipDays, allowed.Weekday()) {
			return allowed
		}
	}
	return t
}

// due reports whether a source may be asked at time now. A last poll in the
// future means that the clock was set back: waiting for it would stall.
func due(st roundwatch.SourceState, now time.Time) bool {
	if st.Health == roundwatch.HealthGone {
		return false
	}
	if now.Before(st.NextPoll) && !st.LastPoll.After(now.Add(clockSlack)) {
		return false
	}
	return !outsideSkips(now, st.SkipHours, st.SkipDays).After(now) // a late poll may have run into them
}

// firstPoll spreads the first polls of n new sources, so that a long list does
// not become a burst. One alone is asked at once.
func firstPoll(s roundwatch.Source, started time.Time, n int) time.Time {
	spread := s.Every / fullSpread * time.Duration(min(n, fullSpread))
	if n == 1 || spread <= 0 {
		return started
	}
	h := fnv.New64a()
	h.Write([]byte(s.Name))
	return started.Add(time.Duration(h.Sum64() % uint64(spread)))
}

// waits reports whether a new source is still to wait for its first poll. One
// further ahead than its interval means that the clock was set back.
func waits(s roundwatch.Source, first, now time.Time) bool {
	ahead := first.Sub(now)
	return ahead > 0 && ahead <= s.Every
}

// halfMedianGap is half the median time between the listed items' dates, 0
// where fewer than three are dated.
func halfMedianGap(items []roundwatch.Item) time.Duration {
	var dates []time.Time
	for _, it := range items {
		if !it.Published.IsZero() {
			dates = append(dates, it.Published)
		}
	}
	if len(dates) < 3 {
		return 0
	}
	slices.SortFunc(dates, time.Time.Compare)
	gaps := make([]time.Duration, 0, 20)
	for i := max(1, len(dates)-20); i < len(dates); i++ {
		gaps = append(gaps, dates[i].Sub(dates[i-1]))
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2] / 2
}
