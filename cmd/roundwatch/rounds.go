package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/rounds"
	"roundwatch/store"
)

func (a *app) roundsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rounds",
		Short: "List the rounds of the dossier and how many items are filed under each",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store) error { return a.rounds(cmd.Context(), s) })
		},
	}
	cmd.AddCommand(a.lintCommand(), a.replayCommand(), a.suggestCommand())
	return cmd
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

func (a *app) lintCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lint",
		Short: "Look for what is likely wrong in the dossier: overlaps, dead cues, impossible dates",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			findings := rounds.Lint(cfg.Dossier)
			l := a.list()
			for _, f := range findings {
				l.row(struct {
					Where   string `json:"where"`
					Problem string `json:"problem"`
				}{f.Where, f.Problem}, f.Where, f.Problem)
			}
			if err := l.end(); err != nil {
				return err
			}
			if len(findings) > 0 {
				return exitError{exitPartly, fmt.Errorf("%d findings", len(findings))}
			}
			return nil
		},
	}
}

func (a *app) replayCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "test",
		Short: "Judge every article that a person has reviewed anew; exit code 1 if a decision would be broken",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store) error { return a.replay(cmd.Context(), s) })
		},
	}
}

type replayView struct {
	Item int64  `json:"item"`
	Want string `json:"want"`
	Got  string `json:"got"`
	Pass bool   `json:"pass"`
	Note string `json:"note"`
}

func (a *app) replay(ctx context.Context, s *store.Store) error {
	filer, err := a.filer()
	if err != nil {
		return err
	}
	cases, err := reviewCases(ctx, s)
	if err != nil {
		return err
	}
	l, broken := a.list("ITEM", "RESULT", "WANT", "GOT", "NOTE"), 0
	for _, r := range filer.Replay(cases) {
		result := "ok"
		if !r.Pass {
			result, broken = "BROKEN", broken+1
		}
		v := replayView{r.Item, r.Want, r.Got.Round, r.Pass, r.Note}
		l.row(v, strconv.FormatInt(v.Item, 10), result, dash(v.Want), dash(v.Got), v.Note)
	}
	if err := l.end(); err != nil {
		return err
	}
	if broken > 0 {
		return fmt.Errorf("%d of %d decisions would be broken by the rules as they are", broken, len(cases))
	}
	return nil
}

// reviewCases makes a case of the last review of each item.
func reviewCases(ctx context.Context, s *store.Store) ([]rounds.Case, error) {
	reviews, err := s.Reviews(ctx)
	if err != nil {
		return nil, err
	}
	last := map[int64]roundwatch.Review{}
	for _, r := range reviews {
		last[r.Item] = r
	}
	var cases []rounds.Case
	for _, item := range slices.Sorted(maps.Keys(last)) {
		e, err := s.Entry(ctx, item)
		if err != nil {
			return nil, err
		}
		article, err := s.Article(ctx, e.Article)
		if err != nil {
			return nil, err
		}
		cases = append(cases, rounds.NewCase(stated(article), last[item]))
	}
	return cases, nil
}

func (a *app) suggestCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "suggest",
		Short: "Propose rounds that the press speaks of and the dossier lacks; nothing is applied",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store) error { return a.suggest(cmd.Context(), s) })
		},
	}
}

func (a *app) suggest(ctx context.Context, s *store.Store) error {
	filer, err := a.filer()
	if err != nil {
		return err
	}
	var filed []rounds.Filed
	for article, err := range s.Articles(ctx) {
		if err != nil {
			return err
		}
		f, err := s.Filing(ctx, article.ID)
		if err != nil {
			return err
		}
		if f.Relevant && f.Verdict != roundwatch.VerdictFiled {
			filed = append(filed, rounds.Filed{Article: article, Filing: f})
		}
	}
	proposals := filer.Suggest(filed)
	if len(proposals) == 0 {
		fmt.Fprintln(a.stderr, "no unknown round is announced")
	}
	l := a.list()
	for _, p := range proposals {
		if a.json {
			l.row(proposalView{p.Track, p.Number, p.Round, p.Articles, p.Sites, p.Evidence, p.TOML})
			continue
		}
		fmt.Fprintf(a.stdout, "# track %s, announced by %d articles of %d sites:\n", p.Track, len(p.Articles), p.Sites)
		for _, e := range p.Evidence {
			fmt.Fprintf(a.stdout, "#   “%s”\n", strings.ReplaceAll(e.Quote, "\n", " "))
		}
		fmt.Fprintf(a.stdout, "%s\n", p.TOML)
	}
	return l.end()
}

type proposalView struct {
	Track    string                `json:"track"`
	Number   int                   `json:"number"`
	Round    string                `json:"round"`
	Articles []int64               `json:"articles"`
	Sites    int                   `json:"sites"`
	Evidence []roundwatch.Evidence `json:"evidence"`
	TOML     string                `json:"toml"`
}
