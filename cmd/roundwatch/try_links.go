package main

import (
	"fmt"
	"time"

	"roundwatch"
	"roundwatch/ingest/page"
)

// linksAnswer is what `try links` prints for one document.
type linksAnswer struct {
	ID       string      `json:"id,omitempty"`
	File     string      `json:"file,omitempty"`
	Method   page.Method `json:"method"`
	Links    []linkFound `json:"links"`
	Feeds    []string    `json:"feeds"`
	Sitemaps []string    `json:"sitemaps"`
}

type linkFound struct {
	URL       string `json:"url"`
	Title     string `json:"title"`
	Published string `json:"published"`
}

func linksStage() stage {
	return stage{"links", "Find the articles, feeds and sitemaps that a page leads to", func() (func(tryInput) (any, error), error) {
		return tryLinks, nil
	}}
}

func tryLinks(in tryInput) (any, error) {
	body, err := in.body()
	if err != nil {
		return nil, err
	}
	dates := roundwatch.DateOptions{Now: time.Now()}
	if in.Zone != "" {
		if dates.Zone, err = time.LoadLocation(in.Zone); err != nil {
			return nil, fmt.Errorf("zone %q: %w", in.Zone, err)
		}
	}
	listing, err := page.Links(body, page.Options{URL: in.URL, ContentType: in.ContentType, Lang: in.Lang, Dates: dates})
	if err != nil {
		return nil, err
	}
	answer := linksAnswer{
		ID: in.ID, File: in.File, Method: listing.Method,
		Links: []linkFound{}, Feeds: append([]string{}, listing.Feeds...), Sitemaps: append([]string{}, listing.Sitemaps...),
	}
	for _, l := range listing.Links {
		answer.Links = append(answer.Links, linkFound{l.URL, l.Title, roundwatch.Stamp(l.Published)})
	}
	return answer, nil
}
