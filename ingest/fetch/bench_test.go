package fetch

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"roundwatch/ingest/fetch/fetchtest"
)

// cpu returns the processor time this process has used.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkUnchanged is a poll answered 304 over a new connection, the server's
// share of the work included.
func BenchmarkUnchanged(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		w.WriteHeader(http.StatusNotModified)
	}))
	defer server.Close()
	benchmarkGet(b, Request{URL: server.URL, Kind: Feed, ETag: `"1"`})
}

// BenchmarkPage is a compressed page of 32 KiB over a new connection.
func BenchmarkPage(b *testing.B) {
	page := make([]byte, 0, 32<<10)
	for i := 0; len(page) < 32<<10; i++ {
		page = append(page, "<p>A paragraph of some words, the "...)
		page = append(page, byte('a'+i%26), byte('a'+i/26%26))
		page = append(page, "th of its kind.</p>\n"...)
	}
	zipped := fetchtest.Pack("gzip", page)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		coded(w, "gzip", zipped)
	}))
	defer server.Close()
	benchmarkGet(b, Request{URL: server.URL, Kind: Article})
}

func benchmarkGet(b *testing.B, req Request) {
	c := New(Options{AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	b.ReportAllocs()
	start := cpu(b)
	for b.Loop() {
		if _, err := c.Get(b.Context(), req); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((cpu(b)-start).Microseconds())/float64(b.N), "cpu-µs/op")
}
