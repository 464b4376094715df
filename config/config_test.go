package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"roundwatch"
)

// write puts a file in a new folder and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func mustCheck(t *testing.T, text string, look Lookup) *Config {
	t.Helper()
	c, err := check(filepath.Join(t.TempDir(), "r.toml"), []byte(text), look)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryFaultIsTold(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // beginnings of lines, less the file's name
	}{
		{"an unknown key has its nearest name", "[poll]\nevry = \"1h\"\n",
			[]string{`2:1: poll.evry: unknown key; did you mean poll.every?`}},
		{"an unknown table is told once", "[pol]\nevery = \"1h\"\nfloor = 3\n",
			[]string{`1:2: pol: unknown table; did you mean poll?`}},
		{"a table that should be a list", "[source]\nname = \"a\"\n",
			[]string{`1:2: source: is a list; write [[source]]`}},
		{"a list that should be a table", "[[poll]]\n",
			[]string{`1:3: poll: is one table; write [poll]`}},
		{"all faults at once, in the order of the file",
			"[network]\ncontact = \"nobody\"\n  host_interval = \"quick\"\nallow_private = [\"127.0.0.0/99\"]\n[poll]\nevery = 30\n[alerts]\nbudget = \"many\"\n[digest]\nat = \"24:00\"\nzone = \"Asia/Bagdad\"\nformats = [\"pdf\"]\n",
			[]string{
				`2:1: network.contact: "nobody" is not allowed; allowed: an http or https address or a mail address`,
				`3:3: network.host_interval: "quick" is not allowed; allowed: a time such as "90s", "30m" or "6h", from 0s to 10m`,
				`4:1: network.allow_private: "127.0.0.0/99" is not allowed; allowed: networks such as`,
				`6:1: poll.every: 30 is not allowed; allowed: a time such as`,
				`8:1: alerts.budget: "many" is not allowed; allowed: a whole number from 0 to 10000`,
				`10:1: digest.at: "24:00" is not allowed; allowed: a time of day`,
				`11:1: digest.zone: "Asia/Bagdad" is not allowed; allowed: an IANA zone`,
				`12:1: digest.formats: "pdf" is not allowed; allowed: md, html, json, atom`,
			}},
		{"a broken line, and the faults before it", "[poll]\nfloor = 0\nevery = \n",
			[]string{`2:1: poll.floor: 0 is not allowed`, `3:9: unexpected character U+000A at start of value`}},
		{"a table that breaks off", "[[source]]\nname = \"a\"\nurl = https://a.example/\n", []string{`3:7: `}},
		{"a key given twice", "[poll]\nfloor = \"1h\"\nfloor = \"2h\"\n",
			[]string{`3:1: poll.floor: set a second time; first on line 2`}},
		{"a table given twice", "[poll]\nfloor = \"1h\"\n[poll]\nevery = \"2h\"\n",
			[]string{`3:2: table poll already exists`}},
		{"what a source lacks", "[[source]]\nlang = \"en\"\n",
			[]string{`1:3: source.name: is missing`, `1:3: source.url: is missing`}},
		{"what is given but empty", "[[source]]\nname = \"\"\nurl = \"\"\n",
			[]string{`2:1: source.name: "" is not allowed; allowed: letters, digits`, `3:1: source.url: "" is not allowed; allowed: an http or https address`}},
		{"a callback that leads nowhere", "[web]\nlisten = \"\"\n[websub]\ncallback = \"https://press.example/\"\n",
			[]string{`4:1: websub.callback: leads nowhere: web.listen is ""`}},
		{"a callback to which no path can be added", "[websub]\ncallback = \"https://press.example/?a=b\"\n",
			[]string{`2:1: websub.callback: "https://press.example/?a=b" is not allowed; allowed: an http or https address without ? and #`}},
		{"two sources of one name", "[[source]]\nname = \"a\"\nurl = \"https://a.example/\"\n[[source]]\nname = \"a\"\nurl = \"https://b.example/\"\n",
			[]string{`5:1: source.name: "a" is used by two sources`}},
		{"reserved names", "[[source]]\nname = \"seeds\"\nurl = \"https://a.example/\"\n",
			[]string{`2:1: source.name: "seeds" is reserved`}},
		{"a source wrong in everything",
			"[[source]]\nname = \"a b\"\nkind = \"rss\"\nurl = \"ftp://a.example/\"\nevery = \"-1h\"\nlang = \"English\"\ntier = \"blog\"\nzone = \"Local\"\nday_first = \"yes\"\nselector = \"a[\"\npattern = \"(\"\n",
			[]string{
				`2:1: source.name: "a b" is not allowed; allowed: letters, digits`,
				`3:1: source.kind: "rss" is not allowed; allowed: feed, page, sitemap`,
				`4:1: source.url: "ftp://a.example/" is not allowed; allowed: an http or https address`,
				`5:1: source.every: "-1h" is not allowed`,
				`6:1: source.lang: "English" is not allowed; allowed: a language tag`,
				`7:1: source.tier: "blog" is not allowed; allowed: official, agency, press, partisan, aggregator`,
				`8:1: source.zone: "Local" is not allowed`,
				`9:1: source.day_first: "yes" is not allowed; allowed: true or false`,
				`10:1: source.selector: "a[" is not allowed; allowed: a CSS selector`,
				`11:1: source.pattern: "(" is not allowed; allowed: a regular expression`,
			}},
		{"keys of another kind", "[[source]]\nname = \"a\"\nurl = \"https://a.example/\"\nselector = \"a\"\npattern = \"x\"\n",
			[]string{`4:1: source.selector: counts for kind = "page" only`, `5:1: source.pattern: counts for kind = "page" and "sitemap" only`}},
		{"an address with a password", "[[source]]\nname = \"a\"\nurl = \"https://me:pw@a.example/\"\n",
			[]string{`3:1: source.url: `}},
		{"a source nested in a list", "source = [{name = \"a\", url = \"x\", colour = 3}]\n",
			[]string{`1:24: source.url: "x" is not allowed`, `1:35: source.colour: unknown key`}},
		{"a date where none belongs", "[web]\nlisten = 2021-04-07\n",
			[]string{`2:1: web.listen: a value of this type is not allowed; allowed: a string in quotes`}},
		{"what channels lack", "[[channel]]\nname = \"a\"\n[[channel]]\nname = \"b\"\nkind = \"pigeon\"\n[[channel]]\nname = \"b\"\nkind = \"mail\"\nurl = \"https://a.example\"\n",
			[]string{
				`1:3: channel.kind: is missing`,
				`5:1: channel.kind: "pigeon" is not allowed; allowed: webhook`,
				`6:3: channel.from: is missing; a channel of kind mail needs it`,
				`6:3: channel.to: is missing; a channel of kind mail needs it`,
				`7:1: channel.name: "b" is used by two channels`,
				`9:1: channel.url: mail takes smtp://host:port`,
			}},
		{"receivers that a kind cannot serve", "[[channel]]\nname = \"a\"\nkind = \"ntfy\"\nto = [\"x\", \"y\"]\n[[channel]]\nname = \"b\"\nkind = \"mail\"\nurl = \"smtp://a.example:587\"\nfrom = \"a@a.example\"\nto = [\"nobody\"]\n[[channel]]\nname = \"c\"\nkind = \"ntfy\"\nto = []\n[[channel]]\nname = \"d\"\nkind = \"ntfy\"\nto = \"x\"\n",
			[]string{
				`4:1: channel.to: names 2; a channel of kind ntfy has one receiver`,
				`10:1: channel.to: "nobody" is not allowed; allowed: a mail address`,
				`14:1: channel.to: names nobody`,
				`18:1: channel.to: "x" is not allowed; allowed: a list such as`,
			}},
		{"a round that is not in the dossier", "[[channel]]\nname = \"a\"\nkind = \"file\"\npath = \"out\"\nrounds = [\"sd-4\", \"sd4\"]\n",
			[]string{`5:1: channel.rounds: "sd4" is no round of the dossier; did you mean sd-4?`}},
		{"a digest for nobody", "[digest]\nchannels = [\"desk\"]\n",
			[]string{`2:1: digest.channels: "desk" is not the name of a [[channel]]`}},
		{"a secret in the file itself", "[[channel]]\nname = \"a\"\nkind = \"webhook\"\nurl = \"https://a.example\"\nsecret = \"x\"\n",
			[]string{`5:1: channel.secret: unknown key`}},
		{"brackets without end", "a = " + strings.Repeat("[", 5000),
			[]string{`1:1: brackets nest deeper`}},
		{"bytes that are no text", "a = \"\xff\"\n", []string{`1:6: `}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := check("r.toml", []byte(tt.text), Lookup{})
			var faults Errors
			if !errors.As(err, &faults) {
				t.Fatalf("check: %v, want Errors", err)
			}
			got := strings.Split(faults.Error(), "\n")
			for i, line := range got {
				got[i] = strings.TrimPrefix(line, "r.toml:")
			}
			if len(got) != len(tt.want) {
				t.Fatalf("faults:\n%s\nwant %d", strings.Join(got, "\n"), len(tt.want))
			}
			for i, want := range tt.want {
				if !strings.HasPrefix(got[i], want) {
					t.Errorf("fault %d: %s\nwant it to begin %s", i, got[i], want)
				}
			}
		})
	}
}

func TestSchedules(t *testing.T) {
	tests := []struct {
		schedule string
		fault    string // "" if allowed
	}{
		{"0 */2 * * *", ""},
		{"@every 2h", ""},
		{"@hourly", ""},
		{"0 0 29 2 *", ""},
		{"0 0 30 2 *", "five cron fields that some day match"},
		{"CRON_TZ=", "five cron fields"},
		{"TZ= 0 0 * * *", "five cron fields"},
		{"CRON_TZ=Asia/Baghdad 0 0 * * *", "the zone is the key zone's"},
		{"@every -5m", "five cron fields"},
		{"@every 500ms", "five cron fields"},
		{"0 0 * *", "five cron fields"},
		{"0 0 * * 7", "five cron fields"},
		{"*/5 * * * *", "fires 5m apart; allowed: no oftener than poll.floor, 30m"},
		{"0,10 8 * * 1", "fires 10m apart"},
	}
	for _, tt := range tests {
		t.Run(tt.schedule, func(t *testing.T) {
			text := "[[source]]\nname = \"a\"\nurl = \"https://a.example/\"\nschedule = " + quote(tt.schedule)
			_, err := check("r.toml", []byte(text), Lookup{})
			switch {
			case tt.fault == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.fault != "" && (err == nil || !strings.Contains(err.Error(), tt.fault)):
				t.Errorf("error %v, want %q", err, tt.fault)
			}
		})
	}
}

func TestTheFirstFileFoundIsUsedAlone(t *testing.T) {
	home, work := t.TempDir(), t.TempDir()
	t.Chdir(work)
	put := func(file, zone string) string {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("[digest]\nzone = "+quote(zone)), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	zoneOf := func(look Lookup) string {
		c, err := Load(look)
		if err != nil {
			t.Fatal(err)
		}
		return c.Digest.Zone.String()
	}
	env := []string{"HOME=" + home}
	if got := zoneOf(Lookup{Env: env}); got != "Asia/Baghdad" {
		t.Errorf("built-in: zone %s", got)
	}
	put(filepath.Join(home, ".config/roundwatch/roundwatch.toml"), "Asia/Tehran")
	if got := zoneOf(Lookup{Env: env}); got != "Asia/Tehran" {
		t.Errorf("the user's folder: zone %s", got)
	}
	put(filepath.Join(home, "xdg/roundwatch/roundwatch.toml"), "Asia/Qatar")
	if got := zoneOf(Lookup{Env: append(env, "XDG_CONFIG_HOME="+home+"/xdg")}); got != "Asia/Qatar" {
		t.Errorf("XDG_CONFIG_HOME: zone %s", got)
	}
	put(FileName, "Asia/Dubai")
	if got := zoneOf(Lookup{Env: env}); got != "Asia/Dubai" {
		t.Errorf("working folder: zone %s", got)
	}
	env = append(env, "ROUNDWATCH_CONFIG="+put(filepath.Join(work, "named.toml"), "Europe/Paris"))
	if got := zoneOf(Lookup{Env: env}); got != "Europe/Paris" {
		t.Errorf("environment: zone %s", got)
	}
	look := Lookup{Env: env, Flag: put(filepath.Join(work, "flag.toml"), "Europe/Berlin")}
	if got := zoneOf(look); got != "Europe/Berlin" {
		t.Errorf("flag: zone %s", got)
	}
}

func TestANamedFileMustExist(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, look := range []Lookup{{Flag: "none.toml"}, {Env: []string{"ROUNDWATCH_CONFIG=none.toml"}}} {
		if _, err := Load(look); err == nil || !strings.Contains(err.Error(), "none.toml") {
			t.Errorf("Load(%v): %v", look, err)
		}
	}
}

func TestAFileBeyondTheBoundIsRefused(t *testing.T) {
	file := write(t, "r.toml", "# "+strings.Repeat("x", maxFile))
	if _, err := Load(Lookup{Flag: file}); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("Load: %v", err)
	}
}

func TestTooManySourcesAreRefused(t *testing.T) {
	var b strings.Builder
	for i := range MaxSources + 1 {
		fmt.Fprintf(&b, "[[source]]\nname = \"s%d\"\nurl = \"https://a.example/%d\"\n", i, i)
	}
	if _, err := check("r.toml", []byte(b.String()), Lookup{}); err == nil || !strings.Contains(err.Error(), "at most 10000") {
		t.Errorf("check: %v", err)
	}
}

func TestEnvironmentWinsOverFileOverDefault(t *testing.T) {
	text := "[poll]\nevery = \"1h\"\n[store]\nraw_days = 3\n[log]\nlevel = \"warn\"\n"
	env := []string{"ROUNDWATCH_POLL_EVERY=2h", "ROUNDWATCH_LOG_LEVEL=error", "ROUNDWATCH_DIGEST_FORMATS=md,atom"}
	c := mustCheck(t, text, Lookup{Env: env})
	if c.Store.RawDays != 3 || c.Poll.Every != 2*time.Hour || c.Log.Level != "error" || c.Digest.At != 6*60 {
		t.Errorf("raw_days %d, every %s, level %s, at %s", c.Store.RawDays, c.Poll.Every, c.Log.Level, c.Digest.At)
	}
	if want := []string{"md", "atom"}; !slices.Equal(c.Digest.Formats, want) {
		t.Errorf("formats %v, want %v", c.Digest.Formats, want)
	}
	origin := map[string]string{}
	for _, s := range c.settings {
		origin[s.key] = s.origin.String()
	}
	for key, want := range map[string]string{"poll.every": "$ROUNDWATCH_POLL_EVERY", "log.level": "$ROUNDWATCH_LOG_LEVEL", "digest.at": ""} {
		if origin[key] != want {
			t.Errorf("origin of %s: %q, want %q", key, origin[key], want)
		}
	}
	if !strings.HasSuffix(origin["store.raw_days"], "r.toml:4:1") {
		t.Errorf("origin of store.raw_days: %q", origin["store.raw_days"])
	}
}

func TestAWrongOverrideNamesItsVariable(t *testing.T) {
	_, err := check("r.toml", nil, Lookup{Env: []string{"ROUNDWATCH_STORE_RAW_DAYS=-1"}})
	want := "$ROUNDWATCH_STORE_RAW_DAYS: store.raw_days: \"-1\" is not allowed; allowed: a whole number from 0 to 3650"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestSourcesTakeWhatTheSettingsSay(t *testing.T) {
	c := mustCheck(t, `
[network]
allow_private = ["127.0.0.0/8"]
[poll]
every = "45m"
[[source]]
name = "plain"
url = "https://a.example/feed"
[[source]]
name = "hasty"
url = "https://b.example/feed"
every = "1m"
[[source]]
name = "local"
url = "http://127.0.0.1:8099/feed"
every = "1s"
`, Lookup{})
	want := map[string]time.Duration{"plain": 45 * time.Minute, "hasty": 30 * time.Minute, "local": time.Second}
	for _, s := range c.Sources {
		if s.Every != want[s.Name] {
			t.Errorf("%s: every %s, want %s", s.Name, s.Every, want[s.Name])
		}
		if floored := s.Name != "local"; (s.Floor == 30*time.Minute) != floored {
			t.Errorf("%s: floor %s", s.Name, s.Floor)
		}
		if s.Kind != roundwatch.KindFeed || s.Tier != roundwatch.TierPress {
			t.Errorf("%s: kind %s, tier %s", s.Name, s.Kind, s.Tier)
		}
	}
	if !slices.ContainsFunc(c.Warnings, func(w string) bool { return strings.Contains(w, "hasty: every 1m is below poll.floor 30m") }) {
		t.Errorf("warnings %q", c.Warnings)
	}
}

func TestADossierOfOnesOwnStandsBesideTheConfiguration(t *testing.T) {
	file := write(t, "r.toml", "[poll]\nfloor = 0\n[dossier]\nfile = \"own.toml\"\n")
	if _, err := Load(Lookup{Flag: file}); err == nil || !strings.Contains(err.Error(), "r.toml:4:1: dossier.file: open ") {
		t.Errorf("no dossier: %v", err)
	}
	own := filepath.Join(filepath.Dir(file), "own.toml")
	if err := os.WriteFile(own, []byte("id = \"x y\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(Lookup{Flag: file})
	if err == nil || !strings.Contains(err.Error(), own+":1:1: id: ") || !strings.Contains(err.Error(), "r.toml:2:1: poll.floor: ") {
		t.Errorf("the faults of both files: %v", err)
	}
	if err := os.WriteFile(own, []byte(strings.Replace(string(defaultDossier), "us-iraq", "own", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(Lookup{Flag: write(t, "r.toml", ""), Env: []string{"ROUNDWATCH_DOSSIER_FILE=" + own}})
	if err != nil {
		t.Fatal(err)
	}
	if c.Dossier.ID != "own" {
		t.Errorf("dossier %s", c.Dossier.ID)
	}
}

func TestAFileStartsWithoutSourcesUnlessItAsksForTheCatalogue(t *testing.T) {
	if c := mustCheck(t, "", Lookup{}); len(c.Sources) != 0 || len(c.Warnings) == 0 {
		t.Errorf("%d sources, warnings %q", len(c.Sources), c.Warnings)
	}
	c := mustCheck(t, "catalogue = true\n[[source]]\nname = \"white-house\"\nurl = \"https://a.example/\"\ndisabled = true\n", Lookup{})
	if len(c.Sources) != len(Catalogue()) {
		t.Errorf("%d sources, want %d: one of them replaced", len(c.Sources), len(Catalogue()))
	}
	if first := c.Sources[0]; first.Name != "white-house" || !first.Disabled {
		t.Errorf("first source %+v", first)
	}
}

func TestWarnings(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"no contact", "", "network.contact is not set"},
		{"a pace that has no effect", "[network]\nhost_interval = \"10ms\"", "has no effect without network.allow_private"},
		{"a page for everybody", "[web]\nlisten = \":8420\"", "can be reached from other machines"},
		{"a callback that others can read", "[websub]\ncallback = \"http://press.example\"", "websub.callback is not https"},
		{"an unsigned webhook", "[[channel]]\nname = \"desk\"\nkind = \"webhook\"\nurl = \"https://a.example/\"", "channel desk: without secret_file"},
		{"one address twice", "[[source]]\nname = \"a\"\nurl = \"https://a.example/\"\n[[source]]\nname = \"b\"\nurl = \"https://a.example/\"", "source b has the same address as a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := mustCheck(t, tt.text, Lookup{})
			if !slices.ContainsFunc(c.Warnings, func(w string) bool { return strings.Contains(w, tt.want) }) {
				t.Errorf("warnings %q, want one with %q", c.Warnings, tt.want)
			}
		})
	}
	c := mustCheck(t, "", Lookup{Env: []string{"ROUNDWATCH_POLL_EVRY=1h"}})
	if want := "$ROUNDWATCH_POLL_EVRY is no setting; did you mean ROUNDWATCH_POLL_EVERY?"; !slices.Contains(c.Warnings, want) {
		t.Errorf("warnings %q, want %q", c.Warnings, want)
	}
}

func TestTheEffectiveConfigurationReadsAsTheSameOne(t *testing.T) {
	first := mustCheck(t, `
[network]
contact = "https://desk.example/poller"
allow_private = ["127.0.0.0/8", "::1"]
[alerts]
quiet = "22:00-06:00"
[[source]]
name = "listing"
kind = "page"
url = "https://a.example/سياسة"
selector = "h2 a[href*=\"/news/\"]"
pattern = "/news/\\d+"
schedule = "0 */2 * * *"
zone = "Asia/Baghdad"
[[channel]]
name = "local"
kind = "exec"
path = "/usr/bin/logger"
args = ["-t", "-t"]
budget = 0
tiers = ["official"]
min_confidence = 0.7
`, Lookup{Env: []string{"ROUNDWATCH_WEB_LISTEN="}})
	var b strings.Builder
	if err := first.Write(&b); err != nil {
		t.Fatal(err)
	}
	second := mustCheck(t, b.String(), Lookup{})
	for _, c := range []*Config{first, second} {
		c.File, c.settings, c.origins, c.drafts = "", nil, nil, nil
	}
	if !reflect.DeepEqual(first, second) {
		t.Errorf("read again:\n%+v\nwas\n%+v\nfrom\n%s", second, first, b.String())
	}
}

func BenchmarkLoadBuiltIn(b *testing.B) {
	for b.Loop() {
		if _, err := check("", builtInFile, Lookup{}); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("catalogue = true\n[poll]\nevery = \"1h\"\n[[source]]\nname = \"a\"\nurl = \"https://a.example/\"\n")
	f.Add("source = [{name = \"a\"}, 3]\n[x.y]\nz = {a = {b = 1}}\n")
	f.Add("[[channel]]\nname = \"a\"\nkind = \"exec\"\npath = \"x\"\nargs = [1]\n")
	f.Add("[[source]]\nschedule = \"TZ=\"\n[source.deeper]\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := check("r.toml", []byte(text), Lookup{})
		var faults Errors
		if err != nil && !errors.As(err, &faults) {
			t.Fatalf("not a list of faults: %v", err)
		}
		if err != nil {
			return
		}
		var b strings.Builder
		if err := c.Write(&b); err != nil {
			t.Fatal(err)
		}
		if _, err := check("r.toml", []byte(b.String()), Lookup{}); err != nil && !strings.Contains(b.String(), "(hidden)") {
			t.Errorf("the effective configuration is refused: %v\n%s", err, b.String())
		}
	})
}
