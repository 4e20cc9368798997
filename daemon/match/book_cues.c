/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cues (RULES.md 5): from definitions to what the book keeps, their tests included. Does not look for them in any text.
 * Keeps true: every item of a cue can be compiled, and a cue has one role.
 */
#include "match/loader.h"

#include "base/limits.h"
#include "text/fold.h"
#include "text/utf8.h"

#define WORDS_DEFAULT 8
#define STAR_LETTERS_MIN 3

struct cue_reading {
	struct loader *loader;
	const struct definition *definition;
	struct book_cue *cue;
};

static bool read_choice(
	const struct cue_reading *in, enum key key, const struct str *words, size_t *ret)
{
	const struct piece *piece = definition_key(in->definition, key);

	return piece && value_choice(in->loader, piece->source, piece->node, words, ret);
}

static void read_lang(const struct cue_reading *in)
{
	const struct piece *piece = definition_key(in->definition, KEY_LANG);

	if (!piece) {
		loader_error_at(in->loader, in->cue->place, "the cue has no lang");
		diags_suggest(in->loader->diags, "write lang: en");
	} else if (value_is_language(in->loader, piece->source, piece->node)) {
		(void)loader_copy(in->loader, piece->node->text, &in->cue->lang);
	}
}

/* One of `assertion`, `ends` and `known_by` says what the cue is for. */
static bool read_role(const struct cue_reading *in)
{
	static const struct str assertions[] = {STR_INIT("none"), STR_INIT("affirmed"),
		STR_INIT("prospective"), STR_INIT("negated"), STR_INIT("background"), STR_INIT("")};
	static const struct str ends[] = {STR_INIT("phrase"), STR_INIT("clause"), STR_INIT("")};
	bool speaks = definition_key(in->definition, KEY_ASSERTION) != NULL;
	bool ends_it = definition_key(in->definition, KEY_ENDS) != NULL;
	bool is_known = definition_key(in->definition, KEY_KNOWN_BY) != NULL;
	struct book_cue *cue = in->cue;
	size_t word = 0;

	if (speaks + ends_it + is_known != 1) {
		loader_error_at(
			in->loader, cue->place, "a cue has one of assertion, ends and known_by");
		return false;
	}
	if (is_known) {
		cue->role = CUE_KNOWN;
		return true;
	}
	if (ends_it) {
		cue->role = CUE_ENDS;
		if (!read_choice(in, KEY_ENDS, ends, &word)) {
			return false;
		}
		cue->within = word == 0 ? CUE_WITHIN_PHRASE : CUE_WITHIN_CLAUSE;
		return true;
	}
	cue->role = CUE_SPEAKS;
	if (!read_choice(in, KEY_ASSERTION, assertions, &word)) {
		return false;
	}
	cue->assertion = (enum assertion)(ASSERTION_UNDETERMINED + (int)word);
	return true;
}

static void read_reach(const struct cue_reading *in)
{
	static const struct str events[] = {
		STR_INIT("after"), STR_INIT("before"), STR_INIT("either"), STR_INIT("")};
	static const struct str units[] = {
		STR_INIT("phrase"), STR_INIT("clause"), STR_INIT("sentence"), STR_INIT("")};
	static const enum key keys[] = {KEY_EVENT, KEY_WITHIN, KEY_WORDS};
	struct book_cue *cue = in->cue;
	size_t word = 0;
	int64_t number = WORDS_DEFAULT;

	if (cue->role != CUE_SPEAKS) {
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
			const struct piece *piece = definition_key(in->definition, keys[i]);

			if (piece) {
				loader_error(in->loader, piece->source, piece->node->key,
					"only a cue with an assertion has %.*s",
					STR_ARG(piece->node->key->text));
			}
		}
		return;
	}
	if (read_choice(in, KEY_EVENT, events, &word)) {
		cue->event = (enum cue_event)word;
	}
	cue->within = CUE_WITHIN_CLAUSE;
	if (read_choice(in, KEY_WITHIN, units, &word)) {
		cue->within = (enum cue_within)word;
	}
	if (definition_key(in->definition, KEY_WORDS)) {
		const struct piece *piece = definition_key(in->definition, KEY_WORDS);

		if (str_to_int64(str_trim(piece->node->text), &number) < 0 || number < 0 ||
			number > LIMIT_CUE_REACH) {
			loader_error(in->loader, piece->source, piece->node,
				"words is a number from 0 to %d", LIMIT_CUE_REACH);
			number = WORDS_DEFAULT;
		}
	}
	cue->words = (uint32_t)number;
}

/* --- items --- */

/* How many letters end this text: those of the word that a star behind it stands for, as texts are read. */
static size_t letters_at_end(struct str text)
{
	size_t count = 0;

	for (size_t at = 0; at < text.len;) {
		enum fold_class class = fold_class(fold_entry(utf8_next(text, &at)));

		if (class == FOLD_WORD || class == FOLD_DIGIT) {
			count++;
		} else if (class == FOLD_IDEOGRAPH) {
			count += STAR_LETTERS_MIN; /* it says as much as a word */
		} else if (class != FOLD_MARK && class != FOLD_APOSTROPHE &&
			   class != FOLD_IGNORED) {
			count = 0;
		}
	}
	return count;
}

/* What is wrong with an item; NULL: nothing. */
static const char *fault_of_item(struct str item, bool single)
{
	struct str rest = item;
	struct str word = STR("");
	size_t count = 0;
	bool gap = false;

	while (str_cut(&rest, ' ', &word)) {
		size_t star = 0;

		if (word.len == 0) {
			continue;
		}
		while (star < word.len && word.ptr[star] != '*') {
			star++;
		}
		gap = str_eq(word, STR("..."));
		if (gap && count == 0) {
			return "an item begins with a word";
		}
		if (star < word.len && (star + 1 < word.len || letters_at_end(str_slice(word, 0,
								       star)) < STAR_LETTERS_MIN)) {
			return "* stands at the end of a word, behind three letters at least";
		}
		if (word.ptr[0] == '<' && (!str_eq(word, STR("<past-year>")) || count == 0)) {
			return "the only word in < > is <past-year>, and no item begins with it";
		}
		count++;
	}
	if (gap) {
		return "an item ends with a word";
	}
	if (count > LIMIT_CUE_WORDS || (single && count > 1)) {
		return single ? "a common word is one word" : "an item has 8 words at most";
	}
	return NULL;
}

static void read_items(const struct cue_reading *in)
{
	enum key key = in->cue->role == CUE_KNOWN ? KEY_KNOWN_BY : KEY_ITEMS;
	const struct piece *piece = definition_key(in->definition, key);
	struct values values = values_of(piece);
	const struct book_source *source = NULL;
	const struct yaml_node *node;

	if (in->cue->role == CUE_KNOWN && definition_key(in->definition, KEY_ITEMS)) {
		loader_error_at(in->loader, in->cue->place, "a cue with known_by has no items");
	}
	if (!piece || values_count(piece) == 0) {
		loader_error_at(in->loader, in->cue->place, "the cue has no items");
		return;
	}
	if (!value_texts(in->loader, piece, &in->cue->items, &in->cue->item_count)) {
		return;
	}
	while ((node = values_next(&values, &source))) {
		const char *fault = fault_of_item(str_trim(node->text), in->cue->role == CUE_KNOWN);

		if (fault) {
			loader_error(in->loader, source, node, "%s", fault);
		}
	}
}

/* --- tests --- */

/* Takes the [ ] around the event out of the text. */
static bool read_marked(const struct cue_reading *in, const struct book_source *source,
	const struct yaml_node *node, struct book_cue_test *test)
{
	size_t open = 0;
	size_t close = 0;
	struct str text;
	char *out;

	if (!value_is_text(in->loader, source, node)) {
		return false;
	}
	text = str_trim(node->text);
	while (open < text.len && text.ptr[open] != '[') {
		open++;
	}
	for (close = open; close < text.len && text.ptr[close] != ']'; close++) {
	}
	if (close >= text.len || close == open + 1) {
		loader_error(in->loader, source, node, "the event of a test stands in [ ]");
		diags_suggest(in->loader->diags, "write \"They plan to [visit] us.\"");
		return false;
	}
	out = loader_alloc(in->loader, text.len, 1);
	if (!out) {
		return false;
	}
	test->event_start = open;
	test->event_end = close - 1;
	for (size_t i = 0; i < text.len; i++) {
		if (i != open && i != close) {
			out[test->text.len++] = text.ptr[i];
		}
	}
	test->text.ptr = out;
	return true;
}

/* A test is a text, or {text, assertion}. A cue that asserts nothing leaves the event affirmed. */
static void read_test(const struct cue_reading *in, const struct book_source *source,
	const struct yaml_node *node, struct book_cue_test *test)
{
	static const struct str keys[] = {STR_INIT("text"), STR_INIT("assertion"), STR_INIT("")};
	static const struct str words[] = {STR_INIT("affirmed"), STR_INIT("prospective"),
		STR_INIT("negated"), STR_INIT("background"), STR_INIT("")};
	const struct yaml_node *text = node;
	size_t word = 0;

	test->place = yaml_place(node, source->file);
	test->assertion = in->cue->assertion == ASSERTION_UNDETERMINED ? ASSERTION_AFFIRMED
								       : in->cue->assertion;
	if (node->type == YAML_MAPPING) {
		const struct yaml_node *assertion = yaml_get(node, keys[1]);

		for (const struct yaml_node *value = node->first; value; value = value->next) {
			if (!str_eq(value->key->text, keys[0]) &&
				!str_eq(value->key->text, keys[1])) {
				value_unknown_key(in->loader, source, value, keys);
			}
		}
		text = yaml_get(node, keys[0]);
		if (!text) {
			loader_error(in->loader, source, node, "the test has no text");
			return;
		}
		if (assertion && value_choice(in->loader, source, assertion, words, &word)) {
			test->assertion = (enum assertion)(ASSERTION_AFFIRMED + (int)word);
		}
	}
	(void)read_marked(in, source, text, test);
}

static void read_tests(const struct cue_reading *in)
{
	static const struct str keys[] = {STR_INIT("match"), STR_INIT("no_match"), STR_INIT("")};
	const struct piece *piece = definition_key(in->definition, KEY_TESTS);
	size_t count = 0;

	for (const struct yaml_node *value = piece->node->first; value; value = value->next) {
		const struct piece part = {.node = value, .source = piece->source};

		if (!str_eq(value->key->text, keys[0]) && !str_eq(value->key->text, keys[1])) {
			value_unknown_key(in->loader, piece->source, value, keys);
		}
		count += values_count(&part);
	}
	in->cue->tests = loader_alloc(in->loader, count, sizeof(*in->cue->tests));
	for (size_t i = 0; i < 2 && in->cue->tests; i++) {
		const struct piece part = {
			.node = yaml_get(piece->node, keys[i]), .source = piece->source};
		struct values values = values_of(part.node ? &part : NULL);
		const struct book_source *source = NULL;
		const struct yaml_node *node;

		while ((node = values_next(&values, &source))) {
			struct book_cue_test *test = &in->cue->tests[in->cue->test_count++];

			test->must_match = i == 0;
			read_test(in, source, node, test);
		}
	}
}

static void read_cue(const struct cue_reading *in)
{
	(void)loader_copy(in->loader, in->definition->name, &in->cue->name);
	in->cue->place = yaml_place(in->definition->node, in->definition->source->file);
	if (in->definition->broken) {
		return;
	}
	read_lang(in);
	if (!read_role(in)) {
		return;
	}
	read_reach(in);
	read_items(in);
	if (definition_key(in->definition, KEY_TESTS)) {
		read_tests(in);
	}
}

void loader_read_cues(struct loader *loader)
{
	struct rule_book *book = loader->book;

	book->cue_count = loader->counts[DEFINITION_CUE];
	book->cues = loader_alloc(loader, book->cue_count, sizeof(*book->cues));
	for (const struct definition *d = loader->first; d && book->cues; d = d->next) {
		if (d->type == DEFINITION_CUE) {
			const struct cue_reading in = {loader, d, &book->cues[d->index]};

			read_cue(&in);
		}
	}
}
