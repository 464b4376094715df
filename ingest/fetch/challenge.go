package fetch

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
)

// Challenge pages ask a browser to prove itself. They come with 403, 429, 503
// and also with 200, where they must not be taken for an empty listing. The
// marks are those of the products that guard news sites; an article that
// merely speaks of them has none.

const (
	// maxChallenge is the size beyond which a 200 is taken for a real page.
	maxChallenge = 64 << 10
	// challengeHead is where the marks stand.
	challengeHead = 8 << 10
)

var challengeMarks = [][]byte{
	[]byte("_cf_chl_opt"), []byte("cf-browser-verification"), []byte(`id="challenge-form"`), // Cloudflare
	[]byte("<title>Just a moment..."), []byte("<title>Attention Required! | Cloudflare"),
	[]byte("Checking your browser before accessing"),
	[]byte("_Incapsula_Resource"), []byte("Incapsula incident ID"), // Imperva
	[]byte("sucuri_cloudproxy_js"),      // Sucuri
	[]byte("captcha-delivery.com"),      // DataDome
	[]byte("_pxCaptcha"),                // HUMAN
	[]byte(`id="px-captcha"`),           // the same
	[]byte("awsWafCookieDomainList"),    // AWS WAF
	[]byte("ddos-guard/js-challenge"),   // DDoS-Guard
	[]byte("<title>DDoS-Guard</title>"), // the same
	[]byte("__arcsjs"),                  // ArvanCloud
}

// challengePage reports whether the body of a successful answer is a challenge.
func challengePage(body []byte) bool {
	if len(body) > maxChallenge {
		return false
	}
	head := bytes.TrimLeft(body[:min(len(body), challengeHead)], "\xef\xbb\xbf \t\r\n")
	if !bytes.HasPrefix(head, []byte("<")) || bytes.HasPrefix(head, []byte("<?xml")) || bytes.HasPrefix(head, []byte("<rss")) {
		return false
	}
	return slices.ContainsFunc(challengeMarks, func(mark []byte) bool { return bytes.Contains(head, mark) })
}

// challenged reports whether the headers of a refusal name a challenge.
func challenged(answer *http.Response) bool {
	h := answer.Header
	switch {
	case strings.EqualFold(h.Get("Cf-Mitigated"), "challenge"), h.Get("X-Datadome") != "",
		h.Get("X-Sucuri-Block") != "", h.Get("X-Amzn-Waf-Action") != "":
		return true
	}
	server := strings.ToLower(h.Get("Server"))
	return strings.HasPrefix(server, "ddos-guard")
}
