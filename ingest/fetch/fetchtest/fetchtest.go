// Package fetchtest is a network in memory for tests: any host name leads to a
// handler of the test, over pipes that work under testing/synctest. It keeps a
// log of the requests that arrived, by which a test judges good manners.
//
// It opens no socket. Plug a Network into fetch.Options as Resolver and Dial:
// everything in front of the dial function (resolving, the guard, pace) stays
// the real thing.
package fetchtest

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Seen is one request that arrived.
type Seen struct {
	At     time.Time
	Done   time.Time // when its handler returned; zero while it runs
	Host   string    // as the client named it
	Method string
	URL    string // path and query
	Header http.Header
}

// Network is an Internet of handlers. Its zero value is ready.
type Network struct {
	// Handler answers every request; it tells hosts apart by Request.Host.
	Handler http.Handler
	// Addresses gives a host's addresses; nil, or an empty answer, gives each
	// host a public IPv4 address of its own.
	Addresses func(host string) ([]netip.Addr, error)
	// TLS answers on port 443; nil: everything is plain HTTP.
	TLS *tls.Config
	// Dead reports that a dial to an address gets no answer; nil: none is dead.
	Dead func(netip.AddrPort) bool

	once  sync.Once
	pipes chan net.Conn
	mu    sync.Mutex
	known map[string]netip.Addr
	seen  []*Seen

	running int // handlers
	idle    sync.Cond
}

// Start serves until the returned function is called, which waits for handlers
// to return: one that waits for anything must give up with its request's context.
func (n *Network) Start() (stop func()) {
	n.once.Do(func() { n.pipes, n.idle.L = make(chan net.Conn), &n.mu })
	l := &listener{pipes: n.pipes, closed: make(chan struct{})}
	server := &http.Server{Handler: http.HandlerFunc(n.serve), ErrorLog: log.New(io.Discard, "", 0)} // handshakes fail by intent
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(l) })
	return func() {
		server.Close()
		serving.Wait()
		n.mu.Lock()
		defer n.mu.Unlock()
		for n.running > 0 {
			n.idle.Wait()
		}
	}
}

func (n *Network) serve(w http.ResponseWriter, r *http.Request) {
	s := &Seen{At: time.Now(), Host: r.Host, Method: r.Method, URL: r.URL.RequestURI(), Header: r.Header.Clone()}
	n.mu.Lock()
	n.seen = append(n.seen, s)
	n.running++
	n.mu.Unlock()
	defer func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		s.Done = time.Now()
		if n.running--; n.running == 0 {
			n.idle.Broadcast()
		}
	}()
	n.Handler.ServeHTTP(w, r)
}

// Log returns the requests so far, in order of arrival.
func (n *Network) Log() []Seen {
	n.mu.Lock()
	defer n.mu.Unlock()
	log := make([]Seen, len(n.seen))
	for i, s := range n.seen {
		log[i] = *s
	}
	return log
}

// Dial connects to the network, whatever the address.
func (n *Network) Dial(ctx context.Context, _, address string) (net.Conn, error) {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	if n.Dead != nil && n.Dead(at) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	client, server := net.Pipe()
	if n.TLS != nil && at.Port() == 443 {
		server = tls.Server(server, n.TLS)
	}
	select {
	case n.pipes <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// LookupNetIP resolves a host.
func (n *Network) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if n.Addresses != nil {
		if addrs, err := n.Addresses(host); err != nil || len(addrs) > 0 {
			return addrs, err
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.known == nil {
		n.known = map[string]netip.Addr{}
	}
	a, ok := n.known[host]
	if !ok {
		i := len(n.known) + 1
		a = netip.AddrFrom4([4]byte{20, byte(i >> 16), byte(i >> 8), byte(i)})
		n.known[host] = a
	}
	return []netip.Addr{a}, nil
}

type listener struct {
	pipes  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.pipes:
		return c, nil
	case <-l.closed:
		return nil, errors.New("listener closed")
	}
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *listener) Addr() net.Addr { return &net.TCPAddr{} }
