/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/map.h"

#include <stdlib.h>

#include "base/mem.h"
#include "check.h"

#define MANY 20000

static void test_map_against_an_array(void **state)
{
	struct map *map = map_new();
	char(*keys)[16] = mem_alloc(MANY * sizeof(*keys));
	int values[2] = {0, 1};
	size_t cursor = 0;
	size_t seen = 0;
	struct str key;
	void *value;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		(void)snprintf(keys[i], sizeof(keys[i]), "key-%d", i);
		map_put(map, str_from(keys[i]), &values[0]);
	}
	for (int i = 0; i < MANY; i += 2) {
		assert_ptr_equal(map_del(map, str_from(keys[i])), &values[0]);
		assert_null(map_del(map, str_from(keys[i])));
	}
	for (int i = 0; i < MANY; i += 4) {
		map_put(map, str_from(keys[i]), &values[1]);
	}
	for (int i = 0; i < MANY; i++) {
		void *want = i % 2 ? (void *)&values[0] : i % 4 == 0 ? (void *)&values[1] : NULL;

		assert_ptr_equal(map_get(map, str_from(keys[i])), want);
	}
	assert_int_equal(map_count(map), MANY / 2 + MANY / 4);
	while (map_next(map, &cursor, &key, &value)) {
		seen++;
	}
	assert_int_equal(seen, map_count(map));
	map_free(map);
	free(keys);
}

static void test_map_keeps_the_order_of_insertion(void **state)
{
	static const char *const names[] = {"title", "body", "url", "author"};
	struct map *map = map_new();
	size_t cursor = 0;
	size_t i = 0;
	struct str key;
	void *value;

	(void)state;
	assert_null(map_get(map, STR("title")));
	for (i = 0; i < COUNT(names); i++) {
		map_put(map, str_from(names[i]), map);
	}
	for (i = 0; map_next(map, &cursor, &key, &value); i++) {
		check_str(key, names[i], "order");
	}
	assert_int_equal(i, COUNT(names));
	map_free(map);
}

static void test_set(void **state)
{
	struct set64 *set = set64_new();

	(void)state;
	assert_false(set64_has(set, 0));
	assert_true(set64_add(set, 0));
	assert_false(set64_add(set, 0));
	for (uint64_t i = 1; i <= MANY; i++) {
		assert_true(set64_add(set, i * 0x9e3779b97f4a7c15u));
	}
	for (uint64_t i = 1; i <= MANY; i++) {
		assert_true(set64_has(set, i * 0x9e3779b97f4a7c15u));
		assert_false(set64_has(set, i * 0x9e3779b97f4a7c15u + 1));
	}
	assert_int_equal(set64_count(set), MANY + 1);
	set64_clear(set);
	assert_false(set64_has(set, 0));
	assert_int_equal(set64_count(set), 0);
	set64_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_map_against_an_array),
		cmocka_unit_test(test_map_keeps_the_order_of_insertion),
		cmocka_unit_test(test_set)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
