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
	"roundwatch/publish"
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
	return publish.WriteFile(name, append(body, '\n'))
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
