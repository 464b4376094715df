package charset

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

const (
	arabic  = "أعلنت وزارة الخارجية العراقية اليوم انطلاق جولة جديدة من الحوار الاستراتيجي مع الولايات المتحدة"
	persian = "وزارت خارجه عراق از آغاز دور تازه گفتگو با همسايگان و كشورهاي جهان خبر داد"
	turkish = "Irak Dışişleri Bakanlığı görüşmelerin başladığını açıkladı"
	french  = "Le ministère a annoncé l'ouverture d'un « dialogue stratégique » à Bagdad"
)

func encode(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := encoding.ReplaceUnsupported(e.NewEncoder()).Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecodeFindsTheEncoding(t *testing.T) {
	wrap := func(declared, s string) string {
		return `<?xml version="1.0" encoding="` + declared + `"?><rss><channel><title>` + s + `</title></channel></rss>`
	}
	for _, c := range []struct {
		name, text string
		in         encoding.Encoding // nil: UTF-8
		hint       Hint
		want       string
	}{
		{name: "UTF-8 without a label", text: arabic, want: "utf-8"},
		{name: "UTF-8 under a wrong header", text: arabic, hint: Hint{ContentType: "text/xml; charset=windows-1256"}, want: "utf-8"},
		{name: "UTF-8 under a wrong declaration", text: wrap("iso-8859-1", french), want: "utf-8"},
		{name: "UTF-16 with a mark", text: wrap("utf-16", arabic), in: unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), want: "utf-16le"},
		{name: "UTF-16 without a mark", text: wrap("utf-16", arabic), in: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), want: "utf-16be"},
		{name: "UTF-16 under a header of UTF-8", text: wrap("utf-8", arabic), in: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), hint: Hint{ContentType: "text/xml; charset=utf-8"}, want: "utf-16le"},
		{name: "UTF-32 with a mark", text: wrap("utf-32", arabic), in: utf32.UTF32(utf32.LittleEndian, utf32.ExpectBOM), want: "utf-32le"},
		{name: "UTF-32 without a mark", text: wrap("utf-32", arabic), in: utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), want: "utf-32be"},
		{name: "the header before the declaration", text: wrap("iso-8859-1", arabic), in: charmap.Windows1256, hint: Hint{ContentType: "text/xml; charset='windows-1256'"}, want: "windows-1256"},
		{name: "a header that is not well formed", text: arabic, in: charmap.Windows1256, hint: Hint{ContentType: "text/xml; charset = windows-1256"}, want: "windows-1256"},
		{name: "the declaration", text: wrap("windows-1251", "Министерство иностранных дел Ирака"), in: charmap.Windows1251, want: "windows-1251"},
		{name: "the declaration behind an error message", text: "<b>Warning</b>: x\n" + wrap("windows-1251", "Министерство иностранных дел"), in: charmap.Windows1251, want: "windows-1251"},
		{name: "the meta element of a page", text: `<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256"></head>` + persian, in: charmap.Windows1256, want: "windows-1256"},
		{name: "not the meta element quoted in a feed", text: `<rss><description>&lt;p>` + french + `<meta charset="koi8-r"></description></rss>`, in: charmap.Windows1252, want: "windows-1252"},
		{name: "the language of the source", text: "وزارة", in: charmap.Windows1256, hint: Hint{Lang: "ar-IQ"}, want: "windows-1256"},
		{name: "the language before a label of UTF-8", text: wrap("utf-8", "وزارة"), in: charmap.Windows1256, hint: Hint{Lang: "ckb"}, want: "windows-1256"},
		{name: "Arabic by its letters", text: arabic, in: charmap.Windows1256, want: "windows-1256"},
		{name: "Arabic under a Western label", text: wrap("iso-8859-1", arabic), in: charmap.Windows1256, want: "windows-1256"},
		{name: "Turkish by the language of the source", text: turkish, in: charmap.Windows1254, hint: Hint{Lang: "tr"}, want: "windows-1254"},
		{name: "Western letters", text: french, in: charmap.Windows1252, want: "windows-1252"},
		{name: "a seven-bit encoding", text: wrap("iso-2022-jp", "イラク"), in: japanese.ISO2022JP, want: "iso-2022-jp"},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := []byte(c.text)
			if c.in != nil {
				body = encode(t, c.in, c.text)
			}
			text, name := Decode(body, c.hint)
			if name != c.want {
				t.Errorf("read as %s, want %s", name, c.want)
			}
			if string(text) != c.text {
				t.Errorf("text %q, want %q", text, c.text)
			}
		})
	}
}

func TestDecodeMendsBrokenBytesWhereTheRestIsUTF8(t *testing.T) {
	text, name := Decode([]byte(arabic+" caf\xe9 "+persian+" \xd8"), Hint{ContentType: "text/xml; charset=utf-8"})
	if want := arabic + " café " + persian + " Ø"; string(text) != want || name != "utf-8" {
		t.Errorf("%s %q, want %q", name, text, want)
	}
}

func TestDecodeDropsTheByteOrderMark(t *testing.T) {
	text, name := Decode([]byte("\uFEFF\uFEFF"+arabic), Hint{})
	if string(text) != arabic || name != "utf-8" {
		t.Errorf("%s %q", name, text)
	}
}

func TestDecodeIgnoresLabelsThatCannotBeTrue(t *testing.T) {
	for _, label := range []string{"utf-16", "utf-8", "no-such-charset", "", "iso-2022-jp"} {
		text, name := Decode([]byte("caf\xe9"), Hint{ContentType: "text/xml; charset=" + label})
		if string(text) != "café" || name != "windows-1252" {
			t.Errorf("charset=%s: %s %q", label, name, text)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(arabic), "text/xml; charset=utf-8", "ar")
	f.Add([]byte("\xFF\xFE<\x00a\x00"), "", "")
	f.Add([]byte("\x00\x00\x00<\x00\x00\x00r\x00\x00\x00s\x00\x00\x00s\xD8\x00"), "", "")
	f.Add([]byte("<?xml encoding='hz-gb-2312'?>~{<:Ky~}"), "text/xml", "")
	f.Fuzz(func(t *testing.T, body []byte, contentType, lang string) {
		text, name := Decode(body, Hint{ContentType: contentType, Lang: lang})
		if !utf8.Valid(text) || name == "" {
			t.Fatalf("%q: not UTF-8 or without a name: %q", text, name)
		}
		if strings.HasPrefix(name, "utf") && len(text) > 4*len(body) || len(text) > 8*len(body) {
			t.Fatalf("%d bytes grew to %d", len(body), len(text))
		}
		if utf8.Valid(body) && name == "utf-8" && !bytes.HasSuffix(body, text) {
			t.Fatal("valid text was changed")
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	body := bytes.Repeat([]byte(arabic+"<item>\n"), 400)
	legacy, err := charmap.Windows1256.NewEncoder().Bytes(body)
	if err != nil {
		b.Fatal(err)
	}
	for name, body := range map[string][]byte{"utf-8": body, "windows-1256": legacy} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				Decode(body, Hint{})
			}
		})
	}
}
