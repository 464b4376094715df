package alert

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"roundwatch"
)

func TestTextHoldsWhatAReaderNeeds(t *testing.T) {
	got := Text(sample())
	want := "Strategic Dialogue, round 3 · 92 % sure\n" +
		"\u2068انطلاق الجولة الثالثة من الحوار\u2069\n" +
		"shafaq-ar (agency) · published 7 Apr 2021 09:00 UTC · seen 7 Apr 2021 09:10 UTC\n" +
		"\u2068“الجولة الثالثة من الحوار الاستراتيجي”\u2069\n" +
		"First report of this story.\n" +
		"https://news.example/a/1?x=1&y=2\n" +
		"item 12"
	if got != want {
		t.Errorf("Text =\n%s\nwant\n%s", got, want)
	}
}

func TestTextStaysShort(t *testing.T) {
	long := strings.Repeat("الحوار الاستراتيجي strategic dialogue ", 60)
	for _, url := range []string{"https://a.example/x", "https://a.example/" + strings.Repeat("y", 210), "https://a.example/" + strings.Repeat("z", 900)} {
		a := sample()
		a.Title, a.Quote, a.Text, a.URL, a.RoundName, a.Source = long, long, long, url, long, strings.Repeat("s", 60)
		got := Text(a)
		if n := utf8.RuneCountInString(got); n > 600 {
			t.Errorf("%d characters with a link of %d", n, len(url))
		}
		if len(url) < maxLink && !strings.Contains(got, url+"\n") {
			t.Errorf("the link of %d is cut:\n%s", len(url), got)
		}
		if !strings.HasSuffix(got, "item 12") {
			t.Errorf("the item is missing:\n%s", got)
		}
	}
}

func TestTextNamesTheKindOfAlert(t *testing.T) {
	tests := []struct {
		name   string
		change func(*roundwatch.Alert)
		want   string
	}{
		{"no round", func(a *roundwatch.Alert) { a.Round, a.RoundName, a.Verdict = "", "", roundwatch.VerdictNone }, "No round\n"},
		{"needs review", func(a *roundwatch.Alert) { a.Round, a.RoundName, a.Verdict = "", "", roundwatch.VerdictReview }, "No round · needs review\n"},
		{"erratum", func(a *roundwatch.Alert) { a.Type = roundwatch.AlertErratum }, "Correction · Strategic Dialogue"},
		{"an inferred date says so", func(a *roundwatch.Alert) { a.PublishedFrom = roundwatch.FromInferred }, "09:00 UTC (inferred)"},
		{"source", func(a *roundwatch.Alert) {
			a.Type, a.Title, a.Text = roundwatch.AlertSource, "Source x is failing", "status 503"
		}, "Source x is failing\nstatus 503"},
	}
	for _, tt := range tests {
		a := sample()
		tt.change(&a)
		if got := Text(a); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q not in\n%s", tt.name, tt.want, got)
		}
	}
}

func TestRollupNamesAllOrSaysHowManyMore(t *testing.T) {
	a := roundwatch.Alert{Type: roundwatch.AlertRollup, Title: "200 more alerts on 2026-03-01"}
	for i := range 200 {
		a.Names = append(a.Names, fmt.Sprintf("sd-3: headline number %d", i))
	}
	got := Text(a)
	shown := strings.Count(got, "•")
	if utf8.RuneCountInString(got) > 4096 || !strings.HasSuffix(got, fmt.Sprintf("and %d more", 200-shown)) {
		t.Errorf("%d shown, ends %q", shown, got[len(got)-40:])
	}
	if p := NewPayload(a); len(p.Names) != 200 {
		t.Errorf("a program is told %d names", len(p.Names))
	}
}
