package fetch

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"roundwatch/ingest/fetch/fetchtest"
)

// moves answers paths of the form /301/308/200/… by redirecting along them.
func moves(w http.ResponseWriter, r *http.Request) {
	first, rest, more := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	status, _ := strconv.Atoi(first)
	if !more {
		io.WriteString(w, "here")
		return
	}
	http.Redirect(w, r, "/"+rest, status)
}

func TestPermanentIsWherePermanentRedirectsAloneLead(t *testing.T) {
	for path, want := range map[string]string{
		"/end":             "",
		"/301/end":         "/end",
		"/308/301/end":     "/end",
		"/301/302/end":     "/302/end",
		"/302/301/end":     "",
		"/303/end":         "",
		"/307/end":         "",
		"/301/307/301/end": "/307/301/end",
	} {
		inNetwork(t, moves, func(t *testing.T, c *Client, n *fetchtest.Network) {
			const site = "http://example.org"
			if want != "" {
				want = site + want
			}
			resp := get(t, c, Request{URL: site + path, Kind: Feed})
			if resp.Permanent != want || resp.URL != site+"/end" || resp.Hops != len(n.Log())-1 {
				t.Errorf("%s: permanent %q, want %q; url %s, %d hops", path, resp.Permanent, want, resp.URL, resp.Hops)
			}
			for i, s := range n.Log()[1:] {
				if gap := s.At.Sub(n.Log()[i].Done); gap < DefaultInterval {
					t.Errorf("%s: hop %d came %v after the one before", path, i+1, gap)
				}
			}
		})
	}
}

func TestLoopsAndChainsEndWithinSixRequests(t *testing.T) {
	for path, want := range map[string]string{
		"/loop":                            "circle",
		"/302/302/302/302/302/302/302/end": "more than 5 redirects",
		"/nowhere":                         "no usable address",
		"/script":                          "no usable address",
	} {
		inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/loop":
				http.Redirect(w, r, "/loop", http.StatusFound)
			case "/nowhere":
				w.WriteHeader(http.StatusFound)
			case "/script":
				w.Header().Set("Location", "javascript:alert(1)")
				w.WriteHeader(http.StatusFound)
			default:
				moves(w, r)
			}
		}, func(t *testing.T, c *Client, n *fetchtest.Network) {
			e := failure(t, c, Request{URL: "http://example.org" + path, Kind: Feed})
			if e.Class != ClassRedirect || !strings.Contains(e.Error(), want) || len(n.Log()) > maxRedirects+1 {
				t.Errorf("%s: %s %v after %d requests", path, e.Class, e, len(n.Log()))
			}
		})
	}
}

func TestErrorNamesTheHopAndItsAddress(t *testing.T) {
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "a.example" {
			http.Redirect(w, r, "http://b.example/x", http.StatusFound)
			return
		}
		w.WriteHeader(http.StatusInternalServerError)
	}, func(t *testing.T, c *Client, n *fetchtest.Network) {
		e := failure(t, c, Request{URL: "http://a.example/", Kind: Feed})
		const want = "http://b.example/x (redirect 1): status 500 Internal Server Error"
		if e.Error() != want || e.Hop != 1 || e.Status != 500 {
			t.Errorf("%v, want %s", e, want)
		}
	})
}

func TestValidatorsStayWithTheAddressThatGaveThem(t *testing.T) {
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "a.example" {
			http.Redirect(w, r, "http://b.example/", http.StatusMovedPermanently)
		}
	}, func(t *testing.T, c *Client, n *fetchtest.Network) {
		get(t, c, Request{URL: "http://a.example/", Kind: Feed, ETag: `"1"`, LastModified: "x"})
		get(t, c, Request{URL: "http://a.example/", Kind: Feed, ETag: `"1"`, ValidatorURL: "http://b.example/"})
		for i, want := range []string{`"1"`, "", "", `"1"`} {
			if s := n.Log()[i]; s.Header.Get("If-None-Match") != want {
				t.Errorf("request %d to %s carried %q, want %q", i, s.Host, s.Header.Get("If-None-Match"), want)
			}
		}
	})
}

func TestRedirectToAPrivateAddressIsRefused(t *testing.T) {
	for _, target := range []string{"http://127.0.0.1/", "http://[::1]/", "http://10.1.2.3/", "http://169.254.169.254/latest", "http://example.net:25/"} {
		inNetwork(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, target, http.StatusFound)
		}, func(t *testing.T, c *Client, n *fetchtest.Network) {
			e := failure(t, c, Request{URL: "http://example.org/", Kind: Feed})
			if e.Class != ClassRefused || e.Hop != 1 || len(n.Log()) != 1 {
				t.Errorf("%s: %s %v after %d requests", target, e.Class, e, len(n.Log()))
			}
		})
	}
}
