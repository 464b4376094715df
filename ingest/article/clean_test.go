package article

import (
	"strings"
	"testing"

	"roundwatch"
)

// Each row is one rule on a text of two paragraphs or more.
func TestFurnitureIsTakenOutOfATextAndListed(t *testing.T) {
	const body = "The two delegations met on Monday and agreed to meet again in the summer of this year.\n\n" +
		"Officials said that the agenda covers security, energy and culture, and that no date was set."
	for name, c := range map[string]struct{ text, want, kind string }{
		"an outlet's name before the first sentence": {"LEDGER- " + body, body, "outlet"},
		"a place and an agency":                      {"BAGHDAD (Agency) — " + body, body, "dateline"},
		"a place, a day and an agency":               {"Baghdad, April 25 (Agency) -- " + body, body, "dateline"},
		"a place in capitals":                        {"BAGHDAD – " + body, body, "dateline"},
		"an outlet before a slash":                   {"Ledger News/ " + body, body, "outlet"},
		"a translation credit at the end":            {body + "\n\nThis news is originally published by Ledger and translated by Ledger English.", body, "credit"},
		"a reporting credit at the end":              {body + "\n\n(Reporting by the Baghdad desk; editing by the night desk)", body, "credit"},
		"a pointer to another story":                 {strings.Replace(body, "\n\n", "\n\nRead more: What the first round settled\n\n", 1), body, "related"},
		"a share line":                               {body + "\n\nShare this article", body, "share"},
		"a newsletter line":                          {body + "\n\nSign up for our morning briefing.", body, "subscribe"},
		"a line about rights":                        {body + "\n\n© 2021 The Gulf Ledger. All rights reserved.", body, "rights"},
		"a caption with its agency":                  {strings.Replace(body, "\n\n", "\n\nThe hall in which the delegations met (Reuters).\n\n", 1), body, "caption"},
		"the signature of a tweet":                   {body + "\n\n— Foreign Ministry (@ministry) April 7, 2021", body, "embed"},
		"a paragraph printed twice":                  {body + "\n\n" + strings.Split(body, "\n\n")[0], body, "repeated"},
		"a line with its date":                       {"7 April 2021\n\n" + body, body, "date"},
		"a byline":                                   {"By Foreign Desk\n\n" + body, body, "byline"},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := Read(Document{Body: []byte(c.text), ContentType: "text/plain", Title: "Another title altogether"})
			if err != nil {
				t.Fatal(err)
			}
			if a.Text != c.want {
				t.Errorf("text\n%s\nwant\n%s", a.Text, c.want)
			}
			if len(a.Removed) != 1 || a.Removed[0].Kind != c.kind {
				t.Errorf("removed %v, want one of kind %s", a.Removed, c.kind)
			}
		})
	}
}

func TestWhatOnlyLooksLikeFurnitureStays(t *testing.T) {
	const first = "The two delegations met on Monday and agreed to meet again in the summer of this year.\n\n"
	for name, text := range map[string]string{
		"an abbreviation in brackets":  first + "They spoke of the fight against the Islamic State group (IS).",
		"a quotation about a caption":  first + "“Read more about it in the statement,” the spokesman said to those present.",
		"a formula said twice":         first + "Silence in the hall.\n\nThe minister spoke next, and he spoke for an hour without a text.\n\nSilence in the hall.",
		"an address with dots":         first + "The statement stands at www.example.org/talks.html and in the U.S. Federal Register.",
		"a dash inside the sentence":   "Iraq - which had asked for the talks - welcomed the outcome, and so did the other side.\n\n" + first[:len(first)-2],
		"a short last line":            first + "No date was set.",
		"a subhead in single quotes":   first + "‘No permanent bases’\n\nThe statement says that no permanent bases are sought in the country.",
		"an initial before a surname":  first + "J.Smith and A.B.Jones spoke, and St.Petersburg was named as the place of the next round.",
		"a price and a version number": first + "It costs 3.5 million, says version 2.0.1 of the draft that was shown to reporters.",
	} {
		t.Run(name, func(t *testing.T) {
			a, err := Read(Document{Body: []byte(text), ContentType: "text/plain", Title: "Another title altogether"})
			if err != nil {
				t.Fatal(err)
			}
			if a.Text != text || len(a.Removed) > 0 {
				t.Errorf("text\n%s\nwant\n%s\nremoved %v", a.Text, text, a.Removed)
			}
		})
	}
}

func TestLinesAreMended(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a sentence broken where links stood": {"The forces were brought to the country to fight the group\n\n\n, and had a role in this field\n\n, will be discussed\n\n.", "The forces were brought to the country to fight the group, and had a role in this field, will be discussed."},
		"text wrapped to a width":             {strings.Repeat("The two delegations met on Monday and they agreed that the\n", 6) + "talks go on.", strings.Repeat("The two delegations met on Monday and they agreed that the ", 6) + "talks go on."},
		"one paragraph a line":                {"The first line is whole.\nThe second line is whole.", "The first line is whole.\n\nThe second line is whole."},
		"glued sentences":                     {"They met for the talks.The minister spoke first.", "They met for the talks. The minister spoke first."},
		"glued Arabic sentences":              {"انتهت المباحثات اليوم.وقال الوزير إنها ناجحة.", "انتهت المباحثات اليوم. وقال الوزير إنها ناجحة."},
		"a quotation mark set off":            {`He said "we will meet in future talks. "`, `He said "we will meet in future talks."`},
		"spaces before commas":                {"The talks , which began on Monday , go on .", "The talks, which began on Monday, go on."},
		"invisible characters":                {"co\u00adoper\u200bation\ufeff and \u202etalks\u202c", "cooperation and talks"},
		"joiners that Persian needs":          {"گفت\u200cوگوها", "گفت\u200cوگوها"},
		"decomposed letters":                  {"Ko\u0308ln", "Köln"},
		"compatibility letters stay":          {"ﬁve ½", "ﬁve ½"},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := Read(Document{Body: []byte(c.text), ContentType: "text/plain"})
			if err != nil {
				t.Fatal(err)
			}
			if a.Text != c.want {
				t.Errorf("text %q, want %q", a.Text, c.want)
			}
		})
	}
}

func TestRecurringLinesGoButNeverAQuotation(t *testing.T) {
	const line, quote = "The Ledger is read in forty countries and printed in two.", "“We stand by what we said in the statement of Monday.”"
	const first = "The two delegations met on Monday and agreed to meet again in the summer of this year."
	learned := make(map[uint64]bool)
	for _, h := range Lines(line + "\n\n" + quote) {
		learned[h] = true
	}
	if len(learned) != 2 {
		t.Fatalf("%d lines can be learned, want 2", len(learned))
	}
	a, err := Read(Document{
		Body: []byte(first + "\n\n" + quote + "\n\n" + line), ContentType: "text/plain",
		Recurring: func(h uint64) bool { return learned[h] },
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := first + "\n\n" + quote; a.Text != want {
		t.Errorf("text %q, want %q", a.Text, want)
	}
	if want := (roundwatch.Removed{Kind: "boilerplate", Text: line}); len(a.Removed) != 1 || a.Removed[0] != want {
		t.Errorf("removed %v, want %v", a.Removed, want)
	}
}
