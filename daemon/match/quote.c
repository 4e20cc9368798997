/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks up where words stand in the text and cuts them out, whole words around them. Never changes the words. The invariant:
 * a quote is of the article that it is marked with, and is not looked at for another.
 */
#include "match/quote.h"

#include "match/field_text.h"
#include "text/utf8.h"

#define SNIPPET_POINTS 120

/* Where its words are in their field. */
static struct interval quote_bytes(const struct matcher *matcher, struct span span)
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
	struct field_text *of = field_text_of(matcher, positions_field(matcher, span.start));
	return field_text_keep(of, quote_bytes(matcher, span), arena);
}

static struct interval points_of(const struct field_text *of, struct interval bytes)
{
	return (struct interval){.start = field_text_points(of, bytes.start),
		.end = field_text_points(of, bytes.end)};
}

struct interval quote_points(struct matcher *matcher, struct span span)
{
	return points_of(field_text_of(matcher, positions_field(matcher, span.start)),
		quote_bytes(matcher, span));
}

/* As many words around the span as fit. */
static struct interval choose_snippet(const struct field_text *of, struct interval bytes)
{
	uint32_t most = field_text_step_on(of, bytes.start, SNIPPET_POINTS);
	if (bytes.end >= most) {
		bytes.end = most > bytes.start ? most : bytes.end;
		return bytes;
	}
	uint32_t points = field_text_between(of, bytes);
	uint32_t around = (SNIPPET_POINTS - points) / 2;
	return (struct interval){.start = field_text_step_back(of, bytes.start, around),
		.end = field_text_step_on(of, bytes.end, around)};
}

/* Up to SNIPPET_POINTS code points around a span, on one line; .ptr NULL when the arena is full. */
static struct str make_snippet(
	struct field_text *of, struct str line, struct interval bytes, struct arena *arena)
{
	struct interval around = choose_snippet(of, bytes);
	if (line.ptr) {
		struct interval part = field_text_in_line(of, around);
		struct str snippet = str_make(line.ptr + part.start, part.end - part.start);
		if (snippet.len <= SNIPPET_POINTS || utf8_length(snippet) <= SNIPPET_POINTS) {
			return snippet;
		}
	}
	struct str kept = field_text_keep(of, around, arena);
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
	struct field_text *of = field_text_of(matcher, field);
	struct interval bytes = quote_bytes(matcher, span);
	struct str line = field_text_line(of, arena);
	*quote = (struct quote){.first = span.start,
		.end = span.end,
		.field = field,
		.bytes = bytes,
		.points = points_of(of, bytes),
		.text = field_text_keep(of, bytes, arena),
		.snippet = make_snippet(of, line, bytes, arena)};
	if (!quote->text.ptr || !quote->snippet.ptr) {
		return NULL;
	}
	if (line.ptr) {
		quote->line.start = field_text_place(of, bytes.start);
		quote->line.end = field_text_place(of, bytes.end);
	}
	quote->article = matcher->article;
	return quote;
}
