package dedupe_test

import (
	"testing"
	"time"

	"roundwatch"
	"roundwatch/dedupe"
)

// archive is an index with the documents behind it.
type archive struct {
	index  *dedupe.Index
	docs   map[int64]dedupe.Document
	prints []roundwatch.Fingerprint
}

func newArchive() *archive {
	return &archive{index: dedupe.NewIndex(), docs: map[int64]dedupe.Document{}}
}

func (a *archive) text(article int64) (dedupe.Document, error) { return a.docs[article], nil }

// arrive judges a document, stores it and returns the verdict and the story.
func (a *archive) arrive(t *testing.T, doc dedupe.Document) (dedupe.Verdict, int64) {
	t.Helper()
	doc.ID = int64(len(a.docs)) + 1
	fp := dedupe.Fingerprint(doc)
	v, err := a.index.Judge(doc, fp, a.text)
	if err != nil {
		t.Fatal(err)
	}
	fp.Story = a.index.Story(doc, fp, v, "")
	if fp.Story == 0 {
		fp.Story = doc.ID
	}
	a.docs[doc.ID] = doc
	a.prints = append(a.prints, fp)
	a.index.Add(fp)
	return v, fp.Story
}

var noon = time.Date(2021, 4, 7, 12, 0, 0, 0, time.UTC)

func TestATextIsExactlyItselfInOtherTypography(t *testing.T) {
	a := newArchive()
	first := "Iraq’s deputies met the “technical committee” in Basra on Monday, and agreed to publish the list of bases."
	second := "Iraq's deputies met the \"technical committee\"\nin Basra on Monday, and agreed to publish the list of bases."
	a.arrive(t, dedupe.Document{Text: first, At: noon})
	v, story := a.arrive(t, dedupe.Document{Text: second, At: noon.Add(time.Hour)})
	if v.Relation != roundwatch.RelExact || v.Of != 1 || story != 1 {
		t.Errorf("verdict %q of %d, story %d; want exact of 1, story 1", v.Relation, v.Of, story)
	}
}
