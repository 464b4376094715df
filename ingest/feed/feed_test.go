package feed

import (
	"slices"
	"testing"
	"time"
)

func TestHoursAndDaysToLeaveAFeedAlone(t *testing.T) {
	f, err := Parse([]byte(`<rss version="2.0"><channel><title>Agency</title><skipHours><hour>0</hour><hour>24</hour><hour>13</hour><hour>x</hour></skipHours>
<skipDays><day>Friday</day><day>saturday</day><day>Feast</day></skipDays><item><title>One</title><guid>1</guid></item></channel></rss>`), Options{})
	if err != nil || !slices.Equal(f.SkipHours, []int{0, 0, 13}) || !slices.Equal(f.SkipDays, []time.Weekday{time.Friday, time.Saturday}) {
		t.Errorf("%v %v %v", f.SkipHours, f.SkipDays, err)
	}
}

func TestParseReadsARSSItem(t *testing.T) {
	f, err := Parse([]byte(`<?xml version="1.0"?><rss version="2.0"><channel><title>Agency</title>
<link>https://agency.example/</link><ttl>90</ttl>
<item><title>Talks &amp;amp; terms</title><link>/news/1</link><guid isPermaLink="false">a-1</guid>
<pubDate>Tue, 11 Feb 2025 09:05:00 +0300</pubDate><description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description></item>
</channel></rss>`), Options{URL: "https://agency.example/feed", Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil || len(f.Items) != 1 {
		t.Fatalf("%v, %d items", err, len(f.Items))
	}
	item := f.Items[0]
	if f.Format != FormatRSS || f.Title != "Agency" || f.URL != "https://agency.example/" || f.TTL != 90*time.Minute {
		t.Errorf("feed %+v", f)
	}
	if item.Title != "Talks & terms" || item.URL != "https://agency.example/news/1" || item.GUID != "a-1" || item.Summary != "One.\n\nTwo." {
		t.Errorf("item %+v", item)
	}
	if want := time.Date(2025, 2, 11, 6, 5, 0, 0, time.UTC); !item.Published.Equal(want) || !item.Updated.IsZero() {
		t.Errorf("published %v, updated %v", item.Published, item.Updated)
	}
}
