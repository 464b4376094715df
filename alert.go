package roundwatch

import (
	"fmt"
	"time"
)

// Channel is one way out for alerts, as configured.
type Channel struct {
	Name          string
	Kind          string // webhook, file, mail, slack, telegram, ntfy, matrix, exec
	URL           string // webhook, slack, ntfy: where to post; telegram, matrix: base address; mail: smtp://host:port
	Path          string // file: folder; exec: program
	Args          []string
	From          string   // mail
	To            []string // mail: addresses; telegram: chat; matrix: room; ntfy: topic
	User          string   // mail
	Secret        Secret   // webhook signing secret, password or token
	Only          string   // "" everything relevant; "filed" only what has a round
	Rounds        []string // only these rounds; nil: all
	Tiers         []Tier
	Langs         []string
	MinConfidence float64
	Budget        int // alerts a day before the rest is rolled up, 0 for no bound; -1: as [alerts] says
}

// Secret is a value that is never printed.
type Secret string

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(secret)"
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the secret from every encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Types of alert.
const (
	AlertNew     = "article" // a new relevant article
	AlertErratum = "erratum" // an alerted article was re-filed, withdrawn or substantively edited
	AlertSource  = "source"  // a source changed its state of health
	AlertRollup  = "rollup"  // what went over the day's budget, named in one message
	AlertDigest  = "digest"  // a digest, to the channels that ask for it
	AlertTest    = "test"
)

// States of an alert.
const (
	AlertDue       = "due"       // waiting for its time
	AlertClaimed   = "claimed"   // being sent; due again if the sender dies
	AlertDelivered = "delivered" //
	AlertDead      = "dead"      // given up; a person may retry it
	AlertRolled    = "rolled"    // over budget: named in a roll-up
)

// Alert is one message to one channel: a row of the outbox. The same Key is
// sent with every try, so that a receiver can drop a repeat.
type Alert struct {
	Key           string // stable: type, item and channel
	Channel       string
	Type          string
	Item          int64
	Story         int64
	Source        string
	Tier          Tier
	Lang          string
	Round         string
	RoundName     string // the round in words, "" if none
	Verdict       Verdict
	Confidence    float64
	Title         string
	URL           string
	Published     time.Time
	PublishedFrom string
	FirstSeen     time.Time
	Quote         string   // the strongest evidence
	Text          string   // what is new or what changed, in words
	Names         []string // roll-up: one line each
	HTML          string   // digest: the whole document, for mail; Text is its Markdown
	State         string
	Due           time.Time
	Attempts      int
	SentAt        time.Time
	Error         string
	CreatedAt     time.Time
}

// Exempt reports whether the alert goes out whatever the day's budget: official
// voices, and everything that is not an article.
func (a Alert) Exempt() bool { return a.Type != AlertNew || a.Tier == TierOfficial }

// Line names the alert in one line of a roll-up.
func (a Alert) Line() string {
	round := a.Round
	if round == "" {
		round = "no round"
	}
	return fmt.Sprintf("[%s] %s (%s, item %d)", round, a.Title, a.Source, a.Item)
}

// Delivery is what became of one try to send an alert.
type Delivery struct {
	Key   string
	At    time.Time
	State string    // AlertDelivered, AlertDue (deferred) or AlertDead
	Due   time.Time // next try, when deferred
	Error string
}

// Claim asks the outbox for the next alert of one channel.
//
// A new alert takes a place in the budget of the local day it is first tried
// on. One that finds no place left is put over (AlertRolled) until a roll-up
// names it. An exempt one needs no place and takes none.
type Claim struct {
	Channel string
	At      time.Time     // alerts due at or before this
	Lease   time.Duration // how long a claim keeps others away
	Budget  int           // places a day; 0: no bound
	Day     time.Time     // when the local day of At began
}

// Rollup asks that what was put over for a channel be named in one alert.
// The first roll-up of a day is made as soon as no item waits to be judged;
// what is put over after it is named when the day has ended.
type Rollup struct {
	Channel string
	At      time.Time
	Day     time.Time // when the local day of At began
	Name    string    // the local day, for people: 2006-01-02
	Before  string    // the local day before it
}
