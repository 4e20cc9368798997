/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nesting and namespaces (XML Names 1.0) over the tokens of the scanner. An end tag closes what is open inside its element,
 * one that closes nothing is dropped; a prefix that nobody declared is known by custom. Nothing is kept of an element but
 * its name and what it declares, and nothing is looked up outside the document.
 * Invariant: what the handler is told nests, and LIMIT_XML_DEPTH elements and LIMIT_XML_NAMESPACES declarations are the most
 * that is open at a time.
 */
#include "parse/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "parse/document.h"
#include "parse/scan.h"

/* The longest prefix that is known in other letters, too: customary ones are shorter, and a long one costs much to compare. */
#define PREFIX_FOLDED_MAX 16u

/* A declaration of a namespace. */
struct binding {
	struct str prefix; /* as written, in the document; empty for the default */
	struct str uri;    /* in the document, or `owned` */
	char *owned;       /* NULL: none */
	enum names names;
};

struct open_element {
	struct str name; /* as written, in the document */
	struct str uri;  /* of its namespace, of a binding that is in force while it is open */
	enum names names;
	size_t bindings; /* in force before it */
};

struct xml_parser {
	const struct xml_handler *handler;
	void *arg;
	struct scanner scanner;
	struct buf small; /* names of the current tag in small letters; never moves */
	struct open_element open[LIMIT_XML_DEPTH];
	size_t depth;
	struct binding bindings[LIMIT_XML_NAMESPACES];
	size_t binding_count;
	size_t errors; /* of nesting and tags */
	size_t unclosed;
	size_t unopened;
	size_t undeclared; /* elements whose prefix nobody declared */
	struct xml_attribute attributes[LIMIT_XML_ATTRIBUTES];
	bool is_stopped; /* by the handler */
};

_Static_assert(LIMIT_XML_NAMESPACES == 256 && LIMIT_XML_DEPTH == 200 && LIMIT_XML_ERRORS == 10000,
	"the messages below say so");

/* --- names --- */

/* The name with its ASCII letters small, good until the next tag. */
static struct str to_small(struct xml_parser *parser, struct str name)
{
	size_t at = 0;

	while (at < name.len && (name.ptr[at] < 'A' || name.ptr[at] > 'Z')) {
		at++;
	}
	char *small = at < name.len ? buf_extend(&parser->small, name.len) : NULL;
	if (small == NULL) {
		return name;
	}
	for (size_t i = 0; i < name.len; i++) {
		bool is_capital = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';

		small[i] = (char)(name.ptr[i] + (is_capital ? 'a' - 'A' : 0));
	}
	return str_make(small, name.len);
}

/* "dc:date" into "dc" and "date"; no prefix is the empty one. */
static struct str split_name(struct str name, struct str *ret_prefix)
{
	ptrdiff_t colon = str_find_byte(name, ':');

	*ret_prefix = str_slice(name, 0, colon < 0 ? 0 : (size_t)colon);
	return str_slice(name, (size_t)(colon + 1), name.len);
}

/* The declaration in force for a prefix, or NULL. One in other letters is another prefix, but better than none. */
static const struct binding *find_binding(const struct xml_parser *parser, struct str prefix)
{
	for (size_t i = parser->binding_count; i > 0; i--) {
		if (str_eq(parser->bindings[i - 1].prefix, prefix)) {
			return &parser->bindings[i - 1];
		}
	}
	if (prefix.len > PREFIX_FOLDED_MAX) {
		return NULL;
	}
	for (size_t i = parser->binding_count; i > 0; i--) {
		if (str_eq_nocase(parser->bindings[i - 1].prefix, prefix)) {
			return &parser->bindings[i - 1];
		}
	}
	return NULL;
}

static enum names resolve(struct xml_parser *parser, struct str prefix, struct str *ret_uri)
{
	const struct binding *binding;

	*ret_uri = str_make(NULL, 0);
	if (str_eq_nocase(prefix, STR("xml"))) {
		return NAMES_XML;
	}
	binding = find_binding(parser, prefix);
	if (binding == NULL) {
		return names_of(*ret_uri, prefix);
	}
	*ret_uri = binding->uri;
	return binding->names;
}

/* --- declarations --- */

/* Whether an attribute declares a namespace, and for which prefix. */
static bool is_declaration(struct str name, struct str *ret_prefix)
{
	if (!str_starts_nocase(name, STR("xmlns")) || (name.len > 5 && name.ptr[5] != ':')) {
		return false;
	}
	*ret_prefix = str_slice(name, 6, name.len);
	return true;
}

/* False when there are too many in force. `first` is the first binding of the same tag: the first of several is right. */
static bool declare(struct xml_parser *parser, struct str prefix, struct str uri, size_t first)
{
	struct str document = parser->scanner.document;
	struct binding *binding = &parser->bindings[parser->binding_count];

	uri = str_trim(uri);
	/* A prefix cannot be undeclared, and two are given (XML Names 3 and 5). */
	if ((prefix.len > 0 && uri.len == 0) || str_eq_nocase(prefix, STR("xml")) ||
		str_eq_nocase(prefix, STR("xmlns"))) {
		return true;
	}
	for (size_t i = first; i < parser->binding_count; i++) {
		if (str_eq(parser->bindings[i].prefix, prefix)) {
			return true;
		}
	}
	if (parser->binding_count == LIMIT_XML_NAMESPACES) {
		return false;
	}
	*binding = (struct binding){.prefix = prefix, .uri = uri};
	binding->names = names_of(uri, str_make(NULL, 0));
	if (uri.len > 0 && (uri.ptr < document.ptr || uri.ptr >= document.ptr + document.len)) {
		binding->owned = str_dupz(uri);
		binding->uri.ptr = binding->owned;
	}
	parser->binding_count++;
	return true;
}

static bool declare_all(struct xml_parser *parser, const struct scan_token *token)
{
	size_t first = parser->binding_count;
	struct str prefix;

	for (size_t i = 0; i < token->attribute_count; i++) {
		const struct scan_attribute *attribute = &token->attributes[i];

		if (is_declaration(attribute->name, &prefix) &&
			!declare(parser, prefix, attribute->value, first)) {
			return false;
		}
	}
	return true;
}

static void undeclare(struct xml_parser *parser, size_t count)
{
	while (parser->binding_count > count) {
		free(parser->bindings[--parser->binding_count].owned);
	}
}

/* --- nesting --- */

/* `open`: the element's place, NULL when it is empty. */
static void tell_start(
	struct xml_parser *parser, const struct scan_token *token, struct open_element *open)
{
	struct xml_element element = {.attributes = parser->attributes};
	struct str prefix;
	struct str uri;

	if (parser->is_stopped) {
		return;
	}
	buf_clear(&parser->small);
	element.name = to_small(parser, split_name(token->name, &prefix));
	element.names = resolve(parser, prefix, &element.uri);
	if (open != NULL) {
		open->names = element.names;
		open->uri = element.uri;
	}
	parser->undeclared += prefix.len > 0 && element.uri.len == 0 && element.names != NAMES_XML;
	for (size_t i = 0; i < token->attribute_count; i++) {
		const struct scan_attribute *given = &token->attributes[i];
		struct xml_attribute *attribute = &parser->attributes[element.attribute_count];

		if (is_declaration(given->name, &prefix)) {
			continue;
		}
		attribute->name = to_small(parser, split_name(given->name, &prefix));
		attribute->names = prefix.len == 0 ? NAMES_NONE : resolve(parser, prefix, &uri);
		attribute->value = given->value;
		element.attribute_count++;
	}
	parser->is_stopped = !parser->handler->start(parser->arg, &element);
}

static void tell_end(struct xml_parser *parser, struct str name)
{
	struct str prefix;

	if (!parser->is_stopped) {
		buf_clear(&parser->small);
		name = to_small(parser, split_name(name, &prefix));
		parser->is_stopped = !parser->handler->end(parser->arg, name);
	}
}

/* Elements that HTML never closes, and that are in no feed format: they are closed at once, or a long text with many of
 * them would be taken for a deep one. */
static bool is_void(struct str name)
{
	return str_eq_nocase(name, STR("br")) || str_eq_nocase(name, STR("hr")) ||
	       str_eq_nocase(name, STR("img"));
}

static void pop_element(struct xml_parser *parser)
{
	const struct open_element *top = &parser->open[--parser->depth];

	tell_end(parser, top->name);
	undeclare(parser, top->bindings);
}

/* The names that an element has whose tag has not been opened yet: what it declares itself goes first. */
static enum names names_of_tag(
	struct xml_parser *parser, const struct scan_token *token, struct str *ret_uri)
{
	struct str prefix;
	struct str declared;

	(void)split_name(token->name, &prefix);
	for (size_t i = 0; i < token->attribute_count; i++) {
		const struct scan_attribute *attribute = &token->attributes[i];

		if (is_declaration(attribute->name, &declared) && str_eq(declared, prefix)) {
			*ret_uri = str_trim(attribute->value);
			return names_of(*ret_uri, STR(""));
		}
	}
	return resolve(parser, prefix, ret_uri);
}

/* Whether the element may be what it is called: it is in the feed's namespace, or in none that means something else. */
static bool is_feeds(const struct xml_parser *parser, enum names names, struct str uri)
{
	return names != NAMES_OTHER || str_eq(parser->open[0].uri, uri);
}

/* Closes what an element cannot begin in, because that is the same: its end tag is missing. Without this a feed of such
 * items would only get deeper. */
static void imply_ends(struct xml_parser *parser, const struct scan_token *token)
{
	struct str name = token->name;
	bool is_item = str_eq_nocase(name, STR("item"));
	size_t place = parser->depth;
	struct str uri;

	while (is_item && place > 0 && !str_eq_nocase(parser->open[place - 1].name, name)) {
		place--;
	}
	if (place == 0 || !str_eq_nocase(parser->open[place - 1].name, name) ||
		(!is_item && !str_eq_nocase(name, STR("entry")) && !str_eq_nocase(name, STR("p")) &&
			!str_eq_nocase(name, STR("li")))) {
		return;
	}
	enum names names = names_of_tag(parser, token, &uri);
	if (names != parser->open[place - 1].names || !is_feeds(parser, names, uri)) {
		return;
	}
	while (parser->depth >= place) {
		parser->unclosed++;
		pop_element(parser);
	}
}

/* False when a ceiling is reached; `error` names it. */
static bool start_element(
	struct xml_parser *parser, const struct scan_token *token, const char **error)
{
	bool is_empty = token->is_empty || is_void(token->name);
	size_t bindings;

	imply_ends(parser, token);
	bindings = parser->binding_count;
	if (!declare_all(parser, token)) {
		*error = "more than 256 namespaces in force";
		return false;
	}
	if (is_empty) {
		tell_start(parser, token, NULL);
		tell_end(parser, token->name);
		undeclare(parser, bindings);
		return true;
	}
	if (parser->depth == LIMIT_XML_DEPTH) {
		*error = "elements more than 200 deep";
		return false;
	}
	struct open_element *open = &parser->open[parser->depth++];
	*open = (struct open_element){.name = token->name, .bindings = bindings};
	tell_start(parser, token, open);
	return true;
}

/* Closes what is open inside the element, then the element itself. */
static void end_element(struct xml_parser *parser, struct str name)
{
	size_t place = parser->depth;

	while (place > 0 && !str_eq_nocase(parser->open[place - 1].name, name)) {
		place--;
	}
	if (place == 0 && is_void(name)) {
		return;
	}
	if (place == 0) {
		parser->unopened++;
		parser->errors++;
		return;
	}
	parser->errors += place < parser->depth;
	while (parser->depth > place) {
		parser->unclosed++;
		pop_element(parser);
	}
	pop_element(parser);
}

/* --- the parse --- */

static void set_result(struct xml_parser *parser, enum xml_outcome outcome, const char *error,
	struct xml_result *ret)
{
	ret->outcome = outcome;
	ret->line = scan_line(&parser->scanner, parser->scanner.at);
	(void)snprintf(ret->error, sizeof(ret->error), "%s", error);
}

static void finish(struct xml_parser *parser, struct xml_result *ret)
{
	if (parser->depth == 0 && !parser->scanner.repairs.is_cut) {
		ret->outcome = XML_WHOLE;
		return;
	}
	struct str name = parser->depth > 0 ? parser->open[parser->depth - 1].name : STR("?");
	ret->outcome = XML_CUT;
	ret->line = scan_line(&parser->scanner, parser->scanner.document.len);
	(void)snprintf(ret->error, sizeof(ret->error), "the document ends inside <%.*s>",
		name.len > 40 ? 40 : (int)name.len, name.ptr);
}

/* One token; false when the parse is over and *ret is set. */
static bool take_token(
	struct xml_parser *parser, const struct scan_token *token, struct xml_result *ret)
{
	const char *error = NULL;

	switch (token->kind) {
	case SCAN_TEXT:
		parser->is_stopped =
			!parser->handler->text(parser->arg, token->text, token->is_stable);
		break;
	case SCAN_START:
		(void)start_element(parser, token, &error);
		break;
	case SCAN_END:
		end_element(parser, token->name);
		break;
	case SCAN_LIMIT:
		error = parser->scanner.error;
		break;
	case SCAN_FINISHED:
		finish(parser, ret);
		return false;
	}
	if (parser->is_stopped) {
		set_result(parser, XML_STOPPED, "", ret);
		return false;
	}
	if (error == NULL && parser->errors + parser->scanner.repairs.bad_tags > LIMIT_XML_ERRORS) {
		error = "more than 10,000 errors";
	}
	if (error != NULL) {
		set_result(parser, XML_LIMIT, error, ret);
		return false;
	}
	return true;
}

static void list_repairs(const struct xml_parser *parser, struct xml_result *ret)
{
	const struct scan_repairs *repairs = &parser->scanner.repairs;
	const struct xml_repair list[XML_REPAIRS] = {
		{REPAIR_UNCLOSED, parser->unclosed, "unclosed elements"},
		{REPAIR_UNOPENED, parser->unopened, "stray end tags"},
		{REPAIR_TAG, repairs->bad_tags, "bad tags"},
		{REPAIR_STRAY, repairs->stray, "stray & or <"},
		{REPAIR_ENTITY_HTML, repairs->named_entities, "undeclared HTML entities"},
		{REPAIR_ENTITY_UNKNOWN, repairs->unknown_entities, "unknown entities"},
		{REPAIR_ENTITY_REFUSED, repairs->refused_entities, "entity declarations not taken"},
		{REPAIR_NAMESPACE, parser->undeclared, "elements with an undeclared prefix"},
	};

	memcpy(ret->repairs, list, sizeof(list));
}

struct str xml_attribute(const struct xml_element *element, enum names names, struct str name)
{
	for (size_t i = 0; i < element->attribute_count; i++) {
		if (element->attributes[i].names == names &&
			str_eq(element->attributes[i].name, name)) {
			return element->attributes[i].value;
		}
	}
	return str_make(NULL, 0);
}

static void run(struct xml_parser *parser, struct xml_result *ret)
{
	struct scan_token token = {0};

	memset(ret, 0, sizeof(*ret));
	buf_init(&parser->small, LIMIT_START_TAG);
	(void)buf_extend(&parser->small, LIMIT_START_TAG);
	do {
		scan_next(&parser->scanner, &token);
	} while (take_token(parser, &token, ret));
	list_repairs(parser, ret);
	undeclare(parser, 0);
	buf_done(&parser->small);
	scan_done(&parser->scanner);
}

void xml_parse(
	struct str document, const struct xml_handler *handler, void *arg, struct xml_result *ret)
{
	struct xml_parser parser = {.handler = handler, .arg = arg};

	scan_init(&parser.scanner, document);
	run(&parser, ret);
}

void xml_parse_mapped(
	struct str document, const struct xml_handler *handler, void *arg, struct xml_result *ret)
{
	struct xml_parser parser = {.handler = handler, .arg = arg};

	scan_init(&parser.scanner, document);
	parser.scanner.is_mapped = true;
	run(&parser, ret);
}
