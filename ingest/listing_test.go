package ingest

import (
	"fmt"
	"testing"

	"roundwatch"
	"roundwatch/ingest/fetch"
)

func TestAListThatIsTooLongKeepsItsNewestAndSaysThatItRanOver(t *testing.T) {
	for listed, over := range map[int]bool{itemsPerPoll: false, itemsPerPoll + 3: true} {
		conform(t, fmt.Sprint(listed), nil, func(w *world) {
			source, poll := feedAt("s", "http://a.example/feed"), roundwatch.Poll{}
			answer := fetch.Response{URL: source.URL, ContentType: "application/rss+xml", Body: []byte(feedOf(listed))}
			if err := w.road.Poller.parse(w.Context(), source, answer, &poll, new(roundwatch.SourceState)); err != nil {
				w.Fatal(err)
			}
			if len(poll.Items) != itemsPerPoll || poll.Listed != listed || poll.Overflow != over {
				w.Errorf("%d of %d kept, overflow %v", len(poll.Items), poll.Listed, poll.Overflow)
			}
		})
	}
}
