package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/config"
)

func (a *app) opmlCommand() *cobra.Command {
	cmd := group(&cobra.Command{Use: "opml", Short: "Exchange lists of feeds with other readers (OPML 2.0)"})
	var file string
	load := &cobra.Command{
		Use:   "import FILE",
		Short: "Show the feeds of an OPML file as configuration; --write FILE adds them to one",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			return a.importOPML(cfg, args[0], file)
		},
	}
	load.Flags().StringVar(&file, "write", "", "configuration file to add the sources to")
	export := &cobra.Command{
		Use:   "export",
		Short: "Print the configured feeds as OPML",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			return writeOPML(a.stdout, cfg.Sources)
		},
	}
	cmd.AddCommand(load, export)
	return cmd
}

// Bounds of an OPML file from outside.
const (
	maxOPML      = 8 << 20
	maxOPMLDepth = 32
)

type opml struct {
	XMLName xml.Name  `xml:"opml"`
	Version string    `xml:"version,attr"`
	Title   string    `xml:"head>title"`
	Body    []outline `xml:"body>outline"`
}

type outline struct {
	Text     string    `xml:"text,attr"`
	Title    string    `xml:"title,attr,omitempty"`
	Type     string    `xml:"type,attr,omitempty"`
	XMLURL   string    `xml:"xmlUrl,attr,omitempty"`
	Language string    `xml:"language,attr,omitempty"`
	Outlines []outline `xml:"outline"`
}

func (a *app) importOPML(cfg *config.Config, name, file string) error {
	body, err := readBounded(name, maxOPML)
	if err != nil {
		return err
	}
	var doc opml
	if err := xml.Unmarshal(body, &doc); err != nil {
		return fmt.Errorf("%s: not OPML: %w", name, err)
	}
	known := cfg.Sources
	var found []roundwatch.Source
	if err := feeds(doc.Body, 0, func(o outline) {
		address := roundwatch.CanonicalURL(o.XMLURL)
		if address == "" || hasAddress(known, address) {
			return
		}
		s := roundwatch.Source{Name: sourceName(o.XMLURL, known), Kind: roundwatch.KindFeed, URL: o.XMLURL, Lang: o.Language, Every: cfg.Poll.Every}
		known, found = append(known, s), append(found, s)
	}); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(found) == 0 {
		return exitError{exitNotFound, fmt.Errorf("%s: no feed that is not configured already", name)}
	}
	return a.addStanzas(found, file)
}

func hasAddress(sources []roundwatch.Source, canonical string) bool {
	for _, s := range sources {
		if roundwatch.CanonicalURL(s.URL) == canonical {
			return true
		}
	}
	return false
}

// feeds walks nested outlines.
func feeds(list []outline, depth int, visit func(outline)) error {
	if depth > maxOPMLDepth {
		return errors.New("nested too deeply")
	}
	for _, o := range list {
		if o.XMLURL != "" {
			visit(o)
		}
		if err := feeds(o.Outlines, depth+1, visit); err != nil {
			return err
		}
	}
	return nil
}

func writeOPML(w io.Writer, sources []roundwatch.Source) error {
	doc := opml{Version: "2.0", Title: "roundwatch sources"}
	for _, s := range sources {
		if s.Kind == roundwatch.KindFeed && !s.Disabled {
			doc.Body = append(doc.Body, outline{Text: s.Name, Title: s.Name, Type: "rss", XMLURL: s.URL, Language: s.Lang})
		}
	}
	body, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, body)
	return err
}
