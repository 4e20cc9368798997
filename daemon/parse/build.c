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

_Static_assert(LIMIT_ARTICLES == 50000, "BUILD_FULL says so");

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
	build->person = (struct person){.rank = RANK_NONE};
	build->guid_rank = RANK_NONE;
	build->title_rank = RANK_NONE;
	build->summary_rank = RANK_NONE;
	build->content_rank = RANK_NONE;
	build->link_rank = RANK_NONE;
	build->author_rank = RANK_NONE;
	build->published_rank = RANK_NONE;
	build->updated_rank = RANK_NONE;
	build->lang_rank = RANK_NONE;
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

/* What the feed says for all its articles. */
static void inherit(struct build *build)
{
	struct article *article = &build->article;

	if (article->link.len == 0) {
		article->link = build->guid_link;
	}
	if (article->lang.len == 0) {
		article->lang = build->report->feed.language;
	}
	/* RFC 4287 4.2.1; JSON Feed 1.1, "authors". */
	if (article->author.len == 0) {
		article->author = build->author;
	}
}

void build_end_article(struct build *build)
{
	struct article *article = &build->article;

	if (!build->in_article) {
		return;
	}
	if (is_empty(article)) {
		build_drop_article(build);
		return;
	}
	if (build->needs_title && article->raw_title.bytes.len == 0) {
		build->untitled++;
		build_drop_article(build);
		return;
	}
	if (build->report->articles == LIMIT_ARTICLES) {
		build->is_full = true;
		build_drop_article(build);
		return;
	}
	inherit(build);
	build->report->articles++;
	build->is_stopped = !build->on_article(article, build->article_arena, build->arg);
	build_drop_article(build);
}

void build_cut_article(struct build *build)
{
	const struct article *article = &build->article;

	if (build->in_article && article->raw_title.bytes.len > 0 &&
		article->guid.len + article->link.len > 0) {
		build_end_article(build);
	} else {
		build_drop_article(build);
	}
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

/* True for "dir/page?q" and the like: nothing in it says what it is an address of. */
static bool is_relative(struct str link)
{
	struct url parts;

	url_split(link, &parts);
	return parts.scheme.len == 0 && !parts.has_authority;
}

static struct str join(struct arena *arena, struct str head, struct str tail)
{
	char *joined = arena_alloc(arena, head.len + tail.len);

	if (joined == NULL || head.len == 0) {
		return joined == NULL ? str_make(NULL, 0) : tail;
	}
	memcpy(joined, head.ptr, head.len);
	memcpy(joined + head.len, tail.ptr, tail.len);
	return str_make(joined, head.len + tail.len);
}

/* The host that nobody named, for a document of which only the path is known. */
#define NOWHERE "http://nowhere.invalid"

/* An address without what could disturb a terminal or a log; empty when it is no web address. A relative one stays relative
 * when nobody said where the document is from. */
static struct str clean_link(struct arena *arena, struct str base, struct str link)
{
	bool has_base = url_is_web(base);

	if (!has_base && base.len > 0 && base.ptr[0] == '/') {
		base = join(arena, STR(NOWHERE), base);
	}
	link = url_resolve(arena, base, link);
	if (str_starts(link, STR(NOWHERE))) {
		link = str_slice(link, sizeof(NOWHERE) - 1, link.len);
	}
	if (link.len > LIMIT_URL) {
		return str_make(NULL, 0);
	}
	link = utf8_clean(arena, link, UTF8_LINE, LIMIT_URL);
	return url_is_web(link) || (!has_base && is_relative(link)) ? link : str_make(NULL, 0);
}

void build_link(struct build *build, enum rank rank, struct str base, struct str link)
{
	struct str *slot = build->in_article ? &build->article.link : &build->report->feed.link;
	enum rank *kept = build->in_article ? &build->link_rank : &build->feed_link_rank;

	if (str_trim(link).len == 0 || rank < *kept) {
		return;
	}
	link = clean_link(build_arena(build), base, link);
	if (link.len == 0) {
		build->bad_links++;
	} else if (is_better(kept, rank)) {
		*slot = keep(build, link);
	}
}

void build_feed_address(struct build *build, struct str *slot, struct str base, struct str address)
{
	if (slot->len == 0 && str_trim(address).len > 0) {
		address = clean_link(build->feed_arena, base, address);
		if (url_is_web(address)) {
			*slot = arena_str(build->feed_arena, address);
		}
	}
}

/* Too long for a guid: its beginning and the hash of all of it. */
static struct str shorten_guid(struct arena *arena, struct str guid)
{
	char tail[32];
	int tail_len =
		snprintf(tail, sizeof(tail), "#%016llx", (unsigned long long)hash64(0, guid));
	size_t kept = GUID_KEPT;

	/* Not inside a character. */
	while (kept > 0 && ((unsigned char)guid.ptr[kept] & 0xc0) == 0x80) {
		kept--;
	}
	return join(arena, str_slice(guid, 0, kept),
		str_make(tail, tail_len < 0 ? 0 : (size_t)tail_len));
}

void build_guid(struct build *build, enum rank rank, struct str guid, bool may_be_link)
{
	struct arena *arena = build->article_arena;

	guid = str_trim(guid);
	if (!build->in_article || guid.len == 0 || !is_better(&build->guid_rank, rank)) {
		return;
	}
	if (guid.len > LIMIT_GUID) {
		guid = shorten_guid(arena, guid);
	}
	guid = utf8_clean(arena, guid, UTF8_LINE, LIMIT_GUID);
	if (guid.len > 0) {
		build->article.guid = guid;
		struct str link = may_be_link ? clean_link(arena, STR(""), guid) : guid;
		build->guid_link = may_be_link && url_is_web(link) ? link : str_make(NULL, 0);
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

/* "Jane, Joe" of "Jane" and "Joe"; a name that is there already is not said twice. */
static struct str join_names(struct arena *arena, struct str names, struct str name)
{
	struct str rest = names;
	struct str known;

	while (str_cut(&rest, ',', &known)) {
		if (str_eq(str_trim(known), name)) {
			return names;
		}
	}
	return utf8_truncate(join(arena, join(arena, names, STR(", ")), name), LIMIT_NAME_POINTS);
}

void build_author(struct build *build, enum rank rank, struct str author)
{
	struct str *slot = build->in_article ? &build->article.author : &build->author;
	enum rank *kept = build->in_article ? &build->author_rank : &build->feed_author_rank;

	author = clean_name(build, name_of_address(str_trim(author)));
	if (author.len == 0) {
		return;
	}
	/* An address alone ("noreply@blog.example") names nobody: any name is better. */
	bool is_address = str_find_byte(author, '@') > 0 && str_find_byte(author, ' ') < 0 &&
			  rank > RANK_LAST;
	rank = is_address ? RANK_LAST : rank;
	bool is_further = rank == *kept && slot->len > 0;
	if (is_better(kept, rank)) {
		*slot = is_further ? join_names(build_arena(build), *slot, author)
				   : keep(build, author);
	}
}

void build_start_person(struct build *build, enum rank rank)
{
	build->person = (struct person){.rank = rank};
}

void build_person_name(struct build *build, struct str name)
{
	build->person.name = name;
}

void build_person_mail(struct build *build, struct str mail)
{
	build->person.mail = mail;
}

void build_end_person(struct build *build, struct str text)
{
	struct person person = build->person;

	build->person = (struct person){.rank = RANK_NONE};
	if (person.rank == RANK_NONE) {
		return;
	}
	if (str_trim(person.name).len == 0) {
		person.name = str_trim(text).len > 0 ? text : person.mail;
	}
	build_author(build, person.rank, person.name);
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

static void keep_date(
	struct build *build, int64_t *slot, enum rank *kept, enum rank rank, struct str date)
{
	int64_t seconds;

	date = str_trim(date);
	if (!build->in_article || date.len == 0 || rank < *kept) {
		return;
	}
	if (date_parse(date, &seconds) < 0) {
		build->bad_dates++;
		return;
	}
	*kept = rank;
	*slot = seconds;
}

void build_published(struct build *build, enum rank rank, struct str date)
{
	keep_date(build, &build->article.published, &build->published_rank, rank, date);
}

void build_updated(struct build *build, enum rank rank, struct str date)
{
	keep_date(build, &build->article.updated, &build->updated_rank, rank, date);
}

void build_language(struct build *build, enum rank rank, struct str language)
{
	struct str *slot = build->in_article ? &build->article.lang : &build->report->feed.language;

	language = str_trim(language);
	/* BCP 47 4.4.1: 35 is the longest sensible tag. */
	if (language.len == 0 || language.len > 35) {
		return;
	}
	if (!build->in_article || is_better(&build->lang_rank, rank)) {
		*slot = keep(build, utf8_clean(build_arena(build), language, UTF8_LINE, 35));
	}
}

void build_add_repair(struct build *build, uint32_t repairs, size_t count, const char *words)
{
	struct parse_report *report = build->report;
	size_t len = strlen(report->repairs);

	if (count == 0) {
		return;
	}
	report->repair_set |= repairs;
	if (len + 1 < sizeof(report->repairs)) {
		(void)snprintf(report->repairs + len, sizeof(report->repairs) - len, "%s%zu %s",
			len > 0 ? "; " : "", count, words);
	}
}

void build_report_repairs(struct build *build)
{
	build_add_repair(build, REPAIR_DATE, build->bad_dates, "unreadable dates");
	build_add_repair(build, REPAIR_LINK, build->bad_links, "unusable addresses");
}
