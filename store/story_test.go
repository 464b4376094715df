package store

import "testing"

func TestAStoryMayAlertAChannelOnce(t *testing.T) {
	for name, c := range map[string]struct {
		once bool
		want int
	}{
		"each article by itself":                 {false, 2},
		"only the first where that is asked for": {true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := openTest(t)
			record(t, s, pollOf(listed(1), listed(2)))
			queue := pending(t, s)
			first := conclusion(queue[0])
			first.OncePerStory = c.once
			story := settle(t, s, first)
			second := conclusion(queue[1])
			second.OncePerStory, second.Story = c.once, story
			settle(t, s, second)
			alerts, err := s.Alerts(t.Context(), "", 0)
			if err != nil || len(alerts) != c.want*len(first.Alerts) {
				t.Errorf("%d alerts, want %d for each of %d channels: %v", len(alerts), c.want, len(first.Alerts), err)
			}
		})
	}
}

func TestASilentArticleDoesNotUseUpItsStory(t *testing.T) {
	s := openTest(t)
	record(t, s, pollOf(listed(1), listed(2)))
	queue := pending(t, s)
	silent := conclusion(queue[0])
	silent.Alerts, silent.OncePerStory = nil, true
	story := settle(t, s, silent)
	news := conclusion(queue[1])
	news.OncePerStory, news.Story = true, story
	settle(t, s, news)
	if alerts, err := s.Alerts(t.Context(), "", 0); err != nil || len(alerts) != len(news.Alerts) || len(alerts) == 0 {
		t.Errorf("%d alerts, want %d: %v", len(alerts), len(news.Alerts), err)
	}
}
