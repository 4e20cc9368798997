/* SPDX-License-Identifier: BSD-2-Clause */
/* YAML: trees with the places of their nodes, and errors with theirs. */
#include "text/yaml.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"

/* Memory of exactly the text's size, so that a read past its end is seen. */
static struct str exact_copy(struct str s)
{
	char *copy = mem_alloc(s.len > 0 ? s.len : 1);

	memcpy(copy, s.ptr, s.len);
	return str_make(copy, s.len);
}

static void dump_text(const struct yaml_node *node, struct buf *out)
{
	static const char styles[] = {[YAML_PLAIN] = 'p', [YAML_QUOTED] = 'q', [YAML_BLOCK] = 'b'};

	buf_printf(out, "%c", styles[node->style]);
	if (node->style == YAML_BLOCK) {
		buf_printf(out, "%u", node->indent);
	}
	buf_add_byte(out, '<');
	for (size_t i = 0; i < node->text.len; i++) {
		buf_add(out, node->text.ptr[i] == '\n' ? "$" : &node->text.ptr[i], 1);
	}
	buf_add_byte(out, '>');
}

/* One line: key= and line:column before each node. */
static void dump(const struct yaml_node *node, struct buf *out)
{
	size_t count = 0;

	if (node->key) {
		buf_printf(out, "%.*s=", STR_ARG(node->key->text));
	}
	buf_printf(out, "%u:%u", node->line, node->column);
	if (node->type == YAML_SCALAR) {
		dump_text(node, out);
		return;
	}
	buf_add_byte(out, node->type == YAML_MAPPING ? '{' : '[');
	for (const struct yaml_node *child = node->first; child; child = child->next) {
		buf_printf(out, "%s", count++ > 0 ? " " : "");
		dump(child, out);
	}
	buf_add_byte(out, node->type == YAML_MAPPING ? '}' : ']');
	assert_int_equal(count, node->count);
}

static void trees(void **state)
{
	static const struct {
		const char *name;
		const char *yaml;
		const char *tree;
	} cases[] = {
		{"nothing", "", "1:1[]"},
		{"a comment only", "# hello\n", "1:1[]"},
		{"a scalar", "x", "1:1p<x>"},
		{"a mapping", "a: 1\nb: 2\n", "1:1{a=1:4p<1> b=2:4p<2>}"},
		{"no line end", "a: 1", "1:1{a=1:4p<1>}"},
		{"a sequence of mappings", "- a: 1\n  b: x y\n- c: 3\n",
			"1:1[1:3{a=1:6p<1> b=2:6p<x y>} 3:3{c=3:6p<3>}]"},
		{"empty values stand at their key", "a:\nb: ~\n", "1:1{a=1:1p<> b=2:4p<~>}"},
		{"columns are code points", "- {é: ü, ж: \"x\"}\n",
			"1:1[1:3{é=1:7p<ü> ж=1:14q<x>}]"},
		{"tabs count as one", "a:\tb\n", "1:1{a=1:4p<b>}"},
		{"quoted: first character inside", "a: 'it''s'\nb: \"x\\ny\"\n",
			"1:1{a=1:5q<it's> b=2:5q<x$y>}"},
		{"quoted over lines", "a: \"x\n  y\"\nb: 1\n", "1:1{a=1:5q<x y> b=3:4p<1>}"},
		{"plain over lines", "a: x\n  y\nb: 1\n", "1:1{a=1:4p<x y> b=3:4p<1>}"},
		{"literal", "a: |\n  x\n    y\n  z\nb: 1\n", "1:1{a=2:3b2<x$  y$z$> b=5:4p<1>}"},
		{"literal in a sequence", "- r: é\n  c: |\n    a AND\n    b\n",
			"1:1[1:3{r=1:6p<é> c=3:5b4<a AND$b$>}]"},
		{"literal that starts blank", "a: |\n\n  x\n", "1:1{a=2:3b2<$x$>}"},
		{"literal, indentation given", "a: |2\n    x\n  y\n", "1:1{a=2:3b2<  x$y$>}"},
		{"literal, stripped, commented", "a: |- # why\n   x\n", "1:1{a=2:4b3<x>}"},
		{"literal without text", "a: |\nb: 1\n", "1:1{a=2:1b0<> b=2:4p<1>}"},
		{"folded", "a: >\n  x\n  y\n\n  z\n", "1:1{a=2:3b2<x y$z$>}"},
		{"carriage returns", "a: |\r\n  x\r\n  y\r\nb: 1\r\n",
			"1:1{a=2:3b2<x$y$> b=4:4p<1>}"},
		{"a byte order mark",
			"\xef\xbb\xbf"
			"a: b\n",
			"1:1{a=1:4p<b>}"},
		{"a document start", "---\na: b\n...\n", "2:1{a=2:4p<b>}"},
		{"a hash in text", "a: x#y\nb: x #y\n", "1:1{a=1:4p<x#y> b=2:4p<x>}"},
		{"pairs in a sequence", "a: [b: c, é: {ü: d}, e: f]\n",
			"1:1{a=1:4[1:6{b=1:8p<c>} 1:12{é=1:14{ü=1:18p<d>}} 1:23{e=1:25p<f>}]}"},
		{"a key and its value on two lines", "{ é\n : b, c: d}\n",
			"1:1{é=2:4p<b> c=2:10p<d>}"},
		{"flow over lines", "a: [b,\n  \"c\"]\n", "1:1{a=1:4[1:5p<b> 2:4q<c>]}"},
		{"the names of rules",
			"- list: envoys\n  items: [\"ambassador*\", head of mission]\n",
			"1:1[1:3{list=1:9p<envoys> items=2:10[2:12q<ambassador*> 2:26p<head of "
			"mission>]}]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *arena = arena_new(1 << 20);
		struct str text = exact_copy(str_from(cases[i].yaml));
		struct yaml_node *root;
		struct diags diags;
		struct buf out;

		buf_init(&out, 1 << 16);
		diags_init(&diags);
		root = yaml_parse(arena, "f", text, &diags);
		diags_format(&diags, &out);
		assert_int_equal(diags.errors, 0);
		if (root) {
			dump(root, &out);
		}
		if (strcmp(buf_cstr(&out), cases[i].tree) != 0) {
			fail_msg("%s: got %s\nwant %s", cases[i].name, buf_cstr(&out),
				cases[i].tree);
		}
		free((void *)text.ptr);
		buf_done(&out);
		diags_done(&diags);
		arena_free(arena);
	}
}

static void errors(void **state)
{
	static const struct {
		const char *yaml;
		uint32_t line;
		uint32_t column;
		const char *message; /* a part of it */
		const char *quoted;
	} cases[] = {
		{"a:\n\t- b\n", 2, 1, "a tab in the indentation", "\t- b"},
		{"a: |\n\tx\n", 2, 1, "a tab in the indentation", "\tx"},
		{"a: 1\n \tb: 2\n", 2, 2, "a tab in the indentation", " \tb: 2"},
		{"a: |\n  x\n\ty\n", 3, 1, "a tab in the indentation", "\ty"},
		{"a: 1\nb: 2\na: 3\n", 3, 1, "\"a\" stands here twice", "a: 3"},
		{"x: *foo\n", 1, 4, "must be in quotes", "x: *foo"},
		{"x: [*foo, a]\n", 1, 5, "must be in quotes", "x: [*foo, a]"},
		{"- &x b\n", 1, 3, "anchors", "- &x b"},
		{"- !!str b\n", 1, 3, "tags", "- !!str b"},
		{"- !!map {a: b}\n", 1, 3, "tags", "- !!map {a: b}"},
		{"- ж: @foo\n", 1, 6, "put it in quotes", "- ж: @foo"},
		{"a: b: c\n", 1, 5, "put the text in quotes", "a: b: c"},
		{"- a\n b: c\n", 1, 3, "a key must stand on one line", "- a"},
		{"- x: |\n    a\n   b\n", 3, 4, "indented unlike", "   b"},
		{"a:\n  - b\n c: d\n", 3, 2, "indented unlike", " c: d"},
		{"a: [b, c\n", 1, 4, "closing bracket", "a: [b, c"},
		{"a: \"b\n", 1, 5, "closing quote", "a: \"b"},
		{"a: \"\\q\"\n", 1, 5, "escape", "a: \"\\q\""},
		{"a: \"b\\0\"\n", 1, 5, "gives no character", "a: \"b\\0\""},
		{"a: 1\n---\nb: 2\n", 2, 1, "a second document", "---"},
		{"[a, b]: c\n", 1, 1, "a key must be plain text", "[a, b]: c"},
		{": c\n", 1, 1, "a key is missing", ": c"},
		{"a: b\nc: \xff\n", 2, 4, "not valid UTF-8", NULL},
		{"a: \xed\xa0\x80\n", 1, 4, "not valid UTF-8", NULL},
		{"é: \x01\n", 1, 4, "control character", NULL},
		{"a: x\xc2\x80y\n", 1, 5, "control character", NULL},
		{"\xef\xbf\xbd: \x7f\n", 1, 4, "control character", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *arena = arena_new(1 << 20);
		struct str text = exact_copy(str_from(cases[i].yaml));
		struct diags diags;
		struct buf out;

		diags_init(&diags);
		buf_init(&out, 1 << 16);
		if (yaml_parse(arena, "rules.yaml", text, &diags)) {
			fail_msg("no error: %s", cases[i].yaml);
		}
		assert_int_equal(diags.errors, 1);
		diags_format(&diags, &out);
		if (diags.first->line != cases[i].line || diags.first->column != cases[i].column ||
			!strstr(diags.first->message, cases[i].message)) {
			fail_msg("want %u:%u %s, got %s", cases[i].line, cases[i].column,
				cases[i].message, buf_cstr(&out));
		}
		assert_string_equal(diags.first->file, "rules.yaml");
		if (cases[i].quoted) {
			assert_string_equal(diags.first->source_line, cases[i].quoted);
		}
		free((void *)text.ptr);
		buf_done(&out);
		diags_done(&diags);
		arena_free(arena);
	}
}

/* The place of a byte of a literal, as a parser of conditions computes it. */
static void places_in_literal(void **state)
{
	static const char yaml[] = "- rule: x\n  condition: |\n\n      a OR\n        é AND @here\n";
	struct arena *arena = arena_new(0);
	struct str lines = str_from(yaml);
	struct diags diags;
	struct yaml_node *node;
	struct str line;
	uint32_t row;

	(void)state;
	diags_init(&diags);
	node = yaml_get(yaml_parse(arena, "f", str_from(yaml), &diags)->first, STR("condition"));
	assert_non_null(node);
	row = node->line;
	for (struct str rest = node->text; str_cut(&rest, '\n', &line); row++) {
		if (str_find(line, STR("@here")) >= 0) {
			break;
		}
	}
	assert_int_equal(row, 5);
	for (uint32_t i = 0; i < row; i++) {
		assert_true(str_cut(&lines, '\n', &line));
	}
	/* "  é AND " is 8 code points and 9 bytes. */
	assert_int_equal(node->column + 8, 15);
	assert_int_equal(str_find(line, STR("@here")), 15);
	diags_done(&diags);
	arena_free(arena);
}

static void depth_and_size(void **state)
{
	struct arena *arena = arena_new(0);
	struct arena *small = arena_new(4096);
	struct diags diags;
	struct buf text;

	(void)state;
	for (size_t depth = LIMIT_YAML_DEPTH; depth <= LIMIT_YAML_DEPTH + 1; depth++) {
		buf_init(&text, 1 << 16);
		diags_init(&diags);
		for (size_t i = 0; i < 2 * depth; i++) {
			buf_add_byte(&text, i < depth ? '[' : ']');
		}
		if (depth == LIMIT_YAML_DEPTH) {
			assert_non_null(yaml_parse(arena, "f", buf_str(&text), &diags));
		} else {
			assert_null(yaml_parse(arena, "f", buf_str(&text), &diags));
			assert_string_equal(diags.first->message, "nested too deeply");
		}
		diags_done(&diags);
		buf_done(&text);
	}
	buf_init(&text, 1 << 16);
	diags_init(&diags);
	for (size_t i = 0; i < 1000; i++) {
		buf_add_str(&text, STR("- 0123456789\n"));
	}
	assert_null(yaml_parse(small, "f", buf_str(&text), &diags));
	assert_string_equal(diags.first->message, "the file is too large");
	diags_done(&diags);
	buf_done(&text);
	arena_free(small);
	arena_free(arena);
}

/* libfyaml gives the place of such a pair after that of its colon: who begins to count anew there takes hours for a file. */
static void many_pairs(void **state)
{
	struct arena *arena = arena_new(0);
	struct diags diags;
	struct buf text;
	int64_t begun_us;

	(void)state;
	buf_init(&text, 1 << 20);
	diags_init(&diags);
	buf_add_str(&text, STR("["));
	for (size_t i = 0; i < 40000; i++) {
		buf_add_str(&text, STR("a: b,\n"));
	}
	buf_add_str(&text, STR("]\n"));
	begun_us = clock_thread_cpu_us();
	assert_non_null(yaml_parse(arena, "f", buf_str(&text), &diags));
	assert_true(clock_thread_cpu_us() - begun_us < 5000000);
	diags_done(&diags);
	buf_done(&text);
	arena_free(arena);
}

/* Beyond the list of keys the table takes over: all keys are found, a double one anywhere too. */
static void many_keys(void **state)
{
	(void)state;
	for (size_t doubled = 0; doubled <= 100; doubled += 10) {
		struct arena *arena = arena_new(0);
		struct yaml_node *root;
		struct diags diags;
		struct buf text;

		buf_init(&text, 1 << 16);
		diags_init(&diags);
		for (size_t i = 0; i < 100; i++) {
			buf_printf(&text, "key%zu: %zu\n", i, i);
		}
		if (doubled < 100) {
			buf_printf(&text, "key%zu: again\n", doubled);
		}
		root = yaml_parse(arena, "f", buf_str(&text), &diags);
		if (doubled < 100) {
			assert_null(root);
			assert_int_equal(diags.first->line, 101);
		} else {
			assert_int_equal(root->count, 100);
			assert_true(str_eq(yaml_get(root, STR("key57"))->text, STR("57")));
			assert_null(yaml_get(root, STR("key100")));
			assert_null(yaml_get(root->first, STR("key1")));
		}
		diags_done(&diags);
		buf_done(&text);
		arena_free(arena);
	}
}

static void bools(void **state)
{
	static const struct {
		const char *yaml;
		int result;
		bool value;
	} cases[] = {
		{"true", 0, true},
		{"True", 0, true},
		{"yes", 0, true},
		{"on", 0, true},
		{"false", 0, false},
		{"no", 0, false},
		{"OFF", 0, false},
		{"1", -EINVAL, false},
		{"\"\"", -EINVAL, false},
		{"truely", -EINVAL, false},
		{"[true]", -EINVAL, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *arena = arena_new(0);
		struct diags diags;
		bool value = !cases[i].value;
		struct yaml_node *node;

		diags_init(&diags);
		node = yaml_parse(arena, "f", str_from(cases[i].yaml), &diags);
		assert_int_equal(yaml_to_bool(node, &value), cases[i].result);
		assert_int_equal(value, cases[i].result == 0 ? cases[i].value : !cases[i].value);
		diags_done(&diags);
		arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees),
		cmocka_unit_test(errors),
		cmocka_unit_test(places_in_literal),
		cmocka_unit_test(depth_and_size),
		cmocka_unit_test(many_pairs),
		cmocka_unit_test(many_keys),
		cmocka_unit_test(bools),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
