package article

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// family is a set of word families found in class and id attributes: what the
// makers of a page call its parts, whatever the site.
type family uint32

const (
	famContent family = 1 << iota
	famMeta
	famShare
	famRelated
	famComment
	famAd
	famNav
	famFooter
	famSide
	famSubscribe
	famCaption
	famTags
	famLegal
	famOverlay
	famTeaser
	famTitle
	famSummary
	famList
	famProfile
	famMedia
	famQuote
	families = iota
)

// familyWords maps a lower-case word of a class or id to its family.
var familyWords = makeFamilyWords(map[family][]string{
	famContent:   {"article", "articlebody", "body", "content", "entry", "story", "storybody", "post", "text", "main", "richtext", "rte", "paragraph", "news", "prose", "detail", "details", "maincontent", "single", "page"},
	famMeta:      {"meta", "date", "time", "byline", "author", "published", "timestamp", "updated", "dateline", "info", "posted", "datetime", "pubdate", "writer", "reporter", "category", "section", "kicker", "eyebrow"},
	famShare:     {"share", "sharing", "social", "facebook", "twitter", "whatsapp", "sharedaddy", "addthis", "addtoany", "tools", "print", "follow", "buttons", "button", "btn", "toolbar", "actions", "like", "likes"},
	famRelated:   {"related", "recommend", "recommended", "recommendation", "recommendations", "more", "read", "readmore", "also", "popular", "trending", "most", "latest", "recent", "similar", "next", "prev", "previous", "relacionadas", "taboola", "outbrain", "suggested", "further", "readnext", "crosslink", "inline"},
	famComment:   {"comment", "comments", "disqus", "respond", "reply", "discussion", "commentlist", "livefyre", "review", "reviews"},
	famAd:        {"ad", "ads", "advert", "advertisement", "adv", "sponsor", "sponsored", "promo", "promotion", "banner", "dfp", "gpt", "adslot", "cta", "offer", "commercial", "affiliate", "partner"},
	famNav:       {"nav", "navigation", "menu", "breadcrumb", "breadcrumbs", "navbar", "header", "masthead", "topbar", "pagination", "pager", "search", "toc", "skip", "tabs", "tab", "dropdown", "submenu"},
	famFooter:    {"footer", "foot", "bottom", "colophon", "copyright", "footnote", "footnotes", "end"},
	famSide:      {"sidebar", "side", "aside", "rail", "widget", "complementary", "secondary", "column", "right", "left", "module", "panel"},
	famSubscribe: {"newsletter", "subscribe", "subscription", "signup", "email", "mailing", "optin", "paywall", "premium", "login", "register", "registration", "form", "donate", "donation", "membership", "support"},
	famCaption:   {"caption", "credit", "credits", "figcaption", "photo", "image", "img", "picture", "photographer", "legend", "copyrights", "thumbnail", "thumb", "wp"},
	famTags:      {"tag", "tags", "topic", "topics", "keywords", "keyword", "taxonomy", "categories", "labels", "label", "chips"},
	famLegal:     {"cookie", "cookies", "consent", "gdpr", "disclaimer", "disclosure", "privacy", "legal", "terms", "notice", "policy", "cmp"},
	famOverlay:   {"modal", "popup", "overlay", "hidden", "hide", "tooltip", "alert", "toast", "lightbox", "dialog", "sr", "visually", "visuallyhidden", "screen", "offscreen", "noprint", "mobile", "desktop"},
	famTeaser:    {"teaser", "card", "tile", "item", "promo", "headlines", "excerpt", "grid", "feed", "stream", "carousel", "slider", "slide", "swiper", "slick", "blocklist", "listing", "collection", "block"},
	famTitle:     {"title", "headline", "heading", "hed", "subject"},
	famSummary:   {"lead", "lede", "summary", "standfirst", "subtitle", "subheadline", "intro", "description", "dek", "deck", "abstract", "sub", "chapo", "sapo", "spot", "bajada", "teaser"},
	famList:      {"list", "items", "ul", "links", "link"},
	famProfile:   {"bio", "profile", "about", "avatar", "contributor", "contact", "vcard", "authors", "biography", "authorbox", "contacts"},
	famMedia:     {"gallery", "video", "player", "audio", "embed", "media", "slideshow", "podcast", "youtube", "poll", "quiz", "chart", "map", "iframe", "jwplayer"},
	famQuote:     {"quote", "blockquote", "pullquote", "tweet", "instagram", "fact", "factbox", "infobox", "box", "highlight", "callout"},
})

func makeFamilyWords(lists map[family][]string) map[string]family {
	words := make(map[string]family)
	for f, list := range lists {
		for _, w := range list {
			words[w] |= f
		}
	}
	return words
}

// classFamilies reads a class or id value word by word: words end at anything
// but a letter and where a capital follows a small letter.
func classFamilies(value string) family {
	var buf [24]byte
	var fam family
	n, small := 0, false
	for i := 0; i <= len(value); i++ {
		var c byte
		if i < len(value) {
			c = value[i]
		}
		upper := 'A' <= c && c <= 'Z'
		letter := upper || 'a' <= c && c <= 'z'
		if !letter || upper && small {
			if n > 1 && n < len(buf) {
				fam |= familyWords[string(buf[:n])]
			}
			n = 0
		}
		small = letter && !upper
		if letter {
			if n < len(buf) {
				buf[n] = c | 0x20
			}
			n++
		}
	}
	return fam
}

// place is a set of HTML elements that a block lies in.
type place uint32

const (
	inArticle place = 1 << iota
	inMain
	inAside
	inNav
	inHeader
	inFooter
	inFigure
	inCaption
	inQuote
	inList
	inTable
	inForm
	inPre
	inHeading
	inHidden
	inAddress
	inBodyProp // itemprop=articleBody or its like
	inStrong
	places = iota
)

// elements tells what an element means to the reader.
var elementPlace = map[atom.Atom]place{
	atom.Article: inArticle, atom.Main: inMain, atom.Aside: inAside, atom.Nav: inNav, atom.Header: inHeader,
	atom.Footer: inFooter, atom.Figure: inFigure, atom.Figcaption: inCaption, atom.Blockquote: inQuote,
	atom.Ul: inList, atom.Ol: inList, atom.Dl: inList, atom.Table: inTable, atom.Form: inForm, atom.Pre: inPre,
	atom.H1: inHeading, atom.H2: inHeading, atom.H3: inHeading, atom.H4: inHeading, atom.H5: inHeading, atom.H6: inHeading,
	atom.Address: inAddress, atom.Strong: inStrong, atom.B: inStrong,
}

// inline elements do not end a line of text. Everything else does.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.Acronym: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Big: true,
	atom.Cite: true, atom.Code: true, atom.Data: true, atom.Del: true, atom.Dfn: true, atom.Em: true, atom.Font: true,
	atom.I: true, atom.Ins: true, atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Nobr: true, atom.Q: true,
	atom.Rp: true, atom.Rt: true, atom.Ruby: true, atom.S: true, atom.Samp: true, atom.Small: true, atom.Span: true,
	atom.Strike: true, atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true, atom.Tt: true, atom.U: true,
	atom.Var: true, atom.Wbr: true, atom.Img: true, atom.Output: true,
}

// silent elements hold no text that a reader sees.
var silent = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Svg: true, atom.Iframe: true,
	atom.Object: true, atom.Embed: true, atom.Canvas: true, atom.Video: true, atom.Audio: true, atom.Button: true,
	atom.Select: true, atom.Input: true, atom.Textarea: true, atom.Head: true, atom.Math: true, atom.Map: true,
	atom.Datalist: true, atom.Dialog: true, atom.Noframes: true, atom.Progress: true, atom.Meter: true,
}

// attr returns the value of an attribute, "" if absent.
func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}
