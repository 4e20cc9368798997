/* SPDX-License-Identifier: BSD-2-Clause */
/* XML documents against the events that come out: every start has its end, whatever the document does. */
#include "parse/xml.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "check.h"

struct recorder {
	struct buf out;
	size_t stop_at; /* events, 0: never */
	size_t events;
};

static bool goes_on(struct recorder *recorder)
{
	return ++recorder->events != recorder->stop_at;
}

static bool on_start(void *arg, const struct xml_element *element)
{
	struct recorder *recorder = arg;

	buf_printf(&recorder->out, "<%d:%.*s", (int)element->names, STR_ARG(element->name));
	for (size_t i = 0; i < element->attribute_count; i++) {
		buf_printf(&recorder->out, " %d:%.*s=%.*s", (int)element->attributes[i].names,
			STR_ARG(element->attributes[i].name),
			STR_ARG(element->attributes[i].value));
	}
	buf_add_byte(&recorder->out, '>');
	return goes_on(recorder);
}

static bool on_end(void *arg, struct str name)
{
	struct recorder *recorder = arg;

	buf_printf(&recorder->out, "</%.*s>", STR_ARG(name));
	return goes_on(recorder);
}

static bool on_text(void *arg, struct str text, bool is_stable)
{
	struct recorder *recorder = arg;

	(void)is_stable;
	buf_add_str(&recorder->out, text);
	return goes_on(recorder);
}

static const struct xml_handler handler = {on_start, on_end, on_text};

/* "2 stray end tags; 1 bad tags" */
static void check_repairs(const struct xml_result *result, const char *want, const char *what)
{
	struct buf text;

	buf_init(&text, 1000);
	for (size_t i = 0; i < XML_REPAIRS; i++) {
		const struct xml_repair *repair = &result->repairs[i];

		if (repair->count > 0) {
			buf_printf(&text, "%s%zu %s", text.len > 0 ? "; " : "", repair->count,
				repair->words);
		}
	}
	check_str(buf_str(&text), want, what);
	buf_done(&text);
}

static void events(void **state)
{
	static const struct {
		const char *document;
		const char *want;
		enum xml_outcome outcome;
		const char *repairs;
	} cases[] = {
		{"<a>b<c/></a>", "<0:a>b<0:c></c></a>", XML_WHOLE, ""},
		{"<A B='c'></A>", "<0:a 0:b=c></a>", XML_WHOLE, ""},
		{"<a><b>x</a>", "<0:a><0:b>x</b></a>", XML_WHOLE, "1 unclosed elements"},
		{"<a>x</b></a>", "<0:a>x</a>", XML_WHOLE, "1 stray end tags"},
		{"<a><b><c></a><d/>", "<0:a><0:b><0:c></c></b></a><0:d></d>", XML_WHOLE,
			"2 unclosed elements"},
		{"<a>x", "<0:a>x", XML_CUT, ""},
		{"<a><b", "<0:a>", XML_CUT, ""},
		{"<a/><b/>text", "<0:a></a><0:b></b>text", XML_WHOLE, ""},
		{"<a b='&amp;&lt;&quot;&#38;#38;'/>", "<0:a 0:b=&<\"&#38;></a>", XML_WHOLE, ""},
		{"<a xmlns='http://www.w3.org/2005/Atom' xml:lang='en'/>", "<5:a 2:lang=en></a>",
			XML_WHOLE, ""},
		{"<dc:a/>", "<6:a></a>", XML_WHOLE, "1 elements with an undeclared prefix"},
		{"<q:a xmlns:q='http://purl.org/dc/elements/1.1/'><q:b/></q:a>",
			"<6:a><6:b></b></a>", XML_WHOLE, ""},
		{"<a xmlns='urn:x'/>", "<1:a></a>", XML_WHOLE, ""},
		{"<DC:A Xmlns:dC='http://purl.org/dc/elements/1.1/' dc:B='1'/>", "<6:a 6:b=1></a>",
			XML_WHOLE, ""},
		{"<a xmlns='&#104;ttp://www.w3.org/2005/Atom'><b/></a>", "<5:a><5:b></b></a>",
			XML_WHOLE, ""},
		{"<a xmlns='http://www.w3.org/2005/Atom'><b xmlns=''><c/></b><d/></a>",
			"<5:a><0:b><0:c></c></b><5:d></d></a>", XML_WHOLE, ""},
		{"<a xmlns:p='http://www.w3.org/2005/Atom'><b xmlns:p='urn:x'/><p:c/></a>",
			"<0:a><0:b></b><5:c></c></a>", XML_WHOLE, ""},
		{"<p:a xmlns:p='http://www.w3.org/2005/Atom' xmlns:p='urn:x' xmlns:q=' '/>",
			"<5:a></a>", XML_WHOLE, ""},
		/* XML Names 1.0 2.1: capitals make another prefix. */
		{"<a xmlns:p='urn:x' xmlns:P='http://www.w3.org/2005/Atom'><p:b/><P:c/></a>",
			"<0:a><1:b></b><5:c></c></a>", XML_WHOLE, ""},
		{"<Prefix-Of-16-Byt:a xmlns:prefix-of-16-byt='urn:x'/>", "<1:a></a>", XML_WHOLE,
			""},
		{"<Prefix-Of-17-Byte:a xmlns:prefix-of-17-byte='http://www.w3.org/2005/Atom'/>",
			"<1:a></a>", XML_WHOLE, "1 elements with an undeclared prefix"},
		/* An element without its end tag ends where the next one of its kind begins, not where another namespace's does. */
		{"<r><item>1<item>2</r>", "<0:r><0:item>1</item><0:item>2</item></r>", XML_WHOLE,
			"2 unclosed elements"},
		{"<r><item><x xmlns='urn:x'><item><item>1</item></item></x>2</item></r>",
			"<0:r><0:item><1:x><1:item><1:item>1</item></item></x>2</item></r>",
			XML_WHOLE, ""},
		{"<r><item><item xmlns='urn:x'>1</item>2</item></r>",
			"<0:r><0:item><1:item>1</item>2</item></r>", XML_WHOLE, ""},
		{"<r xmlns='urn:x'><item>1<item>2</r>", "<1:r><1:item>1</item><1:item>2</item></r>",
			XML_WHOLE, "2 unclosed elements"},
		{"<a b='1' b='2\xef\xbf\xbe' c='\x7f'/>",
			"<0:a 0:b=1 0:b=2\xef\xbf\xbe 0:c=\x7f></a>", XML_WHOLE, ""},
		{"<a>&nbsp;&x;</a>", "<0:a>\xc2\xa0&x;</a>", XML_WHOLE,
			"1 undeclared HTML entities; 1 unknown entities"},
		{"<!DOCTYPE a SYSTEM 'x.dtd' [<!ENTITY % b SYSTEM 'y'> %b;]><a>&b;</a>",
			"<0:a>&b;</a>", XML_WHOLE,
			"1 unknown entities; 1 entity declarations not taken"},
		{"<a>\x01\x02</a>", "<0:a>\x01\x02</a>", XML_WHOLE, ""},
		{"<a><xml:b/><xmlns:c/></a>", NULL, XML_WHOLE,
			"1 elements with an undeclared prefix"},
		{"<a xmlns:xml='urn:x' xmlns:xmlns='urn:y' xmlns='http://www.w3.org/2000/xmlns/'/>",
			NULL, XML_WHOLE, ""},
		{"", "", XML_WHOLE, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t len = strlen(cases[i].document);
		char *exact = mem_alloc(len > 0 ? len : 1);
		struct recorder recorder = {0};
		struct xml_result result;

		memcpy(exact, cases[i].document, len);
		buf_init(&recorder.out, 1u << 20);
		xml_parse(str_make(exact, len), &handler, &recorder, &result);
		if (cases[i].want != NULL) {
			check_str(buf_str(&recorder.out), cases[i].want, cases[i].document);
		}
		check_int(result.outcome, cases[i].outcome, cases[i].document);
		check_repairs(&result, cases[i].repairs, cases[i].document);
		assert_int_equal(result.error[0] == 0, result.outcome == XML_WHOLE);
		buf_done(&recorder.out);
		free(exact);
	}
}

/* A NUL byte is a character like any other that does not belong there. */
static void nul_bytes(void **state)
{
	struct recorder recorder = {0};
	struct xml_result result;

	(void)state;
	buf_init(&recorder.out, 1000);
	xml_parse(STR("<a>x\0y<b c='1\0002'/></a>"), &handler, &recorder, &result);
	assert_int_equal(result.outcome, XML_WHOLE);
	assert_true(str_eq(buf_str(&recorder.out), STR("<0:a>x\0y<0:b 0:c=1 2></b></a>")));
	buf_done(&recorder.out);
}

static void stopping(void **state)
{
	(void)state;
	for (size_t stop_at = 1; stop_at < 8; stop_at++) {
		struct recorder recorder = {.stop_at = stop_at};
		struct xml_result result;

		buf_init(&recorder.out, 1000);
		xml_parse(STR("<a><b>x</b>y<c/></a><d/>"), &handler, &recorder, &result);
		assert_int_equal(result.outcome, XML_STOPPED);
		assert_int_equal(recorder.events, stop_at);
		buf_done(&recorder.out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events),
		cmocka_unit_test(nul_bytes),
		cmocka_unit_test(stopping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
