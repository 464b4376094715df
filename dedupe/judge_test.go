package dedupe_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"roundwatch"
	"roundwatch/dedupe"
)

func TestTextsFromOneMouldStayApart(t *testing.T) {
	tests := []struct{ name, first, second string }{
		{
			"other numbers and another day",
			"The dollar opened at 147,250 dinars on the exchanges of Baghdad on Sunday, against 147,600 at the close before. In the shops it was sold at 148,250 and bought at 147,250. Dealers said that demand was moderate and the official rate unchanged.",
			"The dollar opened at 148,900 dinars on the exchanges of Baghdad on Monday, against 147,250 at the close before. In the shops it was sold at 149,750 and bought at 148,500. Dealers said that demand was moderate and the official rate unchanged.",
		},
		{
			"other people",
			"Minister Rana Aziz spoke by telephone today with Ambassador Paul Greene. Minister Aziz thanked the ambassador for the help of his country after the floods and underlined the friendship of the two peoples. They agreed to meet before the end of the month and to review the work of the joint committees.",
			"Minister Rana Aziz spoke by telephone today with Ambassador Ines Duarte. Minister Aziz thanked the ambassador for the help of her country after the floods and underlined the friendship of the two peoples. They agreed to meet before the end of the month and to review the work of the joint committees.",
		},
		{
			"other numbers in Arabic",
			"بلغت كمية الصادرات من النفط الخام لشهر أيار الماضي ١٠٢ مليون و٤١٠ آلاف برميل بإيرادات بلغت ٧ مليارات و٣٠٠ مليون دولار، وكان معدل سعر البرميل ٧١ دولارا. وحملت الكميات من قبل خمس وثلاثين شركة عالمية من موانئ البصرة وميناء جيهان التركي.",
			"بلغت كمية الصادرات من النفط الخام لشهر حزيران الماضي ٩٩ مليون و٨٧٠ آلاف برميل بإيرادات بلغت ٦ مليارات و٩٠٠ مليون دولار، وكان معدل سعر البرميل ٦٩ دولارا. وحملت الكميات من قبل خمس وثلاثين شركة عالمية من موانئ البصرة وميناء جيهان التركي.",
		},
		{
			"other people in Arabic, where nothing is capital",
			"استقبل رئيس البرلمان اليوم السفيرة كلارا بنيت، وبحث معها العلاقات بين البلدين وسبل تعزيزها في مختلف المجالات. وأكدت بنيت حرص بلادها على دعم استقرار العراق وسيادته، مشيدة بدور مجلس النواب في تشريع القوانين المهمة. وحضر اللقاء عدد من أعضاء لجنة العلاقات الخارجية.",
			"استقبل رئيس البرلمان اليوم السفيرة مارتا أولسن، وبحث معها العلاقات بين البلدين وسبل تعزيزها في مختلف المجالات. وأكدت أولسن حرص بلادها على دعم استقرار العراق وسيادته، مشيدة بدور مجلس النواب في تشريع القوانين المهمة. وحضر اللقاء عدد من أعضاء لجنة العلاقات الخارجية.",
		},
		{
			"other towns and counts in Turkish",
			"Devlet Su İşleri, Batman Barajı'nda doluluğun yüzde 64'e çıktığını, geçen haftaya göre 3 puan arttığını bildirdi. Barajdan haftada 12 milyon metreküp su salındı, 8.400 hektar alan sulandı. Çiftçilerden sulama saatlerine uymaları istendi.",
			"Devlet Su İşleri, Ilısu Barajı'nda doluluğun yüzde 71'e çıktığını, geçen haftaya göre 5 puan arttığını bildirdi. Barajdan haftada 19 milyon metreküp su salındı, 9.750 hektar alan sulandı. Çiftçilerden sulama saatlerine uymaları istendi.",
		},
		{
			"only the letter that both ask readers to subscribe to",
			"A crane at the port of Umm Qasr is out of order until Thursday. Two ships wait outside the bar, and a third has been sent on to Kuwait. The harbour master asks captains for patience. Subscribe to our letter and receive the five best stories at seven. You can leave at any time by the link below every letter, and we never sell your address to others.",
			"The girls of a school in Kut have won the cup in volleyball. Their coach said that the team trains in a yard without a net. The mayor has promised one by winter. Subscribe to our letter and receive the five best stories at seven. You can leave at any time by the link below every letter, and we never sell your address to others.",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := newArchive()
			a.arrive(t, dedupe.Document{Text: tt.first, At: noon})
			v, story := a.arrive(t, dedupe.Document{Text: tt.second, At: noon.Add(24 * time.Hour)})
			if v.Duplicate() || story != 2 {
				t.Errorf("called %s in story %d: %+v", v.Relation, story, v.Links)
			}
		})
	}
}

func TestACopyIsOfTheRightBulletin(t *testing.T) {
	a := newArchive()
	for i, text := range bulletins(5) {
		at := noon.AddDate(0, 0, 7*i)
		if v, _ := a.arrive(t, dedupe.Document{Text: text, At: at}); v.Duplicate() {
			t.Fatalf("bulletin %d is called %s of article %d", i, v.Relation, v.Of)
		}
		original := int64(len(a.docs))
		v, _ := a.arrive(t, dedupe.Document{Text: "Samarra (INA) - " + text, At: at.Add(3 * time.Hour)})
		if v.Of != original {
			t.Errorf("copy of bulletin %d is %q of article %d, want of %d", i, v.Relation, v.Of, original)
		}
	}
}

func TestACompilationIsLinkedToItsPartsAndGluesNothing(t *testing.T) {
	all := articles(t)
	a := newArchive()
	for _, base := range all {
		a.arrive(t, dedupe.Document{Text: base.text, At: noon})
	}
	for i := range len(all) - 1 {
		both := all[i].text + "\n\n" + all[i+1].text
		v, story := a.arrive(t, dedupe.Document{Text: both, At: noon.Add(time.Hour)})
		if v.Duplicate() || story == int64(i+1) || story == int64(i+2) {
			t.Fatalf("%s and %s together are called %s of %d, story %d", all[i].name, all[i+1].name, v.Relation, v.Of, story)
		}
		linked := map[int64]bool{}
		for _, l := range v.Links {
			linked[l.Of] = l.Relation == roundwatch.RelCompilation
		}
		if !linked[int64(i+1)] || !linked[int64(i+2)] {
			t.Errorf("%s and %s together are linked as %+v", all[i].name, all[i+1].name, v.Links)
		}
	}
}

func TestALateCopyNeedsAStrongerMatch(t *testing.T) {
	base := articles(t)[0].text
	month := noon.AddDate(0, 1, 0)
	tests := []struct {
		name, text string
		want       roundwatch.Relation
	}{
		{"the same text", base, roundwatch.RelExact},
		{"its first half", cut(base, 0, .5), roundwatch.RelExcerpt},
		{"with other figures", digits.ReplaceAllStringFunc(base, bump), ""},
		{"with another day", strings.Replace(base, "Tuesday", "Friday", 1), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := newArchive()
			a.arrive(t, dedupe.Document{Text: base, At: noon})
			if v, _ := a.arrive(t, dedupe.Document{Text: tt.text, At: month}); v.Relation != tt.want {
				t.Errorf("called %q, want %q: %+v", v.Relation, tt.want, v.Links)
			}
		})
	}
}

// Agencies keep sentences about a round at hand and put them between the news
// of the day, whole and all over the text.
func TestBackgroundSentencesMakeNoCopy(t *testing.T) {
	background := []string{
		"The two governments began their dialogue in the summer of last year under an agreement signed long before.",
		"Officials on both sides have said that the remaining troops train and advise and take no part in fighting.",
		"Lawmakers asked the government last winter to end the presence of all foreign forces in the country.",
		"The joint statement of the last meeting spoke of energy, health, culture and the return of old archives.",
	}
	report := func(own []string) string {
		var b strings.Builder
		for i, s := range own {
			fmt.Fprintf(&b, "%s %s\n\n", s, background[i])
		}
		return b.String()
	}
	first := report([]string{
		"A hospital in Kut will receive ventilators that a foundation in Ohio paid for, the province's health office announced at noon today.",
		"Nurses there had waited since spring, and a strike was called off only when the first truck crossed the southern bridge yesterday.",
		"Doctor Salma Jaber, who runs the ward, wants two more rooms wired before the dust storms return and power fails again at night.",
		"The foundation's driver, a retired postman, stayed for tea and repaired the lamp above the gate before leaving towards Basra.",
	})
	second := report([]string{
		"Fishermen near Faw found a buoy that drifted from a research vessel, and the harbour master locked it into his garage on Friday.",
		"Students from Mosul want to read its memory, which may hold two seasons of salt and temperature from the mouth of the river.",
		"Customs asks for a form that nobody has printed in years, so a clerk named Hadi drew one by hand and stamped it four times.",
		"The vessel's captain sent a radio message with thanks, a recipe for soup and the promise of a new flag for the boat club.",
	})
	a := newArchive()
	a.arrive(t, dedupe.Document{Text: first, At: noon})
	v, _ := a.arrive(t, dedupe.Document{Text: second, At: noon.Add(time.Hour)})
	if v.Duplicate() {
		t.Errorf("called %q: %+v", v.Relation, v.Links)
	}
	if len(v.Links) != 1 || v.Links[0].NewInOld < .4 {
		t.Fatalf("the texts share too little to show anything: %+v", v.Links)
	}
}

func TestTheSamePageWithOtherFiguresIsAnUpdate(t *testing.T) {
	texts := bulletins(2)
	a := newArchive()
	a.arrive(t, dedupe.Document{Text: texts[0], Canonical: "https://example.org/water", At: noon})
	v, _ := a.arrive(t, dedupe.Document{Text: texts[1], Canonical: "https://example.org/water", At: noon.AddDate(0, 0, 7)})
	if !v.Duplicate() {
		t.Errorf("the page is new to itself: %+v", v.Links)
	}
}

func TestIndependentReportsOfOneEventShareAStory(t *testing.T) {
	first := dedupe.Document{
		Title: "Fire destroys grain store at Khanaqin",
		Text: "A fire destroyed the largest grain store of Khanaqin on Wednesday night, and with it some 900 tons of barley that farmers had delivered since May. " +
			"Nobody was hurt. Firemen from Kalar fought the flames until morning; the roof of the sheet-iron hall collapsed shortly before four. The watchman said he had smelt burning cables.",
		At: noon,
	}
	second := dedupe.Document{
		Title: "Barley harvest lost in Khanaqin blaze",
		Text: "Farmers around Khanaqin have lost 900 tons of barley in a blaze that brought down the sheet-iron roof of the town's grain store, the owners said. " +
			"The watchman spoke of a smell of burning cables. Four fire engines came from Kalar, an hour away, because the one in the town has had no pump since winter.",
		At: noon.Add(9 * time.Hour),
	}
	other := dedupe.Document{
		Title: "Barley prices fall in Kirkuk",
		Text: "Traders in Kirkuk paid a tenth less for barley this week than in June, as lorries from the north arrived in greater numbers. " +
			"A ton cost 410 dollars on Thursday. The chamber of commerce expects prices to recover when the feed mills reopen after the feast.",
		At: noon.Add(10 * time.Hour),
	}
	late := second
	late.At = noon.Add(80 * time.Hour)
	tests := []struct {
		name string
		doc  dedupe.Document
		want int64
	}{
		{"two tellings", second, 1},
		{"another event in the same trade", other, 2},
		{"after three days it is another story", late, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := newArchive()
			a.arrive(t, first)
			v, story := a.arrive(t, tt.doc)
			if v.Duplicate() || story != tt.want {
				t.Errorf("called %q in story %d, want new in %d", v.Relation, story, tt.want)
			}
		})
	}
	t.Run("a story does not go on for ever", func(t *testing.T) {
		a := newArchive()
		for i, want := range []int64{1, 1, 3} {
			doc := []dedupe.Document{first, second, first}[i]
			doc.At = noon.Add(time.Duration(i) * 50 * time.Hour)
			if i == 2 {
				doc.Title, doc.Text = "What burnt at Khanaqin", "The grain store of Khanaqin will not be rebuilt before winter. Its sheet-iron roof collapsed in the fire, "+
					"and 900 tons of barley were lost. Farmers, the watchman and firemen from Kalar gave evidence. The owners blame burning cables, smelt that Wednesday night."
			}
			if _, story := a.arrive(t, doc); story != want {
				t.Errorf("report %d stands in story %d, want %d", i+1, story, want)
			}
		}
	})
	t.Run("another topic separates", func(t *testing.T) {
		index := dedupe.NewIndex()
		fp := dedupe.Fingerprint(first)
		fp.Article, fp.Topic = 1, "sd-3"
		index.Add(fp)
		for topic, want := range map[string]int64{"": 1, "sd-3": 1, "sd-4": 0} {
			v, err := index.Judge(second, dedupe.Fingerprint(second), func(int64) (dedupe.Document, error) { return first, nil })
			if err != nil {
				t.Fatal(err)
			}
			if got := index.Story(second, v, topic); got != want {
				t.Errorf("topic %q: story %d, want %d", topic, got, want)
			}
		}
	})
}

func TestWhatIsTooShortIsNoCopy(t *testing.T) {
	for _, text := range []string{"", "…", "Read more", "Breaking news from Baghdad"} {
		a := newArchive()
		a.arrive(t, dedupe.Document{Text: text, At: noon})
		if v, _ := a.arrive(t, dedupe.Document{Text: text, At: noon}); v.Duplicate() {
			t.Errorf("%q is called %s", text, v.Relation)
		}
	}
}

func TestARemovedArticleIsForgottenAndAReplacedOneIsNew(t *testing.T) {
	all := articles(t)
	a := newArchive()
	a.arrive(t, dedupe.Document{Text: all[0].text, At: noon})
	a.arrive(t, dedupe.Document{Text: all[1].text, At: noon})

	a.docs[1] = dedupe.Document{ID: 1, Text: all[2].text, At: noon}
	a.index.Add(dedupe.Fingerprint(a.docs[1]))
	a.index.Remove(2)
	if a.index.Len() != 1 {
		t.Errorf("the index holds %d articles, want 1", a.index.Len())
	}
	for i, want := range []int64{0, 0, 1} {
		doc := dedupe.Document{Text: all[i].text, At: noon}
		v, err := a.index.Judge(doc, dedupe.Fingerprint(doc), a.text)
		if err != nil || v.Of != want {
			t.Errorf("%s is of %d (%v), want %d", all[i].name, v.Of, err, want)
		}
	}
}

func TestAnIndexOfThousandsFindsThemAll(t *testing.T) {
	const n = 9000
	x := dedupe.NewIndex()
	text := func(article int64) (dedupe.Document, error) {
		r := article * 7919
		var b strings.Builder
		for i := range int64(60) {
			fmt.Fprintf(&b, "w%d ", (r+i*i*31)%50021)
		}
		return dedupe.Document{ID: article, Text: b.String(), At: noon}, nil
	}
	for article := range int64(n) {
		doc, _ := text(article + 1)
		x.Add(dedupe.Fingerprint(doc))
		if article%3 == 0 {
			x.Remove(article)
		}
	}
	for article := int64(1); article < n; article += 97 {
		doc, _ := text(article)
		v, err := x.Judge(doc, dedupe.Fingerprint(doc), text)
		want := article
		if article%3 == 0 {
			want = 0
		}
		if err != nil || v.Of != want {
			t.Fatalf("article %d is of %d (%v), want %d", article, v.Of, err, want)
		}
	}
}

func TestAFingerprintOfAnotherSchemeIsIgnored(t *testing.T) {
	x := dedupe.NewIndex()
	fp := dedupe.Fingerprint(dedupe.Document{ID: 1, Text: bulletins(1)[0]})
	fp.Scheme++
	x.Add(fp)
	if x.Len() != 0 {
		t.Error("it was added")
	}
}

func TestATextThatCannotBeReadEndsTheJudgement(t *testing.T) {
	a := newArchive()
	doc := dedupe.Document{Text: bulletins(1)[0], At: noon}
	a.arrive(t, doc)
	gone := errors.New("gone")
	_, err := a.index.Judge(doc, dedupe.Fingerprint(doc), func(int64) (dedupe.Document, error) { return dedupe.Document{}, gone })
	if !errors.Is(err, gone) {
		t.Errorf("error %v, want %v", err, gone)
	}
}

func FuzzJudge(f *testing.F) {
	for _, base := range articles(f) {
		f.Add(base.title, base.text, []byte{2, 1, 0, 0, 0, 0, 9, 9, 9, 9, 1, 1, 1, 1})
	}
	f.Add("", "U.S. 1.400,5 \u200cﷺ \xff\xfe", []byte{})
	f.Fuzz(func(t *testing.T, title, text string, blob []byte) {
		x := dedupe.NewIndex()
		doc := dedupe.Document{ID: 2, Title: title, Text: text, At: noon}
		x.Add(roundwatch.Fingerprint{Article: 1, Scheme: dedupe.Scheme, Blob: blob})
		fp := dedupe.Fingerprint(doc)
		x.Add(fp)
		v, err := x.Judge(doc, fp, func(int64) (dedupe.Document, error) { return doc, nil })
		if err != nil {
			t.Fatal(err)
		}
		if fp.Tokens >= 12 && v.Relation != roundwatch.RelExact {
			t.Errorf("a text is called %q of itself", v.Relation)
		}
		x.Story(doc, v, "")
	})
}
