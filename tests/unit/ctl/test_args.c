/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <stdbool.h>
#include <string.h>

#include "ctl/args.h"

static const struct args_option options[] = {{"--flag", false}, {"--value", true}, {NULL, false}};

static void test_words(void **state)
{
	static const struct {
		const char *words[8];
		const char *want; /* f: flag; v(text): value; w(text): word; !: bad */
	} rows[] = {
		{{"c"}, ""},
		{{"c", "a", "-", "b"}, "w(a)w(-)w(b)"},
		{{"c", "--flag", "a", "--value", "x", "--value=y=z", "--value="},
			"fw(a)v(x)v(y=z)v()"},
		{{"c", "--value", "--flag"}, "v(--flag)"},
		{{"c", "--", "--flag", "-x", "--"}, "w(--flag)w(-x)w(--)"},
		{{"c", "a", "--value"}, "w(a)!"},
		{{"c", "--flag=1"}, "!"},
		{{"c", "--flags"}, "!"},
		{{"c", "--val"}, "!"},
		{{"c", "-f"}, "!"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *argv[8];
		char got[128] = "";
		struct args args;
		struct args_item item;

		for (size_t w = 0; w < COUNT(argv); w++) {
			argv[w] = (char *)(uintptr_t)rows[i].words[w];
		}
		args = args_start(argv, options);
		do {
			size_t len = strlen(got);
			bool is_flag;

			item = args_next(&args);
			is_flag = item.kind == ARGS_OPTION && item.option == 0;
			if (item.kind == ARGS_BAD) {
				(void)snprintf(got + len, sizeof(got) - len, "!");
			} else if (is_flag) {
				(void)snprintf(got + len, sizeof(got) - len, "f");
			} else if (item.kind != ARGS_END) {
				(void)snprintf(got + len, sizeof(got) - len, "%c(%s)",
					item.kind == ARGS_WORD ? 'w' : 'v', item.value);
			}
		} while (item.kind != ARGS_END && item.kind != ARGS_BAD);
		check_str(str_from(got), rows[i].want, rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_words)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
