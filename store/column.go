package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// ms is a time as the archive keeps it: milliseconds, NULL where unknown.
func ms(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// moment scans a column written by ms.
type moment struct{ t *time.Time }

// Scan is part of sql.Scanner.
func (m moment) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*m.t = time.Time{}
	case int64:
		*m.t = time.UnixMilli(v).UTC()
	default:
		return fmt.Errorf("a time is stored as %T", v)
	}
	return nil
}

// list is a slice as the archive keeps it: JSON, NULL where it is empty.
func list[T any](values []T) (any, error) {
	if len(values) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(values)
	return string(b), err
}

// document scans a column of JSON into v, which NULL leaves alone.
type document struct{ v any }

// Scan is part of sql.Scanner.
func (d document) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), d.v)
	case []byte:
		return json.Unmarshal(v, d.v)
	default:
		return fmt.Errorf("a document is stored as %T", v)
	}
}

// orNull keeps an empty or superfluous value out of the file.
func orNull(s, superfluous string) any {
	if s == "" || s == superfluous {
		return nil
	}
	return s
}

// id is a reference: NULL where there is none.
func id(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// each yields one value a row, and closes the rows.
func each[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error), yield func(T, error) bool) {
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if !yield(v, err) || err != nil {
			return
		}
	}
	if err := rows.Err(); err != nil {
		var none T
		yield(none, err)
	}
}

// all collects one value a row, and closes the rows.
func all[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	var values []T
	each(rows, scan, func(v T, e error) bool {
		if err = e; err == nil {
			values = append(values, v)
		}
		return err == nil
	})
	return values, err
}
