package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"code.dny.dev/ssrf"
)

// The way to a socket is resolve, guard, dial, in this order on every hop: the
// addresses are looked up once, each is checked, and a checked one is dialled.
// A name cannot change its address in between.

const (
	// headStart of each address over the next one (RFC 8305, section 5).
	headStart = 250 * time.Millisecond
	// maxAddresses of one name that are tried.
	maxAddresses = 4
)

// publicPorts are the ports on which a public address may be asked.
var publicPorts = []uint16{80, 443, 8080, 8443}

type dialer struct {
	resolver Resolver
	private  []netip.Prefix
	public   *ssrf.Guardian
	dial     func(ctx context.Context, network, address string) (net.Conn, error)
}

func newDialer(o Options) dialer {
	d := dialer{
		resolver: o.Resolver,
		private:  o.AllowPrivate,
		public:   ssrf.New(ssrf.WithPorts(publicPorts...)),
		dial:     o.Dial,
	}
	if d.resolver == nil {
		d.resolver = net.DefaultResolver
	}
	if d.dial == nil {
		d.dial = (&net.Dialer{}).DialContext
	}
	return d
}

// target is where one hop may connect to: checked addresses, in order of preference.
type target struct {
	addrs   []netip.Addr
	port    uint16
	private bool // all of them are allow-listed
}

// resolve looks a host up and checks its addresses. One forbidden address
// among several is left out; a host with no other is refused.
func (d *dialer) resolve(ctx context.Context, host string, port uint16) (target, error) {
	addrs := []netip.Addr{}
	if literal, err := netip.ParseAddr(host); err == nil {
		addrs = append(addrs, literal)
	} else if addrs, err = d.resolver.LookupNetIP(ctx, "ip", host); err != nil {
		return target{}, err
	}
	t := target{port: port, private: true}
	var refused error
	for _, a := range interleave(addrs) {
		a = a.Unmap().WithZone("")
		if slices.Contains(t.addrs, a) {
			continue
		}
		if err := d.guard(a, port); err != nil {
			refused = err
			continue
		}
		t.addrs, t.private = append(t.addrs, a), t.private && d.listed(a)
	}
	if len(t.addrs) == 0 {
		if refused != nil {
			return target{}, refused
		}
		return target{}, &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	t.addrs = t.addrs[:min(len(t.addrs), maxAddresses)]
	return t, nil
}

// errRefused marks an address that the guard did not pass.
var errRefused = errors.New("address refused")

// guard passes public unicast addresses on web ports, and allow-listed
// prefixes on any port.
func (d *dialer) guard(a netip.Addr, port uint16) error {
	if d.listed(a) {
		return nil
	}
	if err := d.public.SafeAddrPort(netip.AddrPortFrom(a, port)); err != nil {
		return fmt.Errorf("%w: %w: `network.allow_private` lists the private addresses that may be asked", errRefused, err)
	}
	return nil
}

func (d *dialer) listed(a netip.Addr) bool {
	return slices.ContainsFunc(d.private, func(p netip.Prefix) bool { return p.Contains(a) })
}

// interleave alternates the families, IPv6 first (RFC 8305, section 4), so
// that one dead family delays a connection by one head start only.
func interleave(addrs []netip.Addr) []netip.Addr {
	var six, four, mixed []netip.Addr
	for _, a := range addrs {
		if a.Unmap().Is4() {
			four = append(four, a)
		} else {
			six = append(six, a)
		}
	}
	for i := range max(len(six), len(four)) {
		mixed = append(mixed, six[min(i, len(six)):min(i+1, len(six))]...)
		mixed = append(mixed, four[min(i, len(four)):min(i+1, len(four))]...)
	}
	return mixed
}

type targetKey struct{}

// dialHop is the transport's dial function: the host it is given was resolved
// and checked before the request began, and the result travels in its context.
func (d *dialer) dialHop(ctx context.Context, network, _ string) (net.Conn, error) {
	t, ok := ctx.Value(targetKey{}).(target)
	if !ok {
		return nil, fmt.Errorf("%w: not checked", errRefused)
	}
	return d.race(ctx, network, t)
}

// race dials the addresses one after another, each a head start after the one
// before or at once when that one failed, and returns the first connection.
func (d *dialer) race(ctx context.Context, network string, t target) (net.Conn, error) {
	if len(t.addrs) == 1 {
		return d.dial(ctx, network, t.address(0))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		conn net.Conn
		err  error
	}
	results := make(chan result)
	next := time.NewTimer(0)
	defer next.Stop()
	var errs []error
	for started, running := 0, 0; ; {
		select {
		case <-next.C:
			if started == len(t.addrs) {
				continue
			}
			address := t.address(started)
			started, running = started+1, running+1
			go func() {
				conn, err := d.dial(ctx, network, address)
				select {
				case results <- result{conn, err}:
				case <-ctx.Done():
					if conn != nil {
						conn.Close()
					}
				}
			}()
			next.Reset(headStart)
		case r := <-results:
			if r.err == nil {
				return r.conn, nil
			}
			errs, running = append(errs, r.err), running-1
			if running == 0 && started == len(t.addrs) {
				return nil, errors.Join(errs...)
			}
			next.Reset(0)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (t target) address(i int) string {
	return net.JoinHostPort(t.addrs[i].String(), strconv.Itoa(int(t.port)))
}
