/* SPDX-License-Identifier: BSD-2-Clause */
/* The pieces of one value, in the order an XML document brings them, against the value that its rule gets. */
#include "parse/collector.h"

#include <stdlib.h>

#include "parse/built.h"
#include "parse/take.h"

/* '<' opens, '/' closes, '\'' is text that lies in the document, '~' text that does not; NULL ends the list. */
struct piece {
	char kind;
	const char *text;
};

static const struct element_rule rule = {.take = take_content, .rank = RANK_OWN};

static void run(struct built *built, const struct xml_element *element, const struct piece *pieces)
{
	static const struct xml_attribute attributes[] = {
		{NAMES_NONE, STR_INIT("href"), STR_INIT("/a?b&c")},
		{NAMES_NONE, STR_INIT("title"), STR_INIT("a \"quote\"")},
		{NAMES_XHTML, STR_INIT("style"), STR_INIT("x")},
	};
	struct collector collector;

	collector_init(&collector, &built->build);
	build_start_article(&built->build);
	collector_start(&collector, &rule, element, STR(""));
	for (; pieces->text; pieces++) {
		struct str text = str_from(pieces->text);
		bool is_link = str_eq(text, STR("a"));
		struct xml_element inner = {
			.name = text, .attributes = attributes, .attribute_count = is_link ? 3 : 0};

		if (pieces->kind == '<') {
			collector_open(&collector, &inner);
		} else if (pieces->kind == '/') {
			collector_close(&collector, text);
		} else {
			assert_true(collector_add(&collector, text, pieces->kind == '\''));
		}
	}
	collector_finish(&collector);
	assert_null(collector.rule);
	build_end_article(&built->build);
	collector_done(&collector);
}

static void test_values(void **state)
{
	(void)state;
	static const struct {
		enum names names;
		const char *type;
		const char *mode;
		struct piece pieces[8];
		const char *want;
	} rows[] = {
		{NAMES_NONE, "", "", {{'\'', "a <b> & c"}}, "content(?)=a <b> & c;\n"},
		{NAMES_NONE, "", "", {{'\'', "a <b"}, {'~', "> & c"}}, "content(?)=a <b> & c;\n"},
		{NAMES_NONE, "", "", {{'~', "a "}, {'\'', "b"}, {'\'', "c"}}, "content(?)=a bc;\n"},
		/* mark-up where none was announced: the value is HTML from its beginning */
		{NAMES_NONE, "", "",
			{{'\'', "a "}, {'<', "b"}, {'~', "c"}, {'/', "b"}, {'\'', " d"}},
			"content(html)=a <b>c</b> d;\n"},
		{NAMES_NONE, "", "", {{'\'', "a"}, {'<', "br"}, {'/', "br"}, {'~', "b"}},
			"content(html)=a<br>b;\n"},
		{NAMES_NONE, "", "", {{'<', "a"}, {'~', "x"}, {'/', "a"}},
			"content(html)=<a href=\"/a?b&amp;c\">x</a>;\n"},
		/* Atom: text by default, and escaped when mark-up follows after all */
		{NAMES_ATOM, "", "", {{'\'', "1 < 2"}}, "content(?)=1 < 2;\n"},
		{NAMES_ATOM, "", "", {{'\'', "1 < 2"}, {'<', "br"}, {'/', "br"}, {'~', "&"}},
			"content(html)=1 &lt; 2<br>&amp;;\n"},
		{NAMES_ATOM, "xhtml", "", {{'~', "1 < 2"}}, "content(html)=1 &lt; 2;\n"},
		{NAMES_ATOM, "application/xml", "", {{'\'', "a & b"}},
			"content(html)=a &amp; b;\n"},
		{NAMES_ATOM, "html", "", {{'\'', "<p>a"}}, "content(?)=<p>a;\n"},
		/* Atom 0.3 */
		{NAMES_ATOM, "application/xhtml+xml", "xml", {{'~', "<"}}, "content(html)=&lt;;\n"},
		{NAMES_ATOM, "text/xml", "escaped", {{'~', "<p>"}}, "content(?)=<p>;\n"},
		{NAMES_XHTML, "", "", {{'~', "1 > 0"}}, "content(html)=1 &gt; 0;\n"},
		{NAMES_NONE, "", "", {{0}}, ""},
	};
	struct built built;

	built_init(&built);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct xml_attribute attributes[] = {
			{NAMES_NONE, STR("type"), str_from(rows[i].type)},
			{NAMES_NONE, STR("mode"), str_from(rows[i].mode)},
		};
		const struct xml_element element = {.names = rows[i].names,
			.name = STR("content"),
			.attributes = attributes,
			.attribute_count = COUNT(attributes)};

		run(&built, &element, rows[i].pieces);
		print_message("row %zu\n", i);
		built_check(&built, rows[i].want, rows[i].type);
	}
	built_done(&built);
}

static void test_ceiling(void **state)
{
	(void)state;
	struct built built;
	struct collector collector;
	const struct xml_element element = {.name = STR("description")};
	char *text = malloc(LIMIT_ARTICLE_TEXT + 1);

	built_init(&built);
	memset(text, 'a', LIMIT_ARTICLE_TEXT + 1);
	collector_init(&collector, &built.build);
	for (int is_stable = 0; is_stable < 2; is_stable++) {
		collector_start(&collector, &rule, &element, STR(""));
		assert_true(
			collector_add(&collector, str_make(text, LIMIT_ARTICLE_TEXT), is_stable));
		assert_false(collector_add(&collector, str_make(text, 1), is_stable));
		collector_start(&collector, &rule, &element, STR(""));
		assert_false(collector_add(
			&collector, str_make(text, LIMIT_ARTICLE_TEXT + 1), is_stable));
	}
	collector_done(&collector);
	built_done(&built);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_ceiling),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
