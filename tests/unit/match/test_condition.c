/* SPDX-License-Identifier: BSD-2-Clause */
/* What conditions become: each as its tree in brackets. What they may not be is in tests/data/rules-bad. */
#include "match/condition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "match/book.h"
#include "match/names.h"

static const char book_text[] = "- list: envoys\n"
				"  items: [envoy, ambassador]\n"
				"- entity: taliban\n"
				"  type: state\n"
				"  names: [Taliban]\n"
				"- macro: met\n"
				"  condition: met OR \"held talks\"\n"
				"- macro: seen\n"
				"  condition: who=@state NEAR/3 $met\n"
				"- macro: link\n"
				"  condition: /a.b/i\n";

static void dump(const struct condition *node, struct buf *out);

static void dump_children(const struct condition *node, struct buf *out)
{
	for (const struct condition *child = node->first; child; child = child->next) {
		buf_add_byte(out, ' ');
		dump(child, out);
	}
	buf_add_byte(out, ')');
}

static void dump_fields(uint32_t fields, struct buf *out)
{
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (fields & 1u << i) {
			buf_printf(out, ",%s", field_name((enum field)i));
		}
	}
}

static void dump_leaf(const struct condition *node, struct buf *out)
{
	switch (node->type) {
	case CONDITION_WORD:
	case CONDITION_WILDCARD:
		break;
	case CONDITION_STEM:
		buf_printf(out, "stem:");
		break;
	case CONDITION_FUZZY:
		buf_printf(out, "fuzzy%u:", node->number);
		break;
	case CONDITION_EXACT:
		buf_printf(out, "=");
		break;
	case CONDITION_REGEX:
		buf_printf(out, "regex%u:", node->number);
		break;
	case CONDITION_LIST:
		buf_printf(out, "list%u:", node->target);
		break;
	case CONDITION_ENTITY:
		buf_printf(out, "entity%u:", node->target);
		break;
	default:
		buf_printf(out, "type%u:", node->target);
		break;
	}
	buf_printf(out, node->type == CONDITION_WILDCARD ? "<%.*s>" : "%.*s", STR_ARG(node->text));
}

static void dump(const struct condition *node, struct buf *out)
{
	switch (node->type) {
	case CONDITION_PHRASE:
		buf_printf(out, "(phrase");
		break;
	case CONDITION_AND:
		buf_printf(out, "(and");
		break;
	case CONDITION_OR:
		buf_printf(out, "(or");
		break;
	case CONDITION_NOT:
		buf_printf(out, "(not");
		break;
	case CONDITION_NEAR:
		buf_printf(out, "(%s%snear%u", node->negated ? "not-" : "",
			node->ordered ? "o" : "", node->number);
		break;
	case CONDITION_SENTENCE:
		buf_printf(out, "(sent");
		break;
	case CONDITION_PARAGRAPH:
		buf_printf(out, "(para");
		break;
	case CONDITION_FIRST:
		buf_printf(out, "(first%u", node->number);
		break;
	case CONDITION_AT_LEAST:
		buf_printf(out, "(atleast%u", node->number);
		break;
	case CONDITION_N_OF:
		buf_printf(out, "(%uof", node->number);
		break;
	case CONDITION_FIELD:
		buf_printf(out, "(field");
		dump_fields(node->fields, out);
		break;
	case CONDITION_CAPTURE:
		buf_printf(out, "(%.*s=", STR_ARG(node->text));
		break;
	default:
		dump_leaf(node, out);
		return;
	}
	dump_children(node, out);
}

/* Loads the book with one rule of that condition; NULL and the diagnostics in `out` when it is refused. */
static struct rule_book *load(struct arena *arena, const char *condition, struct buf *out)
{
	struct buf text;
	struct diags diags;
	struct rule_book *book;
	struct book_source source = {.file = "t.yaml"};

	buf_init(&text, 1 << 20);
	diags_init(&diags);
	buf_printf(&text, "%s- rule: r\n  condition: |\n    ", book_text);
	for (; *condition; condition++) {
		buf_add_byte(&text, *condition);
		if (*condition == '\n') {
			buf_printf(&text, "    ");
		}
	}
	source.text = buf_str(&text);
	book = rule_book_parse(arena, &source, 1, &diags);
	diags_format(&diags, out);
	diags_done(&diags);
	buf_done(&text);
	return book;
}

struct good {
	const char *condition;
	const char *tree;
};

static const struct good good_rows[] = {
	{"word", "word"},
	{"Taliban-led", "Taliban-led"},
	{"Hay'at", "Hay'at"},
	{"U.S.", "U.S."},
	{"AT&T OR \"Yahoo!\" OR C++", "(or AT&T Yahoo! C++)"},
	{"\"held talks\"", "(phrase held talks)"},
	{"\"one\"", "one"},
	{"\"and\"", "and"},
	{"\"A & B – C\"", "(phrase A B C)"},
	{"\"held\n talks\"", "(phrase held talks)"},
	{"\"@state embass* =US\"", "(phrase type0:state <embass*> =US)"},
	{"visit*", "<visit*>"},
	{"wom?n", "<wom?n>"},
	{"anti-vax*", "<anti-vax*>"},
	{"\"co-operat* deal\"", "(phrase <co-operat*> deal)"},
	{"pro/vax*", "(phrase pro <vax*>)"},
	{"東京* OR *都", "(or <東京*> <*都>)"},
	{"word~", "stem:word"},
	{"recogntion~1", "fuzzy1:recogntion"},
	{"recogntion~2", "fuzzy2:recogntion"},
	{"=NATO", "=NATO"},
	{"=\"North Atlantic\"", "(phrase =North =Atlantic)"},
	{"@envoys", "list0:envoys"},
	{"@taliban", "entity0:taliban"},
	{"a AND b AND c", "(and a b c)"},
	{"a OR b OR c", "(or a b c)"},
	{"(a AND b) OR c", "(or (and a b) c)"},
	{"a AND NOT b", "(and a (not b))"},
	{"a AND NOT b NEAR/3 c", "(and a (not (near3 b c)))"},
	{"NOT a OR b", "(or (not a) b)"},
	{"a NEAR/5 b", "(near5 a b)"},
	{"a ONEAR/0 b", "(onear0 a b)"},
	{"a NEAR/5 b ONEAR/3 c", "(onear3 (near5 a b) c)"},
	{"a NOT NEAR/5 b", "(not-near5 a b)"},
	{"a NOT\n ONEAR/5 b", "(not-onear5 a b)"},
	{"(a OR b) NEAR/2 \"c d\"", "(near2 (or a b) (phrase c d))"},
	{"SENT(a AND b)", "(sent (and a b))"},
	{"PARA(SENT(a) AND b)", "(para (and (sent a) b))"},
	{"FIRST/30(a OR b)", "(first30 (or a b))"},
	{"ATLEAST/3(a OR b)", "(atleast3 (or a b))"},
	{"2 OF (a, b NEAR/1 c, SENT(d AND e))", "(2of a (near1 b c) (sent (and d e)))"},
	{"2 OF (a,b,c) AND 2022", "(and (2of a b c) 2022)"},
	{"title:a AND b", "(and (field,title a) b)"},
	{"title,lead:(a AND b)", "(field,title,lead (and a b))"},
	{"feed_country: fr", "(field,feed_country fr)"},
	{"url:/a\\/b/i", "(field,url regex1:a\\/b)"},
	{"title:$link", "(field,title regex1:a.b)"},
	{"who=@state ONEAR/3 event=delegation*",
		"(onear3 (who= type0:state) (event= <delegation*>))"},
	{"who=title:@state", "(who= (field,title type0:state))"},
	{"title:who=@state", "(field,title (who= type0:state))"},
	{"who=@state OR who=@taliban", "(or (who= type0:state) (who= entity0:taliban))"},
	{"event==NATO", "(event= =NATO)"},
	{"$met AND $met", "(and (or met (phrase held talks)) (or met (phrase held talks)))"},
	{"$seen", "(near3 (who= type0:state) (or met (phrase held talks)))"},
	{"a // AND b\n AND c // d", "(and a c)"},
	{"'Ndrangheta OR '90s", "(or 'Ndrangheta '90s)"},
	{"para AND near AND within AND N5", "(and para near within N5)"},
	{"طالبان OR 東京", "(or طالبان 東京)"},
};

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good_rows) / sizeof(good_rows[0]); i++) {
		struct arena *arena = arena_new(0);
		struct buf out;
		struct rule_book *book;

		buf_init(&out, 1 << 20);
		book = load(arena, good_rows[i].condition, &out);
		if (book) {
			dump(book->rules[0].condition, &out);
		}
		assert_string_equal(buf_cstr(&out), good_rows[i].tree);
		buf_done(&out);
		arena_free(arena);
	}
}

/* A tree remembers where its parts stand and how they were written. */
static void test_places(void **state)
{
	struct arena *arena = arena_new(0);
	struct buf out;
	struct rule_book *book;
	const struct condition *node;

	(void)state;
	buf_init(&out, 1 << 20);
	book = load(arena, "é AND\n  SENT(a OR b) AND $met", &out);
	assert_non_null(book);
	node = book->rules[0].condition;
	assert_int_equal(node->line, 14);
	assert_int_equal(node->column, 5);
	node = node->first->next;
	assert_int_equal(node->type, CONDITION_SENTENCE);
	assert_int_equal(node->line, 15);
	assert_int_equal(node->column, 7);
	assert_true(str_eq(node->source, STR("SENT(a OR b)")));
	assert_true(str_eq(node->first->source, STR("a OR b")));
	node = node->next;
	assert_true(str_eq(node->source, STR("$met")));
	/* What comes from a macro stands where the macro is used. */
	assert_int_equal(node->first->line, 15);
	assert_int_equal(node->first->column, 24);
	buf_done(&out);
	arena_free(arena);
}

static void nest(struct buf *text, const char *open, const char *inside, const char *close, int n)
{
	for (int i = 0; i < n; i++) {
		buf_printf(text, "%s", open);
	}
	buf_printf(text, "%s", inside);
	for (int i = 0; i < n; i++) {
		buf_printf(text, "%s", close);
	}
}

static void repeat(struct buf *text, const char *part, size_t n, const char *end)
{
	for (size_t i = 0; i < n; i++) {
		buf_printf(text, "%s", part);
	}
	buf_printf(text, "%s", end);
}

static void expect(struct buf *text, const char *message)
{
	struct arena *arena = arena_new(0);
	struct buf out;
	struct rule_book *book;

	buf_init(&out, 1 << 20);
	book = load(arena, buf_cstr(text), &out);
	if (message) {
		assert_null(book);
		assert_non_null(strstr(buf_cstr(&out), message));
	} else if (!book) {
		fail_msg("%s", buf_cstr(&out));
	}
	buf_clear(text);
	buf_done(&out);
	arena_free(arena);
}

static void test_limits(void **state)
{
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	nest(&text, "(", "a", ")", LIMIT_CONDITION_DEPTH - 1);
	expect(&text, NULL);
	nest(&text, "(", "a", ")", LIMIT_CONDITION_DEPTH);
	expect(&text, "nested too deeply");
	repeat(&text, "(", 60000, "");
	expect(&text, "nested too deeply");
	repeat(&text, "NOT ", 10000, "a");
	expect(&text, "nested too deeply");
	repeat(&text, "title:", 9000, "a");
	expect(&text, "nested too deeply");
	repeat(&text, "a NEAR/1 ", 7000, "b");
	expect(&text, "nested too deeply");
	repeat(&text, "word OR ", 8000, "word");
	expect(&text, NULL);
	repeat(&text, "word OR ", LIMIT_CONDITION / 8, "word");
	expect(&text, "longer than 65536 bytes");
	buf_done(&text);
}

/* Each alternative could begin a row of fields (title,lead:), which is looked through once for all of them. */
static void test_many_alternatives(void **state)
{
	struct buf text;
	int64_t begun_us = clock_thread_cpu_us();

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < 20; i++) {
		buf_add_str(&text, STR("2 OF ("));
		repeat(&text, "Ab,", 20000, "c)");
		expect(&text, NULL);
	}
	assert_true(clock_thread_cpu_us() - begun_us < 5000000);
	buf_done(&text);
}

/* Each macro holds the one before twice: the tree would have 2^40 leaves. */
static void test_doubling_macros(void **state)
{
	struct arena *arena = arena_new(0);
	struct diags diags;
	struct buf text;
	struct book_source source = {.file = "t.yaml"};

	(void)state;
	buf_init(&text, 1 << 20);
	diags_init(&diags);
	buf_printf(&text, "- macro: m0\n  condition: a\n");
	for (int i = 1; i <= 40; i++) {
		buf_printf(&text, "- macro: m%d\n  condition: $m%d AND $m%d\n", i, i - 1, i - 1);
	}
	source.text = buf_str(&text);
	assert_null(rule_book_parse(arena, &source, 1, &diags));
	assert_int_equal(diags.errors, 1);
	assert_non_null(strstr(diags.first->message, "too large"));
	diags_done(&diags);
	buf_done(&text);
	arena_free(arena);
}

static void test_field_parse(void **state)
{
	enum field field;

	(void)state;
	assert_true(condition_field_parse(STR("feed_country"), &field));
	assert_int_equal(field, FIELD_FEED_COUNTRY);
	assert_false(condition_field_parse(STR("Title"), &field));
	assert_false(condition_field_parse(STR(""), &field));
}

/* What macros put in is counted over all conditions, those that fail included. */
static void test_macros_of_a_book(void **state)
{
	struct macro macro = {.name = STR("m"), .text = STR("a OR b"), .state = MACRO_FRESH};
	struct name name = {.type = NAME_MACRO, .name = STR("m"), .macro = &macro};
	struct rule_book book = {.names = names_new()};
	struct condition_origin origin = {.file = "test.yaml", .line = 1, .column = 1};
	struct arena *arena = arena_new(0);
	size_t left = 7;
	struct condition_room room = {.nodes = arena, .texts = arena, .macro_nodes = &left};
	struct diags diags;

	(void)state;
	diags_init(&diags);
	macro.origin = origin;
	names_take(book.names, &name);
	assert_non_null(condition_parse(room, &book, STR("$m"), &origin, &diags));
	assert_int_equal(left, 4);
	assert_null(condition_parse(room, &book, STR("$m $m"), &origin, &diags));
	assert_int_equal(left, 1);
	assert_int_equal(diags.errors, 1);
	assert_null(condition_parse(room, &book, STR("c AND $m"), &origin, &diags));
	assert_int_equal(left, 0);
	assert_int_equal(diags.errors, 2);
	assert_int_equal(diags.last->column, 7);
	assert_string_equal(diags.last->message,
		"the macros of all rules put more than 16777216 words and operators into conditions");
	assert_non_null(condition_parse(room, &book, STR("c"), &origin, &diags));
	names_free(book.names);
	diags_done(&diags);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_many_alternatives),
		cmocka_unit_test(test_doubling_macros),
		cmocka_unit_test(test_macros_of_a_book),
		cmocka_unit_test(test_field_parse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
