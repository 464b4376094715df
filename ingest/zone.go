package ingest

import (
	"sync"
	"time"

	"roundwatch"
)

// zones keeps loaded time zones at hand: loading one reads and parses a file.
type zones struct{ loaded sync.Map }

// of returns the zone of a source's dates that state none.
func (z *zones) of(s roundwatch.Source) *time.Location {
	if known, ok := z.loaded.Load(s.Zone); ok {
		return known.(*time.Location)
	}
	zone, err := time.LoadLocation(s.Zone)
	if err != nil { // refused when the configuration was read
		zone = time.UTC
	}
	z.loaded.Store(s.Zone, zone)
	return zone
}
