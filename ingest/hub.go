package ingest

import (
	"cmp"
	"net/url"

	"roundwatch"
	"roundwatch/ingest/feed"
	"roundwatch/ingest/fetch"
	"roundwatch/ingest/page"
)

// maxAddress bounds the address of a hub or topic, in bytes.
const maxAddress = 2048

// discovered returns the hub of a feed and what it knows the feed by. What the
// headers name counts before what the feed does.
func discovered(resp fetch.Response, f feed.Feed) (hub, topic string) {
	topic = cmp.Or(resp.Self, f.Self)
	for _, named := range append(resp.Hubs, f.Hub) {
		if hub = hubAddress(named, topic); hub != "" {
			return hub, topic
		}
	}
	return "", ""
}

// hubAddress is where a hub is asked for a topic, "" if it is not to be asked.
func hubAddress(named, topic string) string {
	hub, err := url.Parse(named)
	about, bad := url.Parse(topic)
	if err != nil || bad != nil || hub.Host == "" || hub.User != nil || about.Host == "" || max(len(named), len(topic)) > maxAddress {
		return ""
	}
	if hub.Scheme == "http" && hub.Port() == "" {
		hub.Scheme = "https"
	}
	if hub.Scheme == "https" || hub.Scheme == "http" && about.Scheme == "http" {
		return hub.String()
	}
	return ""
}

// withHub returns the states of the sources that are read as a feed which
// names a hub.
func (p *Poller) withHub() (states []roundwatch.SourceState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.sources {
		if st, _ := p.state(s); hasHub(s, st) {
			states = append(states, st)
		}
	}
	return states
}

// withHubNamed returns one of them, by name.
func (p *Poller) withHubNamed(name string) (roundwatch.Source, roundwatch.SourceState, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.sources {
		if st, _ := p.state(s); s.Name == name && hasHub(s, st) {
			return s, st, true
		}
	}
	return roundwatch.Source{}, roundwatch.SourceState{}, false
}

// hasHub reports whether a source is read as a feed that names a hub.
func hasHub(s roundwatch.Source, st roundwatch.SourceState) bool {
	return !s.Disabled && st.Hub != "" && st.Health != roundwatch.HealthGone && (s.Kind == roundwatch.KindFeed || st.Method == string(page.MethodFeed))
}
