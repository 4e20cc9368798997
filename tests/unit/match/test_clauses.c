/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/rules.h"

/* The evidence of the first hit: "clause: text" with bars between. */
static void show_evidence(const struct hits *hits, struct buf *out)
{
	for (size_t i = 0; hits->count > 0 && i < hits->hits[0].evidence_count; i++) {
		const struct evidence *piece = &hits->hits[0].evidence[i];
		buf_printf(out, "%s%.*s: %.*s", i ? " | " : "", STR_ARG(piece->clause),
			STR_ARG(piece->text));
	}
}

static void test_each_piece_has_its_clause(void **state)
{
	static const char more[] = "- macro: m\n  condition: 'green OR (blue AND red)'\n"
				   "- list: l\n  items: [one, \"two three\"]\n"
				   "- entity: e\n  names: [Ruritania]\n"
				   "- rule: r\n  condition: '%s'\n";
	static const struct {
		const char *condition;
		const char *title;
		const char *evidence;
	} rows[] = {
		{"red", "A red car", "red: red"},
		{"red AND \"blue car\" AND NOT green", "Red as a blue car",
			"red: Red | \"blue car\": blue car"},
		/* The alternative that is true, with nodes of all kinds before it. */
		{"(yellow AND \"a b\" AND NOT d) OR (red NEAR/3 car)", "A red old car",
			"red NEAR/3 car: red old car | red: red | car: car"},
		{"(yellow AND @l AND (x OR y NEAR/2 z) AND NOT d) OR (NOT x AND red) OR (red NEAR/3 car)",
			"A red old car", "red: red"},
		{"(red AND NOT car) OR (old AND (\"old car\" OR car*) AND a)", "A red old car",
			"old: old | \"old car\" OR car*: old car | a: A"},
		/* What stands elsewhere. */
		{"$m AND car", "A blue car is red", "blue: blue | red: red | car: car"},
		{"car AND ($m OR x)", "A green car", "car: car | green: green"},
		{"@l AND @e", "Two three in Ruritania", "@l: Two three | @e: Ruritania"},
		{"title:/c[a-z]+/ AND red", "A red car", "/c[a-z]+/: car | red: red"},
		{"red NOT NEAR/2 car AND old", "Red and as old as that car",
			"red NOT NEAR/2 car: Red | old: old"},
		/* More than are looked for side by side. */
		{"a AND b AND c AND d AND e AND f AND g AND h AND i AND j", "j i h g f e d c b a",
			"a: a | b: b | c: c | d: d | e: e | f: f | g: g | h: h | i: i | j: j"},
		{"2 OF (a, b, \"c d\") AND x", "x c d b", "b: b | \"c d\": c d | x: x"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rules rules;
		char yaml[1024];
		struct buf shown;
		(void)snprintf(yaml, sizeof(yaml), more, rows[i].condition);
		rules_init(&rules, yaml);
		rules_must_be_good(&rules);
		struct match_input input = rules_input(rows[i].title, "");
		struct hits hits = rules_match(&rules, &input);
		buf_init(&shown, 4096);
		show_evidence(&hits, &shown);
		if (!str_eq(buf_str(&shown), str_from(rows[i].evidence))) {
			print_error("%s: %s\n", rows[i].condition, buf_cstr(&shown));
			fail();
		}
		buf_done(&shown);
		rules_done(&rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_piece_has_its_clause),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
