package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/temoto/robotstxt"
)

// robots.txt (RFC 9309) is obeyed for pages, sitemaps and articles. Feeds are
// made for programs and are asked without it.

const (
	robotsAge     = 24 * time.Hour
	maxRobots     = 512 << 10 // RFC 9309, section 2.5, asks for 500 KiB at least
	maxRobotsSize = 4096      // sites remembered
	// maxCrawlDelay: who asks for more gets one request a minute.
	maxCrawlDelay = time.Minute
	robotsAgent   = "roundwatch"
)

// rules are one site's robots.txt as it concerns us.
type rules struct {
	group    *robotstxt.Group // nil: nothing is forbidden
	refused  string           // why nothing is allowed; "" if the group decides
	delay    time.Duration
	sitemaps []string
}

func (r rules) allow(u *url.URL) bool {
	if r.refused != "" {
		return false
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return r.group == nil || r.group.Test(path)
}

// robotsCache keeps the rules of sites for a day.
type robotsCache struct {
	mu    sync.Mutex
	sites map[string]*robotsEntry
}

// robotsEntry is one site's rules; ready is closed when they are there.
type robotsEntry struct {
	ready chan struct{}
	until time.Time
	rules rules
	err   error
}

func newRobotsCache() robotsCache { return robotsCache{sites: map[string]*robotsEntry{}} }

// allowed checks robots.txt where the request obeys it, and returns the crawl delay.
func (c *Client) allowed(ctx context.Context, req Request, u *url.URL, hop int) (time.Duration, error) {
	if !req.Robots {
		return 0, nil
	}
	r, err := c.rulesOf(ctx, u)
	if err != nil {
		var known *Error
		if errors.As(err, &known) {
			return 0, &Error{Class: known.Class, URL: u.String(), Hop: hop, Status: known.Status,
				RetryAfter: known.RetryAfter, Err: fmt.Errorf("its robots.txt could not be read: %w", known.Err)}
		}
		return 0, err
	}
	if !r.allow(u) {
		why := fmt.Errorf("robots.txt of %s does not allow it", u.Host)
		if r.refused != "" {
			why = fmt.Errorf("robots.txt of %s answered with %s; nothing of the site is read for a day", u.Host, r.refused)
		}
		return 0, &Error{Class: ClassRobots, URL: u.String(), Hop: hop, Err: why}
	}
	return r.delay, nil
}

// Sitemaps returns the sitemaps that a site's robots.txt names.
func (c *Client) Sitemaps(ctx context.Context, rawURL string) ([]string, error) {
	u, err := parse(rawURL)
	if err != nil {
		return nil, &Error{Class: ClassURL, URL: rawURL, Err: err}
	}
	r, err := c.rulesOf(ctx, u)
	return r.sitemaps, err
}

// rulesOf returns a site's rules, asking for them at most once at a time and
// once a day. A network failure is not remembered: the page would meet it too.
func (c *Client) rulesOf(ctx context.Context, u *url.URL) (rules, error) {
	site := u.Scheme + "://" + u.Host
	entry, mine := c.robots.entry(site, c.now())
	if mine {
		entry.rules, entry.err = c.fetchRules(ctx, site)
		if entry.err != nil {
			c.robots.forget(site)
		}
		close(entry.ready)
	}
	select {
	case <-entry.ready:
	case <-ctx.Done():
		return rules{}, ctx.Err()
	}
	if entry.err != nil && ctx.Err() == nil && errors.Is(entry.err, context.Canceled) {
		return c.rulesOf(ctx, u) // who had asked gave up; we have not
	}
	return entry.rules, entry.err
}

// entry returns the entry of a site, and whether the caller has to fill it.
func (rc *robotsCache) entry(site string, now time.Time) (*robotsEntry, bool) {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	if e := rc.sites[site]; e != nil && now.Before(e.until) {
		return e, false
	}
	if len(rc.sites) >= maxRobotsSize {
		clear(rc.sites)
	}
	e := &robotsEntry{ready: make(chan struct{}), until: now.Add(robotsAge)}
	rc.sites[site] = e
	return e, true
}

func (rc *robotsCache) forget(site string) {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	delete(rc.sites, site)
}

// fetchRules asks for robots.txt. 4xx means there is none; 429 and 5xx mean
// that the site cannot say, so everything is refused (RFC 9309, section 2.3.1;
// 429 is counted with 5xx, because it too passes).
func (c *Client) fetchRules(ctx context.Context, site string) (rules, error) {
	resp, err := c.Get(ctx, Request{URL: site + "/robots.txt", Kind: Robots})
	var failed *Error
	switch {
	case err == nil:
		return parseRobots(resp.Body), nil
	case !errors.As(err, &failed), failed.Status == 0:
		return rules{}, err
	case failed.Status >= 500 || failed.Status == http.StatusTooManyRequests:
		return rules{refused: "status " + statusText(failed.Status)}, nil
	case failed.Class == ClassStatus || failed.Class == ClassBlocked:
		return rules{}, nil
	}
	return rules{}, err
}

// parseRobots reads a robots.txt; nothing in it can make it unreadable as a whole.
func parseRobots(body []byte) rules {
	data, err := robotstxt.FromBytes(tidyRobots(body[:min(len(body), maxRobots)]))
	if err != nil {
		return rules{}
	}
	group := data.FindGroup(robotsAgent)
	return rules{group: group, delay: min(group.CrawlDelay, maxCrawlDelay), sitemaps: data.Sitemaps}
}

// tidyRobots keeps the lines that the parser understands, because it gives a
// whole file up for one bad line, and lets "Disallow:" without a path say what
// it means (all is allowed), because the parser then runs two groups together.
func tidyRobots(body []byte) []byte {
	var out bytes.Buffer
	grouped := false
	for line := range bytes.Lines(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))) {
		line, _, _ = bytes.Cut(line, []byte("#"))
		name, value, found := strings.Cut(strings.ToValidUTF8(string(line), ""), ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		switch {
		case !found:
			continue
		case name == "user-agent" && value != "":
			grouped = true
		case name == "sitemap" && value != "":
		case !grouped:
			continue
		case name == "disallow" && value == "":
			name, value = "allow", "/"
		case (name == "allow" || name == "disallow") && value != "":
		case name == "crawl-delay":
			if n, err := strconv.ParseFloat(value, 64); err != nil || n < 0 || n > 1e6 {
				continue
			}
		default:
			continue
		}
		out.WriteString(name + ": " + value + "\n")
	}
	return out.Bytes()
}
