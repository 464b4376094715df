package rounds

// solar marks the months of the Solar Hijri calendar among the values of termMonth.
const solar = 100

// westernMonths are names of months in languages that we only meet, by number;
// the others are roundwatch.MonthNames.
var westernMonths = [...]string{
	"janvier,januar,enero", "février,februar,febrero", "mars,märz,marzo", "avril,abril", "mai,mayo", "juin,juni,junio",
	"juillet,juli,julio,luglio", "août,agosto", "septembre,septiembre", "octobre,oktober,octubre", "novembre,noviembre", "décembre,dezember,diciembre",
}

// vocabulary is what the languages themselves give, whatever the dialogue:
// ordinals, names of rounds and weekdays, and the words that move a sentence
// into the past or the future. Languages in the order English, Arabic, Persian,
// Sorani, Kurmanji, Turkish, then French, German, Spanish.
var vocabulary = []struct {
	kind  termKind
	value int
	words string
}{
	{termOrdinal, 1, "first,1st,inaugural,اول,اولى,الأولى,نخست,نخستین,اولین,یکم,یەکەم,یەکەمین,yekem,yekemîn,ilk,birinci,premier,première,erste*,primer,primera"},
	{termOrdinal, 2, "second,2nd,ثاني,ثانية,دوم,دومین,دووەم,دووەمین,duyem,duyemîn,duduyan,ikinci,deuxième,second*,zweite*,segundo,segunda"},
	{termOrdinal, 3, "third,3rd,ثالث,ثالثة,سوم,سومین,سێیەم,سێیەمین,sêyem,sêyemîn,üçüncü,troisième,dritte*,tercer,tercera,tercero"},
	{termOrdinal, 4, "fourth,4th,رابع,رابعة,چهارم,چهارمین,چوارەم,چوارەمین,çarem,çaremîn,dördüncü,quatrième,vierte*,cuarto,cuarta"},
	{termOrdinal, 5, "fifth,5th,خامس,خامسة,پنجم,پنجمین,پێنجەم,پێنجەمین,pêncem,beşinci,cinquième,fünfte*,quinto,quinta"},
	{termOrdinal, 6, "sixth,6th,سادس,سادسة,ششم,ششمین,شەشەم,altıncı"},
	{termOrdinal, 7, "seventh,7th,سابع,سابعة,هفتم,هفتمین,حەوتەم,yedinci"},
	{termOrdinal, 8, "eighth,8th,ثامن,ثامنة,هشتم,هشتمین,هەشتەم,sekizinci"},
	{termOrdinal, 9, "ninth,9th,تاسع,تاسعة,نهم,نهمین,نۆیەم,dokuzuncu"},

	{termRound, 0, "round,rounds,phase,cycle,edition," +
		"جولة,جولات,دورة,مرحلة,دور,مرحله,خول*,گەڕ*,قۆناغ*,ger,gera,dewr*,qonax*,tur,turu,turun*,raund*,aşama*,tour,runde,ronda"},
	{termTalk, 0, "dialogue*,dialog,talks,negotiation*,discussions,consultations,session,sessions,meeting,meetings,stage,summit," +
		"حوار,حوارات,محادثات,مباحثات,مفاوضات,جلسة,اجتماع,قمة,گفتگو*,گفتوگو*,گفت و گو*,مذاکرات,مذاکره,نشست,جلسه,رایزنی*," +
		"دیالۆگ*,دانوستان*,گفتوگۆ*,دانیشتن*,کۆبوونەوە*,diyalog*,danûstandin*,görüşme*,müzakere*,diyalo*,oturum*,toplantı*,séance,pourparlers,gespräch*,diálogo,sesión,conversaciones"},

	{termForum, 0, "dialogue,commission,committee,council,consultations,forum,حوار,لجنة,مجلس,هيئة,مشاورات,گفتگوی,گفتوگوی,کمیسیون,کمیته,شورای," +
		"دیالۆگی,کۆمیسیۆنی,لیژنەی,لێژنەی,ئەنجومەنی,diyaloga,komîteya,komîsyona,diyalog,diyaloğu,komitesi,komisyonu,konseyi"},

	{termWeekday, 0, "sunday,يوم الاحد,یکشنبه,یک شنبه,یەکشەممە*,yekşem*,pazar,dimanche,sonntag,domingo"},
	{termWeekday, 1, "monday,اثنين,دوشنبه,دو شنبه,دووشەممە*,duşem*,pazartesi,lundi,montag,lunes"},
	{termWeekday, 2, "tuesday,ثلاثاء,سه شنبه,سەشنبه,سێشەممە*,sêşem*,salı,mardi,dienstag,martes"},
	{termWeekday, 3, "wednesday,اربعاء,چهارشنبه,چهار شنبه,چوارشەممە*,çarşem*,çarşamba,mercredi,mittwoch,miércoles"},
	{termWeekday, 4, "thursday,خميس,پنجشنبه,پنج شنبه,پێنجشەممە*,pêncşem*,perşembe,jeudi,donnerstag,jueves"},
	{termWeekday, 5, "friday,جمعة,جمعه,هەینی*,cuma,vendredi,freitag,viernes"},
	{termWeekday, 6, "saturday,سبت,شنبه,شەممە,şemî,cumartesi,samedi,samstag,sábado"},

	{termPast, 0, "previous,previously,preceding,earlier rounds,builds on,built on,building on,build on,had been,was preceded,has held,have held,so far," +
		"سابق,سابقة,سابقتين,سابقات,سبق,استكمالا,تاكنون,پیشین,پیش از این,قبلی,پێشوو*,önceki,précédent*,anterior*"},
	{termLately, 0, "last month,last week,last january,last february,last march,last april,last may,last june,last july,last august,last september,last october,last november,last december,last summer,last year," +
		"شهر الماضي,اسبوع الماضي,عام الماضي,حزيران الماضي,يونيو الماضي,اب الماضي,نيسان الماضي,تموز الماضي,ماه گذشته,هفته گذشته,سال گذشته,مانگی رابردوو,ساڵی رابردوو,geçen ay,geçen hafta,geçen yıl"},
	{termBegun, 0, "initiated,kicked off,which began,that began,began in,began on,started in,started on,started last,launched in,launched on,dating back," +
		"بدا في,بدات في,بدأت في,الذي بدا,التي بدات,انطلق في,انطلقت في,اغاز شد,آغاز شد,آغاز شده,دەستی پێکرد,başlayan,başlatılan"},
	{termFirstOf, 0, "under,since,in more than,in over,in nearly,of its kind,of their kind,in the era,during the era,face to face,in person,ever," +
		"منذ,عهد,من نوعه,من نوعها,وجها لوجه,مباشرة,زمان,دوران,دولت,سەردەم*,döneminde,bu yana,desde que,depuis"},
	{termOffice, 0, "administration,presidency,president,government,era,term,ادارة,رئاسة,حكومة,دولت,ئیدارە*,حکومەت*,yönetim*,mandate*"},
	{termAhead, 0, "will hold,will meet,will visit,will begin,will start,will launch,will renew,will resume,will be held,will take place,will travel,will welcome,will receive,will lead,will head,will discuss,will open,will convene," +
		"would renew,would hold,to be held,to be launched,to hold,to visit,to begin,to start,to launch,to renew,to resume,to meet,to discuss,to head,to lead,set to,next month,next week,next round,upcoming,scheduled,later this month,ahead of,preparations," +
		"سيعقد,ستعقد,سيزور,سيبدا,ستبدا,سينطلق,ستنطلق,سيبحث,سيلتقي,سيستقبل,ستجري,يتوجه,شهر المقبل,اسبوع المقبل,شهر القادم,اسبوع القادم,جولة المقبلة,جولة القادمة,مرتقب,مرتقبة,مزمع,مقرر,استعداد*,تحضيرات,قبيل,عشية," +
		"برگزار خواهد,دیدار خواهد,سفر خواهد,آغاز خواهد,ماه آینده,هفته آینده,دور آینده,پیش رو,قرار است,در آستانه,برگزار می شود,بڕیارە,مانگی داهاتوو,هەفتەی داهاتوو,خولی داهاتوو," +
		"gelecek hafta,gelecek ay,önümüzdeki hafta,yapılacak,başlayacak,buluşacak,görüşecek,gidiyor,mois prochain,semaine prochaine,nächste woche,nächsten monat,próximo mes,próxima semana"},
}
