// Command roundwatch watches how the press reports the US–Iraq dialogue.
//
// main only maps an error to an exit code; run does the work, so that tests
// walk the same road as a person at the shell.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"roundwatch/config"
	"roundwatch/store"
)

// Exit codes; scripts and the systemd unit rely on them.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitPartly      = 3
	exitNotFound    = 4
	exitNoDatabase  = 10
	exitLocked      = 11
	exitNewer       = 12
	exitConfig      = 78 // EX_CONFIG: the unit does not restart on it
	exitInterrupted = 130
)

// exitError carries the exit code of a failure that is not plain "failed".
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string { return e.err.Error() }
func (e exitError) Unwrap() error { return e.err }

// errPartly ends a verb that did its work but has already reported what failed.
var errPartly = exitError{exitPartly, errors.New("some inputs failed")}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(exitCode(run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr), os.Stderr))
}

// run executes one command line.
func run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) error {
	a := &app{env: env, stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now}
	root := &cobra.Command{
		Use:           "roundwatch",
		Short:         "Watch how the press reports the US–Iraq dialogue",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	a.global(root)
	root.AddCommand(a.verbs()...)
	root.AddCommand(a.tryCommand())
	verb, err := root.ExecuteContextC(ctx)
	if err != nil && !a.parsed {
		return exitError{exitUsage, fmt.Errorf("%w (see %s --help)", err, verb.CommandPath())}
	}
	return err
}

// verbs lists every verb but try.
func (a *app) verbs() []*cobra.Command {
	return []*cobra.Command{
		a.runCommand(), a.pollCommand(), a.importCommand(),
		a.itemsCommand(), a.showCommand(), a.whyCommand(), a.searchCommand(), a.roundsCommand(), a.reviewCommand(), a.refileCommand(),
		a.alertsCommand(), a.sourcesCommand(), a.digestCommand(), a.coverageCommand(), a.opmlCommand(),
		a.checkCommand(), a.backupCommand(), a.restoreCommand(), a.verifyCommand(), a.pruneCommand(), a.doctorCommand(),
		a.versionCommand(),
	}
}

// exitCode prints an error once and returns the process's exit code.
func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return exitOK
	}
	var (
		faults config.Errors
		coded  exitError
	)
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "roundwatch: interrupted")
		return exitInterrupted
	case errors.As(err, &faults): // each line begins with its place
		fmt.Fprintln(stderr, err)
		return exitConfig
	case errors.As(err, &coded):
		fmt.Fprintln(stderr, "roundwatch:", err)
		return coded.code
	}
	fmt.Fprintln(stderr, "roundwatch:", err)
	switch {
	case errors.Is(err, store.ErrNoDatabase):
		fmt.Fprintln(stderr, "roundwatch: `roundwatch run` or `roundwatch poll` makes one; --data says where")
		return exitNoDatabase
	case errors.Is(err, store.ErrNewer):
		return exitNewer
	case errors.Is(err, store.ErrNotFound):
		return exitNotFound
	}
	return exitFailed
}
