/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON Feed 1.0 and 1.1, item by item, and JSON that is none; whole sample feeds are in test_document. */
#include "parse/format.h"

#include <stdlib.h>

#include "parse/built.h"

#define VERSION "\"version\":\"https://jsonfeed.org/version/1.1\","

static void test_items(void **state)
{
	(void)state;
	static const struct {
		const char *item;
		const char *want;
	} rows[] = {
		{"{\"id\":\"1\"}", "id=1;\n"},
		{"{\"id\":17}", "id=17;\n"},
		{"{\"id\":\"http://h/1\"}", "id=http://h/1;link=http://h/1;\n"},
		{"{\"id\":\"1\",\"url\":\"/1\",\"external_url\":\"http://other/\"}",
			"id=1;link=https://h/1;\n"},
		{"{\"id\":\"1\",\"external_url\":\"http://other/\"}", "id=1;link=http://other/;\n"},
		{"{\"title\":\"a < b\",\"summary\":\"s\",\"content_text\":\"t\"}",
			"title(plain)=a < b;summary(plain)=s;content(plain)=t;\n"},
		{"{\"content_html\":\"<p>t\",\"content_text\":\"t\"}", "content(html)=<p>t;\n"},
		{"{\"id\":\"1\",\"date_published\":\"2024-05-01T10:00:00+02:00\",\"date_modified\":\"x\"}",
			"id=1;published=2024-05-01T08:00:00Z;\n"},
		{"{\"id\":\"1\",\"author\":{\"name\":\"Jane\"}}", "id=1;author=Jane;\n"},
		{"{\"id\":\"1\",\"author\":{\"name\":\"Old\"},\"authors\":[{\"name\":\"Jane\"},{},{\"name\":\"Joe\"}]}",
			"id=1;author=Jane, Joe;\n"},
		{"{\"id\":\"1\",\"tags\":[\"a\",7,\"b\"],\"language\":\"ps\"}",
			"id=1;tag=a;tag=b;lang=ps;\n"},
		/* values of other types than the format's are no values */
		{"{\"id\":\"1\",\"title\":[\"a\"],\"url\":{},\"tags\":\"a\",\"authors\":null}",
			"id=1;\n"},
		{"{}", ""},
		{"7", ""},
		{"null", ""},
	};
	struct built built;

	built_init(&built);
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[600];

		(void)snprintf(text, sizeof(text), "{" VERSION "\"items\":[%s]}", rows[i].item);
		json_feed_parse(&built.build, str_from(text), STR("https://h/feed.json"));
		check_int(built.report.outcome, PARSE_OK, rows[i].item);
		built_check(&built, rows[i].want, rows[i].item);
	}
	built_done(&built);
}

static void test_documents(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum parse_outcome outcome;
		const char *format;
		const char *error; /* its beginning */
	} rows[] = {
		{"{" VERSION "\"items\":[]}", PARSE_OK, "JSON Feed 1.1", ""},
		{"{\"version\":\"http://jsonfeed.org/version/1\",\"items\":[]}", PARSE_OK,
			"JSON Feed 1", ""},
		{"{\"version\":\"https://jsonfeed.org/version/1.1/x\",\"items\":[]}", PARSE_OK,
			"JSON Feed 1.1", ""},
		{"{\"items\":[]}", PARSE_OK, "JSON Feed", ""},
		{"{" VERSION "\"items\":{}}", PARSE_NOT_A_FEED, "",
			"JSON, but not a JSON Feed: no \"items\" array"},
		{"{}", PARSE_NOT_A_FEED, "", "JSON, but not a JSON Feed"},
		{"[]", PARSE_NOT_A_FEED, "", "JSON, but not a JSON Feed"},
		{"{\n\"items\":[\n", PARSE_PARTIAL, "JSON Feed", "line 3: not JSON: "},
		{"{\"items\":[{\"id\":\"1\"},{\"id\":\"2", PARSE_PARTIAL, "JSON Feed",
			"line 1: not JSON: "},
		{"{\"items\":[{\"id\":\"a\nb\"},],}", PARSE_OK, "JSON Feed", ""},
		{"{\"items\"\n", PARSE_NOT_A_FEED, "", "line 2: not JSON: "},
		{"", PARSE_NOT_A_FEED, "", "line "},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct built built;

		built_init(&built);
		json_feed_parse(&built.build, str_from(rows[i].text), STR(""));
		check_int(built.report.outcome, rows[i].outcome, rows[i].text);
		check_str(str_from(built.report.format), rows[i].format, rows[i].text);
		if (!str_starts(str_from(built.report.error), str_from(rows[i].error)) ||
			!rows[i].error[0] != !built.report.error[0]) {
			fail_msg("%s: %s", rows[i].text, built.report.error);
		}
		built_done(&built);
	}
}

/* What is said of the feed outlives the document. */
static void test_feed(void **state)
{
	(void)state;
	struct built built;
	char *text = strdup(
		"{" VERSION "\"title\":\"The Wire\",\"home_page_url\":\"/home\","
		"\"feed_url\":\"http://h/f\",\"next_url\":\"?2\",\"authors\":[{\"name\":\"Jane\"}],"
		"\"hubs\":[{\"type\":\"rssCloud\",\"url\":\"http://no/\"},{\"type\":\"WebSub\","
		"\"url\":\"http://hub/\"}],"
		"\"language\":\"en\",\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}]}");

	built_init(&built);
	built.stop_after = 1;
	json_feed_parse(&built.build, str_from(text), STR("https://h/feed.json"));
	free(text);
	check_str(built.report.feed.title, "The Wire", "title");
	check_str(built.report.feed.link, "https://h/home", "link");
	check_str(built.report.feed.language, "en", "language");
	check_str(built.report.feed.self, "http://h/f", "self");
	check_str(built.report.feed.next, "https://h/feed.json?2", "next");
	check_str(built.report.feed.hub, "http://hub/", "hub");
	check_int(built.report.outcome, PARSE_OK, "outcome");
	built_check(&built, "id=1;author=Jane;lang=en;\n", "stopped");
	built_done(&built);
}

static void test_too_many(void **state)
{
	(void)state;
	struct built built;
	struct buf text;

	built_init(&built);
	buf_init(&text, 1 << 20);
	buf_add_str(&text, STR("{" VERSION "\"items\":[{\"id\":0}"));
	for (int i = 0; i < LIMIT_ARTICLES; i++) {
		buf_add_str(&text, STR(",{\"id\":1}"));
	}
	buf_add_str(&text, STR("]}"));
	json_feed_parse(&built.build, buf_str(&text), STR(""));
	check_int(built.report.outcome, PARSE_LIMIT, "outcome");
	check_int((int64_t)built.report.articles, LIMIT_ARTICLES, "articles");
	buf_done(&text);
	built_done(&built);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_items),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_feed),
		cmocka_unit_test(test_too_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
