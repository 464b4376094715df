package main

import (
	"context"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/ingest"
	"roundwatch/store"
)

// errataOf corrects the alerts of an article that is filed anew.
func errataOf(cfg *config.Config, a roundwatch.Article, before, after roundwatch.Filing) []roundwatch.Alert {
	source := roundwatch.Source{Name: a.Source}
	for _, s := range cfg.Sources {
		if s.Name == a.Source {
			source = s
		}
	}
	return ingest.FilingErrata(a, before, after, source, cfg.Dossier, cfg.Channels)
}

// reviewErrata corrects the alerts of an item that a person has filed. A copy
// was never alerted: its original was.
func reviewErrata(ctx context.Context, s *store.Store, cfg *config.Config, e roundwatch.Entry, before, after roundwatch.Filing) ([]roundwatch.Alert, error) {
	var err error
	if e.DuplicateOf != 0 {
		if e, err = s.Entry(ctx, e.DuplicateOf); err != nil {
			return nil, err
		}
	}
	article, err := s.Article(ctx, e.Article)
	if err != nil {
		return nil, err
	}
	return errataOf(cfg, article, before, after), nil
}
