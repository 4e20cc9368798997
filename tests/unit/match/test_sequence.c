/* SPDX-License-Identifier: BSD-2-Clause */
/* The occurrences of phrases against a look at each place of texts in which their words stand often, and seldom. */
#include "match/sequence.h"

#include "match/rules.h"

#include <stdlib.h>

#include "match/evaluate.h"

static const char *const phrases[] = {
	"\"a b\"",
	"\"b a a\"",
	"\"a b a b\"",
	"\"c c\"",
	"\"g a\"",
	"\"a h\"",
	"\"d d d d d d d d d\"",
	"\"a b c d e f g h a b\"",
	"\"d d d d d d d d d d d d d d d d d\"",
	"\"\xe5\xa4\x96\xe4\xba\xa4\xe9\x83\xa8 a\"",
	"\"a \xe5\xa4\x96\xe4\xba\xa4\"",
};

static uint32_t next_number(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static char *make_text(uint32_t *seed, unsigned words, unsigned paragraph)
{
	static const char *const others[] = {
		"h", "\xe5\xa4\x96\xe4\xba\xa4\xe9\x83\xa8", "d d d d d d d d d", "A"};
	struct buf text;
	buf_init(&text, 1u << 20);
	for (unsigned i = 0; i < words; i++) {
		uint32_t number = next_number(seed);
		if (number % 16 == 0) {
			buf_printf(&text, "%s", others[number / 16 % 4]);
		} else {
			buf_printf(&text, "%c", 'a' + (char)(number / 16 % 4));
		}
		buf_printf(&text, "%s",
			next_number(seed) % paragraph == 0   ? "\n\n"
			: next_number(seed) % paragraph == 0 ? ". A "
							     : " ");
		if (i % 1000 == 0) {
			buf_printf(&text, "a b c d e f g h a b ");
		}
	}
	char *copy = strdup(buf_cstr(&text));
	buf_done(&text);
	return copy;
}

static bool is_in(const struct matcher *matcher, const struct scope *scope, struct span span)
{
	for (uint32_t i = 0; i < scope->count; i++) {
		if (span.start >= scope->intervals[i].start &&
			span.end <= scope->intervals[i].end) {
			return evaluate_is_within(matcher, scope, span);
		}
	}
	return false;
}

static void check(struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	size_t mark = matcher->stack_count;
	uint32_t total = (uint32_t)matcher->tokens.count;
	sequence_collect(matcher, node, scope, UINT32_MAX);
	size_t next = mark;
	for (uint32_t start = 0; start + node->id <= total; start++) {
		struct span span = {.start = start, .end = start + node->id, .entity = ID_NONE};
		if (!is_in(matcher, scope, span) || !sequence_stands_at(matcher, node, start)) {
			continue;
		}
		assert_true(next < matcher->stack_count);
		assert_memory_equal(&matcher->stack[next++], &span, sizeof(span));
	}
	assert_int_equal(next, matcher->stack_count);
	size_t all = matcher->stack_count - mark;
	matcher->stack_count = mark;
	sequence_collect(matcher, node, scope, 3);
	assert_int_equal(matcher->stack_count - mark, all < 3 ? all : 3);
	matcher->stack_count = mark;
}

static void check_scopes(struct matcher *matcher)
{
	const struct rule *rule =
		matcher_unpack(matcher, matcher->set->rule_starts[0], UNPACK_BARE);
	uint32_t total = (uint32_t)matcher->tokens.count;
	struct scope usual = scope_of_fields(matcher, RULE_FIELDS_DEFAULT);
	struct scope first = scope_first(matcher, &usual, total / 2 + 1);
	struct scope unit =
		scope_unit(matcher, &usual, (struct interval){.start = total / 3, .end = total});
	assert_int_equal(rule->root->kind, NODE_SEQUENCE);
	for (enum within within = WITHIN_SCOPE; within <= WITHIN_SENTENCE; within++) {
		usual.within = first.within = unit.within = within;
		check(matcher, rule->root, &usual);
		check(matcher, rule->root, &first);
		check(matcher, rule->root, &unit);
	}
}

static void test_against_each_place(void **state)
{
	static const struct {
		unsigned words;
		unsigned paragraph; /* words, on average */
	} texts[] = {{40, 9}, {700, 30}, {5000, 4}, {12000, 500}};
	uint32_t seed = 7;
	(void)state;
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		struct rules rules;
		rules_init_condition(&rules, phrases[i]);
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
			char *text = make_text(&seed, texts[k].words, texts[k].paragraph);
			struct match_input input = rules_input("a b a b", text);
			(void)rules_match(&rules, &input);
			check_scopes(rules.matcher);
			free(text);
		}
		rules_done(&rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_each_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
