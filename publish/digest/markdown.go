package digest

import (
	"fmt"
	"strings"
)

// Markdown writes a document as CommonMark.
func Markdown(d Document) []byte {
	w := &markdown{page: page{d}}
	w.head()
	w.topLines()
	for _, s := range d.Sections {
		w.section(s)
	}
	w.corrections()
	w.undecided()
	w.foot()
	return []byte(w.String())
}

type markdown struct {
	strings.Builder
	page page
}

func (w *markdown) f(format string, args ...any) { fmt.Fprintf(w, format, args...) }

func (w *markdown) head() {
	w.f("# %s\n\n", plain(w.page.Heading()))
	w.f("%s  \n%s\n\n", plain(w.page.Window()), plain(w.page.Counts()))
	for _, line := range w.page.CoverageLines() {
		w.f("- %s\n", plain(line))
	}
	w.f("\n")
}

func (w *markdown) topLines() {
	if len(w.page.Top) == 0 {
		w.f("**Nothing significant appeared in this window.**\n\n")
		return
	}
	for i, l := range w.page.Top {
		w.f("%d. **%s** — %s (%s)\n", i+1, plain(l.Title), plain(l.RoundName), plain(l.Source))
	}
	w.f("\n")
}

func (w *markdown) section(s Section) {
	w.f("## %s", plain(s.RoundName))
	if s.Round != "" {
		w.f(" [%s]", plain(s.Round))
	}
	w.f("\n\n")
	for _, l := range s.Full() {
		w.line(l)
	}
	for _, l := range s.Brief() {
		w.f("- %s — %s, %s\n", link(l.Title, l.URL), plain(l.Source), l.Reference())
	}
	if n := s.More(); n > 0 {
		w.f("- and %d more\n", n)
	}
	if len(s.Brief()) > 0 {
		w.f("\n")
	}
}

func (w *markdown) line(l Line) {
	w.f("### %s\n\n%s  \n", link(l.Title, l.URL), plain(l.Origin()))
	if reason := l.Reason(); reason != "" {
		w.f("%s  \n", plain(reason))
	}
	w.f("%s\n\n", l.Reference())
	w.quote(l)
}

func (w *markdown) quote(l Line) {
	if l.Quote == "" {
		return
	}
	w.f("> %s", plain(strings.Join(strings.Fields(l.Quote), " ")))
	if l.Lang != "" {
		w.f(" [%s]", plain(l.Lang))
	}
	w.f("\n\n")
}

func (w *markdown) corrections() {
	if len(w.page.Corrections) == 0 {
		return
	}
	w.f("## Corrections to earlier digests\n\n")
	for _, c := range w.page.Corrections {
		w.f("- %s — %s (%s; %s)\n", link(c.Title, c.URL), plain(c.Note), plain(c.Source), plain(c.Told()))
	}
	w.f("\n")
}

func (w *markdown) undecided() {
	s := w.page.NeedsReview()
	if len(s.Lines) == 0 {
		return
	}
	w.f("## Needs review\n\n")
	for _, l := range s.Named() {
		w.f("- %s — %s, %s: %s\n", link(l.Title, l.URL), plain(l.Source), l.Reference(), plain(l.Choice()))
	}
	if n := s.More(); n > 0 {
		w.f("- and %d more\n", n)
	}
	w.f("\n")
}

func (w *markdown) foot() {
	w.f("---\n\nDossier %s, version %.12s · content %s\n", plain(w.page.Dossier), w.page.DossierHash, w.page.Hash)
}

func link(title, url string) string {
	if url == "" {
		return plain(title)
	}
	r := strings.NewReplacer("(", "%28", ")", "%29", " ", "%20", "<", "%3C", ">", "%3E", "\n", "")
	return "[" + plain(title) + "](" + r.Replace(url) + ")"
}

// plain keeps words of a source from being read as markup, and a right-to-left
// text from turning the line it stands in.
func plain(s string) string {
	var b strings.Builder
	rtl := false
	for _, r := range s {
		switch r {
		case '\\', '`', '*', '_', '[', ']', '<', '>', '#', '|':
			b.WriteByte('\\')
		case '\n', '\r':
			r = ' '
		case '&':
			b.WriteString("&amp;")
			continue
		}
		rtl = rtl || r >= 0x0590 && r <= 0x08FF || r >= 0xFB1D && r <= 0xFEFC
		b.WriteRune(r)
	}
	if rtl {
		return "\u2068" + b.String() + "\u2069"
	}
	return b.String()
}
