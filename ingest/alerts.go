package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"

	"roundwatch"
)

// Which alerts an article gives rise to. By default every new article that is
// about the dialogue and no copy goes to every channel, with its round or
// without one; a channel may ask for less. Two outlets that tell one story in
// words of their own alert twice: whether they do is a guess, and a guess must
// not keep news back. What is too much for a day the budget rolls up.
//
// The keys are stable, because the same judgement made again after a crash
// must not alert twice.

// maxAlertQuote bounds the quote of an alert, in characters.
const maxAlertQuote = 280

// nameOf is what the keys of an item's alerts call it: made of what its source
// knows it by, and not of its id, since an archive that was restored from a
// backup gives ids out again.
func nameOf(it roundwatch.Item) string {
	known := it.GUID + "\x00" + it.Canonical
	if it.GUID == "" { // a source may give one link to several items
		known += "\x00" + it.Title + "\x00" + it.Summary
	}
	sum := sha256.Sum256([]byte(it.Source + "\x00" + known))
	return hex.EncodeToString(sum[:8])
}

// articleAlerts are the alerts of a newly settled article; name is its item's.
func articleAlerts(in roundwatch.Settled, name string, s roundwatch.Source, d roundwatch.Dossier, channels []roundwatch.Channel) []roundwatch.Alert {
	f := in.Filing
	if !f.Relevant && f.Verdict != roundwatch.VerdictFiled && f.Verdict != roundwatch.VerdictReview {
		return nil
	}
	var alerts []roundwatch.Alert
	for _, c := range channels {
		if !wants(c, s, in.Article, f) {
			continue
		}
		a := alertOf(in.Article, f, s, d)
		a.Key, a.Channel, a.Type = fmt.Sprintf("%s/%s/%s", roundwatch.AlertNew, name, c.Name), c.Name, roundwatch.AlertNew
		a.Text, a.Due, a.CreatedAt = whatIsNew(in), in.At, in.At
		alerts = append(alerts, a)
	}
	return alerts
}

// WouldAlert are the alerts that a stored article would raise if it came now:
// what channels that are yet to be would have received. Nothing is sent.
func WouldAlert(a roundwatch.Article, f roundwatch.Filing, s roundwatch.Source, d roundwatch.Dossier, channels []roundwatch.Channel) []roundwatch.Alert {
	return articleAlerts(roundwatch.Settled{Item: a.Item, At: a.FirstSeen, Article: a, Filing: f}, strconv.FormatInt(a.Item, 10), s, d, channels)
}

// wants tells whether a channel asked for such an article.
func wants(c roundwatch.Channel, s roundwatch.Source, a roundwatch.Article, f roundwatch.Filing) bool {
	allowed := func(n int, has bool) bool { return n == 0 || has }
	return (c.Only != "filed" || f.Verdict == roundwatch.VerdictFiled) &&
		allowed(len(c.Rounds), slices.Contains(c.Rounds, f.Round)) &&
		allowed(len(c.Tiers), slices.Contains(c.Tiers, s.Tier)) &&
		allowed(len(c.Langs), slices.Contains(c.Langs, a.Lang)) &&
		f.Confidence >= c.MinConfidence
}

// alertOf fills in what every alert about an article says.
func alertOf(a roundwatch.Article, f roundwatch.Filing, s roundwatch.Source, d roundwatch.Dossier) roundwatch.Alert {
	out := roundwatch.Alert{
		Item: a.Item, Source: a.Source, Tier: s.Tier, Lang: a.Lang,
		Round: f.Round, Verdict: f.Verdict, Confidence: f.Confidence,
		Title: a.Title, URL: a.URL, Published: a.Published, PublishedFrom: a.PublishedFrom, FirstSeen: a.FirstSeen,
		Quote: roundwatch.Strongest(a.Text, f.Evidence, f.Round, maxAlertQuote),
	}
	if f.Round != "" {
		out.RoundName = d.RoundName(f.Round)
	}
	return out
}

// whatIsNew says what an article adds to what is known.
func whatIsNew(in roundwatch.Settled) string {
	switch in.Filing.Role {
	case roundwatch.RolePreview:
		return "Looks ahead to the round."
	case roundwatch.RoleRetrospective:
		return "Looks back on the round."
	}
	if in.Story == 0 {
		return "New story."
	}
	return "More on a story in the archive."
}

// An erratum corrects an alert. Errata are addressed to every channel; the
// archive lets through those whose article was alerted there.

// editErrata are the errata of an edit that moved the substance of an article.
func editErrata(a roundwatch.Article, f roundwatch.Filing, r roundwatch.Revision, s roundwatch.Source, d roundwatch.Dossier, channels []roundwatch.Channel) []roundwatch.Alert {
	if r.Change == "" {
		return nil
	}
	a.Title, a.Text = r.Title, r.Text
	return errata(a, f, "The outlet changed its text. "+r.Change, fmt.Sprintf("edit-%d", r.At.UnixMilli()), r.At, s, d, channels)
}

// FilingErrata are the errata of a filing that takes the place of another: the
// article belongs to another round, to none, or is not about the dialogue. A
// filing that says the same as the one before gives rise to none.
func FilingErrata(a roundwatch.Article, before, after roundwatch.Filing, s roundwatch.Source, d roundwatch.Dossier, channels []roundwatch.Channel) []roundwatch.Alert {
	was, is := standing(before, d), standing(after, d)
	if was == is {
		return nil
	}
	return errata(a, after, fmt.Sprintf("Was told as: %s. Is: %s.", was, is), fmt.Sprintf("filing-%d", after.At.UnixMilli()), after.At, s, d, channels)
}

// standing says in words where a filing puts an article.
func standing(f roundwatch.Filing, d roundwatch.Dossier) string {
	switch {
	case f.Verdict == roundwatch.VerdictFiled:
		return d.RoundName(f.Round)
	case f.Verdict == roundwatch.VerdictReview:
		return "to be reviewed"
	case f.Relevant:
		return "no round"
	}
	return "not about the dialogue"
}

func errata(a roundwatch.Article, f roundwatch.Filing, what, which string, at time.Time, s roundwatch.Source, d roundwatch.Dossier, channels []roundwatch.Channel) []roundwatch.Alert {
	var alerts []roundwatch.Alert
	for _, c := range channels {
		e := alertOf(a, f, s, d)
		e.Key = fmt.Sprintf("%s/%d/%s/%s", roundwatch.AlertErratum, a.Item, c.Name, which)
		e.Channel, e.Type, e.Text, e.Due, e.CreatedAt = c.Name, roundwatch.AlertErratum, what, at, at
		alerts = append(alerts, e)
	}
	return alerts
}
