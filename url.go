package roundwatch

import (
	"cmp"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// When two addresses are one. CanonicalURL gives a key for comparing, not an
// address to ask: http and https, www and mobile hosts, AMP and plain pages
// fall together in it. It is idempotent. Whatever may name an article (id, p,
// article, page …) stays; only what is known to track readers goes.

// maxURL bounds an address; browsers and servers refuse longer ones.
const maxURL = 8 << 10

// trackers are query parameters that say how a reader came, never what is read.
var trackers = map[string]bool{
	"fbclid": true, "gclid": true, "gclsrc": true, "dclid": true, "gbraid": true, "wbraid": true,
	"msclkid": true, "yclid": true, "ysclid": true, "twclid": true, "ttclid": true, "igsh": true, "igshid": true,
	"mc_cid": true, "mc_eid": true, "mkt_tok": true, "_hsenc": true, "_hsmi": true, "_ga": true, "_gl": true,
	"xtor": true, "cmpid": true, "cmp": true, "ocid": true, "icid": true, "ito": true, "smid": true, "smtyp": true,
	"s_cid": true, "spm": true, "taid": true, "trk": true, "vero_id": true, "oly_enc_id": true, "oly_anon_id": true,
	"ref_src": true, "ref_url": true, "referrer": true, "traffic_source": true, "feedtype": true, "feedname": true,
	"guccounter": true, "guce_referrer": true, "guce_referrer_sig": true, "__twitter_impression": true,
	"mibextid": true, "sfnsn": true, "fb_ref": true, "fb_source": true, "sr_share": true, "sharetype": true,
	"amp": true,
}

// trackerPrefixes begin families of such parameters (Google, BBC, comScore,
// Matomo, Webtrends).
var trackerPrefixes = []string{"utm_", "at_", "ns_", "pk_", "mtm_", "piwik_", "wt_", "wt.", "hsa_"}

// variantLabels are host labels in front of the registrable domain that lead
// to the same article in another dress.
var variantLabels = map[string]bool{"www": true, "m": true, "mobile": true, "amp": true}

// CanonicalURL returns the key under which an absolute http or https address
// is compared with others, and "" for anything else.
func CanonicalURL(raw string) string {
	u := parseWeb(raw)
	if u == nil {
		return ""
	}
	if inner := unwrapAMP(u); inner != nil {
		u = inner
	}
	host := canonicalHost(u.Hostname())
	if host == "" {
		return ""
	}
	key := "https://" + host
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		key += ":" + port
	}
	key += canonicalPath(u.EscapedPath())
	if query := canonicalQuery(u.RawQuery); query != "" {
		key += "?" + query
	}
	return key
}

// parseWeb parses an absolute http or https address as leniently as a browser:
// tabs and newlines vanish, a percent sign that escapes nothing is itself.
func parseWeb(raw string) *url.URL {
	raw = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.TrimSpace(raw))
	if len(raw) > maxURL {
		return nil
	}
	u, err := url.Parse(raw)
	if err != nil {
		if u, err = url.Parse(escapeStray(raw)); err != nil {
			return nil
		}
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		return nil
	}
	return u
}

// escapeStray escapes percent signs that are not followed by two hex digits.
func escapeStray(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if _, ok := unescape(s[i:]); s[i] == '%' && !ok {
			b.WriteString("25")
		}
	}
	return b.String()
}

// unwrapAMP returns the publisher's address inside an address of an AMP cache
// (https://SITE.cdn.ampproject.org/c/s/example.org/x, https://www.google.com/amp/s/example.org/x).
func unwrapAMP(u *url.URL) *url.URL {
	host, rest := strings.ToLower(u.Hostname()), ""
	switch p := u.EscapedPath(); {
	case strings.HasSuffix(host, ".cdn.ampproject.org") && len(p) > 3 && p[2] == '/':
		rest = p[3:] // after /c/, /v/ or /a/
	case strings.HasPrefix(host, "www.google.") && strings.HasPrefix(p, "/amp/"):
		rest = p[len("/amp/"):]
	default:
		return nil
	}
	rest = strings.TrimPrefix(rest, "s/")
	if !strings.Contains(strings.SplitN(rest, "/", 2)[0], ".") {
		return nil
	}
	if u.RawQuery != "" {
		rest += "?" + u.RawQuery
	}
	inner := parseWeb("https://" + rest)
	if inner == nil || unwrapAMP(inner) != nil {
		return nil
	}
	return inner
}

// canonicalHost folds a host and takes the labels off that only choose a dress.
func canonicalHost(host string) string {
	host = foldHost(host)
	if host == "" {
		return ""
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		if addr.Is6() {
			return "[" + addr.String() + "]"
		}
		return addr.String()
	}
	domain := RegistrableDomain(host)
	front, ok := strings.CutSuffix(host, "."+domain)
	if !ok {
		return host
	}
	labels := slices.DeleteFunc(strings.Split(front, "."), func(l string) bool { return variantLabels[l] })
	return strings.Join(append(labels, domain), ".")
}

// foldHost returns a host in lower case and ASCII without its final dot, and
// "" where it is no name.
func foldHost(host string) string {
	host = strings.TrimSuffix(strings.Trim(host, "[]"), ".")
	if i := strings.IndexByte(host, '%'); i >= 0 {
		host = host[:i] // an IPv6 zone
	}
	if strings.HasPrefix(host, ".") || strings.Contains(host, "..") {
		return ""
	}
	ascii := true
	for i := range len(host) {
		switch c := host[i]; {
		case c >= 0x80:
			ascii = false
		case c <= ' ' || strings.IndexByte(`"<>\^{|}/?#@`+"`", c) >= 0:
			return ""
		}
	}
	if ascii {
		return strings.ToLower(host)
	}
	folded, err := idna.New(idna.MapForLookup(), idna.StrictDomainName(false)).ToASCII(host)
	if err != nil || foldHost(folded) != folded {
		return ""
	}
	return folded
}

// RegistrableDomain returns the part of a host that one owner registered
// (bbc.co.uk for news.bbc.co.uk), by the public suffix list, in lower-case
// ASCII. An IP literal, a single label and a public suffix are themselves.
func RegistrableDomain(host string) string {
	host = foldHost(host)
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return host
	}
	return domain
}

// canonicalPath gives an escaped path one spelling: dot segments, double and
// final slashes and AMP's segments gone, escapes only where needed, upper case.
func canonicalPath(escaped string) string {
	p := path.Clean("/" + canonicalEscapes(escaped, false))
	for {
		trimmed := strings.TrimSuffix(strings.TrimSuffix(p, "/amp"), ".amp")
		trimmed = strings.TrimSuffix(trimmed, "/")
		if rest, ok := strings.CutSuffix(trimmed, ".amp.html"); ok {
			trimmed = rest + ".html"
		}
		if rest, ok := strings.CutPrefix(trimmed, "/amp/"); ok {
			trimmed = "/" + rest
		}
		if trimmed == p || trimmed == "" || trimmed == "/.html" {
			return p
		}
		p = trimmed
	}
}

// canonicalQuery drops trackers and sorts what is left by name, keeping the
// order of values under one name.
func canonicalQuery(raw string) string {
	type pair struct{ name, value string }
	var pairs []pair
	for part := range strings.FieldsFuncSeq(raw, func(r rune) bool { return r == '&' }) {
		name, value, _ := strings.Cut(canonicalEscapes(part, true), "=")
		if name != "" && !tracker(strings.ToLower(name), value) {
			pairs = append(pairs, pair{name, value})
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(a.name, b.name) })
	var b strings.Builder
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(p.name + "=" + p.value)
	}
	return b.String()
}

// tracker reports whether a parameter only tracks. ref, source and from name
// the referrer on some sites and the article on others: digits are an article.
func tracker(name, value string) bool {
	if trackers[name] {
		return true
	}
	switch name {
	case "ref", "source", "from":
		return strings.Trim(value, "0123456789") != "" || value == ""
	case "outputtype", "output":
		return strings.EqualFold(value, "amp")
	}
	return slices.ContainsFunc(trackerPrefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}

// canonicalEscapes gives escapes one spelling (RFC 3986, section 6.2.2):
// unreserved characters plain, every other escape in upper case, bytes that
// may not stand plain escaped. In a query a plus is a space.
func canonicalEscapes(s string, query bool) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c, escaped := s[i], false
		if d, ok := unescape(s[i:]); ok {
			c, escaped = d, true
			i += 2
		} else if query && c == '+' {
			c, escaped = ' ', true
		}
		if unreserved(c) || (!escaped && plain(c)) {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return b.String()
}

// unescape reads the percent escape at the start of s.
func unescape(s string) (byte, bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	hi, lo := unhex(s[1]), unhex(s[2])
	return byte(hi<<4 | lo), hi >= 0 && lo >= 0
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// unreserved are the characters whose escape means the same (RFC 3986, section 2.3).
func unreserved(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// plain are the delimiters that may stand unescaped in a path or query.
func plain(c byte) bool { return strings.IndexByte("!$&'()*+,;=:@/?", c) >= 0 }
