/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON Feed 1.1 (jsonfeed.org/version/1.1) and 1.0, whose items have one author. Identifiers may be numbers. What is said of
 * the feed is copied: the JSON document is gone before it is.
 */
#include <stdio.h>

#include "parse/format.h"
#include "parse/json_mend.h"
#include "text/json.h"

static struct str get(const struct json_value *object, const char *key)
{
	return json_get_str(json_get(object, key));
}

/* Of an item, or of the feed: then for items that name none. "author" is what 1.0 had. */
static void take_authors(struct build *build, const struct json_value *item)
{
	const struct json_value *authors = json_get(item, "authors");
	size_t count = json_length(authors);

	for (size_t i = 0; i < count && i < LIMIT_CATEGORIES; i++) {
		build_author(build, RANK_OWN, get(json_at(authors, i), "name"));
	}
	if (count == 0) {
		const struct json_value *author = json_get(item, "author");

		build_author(build, RANK_OWN, get(author, "name"));
		/* Not as specified, but found: the name alone. */
		build_author(build, RANK_OWN, json_get_str(author));
	}
}

/* Of an item that is cut, the rest is missing. */
static void take_item(
	struct build *build, const struct json_value *item, struct str url, bool is_cut)
{
	const struct json_value *tags = json_get(item, "tags");
	struct raw_text html = {get(item, "content_html"), MARKUP_HTML};
	struct raw_text plain = {get(item, "content_text"), MARKUP_PLAIN};
	struct raw_text title = {get(item, "title"), MARKUP_PLAIN};
	struct raw_text summary = {get(item, "summary"), MARKUP_PLAIN};
	char scratch[32];

	build_start_article(build);
	build_guid(build, RANK_OWN, json_get_text(json_get(item, "id"), scratch), true);
	build_link(build, RANK_OTHER, url, get(item, "external_url"));
	build_link(build, RANK_OWN, url, get(item, "url"));
	build_title(build, RANK_OWN, title);
	build_summary(build, RANK_OWN, summary);
	build_content(build, RANK_OTHER, plain);
	build_content(build, RANK_OWN, html);
	build_published(build, RANK_OWN, get(item, "date_published"));
	build_updated(build, RANK_OWN, get(item, "date_modified"));
	build_language(build, RANK_OWN, get(item, "language"));
	take_authors(build, item);
	for (size_t i = 0; i < json_length(tags) && i < LIMIT_CATEGORIES; i++) {
		build_category(build, json_get_str(json_at(tags, i)));
	}
	if (is_cut) {
		build_cut_article(build);
	} else {
		build_end_article(build);
	}
}

static bool claims(const struct json_value *root, struct parse_report *report)
{
	struct str version = get(root, "version");
	ptrdiff_t at = str_find(version, STR("jsonfeed.org/version/"));

	if (json_type_of(root) != JSON_TYPE_OBJECT ||
		json_type_of(json_get(root, "items")) != JSON_TYPE_ARRAY) {
		(void)snprintf(report->error, sizeof(report->error),
			"JSON, but not a JSON Feed: no \"items\" array");
		return false;
	}
	struct str number = at < 0 ? STR("") : str_slice(version, (size_t)at + 21, 4);
	for (size_t i = 0; i < number.len; i++) {
		if ((number.ptr[i] < '0' || number.ptr[i] > '9') && number.ptr[i] != '.') {
			number.len = i;
		}
	}
	(void)snprintf(report->format, sizeof(report->format), "JSON Feed%s%.*s",
		number.len > 0 ? " " : "", STR_ARG(number));
	return true;
}

static void copy_feed(struct build *build, const struct json_value *root, struct str url)
{
	struct arena *arena = build->feed_arena;
	struct feed_info *feed = &build->report->feed;
	const struct json_value *hubs = json_get(root, "hubs");

	build_title(build, RANK_OWN,
		(struct raw_text){arena_str(arena, get(root, "title")), MARKUP_PLAIN});
	build_link(build, RANK_OWN, url, arena_str(arena, get(root, "home_page_url")));
	build_language(build, RANK_OWN, arena_str(arena, get(root, "language")));
	build_feed_address(build, &feed->self, url, get(root, "feed_url"));
	build_feed_address(build, &feed->next, url, get(root, "next_url"));
	for (size_t i = 0; i < json_length(hubs) && i < LIMIT_CATEGORIES; i++) {
		if (str_eq_nocase(get(json_at(hubs, i), "type"), STR("websub"))) {
			build_feed_address(build, &feed->hub, url, get(json_at(hubs, i), "url"));
		}
	}
	take_authors(build, root);
}

static void report_mended(struct build *build, const struct json_mended *mended)
{
	build_add_repair(build, REPAIR_TAG, mended->commas, "commas too many");
	build_add_repair(build, REPAIR_CONTROLS, mended->controls, "controls in strings");
	build_add_repair(build, REPAIR_MALFORMED, mended->halves, "halves of characters");
	build_add_repair(
		build, REPAIR_JUNK_AFTER, mended->has_junk, "piece of junk around the feed");
	if (mended->is_cut) {
		build->report->repair_set |= REPAIR_CUT;
		build->report->outcome = PARSE_PARTIAL;
	}
}

/* As it is, or else mended; then what was mended is in *ret_mended. NULL with a report when neither can be read. */
static struct json_doc *read_json(
	struct build *build, struct str text, struct json_mended *ret_mended)
{
	struct json_error error;
	struct json_error further;
	struct json_doc *doc = json_parse(text, &error);
	struct buf mended;

	*ret_mended = (struct json_mended){.is_cut = false};
	if (doc == NULL) {
		buf_init(&mended, text.len + LIMIT_XML_DEPTH);
		if (json_mend(text, &mended, ret_mended) == 0) {
			doc = json_parse(buf_str(&mended), &further);
		}
		buf_done(&mended);
		(void)snprintf(build->report->error, sizeof(build->report->error),
			"line %d: not JSON: %.150s", error.line, error.text);
	}
	return doc;
}

void json_feed_parse(struct build *build, struct str text, struct str url)
{
	struct parse_report *report = build->report;
	struct json_mended mended;
	struct json_doc *doc = read_json(build, text, &mended);

	report->outcome = PARSE_NOT_A_FEED;
	if (doc == NULL) {
		return;
	}
	const struct json_value *root = json_root(doc);
	if (claims(root, report)) {
		const struct json_value *items = json_get(root, "items");

		report->outcome = PARSE_OK;
		report_mended(build, &mended);
		if (report->outcome == PARSE_OK) {
			report->error[0] = 0;
		}
		copy_feed(build, root, url);
		size_t count = json_length(items);
		for (size_t i = 0; i < count && !build->is_stopped && !build->is_full; i++) {
			take_item(build, json_at(items, i), url,
				mended.has_half_item && i + 1 == count);
		}
	}
	if (build->is_full) {
		report->outcome = PARSE_LIMIT;
		(void)snprintf(report->error, sizeof(report->error), "%s", BUILD_FULL);
	}
	json_doc_free(doc);
}
