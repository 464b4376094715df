package fetch

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"roundwatch/ingest/fetch/fetchtest"
)

var feedText = []byte("<rss>" + strings.Repeat("<item>news</item>", 500) + "</rss>")

func TestEveryCodingGivesTheSameBody(t *testing.T) {
	pack := func(coding string) []byte { return fetchtest.Pack(coding, feedText) }
	for _, tt := range []struct {
		name, header string
		body         []byte
	}{
		{"none", "", feedText},
		{"gzip", "gzip", pack("gzip")},
		{"its old name", "X-GZIP", pack("gzip")},
		{"br", "br", pack("br")},
		{"zstd", "zstd", pack("zstd")},
		{"deflate as zlib", "deflate", pack("zlib")},
		{"deflate as a bare stream", "deflate", pack("flate")},
		{"two codings declared", "gzip, br", fetchtest.Pack("br", pack("gzip"))},
		{"gzip twice, declared once", "gzip", fetchtest.Pack("gzip", pack("gzip"))},
		{"gzip without the header", "", pack("gzip")},
		{"gzip header without gzip", "gzip", feedText},
		{"br header without br", "br", feedText},
		{"zstd header without zstd", "zstd", feedText},
		{"gzip with padding behind", "gzip", append(pack("gzip"), 0, 0, 0)},
		{"a charset for a coding", "utf-8", feedText},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header()["Content-Encoding"] = []string{tt.header}
				w.Header().Set("ETag", `"1"`)
				w.Write(tt.body)
			}, func(t *testing.T, c *Client, n *fetchtest.Network) {
				resp := get(t, c, Request{URL: "http://example.org/", Kind: Feed})
				if !bytes.Equal(resp.Body, feedText) || resp.Partial || resp.ETag == "" {
					t.Errorf("%d bytes, partial %v, etag %s", len(resp.Body), resp.Partial, resp.ETag)
				}
			})
		})
	}
}

func TestUnknownCodingIsNamed(t *testing.T) {
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "rot13")
		io.WriteString(w, "x")
	}, func(t *testing.T, c *Client, n *fetchtest.Network) {
		if e := failure(t, c, Request{URL: "http://example.org/", Kind: Feed}); e.Class != ClassCoding || !strings.Contains(e.Error(), "rot13") {
			t.Errorf("%s %v", e.Class, e)
		}
	})
}

func TestBodiesAreCutAtTheCap(t *testing.T) {
	bomb := make([]byte, 64<<20)
	for name, write := range map[string]func(w http.ResponseWriter){
		"9 MiB":     func(w http.ResponseWriter) { w.Write(bomb[:9<<20]) },
		"endless":   func(w http.ResponseWriter) { endless(w) },
		"gzip bomb": func(w http.ResponseWriter) { coded(w, "gzip", fetchtest.Pack("gzip", bomb)) },
		"br bomb":   func(w http.ResponseWriter) { coded(w, "br", fetchtest.Pack("br", bomb)) },
		"zstd bomb": func(w http.ResponseWriter) { coded(w, "zstd", fetchtest.Pack("zstd", bomb)) },
		"bomb in a bomb": func(w http.ResponseWriter) {
			coded(w, "gzip", fetchtest.Pack("gzip", fetchtest.Pack("gzip", bomb)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			inNetwork(t, func(w http.ResponseWriter, r *http.Request) { write(w) },
				func(t *testing.T, c *Client, n *fetchtest.Network) {
					if e := failure(t, c, Request{URL: "http://example.org/", Kind: Feed}); e.Class != ClassTooLarge {
						t.Errorf("%s %v", e.Class, e)
					}
				})
		})
	}
}

func coded(w http.ResponseWriter, coding string, body []byte) {
	w.Header().Set("Content-Encoding", coding)
	w.Write(body)
}

func endless(w io.Writer) {
	for block := make([]byte, 64<<10); ; {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

func TestOneMinuteIsTheLongestAnswer(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"no headers": func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"one byte per 5 s": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				io.WriteString(w, "x")
				w.(http.Flusher).Flush()
				time.Sleep(5 * time.Second)
			}
		},
		"half a minute for each hop": func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(29 * time.Second)
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inNetwork(t, handler, func(t *testing.T, c *Client, n *fetchtest.Network) {
				start := time.Now()
				e := failure(t, c, Request{URL: "http://example.org/", Kind: Feed})
				if took := time.Since(start) - time.Duration(e.Hop)*DefaultInterval; e.Class != ClassTimeout || took != Deadline {
					t.Errorf("%s %v after %v", e.Class, e, took)
				}
			})
		})
	}
}

func TestBodyCutShortIsKeptWithoutValidators(t *testing.T) {
	zipped := fetchtest.Pack("gzip", feedText)
	for name, handler := range map[string]http.HandlerFunc{
		"short of its length": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(len(feedText)))
			w.Header().Set("ETag", `"1"`)
			w.Header().Set("Last-Modified", "x")
			w.Write(feedText[:2000])
		},
		"cut within a chunk": func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n%s\r\n7d0\r\n", feedText[:2000])
			conn.Close()
		},
		"compressed and cut": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"1"`)
			coded(w, "gzip", zipped[:len(zipped)-10])
		},
	} {
		t.Run(name, func(t *testing.T) {
			inNetwork(t, handler, func(t *testing.T, c *Client, n *fetchtest.Network) {
				resp := get(t, c, Request{URL: "http://example.org/", Kind: Feed})
				if !resp.Partial || resp.ETag != "" || resp.LastModified != "" || !bytes.HasPrefix(feedText, resp.Body) || len(resp.Body) < 100 {
					t.Errorf("%d bytes, partial %v, etag %q", len(resp.Body), resp.Partial, resp.ETag)
				}
			})
		})
	}
}

func TestConnectionCutBeforeTheBodyIsAnError(t *testing.T) {
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
		func(t *testing.T, c *Client, n *fetchtest.Network) {
			if e := failure(t, c, Request{URL: "http://example.org/", Kind: Feed}); e.Class != ClassNetwork {
				t.Errorf("%s %v", e.Class, e)
			}
		})
}

func TestStatusesAreTakenForWhatTheyAre(t *testing.T) {
	conditional := Request{URL: "http://example.org/", Kind: Feed, ETag: `"1"`}
	plain := Request{URL: "http://example.org/", Kind: Feed}
	for _, tt := range []struct {
		status int
		req    Request
		class  Class // "" if the answer is read
	}{
		{200, plain, ""}, {203, plain, ""}, {204, plain, ""}, {304, conditional, ""}, {226, conditional, ""},
		{226, plain, ClassStatus}, {304, plain, ClassStatus}, {206, plain, ClassStatus}, {206, conditional, ClassStatus},
		{201, plain, ClassStatus}, {300, plain, ClassStatus}, {400, plain, ClassStatus}, {404, plain, ClassStatus}, {410, plain, ClassStatus},
		{401, plain, ClassBlocked}, {403, plain, ClassBlocked}, {429, plain, ClassStatus}, {500, plain, ClassStatus}, {503, plain, ClassStatus},
	} {
		inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"2"`)
			w.WriteHeader(tt.status)
			if tt.status != 204 && tt.status != 304 {
				io.WriteString(w, "body")
			}
		}, func(t *testing.T, c *Client, n *fetchtest.Network) {
			if tt.class != "" {
				if e := failure(t, c, tt.req); e.Class != tt.class || e.Status != tt.status {
					t.Errorf("%d: %s %v", tt.status, e.Class, e)
				}
				return
			}
			resp := get(t, c, tt.req)
			unchanged := tt.status == 204 || tt.status == 304
			if resp.NotModified != unchanged || resp.Delta != (tt.status == 226) || resp.ETag != `"2"` || (len(resp.Body) == 0) != unchanged {
				t.Errorf("%d: %+v", tt.status, resp)
			}
		})
	}
}

func TestChallengePagesAreBlocked(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"403 with a header": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cf-Mitigated", "challenge")
			w.WriteHeader(http.StatusForbidden)
		},
		"503 of a guard": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Server", "DDoS-Guard")
			w.WriteHeader(http.StatusServiceUnavailable)
		},
		"200 with a page": func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>")
		},
	} {
		inNetwork(t, handler, func(t *testing.T, c *Client, n *fetchtest.Network) {
			if e := failure(t, c, Request{URL: "http://example.org/", Kind: Page}); e.Class != ClassBlocked || !e.Challenge {
				t.Errorf("%s: %s %v", name, e.Class, e)
			}
		})
	}
	article := []byte("<html><title>Talks</title><p>Just a moment... said the site while checking your connection.</p></html>")
	if challengePage(article) || challengePage([]byte(`<?xml version="1.0"?><rss><title>Just a moment...</title></rss>`)) {
		t.Error("an ordinary page was taken for a challenge")
	}
}

func FuzzDecode(f *testing.F) {
	for _, coding := range []string{"gzip", "br", "zstd", "zlib"} {
		f.Add(fetchtest.Pack(coding, []byte("<rss>some text, some text</rss>")), coding)
	}
	f.Add([]byte("<rss>"), "gzip, br, zstd")
	d := newDecoders()
	f.Fuzz(func(t *testing.T, raw []byte, coding string) {
		body, _, err := d.decode(raw, strings.ToLower(coding), new(bytes.Buffer))
		if len(body) > MaxBody && len(raw) <= MaxBody || err != nil && body != nil {
			t.Errorf("%d bytes, %v", len(body), err)
		}
	})
}
