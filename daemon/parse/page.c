/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the bytes of a page to its article: encoding, elements, what the page says of itself, the text, and whether it is an
 * article at all. Never follows a link and never looks at a clock; memory is the caller's arena.
 */
#include "parse/page.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "parse/page_body.h"
#include "parse/page_data.h"
#include "parse/page_meta.h"
#include "parse/page_tree.h"
#include "parse/page_verdict.h"
#include "text/charset.h"
#include "text/date.h"
#include "text/html.h"
#include "text/utf8.h"

#define DATA_WORDS_MIN 30 /* of an articleBody that may stand in for the text */
#define DATA_FACTOR 2     /* how much longer it must be */

static const char *const summary_names[] = {
	"description", "og:description", "twitter:description", NULL};

static size_t count_words(struct str text)
{
	size_t words = 0;

	for (size_t i = 0; i < text.len; i++) {
		words += text.ptr[i] != ' ' && text.ptr[i] != '\n' &&
			 (i == 0 || text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\n');
	}
	return words;
}

/* The articleBody of JSON-LD as paragraphs: mark-up, or lines. */
static struct str text_of_data(struct arena *arena, struct str body)
{
	struct buf lines;
	struct str text;

	if (html_looks_like_markup(body)) {
		return html_to_text(arena, body, LIMIT_ARTICLE_TEXT);
	}
	buf_init(&lines, body.len * 2 + 1);
	for (size_t i = 0; i < body.len; i++) {
		buf_add_byte(&lines, body.ptr[i]);
		if (body.ptr[i] == '\n') {
			buf_add_byte(&lines, '\n');
		}
	}
	text = html_fold_plain(arena, buf_str(&lines), LIMIT_ARTICLE_TEXT);
	buf_done(&lines);
	return text;
}

/* Pages that draw themselves with scripts have their text in JSON-LD only. */
static void use_data(
	struct arena *arena, const struct page_data *data, struct str title, struct page_body *body)
{
	struct str text;
	size_t words;

	if (data->body.len == 0 || data->body.len < body->text.len) {
		return;
	}
	text = page_clean_text(arena, text_of_data(arena, data->body), title);
	words = count_words(text);
	if (words < DATA_WORDS_MIN || words < DATA_FACTOR * (size_t)body->words) {
		return;
	}
	body->text = text;
	body->words = (uint32_t)words;
	body->prose = body->words;
	body->longest = body->words;
}

static void read_page(struct arena *arena, struct str html, struct str url, struct page *ret)
{
	struct page_tree *tree = arena_alloc(arena, sizeof(*tree));
	struct page_data data;
	struct page_body body;

	if (tree == NULL || !page_tree_build(arena, html, tree)) {
		(void)snprintf(ret->error, sizeof(ret->error), "the page needs too much memory");
		return;
	}
	page_data_read(arena, tree, &data);
	page_meta_read(arena, tree, &data, url, ret);
	page_body_find(arena, tree, ret->title, page_meta_find(arena, tree, summary_names), &body);
	use_data(arena, &data, ret->title, &body);
	ret->text = body.text;
	ret->is_cut |= tree->is_cut;
	page_verdict(&body, &data, url, ret);
}

static void read_plain(struct arena *arena, struct str text, struct page *ret)
{
	ret->text = page_clean_text(
		arena, html_fold_plain(arena, text, LIMIT_ARTICLE_TEXT), str_make(NULL, 0));
	ret->is_article = ret->text.len > 0;
	if (!ret->is_article) {
		(void)snprintf(ret->error, sizeof(ret->error), "no text: the page is empty");
	}
}

/* Text that was fit to be used as it stood lies in the converted document, which goes. */
static void keep_field(struct arena *arena, const struct buf *scratch, struct str *field)
{
	uintptr_t at = (uintptr_t)field->ptr;
	uintptr_t begin = (uintptr_t)scratch->ptr;

	if (at >= begin && at < begin + scratch->len) {
		*field = arena_str(arena, *field);
	}
}

static void keep_fields(struct arena *arena, const struct buf *scratch, struct page *page)
{
	keep_field(arena, scratch, &page->title);
	keep_field(arena, scratch, &page->author);
	keep_field(arena, scratch, &page->site);
	keep_field(arena, scratch, &page->canonical);
	keep_field(arena, scratch, &page->lang);
	keep_field(arena, scratch, &page->text);
}

void parse_page(struct arena *arena, const struct document *document, struct page *ret)
{
	struct str charset = charset_of_content_type(document->content_type);
	struct str bytes = str_slice(document->bytes, 0, LIMIT_PAGE);
	struct charset_verdict verdict;
	struct buf scratch;
	struct str text;

	memset(ret, 0, sizeof(*ret));
	ret->published = DATE_NONE;
	ret->updated = DATE_NONE;
	ret->is_cut = bytes.len < document->bytes.len;
	/* No encoding needs more than three bytes of UTF-8 for one of its own. */
	buf_init(&scratch, (size_t)LIMIT_PAGE * 3);
	if (charset_to_utf8(bytes, charset, &scratch, &verdict, &text) != 0) {
		(void)snprintf(
			ret->error, sizeof(ret->error), "the page is too large once it is UTF-8");
	} else if (str_starts_nocase(str_trim(document->content_type), STR("text/plain"))) {
		read_plain(arena, text, ret);
	} else {
		read_page(arena, text, document->url, ret);
	}
	keep_fields(arena, &scratch, ret);
	buf_done(&scratch);
}
