package feed

import (
	"cmp"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	ext "github.com/mmcdole/gofeed/extensions"

	"roundwatch"
)

// titleLength bounds a title that had to be taken from the summary, in characters.
const titleLength = 80

// finish gives an item what follows from its other fields.
func (r reader) finish(item *roundwatch.Item) {
	item.Canonical = roundwatch.CanonicalURL(item.URL)
	if item.Title == "" && !r.o.Untitled {
		item.Title = cmp.Or(head(item.Summary), head(item.Content), item.URL)
	}
}

// head returns the start of a text, cut behind a word, to stand in for a title.
func head(text string) string {
	text = line(text)
	if utf8.RuneCountInString(text) <= titleLength {
		return text
	}
	cut := string([]rune(text)[:titleLength])
	if space := strings.LastIndexByte(cut, ' '); space > 0 {
		cut = cut[:space]
	}
	return cut + "…"
}

// resolve returns an address in full, or "" if it is none that can be
// followed. An address that is whole stays as it was written.
func resolve(base *url.URL, address string) string {
	address = lineBreaks.Replace(strings.TrimSpace(address))
	if i := strings.Index(address, "http"); i > 0 && !strings.ContainsAny(address[:i], "/?#=:%&") && webAddress(address[i:]) {
		address = address[i:] // signs before it are no part of it
	}
	if address == "" || webAddress(address) {
		return address
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return ""
	case u.IsAbs():
		return address
	case base == nil:
		return ""
	}
	return base.ResolveReference(u).String()
}

// lineBreaks stand in addresses that were wrapped; browsers drop them too.
var lineBreaks = strings.NewReplacer("\n", "", "\r", "", "\t", "")

// possible reports whether an address can be one: what damage leaves behind
// often cannot.
func possible(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(u.Host, ".") &&
		!strings.ContainsAny(address, " <>\"{}|\\^`")
}

func webAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

var mailAddress = regexp.MustCompile(`<?[^\s<>()@]+@[^\s<>()@]+>?`)

// person returns the name in a person's text ("Name <mail>", "mail (Name)",
// "Name (mail)"), or the address where there is no name.
func person(text string) string {
	text = line(text)
	name := strings.TrimSpace(mailAddress.ReplaceAllString(text, ""))
	name = strings.TrimSpace(strings.Trim(name, "()"))
	return cmp.Or(name, text)
}

// persons joins several names, each one once.
func persons(names []string) string {
	return strings.Join(distinct(names), ", ")
}

func distinct(texts []string) []string {
	var kept []string
	seen := map[string]bool{"": true}
	for _, text := range texts {
		if !seen[text] {
			seen[text] = true
			kept = append(kept, text)
		}
	}
	return kept
}

func enclosure(address, kind, length string) roundwatch.Enclosure {
	n, err := strconv.ParseInt(strings.TrimSpace(length), 10, 64)
	if err != nil || n < 0 {
		n = 0
	}
	return roundwatch.Enclosure{URL: address, Type: kind, Length: n}
}

// extension returns the values of an extension element, e.g. dc:creator.
func extension(e ext.Extensions, prefix, name string) []string {
	var values []string
	for _, element := range e[prefix][name] {
		values = append(values, element.Value)
	}
	return values
}

// period reads sy:updatePeriod and sy:updateFrequency.
func (r reader) period(e ext.Extensions) time.Duration {
	every := map[string]time.Duration{
		"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour,
		"monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
	}
	times, err := strconv.Atoi(r.word(extension(e, "sy", "updatefrequency")...))
	if err != nil || times < 1 {
		times = 1
	}
	return every[strings.ToLower(r.word(extension(e, "sy", "updateperiod")...))] / time.Duration(times)
}
