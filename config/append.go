package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Append adds text, such as stanzas, to the end of a configuration file. What
// stands there already, comments included, is kept byte for byte. The whole is
// checked first, as Load would, and then replaces the file in one step; if it
// is wrong the file stays as it was. A file that does not exist is begun with
// the built-in sources, since a file is used in their place.
func Append(file, text string, look Lookup) (*Config, error) {
	mode := fs.FileMode(0o644)
	old, err := readFile(file, maxFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		old = builtInFile
	case err != nil:
		return nil, err
	default:
		// Through a link, the file behind it is replaced, not the link.
		if file, err = filepath.EvalSymlinks(file); err != nil {
			return nil, err
		}
		info, err := os.Stat(file)
		if err != nil {
			return nil, err
		}
		mode = info.Mode().Perm()
	}
	whole := strings.TrimRight(string(old), "\n") + "\n\n" + text
	config, err := check(file, []byte(whole), look)
	if err != nil {
		return nil, err
	}
	return config, replace(file, whole, mode)
}

// replace writes a file beside the old one and puts it in its place.
func replace(file, text string, mode fs.FileMode) error {
	temp, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // gone already where all went well
	_, err = temp.WriteString(text)
	err = errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), file)
}
