package ingest

import (
	"context"
	"sync"
	"time"
)

// A line that stands in many articles of a source is the site's furniture, not
// news. The archive counts lines; here they are kept at hand for a while.
const (
	furnitureAfter = 8         // articles of one source that carry a line
	furnitureFor   = time.Hour // how long what was learned is believed without looking again
)

// furniture is what was learned of each source's lines.
type furniture struct {
	mu      sync.Mutex
	sources map[string]learned
}

type learned struct {
	lines map[uint64]int
	until time.Time
}

// recurring returns the test for one source's lines. Without an answer from
// the archive nothing counts as furniture.
func (s *Settler) recurring(ctx context.Context, source string) func(uint64) bool {
	s.furniture.mu.Lock()
	defer s.furniture.mu.Unlock()
	now := s.now()
	known, ok := s.furniture.sources[source]
	if !ok || now.After(known.until) {
		lines, err := s.store.LearnedLines(ctx, source, furnitureAfter)
		if err != nil {
			s.log.Warn("cannot read a source's recurring lines", "source", source, "err", err)
		}
		known = learned{lines, now.Add(furnitureFor)}
		s.furniture.sources[source] = known
	}
	return func(line uint64) bool { return known.lines[line] > 0 }
}
