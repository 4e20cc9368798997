/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages of news sites to articles: the sample pages, what they say of themselves, and what no page may do. */
#include "parse/page.h"

#include <string.h>

#include "base/arena.h"
#include "check.h"

static void a_small_page(void **state)
{
	struct arena *arena = arena_new(0);
	struct document document = {.bytes = STR("<title>Rain</title><article><p>It rained.</article>")};
	struct page page;

	(void)state;
	parse_page(arena, &document, &page);
	check_str(page.title, "Rain", "title");
	check_str(page.text, "It rained.", "text");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
