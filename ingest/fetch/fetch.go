// Package fetch asks for one URL, politely and safely, and hands the decoded
// answer back.
//
// It decides how a request looks, when it may leave, to which addresses it may
// go, and how much of an answer is taken. It does not decide when a source is
// due, what a failure means for it, or what is stored: durable state (pauses,
// failures, redirects learned) belongs to ingest and the archive.
//
// Invariants:
//
//   - At most one request is in flight per registrable domain and per resolved
//     address, and two follow each other by HostInterval at least, whatever
//     they ask for: feeds, pages, robots.txt, the hops of a redirect.
//   - No connection is opened to an address that the guard did not pass; the
//     address dialled is the one checked, on every hop.
//   - No body grows beyond MaxBody bytes, before or after decompression, and no
//     request lives longer than Deadline.
//   - Requests carry no cookie, referrer or token of our own; two requests for
//     one URL differ in their validators only.
package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"time"
)

const (
	// DefaultInterval is the usual pause between two requests to one host.
	DefaultInterval = 2 * time.Second
	// MaxBody bounds an answer, as sent and as decoded. The largest real feed
	// seen is under 3 MiB.
	MaxBody = 8 << 20
	// Deadline bounds one Get from its first look-up to its last byte, hops
	// together; time spent waiting for a turn does not count.
	Deadline = 60 * time.Second
	// maxRedirects is where browsers' 20 is far too patient for a feed.
	maxRedirects = 5
	// maxHeader bounds the header block of an answer.
	maxHeader = 64 << 10
	// minPublicInterval: shorter intervals are for private addresses only.
	minPublicInterval = time.Second
)

// Kind says what is asked for; it chooses the Accept header.
type Kind string

// The kinds of request.
const (
	Feed    Kind = "feed"
	Page    Kind = "page" // a page that lists articles
	Article Kind = "article"
	Sitemap Kind = "sitemap"
	Robots  Kind = "robots"
	Hub     Kind = "hub" // of WebSub: its answer is a status
)

var accept = map[Kind]string{
	Feed:    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1",
	Page:    "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
	Article: "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.8, */*;q=0.1",
	Sitemap: "application/xml, text/xml, application/gzip;q=0.9, */*;q=0.1",
	Robots:  "text/plain, */*;q=0.1",
	Hub:     "*/*",
}

// Resolver looks up addresses; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options make a Client. The zero value asks public addresses only, as an
// unnamed contact.
type Options struct {
	Version      string         // of roundwatch, for the User-Agent
	Contact      string         // URL or address at which site owners reach us
	AllowPrivate []netip.Prefix // addresses outside the public Internet that may be asked, on any port
	// HostInterval is the least time between two requests to one host. Below
	// one second it holds for AllowPrivate addresses only; others then get
	// DefaultInterval.
	HostInterval time.Duration
	Downgrade    bool             // follow a redirect from https to http
	Resolver     Resolver         // nil: the system's
	Now          func() time.Time // wall clock of Retry-After and pauses; nil: time.Now
	Roots        *x509.CertPool   // whose certificates are believed; nil: the system's
	// Dial opens a connection to a checked "address:port"; only tests replace it.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Client fetches. It keeps nothing on disk; what it remembers of hosts (their
// turns, pauses, robots.txt) lives as long as the process.
type Client struct {
	agent     string
	downgrade bool
	now       func() time.Time
	pace      pace
	robots    robotsCache
	reader    *reader
	dialer    dialer
	transport *http.Transport
}

// New returns a Client.
func New(o Options) *Client {
	c := &Client{
		agent:     "roundwatch/" + o.Version,
		downgrade: o.Downgrade,
		now:       o.Now,
		pace:      newPace(),
		robots:    newRobotsCache(),
		reader:    newReader(),
		dialer:    newDialer(o),
	}
	if o.Contact != "" {
		c.agent += " (+" + o.Contact + ")"
	}
	if c.now == nil {
		c.now = time.Now
	}
	c.pace.interval = o.HostInterval
	c.transport = &http.Transport{
		DialContext:            c.dialer.dialHop,
		TLSClientConfig:        &tls.Config{RootCAs: o.Roots},
		DisableKeepAlives:      true, // the next request to a host is minutes away
		DisableCompression:     true, // decode.go does it, under one cap
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: maxHeader,
	}
	return c
}

// Request is one URL to ask.
type Request struct {
	URL          string // absolute http or https
	Kind         Kind
	ETag         string // validators of an earlier answer, byte for byte
	LastModified string
	Coding       string // content coding that the validators belong to
	ValidatorURL string // Response.URL of the answer that gave them: no other address sees them; "": URL
	Robots       bool   // obey robots.txt: for pages, sitemaps and articles, not for feeds
}

// Response is an answer that can be read: 200 in full or in part, 226, or "unchanged".
type Response struct {
	URL          string // that answered, after redirects
	Status       int
	NotModified  bool   // 304, or 204: what is stored still holds
	Delta        bool   // 226: Body holds new entries only; what is missing is not gone
	Partial      bool   // cut short: Body is what arrived, and there are no validators
	ContentType  string // raw header
	ETag         string // raw header, "" if absent
	LastModified string // raw header, "" if absent
	Coding       string // content coding of the answer, as sent
	Body         []byte // decoded from all content codings
	Date         time.Time
	Freshness    time.Duration // max-age or Expires say to wait so long; 0: nothing said, or not to be cached
	Hubs         []string      // WebSub hubs of the Link header
	Self         string        // rel=self of the Link header
	Permanent    string        // reached by permanent redirects (301, 308) alone, "" if the first hop is none
	Hops         int           // redirects followed
}

// Pause keeps every request to a registrable domain back until a time, article
// pages and robots.txt too. An earlier end than the one known changes nothing.
// The Client pauses a domain itself when it answers 429 or 503 with
// Retry-After; Pause is for what an earlier process was told.
func (c *Client) Pause(domain string, until time.Time) { c.pace.pause(domain, until) }
