/* SPDX-License-Identifier: BSD-2-Clause */
/* Folding: what must become equal, and what must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/fold.h"
#include "text/utf8.h"

static void assert_folds(const char *text, const char *expected)
{
	char out[256];
	size_t len = fold_text(str_from(text), out, sizeof(out) - 1);
	out[len] = '\0';
	assert_string_equal(out, expected);
}

static void test_folds(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *expected;
	} rows[] = {
		{"Hello, World", "hello, world"},
		{"Résumé", "resume"},
		{"re\xcc\x81sume\xcc\x81", "resume"}, /* combining accents */
		{"CHARGÉ D’AFFAIRES", "charge d'affaires"},
		{"Straße ŁÓDŹ Ærø", "strasse lodz aero"},
		{"İstanbul ISPARTA ırmak", "istanbul isparta irmak"},
		{"ﬁnance ＮＡＴＯ ²", "finance nato 2"},
		{"𝐍𝐀𝐓𝐎", "nato"},
		{"Ἀθήνα ΣΟΦΟΣ σοφός", "αθηνα σοφοσ σοφοσ"},
		{"Россия ЁЛКА", "россия елка"},
		{"Київ", "киів"},
		{"أفغانستان إيران آسيا", "افغانستان ايران اسيا"},
		{"كِتَابٌ طـــالبان", "كتاب طالبان"},
		{"کرکوک", "كركوك"},
		{"١٢٣ ۴۵", "123 45"},
		{"外交部", "外交部"},
		{"ｶﾅ カナ", "カナ カナ"},
		{"co\xc2\xadoperation", "cooperation"}, /* soft hyphen */
		{"", ""},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_folds(rows[i].text, rows[i].expected);
	}
}

static void test_folding_twice_changes_nothing(void **state)
{
	(void)state;
	for (uint32_t point = 1; point < 0x110000; point++) {
		char once[FOLD_MAX_BYTES];
		char twice[FOLD_MAX_BYTES * 8];
		size_t len = fold_point(point, fold_entry(point), once);
		size_t len2 = fold_text(str_make(once, len), twice, sizeof(twice));
		if (len != len2 || memcmp(once, twice, len) != 0) {
			fail_msg("U+%04X folds further", point);
		}
	}
}

static void test_classes(void **state)
{
	(void)state;
	static const struct {
		uint32_t point;
		enum fold_class class;
	} rows[] = {
		{'a', FOLD_WORD},
		{'Z', FOLD_WORD},
		{'7', FOLD_DIGIT},
		{'_', FOLD_OTHER},
		{'\'', FOLD_APOSTROPHE},
		{0x2019, FOLD_APOSTROPHE},
		{'-', FOLD_HYPHEN},
		{0x2013, FOLD_HYPHEN},
		{'.', FOLD_STOP},
		{0x3002, FOLD_STOP},
		{' ', FOLD_SPACE},
		{0xa0, FOLD_SPACE},
		{'\n', FOLD_NEWLINE},
		{0x301, FOLD_MARK},
		{0x640, FOLD_IGNORED},
		{0x200c, FOLD_IGNORED},
		{0x201d, FOLD_CLOSER},
		{0x4e2d, FOLD_IDEOGRAPH},
		{0xe01, FOLD_IDEOGRAPH},
		{0xe31, FOLD_IDEOGRAPH}, /* a Thai vowel sign is not an accent */
		{0x93e, FOLD_WORD},      /* nor is a Devanagari one */
		{0xd55c, FOLD_IDEOGRAPH},
		{0x20000, FOLD_IDEOGRAPH},
		{0x30001, FOLD_IDEOGRAPH},
		{0x10ffff, FOLD_OTHER},
		{0, FOLD_OTHER},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(fold_class(fold_entry(rows[i].point)), rows[i].class);
	}
	assert_true(fold_is_upper(fold_entry('A')));
	assert_true(fold_is_lower(fold_entry(0xe9)));
	assert_false(fold_is_upper(fold_entry('1')));
}

static void test_stops_at_the_size(void **state)
{
	(void)state;
	char out[3];
	assert_int_equal(fold_text(STR("aéé"), out, 2), 2);
	assert_int_equal(fold_text(STR("ßß"), out, 3), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_folds),
		cmocka_unit_test(test_folding_twice_changes_nothing),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_stops_at_the_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
