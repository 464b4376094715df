package alert

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"roundwatch"
)

// Bounds of a message for people, in characters. A longer one is not read on a
// telephone, and every chat service takes this much.
const (
	maxText    = 600
	maxLink    = 240 // a longer link is left out: the item's id leads to it
	maxHead    = 80
	maxTitle   = 120
	maxSource  = 40
	maxRollup  = 3500 // Telegram takes 4096
	ellipsis   = "…"
	timeFormat = "2 Jan 2006 15:04 UTC"
)

// Payload is an alert as programs receive it: the body of a webhook, the
// content of a file, the standard input of a program. Times are RFC 3339 in
// UTC, unknown ones "".
type Payload struct {
	Key           string             `json:"key"`
	Type          string             `json:"type"`
	Item          int64              `json:"item"`
	Round         string             `json:"round"`
	RoundName     string             `json:"round_name"`
	Verdict       roundwatch.Verdict `json:"verdict"`
	Confidence    float64            `json:"confidence"`
	Title         string             `json:"title"`
	URL           string             `json:"url"`
	Source        string             `json:"source"`
	Tier          roundwatch.Tier    `json:"tier"`
	Lang          string             `json:"lang"`
	Published     string             `json:"published"`
	PublishedFrom string             `json:"published_from"`
	FirstSeen     string             `json:"first_seen"`
	Quote         string             `json:"quote"`
	Story         int64              `json:"story"`
	Note          string             `json:"note"`            // what is new or what changed
	Names         []string           `json:"names,omitempty"` // roll-up: one line each
	Text          string             `json:"text"`            // the message for people
}

// NewPayload writes an alert for programs. It depends on nothing but the
// alert, so that each try sends the same bytes.
func NewPayload(a roundwatch.Alert) Payload {
	return Payload{
		Key: a.Key, Type: a.Type, Item: a.Item, Round: a.Round, RoundName: a.RoundName,
		Verdict: a.Verdict, Confidence: a.Confidence, Title: a.Title, URL: a.URL,
		Source: a.Source, Tier: a.Tier, Lang: a.Lang,
		Published: roundwatch.Stamp(a.Published), PublishedFrom: a.PublishedFrom,
		FirstSeen: roundwatch.Stamp(a.FirstSeen), Quote: a.Quote, Story: a.Story,
		Note: a.Text, Names: a.Names, Text: Text(a),
	}
}

// Text writes an alert for people: plain text of at most 600 characters, or as
// many lines as a chat message holds for a roll-up.
func Text(a roundwatch.Alert) string {
	switch a.Type {
	case roundwatch.AlertNew, roundwatch.AlertErratum:
		return itemText(a)
	case roundwatch.AlertRollup:
		return rollupText(a)
	}
	return clip(join(a.Title, a.Text), maxText)
}

// Subject is the one line that names an alert where a service shows one.
func Subject(a roundwatch.Alert) string {
	switch a.Type {
	case roundwatch.AlertNew:
		return clip(place(a)+": "+a.Title, maxTitle)
	case roundwatch.AlertErratum:
		return clip("Correction: "+a.Title, maxTitle)
	}
	return clip(a.Title, maxTitle)
}

// itemText gives each line its share: the link and the ids are never cut, the
// quote takes what the rest leaves.
func itemText(a roundwatch.Alert) string {
	head := clip(placeAndCertainty(a), maxHead)
	if a.Type == roundwatch.AlertErratum {
		head = clip("Correction · "+head, maxHead)
	}
	link := a.URL
	if utf8.RuneCountInString(link) > maxLink {
		link = ""
	}
	tail := join(link, fmt.Sprintf("item %d", a.Item))
	title := isolate(clip(a.Title, maxTitle))
	fixed := join(head, title, origin(a), tail)
	room := maxText - utf8.RuneCountInString(fixed)
	note := fit(a.Text, room/2)
	room -= utf8.RuneCountInString(note) + 1
	quote := ""
	if q := fit(a.Quote, room-6); q != "" {
		quote = isolate("“" + q + "”")
	}
	return clip(join(head, title, origin(a), quote, note, tail), maxText)
}

// origin says who wrote it and when: outlet and its kind, published, first seen.
func origin(a roundwatch.Alert) string {
	s := clip(a.Source, maxSource)
	if a.Tier != "" {
		s += " (" + string(a.Tier) + ")"
	}
	published := "publication date unknown"
	if !a.Published.IsZero() {
		published = "published " + at(a.Published)
		if a.PublishedFrom == roundwatch.FromInferred {
			published += " (inferred)"
		}
	}
	return s + " · " + published + " · seen " + at(a.FirstSeen)
}

// at writes a time; midnight sharp is a date without a known time.
func at(t time.Time) string {
	t = t.UTC()
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format("2 Jan 2006")
	}
	return t.Format(timeFormat)
}

func place(a roundwatch.Alert) string {
	switch {
	case a.RoundName != "":
		return a.RoundName
	case a.Round != "":
		return a.Round
	}
	return "No round"
}

func placeAndCertainty(a roundwatch.Alert) string {
	switch {
	case a.Round != "" && a.Verdict == roundwatch.VerdictFiled:
		return fmt.Sprintf("%s · %.0f %% sure", place(a), 100*a.Confidence)
	case a.Verdict == roundwatch.VerdictReview:
		return place(a) + " · needs review"
	}
	return place(a)
}

func rollupText(a roundwatch.Alert) string {
	var b strings.Builder
	b.WriteString(a.Title)
	room := maxRollup - utf8.RuneCountInString(a.Title)
	for i, name := range a.Names {
		line := "\n• " + isolate(clip(name, maxTitle))
		room -= utf8.RuneCountInString(line)
		if room < 40 {
			fmt.Fprintf(&b, "\nand %d more", len(a.Names)-i)
			break
		}
		b.WriteString(line)
	}
	return b.String()
}

func join(lines ...string) string {
	var kept []string
	for _, l := range lines {
		if l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}

// clip shortens s to n characters on one or more lines, between words where it can.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	if n < 2 {
		return ""
	}
	r := []rune(s)[:n-1]
	cut := string(r)
	if i := strings.LastIndexAny(cut, " \n"); i > len(cut)*2/3 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " \n,;:") + ellipsis
}

// fit is clip for what may be left out: less than some words say nothing.
func fit(s string, n int) string {
	if n < 30 && utf8.RuneCountInString(s) > n {
		return ""
	}
	return clip(s, n)
}

// isolate keeps a right-to-left line from turning the text around it.
func isolate(s string) string {
	for _, r := range s {
		if r >= 0x0590 && r <= 0x08FF || r >= 0xFB1D && r <= 0xFEFC {
			return "\u2068" + s + "\u2069"
		}
	}
	return s
}
