/* SPDX-License-Identifier: BSD-2-Clause */
/* Which warnings a book earns: one row for each, and rows that must earn none. */
#include "match/lint.h"
#include "match/rule_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct row {
	const char *text;
	const char *warnings[3]; /* parts of their messages, in order; NULL: no more */
};

#define TESTED "\n  tests: {match: [a]}\n"

static const struct row rows[] = {
	{"- rule: r\n  condition: a AND NOT b" TESTED, {NULL}},
	{"- rule: r\n  condition: a", {"has no tests"}},
	{"- rule: r\n  enabled: false\n  condition: NOT a", {NULL}},
	/* Nothing that must be there. */
	{"- rule: r\n  condition: NOT a" TESTED, {"tried on every article"}},
	{"- rule: r\n  condition: a OR NOT b" TESTED, {"tried on every article"}},
	{"- rule: r\n  condition: (a OR NOT b) AND c" TESTED, {NULL}},
	{"- rule: r\n  condition: SENT(NOT a)" TESTED, {"tried on every article"}},
	{"- rule: r\n  condition: title:/a+/" TESTED, {"tried on every article"}},
	{"- rule: r\n  condition: a NOT NEAR/3 b" TESTED, {NULL}},
	{"- rule: r\n  condition: 1 OF (a, NOT b)" TESTED, {"tried on every article"}},
	{"- rule: r\n  condition: 2 OF (a, NOT b)" TESTED, {NULL}},
	/* Pages. */
	{"- rule: r\n  fulltext: true\n  condition: harbour" TESTED, {"every new article fetched"}},
	{"- rule: r\n  fulltext: true\n  languages: en\n  condition: harbour" TESTED, {NULL}},
	{"- rule: r\n  fulltext: true\n  condition: harbour AND source:x" TESTED, {NULL}},
	/* Alternatives. */
	{"- rule: r\n  condition: visit* OR visits OR met" TESTED,
		{"'visits' adds nothing: 'visit*'"}},
	{"- rule: r\n  condition: visiting* OR visit* OR met" TESTED,
		{"'visiting*' adds nothing: 'visit*'"}},
	{"- rule: r\n  condition: met OR Met" TESTED, {"adds nothing"}},
	{"- rule: r\n  condition: visit OR visits OR visit-or OR \"go there\"" TESTED, {NULL}},
	{"- rule: r\n  condition: visit AND visits" TESTED, {NULL}},
	{"- list: l\n  items: [envoys, \"envoy*\", envoyé, other, other]\n",
		{"'envoyé' adds nothing", "'envoys' adds nothing", "'other' adds nothing"}},
	{"- list: l\n  items: [one, {item: one, case: exact}]\n", {NULL}},
	{"- entity: e\n  names: [\"Tajik*\", Tajikistan]\n", {"'Tajikistan' adds nothing"}},
	{"- rule: r\n  condition: '\"held talks\" OR talks'" TESTED,
		{"'\"held talks\"' adds nothing: 'talks'"}},
	{"- rule: r\n  condition: '\"held talks\" OR talk* OR met'" TESTED,
		{"'\"held talks\"' adds nothing: 'talk*'"}},
	{"- rule: r\n  condition: '=NATO OR NATO'" TESTED,
		{"'=NATO' adds nothing: 'NATO' covers it"}},
	{"- rule: r\n  condition: '*nation OR donation OR nations'" TESTED,
		{"'donation' adds nothing: '*nation'"}},
	{"- rule: r\n  condition: 'embassy OR embassy NEAR/3 kabul'" TESTED,
		{"'embassy NEAR/3 kabul' adds nothing"}},
	/* Between the operands of NEAR a phrase is nearer than its last word. */
	{"- rule: r\n  condition: '(\"held talks\" OR talks) NEAR/2 kabul'" TESTED, {NULL}},
	{"- rule: r\n  condition: '\"held talks\" OR title:talks'" TESTED, {NULL}},
	{"- rule: r\n  condition: 'co-operation OR operation'" TESTED, {NULL}},
	/* NOT. */
	{"- rule: r\n  condition: a AND NOT a" TESTED, {"can never match"}},
	{"- rule: r\n  condition: '\"x y\" AND NOT \"X Y\"'" TESTED, {"can never match"}},
	{"- rule: r\n  condition: a OR (b AND NOT a)" TESTED, {"NOT can never matter"}},
	{"- rule: r\n  condition: a OR (b AND NOT c)" TESTED, {NULL}},
	{"- rule: r\n  condition: '\"foreign minister\" AND NOT minister'" TESTED,
		{"can never match: what must be there holds 'minister'"}},
	{"- rule: r\n  condition: '(a NEAR/3 embassy) AND b AND NOT emba*'" TESTED,
		{"can never match: what must be there holds 'emba*'"}},
	{"- rule: r\n  condition: '(a OR minister) AND NOT minister'" TESTED, {NULL}},
	{"- rule: r\n  condition: '(a NOT NEAR/3 b) AND NOT b'" TESTED, {NULL}},
	{"- rule: r\n  condition: 'minister AND NOT \"foreign minister\"'" TESTED, {NULL}},
	/* Terms. */
	{"- rule: r\n  condition: vis*" TESTED, {"stands for very many words"}},
	{"- rule: r\n  condition: visi*" TESTED, {"common words: visible, vision, visit"}},
	{"- rule: r\n  condition: stat*" TESTED, {"common words: state, statement, station"}},
	{"- list: l\n  items: [\"stat*\"]\n", {"common words: state, statement, station"}},
	{"- rule: r\n  condition: elect*" TESTED, {"common words: elect, electric, electronic"}},
	{"- rule: r\n  condition: arriv* OR visit* OR negotiat*" TESTED, {NULL}},
	{"- rule: r\n  condition: ambassador* OR statem*" TESTED, {NULL}},
	{"- rule: r\n  condition: cat~1" TESTED, {"near to very many"}},
	{"- rule: r\n  condition: 東京*" TESTED, {"the star adds nothing"}},
	{"- rule: r\n  condition: Москв*" TESTED, {NULL}},
	/* Names. */
	{"- entity: e\n  names: [US]\n", {"'US' is also an everyday word"}},
	{"- entity: e\n  names: [Türkiye, Turkey]\n", {"'Turkey' is also an everyday word"}},
	{"- entity: e\n  names: [{name: US, case: exact}]\n", {NULL}},
	{"- entity: e\n  names: [{name: US, context: Washington}]\n", {NULL}},
	{"- entity: e\n  names: [US]\n  context: [Washington]\n", {NULL}},
	{"- entity: e\n  names: [\"=US\", United States]\n", {NULL}},
	{"- entity: e\n  names: [{name: may, lang: fr}]\n", {NULL}},
	{"- entity: e\n  names: [Youngstown]\n", {NULL}},
	{"- entity: e\n  names: [Apple]\n", {"'Apple' is also an everyday word"}},
	{"- entity: e\n  names: [Apple Inc]\n", {NULL}},
	{"- entity: e\n  names: [Xylo, xylo]\n", {"adds nothing"}},
	{"- entity: e\n  names: [Xylo]\n- entity: f\n  names: [Yarr, XYLO]\n",
		{"'XYLO' is a name of the entity e, too"}},
	{"- entity: e\n  names: [New Xylo]\n- entity: f\n  names: [Xylo]\n", {NULL}},
	{"- entity: e\n  names: [Xylo]\n- entity: f\n  names: [{name: Xylo, context: [sea]}]\n",
		{NULL}},
	{"- entity: e\n  names: [{name: XY, case: exact}]\n- entity: f\n  names: [{name: Xy, case: exact}]\n",
		{NULL}},

};

/* What is said to be tried on every article is, and nothing else. */
static void check_key(const struct row *row, struct arena *arena, const struct rule_book *book)
{
	struct diags diags;
	struct rule_set *set;
	struct rule_set_stats stats;
	bool is_said = row->warnings[0] && strstr(row->warnings[0], "tried on every article");

	diags_init(&diags);
	set = rule_set_compile(arena, book, &diags);
	assert_non_null(set);
	rule_set_stats(set, &stats);
	if (stats.without_key != (is_said ? 1 : 0)) {
		fail_msg("%s: %zu without key", row->text, stats.without_key);
	}
	diags_done(&diags);
}

static void check_row(const struct row *row)
{
	struct arena *arena = arena_new(0);
	struct diags diags;
	struct book_source source = {.file = "t.yaml", .text = str_from(row->text)};
	struct rule_book *book;
	const struct diag *diag;

	diags_init(&diags);
	book = rule_book_parse(arena, &source, 1, &diags);
	assert_non_null(book);
	book_lint(book, &diags);
	assert_int_equal(diags.errors, 0);
	diag = diags.first;
	for (size_t i = 0; i < 3 && row->warnings[i]; i++) {
		bool is_right = diag && strstr(diag->message, row->warnings[i]) && diag->line > 0 &&
				diag->column > 0 && str_eq(str_from(diag->file), STR("t.yaml"));

		if (!is_right) {
			fail_msg("%s: not '%s' but '%s'", row->text, row->warnings[i],
				diag ? diag->message : "nothing");
		}
		diag = diag ? diag->next : NULL;
	}
	if (diag) {
		fail_msg("%s: %s", row->text, diag->message);
	}
	diags_done(&diags);
	check_key(row, arena, book);
	arena_free(arena);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		check_row(&rows[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
