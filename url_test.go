package roundwatch

import "testing"

func TestCanonicalURLFoldsVariantsTogether(t *testing.T) {
	for _, tt := range []struct{ name, raw, want string }{
		{"campaign parameters go", "https://example.org/a?utm_source=x&UTM_Medium=y&fbclid=1&gclid=2&at_medium=RSS&at_campaign=KARANGA", "https://example.org/a"},
		{"what names the article stays", "https://example.org/?p=12&utm_source=rss&article=7&id=3", "https://example.org/?article=7&id=3&p=12"},
		{"query order does not matter", "https://example.org/x?b=2&a=1&b=1", "https://example.org/x?a=1&b=2&b=1"},
		{"a referrer that is a word goes", "https://example.org/x?ref=rss&source=twitter", "https://example.org/x"},
		{"a reference that is a number stays", "https://example.org/x?ref=991", "https://example.org/x?ref=991"},
		{"fragment goes", "https://example.org/a#Echobox=1", "https://example.org/a"},
		{"http and https are one", "http://example.org/a", "https://example.org/a"},
		{"default ports go", "http://example.org:80/a", "https://example.org/a"},
		{"and the other one", "HTTPS://EXAMPLE.org:443/a", "https://example.org/a"},
		{"another port stays", "http://example.org:8080/a", "https://example.org:8080/a"},
		{"trailing slash goes", "https://example.org/a/b/", "https://example.org/a/b"},
		{"the root keeps its slash", "https://example.org", "https://example.org/"},
		{"final dot of the host goes", "https://example.org./a", "https://example.org/a"},
		{"www goes", "https://www.example.org/a", "https://example.org/a"},
		{"mobile host goes", "https://m.example.org/a", "https://example.org/a"},
		{"mobile label after a language goes", "https://ar.m.example.org/a", "https://ar.example.org/a"},
		{"a registered name that looks mobile stays", "https://mobile.de/a", "https://mobile.de/a"},
		{"AMP last segment goes", "https://example.org/news/1/amp/", "https://example.org/news/1"},
		{"AMP first segment goes", "https://example.org/amp/news/1", "https://example.org/news/1"},
		{"AMP ending goes", "https://example.org/news/1.amp.html", "https://example.org/news/1.html"},
		{"AMP by parameter goes", "https://example.org/news/1?outputType=amp&amp", "https://example.org/news/1"},
		{"AMP host goes", "https://amp.example.org/news/1", "https://example.org/news/1"},
		{"AMP cache is unwrapped", "https://example-org.cdn.ampproject.org/c/s/www.example.org/news/1/amp", "https://example.org/news/1"},
		{"AMP viewer is unwrapped", "https://www.google.com/amp/s/example.org/news/1", "https://example.org/news/1"},
		{"escapes in upper case, unreserved plain", "https://example.org/%d8%b9%7ea%2fb", "https://example.org/%D8%B9~a%2Fb"},
		{"raw Arabic path is escaped", "https://example.org/عراق", "https://example.org/%D8%B9%D8%B1%D8%A7%D9%82"},
		{"dot segments go", "https://example.org/a/../b/./c//d", "https://example.org/b/c/d"},
		{"path case stays", "https://example.org/News/ID", "https://example.org/News/ID"},
		{"plus and escaped space are one", "https://example.org/s?q=a+b%20c", "https://example.org/s?q=a%20b%20c"},
		{"a stray percent sign survives", "https://example.org/100%-sure", "https://example.org/100%25-sure"},
		{"line breaks inside go", " https://example.org/a\n b ", "https://example.org/a%20b"},
		{"user names go", "https://user:secret@example.org/a", "https://example.org/a"},
		{"an international name becomes ASCII", "https://Bücher.example/a", "https://xn--bcher-kva.example/a"},
		{"an IPv6 literal keeps its brackets", "http://[2001:DB8::1]:80/a", "https://[2001:db8::1]/a"},
		{"an IPv4 literal is itself", "http://127.0.0.1:8800/a", "https://127.0.0.1:8800/a"},
		{"mail is no page", "mailto:a@example.org", ""},
		{"a relative address is none", "/news/1", ""},
		{"no host is none", "https:///a", ""},
		{"nothing is none", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := CanonicalURL(tt.raw); got != tt.want {
				t.Errorf("CanonicalURL(%q) = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
}

func TestRegistrableDomainIsWhatOneOwnerRegistered(t *testing.T) {
	for host, want := range map[string]string{
		"news.bbc.co.uk":     "bbc.co.uk",
		"MOFA.gov.iq":        "mofa.gov.iq",
		"www.mofa.gov.iq":    "mofa.gov.iq",
		"gov.iq":             "gov.iq",
		"localhost":          "localhost",
		"127.0.0.1":          "127.0.0.1",
		"[2001:db8::1]":      "2001:db8::1",
		"a.Bücher.example":   "xn--bcher-kva.example",
		"a.b.example.org.":   "example.org",
		"source-1.farm.test": "farm.test",
	} {
		if got := RegistrableDomain(host); got != want {
			t.Errorf("RegistrableDomain(%q) = %q, want %q", host, got, want)
		}
	}
}

func FuzzCanonicalURL(f *testing.F) {
	for _, seed := range []string{
		"https://m.example.org/a/amp/?utm_source=x&id=1#f", "http://[::1%25eth0]:80/%", "https://a/amp//amp",
		"https://x.cdn.ampproject.org/c/s/y.cdn.ampproject.org/c/z.org/", "https://ü.example/?=&&a",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		key := CanonicalURL(raw)
		if again := CanonicalURL(key); again != key {
			t.Errorf("%q: key %q becomes %q", raw, key, again)
		}
	})
}

func BenchmarkCanonicalURL(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		CanonicalURL("https://www.example.org/news/2026/11/21/some-long-article-slug-12345?utm_source=rss&utm_medium=feed&id=5")
	}
}
