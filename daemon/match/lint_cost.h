/* SPDX-License-Identifier: BSD-2-Clause */
/* What each wildcard of a rule book stands for and how it is found (RULES.md 2), for people who look for dear ones. */
#ifndef NUNCIO_MATCH_LINT_COST_H
#define NUNCIO_MATCH_LINT_COST_H

#include "match/book.h"
#include "match/lint_wildcard.h"

/* By what part of it a word that it stands for is found. */
enum lint_cost_part {
	LINT_COST_BEGINNING, /* one look-up a new word */
	LINT_COST_END,       /* likewise */
	LINT_COST_MIDDLE     /* a look-up at each letter of a new word */
};

struct lint_cost {
	struct str pattern; /* as first written; different case is the same */
	struct place place; /* where first */
	size_t uses;        /* places in the rules, macros counted where they are used */
	enum lint_cost_part part;
	size_t letters;               /* of that part */
	struct common_matches common; /* English words of news that it stands for */
};

struct lint_costs {
	struct lint_cost *items; /* owned; those that stand for most common words first */
	size_t count;
	size_t cap;
};

void lint_costs_init(struct lint_costs *costs, const struct rule_book *book);
void lint_costs_done(struct lint_costs *costs);
const char *lint_cost_part_name(enum lint_cost_part part);

#endif
