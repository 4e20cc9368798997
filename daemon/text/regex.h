/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Regular expressions in linear time (Hyperscan, or Vectorscan where that is the library): the syntax of PCRE without
 * back-references and look-around. Against valid UTF-8, unanchored.
 */
#ifndef NUNCIO_TEXT_REGEX_H
#define NUNCIO_TEXT_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

struct regex;
struct regex_scratch;

struct regex_error {
	char message[160];
	size_t at; /* byte of the pattern; 0 when the library names none */
};

struct regex_match {
	size_t start; /* bytes of the text */
	size_t end;
};

/* What is wrong with a pattern, without compiling it: -EINVAL with *ret set, or 0. */
MUST_CHECK int regex_check(struct str pattern, bool any_case, struct regex_error *ret);
/* Compiles into the arena; the result holds no pointer out of it. -EINVAL with *ret_error set, -ENOMEM when the arena is
 * full. */
MUST_CHECK int regex_compile(struct arena *arena, struct str pattern, bool any_case,
	const struct regex **ret, struct regex_error *ret_error);
/* Bytes it takes in the arena. */
size_t regex_bytes(const struct regex *regex);

/* Memory for searching with any of these; nothing is allocated later. */
struct regex_scratch *regex_scratch_new(const struct regex *const *regexes, size_t count);
void regex_scratch_free(struct regex_scratch *scratch);
bool regex_holds(const struct regex *regex, struct regex_scratch *scratch, struct str text);
/* The longest match at each place, from left to right without overlaps, at most `max`; returns how many. Of a large pattern
 * only ends are known: each match is then given the word that it ends in. */
size_t regex_find(const struct regex *regex, struct regex_scratch *scratch, struct str text,
	struct regex_match *out, size_t max);

#endif
