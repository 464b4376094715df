package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"roundwatch"
)

// articleColumns are an article with its first text, in the order of scanArticle.
const (
	articleHead = `a.id, a.item, (SELECT s.name FROM items AS i JOIN sources AS s ON s.id = i.source WHERE i.id = a.item),
		coalesce(a.url, a.canonical, ''), coalesce(a.canonical, ''), a.byline, a.site, a.lang, a.dir, a.text_from, a.published,
		a.published_from, a.confidence, a.reason, a.first_seen, a.story, a.removed`
	articleColumns = articleHead + ", a.modified, a.title, unzip(a.text)"
)

// latestColumns are an article as it was last read, for comparison with
// another reading. They need latestRevision.
const (
	latestColumns  = articleHead + ", coalesce(r.modified, a.modified), coalesce(r.title, a.title), unzip(coalesce(r.text, a.text))"
	latestRevision = ` LEFT JOIN revisions AS r ON r.article = a.id
		AND r.number = (SELECT max(number) FROM revisions WHERE article = a.id)`
)

// articleFields are where such columns are scanned to.
func articleFields(a *roundwatch.Article) []any {
	return []any{&a.ID, &a.Item, &a.Source, &a.URL, &a.Canonical, &a.Byline, &a.Site, &a.Lang, &a.Dir, &a.TextFrom,
		moment{&a.Published}, &a.PublishedFrom, &a.Confidence, &a.Reason, moment{&a.FirstSeen}, &a.Story,
		document{&a.Removed}, moment{&a.Modified}, &a.Title, &a.Text}
}

func scanArticle(rows *sql.Rows) (a roundwatch.Article, err error) {
	err = rows.Scan(articleFields(&a)...)
	return a, err
}

// Article returns one stored article, with its first text. ErrNotFound if
// there is none.
func (s *Store) Article(ctx context.Context, article int64) (roundwatch.Article, error) {
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT "+articleColumns+" FROM articles AS a WHERE a.id = ?", article)
	return one(s, fmt.Sprintf("read article %d", article), rows, err, scanArticle)
}

// Articles yields every article with its first text, oldest first. It holds a
// reading connection while the caller ranges over it.
func (s *Store) Articles(ctx context.Context) iter.Seq2[roundwatch.Article, error] {
	return stream(s, ctx, "read articles", scanArticle, "SELECT "+articleColumns+" FROM articles AS a ORDER BY a.id")
}

// Canonicals yields the canonical URL of every article that has one.
func (s *Store) Canonicals(ctx context.Context) iter.Seq2[string, error] {
	return stream(s, ctx, "read canonical addresses", scanString, "SELECT canonical FROM articles WHERE canonical <> ''")
}

// ArticleByURL returns the article with this canonical URL, and whether there
// is one. Its title and text are those of the last reading.
func (s *Store) ArticleByURL(ctx context.Context, canonical string) (roundwatch.Article, bool, error) {
	if canonical == "" {
		return roundwatch.Article{}, false, nil
	}
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT "+latestColumns+" FROM articles AS a"+latestRevision+" WHERE a.canonical = ?", canonical)
	found, err := all(rows, err, scanArticle)
	if err != nil {
		return roundwatch.Article{}, false, s.fault("find article", err)
	}
	if len(found) == 0 {
		return roundwatch.Article{}, false, nil
	}
	return found[0], true, nil
}

func insertArticle(ctx context.Context, tx *sql.Tx, a roundwatch.Article, original int64) error {
	removed, err := list(a.Removed)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO articles
		(id, item, story, original, canonical, first_seen, published, published_from, modified, confidence, reason,
		 lang, dir, text_from, url, title, byline, site, removed, text)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, zip(?))`,
		a.ID, a.Item, a.Story, id(original), orNull(a.Canonical, ""), ms(a.FirstSeen), ms(a.Published), a.PublishedFrom,
		ms(a.Modified), a.Confidence, a.Reason, a.Lang, a.Dir, a.TextFrom, orNull(a.URL, a.Canonical), a.Title, a.Byline,
		a.Site, removed, a.Text)
	return err
}

// addRevision stores a later reading under the next number, unless it says
// what the last one said.
func addRevision(ctx context.Context, tx *sql.Tx, article int64, r *roundwatch.Revision) error {
	if r == nil {
		return nil
	}
	var number int
	var title, text string
	err := tx.QueryRowContext(ctx, "SELECT coalesce(r.number, 1), coalesce(r.title, a.title), unzip(coalesce(r.text, a.text)) FROM articles AS a"+
		latestRevision+" WHERE a.id = ?", article).Scan(&number, &title, &text)
	if err != nil || title == r.Title && text == r.Text {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO revisions (article, number, at, modified, title, change, text) VALUES (?, ?, ?, ?, ?, ?, zip(?))",
		article, number+1, ms(r.At), ms(r.Modified), r.Title, r.Change, r.Text)
	return err
}

// Revisions returns every reading of an article, the first one first.
func (s *Store) Revisions(ctx context.Context, article int64) ([]roundwatch.Revision, error) {
	rows, err := s.from(ctx).QueryContext(ctx, `
		SELECT id, 1, first_seen, modified, title, '', unzip(text) FROM articles WHERE id = ?1
		UNION ALL
		SELECT article, number, at, modified, title, change, unzip(text) FROM revisions WHERE article = ?1
		ORDER BY 2`, article)
	revisions, err := all(rows, err, func(rows *sql.Rows) (r roundwatch.Revision, err error) {
		err = rows.Scan(&r.Article, &r.Number, moment{&r.At}, moment{&r.Modified}, &r.Title, &r.Change, &r.Text)
		return r, err
	})
	if err != nil {
		return nil, s.fault(fmt.Sprintf("read revisions of article %d", article), err)
	}
	return revisions, nil
}

// saveLinks stores an article's relations; of two to one article the first counts.
func saveLinks(ctx context.Context, tx *sql.Tx, article int64, links []roundwatch.Link) error {
	for _, l := range links {
		_, err := tx.ExecContext(ctx, `INSERT INTO links
			(article, of, relation, similarity, containment, new_in_old, old_in_new, longest_run, agreement, rule)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (article, of) DO NOTHING`,
			article, l.Of, string(l.Relation), l.Similarity, l.Containment, l.NewInOld, l.OldInNew, l.LongestRun, l.Agreement, l.Rule)
		if err != nil {
			return fmt.Errorf("relate to article %d: %w", l.Of, err)
		}
	}
	return nil
}

// Links returns the relations of an article to earlier ones and of later ones
// to it, by age of the newer.
func (s *Store) Links(ctx context.Context, article int64) ([]roundwatch.Link, error) {
	rows, err := s.from(ctx).QueryContext(ctx, `
		SELECT article, of, relation, similarity, containment, new_in_old, old_in_new, longest_run, agreement, rule
		FROM links WHERE article = ?1 OR of = ?1 ORDER BY article, of`, article)
	links, err := all(rows, err, func(rows *sql.Rows) (l roundwatch.Link, err error) {
		err = rows.Scan(&l.Article, &l.Of, &l.Relation, &l.Similarity, &l.Containment, &l.NewInOld, &l.OldInNew,
			&l.LongestRun, &l.Agreement, &l.Rule)
		return l, err
	})
	if err != nil {
		return nil, s.fault(fmt.Sprintf("read relations of article %d", article), err)
	}
	return links, nil
}
