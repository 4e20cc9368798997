/* SPDX-License-Identifier: BSD-2-Clause */
/* Guesses: the same piece of news in many languages, in the encodings that are found of them. The C library encodes. */
#include "text/charset_guess.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "check.h"

/* The first sentence alone is little; with the rest it is a short article. */
static const struct news {
	const char *language;
	const char *sentence;
	const char *rest;
} news[] =
	{
		{"ru", "В понедельник правительство объявило о новых мерах поддержки малого бизнеса.",
			"Премьер-министр рассказал, что помощь получат более тысячи предприятий. По его словам, выплаты начнутся уже в следующем месяце, а заявки можно подать через интернет."},
		{"uk", "Верховна Рада ухвалила закон про підтримку малого бізнесу.",
			"Прем'єр-міністр розповів, що допомогу отримають понад тисячу підприємств. За його словами, виплати розпочнуться вже наступного місяця."},
		{"bg", "Правителството обяви нови мерки за подкрепа на малкия бизнес.",
			"Министърът съобщи, че помощ ще получат повече от хиляда предприятия. Според него плащанията ще започнат още през следващия месец."},
		{"el", "Η κυβέρνηση ανακοίνωσε νέα μέτρα στήριξης των μικρών επιχειρήσεων.",
			"Ο πρωθυπουργός δήλωσε ότι περισσότερες από χίλιες επιχειρήσεις θα λάβουν βοήθεια. Οι πληρωμές θα ξεκινήσουν τον επόμενο μήνα."},
		{"he", "הממשלה הודיעה על צעדים חדשים לתמיכה בעסקים קטנים.",
			"ראש הממשלה אמר כי יותר מאלף עסקים יקבלו סיוע. לדבריו התשלומים יתחילו כבר בחודש הבא ואפשר להגיש בקשות באינטרנט."},
		{"ar", "أعلنت الحكومة عن تدابير جديدة لدعم الشركات الصغيرة.",
			"وقال رئيس الوزراء إن أكثر من ألف شركة ستحصل على المساعدة. وأضاف أن المدفوعات ستبدأ في الشهر المقبل."},
		{"tr", "Hükümet küçük işletmeleri desteklemek için yeni önlemler açıkladı.",
			"Başbakan, binden fazla işletmenin yardım alacağını söyledi. Ödemeler önümüzdeki ay başlayacak ve başvurular internet üzerinden yapılabilecek."},
		{"pl", "Rząd ogłosił nowe środki wsparcia dla małych przedsiębiorstw.",
			"Premier powiedział, że pomoc otrzyma ponad tysiąc firm. Według niego wypłaty rozpoczną się już w przyszłym miesiącu, a wnioski można składać przez internet."},
		{"cs", "Vláda oznámila nová opatření na podporu malých podniků.",
			"Premiér řekl, že pomoc dostane více než tisíc firem. Podle něj se začne vyplácet už příští měsíc a žádosti lze podat přes internet."},
		{"hu", "A kormány új intézkedéseket jelentett be a kisvállalkozások támogatására.",
			"A miniszterelnök elmondta, hogy több mint ezer cég kap segítséget. A kifizetések már a jövő hónapban megkezdődnek, és a kérelmeket az interneten is be lehet nyújtani."},
		{"ro", "Guvernul a anunţat noi măsuri de sprijin pentru întreprinderile mici.",
			"Prim-ministrul a spus că peste o mie de firme vor primi ajutor. Potrivit acestuia, plăţile vor începe încă de luna viitoare."},
		{"hr", "Vlada je objavila nove mjere potpore malim poduzećima.",
			"Premijer je rekao da će pomoć dobiti više od tisuću tvrtki. Prema njegovim riječima, isplate će početi već sljedeći mjesec, a zahtjevi se mogu predati putem interneta. Šest županija."},
		{"fr", "Le gouvernement a annoncé de nouvelles mesures de soutien aux petites entreprises.",
			"Le Premier ministre a déclaré que plus de mille sociétés recevront une aide. Selon lui, les paiements débuteront dès le mois prochain et les demandes peuvent être déposées à la préfecture."},
		{"de", "Die Regierung kündigte neue Maßnahmen zur Unterstützung kleiner Unternehmen an.",
			"Der Ministerpräsident erklärte, über tausend Firmen könnten Hilfe erhalten. Die Auszahlungen würden bereits im nächsten Monat beginnen, die Anträge müssten früh gestellt werden."},
		{"es", "El Gobierno anunció nuevas medidas de apoyo a las pequeñas empresas.",
			"El presidente señaló que más de mil compañías recibirán ayuda. Según explicó, los pagos empezarán el próximo mes y las solicitudes podrán presentarse también por internet el día quince."},
		{"pt", "O Governo anunciou novas medidas de apoio às pequenas empresas.",
			"O primeiro-ministro afirmou que mais de mil companhias receberão ajuda. Os pagamentos começarão já no próximo mês e as inscrições também são feitas pela internet. Não há exceções."},
		{"sv", "Regeringen meddelade nya åtgärder för att stödja små företag.",
			"Statsministern sade att över tusen företag får hjälp. Utbetalningarna börjar redan nästa månad och ansökningar kan göras på nätet."},
		{"da", "Regeringen annoncerede nye foranstaltninger til støtte for små virksomheder.",
			"Statsministeren sagde, at over tusind virksomheder vil få hjælp. Udbetalingerne begynder allerede næste måned, og ansøgninger kan også indsendes på nettet."},
		{"fi", "Hallitus ilmoitti uusista toimista pienyritysten tukemiseksi.", "Pääministeri sanoi, että yli tuhat yritystä saa apua. Maksut alkavat jo ensi kuussa, ja hakemukset voi jättää myös sähköisesti."},
		{"is", "Ríkisstjórnin tilkynnti nýjar aðgerðir til stuðnings smáfyrirtækjum.",
			"Forsætisráðherra sagði að yfir þúsund fyrirtæki fengju aðstoð. Greiðslur hefjast þegar í næsta mánuði."},
		{"lt", "Vyriausybė paskelbė apie naujas priemones smulkiajam verslui remti.",
			"Ministras pirmininkas teigė, kad paramą gaus daugiau kaip tūkstantis įmonių. Pasak jo, išmokos prasidės jau kitą mėnesį, o paraiškas galima pateikti internetu."},
		{"lv", "Valdība paziņoja par jauniem pasākumiem mazo uzņēmumu atbalstam.",
			"Premjerministrs sacīja, ka palīdzību saņems vairāk nekā tūkstotis uzņēmumu. Maksājumi sāksies jau nākamajā mēnesī."},
		{"th", "รัฐบาลประกาศมาตรการใหม่เพื่อสนับสนุนธุรกิจขนาดเล็ก",
			"นายกรัฐมนตรีกล่าวว่าบริษัทมากกว่าหนึ่งพันแห่งจะได้รับความช่วยเหลือ การจ่ายเงินจะเริ่มในเดือนหน้า"},
		{"ja", "政府は中小企業を支援する新しい対策を発表しました。",
			"首相は千社以上が支援を受けると述べました。支払いは来月から始まり、申請はインターネットでもできます。"},
		{"zh", "政府宣布了支持小企业的新措施。",
			"总理表示，一千多家公司将获得援助。他说，付款将从下个月开始，申请可以通过互联网提交。"},
		{"zh-TW", "政府宣布了支持小企業的新措施。",
			"總理表示，一千多家公司將獲得援助。他說，付款將從下個月開始，申請可以通過網際網路提交。"},
		{"ko", "정부는 중소기업을 지원하기 위한 새로운 대책을 발표했다.",
			"총리는 천 개가 넘는 기업이 지원을 받게 될 것이라고 말했다. 지급은 다음 달부터 시작되며 신청은 인터넷으로도 할 수 있다."},
};

struct guess_case {
	const char *language;
	const char *encoding; /* as the C library calls it */
	const char *plain;    /* what is guessed from the whole text; NULL: nothing */
	const char *helped;   /* from one sentence and the language */
};

static const struct guess_case cases[] = {
	{"ru", "WINDOWS-1251", "windows-1251", "windows-1251"},
	{"ru", "KOI8-R", "KOI8-U", "KOI8-U"},
	{"ru", "ISO-8859-5", "ISO-8859-5", "ISO-8859-5"},
	{"uk", "WINDOWS-1251", "windows-1251", "windows-1251"},
	{"uk", "KOI8-U", "KOI8-U", "KOI8-U"},
	{"bg", "WINDOWS-1251", "windows-1251", "windows-1251"},
	{"el", "WINDOWS-1253", "ISO-8859-7", "ISO-8859-7"},
	{"el", "ISO-8859-7", "ISO-8859-7", "ISO-8859-7"},
	{"he", "WINDOWS-1255", "windows-1255", "windows-1255"},
	{"he", "ISO-8859-8", "windows-1255", "windows-1255"},
	{"ar", "WINDOWS-1256", "windows-1256", "windows-1256"},
	{"ar", "ISO-8859-6", "ISO-8859-6", "ISO-8859-6"},
	{"tr", "WINDOWS-1254", "windows-1254", "windows-1254"},
	{"pl", "WINDOWS-1250", "windows-1250", "windows-1250"},
	{"pl", "ISO-8859-2", "ISO-8859-2", "ISO-8859-2"},
	{"cs", "WINDOWS-1250", "windows-1250", "ISO-8859-2"}, /* no letter in which they differ */
	{"cs", "ISO-8859-2", "ISO-8859-2", "ISO-8859-2"},
	{"hu", "ISO-8859-2", "ISO-8859-2", "ISO-8859-2"},
	{"ro", "ISO-8859-2", "ISO-8859-2", "ISO-8859-2"},
	{"hr", "WINDOWS-1250", NULL, "ISO-8859-2"},
	{"lt", "WINDOWS-1257", NULL, "windows-1257"},
	{"lv", "WINDOWS-1257", NULL, "windows-1257"},
	{"th", "TIS-620", "windows-874", "windows-874"},
	{"ja", "SHIFT_JIS", "Shift_JIS", "Shift_JIS"},
	{"ja", "EUC-JP", "EUC-JP", "EUC-JP"},
	{"zh", "GB2312", "GB18030", "GB18030"},
	{"zh-TW", "BIG5", "Big5", "Big5"},
	{"ko", "EUC-KR", "windows-949", "windows-949"},
	/* Latin-1 is what is presumed anyway. */
	{"fr", "WINDOWS-1252", NULL, NULL},
	{"de", "WINDOWS-1252", NULL, NULL},
	{"es", "WINDOWS-1252", NULL, NULL},
	{"pt", "WINDOWS-1252", NULL, NULL},
	{"sv", "WINDOWS-1252", NULL, NULL},
	{"da", "WINDOWS-1252", NULL, NULL},
	{"fi", "WINDOWS-1252", NULL, NULL},
	{"is", "WINDOWS-1252", NULL, NULL},
};

/* UTF-8 in `encoding`, behind what is in `out`. */
static void encode(const char *text, const char *encoding, struct buf *out)
{
	iconv_t converter = iconv_open(encoding, "UTF-8");
	char *in = (char *)text; /* iconv changes the pointer, not the text */
	size_t in_left = strlen(text);
	char *room = buf_extend(out, 4096);
	size_t room_left = 4096;

	if (converter == (iconv_t)-1 ||
		iconv(converter, &in, &in_left, &room, &room_left) == (size_t)-1) {
		fail_msg("%s: the C library cannot encode \"%s\"", encoding, in);
	}
	out->len -= room_left;
	(void)iconv_close(converter);
}

static const struct news *news_in(const char *language)
{
	for (size_t i = 0; i < COUNT(news); i++) {
		if (strcmp(news[i].language, language) == 0) {
			return &news[i];
		}
	}
	fail_msg("no news in %s", language);
	return NULL;
}

static void check_guess(
	const struct guess_case *c, struct str bytes, const char *language, const char *want)
{
	const char *got = charset_guess(bytes, str_from(language));

	if (!got != !want || (got && strcmp(got, want) != 0)) {
		fail_msg("%s in %s, language \"%s\": got %s, want %s", c->language, c->encoding,
			language, got ? got : "nothing", want ? want : "nothing");
	}
}

static void guesses(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct news *n = news_in(cases[i].language);
		struct buf bytes;

		buf_init(&bytes, 1 << 16);
		buf_add_str(&bytes, STR("<rss><channel><title>World</title><item><title>"));
		encode(n->sentence, cases[i].encoding, &bytes);
		check_guess(&cases[i], buf_str(&bytes), n->language, cases[i].helped);
		buf_add_str(&bytes, STR("</title><description>"));
		encode(n->rest, cases[i].encoding, &bytes);
		buf_add_str(&bytes, STR("</description></item></channel></rss>"));
		check_guess(&cases[i], buf_str(&bytes), "", cases[i].plain);
		buf_done(&bytes);
	}
}

/* Too little to say anything, and what is no text at all. */
static void no_guess(void **state)
{
	static const struct {
		struct str bytes;
		const char *language;
		const char *want;
	} rows[] = {
		{STR_INIT(""), "", NULL},
		{STR_INIT("plain"), "ru", NULL},
		{STR_INIT("caf\xe9"), "", NULL},
		{STR_INIT("caf\xe9"), "fr", NULL},
		{STR_INIT("caf\xe9"), "xx", NULL},
		{STR_INIT("caf\xe9"), "rubbish", NULL},
		{STR_INIT("\xcc\xee"), "", NULL},
		{STR_INIT("\xcc\xee"), "ru", "windows-1251"},
		{STR_INIT("\xcc\xee"), "ru-RU", "windows-1251"},
		{STR_INIT("\xe0\xe1"), "LT-lt", "windows-1257"},
		{STR_INIT("\x93\xfa\x96{"), "ja", "Shift_JIS"},
		{STR_INIT("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"), "", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *got = charset_guess(rows[i].bytes, str_from(rows[i].language));

		if (!got != !rows[i].want || (got && strcmp(got, rows[i].want) != 0)) {
			fail_msg("row %zu: got %s", i, got ? got : "nothing");
		}
	}
}

/* A text without white space, and one that is longer than what is looked at. */
static void long_texts(void **state)
{
	const struct news *n = news_in("zh");
	struct buf bytes;

	(void)state;
	buf_init(&bytes, 1 << 24);
	while (bytes.len < 100000) {
		encode(n->rest, "GB2312", &bytes);
	}
	assert_string_equal(charset_guess(buf_str(&bytes), STR("")), "GB18030");
	buf_clear(&bytes);
	for (size_t i = 0; i < 100000; i++) {
		buf_add_str(&bytes, STR("plain <b>words</b> "));
	}
	encode(news_in("ru")->rest, "KOI8-R", &bytes);
	assert_string_equal(charset_guess(buf_str(&bytes), STR("")), "KOI8-U");
	buf_done(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guesses),
		cmocka_unit_test(no_guess),
		cmocka_unit_test(long_texts),
	};

	charset_guess_warm_up();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
