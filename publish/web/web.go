// Package web is the local window into a running roundwatch: health, metrics,
// a page and an API to read, and the feed of digests.
//
// It only reads; nothing can be changed through it, and it asks for no
// password. It is therefore meant for the loopback address, and answers only
// requests whose Host is an address or a name of its own: a page on the
// internet that has its name point here (DNS rebinding) gets nothing. What
// hubs deliver passes by under any name, for it comes through a proxy and has
// a guard of its own.
package web

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path"
	"strings"
	"time"

	"roundwatch"
)

// Shelf is what the window needs of the archive.
type Shelf interface {
	// Ping returns nil if the archive answers.
	Ping(ctx context.Context) error
	// Gauges returns the figures of this moment.
	Gauges(ctx context.Context) (roundwatch.Gauges, error)
	// Entries yields the items that q selects, newest first.
	Entries(ctx context.Context, q roundwatch.Query) iter.Seq2[roundwatch.Entry, error]
	// Entry returns one item.
	Entry(ctx context.Context, item int64) (roundwatch.Entry, error)
	// Article returns one article.
	Article(ctx context.Context, id int64) (roundwatch.Article, error)
	// Filing returns the filing in force of an article.
	Filing(ctx context.Context, article int64) (roundwatch.Filing, error)
}

// Options are a window's parts.
type Options struct {
	Shelf    Shelf
	Host     string                                                               // of the address listened on; its name is answered too
	Ready    func() error                                                         // nil error: the daemon has started and is not stopping
	Feed     func(ctx context.Context) ([]byte, error)                            // the digests' Atom feed
	Digest   func(ctx context.Context, number int, format string) ([]byte, error) // one digest; format is html, md or json
	Hubs     http.Handler                                                         // answers hubs that deliver news; nil: none do
	HubsAt   string                                                               // the path to it, up to what only a hub knows
	NotFound func(error) bool                                                     // tells the errors that mean "there is none"
	Version  string
	Now      func() time.Time
	Log      *slog.Logger
}

// Bounds of a request. Whoever is slower or bigger is no reader of this page.
const (
	headerTime  = 5 * time.Second
	readTime    = 10 * time.Second
	writeTime   = 30 * time.Second
	idleTime    = time.Minute
	headerBytes = 16 << 10
	answerTime  = 20 * time.Second // for the archive
	stopTime    = 3 * time.Second
)

// window serves the pages.
type window struct{ Options }

// New returns the handler of the window.
func New(o Options) http.Handler {
	w := &window{o}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", w.health)
	mux.HandleFunc("GET /readyz", w.ready)
	mux.Handle("GET /metrics", metrics(o.Shelf, o.Version))
	mux.HandleFunc("GET /{$}", w.page)
	mux.HandleFunc("GET /items/{id}", w.itemPage)
	mux.HandleFunc("GET /api/items", w.items)
	mux.HandleFunc("GET /api/items/{id}", w.item)
	mux.HandleFunc("GET /digests.atom", w.feed)
	mux.HandleFunc("GET /digests/{file}", w.digest)
	return w.beside(w.guard(mux))
}

// beside lets hubs pass to their own handler. A proxy in front may have cut off
// what stands before HubsAt, or not.
func (w *window) beside(next http.Handler) http.Handler {
	if w.Hubs == nil {
		return next
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if folder, _ := path.Split(r.URL.Path); strings.HasSuffix(folder, w.HubsAt) {
			w.Hubs.ServeHTTP(rw, r)
			return
		}
		next.ServeHTTP(rw, r)
	})
}

// Serve answers on l until ctx ends; requests under way then have some seconds to finish.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
		IdleTimeout: idleTime, MaxHeaderBytes: headerBytes,
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		stopped <- errors.Join(srv.Shutdown(bounded), srv.Close())
	})
	err := srv.Serve(l)
	if stop() {
		return fmt.Errorf("serve %s: %w", l.Addr(), err) // it was not asked to stop
	}
	if err = <-stopped; errors.Is(err, context.DeadlineExceeded) {
		return nil // a reader that would not let go was cut off
	}
	return err
}

// guard lets only readers of this window in and sets what holds for every answer.
func (w *window) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !w.ours(r.Host) {
			http.Error(rw, "this address is not served under that name", http.StatusMisdirectedRequest)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), answerTime)
		defer cancel()
		next.ServeHTTP(rw, r.WithContext(ctx))
	})
}

// ours tells whether a Host header names this window: an address, localhost,
// or the name it listens on. No foreign name can be one of them.
func (w *window) ours(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return strings.EqualFold(host, "localhost") || host != "" && strings.EqualFold(host, w.Host)
}

func (w *window) health(rw http.ResponseWriter, r *http.Request) {
	if err := w.Shelf.Ping(r.Context()); err != nil {
		http.Error(rw, "the archive does not answer: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(rw, "ok")
}

func (w *window) ready(rw http.ResponseWriter, r *http.Request) {
	if w.Ready != nil {
		if err := w.Ready(); err != nil {
			http.Error(rw, err.Error(), http.StatusServiceUnavailable)
			return
		}
	}
	w.health(rw, r)
}

// fail answers an error: what is not there, or what went wrong.
func (w *window) fail(rw http.ResponseWriter, r *http.Request, err error) {
	if w.NotFound != nil && w.NotFound(err) {
		http.Error(rw, "not found", http.StatusNotFound)
		return
	}
	if w.Log != nil {
		w.Log.ErrorContext(r.Context(), "web request failed", "path", r.URL.Path, "err", err)
	}
	http.Error(rw, "the archive could not be read; the log says why", http.StatusInternalServerError)
}
