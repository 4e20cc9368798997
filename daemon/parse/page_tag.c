/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tables: element names, and the words that sites name their elements with. A hint is an opinion; page_body.c weighs it
 * against the text. Pure; a value is looked at up to WORDS_MAX words.
 */
#include "parse/page_tag.h"

#include <stddef.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NAME_MAX_LEN 12 /* figcaption, blockquote */
#define WORDS_MAX 64
#define JOINED_MAX 48

struct tag_row {
	const char *name;
	enum page_tag tag;
};

/* Sorted by name. */
static const struct tag_row tag_rows[] = {{"a", PAGE_A}, {"address", PAGE_BLOCK},
	{"area", PAGE_VOID}, {"article", PAGE_ARTICLE}, {"aside", PAGE_ASIDE},
	{"audio", PAGE_CONTROL}, {"base", PAGE_BASE}, {"blockquote", PAGE_BLOCKQUOTE},
	{"body", PAGE_BODY}, {"br", PAGE_BR}, {"button", PAGE_CONTROL}, {"canvas", PAGE_CONTROL},
	{"caption", PAGE_CELL}, {"center", PAGE_DIV}, {"col", PAGE_VOID}, {"dd", PAGE_DEFINITION},
	{"details", PAGE_BLOCK}, {"dialog", PAGE_BLOCK}, {"div", PAGE_DIV}, {"dl", PAGE_LIST},
	{"dt", PAGE_DEFINITION}, {"embed", PAGE_VOID}, {"fieldset", PAGE_BLOCK},
	{"figcaption", PAGE_FIGCAPTION}, {"figure", PAGE_FIGURE}, {"footer", PAGE_FOOTER},
	{"form", PAGE_BLOCK}, {"frame", PAGE_VOID}, {"h1", PAGE_HEADING_1}, {"h2", PAGE_HEADING_2},
	{"h3", PAGE_HEADING_3}, {"h4", PAGE_HEADING_4}, {"h5", PAGE_HEADING_5},
	{"h6", PAGE_HEADING_6}, {"head", PAGE_BLOCK}, {"header", PAGE_HEADER}, {"hr", PAGE_VOID},
	{"html", PAGE_HTML}, {"iframe", PAGE_RAW}, {"img", PAGE_VOID}, {"input", PAGE_VOID},
	{"label", PAGE_INLINE}, {"legend", PAGE_BLOCK}, {"li", PAGE_ITEM_TAG}, {"link", PAGE_LINK},
	{"main", PAGE_MAIN}, {"math", PAGE_INLINE}, {"menu", PAGE_LIST}, {"meta", PAGE_META},
	{"nav", PAGE_NAV}, {"noembed", PAGE_RAW}, {"noframes", PAGE_RAW}, {"noscript", PAGE_RAW},
	{"object", PAGE_CONTROL}, {"ol", PAGE_LIST}, {"option", PAGE_CONTROL}, {"p", PAGE_P},
	{"param", PAGE_VOID}, {"pre", PAGE_PRE}, {"script", PAGE_SCRIPT}, {"section", PAGE_SECTION},
	{"select", PAGE_CONTROL}, {"source", PAGE_VOID}, {"style", PAGE_RAW},
	{"summary", PAGE_BLOCK}, {"svg", PAGE_CONTROL}, {"table", PAGE_TABLE}, {"tbody", PAGE_ROW},
	{"td", PAGE_CELL}, {"template", PAGE_CONTROL}, {"textarea", PAGE_RAW}, {"tfoot", PAGE_ROW},
	{"th", PAGE_CELL}, {"thead", PAGE_ROW}, {"time", PAGE_TIME}, {"title", PAGE_TITLE},
	{"tr", PAGE_ROW}, {"track", PAGE_VOID}, {"ul", PAGE_LIST}, {"video", PAGE_CONTROL},
	{"wbr", PAGE_VOID}, {"xmp", PAGE_PRE}};

enum {
	BAD = PAGE_HINT_BAD,
	WEAK = PAGE_HINT_WEAK,
	COMMENTS = PAGE_HINT_COMMENTS,
	BODY = PAGE_HINT_BODY,
	LEAD = PAGE_HINT_LEAD,
	CREDIT = PAGE_HINT_CREDIT,
	BYLINE = PAGE_HINT_BYLINE,
	DATE = PAGE_HINT_DATE,
	TITLE = PAGE_HINT_TITLE,
	CAPTION = PAGE_HINT_CAPTION,
	HIDDEN = PAGE_HINT_HIDDEN,
	PAYWALL = PAGE_HINT_PAYWALL
};

struct word_row {
	const char *word;
	uint32_t hints;
};

/* One word, or two or three in a row written as one. Sorted. */
static const struct word_row word_rows[] = {{"a11yhidden", CREDIT}, {"about", WEAK},
	{"aboutauthor", BAD}, {"aboutheauthor", BAD}, {"abstract", LEAD}, {"action", WEAK},
	{"actions", WEAK}, {"ad", BAD}, {"adbanner", BAD}, {"adbox", BAD}, {"adcontainer", BAD},
	{"addthis", BAD}, {"addtoany", BAD}, {"adlabel", BAD}, {"admanager", BAD}, {"ads", BAD},
	{"adsbygoogle", BAD}, {"adsense", BAD}, {"adslot", BAD}, {"adslots", BAD}, {"adspace", BAD},
	{"adunit", BAD}, {"advert", BAD}, {"advertisement", BAD}, {"advertisements", BAD},
	{"advertising", BAD}, {"adverts", BAD}, {"adwrapper", BAD}, {"alsolike", BAD},
	{"alsoread", BAD}, {"anons", LEAD}, {"anzeige", BAD}, {"anzeigen", BAD},
	{"appdownload", BAD}, {"artcontent", BODY}, {"articleauthor", BYLINE},
	{"articlebody", BODY}, {"articlebodytext", BODY}, {"articlecontent", BODY},
	{"articledate", DATE}, {"articledesc", LEAD}, {"articledetail", BODY},
	{"articlemaintext", BODY}, {"articlemeta", BYLINE}, {"articlesummary", LEAD},
	{"articletags", BAD}, {"articletext", BODY}, {"articletitle", TITLE}, {"articletools", BAD},
	{"articlewrapper", BODY}, {"articulocuerpo", BODY}, {"artikelinhalt", BODY},
	{"artikeltext", BODY}, {"arttext", BODY}, {"arttitle", TITLE}, {"assistivetext", CREDIT},
	{"attribution", BYLINE}, {"auteur", BYLINE}, {"author", BYLINE}, {"authorbio", BAD},
	{"authorbox", BAD}, {"authorcard", BAD}, {"authorinfo", BAD}, {"authorname", BYLINE},
	{"authors", BYLINE}, {"autor", BYLINE}, {"autore", BYLINE}, {"aux", WEAK},
	{"backtotop", BAD}, {"badge", WEAK}, {"bajada", LEAD}, {"banner", WEAK},
	{"barrier", PAYWALL}, {"bildnachweis", CREDIT}, {"bildunterschrift", CAPTION},
	{"bio", WEAK}, {"biography", BAD}, {"blogcontent", BODY}, {"blogpost", BODY},
	{"bodycontent", BODY}, {"bodycopy", BODY}, {"bodytext", BODY}, {"bottom", WEAK},
	{"box", WEAK}, {"breadcrumb", BAD}, {"breadcrumbs", BAD}, {"button", WEAK},
	{"buttons", WEAK}, {"byline", BYLINE}, {"bylines", BYLINE}, {"caption", CAPTION},
	{"captions", CAPTION}, {"card", WEAK}, {"cards", WEAK}, {"carousel", WEAK},
	{"catcher", WEAK}, {"categories", WEAK}, {"category", WEAK}, {"catlinks", BAD},
	{"chapeau", LEAD}, {"chapo", LEAD}, {"colophon", BAD}, {"comentarios", COMMENTS | BAD},
	{"comment", WEAK}, {"commentaires", COMMENTS | BAD}, {"commentarea", COMMENTS | BAD},
	{"commentform", COMMENTS | BAD}, {"commenti", COMMENTS | BAD},
	{"commentlist", COMMENTS | BAD}, {"comments", COMMENTS | BAD},
	{"commentsarea", COMMENTS | BAD}, {"commentsection", COMMENTS | BAD},
	{"commentslist", COMMENTS | BAD}, {"commentssection", COMMENTS | BAD},
	{"commentthread", COMMENTS | BAD}, {"compartilhar", BAD}, {"compartir", BAD},
	{"condividi", BAD}, {"consent", BAD}, {"consentbanner", BAD}, {"contentbody", BODY},
	{"contenttext", BODY}, {"contenuarticle", BODY}, {"contributor", BYLINE}, {"cookie", BAD},
	{"cookiebanner", BAD}, {"cookieconsent", BAD}, {"cookienotice", BAD}, {"cookies", BAD},
	{"copyright", BAD}, {"coral", COMMENTS | BAD}, {"corpsarticle", BODY}, {"correlati", BAD},
	{"credit", CREDIT}, {"crediti", CREDIT}, {"credits", CREDIT}, {"crumbs", BAD},
	{"cuerpo", BODY}, {"date", DATE}, {"dateline", DATE}, {"dates", DATE}, {"datetime", DATE},
	{"datum", DATE}, {"deck", LEAD}, {"dek", LEAD}, {"detailbody", BODY},
	{"detailcontent", BODY}, {"detailtext", BODY}, {"dfp", BAD}, {"didomi", BAD},
	{"disclaimer", WEAK}, {"displaynone", HIDDEN}, {"disqus", COMMENTS | BAD},
	{"disqusthread", COMMENTS | BAD}, {"donate", BAD}, {"donation", BAD}, {"donations", BAD},
	{"downloadapp", BAD}, {"emailsignup", BAD}, {"emoji", BAD}, {"entradilla", LEAD},
	{"entrybody", BODY}, {"entrycontent", BODY}, {"entrydate", DATE}, {"entrymeta", BYLINE},
	{"entrysummary", LEAD}, {"entrytags", BAD}, {"entrytext", BODY}, {"entrytitle", TITLE},
	{"errorbox", BAD}, {"etiquetas", BAD}, {"excerpt", LEAD}, {"extra", WEAK},
	{"factbox", WEAK}, {"fecha", DATE}, {"feedback", BAD}, {"fieldsummary", LEAD},
	{"figcaption", CAPTION}, {"firma", BYLINE}, {"follow", WEAK}, {"followgoogle", BAD},
	{"followus", BAD}, {"footer", BAD}, {"footers", BAD}, {"fotocredit", CREDIT},
	{"fullstory", BODY}, {"fulltext", BODY}, {"fusszeile", BAD}, {"gdpr", BAD},
	{"googlenews", BAD}, {"gototop", BAD}, {"govspeak", BODY}, {"hashtags", BAD},
	{"header", WEAK}, {"headline", TITLE}, {"headlinesub", LEAD}, {"hits", WEAK},
	{"imagecaption", CAPTION}, {"imagecopyright", CREDIT}, {"imagecredit", CREDIT},
	{"imagesource", CREDIT}, {"imgcaption", CAPTION}, {"imgcredit", CREDIT},
	{"inarticlelink", BAD}, {"info", WEAK}, {"infobox", WEAK}, {"ingress", LEAD},
	{"interstitiallink", BAD}, {"intro", LEAD}, {"introduction", LEAD}, {"introtext", LEAD},
	{"journalist", BYLINE}, {"jumplinks", BAD}, {"keyevents", BAD}, {"keywords", BAD},
	{"komentarze", COMMENTS | BAD}, {"kommentar", COMMENTS | BAD},
	{"kommentare", COMMENTS | BAD}, {"kommentarer", COMMENTS | BAD}, {"label", WEAK},
	{"lastmodified", DATE}, {"lastupdated", DATE}, {"latest", WEAK}, {"latestnews", BAD},
	{"latestposts", BAD}, {"lead", LEAD}, {"leadparagraph", LEAD}, {"leadtext", LEAD},
	{"lede", LEAD}, {"leftcol", BAD}, {"leftnav", BAD}, {"legal", WEAK}, {"legend", CAPTION},
	{"legende", CAPTION}, {"lid", LEAD}, {"links", WEAK}, {"linksblock", WEAK},
	{"linkslist", WEAK}, {"lireaussi", BAD}, {"liveblogbody", BODY},
	{"livefyre", COMMENTS | BAD}, {"login", BAD}, {"loginform", BAD}, {"logout", BAD},
	{"mainmenu", BAD}, {"mainnav", BAD}, {"maintext", BODY}, {"manchet", LEAD},
	{"masthead", BAD}, {"megamenu", BAD}, {"menu", BAD}, {"menus", BAD}, {"meta", WEAK},
	{"metadata", WEAK}, {"metered", PAYWALL}, {"meteredcontent", PAYWALL}, {"mgid", BAD},
	{"minread", DATE}, {"modal", WEAK}, {"modified", DATE}, {"morefrom", BAD},
	{"moregalleries", BAD}, {"morenews", BAD}, {"moreon", BAD}, {"morestories", BAD},
	{"mostpopular", BAD}, {"mostread", BAD}, {"mostrecent", BAD}, {"mostshared", BAD},
	{"mostviewed", BAD}, {"namebody", BODY}, {"nav", BAD}, {"navbar", BAD}, {"navegacion", BAD},
	{"navigation", BAD}, {"navigationsleiste", BAD}, {"navs", BAD}, {"newsarticle", BODY},
	{"newsbody", BODY}, {"newscontent", BODY}, {"newsdetail", BODY}, {"newsletter", BAD},
	{"newsletters", BAD}, {"newstext", BODY}, {"newstitle", TITLE}, {"nextarticle", BAD},
	{"nextstory", BAD}, {"nextup", BAD}, {"nextvideo", BAD}, {"nodisplay", HIDDEN},
	{"noticiacontent", BODY}, {"occhiello", LEAD}, {"offscreen", CREDIT}, {"onetrust", BAD},
	{"optin", BAD}, {"outbrain", BAD}, {"overlay", WEAK}, {"pagecontent", BODY},
	{"pagefooter", BAD}, {"pageheader", BAD}, {"pager", BAD}, {"pagetitle", TITLE},
	{"pageviews", BAD}, {"pagination", BAD}, {"paging", BAD}, {"partager", BAD},
	{"paygate", PAYWALL}, {"paywall", PAYWALL}, {"paywalled", PAYWALL},
	{"photocaption", CAPTION}, {"photocredit", CREDIT}, {"photographer", CREDIT},
	{"photosource", CREDIT}, {"piano", PAYWALL}, {"pie", CAPTION}, {"playlist", BAD},
	{"popular", WEAK}, {"popularnews", BAD}, {"popularposts", BAD}, {"popup", BAD},
	{"popups", BAD}, {"postauthor", BYLINE}, {"postbody", BODY}, {"postcontent", BODY},
	{"postdate", DATE}, {"postedby", BYLINE}, {"postedon", DATE}, {"postmeta", BYLINE},
	{"postnav", BAD}, {"posttags", BAD}, {"posttext", BODY}, {"posttitle", TITLE},
	{"premiumwall", PAYWALL}, {"prevnext", BAD}, {"print", WEAK}, {"printbutton", BAD},
	{"printfriendly", BAD}, {"printlink", BAD}, {"printonly", BAD}, {"profile", WEAK},
	{"promo", BAD}, {"promoblock", BAD}, {"promobox", BAD}, {"promoinline", WEAK},
	{"promos", BAD}, {"promoted", BAD}, {"promotion", BAD}, {"pubblicita", BAD},
	{"pubdate", DATE}, {"publicidad", BAD}, {"publicidade", BAD}, {"publicite", BAD},
	{"publishdate", DATE}, {"published", DATE}, {"publishedon", DATE}, {"publishtime", DATE},
	{"pubtime", DATE}, {"rating", BAD}, {"ratings", BAD}, {"reaction", BAD}, {"reactions", BAD},
	{"readalso", BAD}, {"readingtime", DATE}, {"readmore", BAD}, {"readnext", BAD},
	{"readtime", DATE}, {"recentposts", BAD}, {"recirc", BAD}, {"recirculation", BAD},
	{"recommendation", BAD}, {"recommendations", BAD}, {"recommended", BAD},
	{"recommends", BAD}, {"redactor", BYLINE}, {"regwall", PAYWALL}, {"reklam", BAD},
	{"reklama", BAD}, {"relacionadas", BAD}, {"relacionados", BAD}, {"related", BAD},
	{"relatedarticles", BAD}, {"relatedcontent", BAD}, {"relatedlinks", BAD},
	{"relatednews", BAD}, {"relatedposts", BAD}, {"relateds", BAD}, {"relatedstories", BAD},
	{"relatedtopics", BAD}, {"replyform", BAD}, {"reportanerror", BAD}, {"reporter", BYLINE},
	{"respond", BAD}, {"revcontent", BAD}, {"richlink", BAD}, {"richtext", BODY},
	{"richtextbody", BODY}, {"rightbar", BAD}, {"rightcol", BAD}, {"rightcolumn", BAD},
	{"sapo", LEAD}, {"screenreader", CREDIT}, {"screenreaderonly", CREDIT},
	{"screenreadertext", CREDIT}, {"search", WEAK}, {"searchbox", BAD}, {"searchform", BAD},
	{"secondary", WEAK}, {"seealso", BAD}, {"share", BAD}, {"sharebar", BAD},
	{"shareblock", BAD}, {"sharebuttons", BAD}, {"sharedaddy", BAD}, {"sharelinks", BAD},
	{"shares", BAD}, {"sharethis", BAD}, {"sharetools", BAD}, {"sharing", BAD},
	{"sidebar", BAD}, {"sidebars", BAD}, {"siderail", BAD}, {"signature", BYLINE},
	{"signoff", WEAK}, {"signup", BAD}, {"signupform", BAD}, {"singlecontent", BODY},
	{"sitefooter", BAD}, {"siteheader", BAD}, {"skip", BAD}, {"skiplink", BAD},
	{"skipnav", BAD}, {"skiptocontent", BAD}, {"slider", WEAK}, {"social", BAD | WEAK},
	{"socialbar", BAD}, {"sociallinks", BAD}, {"socialmedia", BAD}, {"socials", BAD},
	{"socialshare", BAD}, {"sommario", LEAD}, {"sottotitolo", LEAD}, {"sourcepoint", BAD},
	{"sponsor", BAD}, {"sponsored", BAD}, {"sponsoredcontent", BAD}, {"sponsors", BAD},
	{"spotim", COMMENTS | BAD}, {"sronly", CREDIT}, {"standfirst", LEAD}, {"starrating", BAD},
	{"stats", WEAK}, {"storybody", BODY}, {"storycontent", BODY}, {"storymeta", BYLINE},
	{"storytext", BODY}, {"storytitle", TITLE}, {"storywrapper", BODY}, {"subhead", LEAD},
	{"subheading", LEAD}, {"subheadline", LEAD}, {"subhed", LEAD}, {"submenu", BAD},
	{"subnav", BAD}, {"subscribe", BAD}, {"subscribebox", BAD}, {"subscribeform", BAD},
	{"subscribewall", PAYWALL}, {"subscription", BAD}, {"subscriptions", BAD},
	{"subscriptionwidget", BAD}, {"subtitle", LEAD}, {"subtitles", LEAD}, {"subtitulo", LEAD},
	{"summary", LEAD}, {"summarytext", LEAD}, {"supportus", BAD}, {"tableofcontents", BAD},
	{"taboola", BAD}, {"tagcloud", BAD}, {"taglinks", BAD}, {"taglist", BAD}, {"tags", BAD},
	{"tagscloud", BAD}, {"tdpostcontent", BODY}, {"teads", BAD}, {"teaser", WEAK},
	{"teasers", WEAK}, {"teasertext", LEAD}, {"teilen", BAD}, {"tekst", BODY},
	{"textoarticulo", BODY}, {"themepostcontent", BODY}, {"timeago", DATE}, {"timestamp", DATE},
	{"titleh", TITLE}, {"toc", BAD}, {"tool", WEAK}, {"toolbar", BAD}, {"tools", BAD},
	{"top", WEAK}, {"topbar", BAD}, {"topic", WEAK}, {"topics", WEAK}, {"topnav", BAD},
	{"topstories", BAD}, {"totop", BAD}, {"treditor", BODY}, {"trending", BAD},
	{"trscontent", BODY}, {"trseditor", BODY}, {"trust", WEAK}, {"trustbadge", WEAK},
	{"underrubrik", LEAD}, {"updated", DATE}, {"upnext", BAD}, {"user", WEAK},
	{"usercentrics", BAD}, {"verwandte", BAD}, {"viewcounter", BAD}, {"viewscount", BAD},
	{"visuallyhidden", CREDIT}, {"vorspann", LEAD}, {"werbung", BAD}, {"widget", WEAK},
	{"widgetarea", BAD}, {"widgets", WEAK}, {"wpcaptiontext", CAPTION}, {"writtenby", BYLINE},
	{"youmaylike", BAD}, {"youmightlike", BAD}, {"zergnet", BAD}};

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static char small(char c)
{
	if (is_upper(c)) {
		c = (char)(c - 'A' + 'a');
	}
	return c;
}

/* Names may hold a zero byte. */
static int compare(struct str name, const char *row)
{
	return str_cmp(name, str_from(row));
}

enum page_tag page_tag_of(struct str name)
{
	char room[NAME_MAX_LEN];
	size_t low = 0;
	size_t high = COUNT(tag_rows);

	if (name.len > sizeof(room)) {
		return str_find_byte(name, '-') > 0 ? PAGE_BLOCK : PAGE_INLINE;
	}
	for (size_t i = 0; i < name.len; i++) {
		room[i] = small(name.ptr[i]);
	}
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare(str_make(room, name.len), tag_rows[middle].name);

		if (order == 0) {
			return tag_rows[middle].tag;
		}
		if (order < 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return str_find_byte(name, '-') > 0 ? PAGE_BLOCK : PAGE_INLINE;
}

bool page_tag_is_block(enum page_tag tag)
{
	switch (tag) {
	case PAGE_INLINE:
	case PAGE_A:
	case PAGE_BR:
	case PAGE_CONTROL:
	case PAGE_LINK:
	case PAGE_META:
	case PAGE_RAW:
	case PAGE_SCRIPT:
	case PAGE_TIME:
	case PAGE_TITLE:
	case PAGE_BASE:
	case PAGE_VOID:
		return false;
	default:
		return true;
	}
}

static uint32_t look_up(struct str word)
{
	size_t low = 0;
	size_t high = COUNT(word_rows);

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare(word, word_rows[middle].word);

		if (order == 0) {
			return word_rows[middle].hints;
		}
		if (order < 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return 0;
}

/* "has-sidebar" says nothing of the element itself. */
static bool negates(struct str word)
{
	static const char *const words[] = {"has", "no", "with", "without", "not", "hide"};

	for (size_t i = 0; i < COUNT(words); i++) {
		if (str_eq(word, str_from(words[i]))) {
			return true;
		}
	}
	return false;
}

/* Takes the next word off *rest, in small letters, into `room`; empty at the end. "mostRead" has two. */
static size_t take_word(struct str *rest, char room[JOINED_MAX], bool *ret_begins_name)
{
	size_t at = 0;
	size_t len = 0;

	*ret_begins_name = false;
	while (at < rest->len && !is_lower(rest->ptr[at]) && !is_upper(rest->ptr[at])) {
		*ret_begins_name |= rest->ptr[at] == ' ';
		at++;
	}
	while (at < rest->len && (is_lower(rest->ptr[at]) || is_upper(rest->ptr[at]))) {
		if (len > 0 && is_upper(rest->ptr[at]) && is_lower(rest->ptr[at - 1])) {
			break;
		}
		if (len < JOINED_MAX) {
			room[len++] = small(rest->ptr[at]);
		}
		at++;
	}
	*rest = str_slice(*rest, at, rest->len);
	return len;
}

uint32_t page_hints_of_words(struct str value)
{
	char joined[JOINED_MAX * 3]; /* the last three words of one name, one behind the other */
	size_t lens[2] = {0, 0};     /* of the two before */
	bool is_negated = false;
	uint32_t hints = 0;

	for (size_t i = 0; i < WORDS_MAX && value.len > 0; i++) {
		char word[JOINED_MAX];
		bool begins_name;
		size_t len = take_word(&value, word, &begins_name);

		if (len == 0) {
			break;
		}
		if (begins_name) {
			lens[0] = lens[1] = 0;
			is_negated = false;
		}
		size_t before = lens[0] + lens[1];
		memcpy(joined + before, word, len);
		if (!is_negated) {
			hints |= look_up(str_make(word, len));
			hints |= lens[1] > 0 ? look_up(str_make(joined + lens[0], lens[1] + len))
					     : 0;
			hints |= lens[0] > 0 ? look_up(str_make(joined, before + len)) : 0;
		}
		is_negated |= negates(str_make(word, len));
		memmove(joined, joined + lens[0], lens[1] + len);
		lens[0] = lens[1];
		lens[1] = len;
	}
	return hints;
}

uint32_t page_hints_of_role(struct str role)
{
	static const struct word_row rows[] = {{"alert", BAD}, {"alertdialog", BAD},
		{"banner", BAD}, {"complementary", BAD}, {"contentinfo", BAD}, {"dialog", BAD},
		{"menu", BAD}, {"menubar", BAD}, {"navigation", BAD}, {"search", BAD},
		{"toolbar", BAD}, {"tooltip", BAD}};

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (str_eq_nocase(role, str_from(rows[i].word))) {
			return rows[i].hints;
		}
	}
	return 0;
}

uint32_t page_hints_of_property(struct str itemprop)
{
	static const struct word_row rows[] = {{"articleBody", BODY},
		{"author", PAGE_HINT_AUTHOR | BYLINE}, {"caption", CAPTION}, {"comment", COMMENTS},
		{"copyrightHolder", CREDIT}, {"dateModified", PAGE_HINT_UPDATED | DATE},
		{"datePublished", PAGE_HINT_PUBLISHED | DATE}, {"headline", TITLE},
		{"keywords", BAD}, {"alternativeHeadline", LEAD}, {"breadcrumb", BAD}};
	uint32_t hints = 0;
	struct str word;

	while (str_cut(&itemprop, ' ', &word)) {
		for (size_t i = 0; i < COUNT(rows); i++) {
			if (str_eq_nocase(word, str_from(rows[i].word))) {
				hints |= rows[i].hints;
			}
		}
	}
	return hints;
}
