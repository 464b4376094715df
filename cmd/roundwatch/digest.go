package main

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/publish/digest"
	"roundwatch/store"
)

// digestsDir holds the digests' files in the data folder.
const digestsDir = "digests"

// press makes the digests of a configuration.
func (e *engine) press(cfg *config.Config) digest.Press {
	return digest.Press{
		Shelf: e.store, Dir: filepath.Join(e.dir, digestsDir), Formats: cfg.Digest.Formats,
		Schedule: digest.Schedule{At: int(cfg.Digest.At), Zone: cfg.Digest.Zone},
		Dossier:  e.filer.Dossier(), Sources: cfg.Sources, Channels: cfg.Digest.Channels, Now: e.app.now,
	}
}

// closeDigests makes every digest that is due.
func (d *daemon) closeDigests(ctx context.Context) error {
	d.mu.Lock()
	press := d.press(d.cfg)
	d.mu.Unlock()
	made, err := press.Print(ctx)
	for _, m := range made {
		d.log.Info("digest written", "number", m.Number, "date", m.Date, "dir", press.Dir)
		fmt.Fprintf(d.app.stdout, "digest %d written to %s\n", m.Number, press.Dir)
	}
	if len(made) > 0 {
		d.ringCourier()
		debug.FreeOSMemory() // a digest holds all its articles, and the next one is a day away
	}
	return err
}

func (a *app) digestCommand() *cobra.Command {
	var date, format string
	cmd := &cobra.Command{
		Use:   "digest",
		Short: "Print the digests that end on a local day; without --date the newest",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("format", format, []string{"md", "html", "json", "atom"}); err != nil {
				return err
			}
			return a.onDigests(cmd.Context(), date, func(doc digest.Document) error {
				if a.json { // one line each; --format json is for people
					l := a.list()
					l.row(doc)
					return l.end()
				}
				body, err := digest.Render(doc, format)
				if err != nil {
					return err
				}
				_, err = a.stdout.Write(body)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&date, "date", "", "local day on which the digest ends: YYYY-MM-DD")
	cmd.Flags().StringVar(&format, "format", "md", "md, html, json or atom")
	return cmd
}

func (a *app) coverageCommand() *cobra.Command {
	var date string
	cmd := &cobra.Command{
		Use:   "coverage",
		Short: "Print what the digests of a local day say about the sources; without --date the newest",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			l := a.list()
			err := a.onDigests(cmd.Context(), date, func(doc digest.Document) error {
				if a.json {
					l.row(coverageView{doc.Number, doc.Coverage})
					return l.err
				}
				l.row(nil, fmt.Sprintf("digest %d, %s to %s", doc.Number, dash(doc.LocalFrom), doc.LocalTo))
				for _, line := range doc.Coverage.Lines() {
					l.row(nil, line)
				}
				return l.err
			})
			if err != nil {
				return err
			}
			return l.end()
		},
	}
	cmd.Flags().StringVar(&date, "date", "", "local day on which the digest ends: YYYY-MM-DD")
	return cmd
}

type coverageView struct {
	Digest int `json:"digest"`
	digest.Coverage
}

// onDigests hands the digests of a local day, or the newest, to a verb.
func (a *app) onDigests(ctx context.Context, date string, verb func(digest.Document) error) error {
	if date != "" {
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			return exitError{exitUsage, fmt.Errorf("--date %q: want YYYY-MM-DD", date)}
		}
	}
	cfg, err := a.load()
	if err != nil {
		return err
	}
	return a.reading(ctx, func(s *store.Store) error {
		docs, err := documents(ctx, s, cfg.Dossier.ID, date)
		if err != nil {
			return err
		}
		if len(docs) == 0 {
			return fmt.Errorf("digest of %s: %w: digests are closed daily by `roundwatch run`", dash(date), store.ErrNotFound)
		}
		for _, doc := range docs {
			if err := verb(doc); err != nil {
				return err
			}
		}
		return nil
	})
}

func documents(ctx context.Context, s *store.Store, dossier, date string) ([]digest.Document, error) {
	var (
		kept []roundwatch.Digest
		err  error
	)
	if date == "" {
		kept, err = s.Digests(ctx, dossier, 1)
	} else {
		kept, err = s.DigestsOn(ctx, dossier, date)
	}
	if err != nil {
		return nil, err
	}
	return digest.Documents(kept)
}
