package article

import "unicode"

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

func makeCueWords(lists map[cue]string) map[uint64]cue {
	words := make(map[uint64]cue)
	for c := range cues {
		eachWord(lists[c], func(hash uint64) { words[hash] = c })
	}
	return words
}

// eachWord calls f with the hash of each word of text, letter case aside.
func eachWord(text string, f func(uint64)) {
	const offset, prime = 14695981039346656037, 1099511628211
	hash := uint64(offset)
	for _, c := range text {
		if c < 128 && !('a' <= c && c <= 'z') {
			switch {
			case 'A' <= c && c <= 'Z':
				c |= 0x20
			case c == '\'' || '0' <= c && c <= '9':
			default:
				if hash != offset {
					f(hash)
					hash = offset
				}
				continue
			}
		} else if c >= 128 {
			if !unicode.IsLetter(c) && !unicode.IsMark(c) && c != '©' {
				if hash != offset {
					f(hash)
					hash = offset
				}
				continue
			}
			c = unicode.ToLower(c)
		}
		hash = (hash ^ uint64(c)) * prime
	}
	if hash != offset {
		f(hash)
	}
}
