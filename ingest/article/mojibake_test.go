package article

import "testing"

func TestMojibakeIsRepairedAndNothingElse(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"an accent read as windows-1252":                   {"le prÃ©sident a dÃ©clarÃ©", "le président a déclaré"},
		"quotes read as windows-1252":                      {"he said â€œwe will talkâ€\u009d", "he said “we will talk”"},
		"an apostrophe read three times":                   {"doesnÃƒÂ¢Ã¢â€šÂ¬Ã¢â€žÂ¢t", "doesn’t"},
		"Arabic read as windows-1252":                      {"Ø¨ØºØ¯Ø§Ø¯ ÙˆÙˆØ§Ø´Ù†Ø·Ù†", "بغداد وواشنطن"},
		"Arabic read as windows-1256":                      {"ط¨ط؛ط¯ط§ط¯ ظˆظˆط§ط´ظ†ط·ظ†", "بغداد وواشنطن"},
		"Turkish read as windows-1252":                     {"GÃ¶rÃ¼ÅŸmeler baÅŸladÄ±", "Görüşmeler başladı"},
		"Cyrillic read as code page 437":                   {"╨┐╤Ç╨╕╨▓╨╡╤é", "привет"},
		"a flag read as ISO-8859-16 with a window of 1252": {"Prime Minister đŸ‡źđŸ‡¶ (@handle)", "Prime Minister 🇮🇶 (@handle)"},
		"a lost byte":                                      {"SlovenÄ\ufffdina", "Sloven\ufffdina"},
		"C1 controls for punctuation":                      {"\u0084Guten Tag\u0093", "„Guten Tag“"},
		"an accented capital before a quote stays":         {"ZZAJÉ’s fan list", "ZZAJÉ’s fan list"},
		"a capital before dots stays":                      {"IL Y A MARQUÉ…", "IL Y A MARQUÉ…"},
		"a price times a number stays":                     {"5×£35 tickets", "5×£35 tickets"},
		"Arabic with Persian letters stays":                {"عکس از خبرگزاری؛ آیا کافی است؟", "عکس از خبرگزاری؛ آیا کافی است؟"},
		"Sorani stays":                                     {"هەردوو پایتەخت ڕێککەوتن «لەسەر ڕۆژمێر»", "هەردوو پایتەخت ڕێککەوتن «لەسەر ڕۆژمێر»"},
		"Turkish stays":                                    {"İki ülke, “görüşmelerin” takviminde anlaştı…", "İki ülke, “görüşmelerin” takviminde anlaştı…"},
		"German with quotes stays":                         {"„Über“ die Straße – 25 °C", "„Über“ die Straße – 25 °C"},
		"Chinese with Latin names stays":                   {"Kindle for PC起動，é是重音", "Kindle for PC起動，é是重音"},
	} {
		t.Run(name, func(t *testing.T) {
			got, changed := repairMojibake(c.text)
			if got != c.want {
				t.Errorf("%q becomes %q, want %q", c.text, got, c.want)
			}
			if changed != (c.text != c.want) {
				t.Errorf("reported changed: %v", changed)
			}
		})
	}
}

func TestRepairedTextIsNotRepairedAgain(t *testing.T) {
	for _, text := range []string{"le prÃ©sident", "đŸ‡źđŸ‡¶", "Ã perturber la rÃ©flexion des thÃ©ologiens"} {
		once, _ := repairMojibake(text)
		if twice, changed := repairMojibake(once); changed {
			t.Errorf("%q becomes %q and then %q", text, once, twice)
		}
	}
}
