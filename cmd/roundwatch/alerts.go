package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/store"
)

func (a *app) alertsCommand() *cobra.Command {
	var state string
	var limit int
	cmd := &cobra.Command{
		Use:   "alerts",
		Short: "List alerts and what became of them",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("state", state, alertStates); err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(s *store.Store) error {
				alerts, err := s.Alerts(cmd.Context(), state, limit)
				if err != nil {
					return err
				}
				return a.printAlerts(alerts)
			})
		},
	}
	cmd.Flags().StringVar(&state, "state", "", "only this state: due, claimed, delivered, dead or rolled")
	cmd.Flags().IntVar(&limit, "limit", 0, "at most so many (0: all)")
	list := &cobra.Command{Use: "list", Short: "The same as a bare alerts", Args: cobra.NoArgs, RunE: cmd.RunE}
	cmd.AddCommand(list, a.alertsRetryCommand(), a.alertsTestCommand(), a.alertsSimulateCommand())
	return cmd
}

var alertStates = []string{roundwatch.AlertDue, roundwatch.AlertClaimed, roundwatch.AlertDelivered, roundwatch.AlertDead, roundwatch.AlertRolled}

type alertView struct {
	Key      string `json:"key"`
	Channel  string `json:"channel"`
	Type     string `json:"type"`
	Item     int64  `json:"item"`
	Source   string `json:"source"`
	Round    string `json:"round"`
	Title    string `json:"title"`
	State    string `json:"state"`
	Attempts int    `json:"attempts"`
	Due      string `json:"due"`
	SentAt   string `json:"sent_at"`
	Error    string `json:"error"`
}

func (a *app) printAlerts(alerts []roundwatch.Alert) error {
	l := a.list("KEY", "STATE", "TRIES", "DUE", "SENT", "TITLE", "ERROR")
	for _, al := range alerts {
		v := alertView{al.Key, al.Channel, al.Type, al.Item, al.Source, al.Round, al.Title, al.State, al.Attempts,
			roundwatch.Stamp(al.Due), roundwatch.Stamp(al.SentAt), al.Error}
		l.row(v, v.Key, v.State, strconv.Itoa(v.Attempts), minute(al.Due), minute(al.SentAt), clip(v.Title, 60), dash(v.Error))
	}
	return l.end()
}

func (a *app) alertsRetryCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "retry [KEY…]",
		Short: "Make alerts that were given up or wait for another try due now, under the same keys (no key: all of them)",
		RunE: func(cmd *cobra.Command, keys []string) error {
			return a.writing(cmd.Context(), func(s *store.Store) error { return a.retryAlerts(cmd.Context(), s, keys) })
		},
	}
}

func (a *app) retryAlerts(ctx context.Context, s *store.Store, keys []string) error {
	n, err := s.RetryAlerts(ctx, keys...)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%d alerts are due again\n", n)
	if n < len(keys) {
		return exitError{exitNotFound, fmt.Errorf("%d of %d keys name no alert that waits or was given up: `roundwatch alerts` lists them", len(keys)-n, len(keys))}
	}
	return nil
}

func (a *app) alertsTestCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "test CHANNEL",
		Short: "Put a test alert into the outbox; the daemon or the next poll sends it",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(cfg.Channels, func(c roundwatch.Channel) bool { return c.Name == args[0] }) {
				return exitError{exitNotFound, fmt.Errorf("no channel is called %q: `roundwatch check --effective` lists them", args[0])}
			}
			now := a.now()
			al := roundwatch.Alert{
				Key: fmt.Sprintf("test/%d/%s", now.UnixMilli(), args[0]), Channel: args[0], Type: roundwatch.AlertTest,
				Title: "Test alert of roundwatch", Text: "If you can read this, the channel works.", Due: now, CreatedAt: now, FirstSeen: now,
			}
			return a.writing(cmd.Context(), func(s *store.Store) error {
				if err := s.EnqueueAlert(cmd.Context(), al); err != nil {
					return err
				}
				_, err := fmt.Fprintf(a.stdout, "%s is due\n", al.Key)
				return err
			})
		},
	}
}
