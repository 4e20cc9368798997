/* SPDX-License-Identifier: BSD-2-Clause */
/* The bits of words and groups against their occurrences, in a text in which some stand often, some seldom. */
#include "match/dense.h"

#include "match/rules.h"

#include <stdlib.h>

#include "match/evaluate.h"

static const char yaml[] =
	"- {list: names, items: [often, \"often the\", \"rare end\"]}\n"
	"- {entity: e, type: thing, names: [often, \"the often\"]}\n"
	"- rule: r\n"
	"  condition: often OR (the AND twice) OR rare OR @names OR (@thing AND absent) OR front*\n";

static char *make_text(void)
{
	struct buf text;
	buf_init(&text, 4u << 20);
	for (unsigned i = 0; i < 20000; i++) {
		buf_printf(&text, "%s%s%s%s", i % 7 == 0 ? "the often " : "word ",
			i % 11 == 0    ? "often"
			: i % 300 == 0 ? "rare"
				       : "front",
			i % 5 == 0 ? ". The end" : " end", i % 9 == 0 ? ".\n\n" : " ");
	}
	buf_printf(&text, "twice twice");
	char *copy = strdup(buf_cstr(&text));
	buf_done(&text);
	return copy;
}

static uint32_t number_of(const struct matcher *matcher, enum dense_kind kind, uint32_t place)
{
	const struct token *token = &matcher->tokens.tokens[place];
	return kind == DENSE_PLACES      ? place
	       : kind == DENSE_SENTENCES ? token->sentence
					 : token->paragraph;
}

static bool has_bit(const struct matcher *matcher, const struct dense *dense, uint32_t number)
{
	uint32_t word = number / 64 - dense->first;
	return word < dense->words && (dense_bits(matcher, dense)[word] >> (number % 64) & 1) != 0;
}

/* Returns whether it has bits. */
static bool check(struct matcher *matcher, uint32_t id, enum dense_kind kind)
{
	struct dense dense;
	struct slice slice = evaluate_occurrences(matcher, id);
	if (!dense_find(matcher, id, kind, &dense)) {
		return false;
	}
	uint32_t next = 0;
	uint32_t last = number_of(matcher, kind, (uint32_t)matcher->tokens.count - 1);
	for (uint32_t number = 0; number <= last; number++) {
		bool stands = false;
		for (; next < slice.count; next++) {
			struct span span = matcher->spans[slice.first + next];
			if (number_of(matcher, kind, span.start) != number) {
				break;
			}
			stands |= kind == DENSE_PLACES ||
				  number_of(matcher, kind, span.end - 1) == number;
		}
		assert_int_equal(has_bit(matcher, &dense, number), stands);
	}
	return true;
}

static void test_against_occurrences(void **state)
{
	struct rules rules;
	uint32_t found = 0;
	uint32_t without = 0;
	(void)state;
	rules_init(&rules, yaml);
	rules_must_be_good(&rules);
	char *text = make_text();
	struct match_input input = rules_input("Often", text);
	for (unsigned run = 0; run < 2; run++) {
		struct matcher *matcher = rules.matcher;
		(void)rules_match(&rules, &input);
		for (uint32_t id = 0; id < rules.set->id_count; id++) {
			for (enum dense_kind kind = 0; kind < DENSE_KINDS; kind++) {
				bool has = check(matcher, id, kind);
				assert_int_equal(has, check(matcher, id, kind));
				found += has;
				without += !has;
			}
		}
	}
	/* Of "often", "the", "front*", the list, the entity and its type; of "rare" its units alone lie close enough. */
	assert_true(found >= 2 * 6 * DENSE_KINDS);
	assert_true(without >= 2 * 2 * DENSE_KINDS);
	free(text);
	rules_done(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_occurrences),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
