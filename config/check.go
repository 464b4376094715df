package config

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"

	"roundwatch"
)

// MaxSources bounds the sources of a configuration.
const MaxSources = 10_000

// maxChannels bounds the channels.
const maxChannels = 100

// checker turns one document into a Config and gathers all its faults.
type checker struct {
	file   string // "" for the built-in configuration
	look   Lookup
	config *Config
	faults Errors
	origin map[string]place  // where settings have their values from, if not the default
	names  map[string]bool   // of sources
	urls   map[string]string // address to the source that has it
}

func newChecker(file string, look Lookup) *checker {
	return &checker{
		file: file, look: look, config: &Config{File: file},
		origin: map[string]place{}, names: map[string]bool{}, urls: map[string]string{},
	}
}

// check reads a configuration from its text. It is Load without the search.
func check(file string, data []byte, look Lookup) (*Config, error) {
	c := newChecker(file, look)
	keys := settings(c.config)
	fill(keys)
	doc := parse(c.label(), bytes.TrimPrefix(data, []byte("\ufeff")), &c.faults)
	c.settings(keys, doc)
	c.overrides(keys)
	c.dossier()
	c.sources(doc)
	c.channels(doc)
	c.digestChannels()
	if c.config.WebSub.Callback != "" && c.config.Web.Listen == "" {
		c.faults.add(c.origin["websub.callback"], "websub.callback", `leads nowhere: web.listen is ""; give it an address, such as "127.0.0.1:8420"`)
	}
	c.warn()
	if err := c.faults.sorted(); err != nil {
		return nil, err
	}
	for _, k := range keys {
		c.config.settings = append(c.config.settings, setting{k.name, k.slot.show(), c.origin[k.name]})
	}
	return c.config, nil
}

func (c *checker) label() string {
	if c.file == "" {
		return builtIn
	}
	return c.file
}

// settings takes every key outside [[source]] and [[channel]].
func (c *checker) settings(keys []key, doc document) {
	for _, t := range doc {
		if t.listed && (t.name == "source" || t.name == "channel") {
			continue
		}
		if c.unknownTable(keys, t) {
			continue
		}
		for _, e := range t.entries {
			c.setting(keys, t.path(e.key), e)
		}
	}
}

// unknownTable reports a header that no key begins with.
func (c *checker) unknownTable(keys []key, t table) bool {
	known := []string{"source", "channel"}
	for _, k := range keys {
		if group, _, ok := strings.Cut(k.name, "."); ok && !slices.Contains(known, group) {
			known = append(known, group)
		}
	}
	switch {
	case t.name == "source" || t.name == "channel":
		c.faults.add(t.at, t.name, "is a list; write [[%s]]", t.name)
	case t.listed && slices.Contains(known, t.name):
		c.faults.add(t.at, t.name, "is one table; write [%s]", t.name)
	case t.name != "" && !slices.Contains(known, t.name):
		c.faults.add(t.at, t.name, "unknown table%s", nearest(t.name, known))
	default:
		return false
	}
	return true
}

func (c *checker) setting(keys []key, name string, e entry) {
	k, ok := find(keys, name)
	if !ok {
		c.faults.add(e.at, name, "unknown key%s", nearest(name, names(keys)))
		return
	}
	if first, twice := c.origin[name]; twice {
		c.faults.add(e.at, name, "set a second time; first on line %d", first.line)
		return
	}
	c.origin[name] = e.at
	if err := k.slot.set(e.value); err != nil {
		c.faults.add(e.at, name, "%v", err)
	}
}

// overrides takes what the environment says.
func (c *checker) overrides(keys []key) {
	for _, k := range keys {
		value, set := c.look.variable(variable(k.name))
		if !set {
			continue
		}
		c.origin[k.name] = place{file: "$" + variable(k.name)}
		if err := k.slot.set(written(value)); err != nil {
			c.faults.add(c.origin[k.name], k.name, "%v", err)
		}
	}
}

// variable is the environment variable that overrides a key: poll.every is
// ROUNDWATCH_POLL_EVERY.
func variable(key string) string {
	return "ROUNDWATCH_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// stanzaOf puts the entries of one [[source]] or [[channel]] in its keys and
// returns the places of those that were given.
func (c *checker) stanzaOf(t table, keys []key) map[string]place {
	given := map[string]place{}
	for _, e := range t.entries {
		k, ok := find(keys, e.key)
		if !ok {
			c.faults.add(e.at, t.path(e.key), "unknown key%s", nearest(e.key, names(keys)))
			continue
		}
		if first, twice := given[e.key]; twice {
			c.faults.add(e.at, t.path(e.key), "set a second time; first on line %d", first.line)
			continue
		}
		given[e.key] = e.at
		if err := k.slot.set(e.value); err != nil {
			c.faults.add(e.at, t.path(e.key), "%v", err)
		}
	}
	return given
}

// require reports the keys that a table cannot do without.
func (c *checker) require(t table, given map[string]place, keys ...string) {
	for _, key := range keys {
		if _, ok := given[key]; !ok && !t.torn {
			c.faults.add(t.at, t.path(key), "is missing")
		}
	}
}

// relative resolves a path of the file against the file's folder.
func (c *checker) relative(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(c.file), path)
}

// dossier reads the list of rounds; its faults stand beside the configuration's.
func (c *checker) dossier() {
	if c.config.dossierFile == "" {
		c.config.Dossier = DefaultDossier()
		return
	}
	file, at := c.config.dossierFile, c.origin["dossier.file"]
	if at.line > 0 {
		file = c.relative(file)
	}
	data, err := readFile(file, maxDossierBytes)
	if err != nil {
		c.faults.add(at, "dossier.file", "%v", err)
		return
	}
	c.config.Dossier, err = ParseDossier(file, data)
	var faults Errors
	if errors.As(err, &faults) {
		c.faults = append(c.faults, faults...)
	}
}

// digestChannels checks that the digest is sent to channels that exist.
func (c *checker) digestChannels() {
	for _, name := range c.config.Digest.Channels {
		if !slices.ContainsFunc(c.config.Channels, func(ch roundwatch.Channel) bool { return ch.Name == name }) {
			c.faults.add(c.origin["digest.channels"], "digest.channels", "%q is not the name of a [[channel]]", name)
		}
	}
}

// warn notes what is allowed but seldom meant.
func (c *checker) warn() {
	cfg := c.config
	active := slices.ContainsFunc(cfg.Sources, func(s roundwatch.Source) bool { return !s.Disabled })
	if !active {
		c.warning("no source is enabled: nothing will be polled; add a [[source]], or catalogue = true for the built-in ones")
	}
	if cfg.Network.Contact == "" {
		c.warning("network.contact is not set: servers cannot tell who polls them; give a page or mail address")
	}
	if cfg.Network.HostInterval < MinHostInterval && len(cfg.Network.AllowPrivate) == 0 {
		c.warning("network.host_interval below %s has no effect without network.allow_private", MinHostInterval)
	}
	if host, _, _ := net.SplitHostPort(cfg.Web.Listen); cfg.Web.Listen != "" && !loopback(host) {
		c.warning("web.listen %s can be reached from other machines, and the page asks for no password", cfg.Web.Listen)
	}
	if strings.HasPrefix(cfg.WebSub.Callback, "http:") {
		c.warning("websub.callback is not https: the addresses that only hubs may know can be read on their way")
	}
	c.warnVariables()
}

func (c *checker) warning(format string, args ...any) {
	c.config.Warnings = append(c.config.Warnings, fmt.Sprintf(format, args...))
}

// warnVariables notes variables that look like misspelt keys. They are no
// faults: a name may be another program's.
func (c *checker) warnVariables() {
	known := []string{"ROUNDWATCH_CONFIG", "ROUNDWATCH_DATA"}
	for _, k := range settings(c.config) {
		known = append(known, variable(k.name))
	}
	for _, pair := range c.look.Env {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "ROUNDWATCH_") && !slices.Contains(known, name) {
			c.warning("$%s is no setting%s", name, nearest(name, known))
		}
	}
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}
