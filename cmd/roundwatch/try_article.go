package main

import (
	"fmt"
	"time"

	"roundwatch"
	"roundwatch/ingest/article"
)

// articleAnswer is what `try article` prints.
type articleAnswer struct {
	ID            string               `json:"id,omitempty"`
	File          string               `json:"file,omitempty"`
	URL           string               `json:"url"`
	Canonical     string               `json:"canonical"`
	Title         string               `json:"title"`
	Byline        string               `json:"byline"`
	Site          string               `json:"site"`
	Published     string               `json:"published"`
	PublishedFrom string               `json:"published_from"`
	Modified      string               `json:"modified"`
	Lang          string               `json:"lang"`
	Dir           string               `json:"dir"`
	Text          string               `json:"text"`
	Confidence    float64              `json:"confidence"`
	Reason        string               `json:"reason"`
	Removed       []roundwatch.Removed `json:"removed"`
}

func articleStage() stage {
	return stage{"article", "Read a page or text document into a clean article", func() (func(tryInput) (any, error), error) {
		return tryArticle, nil
	}}
}

func tryArticle(in tryInput) (any, error) {
	body, err := in.body()
	if err != nil {
		return nil, err
	}
	d := article.Document{Body: body, ContentType: in.ContentType, URL: in.URL, Title: in.Title, Lang: in.Lang}
	if in.File == "" && in.HTML == "" {
		d.ContentType = "text/plain; charset=utf-8"
	}
	if in.Zone != "" {
		if d.Zone, err = time.LoadLocation(in.Zone); err != nil {
			return nil, fmt.Errorf("zone %q: %w", in.Zone, err)
		}
	}
	if in.Published != "" {
		if d.Published, err = publishedDay(in.Published); err != nil {
			return nil, err
		}
	}
	a, err := article.Read(d)
	if err != nil {
		return nil, err
	}
	return articleAnswer{
		ID: in.ID, File: in.File, URL: a.URL, Canonical: a.Canonical, Title: a.Title, Byline: a.Byline, Site: a.Site,
		Published: roundwatch.Stamp(a.Published), PublishedFrom: a.PublishedFrom, Modified: roundwatch.Stamp(a.Modified),
		Lang: a.Lang, Dir: a.Dir, Text: a.Text, Confidence: a.Confidence, Reason: a.Reason, Removed: append([]roundwatch.Removed{}, a.Removed...),
	}, nil
}
