package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"roundwatch"
	"roundwatch/ingest"
)

func (a *app) pollCommand() *cobra.Command {
	var force, existing bool
	cmd := &cobra.Command{
		Use:   "poll [SOURCE…]",
		Short: "Poll the sources that are due once, settle what they list, deliver what is due",
		Long: `Poll asks the sources that are due, or the named ones, settles every item found and
tries each due alert once. It asks conditionally, also with --force, which ignores
intervals but neither Retry-After nor 410. Exit code 3: some source, page or channel failed.`,
		RunE: func(cmd *cobra.Command, names []string) error {
			return a.poll(cmd.Context(), ingest.PollOptions{Force: force || len(names) > 0, Names: names, Now: true}, existing)
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "poll all sources now, due or not")
	cmd.Flags().BoolVar(&existing, "alert-existing", false, "alert on what a source lists in its first poll, too")
	return cmd
}

func (a *app) poll(ctx context.Context, o ingest.PollOptions, alertExisting bool) (err error) {
	e, err := a.engine(ctx, engineOptions{alertExisting: alertExisting})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	if o.Names = slices.Compact(slices.Sorted(slices.Values(o.Names))); len(o.Names) == 0 {
		o.Names = nil
	}
	for _, name := range o.Names {
		known := slices.ContainsFunc(e.cfg.Sources, func(s roundwatch.Source) bool { return s.Name == name && !s.Disabled })
		if !known {
			return exitError{exitNotFound, fmt.Errorf("no enabled source is called %q: `roundwatch sources` lists them", name)}
		}
	}
	polled, settled, err := e.road.Once(ctx, o)
	if err != nil {
		return err
	}
	sent, err := e.courier.Once(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%d sources asked: %d unchanged, %d failed; %d new items, %d updated\n",
		polled.Asked, polled.Unchanged, len(polled.Failed), polled.New, polled.Updated)
	fmt.Fprintf(a.stdout, "%d items settled: %d filed, %d for review, %d copies; %d postponed\n",
		settled.Settled, settled.Filed, settled.Review, settled.Copies, settled.Postponed)
	fmt.Fprintf(a.stdout, "%d alerts delivered, %d deferred, %d given up\n", sent.Delivered, sent.Deferred, sent.Dead)
	for _, f := range polled.Failed {
		fmt.Fprintln(a.stderr, f)
	}
	if len(polled.Failed) > 0 || settled.Postponed > 0 || !sent.OK() {
		return errPartly
	}
	return nil
}

func (a *app) importCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import PATH…",
		Short: "Import documents (plain text or HTML; folders are walked) and file them",
		Args:  cobra.MinimumNArgs(1),
		RunE:  func(cmd *cobra.Command, paths []string) error { return a.importFiles(cmd.Context(), paths) },
	}
}

// importBounds: a document is an article, not a data set.
const (
	maxDocument  = 8 << 20
	maxDocuments = 100_000
)

func (a *app) importFiles(ctx context.Context, paths []string) (err error) {
	documents, faults := readDocuments(paths)
	e, err := a.engine(ctx, engineOptions{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	recorded, err := ingest.Import(ctx, e.store, roundwatch.SourceImport, documents, a.now())
	if err != nil {
		return err
	}
	settled, err := e.road.Settler.Drain(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%d documents read, %d new: %d filed, %d for review, %d copies\n",
		len(documents), recorded.New, settled.Filed, settled.Review, settled.Copies)
	for _, f := range faults {
		fmt.Fprintln(a.stderr, "import:", f)
	}
	if len(faults) > 0 {
		return errPartly
	}
	return nil
}

// readDocuments reads every file under the paths. A file that cannot be read
// is a fault; the others are imported all the same.
func readDocuments(paths []string) (documents []roundwatch.Item, faults []error) {
	for _, root := range paths {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			if len(documents) == maxDocuments {
				return fmt.Errorf("%s: more than %d documents: import the rest in another run", root, maxDocuments)
			}
			item, err := readImport(path)
			if err != nil {
				faults = append(faults, err)
				return nil
			}
			documents = append(documents, item)
			return nil
		})
		if err != nil {
			faults = append(faults, err)
		}
	}
	return documents, faults
}

// readImport makes an item of a file. Its guid holds the content's hash, so
// that the same document is not taken twice and another of that name is.
func readImport(path string) (roundwatch.Item, error) {
	info, err := os.Stat(path)
	if err != nil {
		return roundwatch.Item{}, err
	}
	if !info.Mode().IsRegular() {
		return roundwatch.Item{}, fmt.Errorf("%s: not a regular file", path)
	}
	body, err := readBounded(path, maxDocument)
	if err != nil {
		return roundwatch.Item{}, err
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return roundwatch.Item{}, fmt.Errorf("%s: empty", path)
	}
	if kind := http.DetectContentType(body); !strings.HasPrefix(kind, "text/") {
		return roundwatch.Item{}, fmt.Errorf("%s: neither text nor HTML (%s): save it as text first", path, kind)
	}
	sum := sha256.Sum256(body)
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	return roundwatch.Item{GUID: name + "@" + hex.EncodeToString(sum[:6]), Content: string(body)}, nil
}
