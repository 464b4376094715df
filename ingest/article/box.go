package article

import (
	"github.com/cespare/xxhash/v2"
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

// familyWords maps the hash of a word of a class or id to its families.
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

func makeFamilyWords(lists map[family][]string) *table {
	words := newTable(512)
	for f, list := range lists {
		for _, w := range list {
			hash := appendWords(nil, w)[0]
			words.put(hash, words.at(hash)|int32(f))
		}
	}
	return words
}

// class is what a class attribute tells.
type class struct {
	fam    family
	sign   uint64 // hash of the value
	byline bool   // it is that of an author's name
}

var noClass = readClass("")

func readClass(value string) class {
	return class{classFamilies(value), xxhash.Sum64String(value), bylineClass(value)}
}

// maxClassWord is a length that no word of a family has.
const maxClassWord = 24

// classFamilies reads a class or id value word by word: words end at anything
// but a letter and where a capital follows a small letter.
func classFamilies(value string) family {
	var fam family
	hash, n, small := uint64(hashOffset), 0, false
	for i := 0; i <= len(value); i++ {
		var c byte
		if i < len(value) {
			c = value[i]
		}
		upper := 'A' <= c && c <= 'Z'
		letter := upper || 'a' <= c && c <= 'z'
		if !letter || upper && small {
			if n > 1 && n < maxClassWord {
				fam |= family(familyWords.at(hash))
			}
			hash, n = hashOffset, 0
		}
		small = letter && !upper
		if letter {
			hash = (hash ^ uint64(c|0x20)) * hashPrime
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

// element is what the reader knows of a kind of element.
type element struct {
	place  place
	inline bool
	silent bool
}

var elements = makeElements()

func makeElements() map[atom.Atom]element {
	all := make(map[atom.Atom]element)
	for a, p := range elementPlace {
		all[a] = element{place: p}
	}
	for _, a := range inlineElements {
		all[a] = element{place: all[a].place, inline: true}
	}
	for _, a := range silentElements {
		all[a] = element{silent: true}
	}
	return all
}

// elementPlace tells which elements make a place.
var elementPlace = map[atom.Atom]place{
	atom.Article: inArticle, atom.Main: inMain, atom.Aside: inAside, atom.Nav: inNav, atom.Header: inHeader,
	atom.Footer: inFooter, atom.Figure: inFigure, atom.Figcaption: inCaption, atom.Blockquote: inQuote,
	atom.Ul: inList, atom.Ol: inList, atom.Dl: inList, atom.Table: inTable, atom.Form: inForm, atom.Pre: inPre,
	atom.H1: inHeading, atom.H2: inHeading, atom.H3: inHeading, atom.H4: inHeading, atom.H5: inHeading, atom.H6: inHeading,
	atom.Address: inAddress, atom.Strong: inStrong, atom.B: inStrong,
}

// inlineElements do not end a line of text. Everything else does.
var inlineElements = []atom.Atom{
	atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big,
	atom.Cite, atom.Code, atom.Data, atom.Del, atom.Dfn, atom.Em, atom.Font,
	atom.I, atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Nobr, atom.Q,
	atom.Rp, atom.Rt, atom.Ruby, atom.S, atom.Samp, atom.Small, atom.Span,
	atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U,
	atom.Var, atom.Wbr, atom.Img, atom.Output,
}

// silentElements hold no text that a reader sees.
var silentElements = []atom.Atom{
	atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe,
	atom.Object, atom.Embed, atom.Canvas, atom.Video, atom.Audio, atom.Button,
	atom.Select, atom.Input, atom.Textarea, atom.Head, atom.Math, atom.Map,
	atom.Datalist, atom.Dialog, atom.Noframes, atom.Progress, atom.Meter,
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
