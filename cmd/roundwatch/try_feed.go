package main

import (
	"fmt"
	"time"

	"roundwatch"
	"roundwatch/ingest/feed"
)

func feedStage() stage {
	return stage{"feed", "Read a feed and print its items", func() (func(tryInput) (any, error), error) {
		return tryFeed, nil
	}}
}

type triedFeed struct {
	File     string      `json:"file"`
	Format   string      `json:"format"`
	Repaired bool        `json:"repaired"`
	Title    string      `json:"title"`
	URL      string      `json:"url"`
	Language string      `json:"language"`
	Items    []triedItem `json:"items"`
}

type triedItem struct {
	ID         string                 `json:"id"`
	URL        string                 `json:"url"`
	Title      string                 `json:"title"`
	Summary    string                 `json:"summary"`
	Content    string                 `json:"content"`
	Author     string                 `json:"author"`
	Published  string                 `json:"published"`
	Updated    string                 `json:"updated"`
	Categories []string               `json:"categories"`
	Enclosures []roundwatch.Enclosure `json:"enclosures"`
}

func tryFeed(in tryInput) (any, error) {
	body, err := in.body()
	if err != nil {
		return nil, err
	}
	o := feed.Options{URL: in.URL, ContentType: in.ContentType, Lang: in.Lang, Now: time.Now(), Untitled: true}
	if in.Zone != "" {
		if o.Zone, err = time.LoadLocation(in.Zone); err != nil {
			return nil, fmt.Errorf("zone %q: %w", in.Zone, err)
		}
	}
	f, err := feed.Parse(body, o)
	if err != nil {
		return nil, err
	}
	out := triedFeed{in.File, f.Format, f.Repaired, f.Title, f.URL, f.Language, []triedItem{}}
	for _, i := range f.Items {
		out.Items = append(out.Items, triedItem{
			i.GUID, i.URL, i.Title, i.Summary, i.Content, i.Author,
			roundwatch.Stamp(i.Published), roundwatch.Stamp(i.Updated), filled(i.Categories), filled(i.Enclosures),
		})
	}
	return out, nil
}
