package rounds_test

import (
	"testing"
	"time"

	"roundwatch"
	"roundwatch/config"
	"roundwatch/rounds"
)

func filer(t testing.TB) *rounds.Filer {
	t.Helper()
	f, err := rounds.Compile(config.DefaultDossier())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestAnArticleIsFiledUnderItsRound(t *testing.T) {
	f := filer(t)
	tests := []struct{ name, title, text, published, want string }{
		{"an ordinal bound to the dialogue", "", "Iraq and the United States opened the third round of their strategic dialogue, both foreign ministries said.", "", "sd-3"},
		{"another pair's dialogue is none", "Egypt and US hold strategic dialogue", "Cairo and Washington opened the third round of the US-Egypt strategic dialogue.", "2021-04-07", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := roundwatch.Article{Title: tt.title, Text: tt.text}
			if tt.published != "" {
				a.Published, a.PublishedFrom = day(tt.published), roundwatch.FromFeed
			}
			if got := f.Judge(a); got.Round != tt.want {
				t.Errorf("got %q (%s), want %q; %+v", got.Round, got.Verdict, tt.want, got.Candidates)
			}
		})
	}
}
