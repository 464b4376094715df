package ingest

import (
	"fmt"
	"slices"
	"time"

	"roundwatch"
)

// What alerts: every new relevant article that is no copy, on every channel
// that does not ask for less. When it is sent is the courier's business, and
// that one story alerts once is the archive's.

// alertKey names an alert about an article: the same item never alerts a
// channel under two keys.
func alertKey(kind string, item int64, channel string) string {
	return fmt.Sprintf("%s/%d/%s", kind, item, channel)
}

// articleAlerts returns the alerts that a newly judged article gives rise to.
func articleAlerts(it roundwatch.Item, s roundwatch.Source, a roundwatch.Article, f roundwatch.Filing, d roundwatch.Dossier, channels []roundwatch.Channel, now time.Time) []roundwatch.Alert {
	if !f.Relevant {
		return nil
	}
	round, _, _ := d.Round(f.Round)
	var alerts []roundwatch.Alert
	for _, c := range channels {
		if !wants(c, s, a, f) {
			continue
		}
		alerts = append(alerts, roundwatch.Alert{
			Key: alertKey(roundwatch.AlertNew, it.ID, c.Name), Channel: c.Name, Type: roundwatch.AlertNew,
			Item: it.ID, Source: s.Name, Tier: s.Tier, Lang: a.Lang,
			Round: f.Round, RoundName: round.Name, Verdict: f.Verdict, Confidence: f.Confidence,
			Title: a.Title, URL: a.URL, Published: a.Published, PublishedFrom: a.PublishedFrom, FirstSeen: it.FirstSeen,
			Quote: strongest(f), Due: now, CreatedAt: now,
		})
	}
	return alerts
}

// wants reports whether a channel asks for such an article. A channel that
// names nothing asks for everything.
func wants(c roundwatch.Channel, s roundwatch.Source, a roundwatch.Article, f roundwatch.Filing) bool {
	filed := f.Verdict == roundwatch.VerdictFiled
	return (c.Only != onlyFiled || filed) &&
		(len(c.Rounds) == 0 || filed && slices.Contains(c.Rounds, f.Round)) &&
		(len(c.Tiers) == 0 || slices.Contains(c.Tiers, s.Tier)) &&
		(len(c.Langs) == 0 || slices.Contains(c.Langs, a.Lang)) &&
		(!filed || f.Confidence >= c.MinConfidence)
}

// onlyFiled is the value of a channel's Only that leaves out what has no round.
const onlyFiled = "filed"

// strongest is the quote that weighs most for the filing.
func strongest(f roundwatch.Filing) string {
	var best roundwatch.Evidence
	for _, e := range f.Evidence {
		if e.Quote != "" && (e.Round == f.Round || f.Round == "") && e.Weight > best.Weight {
			best = e
		}
	}
	return best.Quote
}
