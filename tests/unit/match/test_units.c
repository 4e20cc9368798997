/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The units that a search finds against a look at each of them, one by one, in texts of some thousand units: more than are looked
 * at at once.
 */
#include "match/units.h"

#include "match/rules.h"

#include <stdlib.h>

#include "match/evaluate.h"
#include "match/workspace.h"

/* The root is a SENT or PARA, or an AND, OR, FIRST or field around it. */
static const char *const conditions[] = {
	"SENT(a)",
	"SENT(a AND b)",
	"SENT(a AND NOT b)",
	"SENT(NOT a)",
	"PARA(NOT (a OR b))",
	"SENT((a OR z) AND (b OR c) AND NOT d)",
	"SENT(2 OF (a, b, c, d, e))",
	"PARA(5 OF (a, b, c, d, e, f, \"a b\"))",
	"SENT(\"a b\")",
	"SENT(\"a a b\" OR \"d d\")",
	"PARA(\"a b\" AND NOT \"b a\")",
	"SENT(a NEAR/1 b)",
	"SENT(a ONEAR/2 (b OR c))",
	"SENT(a NOT NEAR/2 b)",
	"PARA((a OR b OR c) NOT NEAR/3 (d OR e))",
	"PARA((a OR b OR c) NEAR/0 (d OR e OR \"f f\"))",
	"SENT((a NEAR/2 b) NEAR/2 c)",
	"PARA((a NEAR/2 b) NOT ONEAR/4 c)",
	"SENT(ATLEAST/3(a))",
	"PARA(ATLEAST/4(a OR \"a b\"))",
	"PARA(ATLEAST/3(a NEAR/1 b))",
	"PARA(a AND SENT(b AND c))",
	"PARA(SENT(a AND NOT b) AND NOT SENT(c AND d))",
	"PARA(SENT(a) AND 2 OF (SENT(b AND c), SENT(c AND d), SENT(d AND e)))",
	"PARA(a AND SENT(NOT c))",
	"SENT(a AND FIRST/3000(b))",
	"SENT(NOT FIRST/3000(b))",
	"PARA(3 OF (a, b, SENT(c), SENT(d AND e), NOT f, FIRST/900(g), \"a b\", ATLEAST/2(c)))",
	"SENT((\"a b\" NEAR/1 \"c d\") OR (\"d e\" NEAR/3 (f OR \"g g\")))",
	"SENT((\"a @names\" OR x=@thing) NEAR/2 y=(g OR \"g f\"))",
	"SENT((\"a b\" NOT NEAR/1 c) AND NOT (a NEAR/3 (e OR f)))",
	"SENT(FIRST/2999(a NEAR/1 b) OR FIRST/41(@thing NEAR/2 @names))",
	"FIRST/1(SENT(b OR @thing))",
	"FIRST/3001(PARA(a AND @thing AND NOT b))",
	"lead:PARA(ATLEAST/2(a) AND @thing)",
	"title:SENT(NOT a)",
	"lead:SENT(a AND NOT b)",
	"title,lead:PARA(NOT a)",
	"SENT(@names AND c)",
	"SENT(@thing NEAR/2 c)",
	"PARA(@thing AND NOT @names)",
	"SENT(x=@thing AND y=(c OR \"d e\"))",
	"FIRST/2000(SENT(a AND b))",
	"body:PARA(a AND NOT b)",
};

static uint32_t next_number(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* Words of one letter. */
static char *make_text(uint32_t *seed, unsigned words, unsigned sentence, unsigned sentences)
{
	struct buf text;
	buf_init(&text, 1u << 20);
	for (unsigned i = 0; i < words; i++) {
		buf_printf(&text, "%c", 'a' + (char)(next_number(seed) % 7));
		if (next_number(seed) % sentence == 0) {
			bool ends = next_number(seed) % sentences == 0;
			buf_printf(&text, "%s", ends ? ".\n\n" : ". A ");
		} else {
			buf_printf(&text, " ");
		}
	}
	char *copy = strdup(buf_cstr(&text));
	buf_done(&text);
	return copy;
}

/* The SENT or PARA that is the first on the way down, and its scope. */
static const struct node *first_unit(
	const struct matcher *matcher, const struct node *node, struct scope *scope)
{
	while (node->kind != NODE_SENTENCE && node->kind != NODE_PARAGRAPH) {
		if (node->kind == NODE_FIRST) {
			*scope = scope_first(matcher, scope, node->number);
		} else if (node->kind == NODE_FIELD) {
			*scope = scope_fields(matcher, scope, node->fields);
		}
		node = node_child(node, 0);
	}
	return node;
}

static void check(struct matcher *matcher, const char *condition)
{
	struct scope scope = scope_of_fields(matcher, RULE_FIELDS_DEFAULT);
	const struct rule *rule =
		matcher_unpack(matcher, matcher->set->rule_starts[0], UNPACK_BARE);
	const struct node *node = first_unit(matcher, rule->root, &scope);
	uint32_t units = node->kind == NODE_SENTENCE ? matcher->tokens.sentences
						     : matcher->tokens.paragraphs;
	struct unit_search search;
	struct scope found;
	bool has = false;
	units_start(&search, matcher, node, &scope);
	bool more = units_next(&search, &found);
	for (uint32_t i = 0; i < units; i++) {
		struct interval places = units_places(matcher, node, i);
		struct scope inner = scope_unit(matcher, &scope, places);
		bool holds = inner.count > 0 && evaluate(matcher, node_child(node, 0), &inner);
		bool is_it = more && found.unit.start == places.start;
		if (holds != is_it) {
			fail_msg("%s: unit %u of %u: %d", condition, i, units, holds);
		}
		has |= holds;
		more = is_it ? units_next(&search, &found) : more;
	}
	assert_false(more);
	assert_int_equal(units_hold(matcher, node, &scope), has);
	assert_int_equal(matcher->stack_count, 0);
	assert_int_equal(matcher->unit_count, 0);
}

static void test_against_each_unit(void **state)
{
	static const struct {
		unsigned words;
		unsigned sentence; /* words, on average */
		unsigned sentences;
	} texts[] = {{30, 4, 2}, {600, 3, 2}, {5000, 5, 3}, {12000, 2, 4}, {3000, 5000, 2}};
	uint32_t seed = 20;
	(void)state;
	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
		struct rules rules;
		char yaml[1024];
		(void)snprintf(yaml, sizeof(yaml),
			"- {list: names, items: [b, \"c d\"], unless: [\"b b\"]}\n"
			"- {entity: e, type: thing, names: [a, \"a b\", \"f g a\"]}\n"
			"- {entity: f, type: thing, names: [g, \"a b\"]}\n"
			"- rule: r\n  condition: '%s'\n",
			conditions[i]);
		rules_init(&rules, yaml);
		rules_must_be_good(&rules);
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
			char *text = make_text(
				&seed, texts[k].words, texts[k].sentence, texts[k].sentences);
			struct match_input input = rules_input("a b. c d", text);
			(void)rules_match(&rules, &input);
			check(rules.matcher, conditions[i]);
			free(text);
		}
		rules_done(&rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_each_unit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
