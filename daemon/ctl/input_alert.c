/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From an alert back to its article. Never fetches. Keeps true: the article is who the alert says, whatever its page says of itself.
 */
#include "ctl/input_alert.h"

#include "base/limits.h"
#include "reader/page_text.h"
#include "reader/read.h"
#include "text/date.h"
#include "text/json.h"
#include "text/utf8.h"

static struct str line_of(struct arena *arena, const struct json_value *object, const char *key)
{
	return utf8_clean(
		arena, json_get_str(json_get(object, key)), UTF8_LINE, LIMIT_TITLE_POINTS);
}

static int64_t date_of(const struct json_value *object, const char *key)
{
	int64_t seconds = DATE_NONE;

	/* Without a date it is none. */
	(void)!date_parse_rfc3339(json_get_str(json_get(object, key)), &seconds);
	return seconds;
}

static void take_article(
	struct arena *arena, const struct json_value *object, struct article *article)
{
	*article = (struct article){
		.title = line_of(arena, object, "title"),
		.link = line_of(arena, object, "url"),
		.author = line_of(arena, object, "author"),
		.lang = line_of(arena, object, "lang"),
		.published = date_of(object, "published"),
		.updated = date_of(object, "updated"),
		.summary = utf8_clean(arena, json_get_str(json_get(object, "summary")), UTF8_TEXT,
			LIMIT_ARTICLE_TEXT),
	};
	article->text = article->summary;
}

/* True when the page's text is in the article. */
static bool take_page(struct arena *arena, const struct input_alert *alert, int64_t now,
	struct article *article, struct str *ret_error)
{
	const struct document document = {.bytes = alert->page,
		.url = alert->page_url,
		.content_type = alert->page_content_type};
	const struct read_article of_feed = {.article = *article};
	const struct reader_job job = {.article = &of_feed, .now = now};

	*ret_error = alert->page_error;
	if (!alert->page.ptr) {
		return false;
	}
	*ret_error = page_text_take(arena, &document, &job, article);
	return ret_error->len == 0;
}

static struct str note_of(struct arena *arena, bool from_page, struct str error)
{
	struct buf note;
	struct str ret;

	buf_init(&note, 4096);
	if (from_page) {
		buf_printf(&note, "explained on the page of the alert's article, fetched now");
	} else {
		buf_printf(&note,
			"explained on what the alert keeps of the article: title and summary");
	}
	if (error.len > 0) {
		buf_printf(&note, "; its page: %.*s", STR_ARG(error));
	}
	ret = arena_str(arena, buf_str(&note));
	buf_done(&note);
	return ret;
}

static void hand_out(struct arena *arena, const struct input_alert *alert,
	const struct json_value *root, input_fn *fn, void *arg)
{
	const struct json_value *object = json_get(root, "article");
	const struct json_value *source = json_get(root, "source");
	int64_t detected = date_of(object, "detected");
	struct input_article given = {.item = line_of(arena, object, "url")};
	struct article article;
	struct str error;
	bool from_page;

	detected = detected == DATE_NONE ? 0 : detected;
	take_article(arena, object, &article);
	from_page = take_page(arena, alert, detected, &article, &error);
	if (given.item.len == 0) {
		given.item = article.title;
	}
	given.note = note_of(arena, from_page, error);
	given.input = read_match_input(&article, line_of(arena, source, "feed"),
		line_of(arena, source, "country"), detected, arena);
	fn(&given, arena, arg);
}

bool input_read_alert(const struct input_alert *alert, input_fn *fn, void *arg, struct buf *errors)
{
	struct arena *arena = arena_new(2 * (size_t)LIMIT_DOCUMENT);
	struct json_error error;
	struct json_doc *doc = json_parse(alert->json, &error);
	bool good = doc && json_type_of(json_get(json_root(doc), "article")) == JSON_TYPE_OBJECT;

	if (good) {
		hand_out(arena, alert, json_root(doc), fn, arg);
	} else {
		buf_printf(errors, "what the store holds is no alert\n");
	}
	json_doc_free(doc);
	arena_free(arena);
	return good;
}
