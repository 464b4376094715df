package digest

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a file with the one kept under testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; look at it with -update and git diff. Got:\n%s", name, got)
	}
}

func TestDigestInFourFormats(t *testing.T) {
	d := newDesk(t)
	d.until("2021-04-06T12:00:00Z")
	d.busyDay()
	made := d.until("2021-04-07T03:00:00Z")
	if len(made) != 1 || made[0].Number != 2 {
		t.Fatalf("made %+v", made)
	}
	for _, format := range []string{"md", "html", "json"} {
		name := FileName(d.document(made, 0), format)
		body, err := os.ReadFile(filepath.Join(d.press.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "digest."+format, body)
	}
	feed, err := os.ReadFile(filepath.Join(d.press.Dir, "digests.atom"))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "digest.atom", feed)
	var parsed atomFeed
	if err := xml.Unmarshal(feed, &parsed); err != nil || len(parsed.Entries) != 2 {
		t.Errorf("feed of %d entries, %v", len(parsed.Entries), err)
	}
}

func TestSameStateGivesTheSameBytes(t *testing.T) {
	var hashes []string
	for range 2 {
		d := newDesk(t)
		d.until("2021-04-06T12:00:00Z")
		d.busyDay()
		hashes = append(hashes, d.until("2021-04-07T03:00:30Z")[0].Hash)
	}
	if hashes[0] != hashes[1] {
		t.Errorf("hashes %v", hashes)
	}
}

func TestDigestCountsEqualTheArchive(t *testing.T) {
	d := newDesk(t)
	d.until("2021-04-06T12:00:00Z")
	d.busyDay()
	doc := d.document(d.until("2021-04-07T03:00:00Z"), 0)
	entries := 0
	for _, err := range d.store.Entries(t.Context(), roundwatch.Query{Since: when(t, doc.From), Until: when(t, doc.To)}) {
		if err != nil {
			t.Fatal(err)
		}
		entries++
	}
	if doc.Seen != entries || doc.Seen != doc.Kept+doc.Copies+doc.Irrelevant+doc.Pending {
		t.Errorf("seen %d of %d entries: %d kept, %d copies, %d irrelevant, %d pending", doc.Seen, entries, doc.Kept, doc.Copies, doc.Irrelevant, doc.Pending)
	}
	if n := told0(doc); n != doc.Kept {
		t.Errorf("%d articles told, %d kept", n, doc.Kept)
	}
}

// told0 counts the articles that a document lists.
func told0(doc Document) (n int) {
	for _, s := range append(doc.Sections, Section{Lines: doc.Undecided}) {
		for _, l := range s.Lines {
			n += 1 + len(l.Also)
		}
	}
	return n
}

func TestChangeAfterTheDigestIsCorrectedOnce(t *testing.T) {
	d, ctx := newDesk(t), t.Context()
	d.until("2021-04-06T12:00:00Z")
	wire, paper := d.busyDay()
	d.until("2021-04-07T03:00:00Z")

	d.now = when(t, "2021-04-07T09:00:00Z")
	err := d.store.RecordCheck(ctx, roundwatch.Checked{Article: wire, At: d.now,
		Revision: &roundwatch.Revision{At: d.now, Title: "Third round opens", Text: "Another text.", Change: "“2,500 troops” is now “2,000 troops”"}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.store.Refile(ctx, d.now, "d2", []roundwatch.Filing{{Article: paper, Verdict: roundwatch.VerdictFiled, Round: "hmc-2024", Relevant: true, By: roundwatch.ByRule, Dossier: "d2", At: d.now}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	next := d.document(d.until("2021-04-08T03:00:00Z"), 0)
	if len(next.Corrections) != 2 || next.Corrections[0].Kind != "edited" || next.Corrections[1].Kind != "refiled" || next.Corrections[0].Digest != 2 {
		t.Fatalf("corrections %+v", next.Corrections)
	}
	if want := "was Strategic Dialogue: Round 4, July 2021, is Higher Military Commission"; next.Corrections[1].Note != want {
		t.Errorf("note %q, want %q", next.Corrections[1].Note, want)
	}
	if text := string(Markdown(next)); strings.Count(text, "2,000 troops") != 1 || !strings.Contains(text, "Nothing significant appeared") {
		t.Errorf("next digest:\n%s", text)
	}
	if after := d.document(d.until("2021-04-09T03:00:00Z"), 0); len(after.Corrections) != 0 {
		t.Errorf("corrected again: %+v", after.Corrections)
	}
}

func TestItemJudgedAfterItsDigestIsToldByTheNext(t *testing.T) {
	d := newDesk(t)
	d.until("2021-04-06T12:00:00Z")
	s := story{source: "wire-en", lang: "en", title: "Late", round: "sd-3", verdict: roundwatch.VerdictFiled, text: "The third round.", evidence: "third"}
	d.now = d.now.Add(time.Hour)
	d.poll(s.source, s)
	if doc := d.document(d.until("2021-04-07T03:00:00Z"), 0); doc.Pending != 1 || told0(doc) != 0 {
		t.Fatalf("before it was judged: %+v", doc)
	}
	d.settle(s)
	doc := d.document(d.until("2021-04-08T03:00:00Z"), 0)
	if told0(doc) != 1 || !doc.Sections[0].Lines[0].Late || doc.Seen != 0 {
		t.Errorf("after it: %+v", doc)
	}
}

func TestMissedDigestsAreMadeOneByOne(t *testing.T) {
	d := newDesk(t)
	d.until("2021-04-06T12:00:00Z")
	d.brings(story{source: "wire-en", lang: "en", title: "Told on the 7th", round: "sd-3", verdict: roundwatch.VerdictFiled, text: "The third round.", evidence: "third"})
	made := d.until("2021-04-10T08:00:00Z")
	if len(made) != 4 {
		t.Fatalf("made %d digests", len(made))
	}
	for i, m := range made {
		doc := d.document(made, i)
		if m.Number != i+2 || i > 0 && !m.From.Equal(made[i-1].To) || (told0(doc) == 1) != (i == 0) {
			t.Errorf("digest %d from %v to %v tells %d", m.Number, m.From, m.To, told0(doc))
		}
	}
	if again := d.until("2021-04-10T09:00:00Z"); len(again) != 0 {
		t.Errorf("made again: %+v", again)
	}
}

func TestQuietDaySaysSo(t *testing.T) {
	d := newDesk(t)
	d.until("2021-04-06T12:00:00Z")
	made := d.until("2021-04-07T03:00:00Z")
	text := string(Markdown(d.document(made, 0)))
	if !strings.Contains(text, "**Nothing significant appeared in this window.**") || !strings.Contains(text, "Items seen: 0;") || !strings.Contains(text, "Not polled (9)") {
		t.Errorf("quiet day:\n%s", text)
	}
}

func TestDayOfFiveHundredItemsStaysReadable(t *testing.T) {
	var m roundwatch.Material
	at := when(t, "2021-04-07T00:00:00Z")
	for i := range int64(500) {
		m.Articles = append(m.Articles, roundwatch.Reported{
			Entry: roundwatch.Entry{ID: i + 1, Article: i + 1, Story: i + 1, Source: "wire-en", URL: fmt.Sprintf("https://a.example/%d", i), Title: fmt.Sprintf("Headline %d", i),
				Lang: "en", FirstSeen: at, Round: "sd-3", Verdict: roundwatch.VerdictFiled, Relevant: true, Confidence: 0.9},
			Text: strings.Repeat("The third round was long. ", 40), Evidence: []roundwatch.Evidence{{Kind: "ordinal", Round: "sd-3", Quote: "third", Start: 4, End: 9, Weight: 2}},
			Outlets: 1, Independent: 1,
		})
	}
	m.Tally = roundwatch.Tally{Seen: 500, Kept: 500}
	doc, err := Compose(Frame{Number: 1, To: at.Add(24 * time.Hour), Zone: time.UTC, Dossier: talks()}, m)
	if err != nil {
		t.Fatal(err)
	}
	if told0(doc) != 500 {
		t.Errorf("the document tells %d of 500", told0(doc))
	}
	text := string(Markdown(doc))
	if n := strings.Count(text, "\n"); n > 150 || !strings.Contains(text, "and 460 more") {
		t.Errorf("%d lines", n)
	}
	if page, err := HTML(doc); err != nil || len(page) > 40_000 {
		t.Errorf("a page of %d bytes, %v", len(page), err)
	}
}

func TestWordsOfASourceAreNeverMarkup(t *testing.T) {
	d := newDesk(t)
	d.until("2021-04-06T12:00:00Z")
	d.brings(story{source: "wire-en", lang: "en", title: "<script>alert(1)</script> *bold* [x](javascript:y) | # h", round: "sd-3", verdict: roundwatch.VerdictFiled,
		text: "The <img src=x onerror=y> third `round`.", evidence: "third"})
	doc := d.document(d.until("2021-04-07T03:00:00Z"), 0)
	page, err := HTML(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"<script", "<img", "onerror=y>", `href="javascript:`} {
		if strings.Contains(string(page), tag) {
			t.Errorf("%q in the page", tag)
		}
	}
	if text := string(Markdown(doc)); !strings.Contains(text, `\<script\>`) || !strings.Contains(text, `\*bold\*`) || strings.Contains(text, "[x](") {
		t.Errorf("Markdown:\n%s", text)
	}
}

func TestPageAsksNothingOfTheNetwork(t *testing.T) {
	d := newDesk(t)
	d.until("2021-04-06T12:00:00Z")
	d.busyDay()
	page, err := HTML(d.document(d.until("2021-04-07T03:00:00Z"), 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, request := range []string{"<script", "<img", "<link", "@import", "url(", "src=", "<iframe"} {
		if bytes.Contains(page, []byte(request)) {
			t.Errorf("%q in the page", request)
		}
	}
	// The page is well-formed enough to be read as a tree.
	dec := xml.NewDecoder(bytes.NewReader(page))
	dec.Strict, dec.AutoClose, dec.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		if _, err := dec.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestTamperedDocumentIsRefused(t *testing.T) {
	d := newDesk(t)
	made := d.until("2021-04-06T12:00:00Z")
	body := bytes.Replace(made[0].Document, []byte(`"seen":0`), []byte(`"seen":7`), 1)
	if _, err := Parse(body); err == nil || !strings.Contains(err.Error(), "changed after it was written") {
		t.Errorf("error %v", err)
	}
}

func TestDigestGoesToItsChannels(t *testing.T) {
	d := newDesk(t)
	d.press.Channels = []string{"brief"}
	d.until("2021-04-06T12:00:00Z")
	alerts, err := d.store.Alerts(t.Context(), roundwatch.AlertDue, 0)
	if err != nil || len(alerts) != 1 || alerts[0].Key != "digest/us-iraq/1/brief" || !strings.HasPrefix(alerts[0].HTML, "<!doctype html>") || !strings.HasPrefix(alerts[0].Text, "# US–Iraq dialogue: digest 1") {
		t.Errorf("alerts %+v, %v", alerts, err)
	}
}
