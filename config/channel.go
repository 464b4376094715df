package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"roundwatch"
)

// needs is what a kind of channel cannot do without.
type needs struct {
	kind string
	keys []string
	url  string // where no url is given
	one  bool   // to names one receiver
}

// A secret is needed where the service refuses messages without one. Slack's
// address is itself a secret, so it may come from the secret file.
func kindNeeds() []needs {
	return []needs{
		{kind: "webhook", keys: []string{"url"}},
		{kind: "file", keys: []string{"path"}},
		{kind: "mail", keys: []string{"url", "from", "to"}},
		{kind: "slack"},
		{kind: "telegram", keys: []string{"to", "secret_file"}, url: "https://api.telegram.org", one: true},
		{kind: "ntfy", keys: []string{"to"}, url: "https://ntfy.sh", one: true},
		{kind: "matrix", keys: []string{"url", "to", "secret_file"}, one: true},
		{kind: "exec", keys: []string{"path"}},
	}
}

func kinds() []string {
	var out []string
	for _, n := range kindNeeds() {
		out = append(out, n.kind)
	}
	return out
}

// channels takes the file's [[channel]]s.
func (c *checker) channels(doc document) {
	used := map[string]bool{}
	for _, t := range doc {
		if t.listed && t.name == "channel" {
			c.channel(t, used)
		}
	}
	if len(c.config.Channels) > maxChannels {
		c.faults.add(place{file: c.label()}, "channel", "more than %d channels", maxChannels)
	}
}

func (c *checker) channel(t table, used map[string]bool) {
	d := newDraft()
	keys := channelKeys(d)
	fill(keys)
	given := c.stanzaOf(t, keys)
	c.require(t, given, "name", "kind")
	if d.Name != "" && used[d.Name] {
		c.faults.add(given["name"], "channel.name", "%q is used by two channels", d.Name)
	}
	used[d.Name] = true
	d.Path = c.relative(d.Path)
	d.secretFile = c.secretFile(d)
	c.secret(d, t, given)
	c.complete(d, t, given)
	c.rounds(d.Rounds, given["rounds"])
	c.config.Channels = append(c.config.Channels, d.Channel)
	d.origin = t.at
	c.config.drafts = append(c.config.drafts, *d)
}

// rounds checks that a channel asks for rounds that there are.
func (c *checker) rounds(wanted []string, at place) {
	var ids []string
	for _, t := range c.config.Dossier.Tracks {
		for _, r := range t.Rounds {
			ids = append(ids, r.ID)
		}
	}
	for _, id := range wanted {
		if len(ids) > 0 && !slices.Contains(ids, id) {
			c.faults.add(at, "channel.rounds", "%q is no round of the dossier%s; allowed: %s", id, nearest(id, ids), list(ids))
		}
	}
}

// secretFile is the file that holds a channel's secret: the one it names, else
// the systemd credential of its own name, else "".
func (c *checker) secretFile(d *draft) string {
	if d.secretFile != "" {
		return c.relative(d.secretFile)
	}
	dir, _ := c.look.variable("CREDENTIALS_DIRECTORY")
	if dir == "" || d.Name == "" {
		return ""
	}
	file := filepath.Join(dir, d.Name)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return file
}

// secret reads a channel's secret.
func (c *checker) secret(d *draft, t table, given map[string]place) {
	if d.secretFile == "" {
		return
	}
	at, ok := given["secret_file"]
	if !ok {
		at = t.at
	}
	secret, err := readSecret(d.secretFile)
	if err != nil {
		c.faults.add(at, "channel.secret_file", "%v", err)
		return
	}
	d.Secret = secret
	if info, err := os.Stat(d.secretFile); err == nil && info.Mode().Perm()&0o004 != 0 {
		c.warning("channel %s: every user of this machine can read %s; chmod 600 it", d.Name, d.secretFile)
	}
}

// complete checks that a channel has what its kind needs.
func (c *checker) complete(d *draft, t table, given map[string]place) {
	i := slices.IndexFunc(kindNeeds(), func(n needs) bool { return n.kind == d.Kind })
	if i < 0 || t.torn {
		return
	}
	need := kindNeeds()[i]
	for _, k := range need.keys {
		_, ok := given[k]
		if k == "secret_file" {
			ok = d.secretFile != ""
		}
		if !ok {
			c.faults.add(t.at, t.path(k), "is missing; a channel of kind %s needs it", d.Kind)
		}
	}
	if d.URL == "" {
		d.URL = need.url
	}
	if d.Kind == "slack" && d.URL == "" && d.secretFile == "" {
		c.faults.add(t.at, t.path("url"), "is missing; give url, or a secret_file that holds the address")
	}
	if d.Kind == "webhook" && d.secretFile == "" {
		c.warning("channel %s: without secret_file its webhook is not signed, and the receiver cannot tell who sent it", d.Name)
	}
	c.receivers(d, need, given)
}

// receivers checks where a channel sends to.
func (c *checker) receivers(d *draft, need needs, given map[string]place) {
	mail := strings.HasPrefix(d.URL, "smtp")
	if d.URL != "" && mail != (d.Kind == "mail") {
		c.faults.add(given["url"], "channel.url", "mail takes smtp://host:port or smtps://host:port, other kinds an http or https address")
	}
	at, ok := given["to"]
	switch {
	case ok && len(d.To) == 0 && !c.faults.blames(at):
		c.faults.add(at, "channel.to", "names nobody")
	case need.one && len(d.To) > 1:
		c.faults.add(at, "channel.to", "names %d; a channel of kind %s has one receiver", len(d.To), d.Kind)
	}
	for _, to := range d.To {
		if allowed := mailAddress(to); d.Kind == "mail" && allowed != "" {
			c.faults.add(at, "channel.to", "%v", wrong(to, allowed))
		}
	}
}

// maxSecret bounds a secret: no service gives longer tokens.
const maxSecret = 64 << 10

// readSecret reads a secret, less the newline that editors leave at the end.
func readSecret(file string) (roundwatch.Secret, error) {
	data, err := readFile(file, maxSecret)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%s: no such file", file)
	case err != nil:
		return "", err
	}
	data = bytes.TrimRight(data, "\r\n")
	switch {
	case len(data) == 0:
		return "", fmt.Errorf("%s: empty; it should hold the secret on one line", file)
	case bytes.ContainsAny(data, "\x00\r\n"):
		return "", fmt.Errorf("%s: more than one line; it should hold the secret alone", file)
	}
	return roundwatch.Secret(data), nil
}
