/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Regular expressions of the rules: each different one is compiled once, into the arena of the set. The invariant: no more
 * than LIMIT_REGEXES.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/compiler.h"
#include "text/regex.h"

void compiler_init_regexes(struct compiler *compiler)
{
	compiler->regex_numbers = map_new();
}

void compiler_done_regexes(struct compiler *compiler)
{
	map_free(compiler->regex_numbers);
	free(compiler->regexes);
}

/* Whether case counts, and the pattern. */
static struct str key_of(struct compiler *compiler, const struct condition *condition)
{
	char *bytes = arena_alloc(compiler->keys, condition->text.len + 1);
	bytes[0] = condition->number ? 'i' : ' ';
	memcpy(bytes + 1, condition->text.ptr, condition->text.len);
	return str_make(bytes, condition->text.len + 1);
}

static bool add_regex(
	struct compiler *compiler, const struct condition *condition, struct str pattern)
{
	struct regex_error error;
	const struct regex *regex = NULL;
	char message[sizeof(error.message) + 64];
	if (compiler->regex_count == LIMIT_REGEXES) {
		compiler_error(compiler, condition,
			"too many different regular expressions in all rules together");
		return false;
	}
	int rc = regex_compile(compiler->arena, pattern, condition->number != 0, &regex, &error);
	if (rc == -ENOMEM) {
		compiler_error(compiler, condition, "there is no memory left for it");
		return false;
	}
	if (rc) {
		(void)snprintf(message, sizeof(message),
			"this regular expression cannot be used: %s", error.message);
		compiler_error(compiler, condition, message);
		return false;
	}
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
	size_t size = sizeof(compiler->regexes[0]);
	compiler->regexes =
		mem_grow(compiler->regexes, &compiler->regex_cap, compiler->regex_count + 1, size);
	compiler->regexes[compiler->regex_count++] = regex;
	return true;
}

bool compile_regex(struct compiler *compiler, const struct condition *condition, struct node *ret)
{
	struct str key = key_of(compiler, condition);
	uintptr_t number = (uintptr_t)map_get(compiler->regex_numbers, key);
	if (!number) {
		if (!add_regex(compiler, condition, str_slice(key, 1, key.len))) {
			return false;
		}
		number = compiler->regex_count;
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): the map keeps a number, not an address */
		map_put(compiler->regex_numbers, key, (void *)number);
	}
	*ret = (struct node){.kind = NODE_REGEX, .id = (uint32_t)number - 1};
	return true;
}
