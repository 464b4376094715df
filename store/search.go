package store

import (
	"context"
	"database/sql"
	"strings"
	"unicode"

	"roundwatch"
)

// indexBatch is how many articles enter the search index together. An FTS4
// index of one article a commit costs more than twice the time, and a search
// reads as many texts in some ten milliseconds.
const indexBatch = 128

// "CROSS JOIN" is SQLite's word for "from left to right": it would else read
// every article to find the few that wait.

// index puts an article on the list for the search index, and the articles on
// the list into the index once they are enough.
func index(ctx context.Context, tx *sql.Tx, article int64) error {
	if _, err := tx.ExecContext(ctx, "INSERT INTO unindexed (article) VALUES (?)", article); err != nil {
		return err
	}
	var waiting int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM unindexed").Scan(&waiting); err != nil || waiting < indexBatch {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO search (docid, title, text)
		SELECT a.id, fold(a.title), fold(unzip(a.text)) FROM unindexed AS u CROSS JOIN articles AS a ON a.id = u.article`)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "DELETE FROM unindexed")
	return err
}

// Search returns articles that hold every word of query in title or text,
// newest first, at most limit. A word that ends in * matches what begins so;
// words between double quotes match in this order (and only the last of them
// may end in *). Case, marks and the forms
// of letters that writers exchange make no difference (see roundwatch.Fold).
func (s *Store) Search(ctx context.Context, query string, limit int) ([]roundwatch.Hit, error) {
	match := matchExpression(query)
	if match == "" {
		return nil, nil
	}
	words := searchTokens(roundwatch.Fold(query))
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT "+entryColumns+", a.title || char(10, 10) || unzip(a.text) FROM "+entryTables+
		` WHERE i.id = a.item AND a.id IN (
			SELECT u.article FROM unindexed AS u CROSS JOIN articles AS t ON t.id = u.article
				WHERE holds(fold(t.title), fold(unzip(t.text)), ?1)
			UNION ALL
			SELECT docid FROM (SELECT docid FROM search WHERE search MATCH ?1 ORDER BY docid DESC LIMIT ?2))
		ORDER BY a.id DESC LIMIT ?2`, match, limit)
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

// maxTerms bounds what one search costs; FTS4 refuses very long expressions.
const maxTerms = 32

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
			words = []string{strings.ReplaceAll(strings.Join(words, " "), "* ", " ")}
		}
		for _, w := range words {
			terms = append(terms, `"`+w+`"`)
		}
	}
	return strings.Join(terms[:min(len(terms), maxTerms)], " ")
}

// holds reports whether a folded title and text match an expression that
// matchExpression made, as the index would: it is the search in what is not
// indexed yet.
func holds(title, text, match string) bool {
	spaced := func(s string) string { return " " + strings.Join(textTokens(s), " ") + " " }
	title, text = spaced(title), spaced(text)
	for i, term := range strings.Split(match, `"`) {
		if i%2 == 0 {
			continue // between two terms
		}
		want := " " + term + " "
		if begin, ok := strings.CutSuffix(term, "*"); ok {
			want = " " + begin
		}
		if !strings.Contains(title, want) && !strings.Contains(text, want) {
			return false
		}
	}
	return true
}

// searchTokens splits a folded query as the index splits texts, keeping the *
// that ends a word.
func searchTokens(folded string) []string {
	var tokens []string
	for _, field := range strings.FieldsFunc(folded, func(r rune) bool { return r != '*' && !wordRune(r) }) {
		words := textTokens(field)
		if len(words) > 0 && strings.HasSuffix(field, "*") {
			words[len(words)-1] += "*"
		}
		tokens = append(tokens, words...)
	}
	return tokens
}

// textTokens splits folded text as the index does.
func textTokens(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !wordRune(r) })
}

// wordRune reports whether the index's tokenizer takes r as part of a word.
// They differ only on characters younger than Unicode 6.1.
func wordRune(r rune) bool {
	return unicode.In(r, unicode.L, unicode.N, unicode.Mn, unicode.Co)
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
