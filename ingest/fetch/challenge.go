package fetch

import (
	"bytes"
	"net/http"
	"strings"
)

// Challenge pages ask a browser to prove itself. They come with 403, 429, 503
// and also with 200, where they must not be taken for an empty listing. The
// marks are those of the products that guard news sites; an article that
// merely speaks of them has none.

// maxChallenge is the size beyond which a 200 is taken for a real page.
const maxChallenge = 64 << 10

var challengeMarks = [][]byte{
	[]byte("_cf_chl_opt"), []byte("cf-browser-verification"), []byte(`id="challenge-form"`), // Cloudflare
	[]byte("<title>just a moment..."), []byte("<title>attention required! | cloudflare"),
	[]byte("_incapsula_resource"), []byte("incapsula incident id"), // Imperva
	[]byte("sucuri_cloudproxy_js"),      // Sucuri
	[]byte("captcha-delivery.com"),      // DataDome
	[]byte("_pxcaptcha"),                // HUMAN
	[]byte(`id="px-captcha"`),           //
	[]byte("awswafcookiedomainlist"),    // AWS WAF
	[]byte("ddos-guard/js-challenge"),   // DDoS-Guard
	[]byte("<title>ddos-guard</title>"), //
	[]byte("__arcsjs"),                  // ArvanCloud
	[]byte("checking your browser before accessing"),
}

// challengePage reports whether a body of a successful answer is a challenge.
func challengePage(body []byte) bool {
	if len(body) > maxChallenge || !bytes.Contains(body[:min(len(body), 4096)], []byte("<")) {
		return false
	}
	if head := bytes.TrimLeft(body, "\xef\xbb\xbf \t\r\n"); bytes.HasPrefix(head, []byte("<?xml")) || bytes.HasPrefix(head, []byte("<rss")) {
		return false
	}
	lower := bytes.ToLower(body)
	for _, mark := range challengeMarks {
		if bytes.Contains(lower, mark) {
			return true
		}
	}
	return false
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
