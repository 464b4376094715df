package fetch

import (
	"context"
	"fmt"
	"net"
	"strconv"

	"code.dny.dev/ssrf"
)

// GuardedDial returns a dial function for whoever else sends to configured
// addresses, such as alert channels: it resolves, checks and dials as a Client
// does. Public addresses may be asked on the given ports only.
func GuardedDial(o Options, ports ...uint16) func(ctx context.Context, network, address string) (net.Conn, error) {
	d := newDialer(o)
	d.public = ssrf.New(ssrf.WithPorts(ports...))
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, service, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		port, err := strconv.ParseUint(service, 10, 16)
		if err != nil {
			return nil, fmt.Errorf("port %q is not a number", service)
		}
		t, err := d.resolve(ctx, host, uint16(port))
		if err != nil {
			return nil, err
		}
		return d.race(ctx, network, t)
	}
}
