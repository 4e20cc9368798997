/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests of match: rules from text, articles from text. */
#ifndef NUNCIO_TESTS_MATCH_RULES_H
#define NUNCIO_TESTS_MATCH_RULES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/mem.h"
#include "match/book.h"
#include "match/matcher.h"
#include "match/rule_set.h"

struct rules {
	struct arena *arena;
	struct arena *scratch;
	struct rule_book *book;
	struct rule_set *set;
	struct matcher *matcher;
	struct diags diags;
};

/* Parses and compiles; `set` is NULL after an error, which `diags` holds. */
static inline void rules_init(struct rules *rules, const char *yaml)
{
	struct book_source source = {.file = "test.yaml", .text = str_from(yaml)};
	memset(rules, 0, sizeof(*rules));
	rules->arena = arena_new(0);
	rules->scratch = arena_new(0);
	diags_init(&rules->diags);
	rules->book = rule_book_parse(rules->arena, &source, 1, &rules->diags);
	if (rules->book) {
		rules->set = rule_set_compile(rules->arena, rules->book, &rules->diags);
	}
	if (rules->set) {
		rules->matcher = matcher_new(rules->set);
	}
}

static inline void rules_done(struct rules *rules)
{
	matcher_free(rules->matcher);
	diags_done(&rules->diags);
	arena_free(rules->arena);
	arena_free(rules->scratch);
}

/* Fails the test with the diagnostics when the rules are not good. */
static inline void rules_must_be_good(struct rules *rules)
{
	if (!rules->set) {
		struct buf text;
		buf_init(&text, 65536);
		diags_format(&rules->diags, &text);
		fail_msg("%s", buf_cstr(&text));
	}
}

/* One rule "r" with that condition, which is good. */
static inline void rules_init_condition(struct rules *rules, const char *condition)
{
	char yaml[512];
	int len = snprintf(yaml, sizeof(yaml), "- rule: r\n  condition: '%s'\n", condition);
	assert_true(len > 0 && (size_t)len < sizeof(yaml));
	rules_init(rules, yaml);
	rules_must_be_good(rules);
}

/* The piece, often enough for every word of it to reach LIMIT_WORD_OCCURRENCES; the caller frees it. */
static inline char *rules_repeat(const char *piece)
{
	enum { TIMES = LIMIT_WORD_OCCURRENCES + 1000 };
	size_t len = strlen(piece);
	char *text = mem_alloc(len * TIMES + 1);
	for (size_t i = 0; i < TIMES; i++) {
		memcpy(text + i * len, piece, len);
	}
	text[len * TIMES] = '\0';
	return text;
}

static inline struct match_input rules_input(const char *title, const char *body)
{
	struct match_input input;
	memset(&input, 0, sizeof(input));
	input.fields[FIELD_TITLE] = str_from(title);
	input.fields[FIELD_BODY] = str_from(body);
	return input;
}

static inline struct hits rules_match(struct rules *rules, const struct match_input *input)
{
	struct hits hits;
	arena_clear(rules->scratch);
	assert_int_equal(matcher_run(rules->matcher, input, rules->scratch, &hits), 0);
	return hits;
}

/* The names of the rules that hit, in order, with spaces between. */
static inline void rules_names(const struct hits *hits, char ret[256])
{
	size_t len = 0;
	ret[0] = '\0';
	for (size_t i = 0; i < hits->count && len < 256; i++) {
		len += (size_t)snprintf(
			ret + len, 256 - len, "%s%.*s", i ? " " : "", STR_ARG(hits->hits[i].rule));
	}
}

#endif
