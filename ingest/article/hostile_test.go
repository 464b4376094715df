package article

import (
	"strings"
	"testing"
)

// Each of these is a way to make a parser or a scorer work hard; the test's own
// deadline holds them.
func TestHostilePagesCostLittle(t *testing.T) {
	n := 5000
	for name, body := range map[string]string{
		"elements nested without end":      strings.Repeat("<div>", 10*n),
		"formatting that is never closed":  strings.Repeat("<p><b><i><u><font color=red>", n) + "text",
		"misnested formatting":             strings.Repeat("<a><b></a>", n),
		"tables without cells":             strings.Repeat("<table><tr>x", n),
		"a link in each word":              strings.Repeat("<a href=x>word</a> ", 5*n),
		"paragraphs of one letter":         strings.Repeat("<p>x", 5*n),
		"identical paragraphs":             strings.Repeat("<p>The delegations of the two countries met again, and they will meet once more in the summer of the year.", n),
		"one word without end":             "<p>" + strings.Repeat("x", 100*n),
		"spaces and full stops":            "<p>" + strings.Repeat(" .", 50*n),
		"glued sentences":                  "<p>" + strings.Repeat("word.Word", 5*n),
		"attributes without end":           "<p " + strings.Repeat("a=b ", 20*n) + ">",
		"classes without end":              "<p class='" + strings.Repeat("article-body ", 20*n) + "'>x",
		"nested arrays in structured data": `<script type="application/ld+json">` + strings.Repeat("[", 5*n),
		"misread characters":               "<p>" + strings.Repeat("Ã©â€œ", 10*n),
		"a heading of a megabyte":          "<h1>" + strings.Repeat("word ", 50*n) + "</h1>",
		"breaks without end":               strings.Repeat("<br>x", 5*n),
		"comments between breaks":          strings.Repeat("<br><!-- -->", 3*n),
		"select and frameset":              strings.Repeat("<select><option>x<frameset>", n),
		"foreign elements":                 strings.Repeat("<svg><math><mi>", n),
	} {
		t.Run(name, func(t *testing.T) {
			sound(t, Document{Body: []byte(body), ContentType: "text/html"})
		})
	}
}
