package config

import (
	"strings"
	"testing"
)

const smallDossier = `
id = "north-south"
name = "North–South talks"
[[party]]
id = "north"
name = "North"
words = ["north", "NRT"]
[[party]]
id = "south"
name = "South"
words = ["south"]
[[person]]
id = "ada"
name = "Ada Berg"
party = "north"
since = "2019-01-01"
spellings = ["berg"]
[[track]]
id = "talks"
name = "Talks"
[[track.call]]
name = "talks"
weight = 2
en = ["water talks"]
[[track.round]]
id = "one"
number = 1
name = "First round"
held = ["2020-03-02"]
from = "2020-02-01"
until = "2020-04-30"
principals = ["ada"]
[[track.round.signature]]
name = "dam"
weight = 1.5
en = ["dam + @ada|@south"]
`

func TestTheDefaultDossierIsRead(t *testing.T) {
	d := DefaultDossier()
	for _, id := range []string{"sd-1", "sd-2", "sd-3", "sd-4", "sfa-2008", "hcc-2023", "jscd-2023", "hmc-2024", "hcc-2024", "jscd-2024", "coalition-end", "security-2025"} {
		if _, _, ok := d.Round(id); !ok {
			t.Errorf("no round %s", id)
		}
	}
	if len(d.Hash()) != 64 {
		t.Errorf("hash %q", d.Hash())
	}
}

func TestTheHashFollowsContentNotLayout(t *testing.T) {
	parse := func(text string) string {
		t.Helper()
		d, err := ParseDossier("d.toml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return d.Hash()
	}
	plain := parse(smallDossier)
	if laidOut := parse("# a comment\n" + strings.ReplaceAll(smallDossier, " = ", "   =   ")); laidOut != plain {
		t.Error("layout changed the hash")
	}
	if heavier := parse(strings.Replace(smallDossier, "1.5", "1.6", 1)); heavier == plain {
		t.Error("a weight did not change the hash")
	}
}

func TestEveryFaultOfADossierIsTold(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"an unknown key", "weight = 1.5", "weight = 1.5\nwieght = 2", `36:1: track.round.signature.wieght: unknown key; did you mean weight?`},
		{"an unknown person", `principals = ["ada"]`, `principals = ["eva"]`, `32:1: track.round.principals: no person has the id "eva"; did you mean ada?`},
		{"an unknown name in a cue", "@south", "@sooth", `36:1: track.round.signature.en: no name has the id "sooth"; did you mean south?`},
		{"a day that is none", `from = "2020-02-01"`, `from = "2020-02-31"`, `30:1: track.round.from: "2020-02-31" is no day; write it as "2021-04-07"`},
		{"a window that ends before it begins", `until = "2020-04-30"`, `until = "2020-01-30"`, `31:1: track.round.until: before from; leave it out if the round is still open`},
		{"a day held outside the window", `held = ["2020-03-02"]`, `held = ["2020-06-02"]`, `29:1: track.round.held: 2020-06-02 lies outside from … until`},
		{"a weight of nothing", "weight = 1.5", "weight = 0", `35:1: track.round.signature.weight: want a number above 0, at most 10`},
		{"an id taken twice", `id = "south"`, `id = "north"`, `9:1: party.id: "north" is taken in line 5`},
		{"a third party", "[[person]]", "[[party]]\nid = \"west\"\nname = \"West\"\nwords = [\"west\"]\n[[person]]", `1:1: party: 3 given; a dialogue has exactly two`},
		{"a star inside a word", `"dam + `, `"d*m + `, `36:1: track.round.signature.en: "d*m": a * stands at the end of a word, an @ before an id`},
		{"a table in the wrong place", "[[party]]\nid = \"north\"", "[[track.round]]\n[[party]]\nid = \"north\"", `4:3: track.round: stands above the first table it can belong to; put it below a [[track]]`},
		{"a word that is no text", `en = ["water talks"]`, `en = [7]`, `24:1: track.call.en: want texts only`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(smallDossier, tt.old, tt.new, 1)
			if text == smallDossier {
				t.Fatal("nothing was changed")
			}
			_, err := ParseDossier("d.toml", []byte(text))
			if err == nil {
				t.Fatal("no fault told")
			}
			if !strings.Contains(err.Error(), "d.toml:"+tt.want) {
				t.Errorf("got\n%v\nwant\nd.toml:%s", err, tt.want)
			}
		})
	}
}

func FuzzParseDossier(f *testing.F) {
	f.Add([]byte(smallDossier))
	f.Add([]byte("[[track.round]]\n[[party]]\nid = 3"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := ParseDossier("d.toml", data)
		if err == nil && len(d.Parties) != 2 {
			t.Fatalf("%d parties and no fault", len(d.Parties))
		}
		if err == nil && d.Hash() == "" {
			t.Fatal("no hash")
		}
	})
}
