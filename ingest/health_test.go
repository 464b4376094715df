package ingest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"roundwatch"
	"roundwatch/ingest/fetch"
)

// The answers of a source, one an hour, in the tests below.
var (
	good         error
	errBroken    error = &fetch.Error{Class: fetch.ClassStatus, Status: 500, Err: errors.New("status 500")}
	errForbidden error = &fetch.Error{Class: fetch.ClassBlocked, Status: 403, Err: errors.New("status 403")}
	errGone      error = &fetch.Error{Class: fetch.ClassStatus, Status: 410, Err: errors.New("status 410")}
	errInsecure  error = &fetch.Error{Class: fetch.ClassTLS, Err: errors.New("certificate expired")}
	errNoFeed    error = errors.New("not a feed")
)

// after returns the state after some answers and the changes that readers were told of.
func after(st roundwatch.SourceState, answers ...error) (roundwatch.SourceState, []string) {
	s := roundwatch.Source{Name: "s", Every: time.Hour}
	var told []string
	now := began
	for _, cause := range answers {
		now = now.Add(time.Hour)
		old := st
		if cause == nil {
			st = succeeded(st, fetch.Response{URL: st.Address}, now)
		} else {
			st = failed(s, st, cause, now, .5)
		}
		for range healthNotices(s, old, st, []roundwatch.Channel{{Name: "desk"}}) {
			told = append(told, string(st.Health))
		}
	}
	return st, told
}

func TestReadersAreToldOfEachChangeOnce(t *testing.T) {
	for name, c := range map[string]struct {
		answers []error
		want    []string
	}{
		"two failures are weather":                       {[]error{good, errBroken, errBroken, good}, nil},
		"three are not":                                  {[]error{errBroken, errBroken, errBroken, errBroken, errBroken, good, good}, []string{"failing", "ok"}},
		"a block is told at once":                        {[]error{good, errForbidden, errForbidden, errForbidden}, []string{"blocked"}},
		"a list without items too":                       {[]error{good, errNoItems, good}, []string{"empty", "ok"}},
		"what ends in another failure ends all the same": {[]error{errForbidden, errBroken, good}, []string{"blocked", "ok"}},
		"trouble of another kind is another change":      {[]error{errBroken, errBroken, errBroken, errForbidden, good}, []string{"failing", "blocked", "ok"}},
		"the end":                       {[]error{good, errGone}, []string{"gone"}},
		"a certificate has three days":  {slices.Repeat([]error{errInsecure}, 72), nil},
		"and not more":                  {slices.Repeat([]error{errInsecure}, 80), []string{"failing"}},
		"a certificate that is renewed": {append(slices.Repeat([]error{errInsecure}, 80), good), []string{"failing", "ok"}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, told := after(roundwatch.SourceState{}, c.answers...); !slices.Equal(told, c.want) {
				t.Errorf("told %q, want %q", told, c.want)
			}
		})
	}
}

func TestWhatWasLearnedOfAnAddressIsForgottenWhenNothingIsThere(t *testing.T) {
	const page, feed, new = "http://a.example/", "http://a.example/feed", "http://b.example/"
	for name, c := range map[string]struct {
		before  roundwatch.SourceState
		answers []error
		want    string // the address that is asked next
		health  roundwatch.Health
	}{
		"a page's feed that is gone":            {roundwatch.SourceState{Method: "feed", MethodURL: feed}, []error{errGone}, page, roundwatch.HealthFailing},
		"a page's feed that is none any more":   {roundwatch.SourceState{Method: "feed", MethodURL: feed}, []error{errNoFeed}, page, roundwatch.HealthFailing},
		"a page's feed that is empty once":      {roundwatch.SourceState{Method: "feed", MethodURL: feed}, []error{errNoItems, good}, feed, roundwatch.HealthOK},
		"a page's feed that fails now and then": {roundwatch.SourceState{Method: "feed", MethodURL: feed}, []error{errBroken, errBroken, good}, feed, roundwatch.HealthOK},
		"a page's feed that fails for long":     {roundwatch.SourceState{Method: "feed", MethodURL: feed}, []error{errBroken, errBroken, errBroken}, page, roundwatch.HealthFailing},
		"an address it moved to, gone":          {roundwatch.SourceState{URL: new}, []error{errGone}, page, roundwatch.HealthFailing},
		"an address it moved to, failing":       {roundwatch.SourceState{URL: new}, []error{errBroken, errBroken, errBroken}, new, roundwatch.HealthFailing},
		"an address it moved to, with a page":   {roundwatch.SourceState{URL: new}, []error{errNoFeed}, new, roundwatch.HealthFailing},
		"the source itself":                     {roundwatch.SourceState{}, []error{errGone}, page, roundwatch.HealthGone},
	} {
		t.Run(name, func(t *testing.T) {
			c.before.Address = page
			st, _ := after(c.before, c.answers...)
			if got := address(roundwatch.Source{URL: page}, st); got != c.want || st.Health != c.health {
				t.Errorf("asks %s, %s; want %s, %s", got, st.Health, c.want, c.health)
			}
		})
	}
}

func TestAMoveFromHTTPSToHTTPIsNotLearned(t *testing.T) {
	for from, learned := range map[string]bool{"https://a.example/": false, "http://a.example/": true} {
		st := roundwatch.SourceState{Address: from}
		for i := range 10 {
			st = moved(st, "http://b.example/", began.Add(time.Duration(i)*12*time.Hour))
		}
		if (st.URL != "") != learned {
			t.Errorf("from %s: learned %q", from, st.URL)
		}
	}
}

func TestASourceThatIsAlwaysCutShortHasNewsFromItsThirdPollOn(t *testing.T) {
	var st roundwatch.SourceState
	for i, seen := range []bool{false, true, true} {
		if st = succeeded(st, fetch.Response{Partial: true}, began.Add(time.Duration(i)*time.Hour)); st.Seen != seen {
			t.Errorf("after %d polls in part, seen is %v", i+1, st.Seen)
		}
	}
}
