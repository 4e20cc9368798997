/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the bytes of a document to its articles: encoding, kind, format. What kind it is, the document itself says; the
 * Content-Type is believed for the encoding only, since feeds are served as anything. Never reads files or the clock.
 */
#include "parse/document.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "parse/build.h"
#include "parse/format.h"
#include "parse/xml.h"
#include "text/charset.h"
#include "text/json.h"
#include "text/utf8.h"

static void report_charset(const struct charset_verdict *verdict, struct parse_report *report)
{
	(void)charset_describe(verdict, report->repairs, sizeof(report->repairs));
	if (charset_is_guessed(verdict)) {
		report->repair_set |= REPAIR_CHARSET_GUESSED;
	}
	if (verdict->contradicts) {
		report->repair_set |= REPAIR_CHARSET_WRONG;
	}
	if (verdict->replaced + verdict->mixed > 0) {
		report->repair_set |= REPAIR_MALFORMED;
	}
}

static struct str skip_space(struct str text)
{
	size_t at = 0;

	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\0' ||
					(text.ptr[at] >= '\t' && text.ptr[at] <= '\r'))) {
		at++;
	}
	return str_slice(text, at, text.len - at);
}

static void parse_text(
	struct build *build, struct str text, size_t zeros, const struct document *document)
{
	struct parse_report *report = build->report;
	struct str start = skip_space(text);

	if (start.len == 0) {
		(void)snprintf(report->error, sizeof(report->error), "%s",
			document->bytes.len == 0 ? "the document is empty"
						 : "nothing but white space in the document");
		return;
	}
	/* They end nothing here, but they are worth a word: other readers stop at them. */
	build_add_repair(build, REPAIR_CONTROLS, zeros, "NUL bytes");
	if (start.ptr[0] == '{' || start.ptr[0] == '[') {
		json_feed_parse(build, text, document->url);
	} else {
		xml_feed_parse(build, text, document->url);
	}
	build_report_repairs(build);
}

/* Versions and names of elements come from the document, and snprintf cuts inside characters. */
static void clean_message(struct arena *arena, char *text, size_t size)
{
	struct str clean = utf8_clean(arena, str_from(text), UTF8_LINE, SIZE_MAX);
	size_t len = clean.len < size ? clean.len : size - 1;

	while (len < clean.len && len > 0 && ((unsigned char)clean.ptr[len] & 0xc0) == 0x80) {
		len--;
	}
	memmove(text, clean.len > 0 ? clean.ptr : "", len);
	text[len] = '\0';
}

void parse_document(struct arena *arena, const struct document *document,
	parse_article_fn *on_article, void *arg, struct parse_report *ret)
{
	struct build build = {
		.feed_arena = arena, .on_article = on_article, .arg = arg, .report = ret};
	struct str charset = charset_of_content_type(document->content_type);
	struct charset_verdict verdict;
	struct buf scratch;
	struct str text;

	memset(ret, 0, sizeof(*ret));
	ret->outcome = PARSE_NOT_A_FEED;
	/* No encoding needs more than three bytes of UTF-8 for one of its own. */
	buf_init(&scratch, (size_t)LIMIT_DOCUMENT * 3);
	build.article_arena = arena_new(LIMIT_READER_ARENA);
	int result =
		document->is_mapped
			? charset_map_to_utf8(document->bytes, charset, &scratch, &verdict, &text)
			: charset_to_utf8(document->bytes, charset, &scratch, &verdict, &text);
	if (result == 0) {
		build.is_mapped = document->is_mapped && scratch.len == 0;
		report_charset(&verdict, ret);
		parse_text(&build, text, verdict.zeros, document);
	} else {
		ret->outcome = PARSE_LIMIT;
		(void)snprintf(ret->error, sizeof(ret->error),
			"the document is too large once it is UTF-8");
	}
	clean_message(arena, ret->format, sizeof(ret->format));
	clean_message(arena, ret->error, sizeof(ret->error));
	clean_message(arena, ret->repairs, sizeof(ret->repairs));
	arena_free(build.article_arena);
	buf_done(&scratch);
}

void parse_warm_up(void)
{
	charset_warm_up();
	json_warm_up();
}
