/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the trees of a rule and writes them as conditions. Never asks whether they are true. */
#include "match/oracle/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/oracle/things.h"

static const char *const capture_names[CAPTURES] = {"who", "event", "where"};

const char *capture_name(int name)
{
	return capture_names[name];
}

void forest_init(struct forest *forest, int number)
{
	memset(forest, 0, sizeof(*forest));
	forest->trees = calloc(NODES_MAX, sizeof(forest->trees[0]));
	forest->number = number;
}

void forest_done(struct forest *forest)
{
	for (int i = 0; i < forest->count; i++) {
		free(forest->trees[i].source);
	}
	free(forest->trees);
}

struct tree *tree_plant(struct forest *forest, enum kind kind)
{
	struct tree *tree = &forest->trees[forest->count];
	if (forest->count + 1 == NODES_MAX) {
		(void)fputs("the forest is full\n", stderr);
		abort();
	}
	forest->count++;
	tree->kind = kind;
	return tree;
}

void tree_add(struct tree *tree, struct tree *child)
{
	tree->child[tree->count++] = child;
}

const struct tree *tree_inside(const struct tree *tree)
{
	while (tree->kind == MACRO || tree->kind == CAPTURE) {
		tree = tree->child[0];
	}
	return tree;
}

bool tree_is_operand(const struct tree *tree)
{
	const struct tree *inside = tree_inside(tree);
	if (inside->kind != OR) {
		return inside->kind <= NEAR;
	}
	for (int i = 0; i < inside->count; i++) {
		if (!tree_is_operand(inside->child[i])) {
			return false;
		}
	}
	return true;
}

bool tree_has(const struct tree *tree, enum kind kind)
{
	bool found = tree->kind == kind;
	for (int i = 0; i < tree->count && !found; i++) {
		found = tree_has(tree->child[i], kind);
	}
	return found;
}

bool tree_has_capture_of(const struct tree *tree, int name)
{
	bool found = tree->kind == CAPTURE && tree->a == name;
	for (int i = 0; i < tree->count && !found; i++) {
		found = tree_has_capture_of(tree->child[i], name);
	}
	return found;
}

/* --- writing --- */

void tree_regex_letters(int word, char out[4])
{
	(void)snprintf(out, 4, "%.3s", vocabulary_word(word)->folded + 1);
}

static void write_children(struct buf *out, const struct forest *forest, const struct tree *tree)
{
	const char *gap = tree->kind == AND   ? " AND "
			  : tree->kind == OR  ? " OR "
			  : tree->kind == NOF ? ", "
					      : " ";
	for (int i = 0; i < tree->count; i++) {
		buf_add_str(out, str_from(i > 0 ? gap : ""));
		tree_write(out, forest, tree->child[i]);
	}
}

static void write_regex(struct buf *out, const struct tree *tree)
{
	char first[4];
	char second[4];
	tree_regex_letters(tree->a, first);
	tree_regex_letters(tree->c, second);
	buf_printf(out, "/%s%s%s%s/%s", tree->b == LETTERS_FIRST ? "^" : "", first,
		tree->b == LETTERS_AND_OTHERS ? ".*" : "",
		tree->b == LETTERS_AND_OTHERS ? second : "",
		tree->b == LETTERS_ANY_CASE ? "i" : "");
}

static void write_fields(struct buf *out, uint32_t fields)
{
	const char *gap = "";
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (fields >> i & 1) {
			buf_printf(out, "%s%s", gap, field_name((enum field)i));
			gap = ",";
		}
	}
}

static void write_term(struct buf *out, const struct forest *forest, const struct tree *tree)
{
	const char *small = vocabulary_word(tree->a)->spelled[SMALL];
	switch (tree->kind) {
	case EXACT:
		buf_printf(out, "=%s", vocabulary_word(tree->a)->spelled[tree->b]);
		return;
	case WILD:
		buf_printf(out, "%s", tree->pattern);
		return;
	case STEM:
		buf_printf(out, "%s~", small);
		return;
	case FUZZY:
		buf_printf(out, "%s~%d", small, tree->b);
		return;
	case HYPHEN:
		buf_printf(out, "%s-%s", small, vocabulary_word(tree->b)->spelled[SMALL]);
		return;
	case RUN:
		for (int i = 0; i < tree->count; i++) {
			buf_printf(out, "%s", vocabulary_word(tree->child[i]->a)->folded);
		}
		return;
	case PHRASE:
		buf_add_byte(out, '"');
		write_children(out, forest, tree);
		buf_add_byte(out, '"');
		return;
	case LIST:
	case ENTITY:
	case TYPE:
		buf_printf(out, "@%s", thing_name(tree->kind, tree->a));
		return;
	default:
		buf_printf(out, "%s", small);
		return;
	}
}

static void write_near(struct buf *out, const struct forest *forest, const struct tree *tree)
{
	tree_write(out, forest, tree->child[0]);
	buf_printf(out, " %s%sNEAR/%d ", tree->negated ? "NOT " : "", tree->ordered ? "O" : "",
		tree->a);
	tree_write(out, forest, tree->child[1]);
}

static void write_clause(struct buf *out, const struct forest *forest, const struct tree *tree)
{
	switch (tree->kind) {
	case NOT:
		buf_add_str(out, STR("NOT "));
		break;
	case SENT:
		buf_add_str(out, STR("SENT"));
		break;
	case PARA:
		buf_add_str(out, STR("PARA"));
		break;
	case FIRST:
		buf_printf(out, "FIRST/%d", tree->a);
		break;
	case ATLEAST:
		buf_printf(out, "ATLEAST/%d", tree->a);
		break;
	case NOF:
		buf_printf(out, "%d OF ", tree->a);
		break;
	case FIELD:
		write_fields(out, tree->fields);
		buf_add_byte(out, ':');
		break;
	default:
		break;
	}
	buf_add_byte(out, '(');
	if (tree->kind == NEAR) {
		write_near(out, forest, tree);
	} else {
		write_children(out, forest, tree);
	}
	buf_add_byte(out, ')');
}

void tree_write(struct buf *out, const struct forest *forest, const struct tree *tree)
{
	switch (tree->kind) {
	case MACRO:
		buf_printf(out, "$m%d-%d", forest->number, tree->a);
		return;
	case CAPTURE:
		buf_printf(out, "%s=", capture_names[tree->a]);
		tree_write(out, forest, tree->child[0]);
		return;
	case REGEX:
		write_regex(out, tree);
		return;
	case FIELD:
		if (tree->child[0]->kind <= TYPE || tree->child[0]->kind == REGEX) {
			write_fields(out, tree->fields);
			buf_add_byte(out, ':');
			tree_write(out, forest, tree->child[0]);
			return;
		}
		break;
	default:
		break;
	}
	if (tree->kind <= TYPE) {
		write_term(out, forest, tree);
	} else {
		write_clause(out, forest, tree);
	}
}

const char *tree_source(const struct forest *forest, struct tree *tree)
{
	if (!tree->source) {
		struct buf out;
		buf_init(&out, 65536);
		tree_write(&out, forest, tree);
		struct str source = buf_str(&out);
		bool in_parentheses = tree->kind == NEAR || tree->kind == OR || tree->kind == AND;
		if (in_parentheses) {
			source = str_slice(source, 1, source.len - 2);
		}
		tree->source = strndup(source.ptr, source.len);
		buf_done(&out);
	}
	return tree->source;
}
