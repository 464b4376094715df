package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// FileName is what a configuration file is called where it is looked for.
const FileName = "roundwatch.toml"

// maxFile bounds a configuration file: room for MaxSources stanzas of 400 bytes.
const maxFile = 4 << 20

// builtIn is what a fault in the built-in configuration names as its file.
const builtIn = "built-in configuration"

// Lookup says where a configuration may come from.
type Lookup struct {
	Flag string   // the file named on the command line; "" for none
	Env  []string // the environment as NAME=value, such as os.Environ()
}

// Load finds, reads and checks the configuration. The first of these is used
// alone: the flag's file, $ROUNDWATCH_CONFIG, roundwatch.toml in the working
// folder, roundwatch/roundwatch.toml in the user's configuration folder, the
// built-in one. A file that was named must exist. A wrong configuration gives
// Errors.
func Load(look Lookup) (*Config, error) {
	file, data, err := look.read()
	if err != nil {
		return nil, err
	}
	return check(file, data, look)
}

// read returns the file that counts, or the built-in one without a name.
func (l Lookup) read() (string, []byte, error) {
	named, _ := l.variable("ROUNDWATCH_CONFIG")
	for _, file := range []string{l.Flag, named} {
		if file == "" {
			continue
		}
		data, err := readFile(file, maxFile)
		if err != nil {
			return "", nil, fmt.Errorf("configuration: %w", err)
		}
		return file, data, nil
	}
	for _, file := range []string{FileName, l.userFile()} {
		if file == "" {
			continue
		}
		data, err := readFile(file, maxFile)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", nil, fmt.Errorf("configuration: %w", err)
		}
		return file, data, nil
	}
	return "", builtInFile, nil
}

// userFile is the file in the user's configuration folder, "" if there is no such folder.
func (l Lookup) userFile() string {
	if dir, _ := l.variable("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "roundwatch", FileName)
	}
	if home, _ := l.variable("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".config", "roundwatch", FileName)
	}
	return ""
}

// variable returns the last value of an environment variable, and whether it is set.
func (l Lookup) variable(name string) (value string, set bool) {
	for _, pair := range l.Env {
		if n, v, _ := strings.Cut(pair, "="); n == name {
			value, set = v, true
		}
	}
	return value, set
}

// readFile reads a regular file or pipe of at most limit bytes.
func readFile(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, limit)
	}
	return data, nil
}
