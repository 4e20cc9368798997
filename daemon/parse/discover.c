/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks through a page once. What <link> elements announce is certain and goes first; anchors are a guess and only serve when
 * nothing is announced. Never asks for anything: to follow a proposal is for people to decide.
 */
#include "parse/discover.h"

#include "base/limits.h"
#include "text/html.h"
#include "text/html_token.h"
#include "text/url.h"
#include "text/utf8.h"

#define TITLE_POINTS 60

struct discovery {
	struct arena *arena;
	struct html_scanner scanner;
	struct str base;
	struct str announced[PARSE_PROPOSALS];
	size_t announced_count;
	struct str guessed[PARSE_PROPOSALS];
	size_t guessed_count;
	struct str title;
};

/* The attributes that matter; references decoded. */
struct link {
	struct str rel;
	struct str type;
	struct str href;
};

static struct link read_link(struct discovery *discovery, struct str attributes)
{
	struct link link = {.rel = STR("")};
	struct str name;
	struct str value;

	while (html_next_attribute(&attributes, &name, &value)) {
		struct str *slot = str_eq_nocase(name, STR("rel"))    ? &link.rel
				   : str_eq_nocase(name, STR("type")) ? &link.type
				   : str_eq_nocase(name, STR("href")) ? &link.href
								      : NULL;

		if (slot != NULL && slot->len == 0) {
			*slot = html_unescape(discovery->arena, value);
		}
	}
	return link;
}

static bool is_feed_type(struct str type)
{
	static const struct str types[] = {STR_INIT("application/rss+xml"),
		STR_INIT("application/atom+xml"), STR_INIT("application/feed+json"),
		STR_INIT("application/rdf+xml"), STR_INIT("text/xml"), STR_INIT("application/xml"),
		STR_INIT("application/json")};

	if (str_find_byte(type, ';') >= 0) {
		type = str_slice(type, 0, (size_t)str_find_byte(type, ';'));
	}
	type = str_trim(type);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (str_eq_nocase(type, types[i])) {
			return true;
		}
	}
	return false;
}

static bool has_word(struct str words, struct str word)
{
	struct str found;

	while (str_cut(&words, ' ', &found)) {
		if (str_eq_nocase(str_trim(found), word)) {
			return true;
		}
	}
	return false;
}

static void propose(struct discovery *discovery, struct str list[PARSE_PROPOSALS], size_t *count,
	struct str href)
{
	struct str address = url_resolve(discovery->arena, discovery->base, href);

	address = utf8_clean(discovery->arena, address, UTF8_LINE, LIMIT_URL);
	if (!url_is_web(address) || *count == PARSE_PROPOSALS) {
		return;
	}
	for (size_t i = 0; i < *count; i++) {
		if (str_eq(list[i], address)) {
			return;
		}
	}
	/* A copy: it may still lie in the page. */
	list[(*count)++] = arena_str(discovery->arena, address);
}

/* WordPress announces its programming interface with the same type as a JSON Feed. */
static bool is_interface(struct str href)
{
	return str_find(href, STR("/wp-json/")) >= 0;
}

static void take_link(struct discovery *discovery, struct str attributes)
{
	struct link link = read_link(discovery, attributes);
	bool is_feed = has_word(link.rel, STR("feed")) ||
		       (has_word(link.rel, STR("alternate")) && is_feed_type(link.type));

	if (is_feed && !is_interface(link.href)) {
		propose(discovery, discovery->announced, &discovery->announced_count, link.href);
	}
}

/* "feed", "rss.xml", "atom", "index.rdf" and the like as the last part of a path; "?feed=rss2". */
static bool looks_like_feed(struct str href)
{
	static const struct str endings[] = {STR_INIT("/feed"), STR_INIT("/rss"), STR_INIT("/atom"),
		STR_INIT(".rss"), STR_INIT(".rdf"), STR_INIT(".atom"), STR_INIT("/feeds"),
		STR_INIT("rss.xml"), STR_INIT("atom.xml"), STR_INIT("feed.xml"),
		STR_INIT("/index.xml"), STR_INIT("feed.json"), STR_INIT("rss2"),
		STR_INIT("rss.php"), STR_INIT("/rss.aspx")};
	struct url parts;

	url_split(href, &parts);
	struct str path = parts.path;
	while (path.len > 0 && path.ptr[path.len - 1] == '/') {
		path.len--;
	}
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		struct str ending = endings[i];

		if (path.len >= ending.len &&
			str_eq_nocase(str_slice(path, path.len - ending.len, ending.len), ending)) {
			return true;
		}
	}
	return str_find(parts.query, STR("feed=")) >= 0 ||
	       str_find(parts.query, STR("format=feed")) >= 0;
}

static void take_anchor(struct discovery *discovery, struct str attributes)
{
	struct link link = read_link(discovery, attributes);

	if (looks_like_feed(str_trim(link.href)) && !is_interface(link.href)) {
		propose(discovery, discovery->guessed, &discovery->guessed_count, link.href);
	}
}

static void take_base(struct discovery *discovery, struct str attributes)
{
	struct link link = read_link(discovery, attributes);
	struct str base = url_resolve(discovery->arena, discovery->base, link.href);

	if (url_is_web(base)) {
		discovery->base = base;
	}
}

static void take_start_tag(struct discovery *discovery, const struct html_tag *tag)
{
	static const struct str raw[] = {
		STR_INIT("script"), STR_INIT("style"), STR_INIT("textarea"), STR_INIT("noscript")};

	if (str_eq_nocase(tag->name, STR("link"))) {
		take_link(discovery, tag->attributes);
	} else if (str_eq_nocase(tag->name, STR("a"))) {
		take_anchor(discovery, tag->attributes);
	} else if (str_eq_nocase(tag->name, STR("base"))) {
		take_base(discovery, tag->attributes);
	} else if (str_eq_nocase(tag->name, STR("title")) && discovery->title.len == 0) {
		struct str title = html_take_raw(&discovery->scanner, tag->name);

		title = html_unescape(discovery->arena, str_slice(title, 0, LIMIT_URL));
		title = utf8_clean(discovery->arena, title, UTF8_LINE, TITLE_POINTS);
		discovery->title = arena_str(discovery->arena, title);
	}
	for (size_t i = 0; i < sizeof(raw) / sizeof(raw[0]); i++) {
		if (str_eq_nocase(tag->name, raw[i])) {
			(void)html_take_raw(&discovery->scanner, tag->name);
		}
	}
}

size_t discover_feeds(struct arena *arena, struct str html, struct str url,
	struct str ret[PARSE_PROPOSALS], struct str *ret_title)
{
	struct discovery discovery = {.arena = arena,
		.scanner = {.html = str_slice(html, 0, LIMIT_PAGE_HEAD)},
		.base = url};
	struct html_token token;

	while (html_next_token(&discovery.scanner, &token)) {
		if (token.is_tag && !token.tag.is_end) {
			take_start_tag(&discovery, &token.tag);
		}
	}
	bool is_announced = discovery.announced_count > 0;
	size_t count = is_announced ? discovery.announced_count : discovery.guessed_count;
	for (size_t i = 0; i < count; i++) {
		ret[i] = is_announced ? discovery.announced[i] : discovery.guessed[i];
	}
	*ret_title = discovery.title;
	return count;
}
