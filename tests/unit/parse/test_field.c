/* SPDX-License-Identifier: BSD-2-Clause */
/* Atom's types of text (RFC 4287 3.1.1 and 4.1.3, and Atom 0.3's) against how the text is to be read. */
#include "parse/format.h"

#include "parse/built.h"

static void test_atom_text(void **state)
{
	(void)state;
	static const struct {
		const char *type;
		const char *mode;
		const char *text;
		enum markup found; /* by who collected it */
		enum markup markup;
		const char *bytes;
	} rows[] = {
		{"", "", "a", MARKUP_UNKNOWN, MARKUP_PLAIN, "a"},
		{"text", "", "a", MARKUP_UNKNOWN, MARKUP_PLAIN, "a"},
		{"TEXT", "", "a", MARKUP_UNKNOWN, MARKUP_PLAIN, "a"},
		{"html", "", "<p>a", MARKUP_UNKNOWN, MARKUP_HTML, "<p>a"},
		{"xhtml", "", "<p>a</p>", MARKUP_HTML, MARKUP_HTML, "<p>a</p>"},
		{" text/html; charset=utf-8", "", "<p>a", MARKUP_UNKNOWN, MARKUP_HTML, "<p>a"},
		{"text/plain", "", "<p>a", MARKUP_UNKNOWN, MARKUP_PLAIN, "<p>a"},
		{"text/markdown", "", "*a*", MARKUP_UNKNOWN, MARKUP_PLAIN, "*a*"},
		{"nonsense", "", "a", MARKUP_UNKNOWN, MARKUP_UNKNOWN, "a"},
		/* mark-up that was seen is not argued away */
		{"text", "", "a<br>", MARKUP_HTML, MARKUP_HTML, "a<br>"},
		/* Atom 0.3 */
		{"", "escaped", "<p>a", MARKUP_UNKNOWN, MARKUP_UNKNOWN, "<p>a"},
		{"text/html", "escaped", "<p>a", MARKUP_UNKNOWN, MARKUP_HTML, "<p>a"},
		{"text/plain", "escaped", "a", MARKUP_UNKNOWN, MARKUP_PLAIN, "a"},
		{"", "xml", "a", MARKUP_UNKNOWN, MARKUP_PLAIN, "a"},
		{"text/html", "base64", "PGI+aGk8L2I+", MARKUP_UNKNOWN, MARKUP_HTML, "<b>hi</b>"},
		/* RFC 4287 4.1.3.3: other types are in base64; both alphabets, RFC 4648 4 and 5 */
		{"application/x-note", "", " aGVs\nbG8= ", MARKUP_UNKNOWN, MARKUP_UNKNOWN, "hello"},
		{"application/x-note", "", "aGVsbG8", MARKUP_UNKNOWN, MARKUP_UNKNOWN, "hello"},
		{"application/x-note", "", "w6Tww7_Dvg", MARKUP_UNKNOWN, MARKUP_UNKNOWN,
			"w6Tww7_Dvg"},
		{"application/x-note", "", "w6TDv8O-", MARKUP_UNKNOWN, MARKUP_UNKNOWN,
			"\xc3\xa4\xc3\xbf\xc3\xbe"},
		{"application/x-note", "", "no. base64", MARKUP_UNKNOWN, MARKUP_UNKNOWN,
			"no. base64"},
		{"image/png", "", "/////w==", MARKUP_UNKNOWN, MARKUP_UNKNOWN, "/////w=="},
		{"application/x-note", "", "", MARKUP_UNKNOWN, MARKUP_UNKNOWN, ""},
	};
	struct built built;

	built_init(&built);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct xml_attribute attributes[] = {
			{NAMES_NONE, STR("mode"), str_from(rows[i].mode)},
			{NAMES_NONE, STR("type"), str_from(rows[i].type)},
			{NAMES_XHTML, STR("type"), STR("html")},
		};
		const struct xml_element element = {
			.attributes = attributes, .attribute_count = COUNT(attributes)};
		const struct field field = {
			.element = &element, .text = {str_from(rows[i].text), rows[i].found}};
		struct raw_text got = field_atom_text(&built.build, &field);

		print_message("row %zu\n", i);
		check_str(got.bytes, rows[i].bytes, rows[i].type);
		check_int(got.markup, rows[i].markup, rows[i].type);
	}
	built_done(&built);
}

static void test_keep_element(void **state)
{
	(void)state;
	struct arena *arena = arena_new(0);
	char name[] = "link";
	char value[] = "self";
	const struct xml_attribute attribute = {NAMES_NONE, STR("rel"), str_from(value)};
	struct xml_element element = {.names = NAMES_ATOM,
		.uri = STR("http://www.w3.org/2005/Atom"),
		.name = str_from(name),
		.attributes = &attribute,
		.attribute_count = 1};
	struct xml_element kept = field_keep_element(arena, &element);
	const struct field field = {.element = &kept};

	name[0] = value[0] = 'x';
	check_str(kept.name, "link", "name");
	check_int(kept.names, NAMES_ATOM, "names");
	check_str(kept.uri, "", "namespace");
	check_str(field_attribute(&field, "rel"), "self", "attribute");
	check_str(field_attribute(&field, "href"), "", "no attribute");
	element.attribute_count = 0;
	kept = field_keep_element(arena, &element);
	check_int((int64_t)kept.attribute_count, 0, "attributes");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_atom_text),
		cmocka_unit_test(test_keep_element),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
