/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads XML events by the table of the format whose root element comes first. Of each open element it knows where it
 * stands; an element that no table knows is left alone with all that is in it, except that an article may begin anywhere.
 * An end tag that is missing costs its own value nothing: what cannot be part of a value ends it. An HTML page is no feed, but
 * may say where its feed is.
 *
 *   start_element ─┬─ no root yet:      open_root      finds the format, behind junk too
 *                  ├─ inside a value:   collector_open mark-up becomes part of the value, unless it ends it
 *                  ├─ known by a table: open_known     feed, article, group: children count; text: collect
 *                  └─ otherwise:        ignored
 */
#include <stdio.h>
#include <string.h>

#include "parse/collector.h"
#include "parse/discover.h"
#include "parse/format.h"
#include "parse/rules.h"
#include "text/html_tags.h"
#include "text/url.h"
#include "text/utf8.h"

/* Characters of a person that are in none of its parts. */
#define PERSON_BYTES 4096u

_Static_assert(LIMIT_ARTICLE_TEXT == 4u << 20, "the message of take_text says so");

enum level_state { LEVEL_IGNORED, LEVEL_OPEN, LEVEL_TEXT };

struct level {
	enum level_state state;
	unsigned place; /* of its children */
	bool is_article;
	bool is_person;
	struct str base;
};

struct xml_feed {
	struct build *build;
	const struct xml_format *format; /* NULL: no root yet */
	struct rules rules;
	struct str root_uri;
	struct level levels[LIMIT_XML_DEPTH + 2];
	size_t depth;
	size_t root_depth;  /* of the root: more than 1 behind junk */
	size_t value_depth; /* of the element that is collected */
	struct str url;
	struct collector collector;
	struct buf person; /* characters of the person that is open */
	bool in_person;
	bool is_root_closed;
	bool is_page; /* HTML */
	size_t junk_before;
	size_t junk_after;
	size_t unclosed;   /* values that something else ended */
	const char *limit; /* the ceiling that ended it, or NULL */
	char unknown_root[64];
};

static const struct xml_format *const formats[] = {
	&format_cdf, &format_rss, &format_rdf, &format_atom, &format_sitemap};

/* --- elements --- */

/* Whether an element belongs to the format itself rather than to a module. */
static bool is_own(const struct xml_feed *feed, const struct xml_element *element)
{
	return element->names == NAMES_NONE || element->names == feed->format->own ||
	       (feed->root_uri.len > 0 && str_eq(element->uri, feed->root_uri));
}

static const struct element_rule *find_rule(
	const struct xml_feed *feed, const struct xml_element *element, unsigned places)
{
	return rules_find(&feed->rules, element, is_own(feed, element), places);
}

static struct str child_base(
	struct xml_feed *feed, const struct xml_element *element, struct str base)
{
	if (element->attribute_count == 0) {
		return base;
	}
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

/* The language of an article, of the feed, or of a text: then the article's when it has no other. */
static void take_lang(struct xml_feed *feed, const struct xml_element *element, enum rank rank)
{
	struct build *build = feed->build;
	struct str lang = xml_attribute(element, NAMES_XML, STR("lang"));

	if (lang.len > 0 && (rank == RANK_OWN || build->in_article)) {
		build_language(build, rank, arena_str(build_arena(build), lang));
	}
}

/* Contents of several kinds, one in the other (Atom 0.3's multipart/alternative). */
static bool is_multipart(const struct xml_element *element)
{
	return element->attribute_count > 0 &&
	       str_starts_nocase(
		       xml_attribute(element, NAMES_NONE, STR("type")), STR("multipart/"));
}

static void open_value(struct xml_feed *feed, const struct element_rule *rule,
	const struct xml_element *element, struct level *level)
{
	if (is_multipart(element)) {
		level->state = LEVEL_OPEN;
		return;
	}
	level->state = LEVEL_TEXT;
	feed->value_depth = feed->depth;
	collector_start(&feed->collector, rule, element, level->base);
	if (element->attribute_count > 0) {
		take_lang(feed, element, RANK_FALLBACK);
	}
}

static void open_known(struct xml_feed *feed, const struct element_rule *rule,
	const struct xml_element *element, struct level *level)
{
	struct build *build = feed->build;

	level->state = LEVEL_OPEN;
	switch (rule->kind) {
	case ELEMENT_TEXT:
	case ELEMENT_PLAIN:
		open_value(feed, rule, element, level);
		return;
	case ELEMENT_ARTICLE:
		level->place = IN_ARTICLE;
		level->is_article = true;
		build_start_article(build);
		take_lang(feed, element, RANK_OWN);
		break;
	case ELEMENT_FEED:
		level->place = IN_FEED;
		take_lang(feed, element, RANK_OWN);
		break;
	case ELEMENT_PERSON:
		level->place = IN_PERSON;
		level->is_person = true;
		feed->in_person = true;
		buf_clear(&feed->person);
		break;
	case ELEMENT_SOURCE:
		level->place = IN_SOURCE;
		break;
	case ELEMENT_GROUP:
		break;
	}
	if (rule->take != NULL) {
		struct xml_element kept = field_keep_element(build_arena(build), element);

		kept.uri = element->uri;
		rule->take(
			build, &(struct field){.element = &kept, .base = level->base}, rule->rank);
	}
}

/* --- the root --- */

static bool claim(struct xml_feed *feed, const struct xml_element *element)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (formats[i]->claims(element, feed->build->report->format)) {
			feed->format = formats[i];
			return true;
		}
	}
	return false;
}

/* No feed begins with this element. Error messages of a server are often HTML in front of the feed: they are passed over. */
static bool pass_over(struct xml_feed *feed, const struct xml_element *element)
{
	static const struct str pages[] = {
		STR_INIT("html"), STR_INIT("head"), STR_INIT("body"), STR_INIT("frameset")};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		if (str_eq(pages[i], element->name)) {
			feed->is_page = true;
			return false;
		}
	}
	feed->junk_before++;
	if (feed->unknown_root[0] == 0) {
		size_t len = utf8_truncate(element->name, 40).len;

		(void)snprintf(feed->unknown_root, sizeof(feed->unknown_root), "%.*s",
			len > 60 ? 60 : (int)len, element->name.ptr);
	}
	/* An image is no page. */
	return html_tag_is_known(element->name) && !str_eq(element->name, STR("svg"));
}

static bool open_root(struct xml_feed *feed, const struct xml_element *element, struct level *level)
{
	struct build *build = feed->build;

	if (!claim(feed, element)) {
		return pass_over(feed, element);
	}
	rules_init(&feed->rules, feed->format);
	feed->root_depth = feed->depth;
	if (element->names != NAMES_RDF) {
		feed->root_uri = arena_str(build->feed_arena, element->uri);
	}
	level->state = LEVEL_OPEN;
	level->place = feed->format->root_place;
	level->base = child_base(feed, element, feed->url);
	take_lang(feed, element, RANK_OWN);
	if (feed->format->take_root != NULL) {
		struct xml_element kept = field_keep_element(build->feed_arena, element);

		feed->format->take_root(
			build, &(struct field){.element = &kept, .base = level->base}, RANK_OWN);
	}
	/* An Atom entry may be a document of its own (RFC 4287 2). */
	const struct element_rule *rule = find_rule(feed, element, level->place);
	if (rule != NULL && rule->kind == ELEMENT_ARTICLE) {
		open_known(feed, rule, element, level);
	}
	return true;
}

/* --- what ends a value --- */

/* An element that cannot be part of the value that is collected, because the tables know it and HTML does not. */
static const struct element_rule *find_ending(
	const struct xml_feed *feed, const struct xml_element *element)
{
	const struct collector *collector = &feed->collector;
	unsigned place = feed->levels[feed->value_depth].place;
	const struct element_rule *rule;

	if (collector->is_foreign) {
		return NULL;
	}
	rule = find_rule(feed, element, ~0u);
	if (rule == NULL || rule->kind == ELEMENT_ARTICLE) {
		return rule;
	}
	if (collector->mode == TEXT_MARKUP || element->names == NAMES_XHTML) {
		return NULL;
	}
	rule = find_rule(feed, element, place);
	if (rule == NULL) {
		return NULL;
	}
	if (!html_tag_is_known(element->name)) {
		return rule;
	}
	/* <title> and <link> are HTML too: directly in a plain value they are not. */
	return collector->rule->kind == ELEMENT_PLAIN && feed->depth == feed->value_depth + 1
		       ? rule
		       : NULL;
}

/* The value ends here. Its element, and what is open in it, stay open as XML; what follows counts as their parent's. */
static void end_value(struct xml_feed *feed, size_t depth)
{
	unsigned place = feed->levels[feed->value_depth].place;

	collector_finish(&feed->collector);
	feed->unclosed++;
	for (size_t i = feed->value_depth; i < depth; i++) {
		feed->levels[i].state = LEVEL_OPEN;
		feed->levels[i].place = place;
	}
}

static void end_person(struct xml_feed *feed)
{
	struct build *build = feed->build;

	feed->in_person = false;
	build_end_person(build, arena_str(build_arena(build), buf_str(&feed->person)));
}

/* A person without its end tag: found by an element that none has in it. */
static const struct element_rule *leave_person(
	struct xml_feed *feed, const struct xml_element *element, struct level *level)
{
	size_t depth = feed->depth - 1;
	unsigned place;

	while (depth > 0 && !feed->levels[depth].is_person) {
		depth--;
	}
	place = depth > 0 ? feed->levels[depth - 1].place : 0;
	const struct element_rule *rule = find_rule(feed, element, place);
	if (rule == NULL || (html_tag_is_known(element->name) && depth < feed->depth - 1)) {
		return NULL;
	}
	end_person(feed);
	feed->unclosed++;
	for (size_t i = depth; i < feed->depth; i++) {
		feed->levels[i].state = LEVEL_OPEN;
		feed->levels[i].place = place;
		feed->levels[i].is_person = false;
	}
	level->place = place;
	return rule;
}

/* An article begins: one that is still open has lost its end tag, and what follows is no longer its own. */
static void leave_articles(struct xml_feed *feed)
{
	if (!feed->build->in_article) {
		return;
	}
	if (feed->in_person) {
		end_person(feed);
	}
	for (size_t i = 1; i < feed->depth; i++) {
		if ((feed->levels[i].place & (IN_ARTICLE | IN_PERSON | IN_SOURCE)) != 0) {
			feed->levels[i].state = LEVEL_IGNORED;
			feed->levels[i].is_article = false;
			feed->levels[i].is_person = false;
		}
	}
	build_end_article(feed->build);
}

/* --- events --- */

static bool is_going_on(const struct xml_feed *feed)
{
	return !feed->build->is_stopped && !feed->build->is_full && feed->limit == NULL;
}

/* The rule for an element that is no part of a value, or NULL. */
static const struct element_rule *choose_rule(
	struct xml_feed *feed, const struct xml_element *element, struct level *level)
{
	const struct level *parent = level - 1;
	const struct element_rule *rule = NULL;

	if (parent->state == LEVEL_OPEN) {
		rule = find_rule(feed, element, parent->place);
	}
	if (rule == NULL && feed->in_person && parent->state == LEVEL_OPEN) {
		rule = leave_person(feed, element, level);
	}
	if (rule == NULL) {
		rule = find_rule(feed, element, ~0u);
		rule = rule != NULL && rule->kind == ELEMENT_ARTICLE ? rule : NULL;
	}
	return rule;
}

static bool start_element(void *arg, const struct xml_element *element)
{
	struct xml_feed *feed = arg;
	struct level *parent = &feed->levels[feed->depth];
	struct level *level = &feed->levels[++feed->depth];
	const struct element_rule *rule;

	*level = (struct level){
		.state = LEVEL_IGNORED, .place = parent->place, .base = parent->base};
	if (feed->format == NULL) {
		return open_root(feed, element, level);
	}
	feed->junk_after += feed->is_root_closed;
	if (feed->collector.rule != NULL) {
		rule = find_ending(feed, element);
		if (rule == NULL) {
			level->state = LEVEL_TEXT;
			collector_open(&feed->collector, element);
			return true;
		}
		level->place = feed->levels[feed->value_depth].place;
		end_value(feed, feed->depth);
	} else {
		rule = choose_rule(feed, element, level);
	}
	if (rule == NULL) {
		return true;
	}
	if (rule->kind == ELEMENT_ARTICLE) {
		leave_articles(feed);
	}
	level->base = child_base(feed, element, level->base);
	open_known(feed, rule, element, level);
	return is_going_on(feed);
}

static bool end_element(void *arg, struct str name)
{
	struct xml_feed *feed = arg;
	struct level *level = &feed->levels[feed->depth--];

	feed->is_root_closed |= feed->format != NULL && feed->depth < feed->root_depth;
	if (level->state == LEVEL_TEXT && feed->collector.rule != NULL) {
		if (feed->depth < feed->value_depth) {
			collector_finish(&feed->collector);
		} else {
			collector_close(&feed->collector, name);
		}
		return is_going_on(feed);
	}
	if (level->is_person) {
		end_person(feed);
	} else if (level->is_article) {
		build_end_article(feed->build);
	}
	return is_going_on(feed);
}

static bool is_blank(struct str text)
{
	return str_trim(text).len == 0;
}

static bool take_text(void *arg, struct str text, bool is_stable)
{
	struct xml_feed *feed = arg;

	if (feed->collector.rule != NULL) {
		if (collector_add(&feed->collector, text, is_stable)) {
			return true;
		}
		feed->limit = "more than 4 MiB in one element";
		build_drop_article(feed->build);
		return false;
	}
	if (feed->in_person) {
		buf_add_str(&feed->person, str_slice(text, 0, PERSON_BYTES - feed->person.len));
	} else if (feed->format == NULL) {
		feed->junk_before += !is_blank(text);
	} else if (feed->is_root_closed) {
		feed->junk_after += !is_blank(text);
	}
	return true;
}

/* --- the result --- */

/* No feed: what it is instead, and where one may be. */
static void report_page(struct xml_feed *feed, struct str text)
{
	struct parse_report *report = feed->build->report;
	struct str title;

	report->proposal_count =
		discover_feeds(feed->build->feed_arena, text, feed->url, report->proposals, &title);
	struct str first = report->proposal_count > 0 ? report->proposals[0] : STR("");
	first = utf8_truncate(first, 80).len < first.len ? STR("") : first;
	(void)snprintf(report->error, sizeof(report->error),
		"an HTML page%s%.*s%s, not a feed%s%.*s", title.len > 0 ? " (\"" : "",
		STR_ARG(title), title.len > 0 ? "\")" : "",
		first.len > 0 ? "; it names the feed " : "", STR_ARG(first));
}

/* Nothing that could be handed out; false when it is a feed after all. */
static bool report_none(struct xml_feed *feed, const struct xml_result *result, struct str text)
{
	struct parse_report *report = feed->build->report;
	size_t size = sizeof(report->error);

	if (feed->is_page ||
		(feed->format == NULL && html_tag_is_known(str_from(feed->unknown_root)) &&
			strcmp(feed->unknown_root, "svg") != 0)) {
		report_page(feed, text);
	} else if (feed->format == NULL && feed->unknown_root[0] != 0) {
		(void)snprintf(report->error, size, "line %zu: <%s> is no feed format we know",
			result->line, feed->unknown_root);
	} else if (feed->format == NULL) {
		(void)snprintf(report->error, size, "not a feed: %s",
			result->error[0] != 0 ? result->error : "no XML element in it");
	} else if (report->articles == 0 && report->proposal_count > 0) {
		(void)snprintf(report->error, size,
			"an index of sitemaps, not a feed; the first is %.*s",
			STR_ARG(str_slice(report->proposals[0], 0, 200)));
	} else if (report->articles == 0 && feed->build->untitled > 0) {
		(void)snprintf(report->error, size,
			"a sitemap without news: %zu addresses, none with a title",
			feed->build->untitled);
	} else {
		return false;
	}
	return true;
}

static void report_result(struct xml_feed *feed, const struct xml_result *result, struct str text)
{
	struct parse_report *report = feed->build->report;
	size_t size = sizeof(report->error);

	report->outcome = PARSE_NOT_A_FEED;
	if (report_none(feed, result, text)) {
		return;
	}
	if (feed->build->is_full || feed->limit != NULL) {
		report->outcome = PARSE_LIMIT;
		(void)snprintf(report->error, size, "line %zu: %s", result->line,
			feed->limit != NULL ? feed->limit : BUILD_FULL);
	} else if (result->outcome == XML_WHOLE || result->outcome == XML_STOPPED ||
		   (result->outcome == XML_CUT && feed->is_root_closed)) {
		report->outcome = PARSE_OK;
	} else {
		report->outcome = result->outcome == XML_LIMIT ? PARSE_LIMIT : PARSE_PARTIAL;
		(void)snprintf(report->error, size, "line %zu: %s", result->line, result->error);
	}
}

static void report_repairs(struct xml_feed *feed, const struct xml_result *result)
{
	struct build *build = feed->build;

	build_add_repair(
		build, REPAIR_JUNK_BEFORE, feed->junk_before, "pieces of junk before the feed");
	build_add_repair(
		build, REPAIR_JUNK_AFTER, feed->junk_after, "pieces of junk after the feed");
	for (size_t i = 0; i < XML_REPAIRS; i++) {
		const struct xml_repair *repair = &result->repairs[i];

		build_add_repair(build, repair->bit, repair->count, repair->words);
	}
	build_add_repair(build, REPAIR_UNCLOSED, feed->unclosed, "values without an end");
	if (build->report->outcome == PARSE_PARTIAL) {
		build->report->repair_set |= REPAIR_CUT;
	}
}

void xml_feed_parse(struct build *build, struct str text, struct str url)
{
	static const struct xml_handler handler = {start_element, end_element, take_text};
	struct xml_feed feed = {.build = build, .url = url};
	struct xml_result result;

	feed.levels[0].base = url; /* articles may come behind the root element, too */
	collector_init(&feed.collector, build);
	buf_init(&feed.person, PERSON_BYTES);
	if (build->is_mapped) {
		xml_parse_mapped(text, &handler, &feed, &result);
	} else {
		xml_parse(text, &handler, &feed, &result);
	}
	/* The value that was being read is half, and no part of it. */
	if (result.outcome == XML_CUT) {
		build_cut_article(build);
	} else {
		build_drop_article(build);
	}
	report_result(&feed, &result, text);
	if (feed.format != NULL) {
		report_repairs(&feed, &result);
	}
	buf_done(&feed.person);
	collector_done(&feed.collector);
}
