package article

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// quote is a text as a script holds it, so often one in another.
func quote(t *testing.T, text string, times int) string {
	t.Helper()
	for range times {
		b, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		text = string(b)
	}
	return text
}

func TestAPageThatShowsNothingIsReadFromItsScript(t *testing.T) {
	for name, script := range map[string]string{
		"in the data of a page":      `window.state={"title":"Delegations agree to meet again","body":` + quote(t, report+after, 1) + `}`,
		"in a string within another": `self.push([1,` + quote(t, `{"body":`+quote(t, report+after, 1)+`}`, 1) + `])`,
		"twice, once in excerpt":     `push(` + quote(t, report, 1) + `);push(` + quote(t, report+after, 1) + `)`,
	} {
		t.Run(name, func(t *testing.T) {
			page := `<html><head><title>Delegations agree to meet again</title></head><body><div id="app"></div><script>` + script + `</script></body></html>`
			a, err := Read(Document{Body: []byte(page), ContentType: "text/html"})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(a.Text, "The two delegations") || !strings.HasSuffix(a.Text, "for their help.") || a.Confidence < 0.5 {
				t.Errorf("confidence %.2f (%s), text %q", a.Confidence, a.Reason, a.Text)
			}
		})
	}
}

func TestAScriptWithSeveralTextsHasNoArticle(t *testing.T) {
	var script strings.Builder
	for i := range 5 {
		fmt.Fprintf(&script, "push(%s);", quote(t, strings.ReplaceAll(report+after, "Monday", fmt.Sprint("day ", i)), 1))
	}
	page := "<html><head><title>News</title></head><body><script>" + script.String() + "</script></body></html>"
	a, err := Read(Document{Body: []byte(page), ContentType: "text/html"})
	if err == nil && (a.Text != "" || a.Confidence >= 0.5) {
		t.Errorf("confidence %.2f, text %q", a.Confidence, a.Text)
	}
}

func TestAPageKeepsTheTextThatItShows(t *testing.T) {
	script := "push(" + quote(t, strings.ReplaceAll(report+after, "delegations", "ministries"), 1) + ")"
	page := "<html><head><title>Delegations agree to meet again</title></head><body><article>" + report + after + "</article><script>" + script + "</script></body></html>"
	a, err := Read(Document{Body: []byte(page), ContentType: "text/html"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(a.Text, "ministries") || !strings.HasPrefix(a.Text, "The two delegations") {
		t.Errorf("text %q", a.Text)
	}
}
