package config

import (
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// written is a value in words, as it comes from the environment, a flag or the
// table of defaults; in a file the types of TOML hold.
type written string

// slot is a place for one value: it checks what is put in and writes it as TOML.
type slot interface {
	set(v any) error // what is wrong and what is allowed; the old value then stays
	show() string
}

type slotOf[T any] struct {
	to   *T
	read func(any) (T, error)
}

func (s slotOf[T]) set(v any) error {
	t, err := s.read(v)
	if err == nil {
		*s.to = t
	}
	return err
}

func (s slotOf[T]) show() string { return toTOML(*s.to) }

// toTOML writes a value as a file would have it.
func toTOML(v any) string {
	switch v := v.(type) {
	case string:
		return quote(v)
	case time.Duration:
		return quote(shortDuration(v))
	case bool, int, float64:
		return fmt.Sprint(v)
	}
	if rv := reflect.ValueOf(v); rv.Kind() == reflect.Slice {
		items := make([]string, rv.Len())
		for i := range items {
			items[i] = toTOML(rv.Index(i).Interface())
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return quote(fmt.Sprint(v))
}

// quote writes a basic string of TOML, whose escapes are a part of Go's.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// shortDuration writes 30m0s as 30m, and none as nothing.
func shortDuration(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

func asText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case written:
		return string(v), true
	}
	return "", false
}

// wrong says what a value is and what would be right.
func wrong(v any, allowed string) error {
	return fmt.Errorf("%s is not allowed; allowed: %s", describe(v), allowed)
}

func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "a value of this type"
	case string:
		return strconv.Quote(v)
	case written:
		return strconv.Quote(string(v))
	case []any:
		return "a list"
	}
	return fmt.Sprint(v)
}

// filled is a string that check accepts; check returns what is allowed, or "".
func filled(to *string, check func(string) string) slot {
	return slotOf[string]{to, func(v any) (string, error) {
		s, ok := asText(v)
		if !ok {
			return "", wrong(v, "a string in quotes")
		}
		if allowed := check(s); allowed != "" {
			return "", wrong(v, allowed)
		}
		return s, nil
	}}
}

// text is as filled, or empty.
func text(to *string, check func(string) string) slot {
	return filled(to, func(s string) string {
		if s == "" {
			return ""
		}
		return check(s)
	})
}

// choice is one of a few words.
func choice[T ~string](to *T, allowed ...T) slot {
	return slotOf[T]{to, func(v any) (T, error) {
		s, ok := asText(v)
		if !ok || !slices.Contains(allowed, T(s)) {
			return "", wrong(v, list(allowed))
		}
		return T(s), nil
	}}
}

// list joins words for a message.
func list[T ~string](words []T) string {
	var out []string
	for _, w := range words {
		if w == "" {
			w = `""`
		}
		out = append(out, string(w))
	}
	return strings.Join(out, ", ")
}

// yesNo is true or false.
func yesNo(to *bool) slot {
	return slotOf[bool]{to, func(v any) (bool, error) {
		if b, ok := v.(bool); ok {
			return b, nil
		}
		if s, ok := v.(written); ok && (s == "true" || s == "false") {
			return s == "true", nil
		}
		return false, wrong(v, "true or false, without quotes")
	}}
}

// number is a whole number between two bounds.
func number(to *int, low, high int) slot {
	return slotOf[int]{to, func(v any) (int, error) {
		n, ok := v.(int64)
		if s, is := v.(written); is {
			var err error
			n, err = strconv.ParseInt(string(s), 10, 64)
			ok = err == nil
		}
		if !ok || n < int64(low) || n > int64(high) {
			return 0, wrong(v, fmt.Sprintf("a whole number from %d to %d", low, high))
		}
		return int(n), nil
	}}
}

// fraction is a number from 0 to 1.
func fraction(to *float64) slot {
	return slotOf[float64]{to, func(v any) (float64, error) {
		f, ok := v.(float64)
		if n, is := v.(int64); is {
			f, ok = float64(n), true
		}
		if s, is := v.(written); is {
			var err error
			f, err = strconv.ParseFloat(string(s), 64)
			ok = err == nil
		}
		if !ok || !(f >= 0 && f <= 1) {
			return 0, wrong(v, "a number from 0 to 1")
		}
		return f, nil
	}}
}

// duration is a time span such as "30m" between two bounds.
func duration(to *time.Duration, low, high time.Duration) slot {
	return slotOf[time.Duration]{to, func(v any) (time.Duration, error) {
		s, _ := asText(v)
		d, err := time.ParseDuration(s)
		if err != nil || d < low || d > high {
			return 0, wrong(v, fmt.Sprintf(`a time such as "90s", "30m" or "6h", from %s to %s`, shortDuration(low), shortDuration(high)))
		}
		return d, nil
	}}
}

// words is a list of strings, each of which check accepts; in words it is
// separated by commas or spaces.
func words[T ~string](to *[]T, check func(string) string) slot {
	return slotOf[[]T]{to, func(v any) ([]T, error) {
		items, err := wordList(v)
		if err != nil {
			return nil, err
		}
		var out []T
		for _, s := range items {
			if check != nil {
				if allowed := check(s); allowed != "" {
					return nil, wrong(s, allowed)
				}
			}
			out = append(out, T(s))
		}
		return out, nil
	}}
}

func wordList(v any) ([]string, error) {
	if s, ok := v.(written); ok {
		return strings.FieldsFunc(string(s), func(r rune) bool { return r == ',' || r == ' ' }), nil
	}
	items, ok := v.([]any)
	if !ok {
		return nil, wrong(v, `a list such as ["one", "two"]`)
	}
	var out []string
	for _, item := range items {
		s, ok := item.(string)
		if !ok {
			return nil, wrong(item, "strings in quotes")
		}
		out = append(out, s)
	}
	return out, nil
}

// prefixes is a list of networks in CIDR form; a bare address stands for itself.
func prefixes(to *[]netip.Prefix) slot {
	return slotOf[[]netip.Prefix]{to, func(v any) ([]netip.Prefix, error) {
		items, err := wordList(v)
		if err != nil {
			return nil, err
		}
		var out []netip.Prefix
		for _, s := range items {
			p, err := netip.ParsePrefix(s)
			if addr, bare := netip.ParseAddr(s); bare == nil {
				p, err = addr.Prefix(addr.BitLen())
			}
			if err != nil {
				return nil, wrong(s, "networks such as 127.0.0.0/8 or ::1/128")
			}
			out = append(out, p.Masked())
		}
		return out, nil
	}}
}
