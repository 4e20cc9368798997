/* SPDX-License-Identifier: BSD-2-Clause */
/* Names looked up in the text of a hosts file. */
#include "net/hosts_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char text[] = "# comment\n"
			   "127.0.0.1\tlocalhost box\n"
			   "::1 localhost ip6-localhost\n"
			   "\n"
			   "10.0.0.7   Wiki.Example.org wiki # wiki2\r\n"
			   "not-an-address wiki\n"
			   "10.0.0.8 a.b\n"
			   "10.0.0.9 last";

static void test_find(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *found; /* addresses separated by commas */
	} cases[] = {
		{"localhost", "127.0.0.1,::1"},
		{"LOCALHOST", "127.0.0.1,::1"},
		{"box", "127.0.0.1"},
		{"ip6-localhost", "::1"},
		{"wiki", "10.0.0.7"},
		{"wiki.example.org", "10.0.0.7"},
		{"wiki2", ""},
		{"wik", ""},
		{"b", ""},
		{"last", "10.0.0.9"},
		{"not-an-address", ""},
		{"10.0.0.9", ""},
		{"api.localhost", "127.0.0.1,::1"},
		{"notlocalhost", ""},
		{"", ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ip ips[4];
		char found[4 * IP_TEXT_SIZE] = "";
		char one[IP_TEXT_SIZE];
		size_t count = hosts_file_find(str_from(text), str_from(cases[i].name), ips, 4);

		for (size_t k = 0; k < count; k++) {
			ip_format(&ips[k], one);
			strcat(found, k > 0 ? "," : "");
			strcat(found, one);
		}
		assert_string_equal(found, cases[i].found);
	}
}

static void test_max_and_empty_file(void **state)
{
	(void)state;
	struct ip ips[2];

	assert_int_equal(hosts_file_find(str_from(text), STR("localhost"), ips, 1), 1);
	assert_int_equal(hosts_file_find(STR(""), STR("localhost"), ips, 2), 2);
	assert_int_equal(hosts_file_find(STR(""), STR("localhost"), ips, 1), 1);
	assert_int_equal(hosts_file_find(STR(""), STR("other"), ips, 2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_max_and_empty_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
