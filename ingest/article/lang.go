package article

import "strings"

func language(text, hint string) string {
	base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(hint, "_", "-")), "-")
	return base
}

// direction is the writing direction of a language.
func direction(lang string) string {
	switch lang {
	case "ar", "fa", "ckb", "ur", "he", "yi", "ps", "sd", "ug", "dv":
		return "rtl"
	}
	return "ltr"
}
