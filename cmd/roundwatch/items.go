package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/rounds"
	"roundwatch/store"
)

func (a *app) itemsCommand() *cobra.Command {
	var (
		q       roundwatch.Query
		verdict string
		since   string
	)
	cmd := &cobra.Command{
		Use:   "items",
		Short: "List everything ever seen, newest first",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			q.Verdict = roundwatch.Verdict(verdict)
			if q.Since, err = a.since(since); err != nil {
				return err
			}
			if err := oneOf("verdict", verdict, verdicts); err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(s *store.Store) error {
				if err := a.known(cmd.Context(), s, q); err != nil {
					return err
				}
				return a.items(cmd.Context(), s, q)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.Round, "round", "", "only this round (see `roundwatch rounds`)")
	f.StringVar(&verdict, "verdict", "", "only this verdict: pending, filed, review or none")
	f.StringVar(&q.Source, "source", "", "only this source")
	f.StringVar(&since, "since", "", "only what was first seen since: RFC 3339, YYYY-MM-DD, or an age such as 24h or 7d")
	f.IntVar(&q.Limit, "limit", 0, "at most so many (0: all)")
	return cmd
}

var verdicts = []string{
	string(roundwatch.VerdictPending), string(roundwatch.VerdictFiled), string(roundwatch.VerdictReview), string(roundwatch.VerdictNone),
}

// oneOf checks a flag that is "" or one of some words.
func oneOf(flag, value string, words []string) error {
	if value == "" || slices.Contains(words, value) {
		return nil
	}
	return exitError{exitUsage, fmt.Errorf("--%s %q: want %s", flag, value, strings.Join(words, ", "))}
}

// known refuses to look for a round or source that neither the configuration
// nor the archive has: no items would look like no news.
func (a *app) known(ctx context.Context, s *store.Store, q roundwatch.Query) error {
	if q.Round == "" && q.Source == "" {
		return nil
	}
	cfg, err := a.load()
	if err != nil {
		return err
	}
	rounds, err := s.RoundCounts(ctx)
	if err != nil {
		return err
	}
	sources, err := s.SourceItems(ctx)
	if err != nil {
		return err
	}
	if _, _, configured := cfg.Dossier.Round(q.Round); q.Round != "" && !configured && rounds[q.Round] == 0 {
		return exitError{exitNotFound, fmt.Errorf("no round is called %q: `roundwatch rounds` lists them", q.Round)}
	}
	configured := slices.ContainsFunc(cfg.Sources, func(s roundwatch.Source) bool { return s.Name == q.Source })
	if q.Source != "" && !configured && sources[q.Source] == 0 && q.Source != roundwatch.SourceSeeds && q.Source != roundwatch.SourceImport {
		return exitError{exitNotFound, fmt.Errorf("no source is called %q: `roundwatch sources` lists them", q.Source)}
	}
	return nil
}

// since reads a time or an age.
func (a *app) since(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 {
			return a.now().AddDate(0, 0, -n), nil
		}
	}
	age, err := time.ParseDuration(text)
	if err != nil || age < 0 {
		return time.Time{}, exitError{exitUsage, fmt.Errorf("--since %q: want RFC 3339, YYYY-MM-DD, or an age such as 24h or 7d", text)}
	}
	return a.now().Add(-age), nil
}

func (a *app) items(ctx context.Context, s *store.Store, q roundwatch.Query) error {
	l := a.list("ID", "FIRST SEEN", "SOURCE", "ROUND", "VERDICT", "CERTAIN", "TITLE")
	for e, err := range s.Entries(ctx, q) {
		if err != nil {
			return err
		}
		l.entry(e, e)
	}
	return l.end()
}

// entry prints one line about an item.
func (l *list) entry(object any, e roundwatch.Entry) {
	verdict := string(e.Verdict)
	if e.Relation != "" {
		verdict = fmt.Sprintf("%s of %d", e.Relation, e.DuplicateOf)
	}
	l.row(object, strconv.FormatInt(e.ID, 10), minute(e.FirstSeen), e.Source, dash(e.Round), verdict, confidence(e), clip(e.Title, 90))
}

// itemID reads an item's id from the command line.
func itemID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 {
		return 0, exitError{exitUsage, fmt.Errorf("%q is not an item's id: `roundwatch items` lists them", text)}
	}
	return id, nil
}

// shown is an item with everything kept of it.
type shown struct {
	roundwatch.Entry
	text      string
	removed   []roundwatch.Removed
	links     []roundwatch.Link
	filing    roundwatch.Filing // in force
	filings   []roundwatch.Filing
	revisions []roundwatch.Revision
}

// inForce returns the filing that counts; ok is false while the item is pending.
func (s shown) inForce() (f roundwatch.Filing, ok bool) { return s.filing, s.Article != 0 }

func gather(ctx context.Context, s *store.Store, id int64) (d shown, err error) {
	if d.Entry, err = s.Entry(ctx, id); err != nil || d.Article == 0 {
		return d, err
	}
	article, err := s.Article(ctx, d.Article)
	if err != nil {
		return d, err
	}
	d.text, d.removed = article.Text, article.Removed
	if d.links, err = s.Links(ctx, d.Article); err != nil {
		return d, err
	}
	if d.filing, err = s.Filing(ctx, d.Article); err != nil {
		return d, err
	}
	if d.filings, err = s.Filings(ctx, d.Article); err != nil {
		return d, err
	}
	d.revisions, err = s.Revisions(ctx, d.Article)
	return d, err
}

// MarshalJSON adds to the entry's fields what `show` knows beyond them.
func (s shown) MarshalJSON() ([]byte, error) {
	entry, err := json.Marshal(s.Entry)
	if err != nil {
		return nil, err
	}
	f, _ := s.inForce()
	more, err := json.Marshal(struct {
		Text      string                `json:"text"`
		Evidence  []roundwatch.Evidence `json:"evidence"`
		Filings   []filingView          `json:"filings"`
		Revisions []revisionView        `json:"revisions"`
		Links     []roundwatch.Link     `json:"links"`
		Removed   []roundwatch.Removed  `json:"removed"`
	}{s.text, filled(f.Evidence), views(s.filings, viewFiling), views(s.revisions, viewRevision), filled(s.links), filled(s.removed)})
	if err != nil {
		return nil, err
	}
	return append(append(entry[:len(entry)-1], ','), more[1:]...), nil
}

// filled makes an absent list an empty one, for JSON.
func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func views[T, V any](list []T, view func(T) V) []V {
	out := make([]V, 0, len(list))
	for _, x := range list {
		out = append(out, view(x))
	}
	return out
}

type filingView struct {
	Verdict    roundwatch.Verdict     `json:"verdict"`
	Round      string                 `json:"round"`
	Role       string                 `json:"role"`
	Confidence float64                `json:"confidence"`
	Relevant   bool                   `json:"relevant"`
	Candidates []roundwatch.Candidate `json:"candidates"`
	Evidence   []roundwatch.Evidence  `json:"evidence"`
	Dossier    string                 `json:"dossier"`
	By         string                 `json:"by"`
	At         string                 `json:"at"`
}

func viewFiling(f roundwatch.Filing) filingView {
	return filingView{f.Verdict, f.Round, f.Role, f.Confidence, f.Relevant, filled(f.Candidates), filled(f.Evidence), f.Dossier, f.By, roundwatch.Stamp(f.At)}
}

type revisionView struct {
	Number   int    `json:"number"`
	At       string `json:"at"`
	Title    string `json:"title"`
	Modified string `json:"modified"`
	Change   string `json:"change"`
	Text     string `json:"text"`
}

func viewRevision(r roundwatch.Revision) revisionView {
	return revisionView{r.Number, roundwatch.Stamp(r.At), r.Title, roundwatch.Stamp(r.Modified), r.Change, r.Text}
}

func (a *app) showCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show an item: its text, filing, evidence and revisions",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.onItem(cmd.Context(), args[0], func(_ *store.Store, d shown) error {
				if a.json {
					l := a.list()
					l.row(d)
					return l.end()
				}
				return a.printShown(d)
			})
		},
	}
}

// missing says which item is not there; other errors stay as they are.
func missing(item int64, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return exitError{exitNotFound, fmt.Errorf("there is no item %d: `roundwatch items` lists them", item)}
	}
	return err
}

// onItem reads an item by its id and hands it to a verb.
func (a *app) onItem(ctx context.Context, id string, verb func(*store.Store, shown) error) error {
	item, err := itemID(id)
	if err != nil {
		return err
	}
	return a.reading(ctx, func(s *store.Store) error {
		d, err := gather(ctx, s, item)
		if err != nil {
			return missing(item, err)
		}
		return verb(s, d)
	})
}

func (a *app) printShown(d shown) error {
	fmt.Fprintf(a.stdout, "%s\n\n", d.Title)
	l := a.list()
	fields := [][2]string{
		{"item", strconv.FormatInt(d.ID, 10)}, {"source", d.Source}, {"url", dash(d.URL)}, {"guid", dash(d.GUID)},
		{"published", strings.TrimSpace(minute(d.Published) + " " + d.PublishedFrom)}, {"first seen", minute(d.FirstSeen)},
		{"language", dash(d.Lang)}, {"verdict", string(d.Verdict)}, {"round", dash(d.Round)}, {"role", dash(d.Role)}, {"certain", confidence(d.Entry)},
		{"story", strconv.FormatInt(d.Story, 10)}, {"copies", strconv.Itoa(d.Copies)},
	}
	if d.DuplicateOf != 0 {
		fields = append(fields, [2]string{"duplicate", fmt.Sprintf("%s of %d", d.Relation, d.DuplicateOf)})
	}
	for _, f := range fields {
		l.row(nil, f[0], f[1])
	}
	if err := l.end(); err != nil {
		return err
	}
	f, _ := d.inForce()
	fmt.Fprintf(a.stdout, "\nEvidence\n")
	if err := a.printEvidence(f.Evidence, quoteWidth); err != nil {
		return err
	}
	if len(d.revisions) > 1 {
		fmt.Fprintf(a.stdout, "\nRevisions\n")
		for _, r := range d.revisions {
			fmt.Fprintf(a.stdout, "  %d  %s  %s\n", r.Number, minute(r.At), dash(r.Change))
		}
	}
	_, err := fmt.Fprintf(a.stdout, "\nText\n\n%s\n", d.text)
	return err
}

// quoteWidth is how much of a quote is shown where the text follows.
const quoteWidth = 160

// printEvidence lists evidence with its quotes, cut to a width unless that is 0.
func (a *app) printEvidence(evidence []roundwatch.Evidence, width int) error {
	l := &list{tab: tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)}
	for _, e := range evidence {
		what := e.Note
		if e.Quote != "" {
			quote := e.Quote
			if width > 0 {
				quote = clip(quote, width)
			}
			what = "“" + quote + "”"
		}
		_, cue, _ := strings.Cut(e.Rule, "/")
		l.row(nil, fmt.Sprintf("  %+.2f", e.Weight), dash(e.Round), e.Kind, dash(cue), what)
	}
	if len(evidence) == 0 {
		l.row(nil, "  none of its own")
	}
	return l.end()
}

func (a *app) whyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "why ID",
		Short: "Say why an item is filed where it is: what decided, what spoke against, what would change it",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.onItem(cmd.Context(), args[0], func(s *store.Store, d shown) error { return a.why(cmd.Context(), s, d) })
		},
	}
}

// why explains a filing. That of a copy is its original's, so the original is
// explained with it.
func (a *app) why(ctx context.Context, s *store.Store, d shown) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	about := d
	if d.DuplicateOf != 0 {
		if about, err = gather(ctx, s, d.DuplicateOf); err != nil {
			return err
		}
	}
	filing, settled := about.inForce()
	lines := []string{"it is not judged yet"}
	if settled {
		lines = rounds.Explain(filing, cfg.Dossier)
	}
	if d.DuplicateOf != 0 {
		lines = append([]string{fmt.Sprintf("filed with item %d, of which it is %s (%s)", d.DuplicateOf, relationInWords(d.Relation), measured(d))}, lines...)
	}
	if a.json {
		l := a.list()
		l.row(struct {
			ID        int64                 `json:"id"`
			Verdict   roundwatch.Verdict    `json:"verdict"`
			Round     string                `json:"round"`
			By        string                `json:"by"`
			Duplicate int64                 `json:"duplicate_of"`
			Why       []string              `json:"why"`
			Evidence  []roundwatch.Evidence `json:"evidence"`
			Dossier   string                `json:"dossier"`
		}{d.ID, d.Verdict, d.Round, filing.By, d.DuplicateOf, lines, filled(filing.Evidence), filing.Dossier})
		return l.end()
	}
	for _, line := range lines {
		fmt.Fprintln(a.stdout, line)
	}
	fmt.Fprintln(a.stdout)
	return a.printEvidence(filing.Evidence, 0)
}

func relationInWords(r roundwatch.Relation) string {
	switch r {
	case roundwatch.RelExact:
		return "the same text"
	case roundwatch.RelNear:
		return "nearly the same text"
	case roundwatch.RelExcerpt:
		return "an excerpt"
	}
	return "a longer version"
}

// measured tells what a duplicate's verdict rests on.
func measured(d shown) string {
	for _, l := range d.links {
		if l.Relation.Duplicate() {
			return fmt.Sprintf("%.0f %% of it stands there, %.0f %% of that stands here; rule %s", 100*l.NewInOld, 100*l.OldInNew, l.Rule)
		}
	}
	return "both lead to one page"
}

func (a *app) searchCommand() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "search QUERY",
		Short: "Find articles that hold every word, newest first (word* for beginnings, \"a phrase\")",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(s *store.Store) error {
				query := strings.Join(args, " ")
				if !strings.ContainsFunc(query, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
					return exitError{exitUsage, fmt.Errorf("%q holds no word to search for", query)}
				}
				hits, err := s.Search(cmd.Context(), query, limit)
				if err != nil {
					return err
				}
				l := a.list("ID", "FIRST SEEN", "SOURCE", "ROUND", "TITLE", "FOUND")
				for _, h := range hits {
					l.row(h, strconv.FormatInt(h.ID, 10), minute(h.FirstSeen), h.Source, dash(h.Round), clip(h.Title, 60), clip(h.Snippet, 100))
				}
				return l.end()
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 20, "at most so many")
	return cmd
}
