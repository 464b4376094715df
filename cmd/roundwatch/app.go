package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/rounds"
	"roundwatch/store"
)

// app is one command line: where it reads and writes, and its global flags.
type app struct {
	env            []string
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time

	configFile string
	dataDir    string
	json       bool
	parsed     bool // the command line was understood; errors before that are usage errors
}

// global adds the flags that every verb takes.
func (a *app) global(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&a.configFile, "config", "", "configuration file (else $ROUNDWATCH_CONFIG, ./roundwatch.toml, the user's configuration folder, the built-in one)")
	f.StringVar(&a.dataDir, "data", "", "data folder (else $STATE_DIRECTORY, $ROUNDWATCH_DATA, the user's state folder)")
	f.BoolVar(&a.json, "json", false, "print JSON Lines, one object a line")
	root.PersistentPreRun = func(*cobra.Command, []string) {
		a.parsed = true
		if !a.json { // JSON escapes them
			a.stdout = inert{a.stdout}
		}
	}
}

// getenv returns an environment variable, "" if unset.
func (a *app) getenv(name string) string {
	for i := len(a.env) - 1; i >= 0; i-- {
		if n, v, _ := strings.Cut(a.env[i], "="); n == name {
			return v
		}
	}
	return ""
}

// lookup says where the configuration comes from.
func (a *app) lookup() config.Lookup { return config.Lookup{Flag: a.configFile, Env: a.env} }

// load reads and checks the configuration.
func (a *app) load() (*config.Config, error) {
	cfg, err := config.Load(a.lookup())
	if err != nil {
		return nil, exitError{exitConfig, err}
	}
	return cfg, nil
}

// filer compiles the configured dossier.
func filer(cfg *config.Config) (*rounds.Filer, error) {
	f, err := rounds.Compile(cfg.Dossier)
	if err != nil {
		return nil, exitError{exitConfig, fmt.Errorf("dossier: %w", err)}
	}
	return f, nil
}

// filer compiles the dossier of the configuration that counts.
func (a *app) filer() (*rounds.Filer, error) {
	cfg, err := a.load()
	if err != nil {
		return nil, err
	}
	return filer(cfg)
}

// data returns the folder that holds the archive and the digests.
func (a *app) data() (string, error) {
	for _, dir := range []string{a.dataDir, a.getenv("STATE_DIRECTORY"), a.getenv("ROUNDWATCH_DATA")} {
		if dir != "" {
			return dir, nil
		}
	}
	if dir := a.getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "roundwatch"), nil
	}
	if home := a.getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "roundwatch"), nil
	}
	return "", exitError{exitUsage, errors.New("no data folder: set --data or $ROUNDWATCH_DATA")}
}

// archive is the database's file name in the data folder.
const archive = "roundwatch.db"

// reading opens the archive for a verb that only reads, and closes it after.
func (a *app) reading(ctx context.Context, verb func(*store.Store) error) error {
	dir, err := a.data()
	if err != nil {
		return err
	}
	s, err := store.OpenReadOnly(ctx, filepath.Join(dir, archive), store.Options{Now: a.now})
	if err != nil {
		return err
	}
	return errors.Join(verb(s), s.Close())
}

// writing opens an existing archive beside a running daemon, for the verbs
// that change single rows.
func (a *app) writing(ctx context.Context, verb func(*store.Store) error) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	dir, err := a.data()
	if err != nil {
		return err
	}
	file := filepath.Join(dir, archive)
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s: %w", file, store.ErrNoDatabase)
	}
	s, err := store.Open(ctx, file, store.Options{Now: a.now, RawDays: cfg.Store.RawDays})
	if err != nil {
		return err
	}
	return errors.Join(verb(s), s.Close())
}

// logger writes to stderr as the configuration says.
func (a *app) logger(l config.Log) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.Level)); err != nil { // checked with the configuration
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if l.Format == "json" {
		return slog.New(slog.NewJSONHandler(a.stderr, o))
	}
	return slog.New(slog.NewTextHandler(a.stderr, o))
}

// inert writes text for a terminal: control characters, which the press could
// use to command it, are replaced.
type inert struct{ io.Writer }

func (w inert) Write(b []byte) (int, error) {
	if _, err := w.Writer.Write(bytes.Map(visible, b)); err != nil {
		return 0, err
	}
	return len(b), nil
}

func visible(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\t' {
		return unicode.ReplacementChar
	}
	return r
}

// group makes a command of one that only holds others.
func group(cmd *cobra.Command) *cobra.Command {
	cmd.Args = cobra.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	return cmd
}

// list prints rows for people, or one JSON object a line.
type list struct {
	json *json.Encoder
	tab  *tabwriter.Writer
	err  error
}

func (a *app) list(head ...string) *list {
	if a.json {
		e := json.NewEncoder(a.stdout)
		e.SetEscapeHTML(false)
		return &list{json: e}
	}
	l := &list{tab: tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)}
	if len(head) > 0 {
		l.row(nil, head...)
	}
	return l
}

// row prints object as JSON, or the cells for people.
func (l *list) row(object any, cells ...string) {
	switch {
	case l.err != nil:
	case l.json != nil:
		l.err = l.json.Encode(object)
	default:
		for i, c := range cells {
			cells[i] = strings.NewReplacer("\t", " ", "\n", " ").Replace(c)
		}
		_, l.err = fmt.Fprintln(l.tab, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
	}
}

func (l *list) end() error {
	if l.err == nil && l.tab != nil {
		l.err = l.tab.Flush()
	}
	return l.err
}

// minute shows a time to people; unknown is a dash.
func minute(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04Z")
}

// dash shows that there is nothing to show.
func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// clip shortens a text to n characters.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// confidence shows a certainty in two digits.
func confidence(e roundwatch.Entry) string {
	if e.Verdict != roundwatch.VerdictFiled {
		return "-"
	}
	return fmt.Sprintf("%.2f", e.Confidence)
}
