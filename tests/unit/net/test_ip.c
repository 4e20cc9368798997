/* SPDX-License-Identifier: BSD-2-Clause */
/* Spellings of addresses, good and bad, and their text again. */
#include "net/ip.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_parse(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *strict;   /* NULL: refused */
		const char *url_host; /* NULL: refused */
	} cases[] = {
		{"127.0.0.1", "127.0.0.1", "127.0.0.1"},
		{"::1", "::1", "::1"},
		{"2001:DB8::A", "2001:db8::a", "2001:db8::a"},
		{"::ffff:127.0.0.1", "::ffff:127.0.0.1", "::ffff:127.0.0.1"},
		{"2130706433", NULL, "127.0.0.1"},
		{"0x7f.1", NULL, "127.0.0.1"},
		{"0177.0.0.1", NULL, "127.0.0.1"},
		{"127.1", NULL, "127.0.0.1"},
		{"127.0.0.1.", NULL, "127.0.0.1"},
		{"0", NULL, "0.0.0.0"},
		{"", NULL, NULL},
		{".", NULL, NULL},
		{"256.1.1.1", NULL, NULL},
		{"1.2.3.4.5", NULL, NULL},
		{"abc", NULL, NULL},
		{"beef.de", NULL, NULL},
		{"127.0.0.1 ", NULL, NULL},
		{"fe80::1%eth0", NULL, NULL},
		{"localhost", NULL, NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ip ip;
		char text[IP_TEXT_SIZE];
		struct str in = str_from(cases[i].text);

		assert_int_equal(ip_parse(in, &ip) == 0, cases[i].strict != NULL);
		if (cases[i].strict != NULL) {
			ip_format(&ip, text);
			assert_string_equal(text, cases[i].strict);
		}
		assert_int_equal(ip_parse_url_host(in, &ip) == 0, cases[i].url_host != NULL);
		if (cases[i].url_host != NULL) {
			assert_int_equal(ip_format(&ip, text), strlen(cases[i].url_host));
			assert_string_equal(text, cases[i].url_host);
		}
	}
}

static void test_sockaddr(void **state)
{
	(void)state;
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x01020304)};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_addr.s6_addr = {[15] = 9}};
	struct sockaddr other = {.sa_family = AF_UNIX};
	struct ip ip;
	struct ip expect;

	assert_int_equal(ip_from_sockaddr((struct sockaddr *)&in, &ip), 0);
	assert_int_equal(ip_parse(STR("1.2.3.4"), &expect), 0);
	assert_true(ip_eq(&ip, &expect));
	assert_int_equal(ip_from_sockaddr((struct sockaddr *)&in6, &ip), 0);
	assert_false(ip_eq(&ip, &expect));
	assert_int_equal(ip_parse(STR("::9"), &expect), 0);
	assert_true(ip_eq(&ip, &expect));
	assert_true(ip_from_sockaddr(&other, &ip) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_sockaddr),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
