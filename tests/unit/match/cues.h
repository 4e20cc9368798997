/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests of assertions: the cues that are shipped, and the event of a sentence in [ ]. */
#ifndef NUNCIO_TESTS_MATCH_CUES_H
#define NUNCIO_TESTS_MATCH_CUES_H

#include "match/rules.h"

#include <stdlib.h>

#include "match/assertion.h"

#define A ASSERTION_AFFIRMED
#define P ASSERTION_PROSPECTIVE
#define N ASSERTION_NEGATED
#define B ASSERTION_BACKGROUND
#define U ASSERTION_UNDETERMINED

static inline void rules_of_cues(struct rules *rules, const char *more)
{
	static const char path[] = NUNCIO_SOURCE "/rules/cues/en.yaml";
	static char text[1u << 18];
	FILE *file = fopen(path, "re");
	assert_non_null(file);
	size_t len = fread(text, 1, sizeof(text) / 2, file);
	assert_int_equal(fclose(file), 0);
	text[len] = '\0';
	assert_true(len + strlen(more) < sizeof(text));
	memcpy(text + len, more, strlen(more) + 1);
	rules_init(rules, text);
	rules_must_be_good(rules);
}

static const char no_rules[] = "\n- {rule: r, condition: any, tests: {match: [any]}}\n";

/* Reads the assertion at the words between [ and ], the first of such. */
static inline struct assertion_reading read_marked(
	struct rules *rules, const char *marked, struct match_input *input)
{
	static char text[1024];
	struct matcher *matcher = rules->matcher;
	struct span event = {.start = UINT32_MAX, .entity = ID_NONE};
	size_t open = strcspn(marked, "[");
	size_t close = strcspn(marked, "]");
	size_t len = 0;
	for (const char *at = marked; *at; at++) {
		if (*at != '[' && *at != ']') {
			text[len++] = *at;
		}
	}
	input->fields[FIELD_BODY] = str_make(text, len);
	matcher_set_date(matcher, input->date);
	positions_scan(matcher, input);
	for (uint32_t i = 0; i < matcher->tokens.count; i++) {
		const struct token *token = &matcher->tokens.tokens[i];
		if (token->start >= open && token->start < close - 1) {
			event.start = i < event.start ? i : event.start;
			event.end = i + 1;
		}
	}
	return assertion_read(matcher, &event, 1);
}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

#endif
