package article

import (
	"cmp"
	"encoding/json"
	"html"
	"strings"
)

// schema is what a page's JSON-LD says of its article.
type schema struct {
	kind      string
	headline  string
	body      string
	published string
	modified  string
	author    string
	publisher string
	lang      string
	paid      bool // isAccessibleForFree is false
}

// readSchema finds the article among a page's JSON-LD scripts. The first one
// that has a date or a text wins; broken scripts are passed over.
func readSchema(scripts []string) schema {
	var best schema
	size := 0
	for _, s := range scripts {
		if size += len(s); size > maxJSON {
			break
		}
		if !tellsOfArticle(s) {
			continue
		}
		var v any
		if json.Unmarshal(mendJSON(s), &v) != nil {
			continue
		}
		findArticle(v, 0, &best)
	}
	return best
}

// mendJSON removes what often breaks JSON-LD: comment marks around it and
// raw line breaks inside its strings.
func mendJSON(s string) []byte {
	s = strings.TrimSpace(s)
	for _, wrap := range [...]string{"<!--", "//<![CDATA[", "<![CDATA[", "/*<![CDATA[*/"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, wrap))
	}
	for _, wrap := range [...]string{"-->", "/*]]>*/", "]]>", "//"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, wrap))
	}
	s = strings.TrimSuffix(s, ";")
	b := []byte(s)
	for i, c := range b {
		if c < ' ' {
			b[i] = ' '
		}
	}
	return b
}

func findArticle(v any, depth int, best *schema) {
	if depth > 8 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			findArticle(e, depth+1, best)
		}
	case map[string]any:
		if kind := articleKind(v["@type"]); kind != "" {
			best.merge(v, kind)
			return
		}
		for _, key := range [...]string{"@graph", "mainEntity", "mainEntityOfPage", "hasPart", "liveBlogUpdate"} {
			if e, ok := v[key]; ok {
				findArticle(e, depth+1, best)
			}
		}
	}
}

func articleKind(t any) string {
	for _, kind := range texts(t) {
		if strings.HasSuffix(kind, "Article") || strings.HasSuffix(kind, "Posting") || kind == "Report" {
			return kind
		}
	}
	return ""
}

// tellsOfArticle reports whether a script can hold what articleKind knows.
func tellsOfArticle(script string) bool {
	return strings.Contains(script, "Article") || strings.Contains(script, "Posting") || strings.Contains(script, "Report")
}

func (s *schema) merge(v map[string]any, kind string) {
	s.kind = cmp.Or(s.kind, kind)
	s.headline = cmp.Or(s.headline, plain(v["headline"]), plain(v["name"]))
	s.published = cmp.Or(s.published, plain(v["datePublished"]), plain(v["dateCreated"]))
	s.modified = cmp.Or(s.modified, plain(v["dateModified"]))
	s.author = cmp.Or(s.author, strings.Join(texts(v["author"]), ", "))
	s.publisher = cmp.Or(s.publisher, strings.Join(texts(v["publisher"]), ", "))
	s.lang = cmp.Or(s.lang, plain(v["inLanguage"]))
	if body := plain(v["articleBody"]); len(body) > len(s.body) {
		s.body = body
	}
	switch free := v["isAccessibleForFree"].(type) {
	case bool:
		s.paid = s.paid || !free
	case string:
		s.paid = s.paid || strings.EqualFold(free, "false")
	}
}

// plain returns a string value without entities, "" for anything else.
func plain(v any) string {
	if s := texts(v); len(s) > 0 {
		return s[0]
	}
	return ""
}

// texts returns the strings in v, and the names of the things in v.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		if s := strings.TrimSpace(html.UnescapeString(v)); s != "" {
			return []string{s}
		}
	case []any:
		var all []string
		for _, e := range v[:min(len(v), 20)] {
			if _, nested := e.([]any); !nested {
				all = append(all, texts(e)...)
			}
		}
		return all
	case map[string]any:
		if name, ok := v["name"].(string); ok {
			return texts(name)
		}
		if value, ok := v["@value"].(string); ok {
			return texts(value)
		}
	}
	return nil
}
