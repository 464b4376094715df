package ingest

import (
	"net/url"
	"time"

	"roundwatch"
)

// queue orders pending items so that sites are read side by side and each
// site's items one after the other, oldest first: a slow site holds up only
// itself. It belongs to one goroutine.
type queue struct {
	waiting map[string][]roundwatch.Item // by lane
	ready   []string                     // lanes with waiting items and none being read, longest waiting first
	busy    map[string]bool              // lanes with an item being read
	held    map[int64]bool               // every item that is waiting or being read
	filled  time.Time                    // when the archive was last looked into
	more    bool                         // it had more than was taken
}

func newQueue() *queue {
	return &queue{waiting: map[string][]roundwatch.Item{}, busy: map[string]bool{}, held: map[int64]bool{}}
}

// lane names what is not read side by side: one site. Items without an address
// need no site and share one lane.
func lane(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return roundwatch.RegistrableDomain(u.Hostname())
}

// add queues an item unless it is here already.
func (q *queue) add(it roundwatch.Item) {
	if q.held[it.ID] {
		return
	}
	q.held[it.ID] = true
	l := lane(it.URL)
	if len(q.waiting[l]) == 0 && !q.busy[l] {
		q.ready = append(q.ready, l)
	}
	q.waiting[l] = append(q.waiting[l], it)
}

// next takes the first item of a lane that is free.
func (q *queue) next() (roundwatch.Item, bool) {
	if len(q.ready) == 0 {
		return roundwatch.Item{}, false
	}
	l := q.ready[0]
	q.ready = q.ready[1:]
	it := q.waiting[l][0]
	q.waiting[l] = q.waiting[l][1:]
	q.busy[l] = true
	return it, true
}

// done gives an item's lane free.
func (q *queue) done(it roundwatch.Item) {
	l := lane(it.URL)
	delete(q.held, it.ID)
	delete(q.busy, l)
	if len(q.waiting[l]) > 0 {
		q.ready = append(q.ready, l)
	} else {
		delete(q.waiting, l)
	}
}
