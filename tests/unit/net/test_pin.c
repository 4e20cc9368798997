/* SPDX-License-Identifier: BSD-2-Clause */
/* What libcurl is told, and when. */
#include "net/pin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct scene {
	struct pins *pins;
	char told[512]; /* lines of the last begin, each with a blank behind it */
};

static void tell(const char *line, void *arg)
{
	struct scene *scene = arg;
	size_t len = strlen(scene->told);
	(void)snprintf(scene->told + len, sizeof(scene->told) - len, "%s ", line);
}

/* `addresses` separated by blanks. */
static bool begin(struct scene *scene, struct pin_use *use, const char *host, const char *addresses)
{
	struct ip ips[32];
	size_t count = 0;
	struct str rest = str_from(addresses);
	struct str word;

	while (addresses[0] && str_cut(&rest, ' ', &word)) {
		assert_int_equal(ip_parse(word, &ips[count++]), 0);
	}
	scene->told[0] = 0;
	return pins_begin(
		scene->pins, use, &(struct pin_host){str_from(host), 80, ips, count}, tell, scene);
}

static void test_told_once(void **state)
{
	(void)state;
	struct scene scene = {.pins = pins_new(10)};
	struct pin_use one;
	struct pin_use two;

	assert_true(begin(&scene, &one, "a", "8.8.8.8 2001::1"));
	assert_string_equal(scene.told, "a:80:8.8.8.8,[2001::1] ");
	/* The first has not run yet: it might be cancelled, so the second says it too. */
	assert_true(begin(&scene, &two, "a", "8.8.8.8 2001::1"));
	assert_string_equal(scene.told, "a:80:8.8.8.8,[2001::1] ");
	pins_end(scene.pins, &one, true);
	pins_end(scene.pins, &one, true); /* nothing happens */
	assert_true(begin(&scene, &one, "a", "8.8.8.8 2001::1"));
	assert_string_equal(scene.told, "");
	pins_end(scene.pins, &one, true);
	pins_end(scene.pins, &two, true);
	/* Cancelled: to be said again. */
	assert_true(begin(&scene, &one, "b", "8.8.8.8"));
	pins_end(scene.pins, &one, false);
	assert_true(begin(&scene, &one, "b", "8.8.8.8"));
	assert_string_equal(scene.told, "b:80:8.8.8.8 ");
	pins_end(scene.pins, &one, true);
	pins_free(scene.pins);
}

static void test_changed_addresses(void **state)
{
	(void)state;
	struct scene scene = {.pins = pins_new(10)};
	struct pin_use before;
	struct pin_use after;

	assert_true(begin(&scene, &before, "a", "8.8.8.8"));
	assert_true(begin(&scene, &after, "a", "8.8.4.4"));
	assert_string_equal(scene.told, "a:80:8.8.4.4 ");
	/* That the old line was heard says nothing of the new one. */
	pins_end(scene.pins, &before, true);
	assert_true(begin(&scene, &before, "a", "8.8.4.4"));
	assert_string_equal(scene.told, "a:80:8.8.4.4 ");
	pins_end(scene.pins, &after, true);
	pins_end(scene.pins, &before, true);
	pins_free(scene.pins);
}

static void test_the_oldest_unused_are_forgotten(void **state)
{
	(void)state;
	struct scene scene = {.pins = pins_new(2)};
	struct pin_use used;
	struct pin_use use;

	assert_true(begin(&scene, &used, "used", "8.8.8.8"));
	for (int i = 0; i < 4; i++) {
		char host[8];
		(void)snprintf(host, sizeof(host), "h%d", i);
		assert_true(begin(&scene, &use, host, "8.8.8.8"));
		pins_end(scene.pins, &use, true);
	}
	assert_string_equal(scene.told, "h3:80:8.8.8.8 -h0:80 ");
	assert_true(begin(&scene, &use, "h0", "8.8.8.8"));
	assert_string_equal(scene.told, "h0:80:8.8.8.8 -h1:80 ");
	pins_end(scene.pins, &use, true);
	pins_end(scene.pins, &used, true);
	pins_free(scene.pins);
}

static void test_nothing_to_pin(void **state)
{
	(void)state;
	struct scene scene = {.pins = pins_new(2)};
	struct pin_use use;
	char host[400];

	assert_false(begin(&scene, &use, "a", ""));
	assert_false(begin(&scene, &use, "", "8.8.8.8"));
	memset(host, 'x', sizeof(host));
	host[399] = 0;
	assert_false(begin(&scene, &use, host, "8.8.8.8"));
	assert_string_equal(scene.told, "");
	pins_end(scene.pins, &use, true);
	/* More addresses than fit in a line: as many as do. */
	assert_true(begin(&scene, &use, "a",
		"2606:4700:1111:2222:3333:4444:5555:1 2606:4700:1111:2222:3333:4444:5555:2 "
		"2606:4700:1111:2222:3333:4444:5555:3 2606:4700:1111:2222:3333:4444:5555:4 "
		"2606:4700:1111:2222:3333:4444:5555:5 2606:4700:1111:2222:3333:4444:5555:6 "
		"2606:4700:1111:2222:3333:4444:5555:7 2606:4700:1111:2222:3333:4444:5555:8"));
	assert_non_null(strstr(scene.told, "5555:8]"));
	pins_end(scene.pins, &use, true);
	pins_free(scene.pins);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_told_once),
		cmocka_unit_test(test_changed_addresses),
		cmocka_unit_test(test_the_oldest_unused_are_forgotten),
		cmocka_unit_test(test_nothing_to_pin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
