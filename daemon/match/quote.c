/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks up where words stand in the text and cuts them out, whole words around them. Never changes the words. The invariant:
 * a quote is of the article that it is marked with, and is not looked at for another.
 */
#include "match/quote.h"

#include "match/field_text.h"
#include "text/utf8.h"

#define SNIPPET_POINTS 120

struct interval quote_bytes(const struct matcher *matcher, struct span span)
{
	return (struct interval){.start = matcher->tokens.tokens[span.start].start,
		.end = matcher->tokens.tokens[span.end - 1].end};
}

struct str quote_text(const struct matcher *matcher, struct span span)
{
	struct interval bytes = quote_bytes(matcher, span);
	return str_slice(matcher->fields[positions_field(matcher, span.start)], bytes.start,
		bytes.end - bytes.start);
}

struct str quote_keep(struct matcher *matcher, struct span span, struct arena *arena)
{
	return field_text_keep(
		matcher, positions_field(matcher, span.start), quote_bytes(matcher, span), arena);
}

struct interval quote_points(struct matcher *matcher, struct span span)
{
	enum field field = positions_field(matcher, span.start);
	struct interval bytes = quote_bytes(matcher, span);
	return (struct interval){.start = field_text_points(matcher, field, bytes.start),
		.end = field_text_points(matcher, field, bytes.end)};
}

/* As many words around the span as fit. */
static struct interval choose_snippet(
	struct matcher *matcher, enum field field, struct interval bytes)
{
	uint32_t most = field_text_step_on(matcher, field, bytes.start, SNIPPET_POINTS);
	if (bytes.end >= most) {
		bytes.end = most > bytes.start ? most : bytes.end;
		return bytes;
	}
	uint32_t points = field_text_between(matcher, field, bytes);
	uint32_t around = (SNIPPET_POINTS - points) / 2;
	return (struct interval){.start = field_text_step_back(matcher, field, bytes.start, around),
		.end = field_text_step_on(matcher, field, bytes.end, around)};
}

/* Up to SNIPPET_POINTS code points around a span, on one line; .ptr NULL when the arena is full. */
static struct str make_snippet(
	struct matcher *matcher, enum field field, struct interval bytes, struct arena *arena)
{
	struct interval around = choose_snippet(matcher, field, bytes);
	struct str line = field_text_line(matcher, field, arena);
	if (line.ptr) {
		struct interval part = field_text_in_line(matcher, field, around);
		struct str snippet = str_make(line.ptr + part.start, part.end - part.start);
		if (snippet.len <= SNIPPET_POINTS || utf8_length(snippet) <= SNIPPET_POINTS) {
			return snippet;
		}
	}
	struct str kept = field_text_keep(matcher, field, around, arena);
	return kept.ptr ? utf8_clean(arena, kept, UTF8_LINE, SNIPPET_POINTS) : kept;
}

const struct quote *quote_of(struct matcher *matcher, struct span span, struct arena *arena)
{
	/* Words that follow each other have places of their own, and so have most pairs of them. */
	uint32_t place = span.start + (span.end - span.start - 1) * 89;
	struct quote *quote = &matcher->quotes[place % QUOTES];
	if (quote->article == matcher->article && quote->first == span.start &&
		quote->end == span.end) {
		return quote;
	}
	enum field field = positions_field(matcher, span.start);
	struct interval bytes = quote_bytes(matcher, span);
	*quote = (struct quote){.first = span.start,
		.end = span.end,
		.field = field,
		.bytes = bytes,
		.points = {.start = field_text_points(matcher, field, bytes.start),
			.end = field_text_points(matcher, field, bytes.end)},
		.text = field_text_keep(matcher, field, bytes, arena),
		.snippet = make_snippet(matcher, field, bytes, arena)};
	if (!quote->text.ptr || !quote->snippet.ptr) {
		return NULL;
	}
	if (field_text_line(matcher, field, arena).ptr) {
		quote->line.start = field_text_place(matcher, field, bytes.start);
		quote->line.end = field_text_place(matcher, field, bytes.end);
	}
	quote->article = matcher->article;
	return quote;
}
