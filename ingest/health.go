package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"roundwatch"
	"roundwatch/ingest/fetch"
)

// What an attempt makes of a source's state. Pure: the poller commits the
// result together with the items.
//
// A reader is told of a change of health once, never of a failure: at once
// when a source is blocked, gone or empty, at the third failure in a row when
// it is failing, after three days when its certificate is, and when a source
// that was told of works again.

const (
	// failuresToReport in a row make a source failing in a notice: one or two
	// are the web's weather.
	failuresToReport = 3
	// certificatePatience is how long a site gets to renew its certificate.
	certificatePatience = 72 * time.Hour
)

// succeeded returns the state after an answer that was read. The caller sets
// the next poll and what belongs to the answer's body.
func succeeded(st roundwatch.SourceState, r fetch.Response, now time.Time) roundwatch.SourceState {
	again := !st.LastOK.IsZero()
	st.LastPoll, st.LastOK, st.LastError = now, now, ""
	st.Failures, st.FailingSince = 0, time.Time{}
	st.Health, st.Told = roundwatch.HealthOK, ""
	if !r.NotModified || r.Freshness > 0 {
		st.Freshness = r.Freshness
	}
	switch {
	case r.NotModified: // a 304 may refresh what it names, and keeps the rest
		if r.ETag != "" {
			st.ETag = r.ETag
		}
		if r.LastModified != "" {
			st.LastModified = r.LastModified
		}
	case !r.Partial:
		st.ETag, st.LastModified, st.Coding, st.ValidatorURL = r.ETag, r.LastModified, r.Coding, r.URL
		st.Seen = true
	case again: // a source that is always cut short has news all the same
		st.Seen = true
	}
	return moved(st, r.Permanent, now)
}

// moved learns a permanent redirect that was seen movedTimes in a row over
// movedFor. Validators know their own address, so none goes to another.
func moved(st roundwatch.SourceState, target string, now time.Time) roundwatch.SourceState {
	if strings.HasPrefix(target, "http:") && strings.HasPrefix(cmp.Or(st.MethodURL, st.URL, st.Address), "https:") {
		target = "" // followed where that is allowed, but never for good
	}
	if target != st.MovedTo {
		st.MovedTo, st.MovedCount, st.MovedSince = target, 0, now
	}
	if target == "" {
		st.MovedSince = time.Time{}
		return st
	}
	st.MovedCount++
	if st.MovedCount >= movedTimes && now.Sub(st.MovedSince) >= movedFor {
		if st.MethodURL != "" {
			st.MethodURL = target
		} else {
			st.URL = target
		}
		st.MovedTo, st.MovedCount, st.MovedSince = "", 0, time.Time{}
	}
	return st
}

// failed returns the state after a failure, and what the failure says about
// when to ask again.
func failed(s roundwatch.Source, st roundwatch.SourceState, cause error, now time.Time, dice float64) roundwatch.SourceState {
	st.LastPoll, st.LastError = now, cause.Error()
	if st.Failures++; st.Failures == 1 {
		st.FailingSince = now
	}
	st = moved(st, "", now)
	st.Health = healthOf(cause)
	a := asked{skipHours: st.SkipHours, skipDays: st.SkipDays}
	status := 0
	var fe *fetch.Error
	if errors.As(cause, &fe) {
		status = fe.Status
		a.retryAfter = boundedRetry(fe.RetryAfter, now)
	}
	missing := status == http.StatusNotFound || status == http.StatusGone
	unreadable := fe == nil && st.Health != roundwatch.HealthEmpty
	if st.MethodURL != "" && (missing || unreadable) || st.URL != "" && missing {
		st.Health, status = roundwatch.HealthFailing, 0 // the source itself may still answer
	}
	st = forgetful(st, missing, unreadable)
	if worthTelling(st, fe, now) {
		st.Told = st.Health
	}
	w := afterFailure(s, st.Health, status, st.Failures, now.Sub(st.FailingSince))
	st.NextPoll, st.Interval = nextPoll(s, a, now, w, dice), w.about
	return st
}

// forgetful forgets what was learned about where a source is read. A page is
// looked over again when what was read in its place is not there or cannot be
// read any more, or fails for long; an address that a source had moved to is
// dropped when nothing is there.
func forgetful(st roundwatch.SourceState, missing, unreadable bool) roundwatch.SourceState {
	if missing && st.MethodURL == "" {
		st.URL = ""
	}
	if missing || unreadable || st.Failures >= failuresToReport {
		st.Method, st.MethodURL = "", ""
	}
	return st
}

// worthTelling reports whether readers are to know of a source's failure.
func worthTelling(st roundwatch.SourceState, fe *fetch.Error, now time.Time) bool {
	switch {
	case st.Health != roundwatch.HealthFailing:
		return true
	case fe != nil && fe.Class == fetch.ClassTLS:
		return now.Sub(st.FailingSince) >= certificatePatience
	}
	return st.Failures >= failuresToReport
}

// boundedRetry obeys a Retry-After of up to a week.
func boundedRetry(at, now time.Time) time.Time {
	if latest := now.Add(retryAfterMax); at.After(latest) {
		return latest
	}
	return at
}

func healthOf(cause error) roundwatch.Health {
	var fe *fetch.Error
	switch {
	case errors.Is(cause, errNoItems):
		return roundwatch.HealthEmpty
	case !errors.As(cause, &fe):
		return roundwatch.HealthFailing
	case fe.Status == http.StatusGone:
		return roundwatch.HealthGone
	case fe.Class == fetch.ClassBlocked:
		return roundwatch.HealthBlocked
	}
	return roundwatch.HealthFailing
}

// healthNotices returns one alert per channel if the step from old to new is a
// change that readers are told of.
func healthNotices(s roundwatch.Source, old, new roundwatch.SourceState, channels []roundwatch.Channel) []roundwatch.Alert {
	if old.Told == new.Told {
		return nil
	}
	text := fmt.Sprintf("source %s is %s: %s", s.Name, new.Told, new.LastError)
	if new.Told == "" {
		text = fmt.Sprintf("source %s is ok again; it was %s since %s", s.Name, old.Told, roundwatch.Stamp(old.FailingSince))
	}
	return sourceNotices(s, string(new.Health), text, new.LastPoll, channels)
}

// sourceNotices addresses one notice about a source to every channel.
func sourceNotices(s roundwatch.Source, what, text string, at time.Time, channels []roundwatch.Channel) []roundwatch.Alert {
	alerts := make([]roundwatch.Alert, 0, len(channels))
	for _, c := range channels {
		alerts = append(alerts, roundwatch.Alert{
			Key:       fmt.Sprintf("source/%s/%s/%d/%s", s.Name, what, at.Unix(), c.Name),
			Channel:   c.Name,
			Type:      roundwatch.AlertSource,
			Source:    s.Name,
			Tier:      s.Tier,
			URL:       s.URL,
			Title:     fmt.Sprintf("%s: %s", s.Name, what),
			Text:      text,
			FirstSeen: at,
			Due:       at,
			CreatedAt: at,
		})
	}
	return alerts
}
