package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

var day = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func fixedNow() time.Time { return day }

func openTest(t testing.TB) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "roundwatch.db"), Options{Now: fixedNow, RawDays: 14})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func listed(n int) roundwatch.Item {
	url := fmt.Sprintf("https://example.org/news/%d", n)
	return roundwatch.Item{GUID: fmt.Sprint("guid-", n), URL: url, Canonical: url, Title: fmt.Sprint("Title ", n),
		Summary: fmt.Sprint("Summary ", n), Published: day.Add(-time.Hour)}
}

func pollOf(items ...roundwatch.Item) roundwatch.Poll {
	return roundwatch.Poll{Source: "wire", At: day, Outcome: roundwatch.PollOK, Listed: len(items), Items: items,
		State: roundwatch.SourceState{ETag: `"v1"`, Health: roundwatch.HealthOK, Seen: true, NextPoll: day.Add(time.Hour)}}
}

func record(t testing.TB, s *Store, p roundwatch.Poll) roundwatch.Recorded {
	t.Helper()
	done, err := s.RecordPoll(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func pending(t testing.TB, s *Store) []roundwatch.Item {
	t.Helper()
	items, err := s.Pending(context.Background(), day.Add(time.Hour), 1000)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// conclusion is what the road would conclude about an item: filed under sd-1, alerted to the desk.
func conclusion(item roundwatch.Item) roundwatch.Settled {
	text := "The talks opened in Washington. " + item.Title + " was read out."
	return roundwatch.Settled{
		Item: item.ID, At: day,
		Article: roundwatch.Article{URL: item.URL, Canonical: item.Canonical, Title: item.Title, Lang: "en", Dir: "ltr",
			Text: text, TextFrom: roundwatch.TextFromPage, Published: item.Published, PublishedFrom: roundwatch.FromFeed, Confidence: 0.9},
		Fingerprint: roundwatch.Fingerprint{Scheme: 1, Hash: 1<<63 + uint64(item.ID), Tokens: 9, Blob: []byte{1, 2, 3}, At: item.Published},
		Filing: roundwatch.Filing{Verdict: roundwatch.VerdictFiled, Round: "sd-1", Confidence: 0.9, Relevant: true, By: roundwatch.ByRule, Dossier: "d1", At: day,
			Evidence:   []roundwatch.Evidence{{Kind: "phrase", Round: "sd-1", Quote: text[4:9], Start: 4, End: 9, Weight: 2}},
			Candidates: []roundwatch.Candidate{{Round: "sd-1", Score: 3}}},
		Alerts: []roundwatch.Alert{{Key: fmt.Sprintf("article/%d/desk", item.ID), Channel: "desk", Type: roundwatch.AlertNew, Title: item.Title}},
		Raw:    &roundwatch.Raw{URL: item.URL, ContentType: "text/html", Body: []byte("<p>" + text)},
		Check:  &roundwatch.Check{Next: day.Add(15 * time.Minute), ETag: "first"},
		Lines:  []uint64{1 << 63, 7, 7},
	}
}

func settle(t testing.TB, s *Store, in roundwatch.Settled) int64 {
	t.Helper()
	article, err := s.Settle(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return article
}

func TestWhatIsDoneTogetherSeesItselfAndIsStoredAsOne(t *testing.T) {
	s := openTest(t)
	record(t, s, pollOf(listed(1), listed(2)))
	refused := errors.New("refused")
	for _, want := range []error{refused, nil} {
		err := s.Together(t.Context(), "settle 2 items", func(ctx context.Context) error {
			for _, item := range pending(t, s) {
				article, err := s.Settle(ctx, conclusion(item))
				if err != nil {
					return err
				}
				if a, err := s.Article(ctx, article); err != nil || a.Title != item.Title {
					t.Errorf("within, article %d is %q, %v", article, a.Title, err)
				}
				if _, err := s.Article(t.Context(), article); !errors.Is(err, ErrNotFound) {
					t.Errorf("outside, article %d is known before its time: %v", article, err)
				}
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Errorf("the error is %v, want %v", err, want)
		}
		if left := len(pending(t, s)); (left == 0) != (want == nil) {
			t.Errorf("%d items are pending after %v", left, want)
		}
	}
}

func entries(t testing.TB, s *Store, q roundwatch.Query) []roundwatch.Entry {
	t.Helper()
	var list []roundwatch.Entry
	for e, err := range s.Entries(context.Background(), q) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

func TestAnItemGoesTheWholeRoad(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	if done := record(t, s, pollOf(listed(1), listed(2))); done.New != 2 {
		t.Fatalf("recorded %+v, want 2 new", done)
	}
	queue := pending(t, s)
	if len(queue) != 2 || queue[0].Title != "Title 1" || !queue[0].FirstSeen.Equal(day) || queue[0].Source != "wire" {
		t.Fatalf("queue is %+v", queue)
	}
	in := conclusion(queue[0])
	article := settle(t, s, in)
	if rest := pending(t, s); len(rest) != 1 || rest[0].ID != queue[1].ID {
		t.Fatalf("queue after settling is %+v", rest)
	}

	got, err := s.Article(ctx, article)
	if err != nil || got.Text != in.Article.Text || got.Item != queue[0].ID || got.Story != article || !got.FirstSeen.Equal(day) || got.URL != in.Article.URL {
		t.Errorf("article is %+v, %v", got, err)
	}
	if _, found, err := s.ArticleByURL(ctx, in.Article.Canonical); !found || err != nil {
		t.Errorf("article by its address: %v, %v", found, err)
	}
	filing, err := s.Filing(ctx, article)
	if err != nil || filing.Round != "sd-1" || len(filing.Evidence) != 1 || filing.Evidence[0].Quote != "talks" || len(filing.Candidates) != 1 {
		t.Errorf("filing is %+v, %v", filing, err)
	}
	for fp, err := range s.Fingerprints(ctx) {
		if err != nil || fp.Article != article || fp.Hash != in.Fingerprint.Hash || fp.Story != article || fp.Topic != "sd-1" || string(fp.Blob) != "\x01\x02\x03" {
			t.Errorf("fingerprint is %+v, %v", fp, err)
		}
	}
	alerts, err := s.Alerts(ctx, roundwatch.AlertDue, 0)
	if err != nil || len(alerts) != 1 || alerts[0].Story != article || alerts[0].Item != queue[0].ID || alerts[0].Title != "Title 1" {
		t.Errorf("alerts are %+v, %v", alerts, err)
	}
	checks, err := s.DueChecks(ctx, day.Add(15*time.Minute), 10)
	if err != nil || len(checks) != 1 || checks[0].Article.Text != in.Article.Text || checks[0].ETag != "first" || !checks[0].Next.Equal(day.Add(15*time.Minute)) {
		t.Errorf("checks are %+v, %v", checks, err)
	}
	lines, err := s.LearnedLines(ctx, "wire", 1)
	if err != nil || len(lines) != 2 || lines[1<<63] != 1 || lines[7] != 1 {
		t.Errorf("lines are %v, %v", lines, err)
	}
	list := entries(t, s, roundwatch.Query{})
	if len(list) != 2 || list[0].Verdict != roundwatch.VerdictPending || list[0].Story != 0 {
		t.Fatalf("listing is %+v", list)
	}
	if e := list[1]; e.Round != "sd-1" || e.Verdict != roundwatch.VerdictFiled || e.Article != article || e.Story != e.ID || e.PublishedFrom != roundwatch.FromFeed {
		t.Errorf("entry is %+v", e)
	}
	if _, err := s.Settle(ctx, in); err == nil {
		t.Error("an item was settled twice")
	}
	if raw, err := s.Raw(ctx, article); err != nil || string(raw.Body) != string(in.Raw.Body) || raw.URL != in.Raw.URL || raw.ContentType != "text/html" {
		t.Errorf("raw body is %+v, %v", raw, err)
	}
	states, err := s.SourceStates(ctx)
	if st := states["wire"]; err != nil || st.ETag != `"v1"` || !st.NextPoll.Equal(day.Add(time.Hour)) || st.Health != roundwatch.HealthOK {
		t.Errorf("state is %+v, %v", states, err)
	}
}

func TestIdentityWithinASource(t *testing.T) {
	item := func(guid, url, title string) roundwatch.Item {
		return roundwatch.Item{GUID: guid, URL: url, Canonical: url, Title: title}
	}
	const a, b, home = "https://example.org/a", "https://example.org/b", "https://example.org/"
	for _, test := range []struct {
		name         string
		first, later []roundwatch.Item
		items        int
		updated      int
	}{
		{"the same item with a new guid is one item", []roundwatch.Item{item("1", a, "A")}, []roundwatch.Item{item("2", a, "A")}, 1, 0},
		{"the same guid with a new title is updated", []roundwatch.Item{item("1", a, "A")}, []roundwatch.Item{item("1", a, "B")}, 1, 1},
		{"an item without a guid is known by its address", []roundwatch.Item{item("", a, "A")}, []roundwatch.Item{item("", a, "A")}, 1, 0},
		{"one guid on two links is two items", []roundwatch.Item{item("1", a, "A")}, []roundwatch.Item{item("1", b, "B")}, 2, 0},
		{"one guid on two links in one answer is two items", []roundwatch.Item{item("1", a, "A"), item("1", b, "B")}, nil, 2, 0},
		{"an item without an address is known by its guid", []roundwatch.Item{item("1", "", "A")}, []roundwatch.Item{item("1", "", "B")}, 1, 1},
		{"an item with neither is known by its words", []roundwatch.Item{item("", "", "A")}, []roundwatch.Item{item("", "", "A"), item("", "", "B")}, 2, 0},
		{"an item listed twice is one item", []roundwatch.Item{item("1", a, "A"), item("1", a, "A")}, nil, 1, 0},
		{"a fixed link names none of its items", []roundwatch.Item{item("1", home, "A"), item("2", home, "B")},
			[]roundwatch.Item{item("3", home, "C"), item("2", home, "B")}, 3, 0},
		{"a fixed link seen as such later", []roundwatch.Item{item("1", home, "A")},
			[]roundwatch.Item{item("1", home, "A"), item("2", home, "B")}, 2, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := openTest(t)
			done := record(t, s, pollOf(test.first...))
			items := done.New
			for range 2 { // what is known stays known
				done = record(t, s, pollOf(test.later...))
				items += done.New
				if done.Updated != test.updated {
					t.Errorf("updated %d, want %d", done.Updated, test.updated)
				}
				test.updated = 0
			}
			if items != test.items || len(pending(t, s)) != test.items {
				t.Errorf("%d items recorded, %d stored, want %d", items, len(pending(t, s)), test.items)
			}
		})
	}
}

func TestTwoSourcesHaveItemsOfTheirOwn(t *testing.T) {
	s := openTest(t)
	record(t, s, pollOf(listed(1)))
	other := pollOf(listed(1))
	other.Source = "other"
	if done := record(t, s, other); done.New != 1 {
		t.Errorf("recorded %+v, want 1 new", done)
	}
}

func TestWhatAChangedListingDoes(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	record(t, s, pollOf(listed(1)))
	first := pending(t, s)[0]
	changed := listed(1)
	changed.Title, changed.Content = "Corrected", "Whole text"
	record(t, s, pollOf(changed))
	if got := pending(t, s)[0]; got.Title != "Corrected" || got.Content != "Whole text" || got.ID != first.ID {
		t.Errorf("pending item is %+v", got)
	}
	settle(t, s, conclusion(first))
	changed.Title = "Corrected again"
	if done := record(t, s, pollOf(changed)); done.New != 0 || done.Updated != 1 {
		t.Errorf("recorded %+v", done)
	}
	if got, err := s.Item(ctx, first.ID); err != nil || got.Title != "Corrected again" || got.State != roundwatch.ItemSettled || got.Content != "" {
		t.Errorf("settled item is %+v, %v", got, err)
	}
	if alerts, _ := s.Alerts(ctx, "", 0); len(alerts) != 1 {
		t.Errorf("%d alerts, want the first alone", len(alerts))
	}
}

func TestNewItemsNeverFallIntoAClosedDigest(t *testing.T) {
	s := openTest(t)
	closed := day.Add(time.Minute) // the clock was set back since
	_, err := s.writer.Exec(`INSERT INTO digests (dossier, number, since, until, zone, date, hash, at, document)
		VALUES ('d', 1, 0, ?, 'UTC', '2026-03-02', '', 0, '{}')`, ms(closed))
	if err != nil {
		t.Fatal(err)
	}
	record(t, s, pollOf(listed(1)))
	if got := pending(t, s)[0].FirstSeen; !got.Equal(closed) {
		t.Errorf("first seen %v, want %v", got, closed)
	}
}

func TestPostponedItemsWait(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	record(t, s, pollOf(listed(1)))
	item := pending(t, s)[0]
	until := day.Add(2 * time.Hour)
	err := s.Postpone(ctx, roundwatch.Postponement{Item: item.ID, At: day, NextTry: until, Error: "status 503",
		Pause: &roundwatch.Pause{Domain: "example.org", Until: until}})
	if err != nil {
		t.Fatal(err)
	}
	if queue := pending(t, s); len(queue) != 0 {
		t.Errorf("queue is %+v", queue)
	}
	queue, err := s.Pending(ctx, until, 10)
	if err != nil || len(queue) != 1 || queue[0].Attempts != 1 || queue[0].LastError != "status 503" {
		t.Errorf("later the queue is %+v, %v", queue, err)
	}
	pauses, err := s.Pauses(ctx, day)
	if err != nil || len(pauses) != 1 || !pauses[0].Until.Equal(until) {
		t.Errorf("pauses are %+v, %v", pauses, err)
	}
	if pauses, _ := s.Pauses(ctx, until); len(pauses) != 0 {
		t.Errorf("pauses at their end are %+v", pauses)
	}
}

func TestOpeningWhatIsNotOurs(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	if _, err := OpenReadOnly(ctx, filepath.Join(dir, "none.db"), Options{}); !errors.Is(err, ErrNoDatabase) {
		t.Errorf("a missing file gives %v", err)
	}
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func(context.Context, string, Options) (*Store, error){"Open": Open, "OpenReadOnly": OpenReadOnly} {
		if _, err := open(ctx, text, Options{}); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%s of a text file gives %v", name, err)
		}
	}
	foreign := filepath.Join(dir, "foreign.db")
	other, err := sql.Open("sqlite3", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec("CREATE TABLE recipes (name TEXT)"); err != nil {
		t.Fatal(err)
	}
	other.Close()
	for name, open := range map[string]func(context.Context, string, Options) (*Store, error){"Open": Open, "OpenReadOnly": OpenReadOnly} {
		if _, err := open(ctx, foreign, Options{}); err == nil || !strings.Contains(err.Error(), "another program") {
			t.Errorf("%s of another program's file gives %v", name, err)
		}
	}
	newer := filepath.Join(dir, "newer.db")
	s, err := Open(ctx, newer, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.writer.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	for name, open := range map[string]func(context.Context, string, Options) (*Store, error){"Open": Open, "OpenReadOnly": OpenReadOnly} {
		if _, err := open(ctx, newer, Options{}); !errors.Is(err, ErrNewer) {
			t.Errorf("%s of a newer file gives %v", name, err)
		}
	}
}

func TestTheFileIsSetUpAsPlanned(t *testing.T) {
	s := openTest(t)
	for pragma, want := range map[string]string{"page_size": "8192", "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := s.writer.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, %v, want %s", pragma, got, err, want)
		}
	}
}

func TestReadingBesideNothingElse(t *testing.T) {
	for name, hinder := range map[string]func(path string) error{
		"where WAL can write next to the file": func(string) error { return nil },
		"where it cannot":                      func(path string) error { return os.Symlink("nowhere", path+"-wal") },
	} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			path := filepath.Join(t.TempDir(), "dir with space?#%", "roundwatch.db")
			s, err := Open(ctx, path, Options{Now: fixedNow})
			if err != nil {
				t.Fatal(err)
			}
			record(t, s, pollOf(listed(1)))
			if err := errors.Join(s.Close(), hinder(path)); err != nil {
				t.Fatal(err)
			}
			r, err := OpenReadOnly(ctx, path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if got := entries(t, r, roundwatch.Query{}); len(got) != 1 {
				t.Errorf("read %+v", got)
			}
			if err := r.Mark(ctx, "x"); err == nil {
				t.Error("an archive open for reading was written")
			}
		})
	}
}

func TestAPollInWhichEverythingIsNewIsMarked(t *testing.T) {
	s := openTest(t)
	poll := func(status int, items ...roundwatch.Item) {
		p := pollOf(items...)
		p.Status = status
		record(t, s, p)
	}
	poll(200, listed(1), listed(2)) // the first
	poll(200, listed(2), listed(3)) // joins on to the first
	poll(200, listed(4), listed(5)) // does not join on
	poll(304)
	poll(0, listed(6)) // an import
	var marks string
	if err := s.reader.QueryRow("SELECT group_concat(overflow, '') FROM polls").Scan(&marks); err != nil || marks != "00100" {
		t.Errorf("marks %s, %v", marks, err)
	}
}
