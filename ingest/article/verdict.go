package article

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"roundwatch"
)

// A page that is no article says so: a challenge, an error, a login, a consent
// wall, a paywall, a list of other pages. Its text is not to be trusted, and
// the caller has the feed's own.

// trouble is a kind of page that is no article, with the words that tell.
type trouble struct {
	reason string
	title  []string // the title begins with, or is, one of these
	text   []string // a text that is short holds one of these
}

var troubles = []trouble{
	{"challenge page",
		[]string{"just a moment", "attention required", "access denied", "are you a robot", "verify you are human", "security check", "ddos protection", "pardon our interruption", "request blocked"},
		[]string{"checking your browser", "verify you are human", "verifying you are human", "enable javascript and cookies", "unusual traffic from", "complete the captcha", "security service to protect itself", "press & hold", "تحقق من أنك إنسان", "التحقق من أنك لست روبوت", "من ربات نیستم", "robot olmadığınızı doğrula", "insan olduğunuzu doğrula"}},
	{"error page",
		[]string{"404", "page not found", "not found", "error 404", "403 forbidden", "500 internal", "502 bad gateway", "503 service", "service unavailable", "الصفحة غير موجودة", "صفحه یافت نشد", "صفحه پیدا نشد", "sayfa bulunamadı", "rûpel nehat dîtin", "پەڕەکە نەدۆزرایەوە"},
		[]string{"page you are looking for", "page you requested", "page could not be found", "page can't be found", "page doesn't exist", "page does not exist", "no longer available", "الصفحة التي تبحث عنها", "الصفحة المطلوبة غير", "صفحه مورد نظر", "aradığınız sayfa", "پەڕەیە نەدۆزرایەوە", "rûpela ku hûn lê digerin"}},
	{"login page",
		[]string{"log in", "login", "sign in", "تسجيل الدخول", "ورود به", "giriş yap", "oturum aç"},
		[]string{"sign in to continue", "log in to continue", "please log in", "please sign in", "enter your password", "forgot your password", "forgot password", "سجل الدخول", "نسيت كلمة المرور", "رمز عبور خود", "şifremi unuttum"}},
	{"consent page",
		[]string{"we value your privacy", "before you continue", "your privacy", "cookie consent", "privacy settings"},
		[]string{"we value your privacy", "before you continue", "we and our partners", "we use cookies", "accept all cookies", "manage your privacy", "store and/or access information on a device", "نحن نستخدم ملفات تعريف الارتباط", "ما از کوکی", "çerezleri kabul", "kişisel verileriniz"}},
	{"paywall",
		nil,
		[]string{"subscribe to continue", "subscribe to read", "to continue reading", "already a subscriber", "this article is for subscribers", "exclusive to subscribers", "reserved for subscribers", "become a subscriber", "للاستمرار في القراءة", "للمشتركين فقط", "ویژه مشترکین", "abone olmanız", "abonelere özel"}},
}

var foldedTroubles = foldTroubles(troubles)

func foldTroubles(list []trouble) []trouble {
	out := make([]trouble, len(list))
	for i, t := range list {
		out[i].reason = t.reason
		for _, s := range t.title {
			out[i].title = append(out[i].title, roundwatch.Fold(s))
		}
		for _, s := range t.text {
			out[i].text = append(out[i].text, roundwatch.Fold(s))
		}
	}
	return out
}

const (
	fewWords   = 150 // a text that is longer is an article, whatever it says
	noStory    = 60  // a text that is longer is one, whatever its title
	tooFew     = 15  // a text that is shorter is none
	teaserPart = 0.4 // share of a list page's lines that are links to what they name
	minTeasers = 4
	doubt      = 0.3 // confidence of a text with a reason against it
)

// judge returns how far the page's text is to be trusted, and why not further.
func (h *head) judge(title, text string, r *reader, c choice, s schema) (float64, string) {
	words := size(text)
	if reason := h.troubled(title, text, r, words); reason != "" {
		return min(c.expected, doubt), reason
	}
	switch {
	case words < tooFew:
		return min(c.expected, doubt), "too little text"
	case s.paid && words < fewWords:
		return min(c.expected, 0.5), "paywall: perhaps only a teaser"
	case listing(r, c.picked) && s.kind == "":
		return min(c.expected, doubt), "list of other pages"
	case c.doubtful():
		return min(c.expected, doubt), "unclear where the article is"
	}
	return c.expected, ""
}

// size is the length of a clean text in words, as far as it matters; where words
// are not parted by spaces two signs count as one.
func size(text string) int {
	words, signs, within := 0, 0, false
	for _, c := range text {
		if c == ' ' || c == '\n' {
			within = false
			continue
		}
		if !within {
			words++
			within = true
		}
		if c >= firstIdeograph && ideograph(c) {
			signs++
		}
		if words+signs/2 >= fewWords {
			break
		}
	}
	return words + signs/2
}

func (h *head) troubled(title, text string, r *reader, words int) string {
	if words >= fewWords {
		return ""
	}
	foldedTitle := roundwatch.Fold(cmp.Or(title, h.title))
	page := roundwatch.Fold(text)
	if words < tooFew {
		page = roundwatch.Fold(r.opening())
	}
	for _, t := range foldedTroubles {
		for _, s := range t.title {
			if rest, ok := strings.CutPrefix(foldedTitle, s); ok && words < noStory && !beginsWithLetter(rest) {
				return t.reason
			}
		}
		for _, s := range t.text {
			if strings.Contains(page, s) {
				return t.reason
			}
		}
	}
	if h.password && words < tooFew {
		return "login page"
	}
	return ""
}

func beginsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// maxOpening is how much of a page without an article is searched for the reason.
const maxOpening = 4 << 10

func (r *reader) opening() string {
	var b strings.Builder
	for i := range r.blocks {
		if b.Len() > maxOpening {
			break
		}
		b.WriteString(r.blocks[i].text)
		b.WriteByte('\n')
	}
	return b.String()
}

// listing reports whether the chosen blocks are mostly the titles of other
// pages with a line on each.
func listing(r *reader, picked []bool) bool {
	lines, teasers := 0, 0
	for i, yes := range picked {
		if !yes {
			continue
		}
		b := &r.blocks[i]
		lines++
		if b.words >= 3 && b.link*5 >= len(b.text)*4 {
			teasers++
		}
	}
	return teasers >= minTeasers && float64(teasers) >= teaserPart*float64(lines)
}
