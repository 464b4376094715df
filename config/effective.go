package config

import (
	"fmt"
	"io"
	"net/url"
	"strings"

	"roundwatch"
)

// Setting is one key of the effective configuration.
type Setting struct {
	Key    string `json:"key"`
	Value  string `json:"value"`  // as TOML
	Origin string `json:"origin"` // file:line:column, $VARIABLE, flag or default
}

// stanza is one effective [[source]] or [[channel]].
type stanza struct {
	table  string
	origin string
	keys   []key
}

// effective lists the settings with their origins.
func effective(keys []key, origin map[string]string) []Setting {
	var out []Setting
	for _, k := range keys {
		from := origin[k.name]
		if from == "" {
			from = defaultOrigin
		}
		out = append(out, Setting{k.name, k.slot.show(), from})
	}
	return out
}

// Settings returns every key that exists once, with its value and origin.
func (c *Config) Settings() []Setting { return c.settings }

// Write prints the effective configuration as TOML, each value with its origin
// in a comment. Secrets are not in it: a channel shows the file its secret is
// in, and of an address, whose path may be a token, only the host.
func (c *Config) Write(w io.Writer) error {
	var b strings.Builder
	group := ""
	for _, s := range c.settings {
		table, name, ok := strings.Cut(s.Key, ".")
		if !ok {
			table, name = "", s.Key
		}
		if table != group {
			fmt.Fprintf(&b, "\n[%s]\n", table)
			group = table
		}
		fmt.Fprintf(&b, "%-44s # %s\n", name+" = "+s.Value, s.Origin)
	}
	for _, s := range c.listed {
		fmt.Fprintf(&b, "\n# %s\n", s.origin)
		s.write(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// write prints the keys that are not as they would be if left out.
func (s stanza) write(b *strings.Builder) {
	var unset []key
	if s.table == "source" {
		unset = sourceKeys(&roundwatch.Source{})
	} else {
		unset = channelKeys(&draft{Channel: roundwatch.Channel{Budget: -1}})
	}
	fill(unset)
	fmt.Fprintf(b, "[[%s]]\n", s.table)
	for i, k := range s.keys {
		value := k.slot.show()
		if value == unset[i].slot.show() || value == `""` {
			continue
		}
		if s.table == "channel" && k.name == "url" {
			value = hostOnly(value)
		}
		fmt.Fprintf(b, "%s = %s\n", k.name, value)
	}
}

// hostOnly hides what stands behind the host of a quoted address.
func hostOnly(quoted string) string {
	u, err := url.Parse(strings.Trim(quoted, `"`))
	if err != nil {
		return quote("(hidden)")
	}
	if u.Path == "" && u.RawQuery == "" {
		return quoted
	}
	return quote(u.Scheme + "://" + u.Host + "/(hidden)")
}
