package ingest

import (
	"fmt"
	"runtime/debug"
	"time"
)

// stumblePatience is how long an item waits that a judge stumbles over: it is
// for a person to see, and may be for another version of the program to read.
const stumblePatience = 24 * time.Hour

// stumble is a panic of a parser or judge.
type stumble struct {
	what  any
	stack []byte
}

func (s *stumble) Error() string { return fmt.Sprintf("roundwatch stumbled over it: %v", s.what) }

// fenced runs do and makes an error of a panic, a *stumble. A text that some
// line of a parser or judge cannot cope with may cost its own item a try, but
// not the daemon, which would meet it again after each restart.
func fenced(do func() error) (err error) {
	defer func() {
		if what := recover(); what != nil {
			err = &stumble{what, debug.Stack()}
		}
	}()
	return do()
}
