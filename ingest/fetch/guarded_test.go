package fetch

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
)

func TestGuardedDialChecksBeforeItDials(t *testing.T) {
	var dialled []string
	open := errors.New("reached the socket")
	o := Options{
		AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Dial: func(_ context.Context, _, address string) (net.Conn, error) {
			dialled = append(dialled, address)
			return nil, open
		},
	}
	dial := GuardedDial(o, 443, 587)
	for address, want := range map[string]error{
		"127.0.0.1:2525":    open,
		"93.184.216.34:587": open,
		"93.184.216.34:25":  errRefused,
		"10.0.0.1:443":      errRefused,
		"[::1]:443":         errRefused,
	} {
		if _, err := dial(t.Context(), "tcp", address); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", address, err, want)
		}
	}
	if len(dialled) != 2 {
		t.Errorf("dialled %v, want the two allowed addresses only", dialled)
	}
}
