package digest

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
)

//go:embed digest.html
var htmlSource string

// HTML writes a document as one file that asks nothing of the network: style
// inside, no script, no picture, no font. A text in a right-to-left language
// stands in an element of its own direction.
func HTML(d Document) ([]byte, error) {
	t, err := template.New("digest").Parse(htmlSource)
	if err != nil {
		return nil, fmt.Errorf("digest template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, page{d}); err != nil {
		return nil, fmt.Errorf("digest %d as HTML: %w", d.Number, err)
	}
	return b.Bytes(), nil
}
