package main

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/store"
)

func (a *app) sourcesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sources",
		Short: "List the configured sources and how they are",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store) error { return a.sources(cmd.Context(), s) })
		},
	}
	cmd.AddCommand(a.sourcesCheckCommand(), a.sourcesAddCommand())
	return cmd
}

type sourceView struct {
	Name      string                `json:"name"`
	Kind      roundwatch.SourceKind `json:"kind"`
	URL       string                `json:"url"`
	State     string                `json:"state"`
	LastOK    string                `json:"last_ok"`
	LastError string                `json:"last_error"`
	Failures  int                   `json:"failures"`
	NextPoll  string                `json:"next_poll"`
	Pushed    string                `json:"pushed_until"` // by the hub, "" if it is not
	Items     int                   `json:"items"`
}

// sourceDisabled is shown as the state of a source that is switched off.
const sourceDisabled = "disabled"

func (a *app) sources(ctx context.Context, s *store.Store) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	states, err := s.SourceStates(ctx)
	if err != nil {
		return err
	}
	items, err := s.SourceItems(ctx)
	if err != nil {
		return err
	}
	leases, err := a.leases(ctx, s, cfg)
	if err != nil {
		return err
	}
	rests, err := a.rests(ctx, s)
	if err != nil {
		return err
	}
	l := a.list("NAME", "KIND", "STATE", "LAST OK", "NEXT POLL", "PUSHED UNTIL", "ITEMS", "FAILURES", "LAST ERROR")
	for _, source := range cfg.Sources {
		st, pushed := states[source.Name], leases[source.Name]
		if st.Backup.After(st.NextPoll) && !pushed.IsZero() {
			st.NextPoll = st.Backup
		}
		if until := rests[siteOf(source.URL)]; until.After(st.NextPoll) {
			st.NextPoll, st.LastError = until, cmp.Or(st.LastError, "its site has asked for a rest")
		}
		v := sourceView{source.Name, source.Kind, source.URL, string(st.Health), roundwatch.Stamp(st.LastOK), st.LastError, st.Failures,
			roundwatch.Stamp(st.NextPoll), roundwatch.Stamp(pushed), items[source.Name]}
		switch {
		case source.Disabled:
			v.State = sourceDisabled
		case st.Health == "":
			v.State = string(roundwatch.HealthNew)
		}
		l.row(v, v.Name, string(v.Kind), v.State, minute(st.LastOK), minute(st.NextPoll), minute(pushed), strconv.Itoa(v.Items), strconv.Itoa(v.Failures), clip(dash(v.LastError), 80))
	}
	return l.end()
}

// rests returns until when sites have asked to be left alone, by domain.
func (a *app) rests(ctx context.Context, s *store.Store) (map[string]time.Time, error) {
	pauses, err := s.Pauses(ctx, a.now())
	until := make(map[string]time.Time, len(pauses))
	for _, p := range pauses {
		until[p.Domain] = p.Until
	}
	return until, err
}

func siteOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return roundwatch.RegistrableDomain(u.Hostname())
}

// leases returns until when hubs deliver the sources that are pushed.
func (a *app) leases(ctx context.Context, s *store.Store, cfg *config.Config) (map[string]time.Time, error) {
	if cfg.WebSub.Callback == "" {
		return nil, nil
	}
	orders, err := s.Subscriptions(ctx)
	until := make(map[string]time.Time, len(orders))
	for _, o := range orders {
		if o.Until.After(a.now()) {
			until[o.Source] = o.Until
		}
	}
	return until, err
}
