package ingest

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"roundwatch"
	"roundwatch/ingest/fetch"
)

// CallbackPath ends the address under which hubs reach us; behind it stands
// what only the hub of one order knows.
const CallbackPath = "/websub/"

const (
	deliveriesAtOnce = 2               // read side by side, each of up to fetch.MaxBody …
	deliveryWait     = 5 * time.Second // … and more wait so long before they are asked to come again
	maxReason        = 200             // bytes that are kept of a hub's words
)

// ServeHTTP answers hubs: GET verifies or denies an order, POST delivers. It
// looks at the last part of the path alone, so that a proxy in front may cut
// off what stands before.
func (s *Subscriber) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	o := s.ordered(path.Base(r.URL.Path))
	wanted := s.wanted(o)
	switch {
	case r.Method == http.MethodGet && wanted:
		s.verify(w, r, o)
	case r.Method == http.MethodGet:
		http.NotFound(w, r)
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "GET or POST", http.StatusMethodNotAllowed)
	case wanted && o.Denied == "":
		s.deliver(w, r, o)
	default:
		s.end(r.Context(), o)
		http.Error(w, "there is no such subscription", http.StatusGone)
	}
}

// ordered returns the order whose callback ends in token, the zero order if
// there is none.
func (s *Subscriber) ordered(token string) (found roundwatch.Subscription) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.orders {
		if subtle.ConstantTimeCompare([]byte(path.Base(o.Callback)), []byte(token)) == 1 {
			found = o
		}
	}
	return found
}

// wanted reports whether an order is still what its source wants of its hub.
func (s *Subscriber) wanted(o roundwatch.Subscription) bool {
	_, st, ok := s.poller.withHubNamed(o.Source)
	s.mu.Lock()
	defer s.mu.Unlock()
	return ok && s.fits(o, st)
}

// end forgets the lease of an order that its hub will now end, so that it is
// asked again should the source want it back.
func (s *Subscriber) end(ctx context.Context, o roundwatch.Subscription) {
	if o.Until.IsZero() {
		return
	}
	err := s.change(ctx, o.Source, nil, func(kept *roundwatch.Subscription) bool {
		kept.Until, kept.Next = time.Time{}, time.Time{}
		return kept.Callback == o.Callback
	})
	if err != nil {
		s.log.Error("end a subscription", "err", err)
	}
}

// verify answers a hub that asks whether an order is meant, or says that it
// grants none.
func (s *Subscriber) verify(w http.ResponseWriter, r *http.Request, o roundwatch.Subscription) {
	q := r.URL.Query()
	edit, answer := s.granted(q), q.Get("hub.challenge")
	if q.Get("hub.mode") == "denied" {
		edit, answer = s.denied(q), ""
	}
	agreed := false
	err := s.change(r.Context(), o.Source, nil, func(kept *roundwatch.Subscription) bool {
		agreed = kept.Callback == o.Callback && q.Get("hub.topic") == kept.Topic && edit(kept)
		return agreed
	})
	switch {
	case err != nil:
		s.log.Error("answer a hub", "err", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
	case !agreed:
		http.NotFound(w, r)
	default:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, answer)
	}
}

// granted is the change that a lease makes to an order which the hub was asked
// for of late. A hub that states no lease grants the one that was asked for.
func (s *Subscriber) granted(q url.Values) func(*roundwatch.Subscription) bool {
	lease := leaseWanted
	if n, err := strconv.ParseUint(q.Get("hub.lease_seconds"), 10, 31); err == nil && n > 0 {
		lease = min(time.Duration(n)*time.Second, leaseMax)
	}
	return func(o *roundwatch.Subscription) bool {
		now := s.now()
		if q.Get("hub.mode") != "subscribe" || q.Get("hub.challenge") == "" || o.Denied != "" || now.Sub(o.Asked).Abs() > answerWithin {
			return false
		}
		s.log.Info("the hub will deliver", "source", o.Source, "hub", o.Hub, "until", roundwatch.Stamp(now.Add(lease)))
		o.Until, o.Next, o.Tries = now.Add(lease), now.Add(max(lease*4/5, leastRenewal)), 0
		return true
	}
}

// denied is the change that a refusal makes to an order, whenever it comes.
func (s *Subscriber) denied(q url.Values) func(*roundwatch.Subscription) bool {
	reason := cmp.Or(q.Get("hub.reason"), "no reason given")
	reason = strings.ToValidUTF8(reason[:min(len(reason), maxReason)], "")
	return func(o *roundwatch.Subscription) bool {
		if o.Denied == "" {
			s.log.Warn("the hub refuses: polled as before", "source", o.Source, "hub", o.Hub, "reason", reason)
		}
		o.Denied, o.Until, o.Next = reason, time.Time{}, s.now().Add(refusalRest)
		return true
	}
}

// deliver takes what a hub sends. A success is answered when it is stored, and
// also when it is not believed or cannot be read: sending it again would mend
// neither, and whoever tries signatures learns nothing.
func (s *Subscriber) deliver(w http.ResponseWriter, r *http.Request, o roundwatch.Subscription) {
	wait, cancel := context.WithTimeout(r.Context(), deliveryWait)
	defer cancel()
	select {
	case s.receiving <- struct{}{}:
		defer func() { <-s.receiving }()
	case <-wait.Done():
		w.Header().Set("Retry-After", "60")
		http.Error(w, "too much at once", http.StatusServiceUnavailable)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, fetch.MaxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(w, "cut short", http.StatusBadRequest)
		return
	case !signed(body, r.Header.Get("X-Hub-Signature"), o.Secret):
		s.discard(o, errors.New("not signed by the hub"))
		return
	}
	resp := fetch.Response{URL: o.Topic, ContentType: r.Header.Get("Content-Type"), Body: body, Delta: true}
	switch err := s.poller.receive(r.Context(), o.Source, resp); {
	case errors.Is(err, errUnreadable):
		s.discard(o, err)
		s.note(o, true)
	case err != nil:
		s.log.Error("take a delivery in", "err", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
	default:
		s.note(o, false)
	}
}

// discard counts what was delivered and is not taken in.
func (s *Subscriber) discard(o roundwatch.Subscription, why error) {
	s.mu.Lock()
	s.discarded++
	n := s.discarded
	s.mu.Unlock()
	s.log.Warn("delivery discarded", "source", o.Source, "hub", o.Hub, "discarded", n, "err", why)
}

// methods are the hash functions that a hub may sign with. SHA-1 is weak, but
// not within an HMAC, and most hubs use it.
var methods = map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}

// signed reports whether a header "method=hex" is the HMAC of body under secret.
func signed(body []byte, header, secret string) bool {
	method, digits, _ := strings.Cut(header, "=")
	sum, err := hex.DecodeString(strings.TrimSpace(digits))
	digest := methods[strings.ToLower(strings.TrimSpace(method))]
	if err != nil || digest == nil || secret == "" {
		return false
	}
	mac := hmac.New(digest, []byte(secret))
	mac.Write(body)
	return hmac.Equal(mac.Sum(nil), sum)
}

// errUnreadable is a delivery that lists nothing.
var errUnreadable = errors.New("what was delivered cannot be read")

// receive records what a hub delivered of a source like what a poll listed:
// its items are told apart as ever, and the state of the source stays.
func (p *Poller) receive(ctx context.Context, name string, resp fetch.Response) error {
	s, st, ok := p.withHubNamed(name)
	if !ok {
		return fmt.Errorf("%w: %s is no longer read as a feed", errUnreadable, name)
	}
	poll := roundwatch.Poll{Source: name, At: p.now(), Bytes: len(resp.Body), Pushed: true, Silent: !st.Seen && !p.alertExisting}
	if err := p.parse(ctx, s, resp, &poll, &st); err != nil {
		return fmt.Errorf("%w: %w", errUnreadable, err)
	}
	recorded, err := p.store.RecordPoll(ctx, poll)
	if err != nil {
		return fmt.Errorf("record delivery of %s: %w", name, err)
	}
	p.log.Info("delivered", "source", name, "new", recorded.New, "updated", recorded.Updated)
	if recorded.New > 0 {
		p.bell()
	}
	return nil
}
