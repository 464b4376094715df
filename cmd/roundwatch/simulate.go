package main

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/ingest"
	"roundwatch/publish/alert"
	"roundwatch/store"
)

func (a *app) alertsSimulateCommand() *cobra.Command {
	var since string
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "Show how many alerts the present channels would have sent a day; nothing is sent or written",
		Long: `Simulate judges the stored articles by the present channels, quiet hours and budget, as if
each had come while the daemon was running. It shows what a change of configuration would do.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			from, err := a.since(since)
			if err != nil {
				return err
			}
			cfg, err := a.load()
			if err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(s *store.Store) error {
				alerts, err := wouldAlert(cmd.Context(), s, cfg, from)
				if err != nil {
					return err
				}
				return a.printDays(alert.Simulate(alerts, alertOptions(cfg)))
			})
		},
	}
	cmd.Flags().StringVar(&since, "since", "30d", "only what was first seen since: RFC 3339, YYYY-MM-DD, or an age such as 24h or 7d")
	return cmd
}

// alertOptions are the settings of a configuration that senders do not enter.
func alertOptions(cfg *config.Config) alert.Options {
	return alert.Options{
		Channels: cfg.Channels, Budget: cfg.Alerts.Budget, Zone: cfg.Digest.Zone,
		Quiet: alert.Quiet{From: int(cfg.Alerts.Quiet.From), To: int(cfg.Alerts.Quiet.To), Zone: cfg.Digest.Zone},
	}
}

// wouldAlert are the alerts that the archive's articles would raise. Copies raise none.
func wouldAlert(ctx context.Context, s *store.Store, cfg *config.Config, since time.Time) ([]roundwatch.Alert, error) {
	sources := map[string]roundwatch.Source{}
	for _, source := range cfg.Sources {
		sources[source.Name] = source
	}
	var alerts []roundwatch.Alert
	for article, err := range s.Articles(ctx) {
		if err != nil {
			return nil, err
		}
		if article.FirstSeen.Before(since) {
			continue
		}
		filing, err := s.Filing(ctx, article.ID)
		if err != nil {
			return nil, err
		}
		if filing.Article == article.ID { // a copy's filing is its original's
			alerts = append(alerts, ingest.WouldAlert(article, filing, sources[article.Source], cfg.Dossier, cfg.Channels)...)
		}
	}
	return alerts, nil
}

func (a *app) printDays(days []alert.Day) error {
	l := a.list("DAY", "CHANNEL", "SENT", "OFFICIAL", "ROLLED UP", "DELAYED")
	for _, d := range days {
		l.row(d, d.Date, d.Channel, strconv.Itoa(d.Sent), strconv.Itoa(d.Exempt), strconv.Itoa(d.Rolled), strconv.Itoa(d.Delayed))
	}
	return l.end()
}
