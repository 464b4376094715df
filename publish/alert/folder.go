package alert

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"roundwatch"
)

// folder writes one file per alert, named by its key. A reader never sees half
// a file, and a repeat finds the file there and writes nothing.
type folder struct{ path string }

func newFolder(ch roundwatch.Channel) (Sender, error) {
	if ch.Path == "" {
		return nil, errors.New("path is missing: the folder to write to")
	}
	return folder{ch.Path}, nil
}

func (f folder) Send(_ context.Context, a roundwatch.Alert) error {
	body, err := json.MarshalIndent(NewPayload(a), "", "  ")
	if err != nil {
		return &Failure{Permanent: true, Reason: err.Error()}
	}
	if err := os.MkdirAll(f.path, 0o750); err != nil {
		return err
	}
	name := filepath.Join(f.path, fileName(a.Key)+".json")
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	return writeFile(name, append(body, '\n'))
}

// writeFile writes beside its place, on disk, and renames. The temporary name
// follows from the name, so a try that was killed leaves nothing for good.
func writeFile(name string, body []byte) error {
	dir, base := filepath.Split(name)
	tmp := filepath.Join(dir, "."+base+".tmp")
	if err := writeSynced(tmp, body); err != nil {
		return err
	}
	if err := os.Rename(tmp, name); err != nil {
		return err
	}
	return syncFolder(dir)
}

func writeSynced(name string, body []byte) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(body); err != nil {
		return err
	}
	return f.Sync()
}

// syncFolder makes a rename durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// fileName writes a key so that no two keys share a name and none leaves the folder.
func fileName(key string) string {
	var b strings.Builder
	for i := range len(key) {
		switch c := key[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '.' && i > 0:
			b.WriteByte(c)
		case c == '/':
			b.WriteByte('_')
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
