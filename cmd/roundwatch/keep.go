package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"roundwatch/store"
)

func (a *app) checkCommand() *cobra.Command {
	var effective bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check configuration and dossier, and say every fault at once",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			if _, err := filer(cfg); err != nil {
				return err
			}
			for _, w := range cfg.Warnings {
				fmt.Fprintln(a.stderr, "warning:", w)
			}
			if effective {
				return cfg.Write(a.stdout)
			}
			file := cfg.File
			if file == "" {
				file = "built-in configuration"
			}
			_, err = fmt.Fprintf(a.stdout, "%s is right: %d sources, %d channels\n", file, len(cfg.Sources), len(cfg.Channels))
			return err
		},
	}
	cmd.Flags().BoolVar(&effective, "effective", false, "print every setting and where it comes from; secrets stay hidden")
	return cmd
}

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a verified copy of the archive, beside a running daemon too",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(s *store.Store) error {
				if err := s.Backup(cmd.Context(), args[0]); err != nil {
					return err
				}
				_, err := fmt.Fprintf(a.stdout, "%s holds a verified copy\n", args[0])
				return err
			})
		},
	}
}

func (a *app) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Read the whole archive again: file, references, search index, every quote of every filing",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store) error { return a.verify(cmd.Context(), s) })
		},
	}
}

func (a *app) verify(ctx context.Context, s *store.Store) error {
	faults, err := s.Verify(ctx, nil)
	if err != nil {
		return err
	}
	l := a.list()
	for _, f := range faults {
		l.row(struct {
			Check string `json:"check"`
			Found string `json:"found"`
		}{f.Check, f.Found}, f.Error())
	}
	if err := l.end(); err != nil {
		return err
	}
	if len(faults) > 0 {
		return errors.New("the archive has faults: restore a backup, and keep this file for study")
	}
	if !a.json {
		fmt.Fprintln(a.stdout, "the archive is sound")
	}
	return nil
}

func (a *app) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the archive's place; the archive that is there is kept beside it",
		Args:  cobra.ExactArgs(1),
		RunE:  func(cmd *cobra.Command, args []string) error { return a.restore(cmd.Context(), args[0]) },
	}
}

func (a *app) restore(ctx context.Context, backup string) error {
	dir, err := a.data()
	if err != nil {
		return err
	}
	if _, err := os.Stat(backup); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	unlock, err := occupy(dir)
	if err != nil {
		return err
	}
	defer unlock()
	file := filepath.Join(dir, archive)
	kept, err := store.Restore(ctx, backup, file)
	if err != nil {
		return err
	}
	if kept != "" {
		fmt.Fprintf(a.stdout, "what was there is kept as %s\n", kept)
	}
	_, err = fmt.Fprintf(a.stdout, "%s holds the backup\n", file)
	return err
}

func (a *app) pruneCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "prune",
		Short: "Remove raw bodies and poll history past their time (the daemon does it by itself)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.writing(cmd.Context(), func(s *store.Store) error {
				done, err := s.Prune(cmd.Context(), a.now())
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(a.stdout, "%d raw bodies and %d polls removed\n", done.Bodies, done.Polls)
				return err
			})
		},
	}
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(a.stdout, "roundwatch", version())
			return err
		},
	}
}

// version is the module's version, or the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "dev-" + s.Value[:12]
		}
	}
	return "dev"
}
