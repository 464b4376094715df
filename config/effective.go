package config

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"strings"

	"roundwatch"
)

// setting is one key of the effective configuration.
type setting struct {
	key    string
	value  string // as TOML
	origin place  // zero: the default
}

// Write prints the effective configuration as TOML, each value with its origin
// in a comment. Secrets are not in it: a channel shows the file its secret is
// in, and of its address, whose path may be a token, only the host.
func (c *Config) Write(w io.Writer) error {
	var b strings.Builder
	group := ""
	for _, s := range c.settings {
		table, name, ok := strings.Cut(s.key, ".")
		if !ok {
			table, name = "", s.key
		}
		if table != group {
			fmt.Fprintf(&b, "\n[%s]\n", table)
			group = table
		}
		fmt.Fprintf(&b, "%-44s # %s\n", name+" = "+s.value, cmp.Or(s.origin.String(), "default"))
	}
	for i, s := range c.Sources {
		fmt.Fprintf(&b, "\n# %s\n%s", c.origins[i], Stanza(s))
	}
	for _, d := range c.drafts {
		if d.URL != "" {
			d.URL = hostOnly(d.URL)
		}
		fmt.Fprintf(&b, "\n# %s\n%s", d.origin, stanza("channel", channelKeys(&d), channelKeys(newDraft())))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Stanza writes a source as a [[source]] of a configuration file.
func Stanza(s roundwatch.Source) string {
	return stanza("source", sourceKeys(&s), sourceKeys(&roundwatch.Source{}))
}

// stanza writes the keys that are not as they would be if left out.
func stanza(table string, keys, unset []key) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[[%s]]\n", table)
	fill(unset)
	for i, k := range keys {
		if value := k.slot.show(); value != unset[i].slot.show() && value != `""` {
			fmt.Fprintf(&b, "%s = %s\n", k.name, value)
		}
	}
	return b.String()
}

// hostOnly hides what stands behind the host of an address.
func hostOnly(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Path == "" && u.RawQuery == "" && u.Fragment == "" {
		return address
	}
	return u.Scheme + "://" + u.Host + "/(hidden)"
}
