/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tests written in a rule: what must match, what must not, and what is expected of a match. Does not run them. Keeps
 * true: a test gives at least one field, and expects only captures that its condition makes.
 */
#include "match/loader.h"

#include "text/date.h"

struct test_reading {
	struct loader *loader;
	const struct book_source *source;
	const struct book_rule *rule;
	struct book_test *test;
};

/* A text alone is the body, or the title when the rule looks nowhere else. */
static enum field plain_field(const struct book_rule *rule)
{
	bool title = rule->fields & 1u << FIELD_TITLE;
	bool body = rule->fields & (1u << FIELD_BODY | 1u << FIELD_LEAD);

	return title && !body ? FIELD_TITLE : FIELD_BODY;
}

void loader_hint_at_condition(
	struct diags *diags, const struct book_rule *rule, const char *test_file)
{
	if (rule->condition_file && !str_eq(str_from(rule->condition_file), str_from(test_file))) {
		diags_suggest(diags,
			"the condition is that of %s: give the rule tests there, too, which replace "
			"these",
			rule->condition_file);
	}
}

static void read_captures(const struct test_reading *in, const struct yaml_node *node)
{
	struct book_test *test = in->test;

	if (node->type != YAML_MAPPING) {
		loader_error(in->loader, in->source, node, "captures must be a mapping");
		diags_suggest(in->loader->diags, "write captures: {who: taliban, where: japan}");
		return;
	}
	test->capture_names = loader_alloc(in->loader, node->count, sizeof(struct str));
	test->capture_ids = loader_alloc(in->loader, node->count, sizeof(struct str));
	for (const struct yaml_node *value = node->first; value; value = value->next) {
		size_t i = test->capture_count;

		if (!test->capture_names || !test->capture_ids ||
			!value_is_text(in->loader, in->source, value)) {
			return;
		}
		if (in->rule->condition &&
			!condition_has_capture(in->rule->condition, value->key->text)) {
			loader_error(in->loader, in->source, value->key,
				"the condition captures no '%.*s'", STR_ARG(value->key->text));
			loader_hint_at_condition(in->loader->diags, in->rule, in->source->file);
			return;
		}
		if (!loader_copy(in->loader, value->key->text, &test->capture_names[i]) ||
			!loader_copy(in->loader, str_trim(value->text), &test->capture_ids[i])) {
			return;
		}
		test->capture_count++;
	}
}

static void read_assertion(const struct test_reading *in, const struct yaml_node *node)
{
	static const struct str words[] = {STR_INIT("undetermined"), STR_INIT("affirmed"),
		STR_INIT("prospective"), STR_INIT("negated"), STR_INIT("background"), STR_INIT("")};
	size_t word;

	if (value_choice(in->loader, in->source, node, words, &word)) {
		in->test->has_assertion = true;
		in->test->assertion = (enum assertion)(ASSERTION_UNDETERMINED + (int)word);
	}
}

/* A day or a time, as alerts and `nuncio match` write it. */
static void read_published(const struct test_reading *in, const struct yaml_node *node)
{
	if (!value_is_text(in->loader, in->source, node)) {
		return;
	}
	if (date_parse_rfc3339(str_trim(node->text), &in->test->published) < 0) {
		loader_error(
			in->loader, in->source, node, "'%.*s' is not a time", STR_ARG(node->text));
		diags_suggest(in->loader->diags, "write 2024-03-31 or 2024-03-31T12:00:00Z");
	}
}

static void read_key(const struct test_reading *in, const struct yaml_node *value)
{
	static const struct str keys[] = {STR_INIT("title"), STR_INIT("body"), STR_INIT("url"),
		STR_INIT("author"), STR_INIT("tag"), STR_INIT("source"), STR_INIT("feed_country"),
		STR_INIT("lang"), STR_INIT("published"), STR_INIT("captures"),
		STR_INIT("assertion"), STR_INIT("")};
	struct str key = value->key->text;
	bool expects = str_eq(key, STR("captures")) || str_eq(key, STR("assertion"));
	enum field field;

	if (expects && !in->test->must_match) {
		loader_error(in->loader, in->source, value->key, "what must not match has no %.*s",
			STR_ARG(key));
	} else if (str_eq(key, STR("captures"))) {
		read_captures(in, value);
	} else if (str_eq(key, STR("assertion"))) {
		read_assertion(in, value);
	} else if (str_eq(key, STR("published"))) {
		read_published(in, value);
	} else if (condition_field_parse(key, &field) && field != FIELD_LEAD) {
		if (value_is_text(in->loader, in->source, value)) {
			(void)loader_copy(in->loader, value->text, &in->test->fields[field]);
		}
	} else {
		value_unknown_key(in->loader, in->source, value, keys);
		if (str_eq(key, STR("text"))) {
			diags_suggest(in->loader->diags, "did you mean body");
		}
	}
}

static bool is_empty(const struct book_test *test)
{
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (test->fields[i].len) {
			return false;
		}
	}
	return true;
}

static void read_test(const struct test_reading *in, const struct yaml_node *node)
{
	size_t errors = in->loader->diags->errors;

	in->test->place = yaml_place(node, in->source->file);
	if (node->type != YAML_MAPPING) {
		if (value_is_text(in->loader, in->source, node)) {
			(void)loader_copy(
				in->loader, node->text, &in->test->fields[plain_field(in->rule)]);
		}
	} else {
		for (const struct yaml_node *value = node->first; value; value = value->next) {
			read_key(in, value);
		}
		if (is_empty(in->test) && errors == in->loader->diags->errors) {
			loader_error(in->loader, in->source, node, "the test has no text");
			diags_suggest(in->loader->diags, "write {title: \"…\", body: \"…\"}");
		}
	}
	in->test->title = in->test->fields[FIELD_TITLE];
	in->test->text = in->test->fields[FIELD_BODY];
}

/* The list under match or no_match. */
static void read_group(
	struct loader *loader, const struct piece *piece, struct book_rule *rule, bool must_match)
{
	struct values values = values_of(piece);
	const struct book_source *source = NULL;
	const struct yaml_node *node;

	while ((node = values_next(&values, &source))) {
		struct book_test *test = &rule->tests[rule->test_count++];
		struct test_reading in = {loader, source, rule, test};

		test->must_match = must_match;
		read_test(&in, node);
	}
}

void loader_read_tests(struct loader *loader, const struct piece *piece, struct book_rule *rule)
{
	static const struct str keys[] = {STR_INIT("match"), STR_INIT("no_match"), STR_INIT("")};
	struct piece match = {.node = yaml_get(piece->node, keys[0]), .source = piece->source};
	struct piece no_match = {.node = yaml_get(piece->node, keys[1]), .source = piece->source};
	size_t count = (match.node ? values_count(&match) : 0) +
		       (no_match.node ? values_count(&no_match) : 0);

	for (const struct yaml_node *value = piece->node->first; value; value = value->next) {
		if (value != match.node && value != no_match.node) {
			value_unknown_key(loader, piece->source, value, keys);
		}
	}
	rule->tests = loader_alloc(loader, count, sizeof(*rule->tests));
	if (rule->tests && match.node) {
		read_group(loader, &match, rule, true);
	}
	if (rule->tests && no_match.node) {
		read_group(loader, &no_match, rule, false);
	}
}
