/* SPDX-License-Identifier: BSD-2-Clause */
/* Each range of the deny list at both ends and just outside, and what the options open. */
#include "net/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void check(const struct guard *guard, const char *address, const char *expected)
{
	struct ip ip;

	assert_int_equal(ip_parse(str_from(address), &ip), 0);
	const char *got = guard_check(guard, &ip);
	if ((got == NULL) != (expected == NULL) || (got != NULL && strcmp(got, expected) != 0)) {
		fail_msg("%s: %s, expected %s", address, got ? got : "allowed",
			expected ? expected : "allowed");
	}
}

static void test_kinds(void **state)
{
	(void)state;
	static const struct {
		const char *address;
		const char *kind; /* NULL: public */
	} cases[] = {
		{"0.0.0.0", "reserved"},
		{"0.255.255.255", "reserved"},
		{"1.0.0.0", NULL},
		{"9.255.255.255", NULL},
		{"10.0.0.0", "private"},
		{"10.255.255.255", "private"},
		{"11.0.0.0", NULL},
		{"100.63.255.255", NULL},
		{"100.64.0.0", "private"},
		{"100.127.255.255", "private"},
		{"100.128.0.0", NULL},
		{"127.0.0.1", "loopback"},
		{"127.255.255.255", "loopback"},
		{"128.0.0.0", NULL},
		{"169.253.255.255", NULL},
		{"169.254.169.254", "link-local"},
		{"172.15.255.255", NULL},
		{"172.16.0.0", "private"},
		{"172.31.255.255", "private"},
		{"172.32.0.0", NULL},
		{"192.0.0.1", "reserved"},
		{"192.0.1.0", NULL},
		{"192.0.2.1", "reserved"},
		{"192.88.99.1", "reserved"},
		{"192.168.255.255", "private"},
		{"192.169.0.0", NULL},
		{"198.17.255.255", NULL},
		{"198.18.0.0", "reserved"},
		{"198.19.255.255", "reserved"},
		{"198.20.0.0", NULL},
		{"198.51.100.7", "reserved"},
		{"203.0.113.7", "reserved"},
		{"223.255.255.255", NULL},
		{"224.0.0.1", "multicast"},
		{"239.255.255.255", "multicast"},
		{"240.0.0.1", "reserved"},
		{"255.255.255.255", "reserved"},
		{"::", "reserved"},
		{"::1", "loopback"},
		{"::ffff:127.0.0.1", "loopback"},
		{"::ffff:10.1.2.3", "private"},
		{"::ffff:8.8.8.8", NULL},
		{"::127.0.0.1", "loopback"},
		{"::8.8.8.8", NULL},
		{"64:ff9b::7f00:1", "reserved"},
		{"64:ff9b:1::1", "reserved"},
		{"100::1", "reserved"},
		{"2001::1", "reserved"},
		{"2001:1ff::1", "reserved"},
		{"2001:200::1", NULL},
		{"2001:10::1", "reserved"},
		{"2001:2f::1", "reserved"},
		{"2001:db8::1", "reserved"},
		{"2001:db9::1", NULL},
		{"2002:7f00:1::", "reserved"},
		{"2003::1", NULL},
		{"2606:4700::1111", NULL},
		{"3fff::1", "reserved"},
		{"3fff:fff:ffff::1", "reserved"},
		{"3fff:1000::1", NULL},
		{"4000::1", "reserved"},
		{"fc00::1", "private"},
		{"fdff::1", "private"},
		{"fe80::1", "link-local"},
		{"febf::1", "link-local"},
		{"fec0::1", "private"},
		{"ff02::1", "multicast"},
	};
	struct guard guard;

	guard_init(&guard, false);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		check(&guard, cases[i].address, cases[i].kind);
	}
	guard_done(&guard);
}

static void test_allow_private(void **state)
{
	(void)state;
	struct guard guard;

	guard_init(&guard, true);
	check(&guard, "127.0.0.1", NULL);
	check(&guard, "::1", NULL);
	check(&guard, "::ffff:127.0.0.1", NULL);
	check(&guard, "10.0.0.1", NULL);
	check(&guard, "fd00::1", NULL);
	check(&guard, "169.254.169.254", NULL);
	check(&guard, "0.0.0.0", "reserved");
	check(&guard, "224.0.0.1", "multicast");
	check(&guard, "255.255.255.255", "reserved");
	check(&guard, "64:ff9b::1", "reserved");
	guard_done(&guard);
}

static void test_networks(void **state)
{
	(void)state;
	struct guard guard;
	static const char *const bad[] = {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1",
		"10.0.0/8", "fd00::/129", "10.0.0.0/8/8", "host", "10.0.0.0/8 "};

	guard_init(&guard, false);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_true(guard_allow(&guard, str_from(bad[i])) < 0);
	}
	assert_int_equal(guard_allow(&guard, STR("10.20.0.0/15")), 0);
	assert_int_equal(guard_allow(&guard, STR("192.168.7.9")), 0);
	assert_int_equal(guard_allow(&guard, STR("fd12::/16")), 0);
	assert_int_equal(guard_allow(&guard, STR("64:ff9b::/96")), 0);
	check(&guard, "10.20.0.1", NULL);
	check(&guard, "10.21.255.255", NULL);
	check(&guard, "::ffff:10.20.0.1", NULL);
	check(&guard, "10.22.0.0", "private");
	check(&guard, "10.19.255.255", "private");
	check(&guard, "192.168.7.9", NULL);
	check(&guard, "192.168.7.8", "private");
	check(&guard, "fd12:1::1", NULL);
	check(&guard, "fd13::1", "private");
	check(&guard, "64:ff9b::808:808", NULL);
	check(&guard, "127.0.0.1", "loopback");
	guard_done(&guard);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_allow_private),
		cmocka_unit_test(test_networks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
