package digest

import (
	"bytes"
	"encoding/xml"
	"fmt"
)

// Atom writes digests, newest first, as an Atom feed (RFC 4287), each with its
// HTML inside. Its ids follow from dossier and number, so that a reader shows
// each issue once.
func Atom(docs []Document) ([]byte, error) {
	f := atomFeed{Space: "http://www.w3.org/2005/Atom", Title: "digests", ID: "urn:roundwatch:digests", Author: "roundwatch"}
	if len(docs) > 0 {
		d := docs[0]
		f.Title, f.ID, f.Updated = d.Name+": digests", "urn:roundwatch:"+d.Dossier+":digests", d.To
	}
	for _, d := range docs {
		body, err := HTML(d)
		if err != nil {
			return nil, err
		}
		f.Entries = append(f.Entries, atomEntry{
			ID: fmt.Sprintf("urn:roundwatch:%s:digest:%d", d.Dossier, d.Number), Title: page{d}.Heading() + ", " + d.Date,
			Updated: d.To, Summary: page{d}.Counts(), Content: atomText{"html", string(body)},
		})
	}
	return encode(f)
}

func encode(f atomFeed) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(f); err != nil {
		return nil, fmt.Errorf("digest feed: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

type atomFeed struct {
	XMLName xml.Name    `xml:"feed"`
	Space   string      `xml:"xmlns,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Summary string   `xml:"summary"`
	Content atomText `xml:"content"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Body string `xml:",chardata"`
}
