/* SPDX-License-Identifier: BSD-2-Clause */
/* Document types: which entities are taken, which are not, and where the declaration ends. */
#include "parse/doctype.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"

static void read(void **state)
{
	static const struct {
		const char *text;
		size_t rest; /* bytes behind the declaration */
		const char *root;
		const char *value; /* of &e;, NULL: not declared */
		size_t refused;
	} cases[] = {
		{"<!DOCTYPE rss>ab", 2, "rss", NULL, 0},
		{"<!doctype html>", 0, "html", NULL, 0},
		{"<!DOCTYPE rss PUBLIC \"-//X//>\" 'u>'>ab", 2, "rss", NULL, 0},
		{"<!DOCTYPE r [<!ENTITY e 'v'>]>a", 1, "r", "v", 0},
		{"<!DOCTYPE r [<!ENTITY e \"a>b\"> ] >a", 1, "r", "a>b", 0},
		{"<!DOCTYPE r [<!ENTITY e '&#169; x'>]>", 0, "r", "&#169; x", 0},
		{"<!DOCTYPE r [<!ENTITY e '1'><!ENTITY e '2'>]>", 0, "r", "1", 0},
		{"<!DOCTYPE r [<!ENTITY e '&f;'>]>", 0, "r", NULL, 1},
		{"<!DOCTYPE r [<!ENTITY e '<b/>'>]>", 0, "r", NULL, 1},
		{"<!DOCTYPE r [<!ENTITY e '%p;'>]>", 0, "r", NULL, 1},
		{"<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///x'>]>", 0, "r", NULL, 1},
		{"<!DOCTYPE r [<!ENTITY % e 'v'>]>", 0, "r", NULL, 1},
		{"<!DOCTYPE r [<!-- <!ENTITY e 'v'> ]> --><!ELEMENT r ANY>]>a", 1, "r", NULL, 0},
		{"<!DOCTYPE r [<?p it's ]> ?><!ENTITY e 'v'><?p \"?>]>a", 1, "r", "v", 0},
		{"<!DOCTYPE r [<?p ", 0, "r", NULL, 0},
		{"<!DOCTYPE r [<!ENTITY e 'v'>", 0, "r", "v", 0},
		{"<!DOCTYPE r [<!ENTITY e 'v", 0, "r", NULL, 1},
		{"<!DOCTYPE", 0, "", NULL, 0},
		{"<!DOCTYPE r '", 0, "r", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t len = strlen(cases[i].text);
		char *exact = mem_alloc(len);
		struct doctype doctype = {0};

		memcpy(exact, cases[i].text, len);
		size_t used = doctype_read(str_make(exact, len), &doctype);
		const struct entity *entity = doctype_find(&doctype, STR("e"));
		check_int((int64_t)(len - used), (int64_t)cases[i].rest, cases[i].text);
		check_str(doctype.root, cases[i].root, cases[i].text);
		check_int((int64_t)doctype.refused, (int64_t)cases[i].refused, cases[i].text);
		assert_int_equal(entity != NULL, cases[i].value != NULL);
		if (entity != NULL) {
			check_str(entity->value, cases[i].value, cases[i].text);
		}
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(read)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
