package main

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"roundwatch/store"
)

func (a *app) roundsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rounds",
		Short: "List the rounds of the dossier and how many items are filed under each",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store) error { return a.rounds(cmd.Context(), s) })
		},
	}
}

type roundView struct {
	ID     string   `json:"id"`
	Track  string   `json:"track"`
	Number int      `json:"number"`
	Name   string   `json:"name"`
	Held   []string `json:"held"`
	Items  int      `json:"items"`
}

func (a *app) rounds(ctx context.Context, s *store.Store) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	counts, err := s.RoundCounts(ctx)
	if err != nil {
		return err
	}
	l := a.list("ROUND", "TRACK", "NO", "HELD", "ITEMS", "NAME")
	for _, t := range cfg.Dossier.Tracks {
		for _, r := range t.Rounds {
			v := roundView{r.ID, t.ID, r.Number, r.Name, []string{}, counts[r.ID]}
			for _, day := range r.Held {
				v.Held = append(v.Held, day.Format(time.DateOnly))
			}
			l.row(v, v.ID, v.Track, strconv.Itoa(v.Number), dash(strings.Join(v.Held, ", ")), strconv.Itoa(v.Items), v.Name)
		}
	}
	return l.end()
}
