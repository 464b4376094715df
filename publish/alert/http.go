package alert

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"roundwatch"
)

// maxAnswer bounds what is read of a service's answer: enough for its reason.
const maxAnswer = 4 << 10

// poster sends one body to one service over HTTP and judges the answer: 2xx
// took it; 408, 425, 429 and 5xx are worth a repeat; every other status is not.
type poster struct {
	client *http.Client
	secret string // taken out of whatever is told about a failure
	now    func() time.Time
}

// call is one request to a service.
type call struct {
	method string // "" is POST
	url    string
	body   []byte
	header map[string]string
}

func (p poster) do(ctx context.Context, c call) error {
	req, err := http.NewRequestWithContext(ctx, cmp.Or(c.method, http.MethodPost), c.url, bytes.NewReader(c.body))
	if err != nil {
		return &Failure{Permanent: true, Reason: "the address is not a URL"}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "roundwatch")
	for k, v := range c.header {
		req.Header.Set(k, v)
	}
	res, err := p.client.Do(req)
	if err != nil {
		return &Failure{Rest: true, Reason: p.clean(fmt.Sprintf("%s: %v", site(req.URL), cause(err)))}
	}
	defer res.Body.Close()
	// An answer that stalls half way is still an answer: the status decides.
	answer, _ := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if res.StatusCode/100 == 2 {
		return nil
	}
	return p.refusal(req.URL, res, answer)
}

func (p poster) refusal(u *url.URL, res *http.Response, answer []byte) *Failure {
	f := &Failure{Reason: p.clean(fmt.Sprintf("%s: status %d %s", site(u), res.StatusCode, words(answer)))}
	switch code := res.StatusCode; {
	case code == http.StatusTooManyRequests:
		f.Rest = true
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code >= 500:
	default:
		f.Permanent = true
		return f
	}
	f.After = max(retryAfter(res.Header.Get("Retry-After"), p.now()), saidInBody(answer))
	return f
}

// saidInBody reads how long to wait from an answer of Telegram (seconds, in
// parameters) or Matrix (milliseconds), which set no header.
func saidInBody(answer []byte) time.Duration {
	var a struct {
		Parameters struct {
			RetryAfter float64 `json:"retry_after"`
		} `json:"parameters"`
		RetryAfterMS float64 `json:"retry_after_ms"`
	}
	if json.Unmarshal(answer, &a) != nil {
		return 0
	}
	seconds := max(a.Parameters.RetryAfter, a.RetryAfterMS/1000)
	return time.Duration(min(max(seconds, 0), longestRest.Seconds()) * float64(time.Second))
}

// clean takes the secret out of a text, also in the forms an address gives it.
func (p poster) clean(s string) string {
	s = strings.TrimSpace(s)
	for _, form := range []string{p.secret, url.PathEscape(p.secret), url.QueryEscape(p.secret)} {
		if form != "" {
			s = strings.ReplaceAll(s, form, roundwatch.Secret(form).String())
		}
	}
	return s
}

// cause is an error of the transport without the address, which may hold a token.
func cause(err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		return ue.Err
	}
	return err
}

// site is what may be told of an address.
func site(u *url.URL) string { return u.Scheme + "://" + u.Host }

// words makes an answer's body fit for one line of a log.
func words(b []byte) string {
	s := strings.Join(strings.Fields(strings.ToValidUTF8(string(b), "")), " ")
	return clip(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s), maxReason/2)
}

// retryAfter reads the header's seconds or date (RFC 9110, section 10.2.3).
func retryAfter(s string, now time.Time) time.Duration {
	if s == "" {
		return 0
	}
	if n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64); err == nil {
		return max(0, time.Duration(min(n, int64(longestRest/time.Second)))*time.Second)
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(0, t.Sub(now))
	}
	return 0
}

// checkURL tells whether s can be an address to post to.
func checkURL(s string) error {
	u, err := url.Parse(s)
	switch {
	case s == "":
		return errors.New("url is missing")
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("url must begin with http:// or https:// and name a host")
	}
	return nil
}
