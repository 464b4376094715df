package config

import (
	"net/netip"
	"net/url"
	"slices"

	"roundwatch"
)

// sources takes the file's [[source]]s, then the catalogue's where it is
// wanted. A source of the file replaces the catalogue's of the same name, so
// that one of those can be changed or disabled.
func (c *checker) sources(doc document) {
	for _, t := range doc {
		if t.listed && t.name == "source" {
			c.keep(c.source(t), t.at)
		}
	}
	if len(c.config.Sources) > MaxSources {
		c.faults.add(place{file: c.label()}, "source", "%d sources; at most %d are allowed", len(c.config.Sources), MaxSources)
	}
	if !c.config.Catalogue {
		return
	}
	for _, s := range Catalogue() {
		if !c.names[s.Name] {
			c.keep(s, place{file: catalogueName})
		}
	}
}

// source reads one [[source]].
func (c *checker) source(t table) roundwatch.Source {
	var s roundwatch.Source
	keys := sourceKeys(&s)
	fill(keys)
	given := c.stanzaOf(t, keys)
	c.require(t, given, "name", "url")
	switch {
	case s.Name == roundwatch.SourceSeeds || s.Name == roundwatch.SourceImport:
		c.faults.add(given["name"], "source.name", "%q is reserved for the program's own documents", s.Name)
	case s.Name != "" && c.names[s.Name]:
		c.faults.add(given["name"], "source.name", "%q is used by two sources", s.Name)
	}
	c.names[s.Name] = true
	if s.Selector != "" && s.Kind != roundwatch.KindPage {
		c.faults.add(given["selector"], "source.selector", `counts for kind = "page" only`)
	}
	if s.Pattern != "" && s.Kind == roundwatch.KindFeed {
		c.faults.add(given["pattern"], "source.pattern", `counts for kind = "page" and "sitemap" only`)
	}
	if s.Wrapped && s.Kind != roundwatch.KindFeed {
		c.faults.add(given["wrapped"], "source.wrapped", `counts for kind = "feed" only`)
	}
	floor := c.config.Poll.Floor
	if gap := shortestGap(s.Schedule); s.Schedule != "" && gap < floor && !c.private(s.URL) {
		c.faults.add(given["schedule"], "source.schedule", "%q fires %s apart; allowed: no oftener than poll.floor, %s", s.Schedule, shortDuration(gap), shortDuration(floor))
	}
	return s
}

// private reports whether an address names a host that network.allow_private
// lists. Names other than localhost are not looked up.
func (c *checker) private(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := u.Hostname()
	if host == "localhost" {
		host = "127.0.0.1"
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && slices.ContainsFunc(c.config.Network.AllowPrivate, func(p netip.Prefix) bool { return p.Contains(addr.Unmap()) })
}

// keep adds a source, with what the settings say where it says nothing.
func (c *checker) keep(s roundwatch.Source, origin place) {
	stated := s.Every
	if s.Every == 0 {
		s.Every = c.config.Poll.Every
	}
	if floor := c.config.Poll.Floor; !c.private(s.URL) {
		s.Every, s.Floor = max(s.Every, floor), floor
		if stated != 0 && stated < floor {
			c.warning("source %s: every %s is below poll.floor %s, which holds", s.Name, shortDuration(stated), shortDuration(floor))
		}
	}
	if first, twice := c.urls[s.URL]; twice && !s.Disabled {
		c.warning("source %s has the same address as %s", s.Name, first)
	}
	c.urls[s.URL] = s.Name
	c.config.Sources = append(c.config.Sources, s)
	c.config.origins = append(c.config.origins, origin)
}
