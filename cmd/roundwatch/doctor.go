package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/store"
)

// What a doctor calls ill.
const (
	lowDisk      = 1 << 30       // bytes free in the data folder
	longPending  = 6 * time.Hour // an item waits to be judged
	longDue      = 6 * time.Hour // an alert waits to be sent
	digestLate   = 26 * time.Hour
	clockMistake = 2025 // a year before which the clock is wrong
)

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Look over the whole installation and say what is wrong and what to do",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context()) },
	}
}

// finding is one thing a doctor looked at; Advice is "" where all is well.
type finding struct {
	What   string `json:"what"`
	Found  string `json:"found"`
	Advice string `json:"advice"`
}

func (a *app) doctor(ctx context.Context) error {
	findings, failed := a.examine(ctx)
	l, ill := a.list(), 0
	for _, f := range findings {
		mark := "ok"
		if f.Advice != "" {
			mark, ill = "ILL", ill+1
		}
		l.row(f, mark, f.What, f.Found, f.Advice)
	}
	if err := l.end(); err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	if ill > 0 {
		return exitError{exitPartly, fmt.Errorf("%d of %d findings want attention", ill, len(findings))}
	}
	return nil
}

// examine returns what it found even where it fails, for that may say why.
func (a *app) examine(ctx context.Context) ([]finding, error) {
	cfg, err := a.load()
	if err != nil {
		return nil, err
	}
	findings := []finding{{"configuration", fmt.Sprintf("%d sources, %d channels", len(cfg.Sources), len(cfg.Channels)), ""}}
	for _, w := range cfg.Warnings {
		findings = append(findings, finding{"configuration", w, "see README, configuration"})
	}
	dir, err := a.data()
	if err != nil {
		return nil, err
	}
	findings = append(findings, a.clock(), disk(dir), daemonAt(dir))
	err = a.reading(ctx, func(s *store.Store) error {
		g, err := s.Gauges(ctx)
		if err == nil {
			findings = append(findings, a.archiveFindings(g)...)
		}
		return err
	})
	return findings, err
}

func (a *app) clock() finding {
	f := finding{What: "clock", Found: roundwatch.Stamp(a.now())}
	if a.now().Year() < clockMistake {
		f.Advice = "set the clock: dates later than now are taken for mistakes"
	}
	return f
}

func disk(dir string) finding {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return finding{"data folder", fmt.Sprintf("%s: %v", dir, err), "make it, or name another with --data"}
	}
	free := fs.Bavail * uint64(fs.Bsize)
	f := finding{What: "disk", Found: fmt.Sprintf("%d MiB free in %s", free>>20, dir)}
	if free < lowDisk {
		f.Advice = "make room: a full disk stops polling, and nothing is lost"
	}
	return f
}

func daemonAt(dir string) finding {
	if pid := lockHolder(dir); pid != "" {
		return finding{"daemon", "running as process " + pid, ""}
	}
	if _, err := os.Stat(filepath.Join(dir, archive)); errors.Is(err, os.ErrNotExist) {
		return finding{"daemon", "never ran here", "start `roundwatch run`"}
	}
	return finding{"daemon", "not running now", ""} // a timer may poll
}

func (a *app) archiveFindings(g roundwatch.Gauges) []finding {
	var findings []finding
	look := func(what, found string, ill bool, advice string) {
		if !ill {
			advice = ""
		}
		findings = append(findings, finding{what, found, advice})
	}
	now := a.now()
	late := func(since time.Time, bound time.Duration) bool { return !since.IsZero() && now.Sub(since) > bound }
	look("queue", fmt.Sprintf("%d items wait to be judged, the oldest since %s", g.Items[roundwatch.ItemPending], minute(g.OldestPending)),
		late(g.OldestPending, longPending), "see the log for why pages cannot be read")
	dead, due := 0, 0
	for _, c := range g.Alerts {
		switch c.State {
		case roundwatch.AlertDead:
			dead += c.N
		case roundwatch.AlertDue, roundwatch.AlertClaimed:
			due += c.N
		}
	}
	look("outbox", fmt.Sprintf("%d alerts wait, the oldest since %s", due, minute(g.OldestDue)),
		late(g.OldestDue, longDue), "`roundwatch alerts --state due` says what the channel answers")
	look("outbox", fmt.Sprintf("%d alerts were given up", dead), dead > 0, "mend the channel, then `roundwatch alerts retry`")
	for _, h := range []roundwatch.Health{roundwatch.HealthFailing, roundwatch.HealthBlocked, roundwatch.HealthGone, roundwatch.HealthEmpty} {
		if n := g.Sources[h]; n > 0 {
			look("sources", fmt.Sprintf("%d %s", n, h), true, "`roundwatch sources` says which and why")
		}
	}
	last := "none yet"
	if !g.LastDigest.IsZero() {
		last = "the last one ends " + minute(g.LastDigest)
	}
	look("digest", last, late(g.LastDigest, digestLate), "digests are written by `roundwatch run`")
	return findings
}
