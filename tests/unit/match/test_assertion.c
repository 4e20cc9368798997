/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the assertion is read, by which date and language; what an alert says of it. */
#include "match/cues.h"

/* --- the year that is past, and the language --- */

static void test_date(void **state)
{
	static const struct {
		int64_t date;
		const char *text;
		enum assertion assertion;
	} rows[] = {
		{INT64_C(1763424000), "They [met] in 2025.", A}, /* 2025-11-18 */
		{INT64_C(1763424000), "They [met] in 2024.", B},
		{INT64_C(1768435200), "They [met] in 2025.", A},  /* 2026-01-15 */
		{INT64_C(1771459200), "They [met] in 2025.", B},  /* 2026-02-19 */
		{INT64_C(-1231459200), "They [met] in 1931.", A}, /* 1930-12-24 */
		{INT64_C(951782400), "They [met] in 1999.", B},   /* 2000-02-29 */
		{0, "They [met] in 1999.", B},
		{0, "They [met] in 2004.", A},
		{0, "They [met] in 2004. The plan for 2009 is older.", B},
		{0, "They [met] in 2004, for 2500 dollars.", A},
	};
	struct rules rules;
	(void)state;
	rules_of_cues(&rules, no_rules);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct match_input input = rules_input("", "");
		input.date = rows[i].date;
		struct assertion_reading reading = read_marked(&rules, rows[i].text, &input);
		if (reading.assertion != rows[i].assertion) {
			fail_msg("row %zu: %s", i, assertion_name(reading.assertion));
		}
	}
	rules_done(&rules);
}

/* Short texts that do not say what they are in: an event without a cue is affirmed only in a language that has cues. */
static void test_short_foreign_text(void **state)
{
	static const struct {
		const char *text;
		enum assertion assertion;
	} rows[] = {
		{"Taliban [visit] Kabul", A},
		{"Envoy flies to La Paz for [talks]", A},
		{"Minister nahm an der [Konferenz] nicht teil", U},
		{"Le ministre est arrivé dans la capitale pour une [visite]", U},
		{"Министр начал [визит] в Каир", U},
		{"الوزير يبدأ [زيارة] القاهرة", U},
		{"大臣が[訪問]した", U},
	};
	struct rules rules;
	(void)state;
	rules_of_cues(&rules,
		"\n- {cue: de-common, lang: de, known_by: [nicht, der, und]}\n"
		"- {cue: fr-common, lang: fr, known_by: [le, la, est, dans, pour, une]}\n"
		"- {rule: r, condition: any, tests: {match: [any]}}\n");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct match_input input = rules_input("", "");
		struct assertion_reading reading = read_marked(&rules, rows[i].text, &input);
		if (reading.assertion != rows[i].assertion) {
			fail_msg("%s: %s", rows[i].text, assertion_name(reading.assertion));
		}
	}
	rules_done(&rules);
}

static void test_language(void **state)
{
	static const struct {
		const char *lang;
		const char *text;
		enum assertion assertion;
	} rows[] = {
		{"en", "Pope to [visit] Malta", P},
		{"en-GB", "Pope to [visit] Malta", P},
		{"de", "Pope to [visit] Malta", U},
		{"", "Pope to [visit] Malta", P},
		{"",
			"The pope said that he will [visit] Malta in the spring of the year and stay for a "
			"week with his aides and a choir from the city.",
			P},
		{"",
			"Der Papst wird Malta im Frühjahr besuchen, wie der Vatikan am Montag mitteilte; "
			"seine [Visite] dauert eine Woche und schließt Treffen mit Bischöfen und "
			"Politikern ein.",
			U},
	};
	struct rules rules;
	(void)state;
	rules_of_cues(&rules, no_rules);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct match_input input = rules_input("", "");
		input.fields[FIELD_LANG] = str_from(rows[i].lang);
		struct assertion_reading reading = read_marked(&rules, rows[i].text, &input);
		if (reading.assertion != rows[i].assertion) {
			fail_msg("row %zu: %s", i, assertion_name(reading.assertion));
		}
	}
	rules_done(&rules);
}

/* --- where it is read --- */

#define FILL                                                                                        \
	"The harbour was full of boats and people who had come to see the lights and to hear the "  \
	"band that played songs of the islands, and the stalls sold fish, bread, fruit and tea to " \
	"guests from the villages on the hills and from the towns along the coast, as every year "  \
	"in summer when the fleet is home and the nets are dry. "

/* More sentences than are read hold the words, and the rule is true in none of them. */
#define OTHER_ORDER "Peru had a visit. Peru has no visit. Peru will visit. Peru did visit. "

static void test_places(void **state)
{
	static const struct {
		const char *title;
		const char *body;
		const char *rule;
		enum assertion assertion;
	} rows[] = {
		/* The title decides, else the lead, else the body. */
		{"Chad visits Peru", "Chad will visit Peru.", "marked", A},
		{"Chad and Peru", "Chad will visit Peru. " FILL "Chad visited Peru.", "marked", P},
		{"Chad and Peru", FILL "Chad did not visit Peru.", "marked", N},
		/* Within one place: affirmed, prospective, negated, background. */
		{"", "Chad will visit Peru. Chad visits Peru.", "marked", A},
		{"", "Chad did not visit Peru. Chad may visit Peru.", "marked", P},
		{"", "Chad visited Peru in 1950. Chad did not visit Peru.", "marked", N},
		{"", "Chad visited Peru in 1950.", "marked", B},
		/* An occurrence that is in no binding says nothing. */
		{"", "Chad will visit Peru. A school visit was fun.", "marked", P},
		/* Without event=: the operands of NEAR or SENT that are no entities, else the first. */
		{"", "Chad may visit Peru.", "near", P},
		{"", "Chad may, as planned, stay. Chad did visit Peru. Peru must visit.", "near",
			A},
		{"", "Perhaps Chad visits Peru.", "sentence", P},
		{"", "Chad sings. Peru will visit.", "loose", P},
		{"Will Chad sing", "Chad visits.", "loose", A},
		{"",
			OTHER_ORDER OTHER_ORDER OTHER_ORDER OTHER_ORDER OTHER_ORDER
			"They may visit Peru.",
			"ordered", P},
		/* In neither title nor body there is nothing to read. */
		{"Chad", "Peru", "outside", U},
	};
	static const char text[] =
		"\n- {entity: chad, type: land, names: [Chad]}\n"
		"- {entity: peru, type: land, names: [Peru]}\n"
		"- rule: marked\n  assert: [affirmed, prospective, negated, background]\n"
		"  condition: 'SENT(a=@land ONEAR/6 event=visit* AND b=@land)'\n"
		"- rule: near\n  condition: '@land ONEAR/3 visit* AND @chad'\n"
		"- rule: sentence\n  condition: 'SENT(@chad AND visit*)'\n"
		"- rule: ordered\n  condition: 'SENT(visit* ONEAR/2 @peru)'\n"
		"- rule: loose\n  condition: '@chad AND visit*'\n"
		"- rule: outside\n  condition: 'source:gazette AND @chad'\n";
	struct rules rules;
	(void)state;
	rules_of_cues(&rules, text);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct match_input input = rules_input(rows[i].title, rows[i].body);
		const struct hit *found = NULL;
		input.fields[FIELD_LANG] = STR("en");
		input.fields[FIELD_SOURCE] = STR("Gazette");
		struct hits hits = rules_match(&rules, &input);
		for (size_t k = 0; k < hits.count; k++) {
			if (str_eq(hits.hits[k].rule, str_from(rows[i].rule))) {
				found = &hits.hits[k];
			}
		}
		if (!found || found->assertion != rows[i].assertion) {
			fail_msg("row %zu: %s", i,
				found ? assertion_name(found->assertion) : "no hit");
		}
	}
	rules_done(&rules);
}

/* --- what becomes of it --- */

static void test_assert_filters(void **state)
{
	static const char text[] = "\n- rule: default\n  condition: visit*\n"
				   "- rule: planned\n  condition: visit*\n  assert: prospective\n"
				   "- rule: history\n  condition: visit*\n  assert: [background]\n";
	static const struct {
		const char *body;
		const char *lang;
		const char *rules; /* that alert, in order */
	} rows[] = {
		{"They visit us.", "en", "default "},
		{"They will visit us.", "en", "default planned "},
		{"They never visit us.", "en", "default "},
		{"They came to visit us in 1911.", "en", "history "},
		{"They visit us.", "de", "default planned history "},
	};
	struct rules rules;
	(void)state;
	rules_of_cues(&rules, text);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct match_input input = rules_input("", rows[i].body);
		struct buf got;
		buf_init(&got, 100);
		input.fields[FIELD_LANG] = str_from(rows[i].lang);
		struct hits hits = rules_match(&rules, &input);
		for (size_t k = 0; k < hits.count; k++) {
			buf_printf(&got, "%.*s ", STR_ARG(hits.hits[k].rule));
		}
		assert_string_equal(buf_cstr(&got), rows[i].rules);
		buf_done(&got);
	}
	rules_done(&rules);
}

static void test_evidence(void **state)
{
	static const char text[] = "\n- rule: r\n  condition: 'SENT(event=visit* AND harbour)'\n";
	struct rules rules;
	const struct evidence *found = NULL;
	(void)state;
	rules_of_cues(&rules, text);
	struct match_input input =
		rules_input("A day out", "The \xc3\xa9mir plans to visit the harbour.");
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, 1);
	for (size_t i = 0; i < hits.hits[0].evidence_count; i++) {
		const struct evidence *piece = &hits.hits[0].evidence[i];
		found = piece->cue.len > 0 ? piece : found;
	}
	if (!found) {
		fail_msg("no cue");
		return;
	}
	assert_true(str_eq(found->text, STR("visit")));
	assert_true(str_eq(found->clause, STR("event=visit*")));
	/* The nearest of two that say the same. */
	assert_true(str_eq(found->cue, STR("to visit")));
	assert_int_equal(found->cue_start, 15);
	assert_int_equal(found->cue_end, 23);
	rules_done(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_date),
		cmocka_unit_test(test_language),
		cmocka_unit_test(test_short_foreign_text),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_assert_filters),
		cmocka_unit_test(test_evidence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
