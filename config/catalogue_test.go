package config

import (
	"maps"
	"net/url"
	"testing"
	"time"

	"roundwatch"
)

func TestTheCatalogueHoldsAllFiveLanguagesAndKinds(t *testing.T) {
	kinds, langs := map[roundwatch.SourceKind]int{}, map[string]int{}
	tiers := map[roundwatch.Tier]int{}
	enabled := 0
	for _, s := range Catalogue() {
		kinds[s.Kind]++
		langs[s.Lang]++
		tiers[s.Tier]++
		if !s.Disabled {
			enabled++
		}
	}
	wantKinds := map[roundwatch.SourceKind]int{roundwatch.KindFeed: 105, roundwatch.KindPage: 13, roundwatch.KindSitemap: 4}
	if !maps.Equal(kinds, wantKinds) {
		t.Errorf("kinds %v, want %v", kinds, wantKinds)
	}
	wantLangs := map[string]int{"en": 71, "ar": 29, "fa": 9, "ckb": 6, "ku": 1, "tr": 6}
	if !maps.Equal(langs, wantLangs) {
		t.Errorf("languages %v, want %v", langs, wantLangs)
	}
	if len(tiers) != 5 {
		t.Errorf("tiers %v, want all five", tiers)
	}
	if enabled != 110 {
		t.Errorf("%d sources enabled, want the 110 that were seen to answer", enabled)
	}
}

func TestEveryCatalogueSourceIsWhole(t *testing.T) {
	names, urls := map[string]bool{}, map[string]bool{}
	for _, s := range Catalogue() {
		u, err := url.Parse(s.URL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			t.Errorf("%s: address %q", s.Name, s.URL)
		}
		if _, err := time.LoadLocation(s.Zone); err != nil || s.Zone == "" || s.Lang == "" {
			t.Errorf("%s: zone %q, language %q", s.Name, s.Zone, s.Lang)
		}
		if names[s.Name] || urls[s.URL] {
			t.Errorf("%s: name or address is there twice", s.Name)
		}
		names[s.Name], urls[s.URL] = true, true
	}
}

func TestSearchesAreWrapped(t *testing.T) {
	wrappers := map[string]bool{"news.google.com": true, "www.bing.com": true, "api.gdeltproject.org": true}
	for _, s := range Catalogue() {
		u, _ := url.Parse(s.URL)
		if s.Wrapped != wrappers[u.Host] {
			t.Errorf("%s: wrapped %v", s.Name, s.Wrapped)
		}
	}
}

func TestTheBuiltInConfigurationIsRightAndPollsTheCatalogue(t *testing.T) {
	t.Chdir(t.TempDir())
	c, err := Load(Lookup{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != len(Catalogue()) || len(c.Channels) != 0 || c.Web.Listen != "127.0.0.1:8420" {
		t.Errorf("%d sources, %d channels, web %q", len(c.Sources), len(c.Channels), c.Web.Listen)
	}
	for _, s := range c.Sources {
		if s.Every < c.Poll.Floor {
			t.Errorf("%s: every %s", s.Name, s.Every)
		}
	}
	if len(c.Warnings) != 1 {
		t.Errorf("warnings %q, want one: there is no contact", c.Warnings)
	}
}
