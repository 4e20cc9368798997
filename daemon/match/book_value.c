/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values of rule files, taken from YAML nodes with an error at the node when they are not what they should be. Knows no
 * key and no rule. Keeps true: every false has its diagnostic.
 */
#include "match/loader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text/suggest.h"
#include "text/utf8.h"

#define MESSAGE_MAX 512
#define NAME_BYTES_MAX 100

struct condition_room loader_room(struct loader *loader)
{
	return (struct condition_room){.nodes = loader->book->trees,
		.texts = loader->arena,
		.macro_nodes = &loader->macro_nodes};
}

void *loader_alloc(struct loader *loader, size_t count, size_t size)
{
	void *memory = NULL;
	struct place place = {0};

	if (count <= SIZE_MAX / (size ? size : 1)) {
		memory = arena_zalloc(loader->arena, count * size);
	}
	if (!memory && !loader->full) {
		loader->full = true;
		diags_error(loader->diags, place, "the rules do not fit into the memory set aside");
	}
	return memory;
}

bool loader_copy(struct loader *loader, struct str text, struct str *ret)
{
	char *copy = loader_alloc(loader, text.len + 1, 1);

	if (!copy) {
		return false;
	}
	if (text.len > 0) {
		memcpy(copy, text.ptr, text.len);
	}
	*ret = str_make(copy, text.len);
	return true;
}

void loader_error(struct loader *loader, const struct book_source *source,
	const struct yaml_node *node, const char *format, ...)
{
	char message[MESSAGE_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	diags_error(loader->diags, yaml_place(node, source->file), "%s", message);
	diags_quote(loader->diags, source->text);
}

void loader_error_at(struct loader *loader, struct place place, const char *format, ...)
{
	char message[MESSAGE_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	diags_error(loader->diags, place, "%s", message);
	for (size_t i = 0; i < loader->source_count; i++) {
		if (loader->sources[i].file == place.file) {
			diags_quote(loader->diags, loader->sources[i].text);
			return;
		}
	}
}

struct piece *definition_key(const struct definition *definition, enum key key)
{
	struct piece *piece = definition->keys;

	while (piece && piece->key != key) {
		piece = piece->next_key;
	}
	return piece;
}

struct values values_of(const struct piece *piece)
{
	struct values values = {.piece = piece};

	if (piece) {
		values.node = piece->node->type == YAML_SEQUENCE ? piece->node->first : piece->node;
	}
	return values;
}

const struct yaml_node *values_next(struct values *values, const struct book_source **ret_source)
{
	const struct yaml_node *node;

	while (values->piece && !values->node) {
		*values = values_of(values->piece->next);
	}
	if (!values->piece) {
		return NULL;
	}
	node = values->node;
	*ret_source = values->piece->source;
	values->node = values->piece->node->type == YAML_SEQUENCE ? node->next : NULL;
	return node;
}

size_t values_count(const struct piece *piece)
{
	size_t count = 0;

	for (; piece; piece = piece->next) {
		count += piece->node->type == YAML_SEQUENCE ? piece->node->count : 1;
	}
	return count;
}

static struct str key_of(const struct yaml_node *node)
{
	return node->key ? node->key->text : STR("an item");
}

bool value_is_text(
	struct loader *loader, const struct book_source *source, const struct yaml_node *node)
{
	if (node->type != YAML_SCALAR) {
		loader_error(loader, source, node, "%.*s must be text, not a %s",
			STR_ARG(key_of(node)), node->type == YAML_SEQUENCE ? "list" : "mapping");
		if (node->type == YAML_SEQUENCE && str_eq(key_of(node), STR("condition"))) {
			diags_suggest(loader->diags,
				"write condition: A OR B, or make it a list: and use @name");
		}
		return false;
	}
	if (str_trim(node->text).len == 0) {
		loader_error(loader, source, node, "%.*s is empty", STR_ARG(key_of(node)));
		return false;
	}
	return true;
}

bool value_text(struct loader *loader, const struct piece *piece, struct str *ret)
{
	return value_is_text(loader, piece->source, piece->node) &&
	       loader_copy(loader, str_trim(piece->node->text), ret);
}

bool value_texts(
	struct loader *loader, const struct piece *piece, struct str **ret, size_t *ret_count)
{
	size_t count = values_count(piece);
	struct str *texts = loader_alloc(loader, count, sizeof(*texts));
	struct values values = values_of(piece);
	const struct book_source *source = NULL;
	const struct yaml_node *node;
	size_t filled = 0;

	if (!texts) {
		return false;
	}
	while ((node = values_next(&values, &source))) {
		if (!value_is_text(loader, source, node) ||
			!loader_copy(loader, str_trim(node->text), &texts[filled++])) {
			return false;
		}
	}
	*ret = texts;
	*ret_count = filled;
	return true;
}

static void suggest_word(struct loader *loader, struct str word, const struct str *words)
{
	struct suggest suggest = suggest_start(word);

	for (; words->len; words++) {
		suggest_offer(&suggest, *words);
	}
	if (suggest.best.len) {
		diags_suggest(loader->diags, "did you mean %.*s", STR_ARG(suggest.best));
	}
}

/* "a, b or c", cut when the table is too long for one line. */
static void list_words(const struct str *words, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; words[i].len && at < size; i++) {
		const char *joint = words[i + 1].len ? ", " : " or ";
		int len =
			snprintf(out + at, size - at, "%s%.*s", i ? joint : "", STR_ARG(words[i]));

		at += len > 0 ? (size_t)len : 0;
	}
}

bool value_choice(struct loader *loader, const struct book_source *source,
	const struct yaml_node *node, const struct str *words, size_t *ret)
{
	char known[MESSAGE_MAX / 2];

	if (!value_is_text(loader, source, node)) {
		return false;
	}
	for (size_t i = 0; words[i].len; i++) {
		if (str_eq(words[i], node->text)) {
			*ret = i;
			return true;
		}
	}
	list_words(words, known, sizeof(known));
	loader_error(loader, source, node, "'%.*s' is not known here; it can be %s",
		STR_ARG(str_slice(node->text, 0, NAME_BYTES_MAX)), known);
	suggest_word(loader, node->text, words);
	return false;
}

bool value_is_name(
	struct loader *loader, const struct book_source *source, const struct yaml_node *node)
{
	if (!value_is_text(loader, source, node)) {
		return false;
	}
	if (node->text.len > NAME_BYTES_MAX || names_span(node->text) != node->text.len) {
		loader_error(loader, source, node, "'%.*s' is not a name",
			STR_ARG(str_slice(node->text, 0, NAME_BYTES_MAX)));
		diags_suggest(loader->diags,
			"a name is made of up to %d letters (a to z), digits, . _ - and ends in a letter or "
			"digit",
			NAME_BYTES_MAX);
		return false;
	}
	return true;
}

bool value_is_language(
	struct loader *loader, const struct book_source *source, const struct yaml_node *node)
{
	struct str rest;
	struct str first;
	bool good = value_is_text(loader, source, node);

	if (!good) {
		return false;
	}
	rest = node->text;
	good = str_cut(&rest, '-', &first) && first.len >= 2 && first.len <= 3 &&
	       names_span(node->text) == node->text.len;
	for (size_t i = 0; good && i < first.len; i++) {
		good = first.ptr[i] >= 'a' && first.ptr[i] <= 'z';
	}
	if (!good) {
		loader_error(loader, source, node, "'%.*s' is not a language code",
			STR_ARG(str_slice(node->text, 0, NAME_BYTES_MAX)));
		diags_suggest(loader->diags, "write en, fa, zh-Hant");
	}
	return good;
}

struct condition_origin value_origin(const struct book_source *source, const struct yaml_node *node)
{
	return (struct condition_origin){
		.file = source->file,
		.line = node->line,
		.column = node->column, /* of quoted text, that behind the quote */
		.indent = node->indent,
		.file_text = source->text,
	};
}

static void find_lines(struct loader *loader, struct source_lines *lines, struct str text)
{
	struct str rest = text;
	struct str line;

	lines->is_known = true;
	lines->has_comments = str_find(text, STR(" #")) >= 0;
	if (!lines->has_comments) {
		return;
	}
	while (str_cut(&rest, '\n', &line)) {
		lines->count++;
	}
	lines->starts = arena_alloc(loader->scratch, lines->count * sizeof(lines->starts[0]));
	lines->count = 0;
	for (rest = text; str_cut(&rest, '\n', &line); lines->count++) {
		lines->starts[lines->count] = (size_t)(line.ptr - text.ptr);
	}
}

/* The column of the first " #" of a line; 0: there is none. */
static uint32_t find_comment(const struct source_lines *lines, struct str text, uint32_t number)
{
	struct str line;
	struct str rest;
	ptrdiff_t at;

	if (number == 0 || number > lines->count) {
		return 0;
	}
	rest = str_slice(text, lines->starts[number - 1], SIZE_MAX);
	(void)str_cut(&rest, '\n', &line);
	at = str_find(line, STR(" #"));
	return at < 0 ? 0 : (uint32_t)utf8_length(str_slice(line, 0, (size_t)at)) + 1;
}

/* The column of the " #" in the line that the node begins in. */
static uint32_t comment_of(
	struct loader *loader, const struct book_source *source, const struct yaml_node *node)
{
	struct source_lines *lines = &loader->lines[source - loader->sources];

	if (!lines->is_known) {
		find_lines(loader, lines, source->text);
	}
	if (lines->has_comments && lines->line != node->line) {
		lines->line = node->line;
		lines->comment = find_comment(lines, source->text, node->line);
	}
	return lines->comment;
}

void value_warn_of_comment(
	struct loader *loader, const struct book_source *source, const struct yaml_node *node)
{
	struct place place = yaml_place(node, source->file);
	uint32_t column;

	if (node->style != YAML_PLAIN || str_find_byte(node->text, '#') >= 0) {
		return;
	}
	column = comment_of(loader, source, node);
	if (column <= node->column) {
		return;
	}
	place.column = column + 1;
	diags_warning(
		loader->diags, place, "from here on it is a comment, and no part of the condition");
	diags_quote(loader->diags, source->text);
	diags_suggest(loader->diags,
		"write condition: | and the condition on the next line; a comment in it begins with //");
}

void value_unknown_key(struct loader *loader, const struct book_source *source,
	const struct yaml_node *node, const struct str *known)
{
	loader_error(loader, source, node->key, "unknown key '%.*s'", STR_ARG(node->key->text));
	suggest_word(loader, node->key->text, known);
}
