/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Four things are taken for articles by mistake: error pages, lists of articles, consent pages, and the first lines of what
 * must be paid for. Each is a function of a few figures and words. Pure.
 */
#include "parse/page_verdict.h"

#include <stdio.h>
#include <string.h>

#include "parse/page_phrase.h"
#include "text/url.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SHORT_WORDS 120 /* a page with more text is no error page, and no teaser of a paywall */
#define TEASER_WORDS 60 /* of a page where only a class speaks of a paywall */
#define WORDS_MIN 20    /* of the shortest article */
#define TEASERS_MIN 8   /* links of a page that is a list */
#define WORDS_A_TEASER 14

static bool contains_any(struct str text, const char *const *words, size_t count)
{
	char room[PAGE_NORMAL_MAX];
	struct str normal = str_make(room, page_phrase_normal(text, room));

	for (size_t i = 0; i < count; i++) {
		if (str_find(normal, str_from(words[i])) >= 0) {
			return true;
		}
	}
	return false;
}

static bool is_error_page(const struct page_body *body, struct str title)
{
	static const char *const words[] = {"page not found", "not found", "404", "403 forbidden",
		"access denied", "500 internal", "502 bad gateway", "503 service", "just a moment",
		"attention required", "are you a robot", "are you human", "security check",
		"page can t be found", "seite nicht gefunden", "nicht gefunden", "page introuvable",
		"page non trouvee", "pagina no encontrada", "pagina non trovata",
		"pagina nao encontrada", "pagina niet gevonden", "страница не найдена",
		"nie znaleziono", "sayfa bulunamadi", "页面不存在", "找不到页面",
		"ページが見つかりません", "الصفحه غير موجوده", "service unavailable",
		"temporarily unavailable", "enable javascript and cookies"};

	return body->words < SHORT_WORDS && contains_any(title, words, COUNT(words));
}

static bool is_consent_page(const struct page_body *body, struct str title)
{
	static const char *const words[] = {"cookie", "consent", "datenschutz", "privacy",
		"before you continue", "einwilligung", "zustimmung", "consentement"};

	return body->words < 2 * SHORT_WORDS &&
	       (contains_any(title, words, COUNT(words)) || body->words < SHORT_WORDS) &&
	       contains_any(body->text, words, 2);
}

static bool is_home(struct str address)
{
	struct url url;

	url_split(address, &url);
	return url.has_authority && (url.path.len == 0 || str_eq(url.path, STR("/"))) &&
	       !url.has_query;
}

static bool is_list(const struct page_body *body, const struct page_data *data, struct str url)
{
	if (is_home(url)) {
		return body->words < TEASERS_MIN * body->teasers || !data->is_article;
	}
	if (body->words < WORDS_MIN && body->teasers >= TEASERS_MIN) {
		return true;
	}
	return !data->is_article && body->teasers >= TEASERS_MIN && body->longest < 60 &&
	       body->prose < WORDS_A_TEASER * body->teasers && body->longest * 4 < body->prose;
}

static void refuse(struct page *ret, const char *why)
{
	ret->is_article = false;
	(void)snprintf(ret->error, sizeof(ret->error), "%s", why);
}

void page_verdict(const struct page_body *body, const struct page_data *data, struct str url,
	struct page *ret)
{
	ret->is_article = true;
	if (is_error_page(body, ret->title)) {
		refuse(ret, "error page");
	} else if (body->words < (data->is_closed ? SHORT_WORDS : TEASER_WORDS) &&
		   (data->is_closed || body->has_paywall)) {
		refuse(ret, "paywall: only the beginning is there");
	} else if (is_consent_page(body, ret->title)) {
		refuse(ret, "consent page");
	} else if (is_list(body, data, url)) {
		refuse(ret, "list of articles");
	} else if (body->words < WORDS_MIN) {
		refuse(ret, "too little text");
	}
}
