package article

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// decode returns the document's text as UTF-8 without a byte order mark.
func decode(body []byte, contentType string) ([]byte, error) {
	body = body[:min(len(body), maxBytes)]
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, errors.New("empty document")
	}
	if utf8.Valid(body) {
		return bytes.TrimPrefix(body, []byte("\ufeff")), nil
	}
	enc, _, _ := charset.DetermineEncoding(body[:min(len(body), 1024)], contentType)
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return nil, err
	}
	return bytes.ToValidUTF8(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\ufffd")), nil
}
