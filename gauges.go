package roundwatch

import "time"

// Gauges are the figures by which a running roundwatch is watched.
type Gauges struct {
	Polls         map[Outcome]int // that the archive remembers
	Items         map[ItemState]int
	Verdicts      map[Verdict]int // of filings in force
	Sources       map[Health]int
	Alerts        []AlertCount
	OldestPending time.Time // first-seen time of the item that waits longest to be judged; zero: none waits
	OldestDue     time.Time // creation of the alert that waits longest to be sent; zero: none waits
	LastPoll      time.Time
	LastDigest    time.Time // end of its window
}

// AlertCount is how many alerts of a channel are in a state.
type AlertCount struct {
	Channel string
	State   string
	N       int
}
