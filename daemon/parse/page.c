/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the bytes of a page to its article. Never follows a link and never looks at a clock; memory is the caller's arena.
 */
#include "parse/page.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "text/charset.h"
#include "text/date.h"
#include "text/html.h"
#include "text/utf8.h"

/* The first element of that name, with its tags; the end of the page when it is not closed. */
static struct str find_element(struct str html, const char *open, const char *close)
{
	ptrdiff_t from = str_find(html, str_from(open));
	ptrdiff_t to;

	if (from < 0) {
		return str_make(NULL, 0);
	}
	html = str_slice(html, (size_t)from, html.len);
	to = str_find(html, str_from(close));
	return to < 0 ? html : str_slice(html, 0, (size_t)to);
}

static void read_page(struct arena *arena, struct str html, struct page *ret)
{
	struct str body = find_element(html, "<article", "</article>");

	if (body.len == 0) {
		body = find_element(html, "<main", "</main>");
	}
	if (body.len == 0) {
		body = find_element(html, "<body", "</body>");
	}
	ret->title = utf8_clean(arena,
		html_to_text(
			arena, find_element(html, "<title", "</title>"), LIMIT_TITLE_POINTS * 4),
		UTF8_LINE, LIMIT_TITLE_POINTS);
	ret->text = html_to_text(arena, body.len > 0 ? body : html, LIMIT_ARTICLE_TEXT);
	ret->is_article = ret->text.len > 0;
	if (!ret->is_article) {
		(void)snprintf(ret->error, sizeof(ret->error), "no text in the page");
	}
}

void parse_page(struct arena *arena, const struct document *document, struct page *ret)
{
	struct str charset = charset_of_content_type(document->content_type);
	struct str bytes = str_slice(document->bytes, 0, LIMIT_PAGE);
	struct charset_verdict verdict;
	struct buf scratch;
	struct str html;

	memset(ret, 0, sizeof(*ret));
	ret->published = DATE_NONE;
	ret->updated = DATE_NONE;
	ret->is_cut = bytes.len < document->bytes.len;
	/* No encoding needs more than three bytes of UTF-8 for one of its own. */
	buf_init(&scratch, (size_t)LIMIT_PAGE * 3);
	if (charset_to_utf8(bytes, charset, &scratch, &verdict, &html) == 0) {
		read_page(arena, html, ret);
	} else {
		(void)snprintf(
			ret->error, sizeof(ret->error), "the page is too large once it is UTF-8");
	}
	buf_done(&scratch);
}

struct str page_clean_text(struct arena *arena, struct str text, struct str title)
{
	(void)arena;
	(void)title;
	return text;
}
