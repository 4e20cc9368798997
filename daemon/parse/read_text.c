/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From an article's raw fields to the plain text that is matched. Mark-up that a format announces is taken at its word;
 * where nothing is said (RSS) the text itself decides.
 */
#include "base/limits.h"
#include "parse/document.h"
#include "parse/page.h"
#include "text/charset.h"
#include "text/html.h"
#include "text/utf8.h"

/* A code point has four bytes at most. */
#define TITLE_BYTES ((size_t)LIMIT_TITLE_POINTS * 4)
#define SUMMARY_BYTES ((size_t)LIMIT_SUMMARY_POINTS * 4)

static struct str read_html(struct arena *arena, struct str html, size_t max_bytes)
{
	struct str text = html_to_text(arena, html, max_bytes);

	return html_is_escaped_twice(html, text)
		       ? html_to_text(arena, html_unescape(arena, html), max_bytes)
		       : text;
}

static struct str read_field(struct arena *arena, struct raw_text raw, size_t max_bytes)
{
	bool is_html = raw.markup == MARKUP_HTML ||
		       (raw.markup == MARKUP_UNKNOWN && html_looks_like_markup(raw.bytes));
	bool is_doubled;
	struct str mended;
	struct str text;

	if (raw.bytes.len == 0) {
		return raw.bytes;
	}
	mended = charset_mend_field(arena, raw.bytes, &is_doubled);
	text = is_html ? read_html(arena, mended, max_bytes)
		       : html_fold_plain(arena, mended, max_bytes);
	/* Its bytes may have been written as character references. */
	mended = charset_mend_field(arena, text, &is_doubled);
	return is_doubled ? html_fold_plain(arena, mended, max_bytes) : text;
}

/* Without the repeated headline and the lines that sites put around their texts (RULES.md 2, lead). */
static struct str read_body(struct arena *arena, struct raw_text raw, struct str title)
{
	return page_clean_text(arena, read_field(arena, raw, LIMIT_ARTICLE_TEXT), title);
}

void parse_read_text(struct article *article, struct arena *arena)
{
	article->title = utf8_clean(arena, read_field(arena, article->raw_title, TITLE_BYTES),
		UTF8_LINE, LIMIT_TITLE_POINTS);
	article->text = read_body(arena, article->raw_content, article->title);
	if (article->text.len > 0) {
		article->summary = read_field(arena, article->raw_summary, SUMMARY_BYTES);
	} else {
		article->text = read_body(arena, article->raw_summary, article->title);
		article->summary = article->text;
	}
	article->summary = utf8_truncate(article->summary, LIMIT_SUMMARY_POINTS);
}
