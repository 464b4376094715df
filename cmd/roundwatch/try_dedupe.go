package main

import (
	"cmp"
	"math"
	"strconv"

	"roundwatch"
	"roundwatch/dedupe"
)

func dedupeStage() stage {
	return stage{"dedupe", "Say what each document is to those before it: new, copy, excerpt or update, and its story", func() (func(tryInput) (any, error), error) {
		s := stream{index: dedupe.NewIndex()}
		return s.judge, nil
	}}
}

// stream is a run of documents in order of arrival. Article n is docs[n-1].
type stream struct {
	index *dedupe.Index
	docs  []dedupe.Document
	names []string
}

// dedupeAnswer is one line of `try dedupe`.
type dedupeAnswer struct {
	ID          string          `json:"id"`
	Verdict     string          `json:"verdict"`
	Of          string          `json:"of"`
	Similarity  float64         `json:"similarity"`
	Containment float64         `json:"containment"`
	Related     []dedupeRelated `json:"related"`
	Story       string          `json:"story"`
}

type dedupeRelated struct {
	Of       string              `json:"of"`
	Relation roundwatch.Relation `json:"relation"`
}

func (s *stream) judge(in tryInput) (any, error) {
	doc, err := s.document(in)
	if err != nil {
		return nil, err
	}
	fp := dedupe.Fingerprint(doc)
	verdict, err := s.index.Judge(doc, fp, func(article int64) (dedupe.Document, error) {
		return s.docs[article-1], nil
	})
	if err != nil {
		return nil, err
	}
	s.docs = append(s.docs, doc)
	s.names = append(s.names, cmp.Or(in.ID, in.File, strconv.FormatInt(doc.ID, 10)))
	fp.Story = s.index.Story(doc, verdict, "")
	if fp.Story == 0 {
		fp.Story = doc.ID
	}
	s.index.Add(fp)
	return s.answer(verdict, fp), nil
}

func (s *stream) document(in tryInput) (dedupe.Document, error) {
	text, err := in.body()
	if err != nil {
		return dedupe.Document{}, err
	}
	doc := dedupe.Document{ID: int64(len(s.docs)) + 1, Title: in.Title, Text: string(text)}
	if in.Published != "" {
		doc.At, err = publishedDay(in.Published)
	}
	return doc, err
}

func (s *stream) answer(v dedupe.Verdict, fp roundwatch.Fingerprint) dedupeAnswer {
	a := dedupeAnswer{ID: s.name(fp.Article), Verdict: "new", Related: []dedupeRelated{}, Story: s.name(fp.Story)}
	if v.Duplicate() {
		a.Verdict, a.Of = string(v.Relation), s.name(v.Of)
	}
	for i, l := range v.Links {
		if i == 0 {
			a.Similarity, a.Containment = thousandths(l.Similarity), thousandths(l.Containment)
		}
		if !l.Relation.Duplicate() {
			a.Related = append(a.Related, dedupeRelated{s.name(l.Of), l.Relation})
		}
	}
	return a
}

func thousandths(share float64) float64 { return math.Round(share*1000) / 1000 }

// name returns the id under which an article came in, or the name of its file.
func (s *stream) name(article int64) string { return s.names[article-1] }
