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

	"github.com/spf13/cobra"
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
	os.Exit(exitCode(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr), os.Stderr))
}

// run executes one command line.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
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
	root.AddCommand(tryCommand())
	return root.ExecuteContext(ctx)
}

// exitCode prints an error once and returns the process's exit code.
func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return exitOK
	}
	fmt.Fprintln(stderr, "roundwatch:", err)
	var coded exitError
	switch {
	case errors.As(err, &coded):
		return coded.code
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitFailed
}
