package roundwatch

import "time"

// Subscription is a source's order with a WebSub hub: the hub is to deliver
// what is new in the source's feed. A source has one at most.
type Subscription struct {
	Source   string
	Hub      string    // where it was ordered
	Topic    string    // what the hub knows the feed by
	Callback string    // where the hub delivers; its last part is known to the hub alone
	Secret   string    // the hub signs with it
	Asked    time.Time // when the hub was last asked
	Tries    int       // since the hub last granted a lease
	Next     time.Time // not asked again before this
	Until    time.Time // end of the lease; zero: none was granted
	Denied   string    // why the hub refuses, "" if it does not
}
