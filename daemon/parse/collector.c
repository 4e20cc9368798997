/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The value that is being read. Characters that come in one piece out of the document, as CDATA mostly does, are pointed at
 * and never copied; all else goes through one buffer with a ceiling.
 */
#include "parse/collector.h"

#include "base/limits.h"
#include "text/html.h"

static void add_escaped(struct buf *out, struct str text)
{
	size_t from = 0;

	for (size_t i = 0; i < text.len; i++) {
		struct str reference;

		switch (text.ptr[i]) {
		case '&':
			reference = STR("&amp;");
			break;
		case '<':
			reference = STR("&lt;");
			break;
		case '>':
			reference = STR("&gt;");
			break;
		default:
			continue;
		}
		buf_add(out, text.ptr + from, i - from);
		buf_add_str(out, reference);
		from = i + 1;
	}
	buf_add_str(out, str_slice(text, from, text.len));
}

/* Moves characters that were only pointed at into the buffer. */
static void settle_text(struct collector *collector)
{
	struct str first = collector->first;

	collector->first = str_make(NULL, 0);
	buf_add_str(&collector->text, first);
}

static void add_text(struct collector *collector, struct str text, bool is_stable)
{
	if (collector->mode == TEXT_MARKUP) {
		add_escaped(&collector->text, text);
		return;
	}
	if (is_stable && collector->first.len == 0 && collector->text.len == 0) {
		collector->first = text;
		return;
	}
	settle_text(collector);
	buf_add_str(&collector->text, text);
}

/* From here on the value is HTML. */
static void begin_markup(struct collector *collector)
{
	settle_text(collector);
	collector->has_markup = true;
	if (collector->mode != TEXT_PLAIN) {
		return;
	}
	struct str plain = arena_str(build_arena(collector->build), buf_str(&collector->text));
	buf_clear(&collector->text);
	add_escaped(&collector->text, plain);
	collector->mode = TEXT_MARKUP;
}

static bool ends_with_xml(struct str type)
{
	return type.len >= 3 && str_eq_nocase(str_slice(type, type.len - 3, 3), STR("xml"));
}

/* RFC 4287 4.1.3.3: an XML media type, which may well be Atom again. */
static bool is_foreign_type(struct str type)
{
	return ends_with_xml(type) && !str_eq_nocase(type, STR("text/xml")) &&
	       str_find(type, STR("html")) < 0;
}

static enum text_mode choose_mode(const struct xml_element *element)
{
	if (element->names == NAMES_XHTML) {
		return TEXT_MARKUP;
	}
	if (element->attribute_count == 0) {
		return element->names == NAMES_ATOM ? TEXT_PLAIN : TEXT_UNKNOWN;
	}
	struct str type = xml_attribute(element, NAMES_NONE, STR("type"));
	struct str mode = xml_attribute(element, NAMES_NONE, STR("mode"));
	if (mode.len > 0 && !str_eq_nocase(mode, STR("xml"))) {
		return TEXT_UNKNOWN;
	}
	if (str_eq_nocase(type, STR("xhtml")) || ends_with_xml(type)) {
		return TEXT_MARKUP;
	}
	return element->names == NAMES_ATOM && type.len == 0 ? TEXT_PLAIN : TEXT_UNKNOWN;
}

void collector_init(struct collector *collector, struct build *build)
{
	*collector = (struct collector){.build = build};
	buf_init(&collector->text, LIMIT_ARTICLE_TEXT);
}

void collector_done(struct collector *collector)
{
	buf_done(&collector->text);
}

void collector_start(struct collector *collector, const struct element_rule *rule,
	const struct xml_element *element, struct str base)
{
	collector->rule = rule;
	collector->element = (struct xml_element){.names = element->names, .name = rule->name};
	if (element->attribute_count > 0) {
		collector->element = field_keep_element(build_arena(collector->build), element);
	}
	collector->field = (struct field){.element = &collector->element, .base = base};
	collector->mode = choose_mode(element);
	collector->has_markup = false;
	collector->is_foreign = collector->mode == TEXT_MARKUP && element->names == NAMES_ATOM &&
				is_foreign_type(xml_attribute(element, NAMES_NONE, STR("type")));
	collector->first = str_make(NULL, 0);
	buf_clear(&collector->text);
}

bool collector_add(struct collector *collector, struct str text, bool is_stable)
{
	add_text(collector, text, is_stable);
	return !collector->text.full && collector->first.len <= LIMIT_ARTICLE_TEXT;
}

void collector_open(struct collector *collector, const struct xml_element *element)
{
	struct buf *out = &collector->text;

	begin_markup(collector);
	buf_add_byte(out, '<');
	buf_add_str(out, element->name);
	for (size_t i = 0; i < element->attribute_count; i++) {
		const struct xml_attribute *attribute = &element->attributes[i];

		if (attribute->names == NAMES_NONE && str_find_byte(attribute->value, '"') < 0) {
			buf_add_byte(out, ' ');
			buf_add_str(out, attribute->name);
			buf_add_str(out, STR("=\""));
			add_escaped(out, attribute->value);
			buf_add_byte(out, '"');
		}
	}
	buf_add_byte(out, '>');
}

void collector_close(struct collector *collector, struct str name)
{
	if (!html_is_void(name)) {
		buf_add_str(&collector->text, STR("</"));
		buf_add_str(&collector->text, name);
		buf_add_byte(&collector->text, '>');
	}
}

void collector_finish(struct collector *collector)
{
	struct raw_text *text = &collector->field.text;
	const struct element_rule *rule = collector->rule;

	collector->rule = NULL;
	if (rule == NULL || rule->take == NULL) {
		return;
	}
	text->bytes = collector->first;
	if (collector->text.len > 0) {
		text->bytes = arena_str(build_arena(collector->build), buf_str(&collector->text));
	}
	text->markup = collector->has_markup || collector->mode == TEXT_MARKUP ? MARKUP_HTML
									       : MARKUP_UNKNOWN;
	rule->take(collector->build, &collector->field, rule->rank);
}
