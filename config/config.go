// Package config turns files and the environment into one checked, immutable
// Config. It decides which file counts, what each key may hold, what is its
// default, and which value wins: environment, then file, then default.
// It embeds the built-in configuration with the catalogue of sources, the
// default dossier, and the seed documents every archive starts from.
//
// It does not act on anything: no network, no archive, nothing watched for
// changes. Whoever wants a new configuration calls Load again and swaps.
//
// Invariants:
//
//   - A Config that Load returned is right in every key; nobody writes to it after.
//   - A wrong configuration yields every fault at once, each with its place.
//   - One file is used alone; files are never merged.
//   - A secret comes from a file or a systemd credential, never from the
//     configuration itself, and is never printed.
package config

import (
	"net/netip"
	"time"

	// Zones must be found on a machine without a zone database.
	_ "time/tzdata"

	"roundwatch"
)

// Config is a whole configuration.
type Config struct {
	File      string // where it was read; "" for the built-in one
	Catalogue bool   // the built-in sources are among Sources
	Network   Network
	Poll      Poll
	Sources   []roundwatch.Source // those of the file first, disabled ones included
	Channels  []roundwatch.Channel
	Alerts    Alerts
	Digest    Digest
	Web       Web
	WebSub    WebSub
	Store     Store
	Dossier   roundwatch.Dossier
	Log       Log

	Warnings []string // what is allowed but seldom meant

	dossierFile string // as written; "" for the built-in one
	settings    []setting
	origins     []place // of Sources
	drafts      []draft // of Channels
}

// Network is how the program behaves towards servers.
type Network struct {
	Contact           string         // web or mail address given to servers; "" for none
	AllowPrivate      []netip.Prefix // private networks that may be contacted all the same
	HostInterval      time.Duration  // between two requests to one host; below MinHostInterval it counts for AllowPrivate only
	InsecureRedirects bool           // follow https to http
}

// MinHostInterval is the least time between two requests to one public host.
const MinHostInterval = time.Second

// Poll is how often sources are read.
type Poll struct {
	Every time.Duration // for sources that say nothing
	Floor time.Duration // no public source is polled more often
}

// Once says what alerts once.
type Once string

// What may alert once.
const (
	OncePerArticle Once = "article" // every article that is no copy
	OncePerStory   Once = "story"   // the first article of a story
)

// Alerts is what holds for every channel.
type Alerts struct {
	Quiet  Span // no delivery in it; local time of Digest.Zone
	Once   Once // what alerts once
	Budget int  // alerts a day and channel before the rest is rolled up; 0: no bound
}

// Digest is when the daily digest is closed and how it leaves.
type Digest struct {
	At       Clock // in Zone
	Zone     *time.Location
	Formats  []string // md, html, json, atom
	Channels []string // names of those that are sent it
}

// Web is the local page.
type Web struct {
	Listen string // host:port; "" for none
}

// WebSub is how hubs reach the program.
type WebSub struct {
	Callback string // public address of Web.Listen; "": no hub is asked to deliver
}

// Store is what the archive keeps.
type Store struct {
	RawDays int // days that bodies as received are kept; 0: none
}

// Log is how the program reports on its work.
type Log struct {
	Level  string // debug, info, warn or error
	Format string // text or json
}
