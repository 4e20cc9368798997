/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/list.h"

#include "check.h"

struct item {
	int number;
	struct list link;
};

/* The list's numbers as digits, read forwards; fails when reading backwards gives others. */
static void check_list(const struct list *list, const char *want)
{
	char got[16] = "";
	size_t len = 0;

	for (struct list *link = list->next; link != list; link = link->next) {
		got[len++] = (char)('0' + LIST_ENTRY(link, struct item, link)->number);
		assert_ptr_equal(link->next->prev, link);
	}
	check_str(str_make(got, len), want, "list");
	assert_int_equal(list_is_empty(list), len == 0);
	assert_ptr_equal(list_first(list), len == 0 ? NULL : list->next);
}

static void test_order(void **state)
{
	(void)state;
	struct item items[4];
	struct list list;

	list_init(&list);
	check_list(&list, "");
	for (int i = 0; i < 4; i++) {
		items[i].number = i;
		list_init(&items[i].link);
	}
	list_add_tail(&list, &items[1].link);
	list_add_tail(&list, &items[2].link);
	list_add_head(&list, &items[0].link);
	list_add_tail(&list, &items[3].link);
	check_list(&list, "0123");
	list_del(&items[1].link);
	check_list(&list, "023");
	list_del(&items[1].link); /* on no list: nothing happens */
	check_list(&list, "023");
	list_del(&items[0].link);
	list_del(&items[3].link);
	list_add_head(&list, &items[3].link);
	check_list(&list, "32");
	list_del(&items[2].link);
	list_del(&items[3].link);
	check_list(&list, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
