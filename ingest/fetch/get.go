package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"roundwatch"
)

// Get asks for one URL. Its error is an *Error, or the context's own when the
// caller gave up.
func (c *Client) Get(ctx context.Context, req Request) (Response, error) {
	return c.fly(ctx, &flight{req: req})
}

// fly makes the request and those that its redirects lead to.
func (c *Client) fly(ctx context.Context, f *flight) (Response, error) {
	u, err := parse(f.req.URL)
	if err != nil {
		return Response{}, &Error{Class: ClassURL, URL: f.req.URL, Err: err}
	}
	f.client, f.first, f.left, f.permanent = c, u, Deadline, true
	for hop := 0; ; hop++ {
		resp, next, err := f.hop(ctx, u, hop)
		switch {
		case ctx.Err() != nil:
			return Response{}, ctx.Err()
		case err != nil:
			return Response{}, err
		case next == nil:
			resp.Permanent, resp.Hops = f.moved, hop
			return resp, nil
		}
		u = next
	}
}

// parse accepts absolute http and https addresses; the host becomes ASCII.
func parse(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, errors.New("not a valid address")
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return nil, errors.New("not an absolute http or https address")
	case u.User != nil:
		return nil, errors.New("a user name in the address is not supported")
	}
	if host, port := u.Hostname(), u.Port(); strings.ContainsFunc(host, func(r rune) bool { return r >= utf8.RuneSelf }) {
		if u.Host, err = idna.Lookup.ToASCII(host); err != nil {
			return nil, fmt.Errorf("host name: %w", err)
		}
		if port != "" {
			u.Host += ":" + port
		}
	}
	u.Fragment, u.RawFragment = "", ""
	u.RawQuery = escapeQuery(u.RawQuery)
	return u, nil
}

// escapeQuery escapes what a request line cannot carry; the path is escaped by
// package url, the query is not.
func escapeQuery(query string) string {
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c <= ' ' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(query[i])
	}
	return b.String()
}

// flight is one Get or Post under way.
type flight struct {
	client    *Client
	req       Request
	form      string // encoded; "": a Get
	first     *url.URL
	left      time.Duration // of Deadline
	visited   []string
	permanent bool   // every hop so far was 301 or 308
	moved     string // target of those hops
}

// hop makes one request. It returns the response, or the address to go on to.
func (f *flight) hop(ctx context.Context, u *url.URL, n int) (Response, *url.URL, error) {
	if slices.Contains(f.visited, u.String()) {
		return Response{}, nil, &Error{Class: ClassRedirect, URL: u.String(), Hop: n, Err: errors.New("redirected in a circle")}
	}
	f.visited = append(f.visited, u.String())
	delay, err := f.client.allowed(ctx, f.req, u, n)
	if err != nil {
		return Response{}, nil, err
	}
	h := hold{pace: &f.client.pace}
	asked := false
	defer func() { h.release(asked) }()
	t, err := f.turn(ctx, &h, u, delay)
	if err != nil {
		return Response{}, nil, f.explain(u, n, err)
	}
	asked = true
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, f.left)
	defer cancel()
	resp, next, err := f.exchange(context.WithValue(ctx, targetKey{}, t), u, n)
	f.left -= time.Since(start)
	return resp, next, err
}

// explain wraps a failure on the way to the answer.
func (f *flight) explain(u *url.URL, n int, err error) error {
	var known *Error
	if errors.As(err, &known) {
		placed := *known
		placed.URL, placed.Hop = u.String(), n
		return &placed
	}
	class, err := classify(err)
	return &Error{Class: class, URL: u.String(), Hop: n, Err: err}
}

// turn waits until the request may leave: the domain's gate, the addresses,
// their gates, the interval. A pause ends the wait, for who waits behind a
// request that was told to rest must not ask after it.
func (f *flight) turn(ctx context.Context, h *hold, u *url.URL, delay time.Duration) (target, error) {
	c, domain := f.client, roundwatch.RegistrableDomain(u.Hostname())
	if err := c.rested(domain); err != nil {
		return target{}, err
	}
	if err := h.add(ctx, domain); err != nil {
		return target{}, err
	}
	if err := c.rested(domain); err != nil {
		return target{}, err
	}
	t, err := f.resolve(ctx, u)
	if err != nil {
		return target{}, err
	}
	if err := h.addresses(ctx, t.addrs); err != nil {
		return target{}, err
	}
	interval := c.pace.interval
	if interval < minPublicInterval && !t.private {
		interval = DefaultInterval
	}
	return t, h.wait(ctx, max(interval, delay))
}

func (f *flight) resolve(ctx context.Context, u *url.URL) (target, error) {
	port := uint64(80)
	if u.Scheme == "https" {
		port = 443
	}
	if p := u.Port(); p != "" {
		var err error
		if port, err = strconv.ParseUint(p, 10, 16); err != nil {
			return target{}, &Error{Class: ClassURL, Err: fmt.Errorf("port %s: not a port", p)}
		}
	}
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, f.left)
	defer cancel()
	t, err := f.client.dialer.resolve(ctx, u.Hostname(), uint16(port))
	f.left -= time.Since(start)
	return t, err
}

// rested returns an error while a domain is paused.
func (c *Client) rested(domain string) error {
	if until := c.pace.paused(domain, c.now()); !until.IsZero() {
		return &Error{Class: ClassPaused, RetryAfter: until, Err: fmt.Errorf("%s asked not to be asked", domain)}
	}
	return nil
}

// exchange sends the request and reads the answer.
func (f *flight) exchange(ctx context.Context, u *url.URL, n int) (Response, *url.URL, error) {
	r, err := f.request(ctx, u)
	if err != nil {
		return Response{}, nil, f.explain(u, n, err)
	}
	answer, err := f.client.transport.RoundTrip(r)
	if err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return Response{}, nil, f.explain(u, n, err)
	}
	defer answer.Body.Close()
	if redirects(answer) && (f.form == "" || repeats(answer)) {
		next, err := f.follow(u, n, answer)
		return Response{}, next, err
	}
	var resp Response
	if f.form != "" {
		err = f.client.posted(r, answer)
	} else {
		resp, err = f.client.read(r, answer, f.req.Kind)
	}
	if err != nil {
		return Response{}, nil, f.explain(u, n, err)
	}
	resp.URL = u.String()
	return resp, nil, nil
}

// request makes the request for one hop. Validators belong to the address that
// gave them: no other sees them.
func (f *flight) request(ctx context.Context, u *url.URL) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	r.Header = http.Header{
		"User-Agent":      {f.client.agent},
		"Accept":          {accept[f.req.Kind]},
		"Accept-Encoding": {acceptEncoding},
	}
	if f.form != "" {
		f.posting(r)
	}
	owner := f.req.ValidatorURL
	if owner == "" {
		owner = f.first.String()
	}
	if u.String() != owner || !decodable(f.req.Coding) {
		return r, nil
	}
	if f.req.ETag != "" {
		r.Header["If-None-Match"] = []string{f.req.ETag}
		if f.req.Kind == Feed {
			r.Header["A-Im"] = []string{"feed"} // RFC 3229: new entries are enough
		}
	}
	if f.req.LastModified != "" {
		r.Header["If-Modified-Since"] = []string{f.req.LastModified}
	}
	return r, nil
}

// redirects reports whether an answer sends us elsewhere.
func redirects(answer *http.Response) bool {
	switch answer.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// repeats reports whether the same request, form and all, is wanted elsewhere.
func repeats(answer *http.Response) bool {
	return answer.StatusCode == http.StatusTemporaryRedirect || answer.StatusCode == http.StatusPermanentRedirect
}

// follow returns the next hop's address.
func (f *flight) follow(u *url.URL, n int, answer *http.Response) (*url.URL, error) {
	fail := func(format string, args ...any) error {
		return &Error{Class: ClassRedirect, URL: u.String(), Hop: n, Status: answer.StatusCode,
			Err: fmt.Errorf("status %d: "+format, append([]any{answer.StatusCode}, args...)...)}
	}
	location := answer.Header.Get("Location")
	next, err := u.Parse(location)
	if err == nil {
		next, err = parse(next.String())
	}
	switch {
	case location == "" || err != nil:
		return nil, fail("redirected to no usable address %q", location)
	case n == maxRedirects:
		return nil, fail("more than %d redirects", maxRedirects)
	case u.Scheme == "https" && next.Scheme == "http" && !f.client.downgrade:
		return nil, fail("redirected from https to %s: refused", next)
	}
	f.permanent = f.permanent && (answer.StatusCode == http.StatusMovedPermanently || answer.StatusCode == http.StatusPermanentRedirect)
	if f.permanent {
		f.moved = next.String()
	}
	return next, nil
}
