/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "conf/value.h"

struct row {
	const char *path;
	const char *text;
	const char *formatted; /* NULL: refused */
	const char *error;
};

static const struct row rows[] = {
	{"instance", " east ", "east", NULL},
	{"instance", "", NULL, "must not be empty"},
	{"instance", "a\nb", NULL, "control characters"},
	{"instance", "\xff", NULL, "UTF-8"},
	{"state_dir", "/x", "/x", NULL},
	{"state_dir", "x/y", "/base/x/y", NULL},
	{"fetch.ca_file", "", "", NULL},
	{"control.socket", "c.sock", "c.sock", NULL},
	{"fetch.proxy", "HTTP://p:1", "HTTP://p:1", NULL},
	{"fetch.proxy", "http://", NULL, "must be a URL"},
	{"fetch.allow_private", "Yes", "true", NULL},
	{"fetch.allow_private", "off", "false", NULL},
	{"fetch.allow_private", "1", NULL, "true or false"},
	{"fetch.connections", "10000", "10000", NULL},
	{"fetch.connections", "10001", NULL, "from 1 to 10000"},
	{"fetch.connections", "many", NULL, "must be a whole number"},
	{"readers.count", "auto", "0", NULL},
	{"readers.count", "x", NULL, "a whole number or auto"},
	{"fetch.jitter", "0%", "0%", NULL},
	{"fetch.jitter", "101%", NULL, "from 0 to 100"},
	{"fetch.jitter", "%", NULL, "whole number"},
	{"fetch.timeout", "1m30s", "90s", NULL},
	{"fetch.timeout", "61m", NULL, "from 100ms to 1h"},
	{"fetch.memory", "1024MiB", "1GiB", NULL},
	{"backlog", "all", "all", NULL},
	{"backlog", "none", "none", NULL},
	{"backlog", "36h", "36h", NULL},
	{"backlog", "0", "0", NULL},
	{"backlog", "ever", NULL, "all, none, or a duration"},
	{"log.level", "debug", "debug", NULL},
	{"rules", "[a, /b ,c]", "/base/a, /b, /base/c", NULL},
	{"rules", "[]", NULL, "at least one"},
	{"rules", "a,,b", NULL, "must not be empty"},
	{"fetch.ports", "80,443,", "80, 443", NULL},
	{"fetch.ports", "80,0", NULL, "from 1 to 65535"},
	{"fetch.allow_networks", "", "", NULL},
	{"fetch.nameservers", "192.0.2.1, [::1]:53", "192.0.2.1, [::1]:53", NULL},
};

static void test_values(void **state)
{
	(void)state;
	struct conf conf = {.arena = arena_new(0)};
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct conf_option *option = options_find(str_from(rows[i].path));
		struct value_error error = {0};
		int r = value_set_text(&conf, option, str_from(rows[i].text), "/base", &error);

		if ((r == 0) != (rows[i].formatted != NULL)) {
			fail_msg("%s=%s: %s", rows[i].path, rows[i].text,
				r == 0 ? "accepted" : error.text);
		}
		if (r < 0) {
			if (!strstr(error.text, rows[i].error)) {
				fail_msg("%s=%s: %s", rows[i].path, rows[i].text, error.text);
			}
			continue;
		}
		buf_clear(&out);
		value_format(&conf, option, &out);
		check_str(buf_str(&out), rows[i].formatted, rows[i].path);
	}
	buf_done(&out);
	arena_free(conf.arena);
}

/* The item that is meant; and what was refused changes nothing. */
static void test_items(void **state)
{
	(void)state;
	struct conf conf = {.arena = arena_new(0)};
	const struct conf_option *ports = options_find(STR("fetch.ports"));
	const struct str good[] = {STR_INIT("1"), STR_INIT("2")};
	const struct str bad[] = {STR_INIT("3"), STR_INIT("4"), STR_INIT("x")};
	struct value_error error = {0};

	assert_int_equal(value_set(&conf, ports, good, 2, "", &error), 0);
	assert_int_equal(value_set(&conf, ports, bad, 3, "", &error), -EINVAL);
	assert_int_equal(error.item, 2);
	assert_int_equal(conf.fetch.ports.count, 2);
	assert_int_equal(conf.fetch.ports.items[1], 2);
	assert_int_equal(
		value_set(&conf, options_find(STR("backlog")), good, 2, "", &error), -EINVAL);
	arena_free(conf.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_items),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
