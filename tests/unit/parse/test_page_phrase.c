/* SPDX-License-Identifier: BSD-2-Clause */
/* Which lines are boilerplate and which only look like it, in several languages; credits of captions; the table itself. */
#include "parse/page_phrase.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "parse/page_phrase_table.h"

static void lines(void **state)
{
	static const struct {
		const char *line;
		size_t words;
		bool ends_sentence;
		enum page_phrase want;
	} cases[] = {
		{"Advertisement \xc2\xb7 Scroll to continue", 4, false, PHRASE_LINE},
		{"ADVERTISEMENT", 1, false, PHRASE_LINE},
		{"Advertisement rates are going up, the paper said.", 8, true, PHRASE_NONE},
		{"Share this article", 3, false, PHRASE_LINE},
		{"Share prices fell by a tenth on Monday.", 8, true, PHRASE_NONE},
		{"Read more: How other counties count", 6, false, PHRASE_START},
		{"Related Stories:", 2, false, PHRASE_SECTION},
		{"More from Local", 3, false, PHRASE_SECTION},
		{"More from him was not to be had that night, his sister said.", 13, true,
			PHRASE_NONE},
		{"\xc2\xa9 2026 Somebody", 3, false, PHRASE_LINE},
		{"* * *", 3, false, PHRASE_LINE},
		{"Lesen Sie auch: Warum der Wald so leise ist", 9, false, PHRASE_START},
		{"Bild: Ole Thams", 3, false, PHRASE_START},
		{"Bild der Woche war ein Foto aus dem Hafen.", 9, true, PHRASE_NONE},
		{"\xe7\x9b\xb8\xe5\x85\xb3\xe6\x96\xb0\xe9\x97\xbb", 2, false, PHRASE_SECTION},
		{"\xd0\xa7\xd0\xb8\xd1\x82\xd0\xb0\xd0\xb9\xd1\x82\xd0\xb5 "
		 "\xd1\x82\xd0\xb0\xd0\xba\xd0\xb6\xd0\xb5:",
			2, false, PHRASE_SECTION},
		{"The minister arrived on Tuesday", 5, false, PHRASE_NONE},
		{"", 0, false, PHRASE_LINE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		check_int(page_phrase_of(
				  str_from(cases[i].line), cases[i].words, cases[i].ends_sentence),
			cases[i].want, cases[i].line);
	}
}

static void credits(void **state)
{
	static const struct {
		const char *caption;
		const char *want;
	} cases[] = {
		{"Cranes at dawn. Photograph: Jo Lind/The Warden", "Cranes at dawn."},
		{"Ein Igel im Laub Bild: Ole Thams/dpa", "Ein Igel im Laub"},
		{"Photo: Kay Dunn", ""},
		{"Getty Images", ""},
		{"\xc2\xa9 FD / Marc Dumas", ""},
		{"The photo shows a bell: it has a crack.",
			"The photo shows a bell: it has a crack."},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		check_str(page_phrase_strip_credit(str_from(cases[i].caption)), cases[i].want,
			cases[i].caption);
	}
}

static void equal(void **state)
{
	(void)state;
	assert_true(page_phrase_equal(STR("Wolf: \xe2\x80\x9cNo!\xe2\x80\x9d"), STR("WOLF no")));
	assert_false(page_phrase_equal(STR("Wolf no"), STR("Wolf yes")));
	assert_false(page_phrase_equal(STR(""), STR("")));
	assert_false(page_phrase_equal(STR("..."), STR("!!!")));
}

/* The table is looked up by binary search, with normal forms. */
static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < page_phrase_row_count; i++) {
		char room[PAGE_NORMAL_MAX];
		struct str row = page_phrase_rows[i].normal;

		if (!str_eq(str_make(room, page_phrase_normal(row, room)), row)) {
			fail_msg("\"%.*s\" is no normal form", STR_ARG(row));
		}
		if (i > 0 && str_cmp(page_phrase_rows[i - 1].normal, row) >= 0) {
			fail_msg("\"%.*s\" is out of order", STR_ARG(row));
		}
	}
}

/* A row whose bit is missing is never found; a bit that is too much only costs time. */
static void first_words(void **state)
{
	static uint64_t bits[PAGE_WORD_BITS / 64];

	(void)state;
	for (size_t i = 0; i < page_phrase_row_count; i++) {
		char room[PAGE_FIRST_WORD_ROOM];
		size_t len = page_phrase_first_word(page_phrase_rows[i].normal, room);
		size_t bit = page_phrase_word_bit(str_make(room, len));

		bits[bit / 64] |= UINT64_C(1) << (bit % 64);
	}
	if (memcmp(bits, page_phrase_word_bits, sizeof(bits)) == 0) {
		return;
	}
	(void)fprintf(stderr, "page_phrase_word_bits must be:\n");
	for (size_t i = 0; i < COUNT(bits); i++) {
		(void)fprintf(stderr, "UINT64_C(0x%" PRIx64 "), ", bits[i]);
	}
	fail();
}

/* What a line is looked up by; a line of which nothing is known may be anything. */
static void beginnings(void **state)
{
	static const struct {
		const char *line;
		bool want;
	} cases[] = {
		{"The minister arrived on Tuesday", false},
		{"\xe2\x80\x9cNothing of the kind,\xe2\x80\x9d he said", false},
		{"Read more", true},
		{"\xe2\x80\x9cRead more\xe2\x80\x9d", true},
		{">> READ more", true},
		{"R\xc3\xa9"
		 "ad",
			true},
		{"Don\xe2\x80\x99t miss", true},
		{"Readers wrote in", false},
		{"(c) Somebody", true},
		{"\xc2\xa9 2026 Somebody", true},
		{"* * *", true},
		{"- - - - - - - - - - - - - - - - - - - - Minister", true},
		{"", true},
		{"\xe5\xb9\xbf\xe5\x91\x8a", true},
		{"\xe5\xb9\xbf\xe5\x91\x8a"
		 "A1",
			true},
		{"\xe5\xb8\x82\xe9\x95\xbf", false},
		{"\xd0\xa7\xd0\xb8\xd1\x82\xd0\xb0\xd0\xb9\xd1\x82\xd0\xb5", true},
		{"\xd0\x93\xd1\x80\xd0\xb0\xd0\xb4", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		check_int(page_phrase_may_begin(str_from(cases[i].line)), cases[i].want,
			cases[i].line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(credits),
		cmocka_unit_test(equal),
		cmocka_unit_test(table),
		cmocka_unit_test(first_words),
		cmocka_unit_test(beginnings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
