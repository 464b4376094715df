package fetch

import (
	"errors"
	"fmt"
	"net/http"

	"roundwatch"
)

// read judges an answer that is no redirect and takes its body.
func (c *Client) read(r *http.Request, answer *http.Response, kind Kind) (Response, error) {
	h := answer.Header
	now := c.now()
	resp := Response{
		Status:       answer.StatusCode,
		ContentType:  h.Get("Content-Type"),
		ETag:         h.Get("Etag"),
		LastModified: h.Get("Last-Modified"),
		Coding:       coding(h),
		Date:         date(h, now),
		Freshness:    freshness(h, now),
	}
	resp.Hubs, resp.Self = links(h.Values("Link"), r.URL)
	conditional := r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != ""
	switch status := answer.StatusCode; {
	case status == http.StatusNoContent, status == http.StatusNotModified && conditional:
		resp.NotModified = true
		return resp, nil
	case status == http.StatusIMUsed && r.Header.Get("A-Im") != "":
		resp.Delta = true
	case status != http.StatusOK && status != http.StatusNonAuthoritativeInfo:
		return Response{}, c.rejected(r, answer)
	}
	body, partial, err := c.reader.read(r.Context(), answer)
	if err != nil {
		return Response{}, err
	}
	if partial {
		resp.Partial, resp.ETag, resp.LastModified = true, "", ""
	}
	if kind != Robots && challengePage(body) {
		return Response{}, &Error{Class: ClassBlocked, Status: resp.Status, Challenge: true, Err: errChallenge}
	}
	resp.Body = body
	return resp, nil
}

var errChallenge = errors.New("the site answers with a page that checks for a browser; it does not let programs read it")

// rejected makes the error of a status that is no answer, and lets the domain
// rest if that was asked for.
func (c *Client) rejected(r *http.Request, answer *http.Response) error {
	e := &Error{Class: ClassStatus, Status: answer.StatusCode, Err: fmt.Errorf("status %s", statusText(answer.StatusCode))}
	switch answer.StatusCode {
	case http.StatusPartialContent, http.StatusIMUsed, http.StatusNotModified:
		e.Err = fmt.Errorf("%w, which was not asked for", e.Err)
	case http.StatusUnauthorized, http.StatusForbidden:
		e.Class = ClassBlocked
		e.Challenge = challenged(answer)
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		e.RetryAfter = retryAfter(answer.Header, c.now())
		if e.Challenge = challenged(answer); e.Challenge {
			e.Class = ClassBlocked
		}
		if !e.RetryAfter.IsZero() {
			c.Pause(roundwatch.RegistrableDomain(r.URL.Hostname()), e.RetryAfter)
		}
	}
	if e.Challenge {
		e.Err = fmt.Errorf("%w: %w", e.Err, errChallenge)
	}
	return e
}
