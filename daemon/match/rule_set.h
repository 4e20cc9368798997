/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compiled rules: immutable, in one arena (shared between the readers), without pointers to anything outside it. The
 * word index gives each article the few rules whose required key it holds; only those are evaluated.
 */
#ifndef NUNCIO_MATCH_RULE_SET_H
#define NUNCIO_MATCH_RULE_SET_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/diag.h"
#include "match/book.h"

struct rule_set;

struct rule_set_stats {
	size_t rules;
	size_t entities;
	size_t terms;       /* distinct words, wildcards and phrases */
	size_t without_key; /* rules tried on every article */
	size_t index_bytes;
};

/* Compiles every enabled rule. The set lives in `arena`, and may borrow from the book, which must live in the same arena.
 * NULL with errors in `diags` when a condition cannot be compiled. */
struct rule_set *rule_set_compile(
	struct arena *arena, const struct rule_book *book, struct diags *diags);
void rule_set_stats(const struct rule_set *set, struct rule_set_stats *ret);
/* Runs the tests written in the rules; each one that does not hold is an error in `diags` at its place. Returns how many
 * were run. */
size_t rule_set_run_tests(
	const struct rule_set *set, const struct rule_book *book, struct diags *diags);

#endif
