package store

import (
	"context"
	"database/sql"
	"strings"
	"unicode"

	"roundwatch"
)

// indexText adds an article's title and text to the search index, folded as
// the search_content view folds them.
func indexText(ctx context.Context, tx *sql.Tx, a roundwatch.Article) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO search (docid, title, text) VALUES (?, ?, ?)",
		a.ID, roundwatch.Fold(a.Title), roundwatch.Fold(a.Text))
	return err
}

// Search returns articles that hold every word of query in title or text,
// newest first, at most limit. A word that ends in * matches what begins so;
// words between double quotes match in this order. Case, marks and the forms
// of letters that writers exchange make no difference (see roundwatch.Fold).
func (s *Store) Search(ctx context.Context, query string, limit int) ([]roundwatch.Hit, error) {
	match := matchExpression(query)
	if match == "" {
		return nil, nil
	}
	words := searchTokens(roundwatch.Fold(query))
	rows, err := s.reader.QueryContext(ctx, "SELECT "+entryColumns+", a.title || char(10, 10) || a.text FROM "+entryTables+
		` WHERE i.id = a.item AND a.id IN (SELECT docid FROM search WHERE search MATCH ? ORDER BY docid DESC LIMIT ?)
		ORDER BY a.id DESC`, match, limit)
	hits, err := all(rows, err, func(rows *sql.Rows) (h roundwatch.Hit, err error) {
		var text string
		err = scanEntryInto(rows, &h.Entry, &text)
		h.Snippet = snippet(text, words)
		return h, err
	})
	if err != nil {
		return nil, s.fault("search", err)
	}
	return hits, nil
}

// matchExpression turns what a person typed into an expression of FTS4, whose
// own syntax must not reach it: each word or phrase is folded and quoted.
func matchExpression(query string) string {
	var terms []string
	for i, part := range strings.Split(roundwatch.Fold(query), `"`) {
		words := searchTokens(part)
		if len(words) == 0 {
			continue
		}
		if phrase := i%2 == 1; phrase {
			words = []string{strings.Join(words, " ")}
		}
		for _, w := range words {
			terms = append(terms, `"`+w+`"`)
		}
	}
	return strings.Join(terms, " ")
}

// searchTokens splits folded text as the index does, keeping the * that ends a word.
func searchTokens(folded string) []string {
	fields := strings.FieldsFunc(folded, func(r rune) bool { return r != '*' && !wordRune(r) })
	tokens := fields[:0]
	for _, f := range fields {
		word := strings.ReplaceAll(f, "*", "")
		if word == "" {
			continue
		}
		if strings.HasSuffix(f, "*") {
			word += "*"
		}
		tokens = append(tokens, word)
	}
	return tokens
}

// wordRune reports whether the index's tokenizer takes r as part of a word.
func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// snippetLength is the most characters of a snippet.
const snippetLength = 240

// snippet cuts the sentence with the first of words from text.
func snippet(text string, words []string) string {
	folded := roundwatch.FoldMap(text)
	start, end := len(folded.Text), 0
	for _, w := range words {
		w = strings.TrimSuffix(w, "*")
		if i := strings.Index(folded.Text, w); i >= 0 && i < start {
			start, end = i, i+len(w)
		}
	}
	start, end = folded.Span(start, end)
	return roundwatch.Passage(text, start, end, snippetLength)
}
