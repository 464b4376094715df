package store

import (
	"context"
	"database/sql"
	"fmt"

	"roundwatch"
)

const filingColumns = `f.article, f.verdict, f.round, f.role, f.confidence, f.relevant, f.evidence, f.candidates,
	f.dossier, f.made_by, f.at, f.inferred`

func scanFiling(rows *sql.Rows) (f roundwatch.Filing, err error) {
	err = rows.Scan(&f.Article, &f.Verdict, &f.Round, &f.Role, &f.Confidence, &f.Relevant, document{&f.Evidence},
		document{&f.Candidates}, &f.Dossier, &f.By, moment{&f.At}, moment{&f.Inferred})
	return f, err
}

// Filing returns the filing in force of an article; a duplicate's is that of
// its original, whose text the evidence quotes. ErrNotFound if there is none.
func (s *Store) Filing(ctx context.Context, article int64) (roundwatch.Filing, error) {
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT "+filingColumns+` FROM articles AS a
		JOIN filings AS f ON f.article = coalesce(a.original, a.id) AND f.in_force = 1 WHERE a.id = ?`, article)
	return one(s, fmt.Sprintf("read filing of article %d", article), rows, err, scanFiling)
}

// Filings returns every filing ever made of an article itself, oldest first.
func (s *Store) Filings(ctx context.Context, article int64) ([]roundwatch.Filing, error) {
	rows, err := s.from(ctx).QueryContext(ctx, "SELECT "+filingColumns+" FROM filings AS f WHERE f.article = ? ORDER BY f.id", article)
	filings, err := all(rows, err, scanFiling)
	if err != nil {
		return nil, s.fault(fmt.Sprintf("read filings of article %d", article), err)
	}
	return filings, nil
}

// saveFiling stores a filing and puts it in force. One that a person made
// stays in force against any that a rule makes: the rule's is history only.
func saveFiling(ctx context.Context, tx *sql.Tx, article int64, f roundwatch.Filing) (filing int64, err error) {
	evidence, err := list(f.Evidence)
	if err != nil {
		return 0, err
	}
	candidates, err := list(f.Candidates)
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, "UPDATE filings SET in_force = 0 WHERE article = ? AND in_force = 1 AND (made_by <> ? OR ?)",
		article, roundwatch.ByHuman, f.By == roundwatch.ByHuman)
	if err != nil {
		return 0, err
	}
	return insert(ctx, tx, `INSERT INTO filings
		(article, in_force, at, verdict, round, role, confidence, relevant, made_by, dossier, inferred, candidates, evidence)
		VALUES (?1, NOT EXISTS (SELECT 1 FROM filings WHERE article = ?1 AND in_force = 1), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		article, ms(f.At), string(f.Verdict), f.Round, f.Role, f.Confidence, f.Relevant, f.By, f.Dossier, ms(f.Inferred),
		candidates, evidence)
}
