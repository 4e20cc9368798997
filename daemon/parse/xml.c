/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only file that knows libxml2. The scanner cuts the document; characters go straight to the handler; tags go through
 * a push parser, which settles names, namespaces and attributes. This file keeps the nesting: an end tag closes what is
 * open inside its element, one that closes nothing is dropped.
 *
 * What libxml2 never gets to see, because of what was measured with it: a document type (438 bytes of one hang it), a
 * reference to an entity (with userData == context it expands them behind our back), text (16 ways to lose it in recovery
 * mode), a tag of more than 64 KiB or 256 attributes (quadratic), more than LIMIT_XML_DEPTH open elements.
 * Invariant: what was pushed is always well-formed so far.
 */
#include "parse/xml.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "parse/document.h"
#include "parse/scan.h"

/* Namespace names are interned by libxml2: one look-up each, then a comparison of pointers. */
#define NAMES_CACHED 16

struct open_element {
	struct str name;   /* as written, in the document */
	size_t namespaces; /* that it declares */
};

struct names_cache {
	const xmlChar *uri;
	enum names names;
};

struct xml_parser {
	const struct xml_handler *handler;
	void *arg;
	struct scanner scanner;
	xmlParserCtxtPtr context; /* owned; one per document */
	struct buf tags;          /* not yet pushed */
	struct buf values;        /* decoded attribute values of the current element */
	struct open_element open[LIMIT_XML_DEPTH];
	size_t depth;
	size_t namespaces;
	size_t errors; /* of nesting and tags */
	size_t unclosed;
	size_t unopened;
	size_t undeclared; /* elements whose prefix nobody declared */
	struct names_cache cache[NAMES_CACHED];
	size_t cached;
	struct xml_attribute attributes[LIMIT_XML_ATTRIBUTES];
	bool is_inside_root; /* our own root element has been seen */
	bool is_stopped;     /* by the handler */
	bool is_refused;     /* libxml2 met what it never should */
};

/* --- what libxml2 calls --- */

_Static_assert(LIMIT_XML_NAMESPACES == 256 && LIMIT_XML_DEPTH == 200 && LIMIT_XML_ERRORS == 10000,
	"the messages below say so");

static struct str from_xml(const xmlChar *text)
{
	return str_from((const char *)text);
}

static enum names find_names(struct xml_parser *parser, const xmlChar *uri, const xmlChar *prefix)
{
	if (uri == NULL) {
		return names_of(str_make(NULL, 0), from_xml(prefix));
	}
	for (size_t i = 0; i < parser->cached; i++) {
		if (parser->cache[i].uri == uri) {
			return parser->cache[i].names;
		}
	}
	enum names names = names_of(from_xml(uri), from_xml(prefix));
	if (parser->cached < NAMES_CACHED) {
		parser->cache[parser->cached++] = (struct names_cache){uri, names};
	}
	return names;
}

/* Without entity substitution libxml2 hands out "&" in attributes as "&#38;". */
static struct str decode_value(struct xml_parser *parser, struct str value)
{
	struct str rest = value;
	ptrdiff_t at = str_find(rest, STR("&#38;"));

	if (at < 0) {
		return value;
	}
	/* Room was made for all values of a tag: no decoded byte ever moves. */
	size_t from = parser->values.len;
	while (at >= 0) {
		buf_add(&parser->values, rest.ptr, (size_t)at + 1);
		rest = str_slice(rest, (size_t)at + 5, rest.len);
		at = str_find(rest, STR("&#38;"));
	}
	buf_add_str(&parser->values, rest);
	return str_make(parser->values.ptr + from, parser->values.len - from);
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are libxml2's */
static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
	int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
	const xmlChar **attributes)
{
	struct xml_parser *parser = user;
	struct xml_element element = {.name = from_xml(name), .uri = from_xml(uri)};

	(void)namespace_count;
	(void)namespaces;
	(void)defaulted;
	if (parser->is_stopped) {
		return;
	}
	if (!parser->is_inside_root) {
		parser->is_inside_root = true;
		return;
	}
	buf_clear(&parser->values);
	element.names = find_names(parser, uri, prefix);
	parser->undeclared += uri == NULL && prefix != NULL;
	element.attributes = parser->attributes;
	for (int i = 0; i < attribute_count && i < LIMIT_XML_ATTRIBUTES; i++) {
		const xmlChar **row = attributes + (size_t)i * 5;
		struct str value = str_make((const char *)row[3],
			(size_t)((const char *)row[4] - (const char *)row[3]));

		parser->attributes[element.attribute_count++] = (struct xml_attribute){
			.names = row[1] == NULL ? NAMES_NONE : find_names(parser, row[2], row[1]),
			.name = from_xml(row[0]),
			.value = decode_value(parser, value)};
	}
	parser->is_stopped = !parser->handler->start(parser->arg, &element);
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct xml_parser *parser = user;

	(void)prefix;
	(void)uri;
	if (!parser->is_stopped) {
		parser->is_stopped = !parser->handler->end(parser->arg, from_xml(name));
	}
}

/* Nothing declares entities here; if something did, it would go no further. */
static void on_entity(void *user, const xmlChar *name, int type, const xmlChar *public_id,
	const xmlChar *system_id, xmlChar *content)
{
	struct xml_parser *parser = user;

	(void)name;
	(void)type;
	(void)public_id;
	(void)system_id;
	(void)content;
	parser->is_refused = true;
	xmlStopParser(parser->context);
}

/* Undeclared prefixes and attributes given twice: harmless, and without this they would be printed. */
static void on_error(void *user, xmlErrorPtr error)
{
	(void)user;
	(void)error;
}

static xmlParserInputPtr refuse_external(const char *url, const char *id, xmlParserCtxtPtr context)
{
	(void)url;
	(void)id;
	(void)context;
	return NULL;
}

static xmlParserCtxtPtr new_context(struct xml_parser *parser)
{
	xmlSAXHandler sax;

	memset(&sax, 0, sizeof(sax));
	sax.initialized = XML_SAX2_MAGIC;
	sax.startElementNs = on_start;
	sax.endElementNs = on_end;
	sax.entityDecl = on_entity;
	sax.serror = on_error;
	/* The user data is ours, never the context: see the facts above. */
	xmlParserCtxtPtr context = xmlCreatePushParserCtxt(&sax, parser, NULL, 0, NULL);
	if (context != NULL) {
		(void)xmlCtxtUseOptions(
			context, XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_IGNORE_ENC);
	}
	return context;
}

/* --- nesting --- */

/* Hands the tags so far to libxml2; false when the parse is over. */
static bool push_tags(struct xml_parser *parser)
{
	struct str tags = buf_str(&parser->tags);

	while (tags.len > 0 && !parser->is_stopped) {
		struct str chunk = str_slice(tags, 0, LIMIT_XML_CHUNK);

		(void)xmlParseChunk(parser->context, chunk.ptr, (int)chunk.len, 0);
		tags = str_slice(tags, chunk.len, tags.len);
		if (parser->context->disableSAX != 0) {
			parser->is_refused = true;
			break;
		}
	}
	buf_clear(&parser->tags);
	return !parser->is_stopped && !parser->is_refused;
}

/* Elements that HTML never closes, and that are in no feed format: they are closed at once, or a long text with many of
 * them would be taken for a deep one. */
static bool is_void(struct str name)
{
	return str_eq_nocase(name, STR("br")) || str_eq_nocase(name, STR("hr")) ||
	       str_eq_nocase(name, STR("img"));
}

static void add_end_tag(struct xml_parser *parser, struct str name)
{
	buf_add_str(&parser->tags, STR("</"));
	scan_add_small(&parser->tags, name);
	buf_add_byte(&parser->tags, '>');
}

static void pop_element(struct xml_parser *parser)
{
	const struct open_element *top = &parser->open[--parser->depth];

	parser->namespaces -= top->namespaces;
	add_end_tag(parser, top->name);
}

/* Closes what `name` cannot begin in, because that has the same name: its end tag is missing. Without this a feed of such
 * items would only get deeper. */
static void imply_ends(struct xml_parser *parser, struct str name)
{
	bool is_item = str_eq_nocase(name, STR("item"));
	size_t place = parser->depth;

	while (is_item && place > 0 && !str_eq_nocase(parser->open[place - 1].name, name)) {
		place--;
	}
	if (place == 0 || !str_eq_nocase(parser->open[place - 1].name, name) ||
		(!is_item && !str_eq_nocase(name, STR("entry")) && !str_eq_nocase(name, STR("p")) &&
			!str_eq_nocase(name, STR("li")))) {
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
	if (parser->namespaces + token->namespaces > LIMIT_XML_NAMESPACES) {
		*error = "more than 256 namespaces in force";
		return false;
	}
	imply_ends(parser, token->name);
	if (!token->is_empty && is_void(token->name)) {
		buf_add(&parser->tags, token->tag.ptr, token->tag.len - 1);
		buf_add_str(&parser->tags, STR("/>"));
		return true;
	}
	if (!token->is_empty) {
		if (parser->depth == LIMIT_XML_DEPTH) {
			*error = "elements more than 200 deep";
			return false;
		}
		parser->open[parser->depth++] =
			(struct open_element){token->name, token->namespaces};
		parser->namespaces += token->namespaces;
	}
	buf_add_str(&parser->tags, token->tag);
	return true;
}

/* Closes what is open inside the element, then the element itself. */
static bool end_element(struct xml_parser *parser, struct str name)
{
	size_t place = parser->depth;

	while (place > 0 && !str_eq_nocase(parser->open[place - 1].name, name)) {
		place--;
	}
	if (place == 0 && is_void(name)) {
		return true;
	}
	if (place == 0) {
		parser->unopened++;
		parser->errors++;
		return true;
	}
	parser->errors += place < parser->depth;
	while (parser->depth > place) {
		parser->unclosed++;
		pop_element(parser);
	}
	pop_element(parser);
	return true;
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
	if (!push_tags(parser)) {
		set_result(parser, parser->is_stopped ? XML_STOPPED : XML_BROKEN,
			parser->is_stopped ? "" : "the XML parser gave up", ret);
		return;
	}
	if (parser->depth == 0 && !parser->scanner.repairs.is_cut) {
		set_result(parser, XML_WHOLE, "", ret);
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
	const char *error = "";
	bool goes_on = true;

	switch (token->kind) {
	case SCAN_TEXT:
		goes_on = push_tags(parser);
		if (goes_on) {
			goes_on = parser->handler->text(parser->arg, token->text, token->is_stable);
			parser->is_stopped = !goes_on;
		}
		break;
	case SCAN_START:
		if (!start_element(parser, token, &error)) {
			(void)push_tags(parser);
			set_result(parser, XML_LIMIT, error, ret);
			return false;
		}
		break;
	case SCAN_END:
		goes_on = end_element(parser, token->name);
		break;
	case SCAN_LIMIT:
		(void)push_tags(parser);
		set_result(parser, XML_LIMIT, parser->scanner.error, ret);
		return false;
	case SCAN_FINISHED:
		finish(parser, ret);
		return false;
	}
	if (goes_on && parser->tags.len >= LIMIT_XML_CHUNK) {
		goes_on = push_tags(parser);
	}
	if (!goes_on) {
		set_result(parser, parser->is_stopped ? XML_STOPPED : XML_BROKEN,
			parser->is_stopped ? "" : "the XML parser gave up", ret);
		return false;
	}
	if (parser->errors + parser->scanner.repairs.bad_tags > LIMIT_XML_ERRORS) {
		(void)push_tags(parser);
		set_result(parser, XML_LIMIT, "more than 10,000 errors", ret);
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

void xml_parse(
	struct str document, const struct xml_handler *handler, void *arg, struct xml_result *ret)
{
	struct xml_parser parser = {.handler = handler, .arg = arg};
	struct scan_token token = {0};

	memset(ret, 0, sizeof(*ret));
	scan_init(&parser.scanner, document);
	buf_init(&parser.tags, LIMIT_XML_CHUNK + 2 * SCAN_TAG_MAX);
	buf_init(&parser.values, SCAN_TAG_MAX);
	parser.context = new_context(&parser);
	if (parser.context == NULL) {
		set_result(&parser, XML_BROKEN, "no memory for the XML parser", ret);
	} else {
		/* A root of our own: what follows the document's root is then only another element. */
		buf_add_str(&parser.tags, STR("<document>"));
		(void)buf_extend(&parser.values, SCAN_TAG_MAX);
		do {
			scan_next(&parser.scanner, &token);
		} while (take_token(&parser, &token, ret));
		list_repairs(&parser, ret);
		xmlFreeDoc(parser.context->myDoc);
		xmlFreeParserCtxt(parser.context);
	}
	buf_done(&parser.values);
	buf_done(&parser.tags);
	scan_done(&parser.scanner);
}

static bool ignore_start(void *arg, const struct xml_element *element)
{
	(void)arg;
	(void)element;
	return true;
}

static bool ignore_end(void *arg, struct str name)
{
	(void)arg;
	(void)name;
	return true;
}

static bool ignore_text(void *arg, struct str text, bool is_stable)
{
	(void)arg;
	(void)text;
	(void)is_stable;
	return true;
}

void xml_warm_up(void)
{
	static const struct xml_handler handler = {ignore_start, ignore_end, ignore_text};
	struct xml_result result;

	xmlInitParser();
	xmlSetExternalEntityLoader(refuse_external);
	/* Dictionaries seed themselves with the first document. */
	xml_parse(STR("<a b='c'>d</a>"), &handler, NULL, &result);
}
