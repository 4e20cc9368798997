/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Phrases of navigation, advertisement, sharing and the like. A new one is written as page_phrase_normal gives it (small
 * letters, no accents, no signs); the test holds every row against that.
 */
#include "parse/page_phrase_table.h"

const struct page_phrase_row page_phrase_rows[] = {
	/* any */
	{PHRASE_LINE,
		STR_INIT(
			"advertisement|ad|ads|sponsored|whatsapp|facebook|twitter|x|linkedin|telegram|"
			"email|reddit|pinterest|instagram|youtube|rss|print|pdf")},
	/* en */
	{PHRASE_LINE,
		STR_INIT(
			"advertisement scroll to continue|article continues below|loading|loading ad|"
			"skip to content|skip to main content|skip advertisement|skip ad|share|"
			"share this|share this article|share this story|share this page|share article|"
			"share on facebook|share on twitter|save|save article|listen|"
			"listen to this article|copy link|link copied|print this page|email this|"
			"comments|view comments|show comments|leave a comment|leave a reply|"
			"add a comment|read more|see more|more|show more|load more|back to top|"
			"top of page|home|menu|close|search|follow us|follow|subscribe|sign up|sign in|"
			"log in|register|language selection|select language|all rights reserved|tags|"
			"topics|categories|previous|next|previous post|next post|photo gallery|"
			"view gallery|1 of|image source|reuters|file photo|min read|minutes read|"
			"summary|in summary|key points|follow this topic")},
	{PHRASE_START,
		STR_INIT(
			"advertisement scroll to|story continues below|article continues|"
			"continue reading below|scroll to continue|listen to this article|read more|"
			"also read|read also|see also|watch also|follow us on|subscribe to our|"
			"subscribe now|sign up for|sign up to|sign up here|already a subscriber|"
			"already have an account|get the latest|get our|join our|click here to|"
			"click to share|tap here to|download our app|download the app|"
			"all rights reserved|copyright|c copyright|reporting by|"
			"additional reporting by|editing by|writing by|our standards|"
			"this article was originally published|originally published|first published on|"
			"have you got a story|do you have a story|want to contact us|"
			"have something to add|thank you for reading|we use cookies|"
			"this website uses cookies|this site uses cookies|by continuing to use|"
			"we and our partners|you have reached your|support our journalism|tagged|"
			"filed under|posted in|view this post on instagram|this content is hosted|"
			"enable javascript|please enable|your browser does not support|"
			"to view this video|previous story|previous article|next article|image source|"
			"image caption|getty images|last updated|last modified|updated on|report this|"
			"report an error|was this article helpful|is this page useful|rate this|"
			"purchase licensing rights|opens new tab|press contact")},
	{PHRASE_SECTION,
		STR_INIT(
			"related|related stories|related story|related articles|related news|"
			"related topics|related content|related links|related posts|related coverage|"
			"more on this|more on this story|more on this topic|more from|more stories|"
			"more news|more in|most read|most viewed|most popular|most shared|trending|"
			"trending now|popular|recommended|recommended stories|recommended for you|"
			"you may also like|you might also like|you might like|read next|up next|"
			"what to read next|latest news|latest stories|latest posts|recent posts|"
			"top stories|editors picks|dont miss|don t miss|in other news|also in the news|"
			"from our partners|around the web|sponsored content|suggested topics|"
			"explore more|about the author|share this|leave a reply|comments|"
			"join the conversation|newsletter|sign up for our newsletter|"
			"subscribe to our newsletter|press contacts|media contact|media contacts|"
			"find out more|see also")},
	/* de */
	{PHRASE_LINE,
		STR_INIT(
			"anzeige|werbung|teilen|drucken|merken|kommentare|zur startseite|link kopieren|"
			"zur merkliste")},
	{PHRASE_START,
		STR_INIT(
			"artikel teilen|lesen sie auch|lesen sie hier|lesen sie mehr|mehr zum thema|"
			"mehr dazu|auch interessant|weiterlesen|hier weiterlesen|newsletter|"
			"melden sie sich|jetzt anmelden|jetzt abonnieren|wir verwenden cookies|"
			"diese website verwendet|um dieses video|externer inhalt|"
			"empfohlener redaktioneller inhalt|ich bin damit einverstanden|quelle dpa|bild|"
			"foto|alle rechte vorbehalten|stand|zuletzt aktualisiert|"
			"haben sie einen fehler")},
	{PHRASE_SECTION,
		STR_INIT(
			"mehr zum thema|zum thema|die redaktion empfiehlt|"
			"das konnte sie auch interessieren|meistgelesen|meistgelesene artikel|"
			"weitere artikel|weitere meldungen|mehr aus|verwandte themen|verwandte artikel|"
			"ahnliche artikel|themen|schlagworte|kommentare|lesen sie auch|zur startseite|"
			"neueste artikel")},
	/* fr */
	{PHRASE_LINE,
		STR_INIT(
			"publicite|partager|imprimer|commenter|ecouter|lire plus|envoyer par e mail|"
			"reagir|afp")},
	{PHRASE_START,
		STR_INIT(
			"partager sur|lire aussi|a lire aussi|lire egalement|a lire egalement|"
			"voir aussi|lire la suite|en savoir plus|la suite apres|suivez nous|"
			"abonnez vous|inscrivez vous|recevez|deja abonne|nous utilisons des cookies|"
			"ce site utilise|temps de lecture|tous droits reserves|publie le|mis a jour|"
			"cet article est reserve|il vous reste|vous pouvez lire|ajouter a vos")},
	{PHRASE_SECTION,
		STR_INIT(
			"lire aussi|a lire aussi|sur le meme sujet|sur le meme theme|les plus lus|"
			"a la une|dans la meme rubrique|nos articles|articles lies|articles similaires|"
			"plus d actualites|commentaires|contributions|mots cles|recommande pour vous")},
	/* es */
	{PHRASE_LINE, STR_INIT("publicidad|compartir|imprimir|comentar|guardar|mas informacion")},
	{PHRASE_START,
		STR_INIT(
			"compartir en|lea tambien|lee tambien|le puede interesar|te puede interesar|"
			"ver tambien|leer mas|sigue leyendo|siguenos en|suscribete|apuntate|registrate|"
			"puedes seguir a|utilizamos cookies|todos los derechos reservados|"
			"tiempo de lectura|actualizado|recibe|tu suscripcion|etiquetas")},
	{PHRASE_SECTION,
		STR_INIT("mas informacion|noticias relacionadas|relacionado|relacionados|"
			 "articulos relacionados|te puede interesar|te recomendamos|lo mas visto|"
			 "lo mas leido|mas leidas|mas noticias|archivado en|temas relacionados|"
			 "etiquetas|comentarios|deja una respuesta|ultimas noticias|"
			 "tambien te puede interesar")},
	/* it */
	{PHRASE_LINE, STR_INIT("pubblicita|condividi|stampa|commenta|torna su")},
	{PHRASE_START,
		STR_INIT(
			"condividi su|leggi anche|leggi tutto|continua a leggere|"
			"continua a leggere dopo|vedi anche|guarda anche|iscriviti|abbonati|seguici|"
			"utilizziamo i cookie|riproduzione riservata|c riproduzione|"
			"tutti i diritti riservati|ultimo aggiornamento")},
	{PHRASE_SECTION,
		STR_INIT(
			"leggi anche|articoli correlati|potrebbe interessarti|ti potrebbe interessare|"
			"i piu letti|piu letti|notizie correlate|ultime notizie|commenti|tag|argomenti|"
			"altre notizie")},
	/* pt */
	{PHRASE_LINE,
		STR_INIT("publicidade|continua depois da publicidade|compartilhar|partilhar")},
	{PHRASE_START,
		STR_INIT(
			"continua apos|continua depois|compartilhe|leia tambem|leia mais|veja tambem|"
			"veja mais|saiba mais|siga nos|siga o|assine|inscreva se|receba|usamos cookies|"
			"todos os direitos reservados|tempo de leitura|clique aqui|participe do canal|"
			"postado por|marcadores|ja e assinante")},
	{PHRASE_SECTION,
		STR_INIT("leia tambem|leia mais|veja tambem|relacionadas|mais lidas|mais lidos|"
			 "mais noticias|recomendado|veja mais|voce pode gostar|tags")},
	/* nl */
	{PHRASE_LINE, STR_INIT("advertentie|deel|delen|afdrukken|reageer|reacties|kopieer link")},
	{PHRASE_START,
		STR_INIT(
			"deel dit|lees ook|lees verder|lees meer|bekijk ook|meld je aan|schrijf je in|"
			"abonneer|volg ons|wij gebruiken cookies|alle rechten voorbehouden|"
			"laatst bijgewerkt|tekst gaat verder|verder na de advertentie|lees verder na")},
	{PHRASE_SECTION,
		STR_INIT("lees ook|gerelateerd|gerelateerde artikelen|meer over|meer nieuws|"
			 "meest gelezen|best gelezen|bekijk ook|reacties|onderwerpen|net binnen|"
			 "deel dit artikel")},
	/* ru */
	{PHRASE_LINE,
		STR_INIT("реклама|поделиться|распечатать|комментарии|подписаться|печать|наверх|"
			 "в закладки")},
	{PHRASE_START,
		STR_INIT(
			"поделиться|подписываитесь|подпишитесь|читаите также|читать далее|читаите нас|"
			"смотрите также|подробнее|мы используем|саит использует|все права защищены|"
			"обновлено|фото|теги|метки|следите за|нашли ошибку|при использовании")},
	{PHRASE_SECTION,
		STR_INIT(
			"читаите также|читать также|по теме|материалы по теме|новости по теме|"
			"похожие новости|популярное|самое читаемое|главное сегодня|последние новости|"
			"другие новости|комментарии|рекомендуем|ссылки по теме|еще по теме|теги|"
			"смотрите также")},
	/* uk */
	{PHRASE_START, STR_INIT("читаите також|підписуитесь")},
	{PHRASE_SECTION, STR_INIT("читаите також")},
	{PHRASE_LINE, STR_INIT("поділитися")},
	/* pl */
	{PHRASE_LINE, STR_INIT("reklama|udostepnij|drukuj|komentarze|powrot|poprzednia|nastepna")},
	{PHRASE_START, STR_INIT("udostepnij|czytaj takze|czytaj tez|czytaj wiecej|przeczytaj takze|"
				"zobacz takze|zobacz tez|dowiedz sie wiecej|zapisz sie|subskrybuj|"
				"uzywamy plikow cookie|wszelkie prawa zastrzezone|dalszy ciag|"
				"ostatnia aktualizacja|data publikacji|zdjecie|fot|polub nas")},
	{PHRASE_SECTION,
		STR_INIT("czytaj takze|czytaj rowniez|zobacz takze|zobacz rowniez|powiazane|"
			 "najczesciej czytane|najnowsze|polecane|komentarze|tagi|aktualnosci|"
			 "inne wiadomosci|wiecej na ten temat|metryka|kontakt dla mediow")},
	/* tr */
	{PHRASE_LINE, STR_INIT("reklam|paylas|yazdir|yorumlar|yorum yap|kaydet|sesli dinle")},
	{PHRASE_START,
		STR_INIT(
			"paylas|ayrica oku|haberin devami|devamini oku|bunlar da|ilginizi cekebilir|"
			"abone ol|bizi takip|takip et|cerez|tum haklari|son guncelleme|guncelleme|"
			"ilgili haber")},
	{PHRASE_SECTION,
		STR_INIT(
			"ilgili haberler|ilginizi cekebilir|benzer haberler|cok okunanlar|"
			"en cok okunanlar|son dakika|son haberler|onerilen haberler|yorumlar|etiketler|"
			"diger haberler|bunlari da okuyun|gunun mansetleri")},
	/* ar */
	{PHRASE_LINE, STR_INIT("اعلان|اعلانات|شارك|مشاركه|طباعه|تعليقات")},
	{PHRASE_START,
		STR_INIT(
			"شارك|شاركها|اقرا ايضا|اقرا المزيد|شاهد ايضا|تابعونا|تابعنا|اشترك|للمزيد|"
			"نستخدم ملفات|جميع الحقوق محفوظه|حقوق النشر|اخر تحديث|المصدر|كلمات مفتاحيه")},
	{PHRASE_SECTION,
		STR_INIT(
			"اقرا ايضا|مواضيع ذات صله|اخبار ذات صله|مقالات ذات صله|ذات صله|قد يعجبك ايضا|"
			"الاكثر قراءه|المزيد|اخر الاخبار|التعليقات|كلمات دلاليه|وسوم|المزيد من")},
	/* zh */
	{PHRASE_LINE, STR_INIT("广告|分享|打印|收藏|评论|下一页|上一页|纠错|廣告")},
	{PHRASE_START,
		STR_INIT(
			"分享到|分享至|责任编辑|编辑|来源|版权所有|扫一扫|扫描二维码|关注我们|点击查看|点击进入|字号|原标题|本网站使用|未经授权|阅读更多|更多|声明")},
	{PHRASE_SECTION,
		STR_INIT(
			"相关新闻|相关阅读|相关报道|延伸阅读|推荐阅读|热门新闻|热门|最新新闻|更多新闻|猜你喜欢|网友评论|评论|热点推荐|關聯新聞|相關新聞|延伸閱讀")},
	/* ja */
	{PHRASE_LINE, STR_INIT("広告|シェア|ツイート|印刷|コメント|保存|次へ|前へ")},
	{PHRASE_START,
		STR_INIT(
			"シェアする|続きを読む|記事を読む|あわせて読みたい|この記事は会員|有料会員|会員登録|ログイン|無断転載|写真|クッキー|メールマガジン|フォロー|"
			"関連記事|この記事をシェア")},
	{PHRASE_SECTION,
		STR_INIT(
			"関連記事|関連ニュース|あわせて読みたい|おすすめ記事|おすすめ|人気記事|アクセスランキング|ランキング|最新ニュース|新着記事|コメント|こちらも")},
	/* ko */
	{PHRASE_LINE, STR_INIT("광고|공유")},
	{PHRASE_START, STR_INIT("무단전재|관련기사|저작권자")},
	{PHRASE_SECTION, STR_INIT("관련기사|관련 기사|많이 본 뉴스")},
	/* el */
	{PHRASE_LINE, STR_INIT("διαφημιση|κοινοποιηση|εκτυπωση|σχολια")},
	{PHRASE_START,
		STR_INIT(
			"κοινοποιηση|διαβαστε επισησ|διαβαστε περισσοτερα|δειτε επισησ|ακολουθηστε|"
			"εγγραφειτε|χρησιμοποιουμε cookies|τελευταια ενημερωση|πηγη|φωτο")},
	{PHRASE_SECTION,
		STR_INIT(
			"διαβαστε επισησ|διαβαστε ακομη|σχετικα αρθρα|σχετικα|δημοφιλη|τελευταια νεα|"
			"ροη ειδησεων|σχολια|δειτε επισησ|ετικετεσ")},
	/* uz */
	{PHRASE_START, STR_INIT("уқинг")},
	/* fa */
	{PHRASE_LINE, STR_INIT("اگهي")},
	{PHRASE_START, STR_INIT("بيشتر بخوانيد")},
	{PHRASE_SECTION, STR_INIT("اخبار مرتبط|مطالب مرتبط|پربيننده ترين")},
	/* he */
	{PHRASE_LINE, STR_INIT("פרסומת")},
	{PHRASE_START, STR_INIT("קראו גם")},
	{PHRASE_SECTION, STR_INIT("כתבות נוספות|עוד בנושא")},
	/* id */
	{PHRASE_LINE, STR_INIT("iklan")},
	{PHRASE_START, STR_INIT("baca juga|bagikan")},
	{PHRASE_SECTION, STR_INIT("baca juga|berita terkait|artikel terkait|terpopuler")},
	/* vi */
	{PHRASE_START, STR_INIT("xem them")},
	{PHRASE_SECTION, STR_INIT("tin lien quan|xem them")},
	{PHRASE_LINE, STR_INIT("quang cao|chia se")},
	/* sv */
	{PHRASE_LINE, STR_INIT("annons|dela")},
	{PHRASE_START, STR_INIT("las mer|las ocksa|artikeln fortsatter")},
	{PHRASE_SECTION, STR_INIT("las mer|las ocksa|mest last|relaterat")},
	/* da */
	{PHRASE_LINE, STR_INIT("annonce|del")},
	{PHRASE_START, STR_INIT("laes ogsa")},
	{PHRASE_SECTION, STR_INIT("laes ogsa|mest laeste")},
	/* no */
	{PHRASE_START, STR_INIT("les ogsa|les mer")},
	{PHRASE_SECTION, STR_INIT("les ogsa|mest lest")},
	/* fi */
	{PHRASE_LINE, STR_INIT("mainos|jaa")},
	{PHRASE_START, STR_INIT("lue myos")},
	{PHRASE_SECTION, STR_INIT("lue myos|luetuimmat")},
	/* cs */
	{PHRASE_START, STR_INIT("ctete take|prectete si")},
	{PHRASE_SECTION, STR_INIT("ctete take|souvisejici|souvisejici clanky|nejctenejsi")},
	{PHRASE_LINE, STR_INIT("sdilet")},
	/* ro */
	{PHRASE_LINE, STR_INIT("publicitate|distribuie")},
	{PHRASE_START, STR_INIT("citeste si|citeste mai")},
	{PHRASE_SECTION, STR_INIT("citeste si|articole similare|cele mai citite")},
	/* hu */
	{PHRASE_LINE, STR_INIT("hirdetes|megosztas")},
	{PHRASE_START, STR_INIT("olvassa el")},
	{PHRASE_SECTION, STR_INIT("kapcsolodo cikkek|ajanlott cikkek")},
};

const size_t page_phrase_row_count = sizeof(page_phrase_rows) / sizeof(page_phrase_rows[0]);

const struct str page_phrase_credits[] = {STR_INIT("photo"), STR_INIT("photograph"),
	STR_INIT("photographer"), STR_INIT("photos"), STR_INIT("picture"), STR_INIT("image"),
	STR_INIT("images"), STR_INIT("credit"), STR_INIT("foto"), STR_INIT("fotos"),
	STR_INIT("bild"), STR_INIT("bilder"), STR_INIT("fotografia"), STR_INIT("fotografie"),
	STR_INIT("photo credit"), STR_INIT("image credit"), STR_INIT("quelle"), STR_INIT("fuente"),
	STR_INIT("fonte"), STR_INIT("источник"), STR_INIT("фото"), STR_INIT("zdjecie"),
	STR_INIT("fot"), STR_INIT("fotograf"), STR_INIT("φωτο"), STR_INIT("写真"),
	STR_INIT("图片来源"), STR_INIT("الصوره"), STR_INIT("getty images"), STR_INIT("ap photo"),
	STR_INIT("via getty images"), STR_INIT("afp"), STR_INIT("reuters"),
	STR_INIT("shutterstock"), STR_INIT("istock"), STR_INIT("unsplash")};

const size_t page_phrase_credit_count =
	sizeof(page_phrase_credits) / sizeof(page_phrase_credits[0]);
