/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads XML events by the table of the format whose root element comes first. Of each open element it knows where it
 * stands; an element that no table knows is left alone with all that is in it, except that an article may begin anywhere.
 * An HTML page is no feed, but may say where its feed is.
 *
 *   start_element ─┬─ no root yet:      open_root      finds the format
 *                  ├─ inside a value:   collector_open mark-up becomes part of the value
 *                  ├─ known by a table: open_known     feed, article, group: children count; text: collect
 *                  └─ otherwise:        ignored
 */
#include <stdio.h>
#include <string.h>

#include "parse/collector.h"
#include "parse/format.h"
#include "text/url.h"

enum level_state { LEVEL_IGNORED, LEVEL_OPEN, LEVEL_TEXT };

struct level {
	enum level_state state;
	unsigned place; /* of its children */
	bool is_article;
	struct str base;
};

struct xml_feed {
	struct build *build;
	const struct xml_format *format; /* NULL: no root yet */
	struct str root_uri;
	struct level levels[LIMIT_XML_DEPTH + 2];
	size_t depth;
	struct str url;
	struct collector collector;
	bool is_root_closed;
	bool is_page;              /* HTML */
	char page_feed[LIMIT_URL]; /* the feed it names; empty: none */
	const char *limit;         /* the ceiling that ended it, or NULL */
	char unknown_root[64];
};

static const struct xml_format *const formats[] = {
	&format_rss, &format_rdf, &format_atom, &format_cdf};

/* --- elements --- */

/* Whether an element belongs to the format itself rather than to a module. */
static bool is_own(const struct xml_feed *feed, const struct xml_element *element)
{
	if (element->names == NAMES_NONE) {
		return true;
	}
	if (element->names == NAMES_OTHER) {
		return str_eq(element->uri, feed->root_uri);
	}
	return element->names == (feed->format == &format_atom ? NAMES_ATOM : NAMES_RSS);
}

static const struct element_rule *find_in(const struct xml_format *format,
	const struct xml_element *element, bool own, unsigned place)
{
	for (size_t i = 0; i < format->rule_count; i++) {
		const struct element_rule *rule = &format->rules[i];

		if ((rule->places & place) != 0 && str_eq(rule->name, element->name) &&
			(rule->names == NAMES_NONE ? own : rule->names == element->names)) {
			return rule;
		}
	}
	return NULL;
}

static const struct element_rule *find_rule(
	const struct xml_feed *feed, const struct xml_element *element, unsigned place)
{
	bool own = is_own(feed, element);
	const struct element_rule *rule = find_in(feed->format, element, own, place);

	return rule != NULL ? rule : find_in(&format_modules, element, own, place);
}

static bool begins_article(const struct xml_feed *feed, const struct xml_element *element)
{
	const struct element_rule *rule =
		find_in(feed->format, element, is_own(feed, element), ~0u);

	return rule != NULL && rule->kind == ELEMENT_ARTICLE;
}

static struct str child_base(
	struct xml_feed *feed, const struct xml_element *element, struct str base)
{
	struct str given = xml_attribute(element, NAMES_XML, STR("base"));

	if (given.len == 0 && feed->format == &format_cdf) {
		given = xml_attribute(element, NAMES_NONE, STR("base"));
	}
	if (given.len == 0) {
		return base;
	}
	/* In the feed's arena: an element may outlive the article that it is in. */
	struct arena *arena = feed->build->feed_arena;
	struct str resolved = url_resolve(arena, base, arena_str(arena, given));
	return url_is_web(resolved) ? resolved : base;
}

static void open_known(struct xml_feed *feed, const struct element_rule *rule,
	const struct xml_element *element, struct level *level)
{
	struct build *build = feed->build;
	struct field field = {.element = element, .base = level->base};

	if (rule->kind == ELEMENT_TEXT) {
		level->state = LEVEL_TEXT;
		collector_start(&feed->collector, rule, element, level->base);
		return;
	}
	level->state = LEVEL_OPEN;
	if (rule->kind == ELEMENT_ARTICLE) {
		level->place = IN_ARTICLE;
		level->is_article = true;
		build_start_article(build);
		struct xml_element kept = field_keep_element(build->article_arena, element);
		field.element = &kept;
		if (rule->take != NULL) {
			rule->take(build, &field);
		}
		return;
	}
	if (rule->kind == ELEMENT_FEED) {
		level->place = IN_FEED;
	} else if (rule->kind == ELEMENT_PERSON) {
		level->place = IN_PERSON;
	}
	if (rule->take != NULL) {
		struct xml_element kept = field_keep_element(build_arena(build), element);

		field.element = &kept;
		rule->take(build, &field);
	}
}

/* --- the root --- */

static bool is_feed_type(struct str type)
{
	static const struct str types[] = {STR_INIT("application/rss+xml"),
		STR_INIT("application/atom+xml"), STR_INIT("application/feed+json"),
		STR_INIT("application/rdf+xml")};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (str_eq_nocase(types[i], str_trim(type))) {
			return true;
		}
	}
	return false;
}

/* An element of an HTML page; false when the feed is found or no longer to be hoped for. */
static bool look_at_page(struct xml_feed *feed, const struct xml_element *element)
{
	struct arena *arena = feed->build->feed_arena;

	if (str_eq(element->name, STR("body"))) {
		return false;
	}
	if (str_eq(element->name, STR("base")) && feed->page_feed[0] == 0) {
		struct str href = xml_attribute(element, NAMES_NONE, STR("href"));

		feed->url = url_resolve(arena, feed->url, arena_str(arena, href));
		return true;
	}
	if (!str_eq(element->name, STR("link")) ||
		!is_feed_type(xml_attribute(element, NAMES_NONE, STR("type")))) {
		return true;
	}
	struct str href = xml_attribute(element, NAMES_NONE, STR("href"));
	struct str address = url_resolve(arena, feed->url, arena_str(arena, href));
	if (!url_is_web(address) || address.len >= sizeof(feed->page_feed)) {
		return true;
	}
	memcpy(feed->page_feed, address.ptr, address.len);
	feed->page_feed[address.len] = 0;
	return false;
}

static bool open_root(struct xml_feed *feed, const struct xml_element *element, struct level *level)
{
	struct build *build = feed->build;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (!formats[i]->claims(element, build->report->format)) {
			continue;
		}
		feed->format = formats[i];
		feed->root_uri = arena_str(build->feed_arena, element->uri);
		level->state = LEVEL_OPEN;
		level->place = feed->format->root_place;
		level->base = child_base(feed, element, feed->url);
		build_language(build, arena_str(build->feed_arena,
					      xml_attribute(element, NAMES_XML, STR("lang"))));
		if (feed->format->take_root != NULL) {
			struct xml_element kept = field_keep_element(build->feed_arena, element);

			feed->format->take_root(
				build, &(struct field){.element = &kept, .base = level->base});
		}
		return true;
	}
	if (str_eq(element->name, STR("html")) || str_eq(element->name, STR("head")) ||
		str_eq(element->name, STR("body"))) {
		feed->is_page = true;
		return !str_eq(element->name, STR("body"));
	}
	(void)snprintf(feed->unknown_root, sizeof(feed->unknown_root), "%.*s",
		element->name.len > 40 ? 40 : (int)element->name.len, element->name.ptr);
	return false;
}

/* --- events --- */

static bool is_going_on(const struct xml_feed *feed)
{
	return !feed->build->is_stopped && !feed->build->is_full && feed->limit == NULL;
}

/* An article begins: one that is still open has lost its end tag, and what follows is no longer its own. */
static void leave_articles(struct xml_feed *feed)
{
	if (!feed->build->in_article) {
		return;
	}
	for (size_t i = 1; i < feed->depth; i++) {
		if (feed->levels[i].place == IN_ARTICLE || feed->levels[i].place == IN_PERSON) {
			feed->levels[i].state = LEVEL_IGNORED;
			feed->levels[i].is_article = false;
		}
	}
	build_end_article(feed->build);
}

static bool start_element(void *arg, const struct xml_element *element)
{
	struct xml_feed *feed = arg;
	struct level *parent = &feed->levels[feed->depth];
	struct level *level = &feed->levels[++feed->depth];

	*level = (struct level){
		.state = LEVEL_IGNORED, .place = parent->place, .base = parent->base};
	if (feed->is_page) {
		return look_at_page(feed, element);
	}
	if (feed->format == NULL) {
		return open_root(feed, element, level);
	}
	if (feed->collector.rule != NULL) {
		if (!begins_article(feed, element)) {
			level->state = LEVEL_TEXT;
			collector_open(&feed->collector, element);
			return true;
		}
		/* The value's end tag is missing: an article cannot be part of it. */
		collector_finish(&feed->collector);
	}
	const struct element_rule *rule = NULL;
	if (parent->state == LEVEL_OPEN) {
		rule = find_rule(feed, element, parent->place);
	}
	if (rule == NULL && begins_article(feed, element)) {
		rule = find_in(feed->format, element, true, ~0u);
	}
	if (rule == NULL) {
		return true;
	}
	if (rule->kind == ELEMENT_ARTICLE) {
		leave_articles(feed);
	}
	level->base = child_base(feed, element, level->base);
	open_known(feed, rule, element, level);
	struct str lang = xml_attribute(element, NAMES_XML, STR("lang"));
	if (rule->kind == ELEMENT_ARTICLE || rule->kind == ELEMENT_FEED) {
		build_language(feed->build, arena_str(build_arena(feed->build), lang));
	}
	return is_going_on(feed);
}

static bool end_element(void *arg, struct str name)
{
	struct xml_feed *feed = arg;
	struct level *level = &feed->levels[feed->depth--];

	feed->is_root_closed |= feed->depth == 0 && feed->format != NULL;
	if (level->is_article) {
		build_end_article(feed->build);
		return is_going_on(feed);
	}
	if (level->state != LEVEL_TEXT || feed->collector.rule == NULL) {
		return true;
	}
	if (feed->levels[feed->depth].state != LEVEL_TEXT) {
		collector_finish(&feed->collector);
	} else {
		collector_close(&feed->collector, name);
	}
	return is_going_on(feed);
}

static bool take_text(void *arg, struct str text, bool is_stable)
{
	struct xml_feed *feed = arg;

	if (feed->collector.rule != NULL && !collector_add(&feed->collector, text, is_stable)) {
		feed->limit = "more than 4 MiB in one element";
		build_drop_article(feed->build);
		return false;
	}
	return true;
}

/* --- the result --- */

static void report_result(struct xml_feed *feed, const struct xml_result *result)
{
	struct parse_report *report = feed->build->report;
	size_t size = sizeof(report->error);

	report->outcome = PARSE_NOT_A_FEED;
	if (feed->is_page) {
		(void)snprintf(report->error, size, "an HTML page, not a feed%s%.120s",
			feed->page_feed[0] != 0 ? "; it names the feed " : "", feed->page_feed);
	} else if (feed->unknown_root[0] != 0) {
		(void)snprintf(report->error, size, "line %zu: <%s> is no feed format we know",
			result->line, feed->unknown_root);
	} else if (feed->format == NULL) {
		(void)snprintf(report->error, size, "not a feed: %s",
			result->error[0] != 0 ? result->error : "no XML element in it");
	} else if (feed->build->is_full || feed->limit != NULL) {
		report->outcome = PARSE_LIMIT;
		(void)snprintf(report->error, size, "line %zu: %s", result->line,
			feed->limit != NULL ? feed->limit : "more than 5,000 articles");
	} else if (result->outcome == XML_WHOLE || result->outcome == XML_STOPPED ||
		   (result->outcome == XML_CUT && feed->is_root_closed)) {
		report->outcome = PARSE_OK;
	} else {
		report->outcome = result->outcome == XML_LIMIT ? PARSE_LIMIT : PARSE_PARTIAL;
		(void)snprintf(report->error, size, "line %zu: %s", result->line, result->error);
	}
}

void xml_feed_parse(struct build *build, struct str text, struct str url)
{
	static const struct xml_handler handler = {start_element, end_element, take_text};
	struct xml_feed feed = {.build = build, .url = url};
	struct xml_result result;
	size_t mended = strlen(build->report->repairs);

	collector_init(&feed.collector, build);
	xml_parse(text, &handler, &feed, &result);
	build_drop_article(build);
	report_result(&feed, &result);
	if (result.repairs[0] != 0) {
		(void)snprintf(build->report->repairs + mended,
			sizeof(build->report->repairs) - mended, "%s%s", mended > 0 ? "; " : "",
			result.repairs);
	}
	collector_done(&feed.collector);
}
