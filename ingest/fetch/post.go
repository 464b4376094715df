package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Post sends a form to a WebSub hub, under the same guard, pace and deadline as
// a Get, and returns nil if the hub accepts it; what it says beyond its status
// is not read. Its error is an *Error, or the context's own when the caller
// gave up. Only redirects that keep the form (307, 308) are followed.
func (c *Client) Post(ctx context.Context, rawURL string, form url.Values) error {
	_, err := c.fly(ctx, &flight{req: Request{URL: rawURL, Kind: Hub}, form: form.Encode()})
	return err
}

// posting makes a request one that carries the form.
func (f *flight) posting(r *http.Request) {
	r.Method, r.ContentLength = http.MethodPost, int64(len(f.form))
	r.Body = io.NopCloser(strings.NewReader(f.form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
}

// posted judges a hub's answer.
func (c *Client) posted(r *http.Request, answer *http.Response) error {
	switch {
	case answer.StatusCode >= 200 && answer.StatusCode < 300:
		return nil
	case redirects(answer):
		return &Error{Class: ClassRedirect, Status: answer.StatusCode,
			Err: fmt.Errorf("status %s: a form is not sent on that way", statusText(answer.StatusCode))}
	}
	return c.rejected(r, answer)
}
