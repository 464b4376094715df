package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// occupy makes the data folder where it is missing, and takes it for this process.
func occupy(dir string) (release func(), err error) {
	if err = os.MkdirAll(dir, 0o700); err == nil {
		release, err = lock(dir)
	}
	if failed := new(fs.PathError); errors.As(err, &failed) {
		return nil, fmt.Errorf("data folder: %w: this user must be able to write there; --data names another", err)
	}
	return release, err
}

// lock takes the data folder for this process. The kernel drops the lock when
// the process ends, however it ends, so a stale file never locks anybody out.
func lock(dir string) (release func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, "roundwatch.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer f.Close()
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock %s: %w", f.Name(), err)
		}
		holder, _ := io.ReadAll(io.LimitReader(f, 32))
		return nil, exitError{exitLocked, fmt.Errorf("%s is in use by process %s: stop it first", dir, strings.TrimSpace(string(holder)))}
	}
	if err = f.Truncate(0); err == nil {
		_, err = fmt.Fprintf(f, "%d\n", os.Getpid())
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	return func() { f.Close() }, nil
}

// lockHolder returns the pid in the lock file of a running process, or "".
func lockHolder(dir string) string {
	f, err := os.Open(filepath.Join(dir, "roundwatch.lock"))
	if err != nil {
		return ""
	}
	defer f.Close()
	if syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil {
		return ""
	}
	holder, _ := io.ReadAll(io.LimitReader(f, 32))
	return strings.TrimSpace(string(holder))
}
