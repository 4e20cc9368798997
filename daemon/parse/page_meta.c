/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several places of a page say the same thing; each table here is the order in which they are believed. A value that cannot
 * be (an address as an author, a date of no form) is passed over. Never guesses what no place says.
 */
#include "parse/page_meta.h"

#include <string.h>

#include "text/date.h"
#include "text/html.h"
#include "text/url.h"
#include "text/utf8.h"

#define TITLE_BYTES ((size_t)LIMIT_TITLE_POINTS * 4)
#define BYLINE_WORDS_MAX 12
#define LOCALE_MAX 35
#define DATE_TRIES 64      /* elements that may hold a date */
#define DATE_LINES 8       /* under the headline */
#define DATE_BYTES_MAX 120 /* of a text that is a date */

static const char *const title_names[] = {"og:title", "twitter:title", "parsely-title",
	"sailthru.title", "dc.title", "dcterms.title", NULL};
static const char *const author_names[] = {"author", "article:author", "og:article:author",
	"dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl",
	"citation_author", NULL};
static const char *const published_names[] = {"article:published_time", "og:article:published_time",
	"article:published", "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued",
	"dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
	"pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "date",
	"article.published", "og:pubdate", "citation_publication_date", "citation_date", NULL};
static const char *const updated_names[] = {"article:modified_time", "og:updated_time",
	"datemodified", "dc.date.modified", "dcterms.modified", "lastmod", "last-modified",
	"article.updated", "revised", NULL};
static const char *const site_names[] = {
	"og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", NULL};
static const char *const lang_names[] = {
	"content-language", "language", "dc.language", "inlanguage", "og:locale", NULL};
static const char *const canonical_names[] = {"og:url", NULL};

static struct str clean_line(struct arena *arena, struct str text, size_t points)
{
	if (str_find_byte(text, '&') >= 0 || str_find_byte(text, '<') >= 0) {
		text = html_to_text(arena, text, TITLE_BYTES);
	}
	return utf8_clean(arena, text, UTF8_LINE, points);
}

static struct str meta_value(const struct page_tree *tree, const char *name, bool is_link)
{
	for (size_t i = 0; i < tree->meta_count; i++) {
		const struct page_meta_tag *meta = &tree->metas[i];

		if (meta->is_link == is_link &&
			str_eq_nocase(str_trim(meta->name), str_from(name))) {
			return str_trim(meta->value);
		}
	}
	return str_make(NULL, 0);
}

struct str page_meta_find(
	struct arena *arena, const struct page_tree *tree, const char *const *names)
{
	for (size_t i = 0; names[i] != NULL; i++) {
		struct str value = meta_value(tree, names[i], false);

		value = clean_line(arena, value, LIMIT_SUMMARY_POINTS);
		if (value.len > 0) {
			return value;
		}
	}
	return str_make(NULL, 0);
}

/* --- title --- */

/* Length of the separator of a title and a site's name that starts at `at`: " - ", " | ", " – ", " — ", " « ", " :: ". */
static size_t separator_at(struct str title, size_t at)
{
	static const char *const separators[] = {" - ", " | ", " \xe2\x80\x93 ", " \xe2\x80\x94 ",
		" \xc2\xab ", " \xc2\xbb ", " :: ", " \xc2\xb7 ", " \xe2\x80\xa2 ", "_", "|"};
	struct str rest = str_slice(title, at, title.len - at);

	for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++) {
		if (str_starts(rest, str_from(separators[i]))) {
			return strlen(separators[i]);
		}
	}
	return 0;
}

/* A title without what follows its first separator, when the heading of the page says so, or the site's name follows. */
static struct str strip_site(struct str title, struct str site, struct str heading)
{
	if (heading.len > 0 && str_starts(title, heading) &&
		(title.len == heading.len || separator_at(title, heading.len) > 0)) {
		return heading;
	}
	for (size_t at = title.len; at-- > 1;) {
		size_t len = separator_at(title, at);
		struct str tail = str_slice(title, at + len, title.len);

		if (len > 0 && site.len > 0 && str_eq_nocase(tail, site)) {
			return str_slice(title, 0, at);
		}
		if (len > 0 && site.len > 0 && at < site.len + 4 &&
			str_eq_nocase(str_slice(title, 0, at), site)) {
			return tail;
		}
	}
	return title;
}

/* The heading of the page: marked as the title, else the only or first h1 that is not the site's name, else empty. */
static struct str find_heading(struct arena *arena, const struct page_tree *tree, struct str site)
{
	struct str heading = {NULL, 0};

	for (uint32_t i = 0; i < tree->node_count; i++) {
		const struct page_node *node = &tree->nodes[i];
		bool is_h1 = node->tag == PAGE_HEADING_1;
		bool is_marked = (node->hints & PAGE_HINT_TITLE) != 0 &&
				 node->tag >= PAGE_HEADING_1 && node->tag <= PAGE_HEADING_6;

		if ((!is_h1 && !is_marked) || (heading.len > 0 && !is_marked)) {
			continue;
		}
		struct str text = clean_line(arena, page_node_text(tree, node), LIMIT_TITLE_POINTS);
		if (text.len == 0 || str_eq_nocase(text, site)) {
			continue;
		}
		heading = text;
		if (is_marked) {
			break;
		}
	}
	return heading;
}

static bool shares_start(struct str a, struct str b)
{
	size_t len = a.len < b.len ? a.len : b.len;

	return len > 0 &&
	       str_find(a.len < b.len ? b : a, str_slice(a.len < b.len ? a : b, 0, len)) >= 0;
}

/* The longest block that the <title> begins or ends with, a sign of separation apart: headlines that are no heading. */
static struct str find_in_text(const struct page_tree *tree, struct str head)
{
	struct str found = {NULL, 0};

	for (uint32_t i = 0; i < tree->block_count; i++) {
		const struct page_block *block = &tree->blocks[i];
		struct str text = page_block_text(tree, block);
		size_t rest = head.len - text.len;

		if (block->words < 2 || text.len >= head.len || text.len <= found.len) {
			continue;
		}
		bool ends = str_ends(head, text) &&
			    (head.ptr[rest - 1] == ' ' || head.ptr[rest - 1] == '|');
		bool begins = str_starts(head, text) && separator_at(head, text.len) > 0;
		if (ends || begins) {
			found = text;
		}
	}
	return found;
}

static struct str find_title(struct arena *arena, const struct page_tree *tree,
	const struct page_data *data, struct str site)
{
	struct str heading = find_heading(arena, tree, site);
	struct str head = clean_line(arena, html_unescape(arena, tree->title), LIMIT_TITLE_POINTS);
	struct str headline = clean_line(arena, data->headline, LIMIT_TITLE_POINTS);
	struct str social = page_meta_find(arena, tree, title_names);

	/* A heading that the <title> has as well is what a reader sees. */
	if (heading.len == 0 && headline.len == 0) {
		heading = find_in_text(tree, head);
	}
	if (heading.len > 0 && (shares_start(head, heading) || shares_start(social, heading))) {
		return heading;
	}
	if (headline.len > 0) {
		return strip_site(headline, site, heading);
	}
	if (social.len > 0) {
		return strip_site(social, site, heading);
	}
	return strip_site(head, site, heading);
}

/* --- authors --- */

/* "By Mary Oakes" without what is no name. */
static struct str strip_by(struct str name)
{
	static const char *const words[] = {"by ", "von ", "par ", "por ", "di ", "door ", "de ",
		"text: ", "author: ", "autor: ", "written by ", "posted by "};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_starts_nocase(name, str_from(words[i]))) {
			return str_trim(str_slice(name, strlen(words[i]), name.len));
		}
	}
	return name;
}

static bool may_be_author(struct str name)
{
	size_t words = 1;

	for (size_t i = 0; i < name.len; i++) {
		words += name.ptr[i] == ' ';
	}
	return name.len > 1 && words <= BYLINE_WORDS_MAX && str_find(name, STR("://")) < 0 &&
	       str_find_byte(name, '@') < 0;
}

/* The text of the first element with one of these hints that may be a name. */
static struct str author_in_page(struct arena *arena, const struct page_tree *tree, uint32_t hints)
{
	for (uint32_t i = 0; i < tree->node_count; i++) {
		const struct page_node *node = &tree->nodes[i];

		if ((node->hints & hints) == 0 || (node->hints & PAGE_HINT_BAD) != 0) {
			continue;
		}
		struct str text = str_trim(page_node_text(tree, node));
		/* The first line of it is the name, the next are what the author does. */
		ptrdiff_t end = str_find_byte(text, '\n');
		text = end < 0 ? text : str_slice(text, 0, (size_t)end);
		text = strip_by(clean_line(arena, text, LIMIT_NAME_POINTS));
		if (may_be_author(text)) {
			return text;
		}
	}
	return str_make(NULL, 0);
}

/* A block of its own near the top that reads "By Mary Oakes". */
static struct str author_in_text(struct arena *arena, const struct page_tree *tree)
{
	for (uint32_t i = 0; i < tree->block_count; i++) {
		const struct page_block *block = &tree->blocks[i];
		struct str text = page_block_text(tree, block);

		if (block->words <= 6 && str_starts(text, STR("By ")) && !block->ends_sentence) {
			ptrdiff_t end = str_find_byte(text, '\n');

			text = end < 0 ? text : str_slice(text, 0, (size_t)end);
			return strip_by(clean_line(arena, text, LIMIT_NAME_POINTS));
		}
	}
	return str_make(NULL, 0);
}

static struct str find_author(
	struct arena *arena, const struct page_tree *tree, const struct page_data *data)
{
	struct str author = clean_line(arena, data->author, LIMIT_NAME_POINTS);

	for (size_t i = 0; author.len == 0 && author_names[i] != NULL; i++) {
		author = strip_by(clean_line(
			arena, meta_value(tree, author_names[i], false), LIMIT_NAME_POINTS));
		author.len = may_be_author(author) ? author.len : 0;
	}
	if (author.len == 0) {
		author = author_in_page(arena, tree, PAGE_HINT_AUTHOR);
	}
	if (author.len == 0) {
		author = author_in_page(arena, tree, PAGE_HINT_BYLINE);
	}
	return author.len > 0 ? author : author_in_text(arena, tree);
}

/* --- dates --- */

static bool read_date(struct arena *arena, struct str text, int64_t *ret)
{
	text = clean_line(arena, text, LIMIT_NAME_POINTS);
	return text.len > 0 && date_parse(text, ret) == 0;
}

static int64_t date_in_metas(
	struct arena *arena, const struct page_tree *tree, const char *const *names)
{
	int64_t seconds;

	for (size_t i = 0; names[i] != NULL; i++) {
		if (read_date(arena, meta_value(tree, names[i], false), &seconds)) {
			return seconds;
		}
	}
	return DATE_NONE;
}

/* Which element speaks of a date: a hint, or <time> when there is none. */
static bool speaks_of_date(const struct page_node *node, uint32_t hints)
{
	if ((node->hints & (PAGE_HINT_BAD | PAGE_HINT_COMMENTS)) != 0) {
		return false;
	}
	return hints != 0 ? (node->hints & hints) != 0 : node->tag == PAGE_TIME;
}

/* The first such element from byte `from` of the text on. */
static int64_t date_in_page(
	struct arena *arena, const struct page_tree *tree, uint32_t hints, uint32_t from)
{
	int64_t seconds;
	size_t tries = 0;

	for (uint32_t i = 0; i < tree->node_count && tries < DATE_TRIES; i++) {
		const struct page_node *node = &tree->nodes[i];

		if (node->text_at < from || !speaks_of_date(node, hints)) {
			continue;
		}
		tries++;
		if (read_date(arena, node->datetime, &seconds) ||
			(node->text_end - node->text_at < DATE_BYTES_MAX &&
				read_date(arena, page_node_text(tree, node), &seconds))) {
			return seconds;
		}
	}
	return DATE_NONE;
}

/* Where the headline stands in the text: what is above it is the site's. */
static uint32_t find_headline(const struct page_tree *tree, struct str title)
{
	for (uint32_t i = 0; i < tree->block_count; i++) {
		struct str text = page_block_text(tree, &tree->blocks[i]);

		if (title.len > 0 && str_ends(text, title) && text.len < 2 * title.len) {
			return tree->blocks[i].text_at;
		}
	}
	return 0;
}

/* A line of its own under the headline. */
static int64_t date_in_lines(const struct page_tree *tree, uint32_t from)
{
	int64_t seconds;
	size_t tries = 0;

	for (uint32_t i = 0; i < tree->block_count && tries < DATE_LINES; i++) {
		const struct page_block *block = &tree->blocks[i];

		if (block->text_at < from) {
			continue;
		}
		tries++;
		if (block->words <= 8 && date_parse(page_block_text(tree, block), &seconds) == 0) {
			return seconds;
		}
	}
	return DATE_NONE;
}

static int64_t visible_date(struct arena *arena, const struct page_tree *tree, struct str title)
{
	uint32_t from = find_headline(tree, title);
	int64_t seconds = date_in_page(arena, tree, 0, from);

	if (seconds == DATE_NONE) {
		seconds = date_in_page(arena, tree, PAGE_HINT_DATE, from);
	}
	if (seconds == DATE_NONE && from > 0) {
		seconds = date_in_lines(tree, from);
	}
	return seconds != DATE_NONE ? seconds : date_in_page(arena, tree, 0, 0);
}

static void find_dates(struct arena *arena, const struct page_tree *tree,
	const struct page_data *data, struct page *ret)
{
	if (!read_date(arena, data->published, &ret->published)) {
		ret->published = date_in_metas(arena, tree, published_names);
	}
	if (ret->published == DATE_NONE) {
		ret->published = date_in_page(arena, tree, PAGE_HINT_PUBLISHED, 0);
	}
	if (ret->published == DATE_NONE) {
		ret->published = visible_date(arena, tree, ret->title);
	}
	if (!read_date(arena, data->updated, &ret->updated)) {
		ret->updated = date_in_metas(arena, tree, updated_names);
	}
	if (ret->updated == DATE_NONE) {
		ret->updated = date_in_page(arena, tree, PAGE_HINT_UPDATED, 0);
	}
}

/* --- address and language --- */

static struct str find_canonical(struct arena *arena, const struct page_tree *tree,
	const struct page_data *data, struct str url)
{
	struct str base = url_resolve(arena, url, html_unescape(arena, tree->base));
	struct str candidates[3] = {meta_value(tree, "canonical", true),
		page_meta_find(arena, tree, canonical_names), data->url};

	if (!url_is_web(base)) {
		base = url;
	}
	for (size_t i = 0; i < 3; i++) {
		struct str found = html_unescape(arena, candidates[i]);

		found = found.len > 0 ? url_resolve(arena, base, found) : found;
		if (url_is_web(found)) {
			return found;
		}
	}
	return str_make(NULL, 0);
}

/* "de_DE" and " DE-de; q=1" as BCP 47; empty when it is no such thing. */
static struct str clean_lang(struct arena *arena, struct str lang)
{
	char *copy;
	size_t len = 0;

	lang = str_trim(lang);
	copy = arena_alloc(arena, LOCALE_MAX);
	while (copy != NULL && len < lang.len && len < LOCALE_MAX) {
		char c = lang.ptr[len];

		if (c == '_') {
			c = '-';
		}
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!is_letter && (len == 0 || (c != '-' && (c < '0' || c > '9')))) {
			break;
		}
		copy[len++] = c;
	}
	return str_make(copy, len >= 2 ? len : 0);
}

static struct str find_lang(
	struct arena *arena, const struct page_tree *tree, const struct page_data *data)
{
	struct str lang = clean_lang(arena, tree->lang);

	if (lang.len == 0) {
		lang = clean_lang(arena, data->lang);
	}
	return lang.len > 0 ? lang : clean_lang(arena, page_meta_find(arena, tree, lang_names));
}

void page_meta_read(struct arena *arena, const struct page_tree *tree, const struct page_data *data,
	struct str url, struct page *ret)
{
	ret->site = page_meta_find(arena, tree, site_names);
	if (ret->site.len == 0) {
		ret->site = clean_line(arena, data->site, LIMIT_NAME_POINTS);
	}
	ret->site = utf8_truncate(ret->site, LIMIT_NAME_POINTS);
	ret->title = utf8_truncate(find_title(arena, tree, data, ret->site), LIMIT_TITLE_POINTS);
	ret->author = find_author(arena, tree, data);
	find_dates(arena, tree, data, ret);
	ret->canonical = find_canonical(arena, tree, data, url);
	ret->lang = find_lang(arena, tree, data);
}
