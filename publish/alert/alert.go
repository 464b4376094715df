// Package alert carries alerts out of the house: the Courier takes what is due
// from the outbox, hands it to the channel's Sender and records what became of it.
//
// It decides when a try is made, when it is repeated and when it is given up.
// It does not decide what alerts (package ingest does), nor how alerts are kept
// (the archive does, behind Outbox).
//
// What holds:
//
//   - An alert is claimed before it is sent and recorded after it, and it is
//     sent outside any transaction. So none is lost, and a process that dies in
//     between sends it again with the same key.
//   - Every channel has a lane of its own: its order, its pace and its rests
//     touch no other channel.
//   - An address or a secret appears in no error and no log line; of an address
//     only scheme and host are told.
package alert

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"roundwatch"
)

// Outbox is what a courier needs of the archive. Each method is one transaction.
type Outbox interface {
	// ReleaseAlerts makes every claimed alert due again at its time: whoever
	// claimed it is gone. It may be called only by the one process that delivers.
	ReleaseAlerts(ctx context.Context) error
	// ClaimAlert claims the channel's next alert that is due, in the order they
	// arose, and counts one more attempt. One that failed often waits behind the
	// others; one for which the day's budget has no place is put over instead.
	ClaimAlert(ctx context.Context, c roundwatch.Claim) (a roundwatch.Alert, found bool, err error)
	// RecordDelivery records what became of a claimed alert.
	RecordDelivery(ctx context.Context, d roundwatch.Delivery) error
	// RollUp names what was put over in one new alert, if it is time for one,
	// and says whether it made one.
	RollUp(ctx context.Context, r roundwatch.Rollup) (bool, error)
	// NextAlert returns when the channel's next alert is due; zero: none waits.
	NextAlert(ctx context.Context, channel string) (time.Time, error)
}

// Sender hands one alert to the service behind a channel. A nil error means
// that the service has taken it. An error is a *Failure where the sender knows
// what to do next; any other error is taken as temporary.
type Sender interface {
	Send(ctx context.Context, a roundwatch.Alert) error
}

// Failure says why an alert was not taken, and what a repeat is worth.
type Failure struct {
	Permanent bool          // the same alert will be refused again
	Rest      bool          // the service as a whole does not take alerts now
	After     time.Duration // how long the service asked to be left alone; 0: it did not say
	Reason    string        // for people; holds no secret
}

func (f *Failure) Error() string { return f.Reason }

// Deps is what senders are given by their caller. The zero Deps reaches the
// network without a guard, so a daemon fills in HTTP and Dial.
type Deps struct {
	HTTP  *http.Client                                                      // its dialer refuses what may not be reached; redirects are not followed
	Dial  func(ctx context.Context, network, addr string) (net.Conn, error) // mail
	Roots *x509.CertPool                                                    // mail: trusted certificates; nil: the system's
	Now   func() time.Time
}

func (d Deps) withDefaults() Deps {
	if d.HTTP == nil {
		d.HTTP = &http.Client{}
	}
	if d.Dial == nil {
		d.Dial = (&net.Dialer{}).DialContext
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	client := *d.HTTP
	// A redirect would carry a signed body or a token to an address nobody configured.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	d.HTTP = &client
	return d
}

// NewSender makes the sender of a channel. The error says what the channel lacks.
func NewSender(ch roundwatch.Channel, deps Deps) (Sender, error) {
	s, err := newSender(ch, deps.withDefaults())
	if err != nil {
		return nil, fmt.Errorf("channel %s: %w", ch.Name, err)
	}
	return s, nil
}

func newSender(ch roundwatch.Channel, deps Deps) (Sender, error) {
	switch ch.Kind {
	case "webhook":
		return newWebhook(ch, deps)
	case "file":
		return newFolder(ch)
	case "mail":
		return newPost(ch, deps)
	case "slack":
		return newSlack(ch, deps)
	case "telegram":
		return newTelegram(ch, deps)
	case "ntfy":
		return newNtfy(ch, deps)
	case "matrix":
		return newMatrix(ch, deps)
	case "exec":
		return newProgram(ch)
	}
	return nil, fmt.Errorf("unknown kind %q", ch.Kind)
}

// failure gives err as a Failure; what no sender has judged is temporary.
func failure(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return &Failure{Reason: err.Error()}
}
