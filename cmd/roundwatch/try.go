package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
)

// The contract of `try`: one JSON object per input, in order, each written out
// at once; an input that fails gives an object with "error", and the verb ends
// with exit code 3. No database, no network.

// maxTryInput bounds one document: the body cap of a fetch (8 MiB), in JSON.
const maxTryInput = 32 << 20

// tryInput is one input of any stage: a line of JSON, or a file and the flags.
type tryInput struct {
	ID          string `json:"id"`
	File        string `json:"file"`
	HTML        string `json:"html"`
	Text        string `json:"text"`
	URL         string `json:"url"`
	ContentType string `json:"content_type"`
	Zone        string `json:"zone"`
	Lang        string `json:"lang"`
	Title       string `json:"title"`
	Published   string `json:"published"`
}

// body returns the document: the named file, or the text given in the line.
func (in tryInput) body() ([]byte, error) {
	switch {
	case in.File != "":
		return readBounded(in.File, maxTryInput)
	case in.HTML != "":
		return []byte(in.HTML), nil
	}
	return []byte(in.Text), nil
}

func readBounded(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, limit)
	}
	return b, nil
}

// stage is one part of the road, run on its own. start gives a function that
// is called once per input, in order; what it keeps lives as long as the process.
type stage struct {
	name, short string
	start       func() (func(tryInput) (any, error), error)
}

func (a *app) stages() []stage {
	return []stage{feedStage(), linksStage(), articleStage(), a.roundStage(), dedupeStage()}
}

func (a *app) tryCommand() *cobra.Command {
	cmd := group(&cobra.Command{Use: "try", Short: "Run one stage on files or JSON Lines, without database or network"})
	for _, s := range a.stages() {
		cmd.AddCommand(stageCommand(s))
	}
	return cmd
}

func stageCommand(s stage) *cobra.Command {
	var flags tryInput
	cmd := &cobra.Command{
		Use:   s.name + " FILE… | -",
		Short: s.short,
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			one, err := s.start()
			if err != nil {
				return err
			}
			t := trial{one: one, out: json.NewEncoder(cmd.OutOrStdout())}
			t.out.SetEscapeHTML(false)
			return t.all(args, flags, cmd.InOrStdin())
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.URL, "url", "", "address the document came from")
	f.StringVar(&flags.ContentType, "content-type", "", "Content-Type it was served with")
	f.StringVar(&flags.Zone, "zone", "", "zone of dates that state none (IANA name or offset)")
	f.StringVar(&flags.Lang, "lang", "", "language of the source")
	f.StringVar(&flags.Title, "title", "", "title, where known")
	f.StringVar(&flags.Published, "published", "", "publication date, where known (RFC 3339 or YYYY-MM-DD)")
	return cmd
}

// trial is one run of a stage over its inputs.
type trial struct {
	one    func(tryInput) (any, error)
	out    *json.Encoder
	failed bool
}

func (t *trial) all(args []string, flags tryInput, stdin io.Reader) error {
	for _, arg := range args {
		if arg != "-" {
			in := flags
			in.File = arg
			if err := t.answer(in); err != nil {
				return err
			}
			continue
		}
		if err := t.lines(flags, stdin); err != nil {
			return err
		}
	}
	if t.failed {
		return errPartly
	}
	return nil
}

func (t *trial) lines(flags tryInput, stdin io.Reader) error {
	lines := bufio.NewScanner(stdin)
	lines.Buffer(make([]byte, 64<<10), maxTryInput)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		in := flags
		if err := json.Unmarshal(lines.Bytes(), &in); err != nil {
			t.failed = true
			if err := t.out.Encode(map[string]string{"error": fmt.Sprintf("line %d: %v", n, err)}); err != nil {
				return err
			}
			continue
		}
		if err := t.answer(in); err != nil {
			return err
		}
	}
	return lines.Err()
}

// answer writes one object; only a broken output ends the run.
func (t *trial) answer(in tryInput) error {
	result, err := t.one(in)
	if err == nil {
		return t.out.Encode(result)
	}
	t.failed = true
	return t.out.Encode(struct {
		ID    string `json:"id,omitempty"`
		File  string `json:"file,omitempty"`
		Error string `json:"error"`
	}{in.ID, in.File, err.Error()})
}

// publishedDay reads --published: an instant, a day, or a month, whose first
// day then stands for it.
func publishedDay(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly, "2006-01"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("published %q: want RFC 3339, YYYY-MM-DD or YYYY-MM", s)
}
