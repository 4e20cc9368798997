/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The article under construction. What goes into its short fields is cleaned and cut here; the long ones stay raw until
 * someone wants to read them. Never hands out an article of which nothing is known.
 */
#include "parse/build.h"

#include <stdio.h>
#include <string.h>

#include "text/date.h"
#include "text/hash.h"
#include "text/html.h"
#include "text/url.h"
#include "text/utf8.h"

/* Bytes of a guid that is too long that stay; its hash takes the rest. */
#define GUID_KEPT 2000u

struct arena *build_arena(struct build *build)
{
	return build->in_article ? build->article_arena : build->feed_arena;
}

/* What the feed says of itself outlives its document; what an article says is used before the document is gone. */
static struct str keep(struct build *build, struct str text)
{
	return build->in_article ? text : arena_str(build->feed_arena, text);
}

static bool is_better(enum rank *kept, enum rank rank)
{
	if (rank < *kept) {
		return false;
	}
	*kept = rank;
	return true;
}

/* A name: one clean line, mark-up gone. */
static struct str clean_name(struct build *build, struct str text)
{
	struct arena *arena = build_arena(build);

	text = str_trim(text);
	if (text.len > 4096) {
		text = str_slice(text, 0, 4096);
	}
	if (html_looks_like_markup(text)) {
		text = html_to_text(arena, text, 4096);
	}
	return utf8_clean(arena, text, UTF8_LINE, LIMIT_NAME_POINTS);
}

void build_start_article(struct build *build)
{
	if (build->in_article) {
		build_end_article(build);
	}
	build->in_article = true;
	build->article = (struct article){
		.categories = build->categories, .published = DATE_NONE, .updated = DATE_NONE};
	build->guid_link = str_make(NULL, 0);
	build->title_rank = RANK_NONE;
	build->summary_rank = RANK_NONE;
	build->content_rank = RANK_NONE;
	build->link_rank = RANK_NONE;
	build->author_rank = RANK_NONE;
	build->published_rank = RANK_NONE;
	build->updated_rank = RANK_NONE;
}

void build_drop_article(struct build *build)
{
	build->in_article = false;
	arena_clear(build->article_arena);
}

static bool is_empty(const struct article *article)
{
	return article->guid.len + article->link.len + article->author.len +
			       article->raw_title.bytes.len + article->raw_summary.bytes.len +
			       article->raw_content.bytes.len + article->category_count ==
		       0 &&
	       article->published == DATE_NONE && article->updated == DATE_NONE;
}

void build_end_article(struct build *build)
{
	struct article *article = &build->article;

	if (!build->in_article) {
		return;
	}
	if (build->report->articles == LIMIT_ARTICLES) {
		build->is_full = true;
		build_drop_article(build);
		return;
	}
	if (article->link.len == 0) {
		article->link = build->guid_link;
	}
	if (article->lang.len == 0) {
		article->lang = build->report->feed.language;
	}
	if (!is_empty(article)) {
		build->report->articles++;
		build->is_stopped = !build->on_article(article, build->article_arena, build->arg);
	}
	build_drop_article(build);
}

static void keep_text(struct raw_text *slot, enum rank *kept, enum rank rank, struct raw_text text)
{
	text.bytes = str_trim(text.bytes);
	if (text.bytes.len > 0 && is_better(kept, rank)) {
		*slot = text;
	}
}

void build_title(struct build *build, enum rank rank, struct raw_text text)
{
	if (build->in_article) {
		keep_text(&build->article.raw_title, &build->title_rank, rank, text);
		return;
	}
	struct article read = {.raw_title = text};
	parse_read_text(&read, build->feed_arena);
	struct str title = utf8_truncate(read.title, LIMIT_NAME_POINTS);
	if (title.len > 0 && is_better(&build->feed_title_rank, rank)) {
		build->report->feed.title = keep(build, title);
	}
}

void build_summary(struct build *build, enum rank rank, struct raw_text text)
{
	if (build->in_article) {
		keep_text(&build->article.raw_summary, &build->summary_rank, rank, text);
	}
}

void build_content(struct build *build, enum rank rank, struct raw_text text)
{
	if (build->in_article) {
		keep_text(&build->article.raw_content, &build->content_rank, rank, text);
	}
}

/* An address without what could disturb a terminal or a log; empty when it is no web address. */
static struct str clean_link(struct arena *arena, struct str base, struct str link)
{
	link = url_resolve(arena, base, link);
	if (link.len > LIMIT_URL) {
		return str_make(NULL, 0);
	}
	link = utf8_clean(arena, link, UTF8_LINE, LIMIT_URL);
	return url_is_web(link) ? link : str_make(NULL, 0);
}

void build_link(struct build *build, enum rank rank, struct str base, struct str link)
{
	struct str *slot = build->in_article ? &build->article.link : &build->report->feed.link;
	enum rank *kept = build->in_article ? &build->link_rank : &build->feed_link_rank;

	if (str_trim(link).len == 0 || rank < *kept) {
		return;
	}
	link = clean_link(build_arena(build), base, link);
	if (link.len > 0 && is_better(kept, rank)) {
		*slot = keep(build, link);
	}
}

/* Too long for a guid: its beginning and the hash of all of it. */
static struct str shorten_guid(struct arena *arena, struct str guid)
{
	char tail[32];
	int tail_len =
		snprintf(tail, sizeof(tail), "#%016llx", (unsigned long long)hash64(0, guid));
	char *joined = arena_alloc(arena, GUID_KEPT + sizeof(tail));
	size_t kept = GUID_KEPT;

	/* Not inside a character. */
	while (kept > 0 && ((unsigned char)guid.ptr[kept] & 0xc0) == 0x80) {
		kept--;
	}
	if (joined == NULL || tail_len < 0) {
		return str_make(NULL, 0);
	}
	memcpy(joined, guid.ptr, kept);
	memcpy(joined + kept, tail, (size_t)tail_len);
	return str_make(joined, kept + (size_t)tail_len);
}

void build_guid(struct build *build, struct str guid, bool may_be_link)
{
	struct arena *arena = build->article_arena;

	guid = str_trim(guid);
	if (!build->in_article || guid.len == 0) {
		return;
	}
	if (guid.len > LIMIT_GUID) {
		guid = shorten_guid(arena, guid);
	}
	guid = utf8_clean(arena, guid, UTF8_LINE, LIMIT_GUID);
	if (guid.len > 0) {
		build->article.guid = guid;
		build->guid_link = may_be_link ? clean_link(arena, str_make(NULL, 0), guid)
					       : str_make(NULL, 0);
	}
}

/* "editor@example.com (Jane Doe)" and "Jane Doe <editor@example.com>" name Jane Doe. */
static struct str name_of_address(struct str author)
{
	ptrdiff_t open = str_find_byte(author, '(');
	ptrdiff_t angle = str_find_byte(author, '<');
	ptrdiff_t at = str_find_byte(author, '@');

	if (at < 0) {
		return author;
	}
	if (angle > 0 && angle < at) {
		struct str name = str_trim(str_slice(author, 0, (size_t)angle));

		return name.len > 0 ? name : author;
	}
	if (open < 0) {
		return author;
	}
	struct str before = str_trim(str_slice(author, 0, (size_t)open));
	struct str inside = str_slice(author, (size_t)open + 1, author.len);
	ptrdiff_t close = str_find_byte(inside, ')');

	inside = str_trim(str_slice(inside, 0, close < 0 ? inside.len : (size_t)close));
	if (str_find_byte(inside, '@') >= 0) {
		return before.len > 0 ? before : author;
	}
	return inside.len > 0 ? inside : author;
}

void build_author(struct build *build, enum rank rank, struct str author)
{
	struct arena *arena = build->article_arena;
	struct str kept = build->article.author;

	if (!build->in_article || rank < build->author_rank) {
		return;
	}
	author = name_of_address(str_trim(author));
	author = clean_name(build, author);
	if (author.len == 0) {
		return;
	}
	bool is_further = rank == build->author_rank && kept.len > 0;
	build->author_rank = rank;
	if (!is_further) {
		build->article.author = author;
		return;
	}
	if (str_find(kept, author) >= 0) {
		return;
	}
	char *joined = arena_alloc(arena, kept.len + 2 + author.len);
	if (joined != NULL) {
		memcpy(joined, kept.ptr, kept.len);
		joined[kept.len] = ',';
		joined[kept.len + 1] = ' ';
		memcpy(joined + kept.len + 2, author.ptr, author.len);
		build->article.author = utf8_truncate(
			str_make(joined, kept.len + 2 + author.len), LIMIT_NAME_POINTS);
	}
}

void build_category(struct build *build, struct str category)
{
	struct article *article = &build->article;

	if (!build->in_article || article->category_count == LIMIT_CATEGORIES) {
		return;
	}
	/* Plain text by all specifications; what is escaped twice is met all the same. */
	category = html_unescape(build->article_arena, str_slice(str_trim(category), 0, 4096));
	category = utf8_clean(build->article_arena, category, UTF8_LINE, LIMIT_NAME_POINTS);
	for (size_t i = 0; i < article->category_count; i++) {
		if (str_eq(build->categories[i], category)) {
			return;
		}
	}
	if (category.len > 0) {
		build->categories[article->category_count++] = category;
	}
}

static void keep_date(int64_t *slot, enum rank *kept, enum rank rank, struct str date)
{
	int64_t seconds;

	if (rank >= *kept && date_parse(date, &seconds) == 0) {
		*kept = rank;
		*slot = seconds;
	}
}

void build_published(struct build *build, enum rank rank, struct str date)
{
	if (build->in_article) {
		keep_date(&build->article.published, &build->published_rank, rank, date);
	}
}

void build_updated(struct build *build, enum rank rank, struct str date)
{
	if (build->in_article) {
		keep_date(&build->article.updated, &build->updated_rank, rank, date);
	}
}

void build_language(struct build *build, struct str language)
{
	struct str *slot = build->in_article ? &build->article.lang : &build->report->feed.language;

	language = str_trim(language);
	/* BCP 47 4.4.1: 35 is the longest sensible tag. */
	if (language.len > 0 && language.len <= 35) {
		*slot = keep(build, utf8_clean(build_arena(build), language, UTF8_LINE, 35));
	}
}
