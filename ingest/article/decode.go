package article

import (
	"bytes"
	"errors"

	"roundwatch/ingest/charset"
)

// decode returns the document's text as UTF-8 without a byte order mark.
func decode(d Document) ([]byte, error) {
	body := d.Body[:min(len(d.Body), maxBytes)]
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, errors.New("empty document")
	}
	text, _ := charset.Decode(body, charset.Hint{ContentType: d.ContentType, Lang: d.Lang})
	return text, nil
}
