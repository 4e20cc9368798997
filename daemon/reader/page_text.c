/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts a page's text and the feed's facts together. Pure. Keeps true: what the feed says goes before what the page says, but
 * for the text; and a teaser of the feed that is not in the page is not lost.
 */
#include "reader/page_text.h"

#include <string.h>

#include "base/limits.h"
#include "parse/page.h"
#include "text/date.h"
#include "text/url.h"
#include "text/utf8.h"

#define DAY 86400
/* Letters by which the beginning of a teaser is known again. */
#define BEGINNING 48

/* --- whether the feed's teaser is in the page --- */

/* Letters and digits only, ASCII in small letters: white space, quotes and dashes differ between a feed and its page. */
static size_t squeeze(struct str s, char *out, size_t max)
{
	size_t at = 0;
	size_t len = 0;

	while (at < s.len && len + 4 <= max) {
		uint32_t point = utf8_next(s, &at);
		bool is_letter = (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') ||
				 (point > 0xbf && !(point >= 0x2000 && point < 0x2070));

		if (point >= 'A' && point <= 'Z') {
			point += 'a' - 'A';
			is_letter = true;
		}
		if (is_letter) {
			len += utf8_encode(point, out + len);
		}
	}
	return len;
}

static bool holds(struct arena *arena, struct str text, const char *beginning, size_t len)
{
	char *squeezed = arena_alloc(arena, text.len + 4);

	return !squeezed ||
	       memmem(squeezed, squeeze(text, squeezed, text.len + 4), beginning, len) != NULL;
}

/* At most so many bytes, in whole code points. */
static struct str cut(struct str text, size_t max)
{
	size_t len = text.len < max ? text.len : max;

	while (len > 0 && len < text.len && ((unsigned char)text.ptr[len] & 0xc0) == 0x80) {
		len--;
	}
	return str_slice(text, 0, len);
}

/* The text of the page, behind the feed's teaser when that is another text. */
static struct str with_teaser(struct arena *arena, struct str text, const struct article *article)
{
	char beginning[BEGINNING];
	size_t len = squeeze(article->summary, beginning, sizeof(beginning));
	char *both;

	text = cut(text, LIMIT_ARTICLE_TEXT - 2 - (size_t)LIMIT_SUMMARY_POINTS * 4);
	if (len == 0 || holds(arena, article->title, beginning, len) ||
		holds(arena, text, beginning, len)) {
		return text;
	}
	both = arena_alloc(arena, article->summary.len + 2 + text.len);
	if (!both) {
		return text;
	}
	memcpy(both, article->summary.ptr, article->summary.len);
	both[article->summary.len] = '\n';
	both[article->summary.len + 1] = '\n';
	memcpy(both + article->summary.len + 2, text.ptr, text.len);
	return str_make(both, article->summary.len + 2 + text.len);
}

/* --- what the page says of itself --- */

static struct str host_of(struct arena *arena, struct str address)
{
	struct url parts;

	url_split(url_loose(arena, address), &parts);
	return parts.host;
}

/* A page may say of itself what it likes, but not that it is another site's: that could pass for a report of theirs. */
static struct str own_address(struct arena *arena, struct str canonical, struct str page_url)
{
	bool is_own = url_is_web(canonical) &&
		      str_eq(host_of(arena, canonical), host_of(arena, page_url));

	return is_own ? canonical : STR("");
}

static void fill_text(struct str *field, struct str text)
{
	if (field->len == 0) {
		*field = text;
	}
}

static void fill_date(int64_t *field, int64_t date, int64_t now)
{
	if (*field == DATE_NONE && date != DATE_NONE && date <= now + DAY) {
		*field = date;
	}
}

struct str page_text_take(struct arena *arena, const struct document *document,
	const struct reader_job *job, struct article *article)
{
	struct page page;

	parse_page(arena, document, &page);
	if (!page.is_article || page.text.len == 0) {
		return page.error[0] ? arena_str(arena, str_from(page.error))
				     : STR("no article in it");
	}
	if (utf8_length(page.text) < job->article->text_points) {
		return STR("it has less text than the feed");
	}
	fill_text(&article->title, page.title);
	fill_text(&article->author, page.author);
	fill_text(&article->lang, page.lang);
	fill_date(&article->published, page.published, job->now);
	fill_date(&article->updated, page.updated, job->now);
	article->canonical = own_address(arena, page.canonical, document->url);
	article->text = with_teaser(arena, page.text, article);
	return STR("");
}
