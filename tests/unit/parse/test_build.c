/* SPDX-License-Identifier: BSD-2-Clause */
/* What wins when a piece comes twice, what is cleaned and cut, and when an article is handed over. */
#include "parse/build.h"

#include <stdlib.h>

#include "parse/built.h"

static struct raw_text raw(const char *text)
{
	return (struct raw_text){str_from(text), MARKUP_PLAIN};
}

static void test_the_better_wins(void **state)
{
	(void)state;
	static const struct {
		enum rank first;
		enum rank second;
		const char *kept;
	} rows[] = {
		{RANK_OWN, RANK_OTHER, "a"},
		{RANK_OTHER, RANK_OWN, "b"},
		{RANK_OWN, RANK_OWN, "b"},
		{RANK_FIRST, RANK_OWN, "a"},
		{RANK_FALLBACK, RANK_OTHER, "b"},
	};
	struct built built;
	struct build *build = &built.build;

	built_init(&built);
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum rank first = rows[i].first;
		enum rank second = rows[i].second;
		char want[300];
		int day = rows[i].kept[0] - 'a' + 1;

		build_start_article(build);
		build_title(build, first, raw("a"));
		build_summary(build, first, raw("a"));
		build_content(build, first, raw("a"));
		build_link(build, first, STR("http://h/"), STR("a"));
		build_published(build, first, STR("2024-05-01T00:00:00Z"));
		build_updated(build, first, STR("2024-06-01T00:00:00Z"));
		build_title(build, second, raw(" b\n"));
		build_summary(build, second, raw("b"));
		build_content(build, second, raw("b"));
		build_link(build, second, STR("http://h/"), STR(" b "));
		build_published(build, second, STR("Thu, 02 May 2024 00:00:00 GMT"));
		build_updated(build, second, STR("2024-06-02"));
		/* What is nothing does not win, however good its source is. */
		build_title(build, RANK_FIRST, raw(" "));
		build_summary(build, RANK_FIRST, raw(""));
		build_content(build, RANK_FIRST, raw("\n"));
		build_link(build, RANK_FIRST, STR(""), STR("mailto:desk@example.com"));
		build_published(build, RANK_FIRST, STR("yesterday"));
		build_updated(build, RANK_FIRST, STR(""));
		build_end_article(build);
		(void)snprintf(want, sizeof(want),
			"link=http://h/%s;title(plain)=%s;summary(plain)=%s;content(plain)=%s;"
			"published=2024-05-%02dT00:00:00Z;updated=2024-06-%02dT00:00:00Z;\n",
			rows[i].kept, rows[i].kept, rows[i].kept, rows[i].kept, day, day);
		built_check(&built, want, rows[i].kept);
	}
	built_done(&built);
}

static void test_authors(void **state)
{
	(void)state;
	static const struct {
		const char *written[3];
		const char *want;
	} rows[] = {
		{{"editor@example.com (Jane Doe)"}, "author=Jane Doe;\n"},
		{{"Jane Doe <jane@example.com>"}, "author=Jane Doe;\n"},
		{{"Jane Doe (jane@example.com)"}, "author=Jane Doe;\n"},
		{{"jane@example.com"}, "author=jane@example.com;\n"},
		{{"jane@example.com ()"}, "author=jane@example.com ();\n"},
		{{"Jane Doe (Kabul)"}, "author=Jane Doe (Kabul);\n"},
		{{"<b>Jane</b> &amp; Joe"}, "author=Jane & Joe;\n"},
		{{" Jane\n\tDoe "}, "author=Jane Doe;\n"},
		{{"Jane", "Joe"}, "author=Jane, Joe;\n"},
		{{"Jane", "Joe", "Jane"}, "author=Jane, Joe;\n"},
		{{"", "Joe"}, "author=Joe;\n"},
		{{"", " "}, ""},
	};
	struct built built;

	built_init(&built);
	for (size_t i = 0; i < COUNT(rows); i++) {
		build_start_article(&built.build);
		for (size_t j = 0; j < COUNT(rows[i].written) && rows[i].written[j]; j++) {
			build_author(&built.build, RANK_OWN, str_from(rows[i].written[j]));
		}
		build_end_article(&built.build);
		built_check(&built, rows[i].want, rows[i].written[0]);
	}
	build_start_article(&built.build);
	build_author(&built.build, RANK_OTHER, STR("Agency"));
	build_author(&built.build, RANK_OWN, STR("Jane"));
	build_author(&built.build, RANK_OTHER, STR("Somebody"));
	build_end_article(&built.build);
	built_check(&built, "author=Jane;\n", "the better one alone");
	built_done(&built);
}

static void test_guids(void **state)
{
	(void)state;
	static const struct {
		const char *guid;
		bool may_be_link;
		const char *link; /* the article's own */
		const char *want;
	} rows[] = {
		{"http://h/1", true, "", "id=http://h/1;link=http://h/1;\n"},
		{"http://h/1", false, "", "id=http://h/1;\n"},
		{"http://h/1", true, "http://h/own", "id=http://h/1;link=http://h/own;\n"},
		{"tag:h,2024:1", true, "", "id=tag:h,2024:1;\n"},
		{" 17 ", true, "", "id=17;\n"},
		{" ", true, "", ""},
	};
	struct built built;

	built_init(&built);
	for (size_t i = 0; i < COUNT(rows); i++) {
		build_start_article(&built.build);
		build_guid(&built.build, RANK_OWN, str_from(rows[i].guid), rows[i].may_be_link);
		build_link(&built.build, RANK_OWN, STR(""), str_from(rows[i].link));
		build_end_article(&built.build);
		built_check(&built, rows[i].want, rows[i].guid);
	}
	built_done(&built);
}

/* Two long guids that differ at their ends only stay two, and no character is cut in half. */
static void test_long_guids(void **state)
{
	(void)state;
	struct built built;
	char *text = malloc(LIMIT_GUID + 2);
	struct str first;
	struct str second;

	built_init(&built);
	text[0] = 'x';
	for (size_t i = 1; i + 1 < LIMIT_GUID + 2; i += 2) {
		memcpy(text + i, "\xc3\xa4", 2);
	}
	text[LIMIT_GUID + 1] = '1';
	build_start_article(&built.build);
	build_guid(&built.build, RANK_OWN, str_make(text, LIMIT_GUID + 2), true);
	first = arena_str(built.build.feed_arena, built.build.article.guid);
	text[LIMIT_GUID + 1] = '2';
	build_guid(&built.build, RANK_OWN, str_make(text, LIMIT_GUID + 2), true);
	second = built.build.article.guid;
	assert_true(first.len <= LIMIT_GUID && second.len == first.len);
	assert_false(str_eq(first, second));
	check_str(str_slice(first, 1997, 3), "\xc3\xa4#", "cut");
	build_drop_article(&built.build);
	built_check(&built, "", "dropped");
	built_done(&built);
	free(text);
}

static void test_categories(void **state)
{
	(void)state;
	struct built built;
	char number[16];

	built_init(&built);
	build_start_article(&built.build);
	build_category(&built.build, STR(" Trade &amp; Aid\n"));
	build_category(&built.build, STR("Trade & Aid"));
	build_category(&built.build, STR(" "));
	build_category(&built.build, STR("Asia"));
	build_end_article(&built.build);
	built_check(&built, "tag=Trade & Aid;tag=Asia;\n", "once each");
	build_start_article(&built.build);
	for (int i = 0; i < LIMIT_CATEGORIES + 3; i++) {
		(void)snprintf(number, sizeof(number), "%d", i);
		build_category(
			&built.build, arena_str(built.build.article_arena, str_from(number)));
	}
	check_int((int64_t)built.build.article.category_count, LIMIT_CATEGORIES, "categories");
	build_drop_article(&built.build);
	built_done(&built);
}

/* Outside of an article the feed is meant, and what belongs to articles alone is nobody's. */
static void test_feed(void **state)
{
	(void)state;
	struct built built;
	struct build *build = &built.build;
	const struct feed_info *feed = &built.report.feed;
	char link[] = "/news";

	built_init(&built);
	build_title(build, RANK_OWN, (struct raw_text){STR("The <b>Wire</b>"), MARKUP_HTML});
	build_title(build, RANK_OTHER, raw("Other"));
	build_link(build, RANK_OWN, STR("https://h/feed"), str_from(link));
	build_language(build, RANK_OWN, STR(" en-GB "));
	build_guid(build, RANK_OWN, STR("1"), true);
	build_author(build, RANK_OWN, STR("Jane"));
	build_category(build, STR("Asia"));
	build_published(build, RANK_OWN, STR("2024-05-01T00:00:00Z"));
	link[1] = 'x'; /* what the feed says of itself is copied */
	check_str(feed->title, "The Wire", "title");
	check_str(feed->link, "https://h/news", "link");
	check_str(feed->language, "en-GB", "language");

	build_start_article(build);
	build_guid(build, RANK_OWN, STR("1"), false);
	build_start_article(build); /* ends the one before */
	built_check(&built, "id=1;author=Jane;lang=en-GB;\n", "the feed's author and language");
	build_guid(build, RANK_OWN, STR("2"), false);
	build_language(build, RANK_OWN, STR("ps"));
	build_language(build, RANK_OTHER, STR("de"));
	build_language(build, RANK_OWN, STR("not-a-language-tag-of-any-sensible-length"));
	build_author(build, RANK_FALLBACK, STR("Joe"));
	build_end_article(build);
	build_end_article(build); /* none is open */
	built_check(&built, "id=2;author=Joe;lang=ps;\n", "its own ones");
	build_start_article(build);
	build_end_article(build); /* nothing is known of it */
	built_check(&built, "", "empty");
	check_int((int64_t)built.report.articles, 2, "articles");
	built_done(&built);
}

static void test_ends(void **state)
{
	(void)state;
	struct built built;

	built_init(&built);
	built.stop_after = 2;
	for (int i = 0; i < 2; i++) {
		assert_false(built.build.is_stopped);
		build_start_article(&built.build);
		build_guid(&built.build, RANK_OWN, STR("1"), false);
		build_end_article(&built.build);
	}
	assert_true(built.build.is_stopped);
	built.report.articles = LIMIT_ARTICLES;
	buf_clear(&built.lines);
	build_start_article(&built.build);
	build_guid(&built.build, RANK_OWN, STR("1"), false);
	build_end_article(&built.build);
	built_check(&built, "", "one too many");
	assert_true(built.build.is_full);
	built_done(&built);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_better_wins),
		cmocka_unit_test(test_authors),
		cmocka_unit_test(test_guids),
		cmocka_unit_test(test_long_guids),
		cmocka_unit_test(test_categories),
		cmocka_unit_test(test_feed),
		cmocka_unit_test(test_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
