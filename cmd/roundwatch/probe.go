package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/ingest"
	"roundwatch/ingest/fetch"
)

// client is a fetch client as the configuration wants it.
func (a *app) client(cfg *config.Config) *fetch.Client {
	return fetch.New(fetch.Options{
		Version: version(), Contact: cfg.Network.Contact, AllowPrivate: cfg.Network.AllowPrivate,
		HostInterval: cfg.Network.HostInterval, Downgrade: cfg.Network.InsecureRedirects, Now: a.now,
	})
}

func (a *app) sourcesCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check [NAME…]",
		Short: "Ask sources once, politely, and say what they answer; nothing is stored",
		RunE: func(cmd *cobra.Command, names []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			return a.checkSources(cmd.Context(), cfg, names)
		},
	}
}

type probeView struct {
	Name   string `json:"name"`
	URL    string `json:"url"`
	OK     bool   `json:"ok"`
	Class  string `json:"class"` // of the failure, "" if none
	Error  string `json:"error"`
	Items  int    `json:"items"`
	Newest string `json:"newest"` // date of the newest item
	Method string `json:"method"` // pages: how links were found
}

// checkSources probes the named sources, disabled ones included, or all that
// are enabled. They are asked one after the other: nothing is urgent.
func (a *app) checkSources(ctx context.Context, cfg *config.Config, names []string) error {
	client := a.client(cfg)
	for _, name := range names {
		if !slices.ContainsFunc(cfg.Sources, func(s roundwatch.Source) bool { return s.Name == name }) {
			return exitError{exitNotFound, fmt.Errorf("no source is called %q: `roundwatch sources` lists them", name)}
		}
	}
	l := a.list("NAME", "ANSWER", "ITEMS", "NEWEST", "ERROR")
	failed := false
	for _, s := range cfg.Sources {
		if len(names) == 0 && s.Disabled || len(names) > 0 && !slices.Contains(names, s.Name) {
			continue
		}
		poll, err := ingest.Probe(ctx, client, s, a.now)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		v, newest := probed(s, poll, err)
		failed = failed || !v.OK
		answer := "ok"
		if !v.OK {
			answer = v.Class
		}
		l.row(v, v.Name, answer, strconv.Itoa(v.Items), minute(newest), clip(dash(v.Error), 100))
	}
	if err := l.end(); err != nil {
		return err
	}
	if failed {
		return errPartly
	}
	return nil
}

func probed(s roundwatch.Source, poll roundwatch.Poll, err error) (probeView, time.Time) {
	v := probeView{Name: s.Name, URL: s.URL, OK: err == nil, Items: len(poll.Items), Method: poll.State.Method}
	var newest time.Time
	for _, it := range poll.Items {
		if it.Published.After(newest) {
			newest = it.Published
		}
	}
	v.Newest = roundwatch.Stamp(newest)
	if err != nil {
		v.Class, v.Error = "unreadable", err.Error()
		var fe *fetch.Error
		if errors.As(err, &fe) {
			v.Class = string(fe.Class)
		}
	}
	return v, newest
}

func (a *app) sourcesAddCommand() *cobra.Command {
	var name, file string
	cmd := &cobra.Command{
		Use:   "add URL",
		Short: "Find out how an address can be read and show it; --write FILE adds it to a configuration",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			return a.addSource(cmd.Context(), cfg, args[0], name, file)
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "the source's name (default: made from the address)")
	cmd.Flags().StringVar(&file, "write", "", "configuration file to add the source to")
	return cmd
}

// shownLinks is how many items `sources add` shows of what it would read.
const shownLinks = 5

func (a *app) addSource(ctx context.Context, cfg *config.Config, address, name, file string) error {
	s, poll, err := ingest.Discover(ctx, a.client(cfg), address, a.now)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", address, err)
	}
	for _, known := range cfg.Sources {
		if roundwatch.CanonicalURL(known.URL) == roundwatch.CanonicalURL(s.URL) {
			return exitError{exitConfig, fmt.Errorf("%s is configured already, as %s: nothing was written", s.URL, known.Name)}
		}
	}
	s.Every = cfg.Poll.Every
	if s.Name = name; name == "" {
		s.Name = sourceName(s.URL, cfg.Sources)
	}
	fmt.Fprintf(a.stderr, "%d items; the newest:\n", len(poll.Items))
	for _, it := range poll.Items[max(0, len(poll.Items)-shownLinks):] {
		fmt.Fprintf(a.stderr, "  %s  %s\n", minute(it.Published), clip(it.Title, 90))
	}
	return a.addStanzas([]roundwatch.Source{s}, file)
}

// addStanzas prints sources as configuration, or adds them to a file.
func (a *app) addStanzas(sources []roundwatch.Source, file string) error {
	var text strings.Builder
	for _, s := range sources {
		text.WriteString(config.Stanza(s))
		text.WriteString("\n")
	}
	if file == "" {
		_, err := fmt.Fprint(a.stdout, text.String())
		return err
	}
	look := a.lookup()
	look.Flag = file
	if _, err := config.Append(file, text.String(), look); err != nil {
		return exitError{exitConfig, fmt.Errorf("nothing was written: %w", err)}
	}
	_, err := fmt.Fprintf(a.stdout, "%d sources added to %s\n", len(sources), file)
	return err
}

// sourceName makes a name from an address that no source has yet.
func sourceName(address string, taken []roundwatch.Source) string {
	host := "source"
	if u, err := url.Parse(address); err == nil && u.Hostname() != "" {
		host = strings.TrimPrefix(u.Hostname(), "www.")
	}
	base := strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(host)), "-")
	name := base
	for n := 2; slices.ContainsFunc(taken, func(s roundwatch.Source) bool { return s.Name == name }); n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	return name
}
