package config

import (
	"time"

	"roundwatch"
)

// The tables below are the whole of the configuration: each key with its
// default in words, what it is for, and the slot that checks it. Reading a
// file, the environment, the printed effective configuration and the README's
// tables all rest on them.

// key is one key of a table.
type key struct {
	name     string // dotted for settings, bare within [[source]] and [[channel]]
	fallback written
	about    string
	slot     slot
}

// settings are the keys that exist once.
func settings(c *Config) []key {
	return []key{
		{"catalogue", "false", "add the built-in sources; `true` where no file is found", yesNo(&c.Catalogue)},
		{"network.contact", "", "web or mail address that servers are given in the User-Agent", text(&c.Network.Contact, contact)},
		{"network.allow_private", "", "private networks that may be contacted, in CIDR form", prefixes(&c.Network.AllowPrivate)},
		{"network.host_interval", "2s", "between two requests to one host; below 1s counts for allow_private addresses only", duration(&c.Network.HostInterval, 0, 10*time.Minute)},
		{"network.insecure_redirects", "false", "follow a redirect from https to http", yesNo(&c.Network.InsecureRedirects)},
		{"poll.every", "30m", "time between two polls of sources that say nothing", duration(&c.Poll.Every, time.Second, 30*24*time.Hour)},
		{"poll.floor", "30m", "no source is polled more often than this, those at allow_private addresses excepted", duration(&c.Poll.Floor, time.Second, 24*time.Hour)},
		{"alerts.quiet", "", `no delivery in this range of digest.zone's time, such as "22:00-06:00"`, span(&c.Alerts.Quiet)},
		{"alerts.once", "article", "what alerts once: each article that is no copy, or each story: later articles that are taken to tell it too stay silent", choice(&c.Alerts.Once, OncePerArticle, OncePerStory)},
		{"alerts.budget", "5", "alerts a day and channel before the rest is rolled into one; official voices are exempt; 0: no bound", number(&c.Alerts.Budget, 0, maxBudget)},
		{"digest.at", "06:00", "hour at which a digest is closed", clock(&c.Digest.At)},
		{"digest.zone", "Asia/Baghdad", "zone of digest.at and alerts.quiet", zone(&c.Digest.Zone)},
		{"digest.formats", "md, html, json", "files to write: md, html, json, atom", words(&c.Digest.Formats, oneOf("md", "html", "json", "atom"))},
		{"digest.channels", "", "names of the channels that are sent the digest", words(&c.Digest.Channels, name)},
		{"web.listen", "127.0.0.1:8420", `address of the local page, API, health and metrics; "" for none`, text(&c.Web.Listen, listenAddress)},
		{"websub.callback", "", "public address that leads to web.listen, by which WebSub hubs deliver news; \"\": none is asked to", text(&c.WebSub.Callback, callback)},
		{"store.raw_days", "14", "days that bodies as received are kept", number(&c.Store.RawDays, 0, 3650)},
		{"dossier.file", "", "list of rounds; the built-in one if empty", text(&c.dossierFile, something)},
		{"log.level", "info", "debug, info, warn or error", choice(&c.Log.Level, "debug", "info", "warn", "error")},
		{"log.format", "text", "text or json", choice(&c.Log.Format, "text", "json")},
	}
}

// sourceKeys are the keys of one [[source]].
func sourceKeys(s *roundwatch.Source) []key {
	return []key{
		{"name", "", "required; unique and stable: it is part of every item's identity", filled(&s.Name, name)},
		{"kind", "feed", "feed, page or sitemap", choice(&s.Kind, roundwatch.KindFeed, roundwatch.KindPage, roundwatch.KindSitemap)},
		{"url", "", "required; http or https address", filled(&s.URL, webAddress)},
		{"every", "", "time between two polls; poll.every if not given", duration(&s.Every, time.Second, 30*24*time.Hour)},
		{"schedule", "", `cron expression in the source's zone that replaces every, such as "0 */2 * * *"`, text(&s.Schedule, schedule)},
		{"lang", "", "language it writes in: en, ar, fa, ckb, ku, tr", text(&s.Lang, language)},
		{"tier", "press", "official, agency, press, partisan or aggregator", choice(&s.Tier, tiers...)},
		{"zone", "", "IANA zone of dates that state none; UTC if not given", text(&s.Zone, zoneName)},
		{"day_first", "false", "3/4/2021 is 3 April", yesNo(&s.DayFirst)},
		{"wrapped", "false", "links are redirect wrappers: text comes from the feed, pages are not fetched", yesNo(&s.Wrapped)},
		{"unvalidated", "false", "poll as configured although the server sends no validators (else daily at most)", yesNo(&s.Unvalidated)},
		{"disabled", "false", "keep it in the file, do not poll it", yesNo(&s.Disabled)},
		{"selector", "", "page: CSS selector of article links", text(&s.Selector, selector)},
		{"pattern", "", "page and sitemap: regular expression that an article's address must match", text(&s.Pattern, pattern)},
	}
}

// maxBudget bounds alerts a day.
const maxBudget = 10_000

// draft is a channel as the file has it: the secret is still a file's name.
type draft struct {
	roundwatch.Channel
	secretFile string
	origin     place
}

// newDraft is a channel that says nothing.
func newDraft() *draft { return &draft{Channel: roundwatch.Channel{Budget: -1}} }

// channelKeys are the keys of one [[channel]].
func channelKeys(c *draft) []key {
	return []key{
		{"name", "", "required; unique; also the name of the systemd credential that is used without secret_file", filled(&c.Name, name)},
		{"kind", "", "required; webhook, file, mail, slack, telegram, ntfy, matrix or exec", choice(&c.Kind, kinds()...)},
		{"url", "", "webhook, slack, ntfy: where to post; telegram, matrix: base address; mail: smtp://host:port or smtps://host:port", filled(&c.URL, channelAddress)},
		{"path", "", "file: folder; exec: program", filled(&c.Path, something)},
		{"args", "", "exec: arguments", words(&c.Args, nil)},
		{"from", "", "mail: sender", filled(&c.From, mailAddress)},
		{"to", "", "mail: addresses; telegram: chat; matrix: room; ntfy: topic", words(&c.To, something)},
		{"user", "", "mail: user name", filled(&c.User, something)},
		{"secret_file", "", "file with the signing secret, password or token", filled(&c.secretFile, something)},
		{"only", "", `"filed": only what has a round; "": everything relevant`, choice(&c.Only, "", "filed")},
		{"rounds", "", "only these rounds", words(&c.Rounds, nil)},
		{"tiers", "", "only sources of these tiers", words(&c.Tiers, tier)},
		{"langs", "", "only these languages", words(&c.Langs, language)},
		{"min_confidence", "0", "only filings at least this certain, 0 to 1", fraction(&c.MinConfidence)},
		{"budget", "", "as alerts.budget, for this channel", number(&c.Budget, 0, maxBudget)},
	}
}

// oneOf is the check of a word among a few.
func oneOf(allowed ...string) func(string) string {
	return func(s string) string {
		for _, a := range allowed {
			if a == s {
				return ""
			}
		}
		return list(allowed)
	}
}

// find returns the key of a name.
func find(keys []key, name string) (key, bool) {
	for _, k := range keys {
		if k.name == name {
			return k, true
		}
	}
	return key{}, false
}

func names(keys []key) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = k.name
	}
	return out
}

// fill puts the defaults in. One that is wrong is a fault of this program.
func fill(keys []key) {
	for _, k := range keys {
		if k.fallback == "" {
			continue
		}
		if err := k.slot.set(k.fallback); err != nil {
			panic("config: default of " + k.name + ": " + err.Error())
		}
	}
}
