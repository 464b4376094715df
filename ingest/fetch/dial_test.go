package fetch

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"roundwatch/ingest/fetch/fetchtest"
)

func TestGuardPassesPublicAddressesOnWebPortsAndListedOnesOnAny(t *testing.T) {
	d := newDialer(Options{AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}})
	for addr, want := range map[string]bool{
		"8.8.8.8:443": true, "8.8.8.8:80": true, "8.8.8.8:8080": true, "[2606:4700::1]:443": true,
		"8.8.8.8:25": false, "8.8.8.8:22": false, "8.8.8.8:6379": false,
		"127.0.0.1:9999": true, "[fd00::1]:9999": true,
		"10.0.0.1:80": false, "192.168.1.1:80": false, "172.16.0.1:80": false, "169.254.169.254:80": false,
		"100.64.0.1:80": false, "0.0.0.0:80": false, "224.0.0.1:80": false, "255.255.255.255:80": false,
		"198.18.0.1:80": false, "[::1]:80": false, "[fe80::1]:80": false, "[fc00::1]:80": false,
		"[64:ff9b::7f00:1]:80": false, "[2002:7f00:1::]:80": false, "[::ffff:127.0.0.1]:80": false,
	} {
		a := netip.MustParseAddrPort(addr)
		if err := d.guard(a.Addr(), a.Port()); (err == nil) != want {
			t.Errorf("%s: %v", addr, err)
		}
	}
}

func TestNamesThatLeadInsideAreRefused(t *testing.T) {
	for name, addrs := range map[string][]netip.Addr{
		"loopback":              {netip.MustParseAddr("127.0.0.1")},
		"loopback in IPv6 form": {netip.MustParseAddr("::ffff:127.0.0.1")},
		"metadata service":      {netip.MustParseAddr("169.254.169.254")},
	} {
		inNetwork(t, nil, func(t *testing.T, c *Client, n *fetchtest.Network) {
			n.Addresses = func(string) ([]netip.Addr, error) { return addrs, nil }
			if e := failure(t, c, Request{URL: "http://inside.example/", Kind: Feed}); e.Class != ClassRefused {
				t.Errorf("%s: %s %v", name, e.Class, e)
			}
		})
	}
}

func TestDeadIPv6CostsLessThanASecond(t *testing.T) {
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) {}, func(t *testing.T, c *Client, n *fetchtest.Network) {
		n.Addresses = func(string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("20.0.0.9"), netip.MustParseAddr("2606:4700::1"), netip.MustParseAddr("2606:4700::2")}, nil
		}
		n.Dead = func(a netip.AddrPort) bool { return a.Addr().Is6() }
		start := time.Now()
		get(t, c, Request{URL: "http://dual.example/", Kind: Feed})
		if took := time.Since(start); took >= time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func TestNamesOfOneAddressWaitForEachOther(t *testing.T) {
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) {}, func(t *testing.T, c *Client, n *fetchtest.Network) {
		n.Addresses = func(string) ([]netip.Addr, error) { return []netip.Addr{netip.MustParseAddr("20.0.0.9")}, nil }
		get(t, c, Request{URL: "http://a.example/", Kind: Feed})
		get(t, c, Request{URL: "http://b.example/", Kind: Feed})
		if gap := n.Log()[1].At.Sub(n.Log()[0].Done); gap < DefaultInterval {
			t.Errorf("asked %v apart", gap)
		}
	})
}

func TestOneAddressGivenTwiceIsOne(t *testing.T) {
	inNetwork(t, func(w http.ResponseWriter, r *http.Request) {}, func(t *testing.T, c *Client, n *fetchtest.Network) {
		n.Addresses = func(string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("20.0.0.9"), netip.MustParseAddr("::ffff:20.0.0.9"), netip.MustParseAddr("20.0.0.9")}, nil
		}
		get(t, c, Request{URL: "http://a.example/", Kind: Feed})
	})
}

func TestUnknownNamesAreDNSFailures(t *testing.T) {
	for _, failed := range []*net.DNSError{{Err: "no such host", IsNotFound: true}, {Err: "server misbehaving", IsTemporary: true}, {Err: "i/o timeout", IsTimeout: true}} {
		inNetwork(t, nil, func(t *testing.T, c *Client, n *fetchtest.Network) {
			n.Addresses = func(string) ([]netip.Addr, error) { return nil, failed }
			if e := failure(t, c, Request{URL: "http://gone.example/", Kind: Feed}); e.Class != ClassDNS {
				t.Errorf("%v: %s %v", failed, e.Class, e)
			}
		})
	}
}

func TestShortIntervalsAreForListedAddressesOnly(t *testing.T) {
	for addr, want := range map[string]time.Duration{"20.0.0.9": DefaultInterval, "10.0.0.9": 10 * time.Millisecond} {
		inNetwork(t, func(w http.ResponseWriter, r *http.Request) {}, func(t *testing.T, _ *Client, n *fetchtest.Network) {
			n.Addresses = func(string) ([]netip.Addr, error) { return []netip.Addr{netip.MustParseAddr(addr)}, nil }
			c := New(Options{HostInterval: 10 * time.Millisecond, AllowPrivate: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, Resolver: n, Dial: n.Dial})
			for range 2 {
				get(t, c, Request{URL: "http://a.example/", Kind: Feed})
			}
			if gap := n.Log()[1].At.Sub(n.Log()[0].Done); gap != want {
				t.Errorf("%s: asked %v apart, want %v", addr, gap, want)
			}
		})
	}
}

// secureClient is a client whose names all lead to a loopback server that it trusts.
func secureClient(t *testing.T, server *httptest.Server) *Client {
	t.Helper()
	n := &fetchtest.Network{Addresses: func(string) ([]netip.Addr, error) { return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil }}
	c := New(Options{AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Resolver: n})
	c.transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	c.transport.TLSClientConfig.RootCAs.AddCert(server.Certificate())
	return c
}

func TestSecureConnectionsAreVerified(t *testing.T) {
	ok := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) })
	for _, tt := range []struct {
		name, host string
		config     *tls.Config
		fails      bool
	}{
		{"right name", "example.com", nil, false},
		{"wrong name", "elsewhere.example", nil, true},
		{"expired", "example.com", &tls.Config{Certificates: []tls.Certificate{expired(t)}}, true},
		{"TLS 1.0 only", "example.com", &tls.Config{MaxVersion: tls.VersionTLS10}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewUnstartedServer(ok)
			server.TLS = tt.config
			server.EnableHTTP2 = true
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.StartTLS()
			defer server.Close()
			_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
			req := Request{URL: "https://" + tt.host + ":" + port + "/", Kind: Feed}
			c := secureClient(t, server)
			if tt.fails {
				if e := failure(t, c, req); e.Class != ClassTLS {
					t.Errorf("%s %v", e.Class, e)
				}
				return
			}
			if resp := get(t, c, req); string(resp.Body) != "HTTP/2.0" {
				t.Errorf("body %q", resp.Body)
			}
		})
	}
}

// expired makes a certificate for example.com that ended in 2020.
func expired(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"example.com"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
