/* SPDX-License-Identifier: BSD-2-Clause */
/* Namespaces as they are found in feeds. */
#include "parse/names.h"

#include "check.h"

static void found(void **state)
{
	static const struct {
		const char *uri;
		const char *prefix;
		enum names want;
	} cases[] = {
		{"", "", NAMES_NONE},
		{"http://www.w3.org/2005/Atom", "", NAMES_ATOM},
		{"HTTPS://WWW.W3.ORG/2005/ATOM/", "x", NAMES_ATOM},
		{"http://purl.org/atom/ns#", "", NAMES_ATOM},
		{"http://search.yahoo.com/mrss", "media", NAMES_MEDIA},
		{"http://search.yahoo.com/mrss/", "media", NAMES_MEDIA},
		{" http://purl.org/dc/elements/1.1/ ", "dc", NAMES_DC},
		{"http://purl.org/rss/1.0/", "", NAMES_RSS},
		{"http://purl.org/rss/1.0/modules/content/", "content", NAMES_CONTENT},
		{"urn:something", "dc", NAMES_OTHER},
		{"", "dc", NAMES_DC},
		{"", "DC", NAMES_DC},
		{"", "nobody", NAMES_OTHER},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		check_int(names_of(str_from(cases[i].uri), str_from(cases[i].prefix)),
			cases[i].want, cases[i].uri);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(found)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
