/* SPDX-License-Identifier: BSD-2-Clause */
/* Character references: numbers, names with and without ";", and every row of the table. */
#include "text/html.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "check.h"
#include "text/html_entities.h"

static void single(void **state)
{
	static const struct {
		const char *text;
		size_t used;
		uint32_t first;
		uint32_t second;
	} cases[] = {
		{"&amp;", 5, '&', 0},
		{"&amp", 4, '&', 0},
		{"&ampx", 4, '&', 0},
		{"&AMP;", 5, '&', 0},
		{"&Amp;", 0, 0, 0},
		{"&notit;", 4, 0xac, 0},
		{"&notin;", 7, 0x2209, 0},
		{"&nbsp", 5, 0xa0, 0},
		{"&mdash;", 7, 0x2014, 0},
		{"&mdash", 0, 0, 0},
		{"&CounterClockwiseContourIntegral;", 33, 0x2233, 0},
		{"&zwnj;", 6, 0x200c, 0},
		{"&NotEqualTilde;", 15, 0x2242, 0x338},
		{"&nGt;", 5, 0x226b, 0x20d2},
		{"&fjlig;", 7, 'f', 'j'},
		{"&nosuchname;", 0, 0, 0},
		{"&;", 0, 0, 0},
		{"&", 0, 0, 0},
		{"&x", 0, 0, 0},
		{"& amp;", 0, 0, 0},
		{"&#65;", 5, 'A', 0},
		{"&#65", 4, 'A', 0},
		{"&#65x", 4, 'A', 0},
		{"&#x41;", 6, 'A', 0},
		{"&#X4a;", 6, 'J', 0},
		{"&#x;", 0, 0, 0},
		{"&#;", 0, 0, 0},
		{"&#0;", 4, 0xfffd, 0},
		{"&#xd800;", 8, 0xfffd, 0},
		{"&#x110000;", 10, 0xfffd, 0},
		{"&#99999999999999999999;", 23, 0xfffd, 0},
		{"&#x10ffff;", 10, 0x10ffff, 0},
		{"&#128;", 6, 0x20ac, 0},
		{"&#x92;", 6, 0x2019, 0},
		{"&#129;", 6, 0x81, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t len = strlen(cases[i].text);
		char *exact = mem_alloc(len);
		uint32_t points[2] = {0, 0};

		memcpy(exact, cases[i].text, len);
		check_int((int64_t)html_reference(str_make(exact, len), points),
			(int64_t)cases[i].used, cases[i].text);
		check_int(points[0], cases[i].first, cases[i].text);
		check_int(points[1], cases[i].second, cases[i].text);
		free(exact);
	}
}

/* Each name is found, is sorted behind the one before it, and stays within the lengths that are promised. */
static void every_name(void **state)
{
	struct str before = STR("");
	size_t legacy = 0;

	(void)state;
	for (size_t i = 0; i < HTML_ENTITIES; i++) {
		struct str name = str_make(html_entity_names + html_entity_offsets[i],
			(size_t)html_entity_offsets[i + 1] - html_entity_offsets[i] - 1);
		char text[HTML_ENTITY_MAX + 2] = "&";
		uint32_t points[2];

		assert_true(str_cmp(before, name) < 0);
		assert_true(name.len <= HTML_ENTITY_MAX);
		memcpy(text + 1, name.ptr, name.len);
		assert_int_equal(
			html_reference(str_make(text, name.len + 1), points), name.len + 1);
		assert_true(points[0] > 0 && points[0] <= 0x10ffff);
		if (!str_ends(name, STR(";"))) {
			assert_true(name.len <= HTML_ENTITY_LEGACY_MAX);
			legacy++;
		}
		before = name;
	}
	assert_int_equal(legacy, 106);
}

static void unescaped(void **state)
{
	struct arena *arena = arena_new(1u << 20);
	struct str same = STR("nothing to do");

	(void)state;
	assert_ptr_equal(html_unescape(arena, same).ptr, same.ptr);
	check_str(html_unescape(arena, STR("&lt;p&gt;R&amp;amp;D &bogus; &")),
		"<p>R&amp;D &bogus; &", "mixed");
	check_str(html_unescape(arena, STR("&nGt;&nGt;&nGt;&nGt;&nGt;&nGt;")), "≫⃒≫⃒≫⃒≫⃒≫⃒≫⃒", "growing");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(single),
		cmocka_unit_test(every_name),
		cmocka_unit_test(unescaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
