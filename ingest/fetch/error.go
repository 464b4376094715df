package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"roundwatch"
)

// Class says what kind of failure a request met; what follows from it
// (when to ask again, what to tell) is decided by ingest.
type Class string

// The classes of failure.
const (
	ClassURL      Class = "url"       // not an http or https address
	ClassDNS      Class = "dns"       // the name has no address, or could not be looked up
	ClassNetwork  Class = "network"   // connection refused, reset or cut before any body
	ClassTLS      Class = "tls"       // certificate or handshake
	ClassTimeout  Class = "timeout"   // not complete within Deadline
	ClassStatus   Class = "status"    // an HTTP status that is no answer
	ClassBlocked  Class = "blocked"   // 401, 403 or a challenge page: we are not welcome
	ClassTooLarge Class = "too large" // more than MaxBody
	ClassCoding   Class = "coding"    // a content coding that could not be undone
	ClassRedirect Class = "redirect"  // a loop, too many, nowhere, or from https to http
	ClassRefused  Class = "refused"   // our own guard: a private address or an odd port
	ClassRobots   Class = "robots"    // robots.txt does not allow it
	ClassPaused   Class = "paused"    // the domain asked for rest; nothing was sent
)

// Error is a request that brought nothing to read.
type Error struct {
	Class      Class
	URL        string    // of the hop that failed
	Hop        int       // redirects followed before; 0 is the URL asked for
	Status     int       // HTTP status, 0 if none arrived
	RetryAfter time.Time // not before this, by Retry-After or a pause; zero: not said
	Challenge  bool      // a page that wants a browser proved, or a person
	Err        error     // cause, in words
}

func (e *Error) Unwrap() error { return e.Err }

// Error says what failed, where and why, for a person's eyes.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.URL)
	if e.Hop > 0 {
		fmt.Fprintf(&b, " (redirect %d)", e.Hop)
	}
	fmt.Fprintf(&b, ": %v", e.Err)
	if !e.RetryAfter.IsZero() {
		fmt.Fprintf(&b, "; not before %s", roundwatch.Stamp(e.RetryAfter))
	}
	return b.String()
}

// Pause returns the rest that the server asked for, or nil.
func (e *Error) Pause() *roundwatch.Pause {
	u, err := url.Parse(e.URL)
	if err != nil || e.RetryAfter.IsZero() || e.Class == ClassPaused {
		return nil
	}
	return &roundwatch.Pause{Domain: roundwatch.RegistrableDomain(u.Hostname()), Until: e.RetryAfter}
}

// classify turns an error of the network into words and a class.
func classify(err error) (Class, error) {
	var dns *net.DNSError
	switch {
	case errors.Is(err, errRefused):
		return ClassRefused, fmt.Errorf("address not allowed: %w", err)
	case errors.As(err, &dns):
		return ClassDNS, fmt.Errorf("name %s: %s", dns.Name, dns.Err)
	case errors.Is(err, context.DeadlineExceeded):
		return ClassTimeout, fmt.Errorf("no complete answer within %v", Deadline)
	case tlsFailure(err):
		return ClassTLS, fmt.Errorf("secure connection: %w", err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return ClassNetwork, errors.New("connection refused")
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return ClassNetwork, errors.New("connection closed by the server before it answered")
	}
	return ClassNetwork, err
}

// tlsFailure recognises handshake errors; crypto/tls leaves some untyped.
func tlsFailure(err error) bool {
	var (
		verify *tls.CertificateVerificationError
		record tls.RecordHeaderError
		alert  tls.AlertError
		host   x509.HostnameError
	)
	return errors.As(err, &verify) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &host) || strings.Contains(err.Error(), "tls: ")
}

// statusText is "503 Service Unavailable", or the bare number.
func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}
