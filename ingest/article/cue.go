package article

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// A cue is a word that page furniture uses and running text seldom does. Cues
// never decide alone: they are counted per kind, for the scorer and for the
// cleaning rules, and only in short blocks. The lists hold the watched
// languages first (English, Arabic, Persian, Sorani, Kurmanji, Turkish), then
// the large European ones.
type cue uint8

const (
	cueNone cue = iota
	cueShare
	cueMore
	cueSubscribe
	cueRights
	cueComment
	cuePhoto
	cueConsent
	cueAd
	cueAuthor
	cueDate
	cues
)

var cueWords = makeCueWords(map[cue]string{
	cueShare: `share tweet facebook twitter whatsapp telegram linkedin pinterest reddit email print copy link follow instagram youtube
		شارك مشاركة المشاركة طباعة انسخ الرابط تابعنا تابعونا فيسبوك تويتر واتساب تلغرام تيليجرام
		اشتراک گذاری اشتراک چاپ لینک کوتاه کپی تلگرام توییتر فیسبوک واتس اپ
		هاوبەش هاوبەشی بڵاوکردنەوە چاپکردن parve parvekirin bişîne paylaş paylaşın yazdır takip tıkla tıklayın
		teilen partager compartir compartilhar condividi delen`,
	cueMore: `read more also related recommended recommends trending popular latest watch click here see next previous continue story stories don't miss
		اقرأ أيضا أيضاً ايضا المزيد متعلقة ذات صلة مواضيع شاهد شاهدوا اضغط هنا الأكثر قراءة التالي السابق
		بیشتر بخوانید بخوانید مرتبط مطالب پربازدید ببینید همچنین ادامه اینجا کلیک
		زیاتر بخوێنەوە بخوێنەرەوە پەیوەندیدار هەواڵی هەروەها bixwîne zêdetir têkildar her wiha
		oku okuyun devamı ilgili haberler ayrıca benzer izle öne çıkanlar sonraki önceki
		mehr lesen auch siehe lire aussi lees leer más también leia mais também você pode gostar veja leggi anche ti potrebbe interessare te puede interesar das könnte sie interessieren à vous aimerez`,
	cueSubscribe: `subscribe subscribers subscription newsletter newsletters inbox sign signup register login log join donate support member members alerts notifications free trial unlock
		اشترك اشتركوا النشرة البريدية تسجيل الدخول سجل بريدك خبرنامه عضویت عضو شوید ثبت نام ورود
		بەشداربە تۆمار ببە abone bülten kayıt üye bibe endam
		abonnieren abonnement registrieren anmelden abonnez suscríbete suscribirse assine iscriviti inscreva`,
	cueRights: `copyright © rights reserved terms policy privacy imprint disclaimer permission syndicated republished
		حقوق محفوظة جميع الحقوق محفوظ تمامی نقل بلامانع منبع مافی پارێزراوە parastî hakları saklıdır izinsiz
		rechte vorbehalten droits réservés derechos reservados direitos`,
	cueComment: `comment comments commenting reply replies respond moderated moderation
		تعليق تعليقات التعليقات اترك نظرات نظر دیدگاه ارسال کۆمێنت şîrove yorum yorumlar yanıtla
		kommentar kommentare commentaire commentaires comentario comentarios comentários comenta`,
	cuePhoto: `photo photos photograph photographer image images picture pictured getty reuters afp ap epa file credit caption illustration screenshot video gallery
		صورة الصورة صور أرشيف أرشيفية رويترز فرانس عکس تصویر آرشیو وێنە فۆتۆ wêne foto fotoğraf fotoğraflar arşiv görsel
		bild quelle dpa imago crédit illustrazione imagen imagem divulgação reprodução`,
	cueConsent: `cookie cookies consent gdpr ccpa tracking preferences partners vendors browser javascript enable adblock
		ملفات الارتباط کوکی کوکی ها çerez çerezler cookies-einstellungen datenschutz einwilligung témoins galletas`,
	cueAd: `advertisement advertising sponsored promoted affiliate commission promo
		إعلان اعلان إعلانات آگهی تبلیغات ریکلام reklam ilan anzeige werbung publicité publicidad publicidade`,
	cueAuthor: `author writer reporter editor correspondent journalist columnist contributor contributed bio by written edited reporting follows
		الكاتب كاتب بقلم تحرير مراسل إعداد نویسنده خبرنگار کد انتهای پیام نووسەر nivîskar yazar muhabir editör
		autor redakteur auteur journaliste redactor redação`,
	cueDate: `published updated posted modified january february march april june july august september october november december min minutes hours ago
		نشر نُشر تحديث آخر الساعة تاریخ انتشار ساعت کاتژمێر güncelleme yayınlanma tarihi saat dakika
		veröffentlicht aktualisiert publié mis actualizado publicado uhr`,
})

func makeCueWords(lists map[cue]string) *table {
	words := newTable(1024)
	for c := range cues {
		for _, hash := range appendWords(nil, lists[c]) {
			words.put(hash, int32(c))
		}
	}
	return words
}

// Words are hashed by FNV-1a, a character at a time.
const (
	hashOffset = 14695981039346656037
	hashPrime  = 1099511628211
)

// appendWords appends the hash of each word of text, letter case aside.
func appendWords(hashes []uint64, text string) []uint64 {
	hashes = slices.Grow(hashes, len(text)/shortWord)
	hash := uint64(hashOffset)
	for i := 0; ; i++ {
		for i < len(text) && asciiWord[text[i]] != 0 {
			hash = (hash ^ uint64(asciiWord[text[i]])) * hashPrime
			i++
		}
		if i < len(text) && text[i] >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			i += size - 1
			if c := wideWord(r); c != 0 {
				hash = (hash ^ uint64(c)) * hashPrime
				continue
			}
		}
		if hash != hashOffset {
			hashes = append(hashes, hash)
			hash = hashOffset
		}
		if i >= len(text) {
			return hashes
		}
	}
}

// shortWord is a guess at the bytes of a word and the space behind it.
const shortWord = 5

// asciiWord maps what a word is made of to its small letter, all else to 0.
var asciiWord = makeASCIIWord()

func makeASCIIWord() (small [256]byte) {
	for c := range byte(utf8.RuneSelf) {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '\'':
			small[c] = c
		case 'A' <= c && c <= 'Z':
			small[c] = c | 0x20
		}
	}
	return small
}

// wideWord is asciiWord for characters outside ASCII.
func wideWord(c rune) rune {
	switch n := natureOf(c); {
	case n&(natureLetter|natureMark) == 0 && c != '©':
		return 0
	case n&natureCapital != 0:
		return unicode.ToLower(c)
	}
	return c
}
