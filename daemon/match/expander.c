/* SPDX-License-Identifier: BSD-2-Clause */
/* All kinds of patterns for some words. Never remembers anything. The invariant: an atom is in an expansion once. */
#include "match/expander.h"

#include <stdlib.h>

#include "base/mem.h"

struct expander {
	struct wildcard_work *wildcards; /* owned */
	struct fuzzy_work *fuzzy;        /* owned */
	struct expansions expansions;
};

struct expander *expander_new(void)
{
	struct expander *expander = mem_alloc(sizeof(*expander));
	expander->wildcards = wildcard_work_new();
	expander->fuzzy = fuzzy_work_new();
	return expander;
}

void expander_free(struct expander *expander)
{
	if (expander) {
		wildcard_work_free(expander->wildcards);
		fuzzy_work_free(expander->fuzzy);
		free(expander);
	}
}

struct expansion *expander_run(struct expander *expander, const struct dictionary *dictionary,
	const struct str *words, size_t count)
{
	struct expansions *expansions = &expander->expansions;
	for (size_t i = 0; i < count; i++) {
		expansions->words[i].count = 0;
	}
	wildcard_expand(&dictionary->wildcards, expander->wildcards, words, count, expansions);
	fuzzy_expand(&dictionary->fuzzy, expander->fuzzy, words, count, expansions);
	return expansions->words;
}
