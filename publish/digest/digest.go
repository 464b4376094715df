// Package digest writes the daily document: what a window of first-seen times
// brought, what was not seen in it, and what earlier issues said that no longer holds.
//
// It decides where one issue ends and the next begins (Schedule), what is told
// and in which order (Compose), and how it looks in each format. It does not
// decide what is relevant or where it belongs: the archive says that, in one
// snapshot (Shelf).
//
// What holds:
//
//   - Issue n covers first-seen times from the end of issue n-1 to before its
//     own; no gap, no overlap, whatever the clocks and zones did in between.
//   - Every article that is about the dialogue is listed once: by the issue of
//     its window, or, if it was judged after that was written, by the next.
//     What no longer holds of it is corrected once.
//   - The same material gives the same bytes: nothing of the moment of writing
//     is in a document.
//   - The files are in place before the archive has the issue. A process killed
//     in between writes the same names again.
package digest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"roundwatch"
	"roundwatch/publish"
)

// Shelf is what digests need of the archive.
type Shelf interface {
	// Material reads what a digest over first-seen times from from to before to
	// tells, in one snapshot.
	Material(ctx context.Context, dossier string, from, to time.Time) (roundwatch.Material, error)
	// RecordDigest stores a written digest, what it told of each article and the
	// alerts that carry it to channels, in one transaction. A number already
	// taken is an error.
	RecordDigest(ctx context.Context, d roundwatch.Digest, told []roundwatch.Told, alerts []roundwatch.Alert) error
	// Digests returns the dossier's newest digests, newest first, at most limit.
	Digests(ctx context.Context, dossier string, limit int) ([]roundwatch.Digest, error)
}

// feedIssues bounds the Atom feed: a month.
const feedIssues = 30

// Press makes the digests that are due.
type Press struct {
	Shelf    Shelf
	Dir      string   // where files go; made if missing
	Formats  []string // of md, html, json and atom
	Schedule Schedule
	Dossier  roundwatch.Dossier
	Sources  []roundwatch.Source
	Channels []string // channels that receive each digest
	Now      func() time.Time
}

// Print makes every digest that is due and returns them, oldest first. In an
// empty archive the first digest is closed at once; each later one ends at the
// scheduled hour, and those missed while the program was off are made one by one.
func (p Press) Print(ctx context.Context) ([]roundwatch.Digest, error) {
	newest, err := p.Shelf.Digests(ctx, p.Dossier.ID, 1)
	if err != nil {
		return nil, fmt.Errorf("newest digest: %w", err)
	}
	// The archive counts milliseconds: the next one is after all that was seen until now.
	now := p.Now().UTC().Truncate(time.Millisecond)
	var last roundwatch.Digest
	ends := []time.Time{now.Add(time.Millisecond)}
	if len(newest) > 0 {
		last = newest[0]
		ends = p.Schedule.Ends(last.To, now)
	}
	var made []roundwatch.Digest
	for _, to := range ends {
		last, err = p.print(ctx, last.Number+1, last.To, to)
		if err != nil {
			return made, fmt.Errorf("digest ending %s: %w", roundwatch.Stamp(to), err)
		}
		made = append(made, last)
	}
	return made, nil
}

func (p Press) print(ctx context.Context, number int, from, to time.Time) (roundwatch.Digest, error) {
	m, err := p.Shelf.Material(ctx, p.Dossier.ID, from, to)
	if err != nil {
		return roundwatch.Digest{}, fmt.Errorf("read material: %w", err)
	}
	doc, err := Compose(Frame{Number: number, From: from, To: to, Zone: p.Schedule.Zone, Dossier: p.Dossier, Sources: p.Sources}, m)
	if err != nil {
		return roundwatch.Digest{}, err
	}
	body, err := json.Marshal(doc)
	if err != nil {
		return roundwatch.Digest{}, err
	}
	d := roundwatch.Digest{
		Dossier: p.Dossier.ID, Number: number, From: from, To: to, Zone: p.Schedule.Zone.String(),
		Date: doc.Date, Hash: doc.Hash, At: p.Now(), Document: body,
	}
	if err := p.write(ctx, doc); err != nil {
		return roundwatch.Digest{}, err
	}
	alerts, err := p.alerts(doc, d)
	if err != nil {
		return roundwatch.Digest{}, err
	}
	return d, p.Shelf.RecordDigest(ctx, d, told(m), alerts)
}

// told is what the readers of a digest believe from then on.
func told(m roundwatch.Material) []roundwatch.Told {
	var out []roundwatch.Told
	for _, a := range m.Articles {
		out = append(out, roundwatch.Told{Article: a.Article, Round: a.Round, Verdict: a.Verdict, Revision: a.Revision})
	}
	for _, c := range m.Changes {
		out = append(out, roundwatch.Told{Article: c.Article, Round: c.Round, Verdict: c.Verdict, Revision: c.Revision})
	}
	return out
}

func (p Press) write(ctx context.Context, doc Document) error {
	if err := os.MkdirAll(p.Dir, 0o750); err != nil {
		return err
	}
	for _, format := range p.Formats {
		name, body, err := p.file(ctx, doc, format)
		if err != nil {
			return err
		}
		if err := publish.WriteFile(filepath.Join(p.Dir, name), body); err != nil {
			return err
		}
	}
	return nil
}

func (p Press) file(ctx context.Context, doc Document, format string) (string, []byte, error) {
	if format != "atom" {
		body, err := Render(doc, format)
		return FileName(doc, format), body, err
	}
	docs, err := p.newest(ctx)
	if err != nil {
		return "", nil, err
	}
	body, err := Atom(slices.Concat([]Document{doc}, docs))
	return "digests.atom", body, err
}

func (p Press) newest(ctx context.Context) ([]Document, error) {
	kept, err := p.Shelf.Digests(ctx, p.Dossier.ID, feedIssues-1)
	if err != nil {
		return nil, err
	}
	return Documents(kept)
}

// Documents reads the documents of stored digests. One that was tampered with is an error.
func Documents(kept []roundwatch.Digest) ([]Document, error) {
	var docs []Document
	for _, d := range kept {
		doc, err := Parse(d.Document)
		if err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	return docs, nil
}

// FileName names a digest's file in a format, so that a folder sorts by issue.
func FileName(d Document, format string) string {
	return fmt.Sprintf("%s-%04d-%s.%s", d.Dossier, d.Number, d.Date, format)
}

// Render writes a document in one format.
func Render(d Document, format string) ([]byte, error) {
	switch format {
	case "md":
		return Markdown(d), nil
	case "html":
		return HTML(d)
	case "json":
		b, err := json.MarshalIndent(d, "", "  ")
		return append(b, '\n'), err
	case "atom":
		return Atom([]Document{d})
	}
	return nil, errors.New("unknown format " + format)
}

// alerts carry the digest to the channels that want it.
func (p Press) alerts(doc Document, d roundwatch.Digest) ([]roundwatch.Alert, error) {
	if len(p.Channels) == 0 {
		return nil, nil
	}
	html, err := HTML(doc)
	if err != nil {
		return nil, err
	}
	var out []roundwatch.Alert
	for _, channel := range p.Channels {
		out = append(out, roundwatch.Alert{
			Key:     fmt.Sprintf("digest/%s/%d/%s", d.Dossier, d.Number, channel),
			Channel: channel, Type: roundwatch.AlertDigest, Title: page{doc}.Heading() + ", " + doc.Date,
			Text: string(Markdown(doc)), HTML: string(html), Due: d.At, CreatedAt: d.At,
		})
	}
	return out, nil
}
