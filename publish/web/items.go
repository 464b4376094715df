package web

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"roundwatch"
)

// Limits of one listing.
const (
	defaultItems = 100
	maxItems     = 1000
)

//go:embed page.html
var pageSource string

// query reads a listing's filters from an address. Times are RFC 3339 or a day.
func query(v url.Values) (roundwatch.Query, error) {
	q := roundwatch.Query{Round: v.Get("round"), Verdict: roundwatch.Verdict(v.Get("verdict")), Source: v.Get("source"), Limit: defaultItems}
	if s := v.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > maxItems {
			return q, fmt.Errorf("limit: %q is not a number from 1 to %d", s, maxItems)
		}
		q.Limit = n
	}
	for name, to := range map[string]*time.Time{"since": &q.Since, "until": &q.Until} {
		s := v.Get(name)
		if s == "" {
			continue
		}
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t, err = time.Parse(time.DateOnly, s)
		}
		if err != nil {
			return q, fmt.Errorf("%s: %q is neither RFC 3339 nor YYYY-MM-DD", name, s)
		}
		*to = t.UTC()
	}
	return q, nil
}

func (w *window) list(r *http.Request) ([]roundwatch.Entry, error) {
	q, err := query(r.URL.Query())
	if err != nil {
		return nil, badRequest{err}
	}
	list := []roundwatch.Entry{}
	for e, err := range w.Shelf.Entries(r.Context(), q) {
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// badRequest is an error of the reader's making: it is told to them.
type badRequest struct{ error }

func (w *window) items(rw http.ResponseWriter, r *http.Request) {
	list, err := w.list(r)
	if err != nil {
		w.refuse(rw, r, err)
		return
	}
	w.json(rw, r, map[string]any{"items": list})
}

func (w *window) refuse(rw http.ResponseWriter, r *http.Request, err error) {
	if bad, ok := err.(badRequest); ok {
		http.Error(rw, bad.Error(), http.StatusBadRequest)
		return
	}
	w.fail(rw, r, err)
}

// shown is one item with its text and the reasons of its filing.
type shown struct {
	roundwatch.Entry
	Article roundwatch.Article
	Filing  roundwatch.Filing
}

func (w *window) find(r *http.Request) (s shown, err error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return s, badRequest{fmt.Errorf("%q is not an item's number", r.PathValue("id"))}
	}
	if s.Entry, err = w.Shelf.Entry(r.Context(), id); err != nil || s.Entry.Article == 0 {
		return s, err
	}
	if s.Article, err = w.Shelf.Article(r.Context(), s.Entry.Article); err != nil {
		return s, err
	}
	s.Filing, err = w.Shelf.Filing(r.Context(), s.Entry.Article)
	return s, err
}

func (w *window) item(rw http.ResponseWriter, r *http.Request) {
	s, err := w.find(r)
	if err != nil {
		w.refuse(rw, r, err)
		return
	}
	w.json(rw, r, map[string]any{"item": s.Entry, "text": s.Article.Text, "evidence": s.Filing.Evidence, "candidates": s.Filing.Candidates})
}

func (w *window) json(rw http.ResponseWriter, r *http.Request, v any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		w.fail(rw, r, err)
		return
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.Write(b.Bytes())
}

func (w *window) page(rw http.ResponseWriter, r *http.Request) {
	list, err := w.list(r)
	if err != nil {
		w.refuse(rw, r, err)
		return
	}
	w.html(rw, r, "list", list)
}

func (w *window) itemPage(rw http.ResponseWriter, r *http.Request) {
	s, err := w.find(r)
	if err != nil {
		w.refuse(rw, r, err)
		return
	}
	w.html(rw, r, "item", s)
}

// Paragraphs divides the text as it is shown.
func (s shown) Paragraphs() []string {
	if s.Article.Text == "" {
		return nil
	}
	return strings.Split(s.Article.Text, "\n\n")
}

func (w *window) html(rw http.ResponseWriter, r *http.Request, name string, v any) {
	t, err := template.New("page").Funcs(template.FuncMap{"stamp": roundwatch.Stamp, "web": web}).Parse(pageSource)
	if err != nil {
		w.fail(rw, r, err)
		return
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, v); err != nil {
		w.fail(rw, r, err)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.Write(b.Bytes())
}

// web lets through only addresses that a reader can follow safely.
func web(s string) string {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return s
	}
	return ""
}

func (w *window) feed(rw http.ResponseWriter, r *http.Request) {
	b, err := w.Feed(r.Context())
	if err != nil {
		w.fail(rw, r, err)
		return
	}
	rw.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	rw.Write(b)
}

// digest serves /digests/NUMBER.FORMAT.
func (w *window) digest(rw http.ResponseWriter, r *http.Request) {
	types := map[string]string{".html": "text/html; charset=utf-8", ".md": "text/markdown; charset=utf-8", ".json": "application/json"}
	file := r.PathValue("file")
	ext := path.Ext(file)
	number, err := strconv.Atoi(strings.TrimSuffix(file, ext))
	if err != nil || types[ext] == "" {
		http.Error(rw, "not found: a digest is /digests/NUMBER.html, .md or .json", http.StatusNotFound)
		return
	}
	b, err := w.Digest(r.Context(), number, ext[1:])
	if err != nil {
		w.fail(rw, r, err)
		return
	}
	rw.Header().Set("Content-Type", types[ext])
	rw.Write(b)
}
