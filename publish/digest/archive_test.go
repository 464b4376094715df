package digest

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roundwatch"
	"roundwatch/store"
)

// desk is an archive, its clock and the press that writes its digests.
type desk struct {
	t     *testing.T
	now   time.Time
	store *store.Store
	press Press
	known map[string]bool // sources that were polled
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, now: time.Date(2021, 4, 6, 12, 0, 0, 0, time.UTC), known: map[string]bool{}}
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "roundwatch.db"), store.Options{Now: d.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	d.store = s
	d.press = Press{
		Shelf: s, Dir: filepath.Join(t.TempDir(), "digests"), Formats: []string{"md", "html", "json", "atom"}, Dossier: talks(), Sources: outlets(),
		Schedule: Schedule{At: 360, Zone: zone(t, "Asia/Baghdad")}, Now: d.clock,
	}
	return d
}

func (d *desk) clock() time.Time { return d.now }

func talks() roundwatch.Dossier {
	return roundwatch.Dossier{ID: "us-iraq", Name: "US–Iraq dialogue", Tracks: []roundwatch.Track{
		{ID: "sd", Name: "Strategic Dialogue", Rounds: []roundwatch.Round{{ID: "sd-3", Name: "Round 3, April 2021"}, {ID: "sd-4", Name: "Round 4, July 2021"}}},
		{ID: "hmc", Name: "Higher Military Commission", Rounds: []roundwatch.Round{{ID: "hmc-2024", Name: "Higher Military Commission"}}},
	}}
}

func outlets() []roundwatch.Source {
	return []roundwatch.Source{
		{Name: "ministry-en", Tier: roundwatch.TierOfficial}, {Name: "agency-ar", Tier: roundwatch.TierAgency},
		{Name: "agency-fa", Tier: roundwatch.TierAgency}, {Name: "press-ckb", Tier: roundwatch.TierPress},
		{Name: "wire-en", Tier: roundwatch.TierAgency}, {Name: "paper-en", Tier: roundwatch.TierPress},
		{Name: "busy", Tier: roundwatch.TierAggregator}, {Name: "broken", Tier: roundwatch.TierPress},
		{Name: "asleep", Tier: roundwatch.TierPress}, {Name: "off", Disabled: true},
	}
}

// story is one article as the road would conclude about it.
type story struct {
	source, lang, title, text, evidence string
	round                               string
	verdict                             roundwatch.Verdict
	role                                string
	copyOf, of                          int64 // article copied; article whose story it joins
}

// brings polls a source that lists one article, and settles it.
func (d *desk) brings(s story) int64 {
	d.t.Helper()
	d.now = d.now.Add(time.Minute)
	d.poll(s.source, s)
	return d.settle(s)
}

func (d *desk) poll(source string, stories ...story) {
	d.t.Helper()
	p := roundwatch.Poll{Source: source, At: d.now, Outcome: roundwatch.PollOK, Listed: len(stories),
		State: roundwatch.SourceState{Health: roundwatch.HealthOK, Seen: true, LastOK: d.now}}
	for _, s := range stories {
		url := "https://" + source + ".example/" + strings.ReplaceAll(s.title, " ", "-")
		p.Items = append(p.Items, roundwatch.Item{GUID: url, URL: url, Canonical: url, Title: s.title, Published: d.now.Add(-10 * time.Minute)})
	}
	if _, err := d.store.RecordPoll(d.t.Context(), p); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) settle(s story) int64 {
	d.t.Helper()
	queue, err := d.store.Pending(d.t.Context(), d.now, 1)
	if err != nil || len(queue) != 1 {
		d.t.Fatalf("queue %v, %v", queue, err)
	}
	it := queue[0]
	start := strings.Index(s.text, s.evidence)
	in := roundwatch.Settled{
		Item: it.ID, At: d.now, Story: s.of,
		Article: roundwatch.Article{URL: it.URL, Canonical: it.Canonical, Title: s.title, Lang: s.lang, Dir: direction(s.lang), Text: s.text,
			TextFrom: roundwatch.TextFromPage, Published: it.Published, PublishedFrom: roundwatch.FromFeed, Confidence: 0.9},
		Fingerprint: roundwatch.Fingerprint{Scheme: 1, Hash: uint64(it.ID), Blob: []byte{1}},
		Filing: roundwatch.Filing{Verdict: s.verdict, Round: s.round, Role: s.role, Confidence: 0.92, Relevant: true, By: roundwatch.ByRule, Dossier: "d1", At: d.now,
			Evidence:   []roundwatch.Evidence{{Kind: "ordinal", Round: s.round, Quote: s.evidence, Start: start, End: start + len(s.evidence), Weight: 2.5}, {Kind: "date", Round: s.round, Note: "published 2021-04-07", Weight: 1.5}},
			Candidates: []roundwatch.Candidate{{Round: "sd-3", Score: 2.1}, {Round: "sd-4", Score: 1.9}, {Round: "hmc-2024", Score: 0.1}}},
	}
	if s.copyOf != 0 {
		in.Links = []roundwatch.Link{{Of: s.copyOf, Relation: roundwatch.RelNear}}
		in.Story, in.Filing.By, in.Filing.Evidence = s.copyOf, roundwatch.ByOriginal, nil
	}
	id, err := d.store.Settle(d.t.Context(), in)
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

func direction(lang string) string {
	switch lang {
	case "ar", "fa", "ckb":
		return "rtl"
	}
	return "ltr"
}

// until moves the clock and prints what is due.
func (d *desk) until(stamp string) []roundwatch.Digest {
	d.t.Helper()
	d.now = when(d.t, stamp)
	made, err := d.press.Print(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return made
}

// document reads the content of one digest back.
func (d *desk) document(made []roundwatch.Digest, i int) Document {
	d.t.Helper()
	doc, err := Parse(made[i].Document)
	if err != nil {
		d.t.Fatal(err)
	}
	return doc
}

// busyDay brings one article of every kind and returns those that later change.
func (d *desk) busyDay() (wire, paper int64) {
	wire = d.brings(story{source: "wire-en", lang: "en", title: "Third round opens", round: "sd-3", verdict: roundwatch.VerdictFiled,
		text: "WASHINGTON. Iraq and the U.S. opened the third round of their dialogue on Wednesday, officials said. It was held by video.", evidence: "third round"})
	d.brings(story{source: "busy", lang: "en", title: "Third round opens (copy)", round: "sd-3", verdict: roundwatch.VerdictFiled, text: "Iraq and the U.S. opened the third round.", evidence: "third round", copyOf: wire})
	d.brings(story{source: "agency-ar", lang: "ar", title: "انطلاق الجولة الثالثة من الحوار الاستراتيجي", round: "sd-3", verdict: roundwatch.VerdictFiled,
		text: "بغداد. انطلقت اليوم الأربعاء 7/4/2021 الجولة الثالثة من الحوار الاستراتيجي (US–Iraq) عبر الفيديو. وقال الوزير إن القوات \"لن تبقى\".", evidence: "الجولة الثالثة"})
	d.brings(story{source: "agency-fa", lang: "fa", title: "دور سوم گفت\u200cوگوهای راهبردی آغاز شد", round: "sd-3", verdict: roundwatch.VerdictFiled,
		text: "دور سوم گفت\u200cوگوهای راهبردی عراق و آمریکا امروز آغاز شد.", evidence: "دور سوم"})
	d.brings(story{source: "press-ckb", lang: "ckb", title: "گەڕی سێیەمی دانوستانی ستراتیژی", round: "sd-3", verdict: roundwatch.VerdictFiled,
		text: "گەڕی سێیەمی دانوستانی ستراتیژیی نێوان عێراق و ئەمریکا ئەمڕۆ دەستی پێکرد.", evidence: "گەڕی سێیەمی"})
	d.brings(story{source: "ministry-en", lang: "en", title: "Joint Statement on the Strategic Dialogue", round: "sd-3", verdict: roundwatch.VerdictFiled,
		text: "The delegations reaffirmed their *shared* interests in the third session <of> the dialogue.", evidence: "third session"})
	d.brings(story{source: "paper-en", lang: "en", title: "Looking back at the [third] round", round: "sd-3", verdict: roundwatch.VerdictFiled, role: roundwatch.RoleRetrospective, of: wire,
		text: "After the third round little changed.", evidence: "third round"})
	paper = d.brings(story{source: "paper-en", lang: "en", title: "Fourth round is being prepared", round: "sd-4", verdict: roundwatch.VerdictFiled, role: roundwatch.RolePreview,
		text: "A fourth round is to follow in July.", evidence: "fourth round"})
	d.brings(story{source: "paper-en", lang: "en", title: "Which round was it?", verdict: roundwatch.VerdictReview, text: "The round was long.", evidence: "round"})
	d.brings(story{source: "wire-en", lang: "en", title: "Embassy reopens its consular section", verdict: roundwatch.VerdictNone, text: "The embassy reopens.", evidence: "embassy"})
	d.now = d.now.Add(time.Minute)
	d.poll("wire-en", story{title: "Not judged yet"})
	for _, p := range []roundwatch.Poll{
		{Source: "broken", Outcome: roundwatch.PollFailed, Status: 503, Error: "fetch https://broken.example: status 503", State: roundwatch.SourceState{Health: roundwatch.HealthFailing}},
		{Source: "busy", Outcome: roundwatch.PollOK, Overflow: true, State: roundwatch.SourceState{Health: roundwatch.HealthOK, LastOK: d.now}},
	} {
		p.At = d.now
		if _, err := d.store.RecordPoll(d.t.Context(), p); err != nil {
			d.t.Fatal(err)
		}
	}
	return wire, paper
}
