package main

import (
	"strings"
	"time"

	"roundwatch"
	"roundwatch/rounds"
)

// roundAnswer is what `try round` says about one article.
type roundAnswer struct {
	ID         string                 `json:"id,omitempty"`
	File       string                 `json:"file,omitempty"`
	Verdict    roundwatch.Verdict     `json:"verdict"`
	Round      string                 `json:"round"`
	Role       string                 `json:"role"`
	Confidence float64                `json:"confidence"`
	Relevant   bool                   `json:"relevant"`
	Inferred   string                 `json:"inferred,omitempty"`
	Dossier    string                 `json:"dossier"`
	Evidence   []roundwatch.Evidence  `json:"evidence"`
	Candidates []roundwatch.Candidate `json:"candidates"`
}

// roundStage judges by the configured dossier.
func (a *app) roundStage() stage {
	return stage{"round", "Say to which round a text belongs, and why", func() (func(tryInput) (any, error), error) {
		filer, err := a.filer()
		if err != nil {
			return nil, err
		}
		return func(in tryInput) (any, error) { return tryRound(filer, in) }, nil
	}}
}

func tryRound(filer *rounds.Filer, in tryInput) (any, error) {
	text, err := in.body()
	if err != nil {
		return nil, err
	}
	a := roundwatch.Article{Title: in.Title, Lang: in.Lang, Text: strings.ToValidUTF8(string(text), "\uFFFD")}
	if in.Published != "" {
		if a.Published, err = publishedDay(in.Published); err != nil {
			return nil, err
		}
		a.PublishedFrom = roundwatch.FromFeed
	}
	f := filer.Judge(a)
	answer := roundAnswer{
		ID: in.ID, File: in.File, Verdict: f.Verdict, Round: f.Round, Role: f.Role, Confidence: f.Confidence, Relevant: f.Relevant,
		Dossier: f.Dossier, Evidence: filled(f.Evidence), Candidates: filled(f.Candidates),
	}
	if !f.Inferred.IsZero() {
		answer.Inferred = f.Inferred.Format(time.DateOnly)
	}
	return answer, nil
}
