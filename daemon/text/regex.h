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

struct regex_pattern {
	struct str text;
	bool any_case;
};

/* What is wrong with a pattern, without compiling it: -EINVAL with *ret set, or 0. */
MUST_CHECK int regex_check(struct str pattern, bool any_case, struct regex_error *ret);
/* Compiles one pattern into the arena; the result holds no pointer out of it. -EINVAL with *ret_error set, -ENOMEM when
 * the arena is full. */
MUST_CHECK int regex_compile(struct arena *arena, const struct regex_pattern *pattern,
	const struct regex **ret, struct regex_error *ret_error);
/* The same of several, each of which passed regex_check, to be searched at once, for ends only. -EINVAL: the library cannot
 * do that. */
MUST_CHECK int regex_compile_together(struct arena *arena, const struct regex_pattern *patterns,
	size_t count, const struct regex **ret);
/* Bytes it takes in the arena. */
size_t regex_bytes(const struct regex *regex);
/* False: it is so large that only ends are known. */
bool regex_has_start(const struct regex *regex);

/* Memory for searching with any regex that it was fitted for; nothing is allocated later. */
struct regex_scratch *regex_scratch_new(void);
void regex_scratch_fit(struct regex_scratch *scratch, const struct regex *regex);
void regex_scratch_free(struct regex_scratch *scratch);
/* Where the first match of each of its patterns ends (the first to end is the first); 0: there is none. */
void regex_find_ends(const struct regex *regex, struct regex_scratch *scratch, struct str text,
	uint32_t *ret_ends);
/* Of a regex of one pattern the longest match at each place, from left to right without overlaps, at most `max`; returns how
 * many, and how many bytes were searched for them. Of a large pattern only ends are known: each match is then given the word
 * that it ends in. */
size_t regex_find(const struct regex *regex, struct regex_scratch *scratch, struct str text,
	struct regex_match *out, size_t max, size_t *ret_read);
/* The word that a match ends in. */
struct regex_match regex_word_before(struct str text, size_t end);

#endif
