/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A field that has a line is described from it, any other piece by piece: both must say the same. White space that is not
 * ASCII, far behind what hits, takes the line away.
 */
#include "match/rules.h"

#define FILLER                                                                                     \
	100 /* words between the text and what takes its line away: more than an excerpt has room for */

static struct str make_body(struct arena *arena, const char *text, const char *end)
{
	struct buf body;
	buf_init(&body, 65536);
	buf_printf(&body, "%s\n\n", text);
	for (size_t i = 0; i < FILLER; i++) {
		buf_add_str(&body, STR("filler "));
	}
	buf_printf(&body, "%s", end);
	struct str kept = arena_str(arena, buf_str(&body));
	buf_done(&body);
	return kept;
}

static void assert_same_hit(const struct hit *a, const struct hit *b, const char *text)
{
	bool same = str_eq(a->excerpt, b->excerpt) && a->mark_count == b->mark_count &&
		    a->evidence_count == b->evidence_count;
	for (size_t i = 0; same && i < a->mark_count; i++) {
		same = a->marks[i].start == b->marks[i].start && a->marks[i].end == b->marks[i].end;
	}
	for (size_t i = 0; same && i < a->evidence_count; i++) {
		same = str_eq(a->evidence[i].snippet, b->evidence[i].snippet) &&
		       str_eq(a->evidence[i].text, b->evidence[i].text) &&
		       a->evidence[i].start == b->evidence[i].start &&
		       a->evidence[i].end == b->evidence[i].end;
	}
	if (!same) {
		fail_msg("%s:\n%.*s\n%.*s", text, STR_ARG(a->excerpt), STR_ARG(b->excerpt));
	}
}

static void test_with_and_without_a_line(void **state)
{
	static const char *const texts[] = {
		"red car",
		"A  red\n car \t of  theirs.\n\nA car,  red. ",
		"\n\n  He said: \xe2\x80\x9c"
		"A red car\xe2\x80\x9d \xe2\x80\x94  and left.",
		"A caf\xc3\xa9 and a red  car\xe2\x80\x99s na\xc3\xafve driver. Then \xe2\x82\xac"
		"5 for the red \n \n car.",
		"\xd0\x9a\xd1\x80\xd0\xb0\xd1\x81 red  \xd0\xbc\xd0\xb0\xd1\x88 car.",
		"red \xf0\x9f\x98\x80  \xf0\x9f\x98\x80 car",
		"One sentence that is long, so long, and goes on, and on, and on, without an end, with "
		"a  red thing in it, and more words, and more of them, and still more of them, and "
		"then a car, and then on,  and on, and on, and on, and yet on, and again on, and on, "
		"and on, so that no excerpt has the room for it, ever, car or not, as all can see.",
	};
	struct rules rules;
	(void)state;
	rules_init_condition(&rules, "red AND car");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct arena *arena = arena_new(0);
		struct match_input with = {.date = 0};
		struct match_input without = {.date = 0};
		struct hits left;
		struct hits right;
		with.fields[FIELD_BODY] = make_body(arena, texts[i], "end");
		without.fields[FIELD_BODY] = make_body(arena, texts[i],
			"e\xc2\xa0"
			"d");
		assert_int_equal(matcher_run(rules.matcher, &with, arena, &left), 0);
		assert_int_equal(matcher_run(rules.matcher, &without, arena, &right), 0);
		assert_int_equal(left.count, 1);
		assert_int_equal(right.count, 1);
		assert_same_hit(&left.hits[0], &right.hits[0], texts[i]);
		arena_free(arena);
	}
	rules_done(&rules);
}

static void test_what_is_shown(void **state)
{
	static const struct {
		const char *body;
		const char *excerpt;
		struct mark mark;
		const char *snippet;
	} rows[] = {
		{"A  red\n\ncar.", "A red car.", {2, 5}, "A red car."},
		{" \n\xe2\x80\x9cRed\xe2\x80\x9d  he  said.",
			"\xe2\x80\x9cRed\xe2\x80\x9d he said.", {1, 4},
			"\xe2\x80\x9cRed\xe2\x80\x9d he said."},
		{"\xd0\x9e\xd0\xbd  red.", "\xd0\x9e\xd0\xbd red.", {3, 6},
			"\xd0\x9e\xd0\xbd red."},
		/* A control is not text: utf8_clean takes it out of what it cleans. */
		{"a\x01 red.", "a\x01 red.", {3, 6}, "a red."},
	};
	struct rules rules;
	(void)state;
	rules_init_condition(&rules, "red");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct match_input input = rules_input("", rows[i].body);
		struct hits hits = rules_match(&rules, &input);
		assert_int_equal(hits.count, 1);
		const struct hit *hit = &hits.hits[0];
		assert_true(str_eq(hit->excerpt, str_from(rows[i].excerpt)));
		assert_int_equal(hit->mark_count, 1);
		assert_int_equal(hit->marks[0].start, rows[i].mark.start);
		assert_int_equal(hit->marks[0].end, rows[i].mark.end);
		if (!str_eq(hit->evidence[0].snippet, str_from(rows[i].snippet))) {
			fail_msg("%s: %.*s", rows[i].body, STR_ARG(hit->evidence[0].snippet));
		}
	}
	rules_done(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_with_and_without_a_line),
		cmocka_unit_test(test_what_is_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
