/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cuts readable pieces out of the article: whole sentences when they fit, else whole words. Never changes the words. The
 * invariant: marks lie inside the excerpt, in order, without overlaps.
 */
#include "match/excerpt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "match/field_text.h"
#include "text/utf8.h"

#define SNIPPET_POINTS 120
static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static size_t start_byte(const struct matcher *matcher, struct span span)
{
	return matcher->tokens.tokens[span.start].start;
}

static size_t end_byte(const struct matcher *matcher, struct span span)
{
	return matcher->tokens.tokens[span.end - 1].end;
}

struct str excerpt_text(const struct matcher *matcher, struct span span)
{
	size_t start = start_byte(matcher, span);
	return str_slice(matcher->fields[positions_field(matcher, span.start)], start,
		end_byte(matcher, span) - start);
}

static struct interval bytes_of(size_t start, size_t end)
{
	return (struct interval){.start = (uint32_t)start, .end = (uint32_t)end};
}

struct str excerpt_keep(struct matcher *matcher, struct span span, struct arena *arena)
{
	return field_text_keep(matcher, positions_field(matcher, span.start),
		bytes_of(start_byte(matcher, span), end_byte(matcher, span)), arena);
}

void excerpt_points(
	struct matcher *matcher, struct span span, uint32_t *ret_start, uint32_t *ret_end)
{
	enum field field = positions_field(matcher, span.start);
	*ret_start = field_text_points(matcher, field, start_byte(matcher, span));
	*ret_end = field_text_points(matcher, field, end_byte(matcher, span));
}

/* A field that is walked by code points. */
struct walked {
	struct str text;
	bool is_ascii;
};

static struct walked walk_field(struct matcher *matcher, enum field field)
{
	return (struct walked){
		.text = matcher->fields[field], .is_ascii = field_text_is_ascii(matcher, field)};
}

static uint32_t count_points(struct walked in, size_t from, size_t to)
{
	return in.is_ascii ? (uint32_t)(to - from) : field_text_count(in.text, from, to);
}

/* Moves back from byte `at` by at most `points`, then forward to the beginning of a word unless it is the text's. */
static size_t step_back(struct walked in, size_t at, uint32_t points)
{
	struct str text = in.text;
	size_t from = at;
	/* The usual case at once: so many bytes that each begin a code point. */
	if (points <= at && count_points(in, at - points, at) == points) {
		from = at - points;
		points = 0;
	}
	while (from > 0 && points > 0) {
		from--;
		while (from > 0 && is_continuation(text.ptr[from])) {
			from--;
		}
		points--;
	}
	if (from == 0 || text.ptr[from - 1] == ' ' || text.ptr[from - 1] == '\n') {
		return from;
	}
	for (size_t i = from; i < at; i++) {
		if (text.ptr[i] == ' ' || text.ptr[i] == '\n') {
			return i + 1;
		}
	}
	return from;
}

/* Moves forward from byte `at` by at most `points`, then back to the end of a word. */
static size_t step_on(struct walked in, size_t at, uint32_t points)
{
	struct str text = in.text;
	size_t to = at;
	/* The usual case at once: so many bytes that each are a code point. The last may only begin one. */
	if (points > 0 && points <= text.len - at && count_points(in, at, at + points) == points) {
		to = at + points - 1;
		points = 1;
	}
	while (to < text.len && points > 0) {
		to++;
		while (to < text.len && is_continuation(text.ptr[to])) {
			to++;
		}
		points--;
	}
	if (to == text.len || text.ptr[to] == ' ' || text.ptr[to] == '\n') {
		return to;
	}
	for (size_t i = to; i > at; i--) {
		if (text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\n') {
			return i - 1;
		}
	}
	return to;
}

struct str excerpt_snippet(struct matcher *matcher, struct span span, struct arena *arena)
{
	enum field field = positions_field(matcher, span.start);
	size_t start = start_byte(matcher, span);
	size_t end = end_byte(matcher, span);
	struct walked in = walk_field(matcher, field);
	size_t most = step_on(in, start, SNIPPET_POINTS);
	uint32_t points = SNIPPET_POINTS;
	if (end < most) {
		points = count_points(in, start, end);
		uint32_t around = (SNIPPET_POINTS - points) / 2;
		start = step_back(in, start, around);
		end = step_on(in, end, around);
	} else {
		end = most > start ? most : end;
	}
	struct str line;
	if (field_text_line(matcher, field, bytes_of(start, end), arena, &line) &&
		line.len <= SNIPPET_POINTS) {
		return line;
	}
	struct str kept = field_text_keep(matcher, field, bytes_of(start, end), arena);
	return kept.ptr ? utf8_clean(arena, kept, UTF8_LINE, SNIPPET_POINTS) : kept;
}

/* --- the excerpt --- */

struct window {
	struct str text;
	size_t start; /* bytes */
	size_t end;
};

/* The end of sentence `number` in bytes, with the marks that stand behind its last word. */
static size_t sentence_end(const struct matcher *matcher, struct str text, uint32_t last_word)
{
	size_t end = matcher->tokens.tokens[last_word].end;
	for (unsigned i = 0;
		i < 8 && end < text.len && text.ptr[end] != ' ' && text.ptr[end] != '\n'; i++) {
		end++;
	}
	while (end < text.len && is_continuation(text.ptr[end])) {
		end++;
	}
	return end;
}

/* The beginning of the word's sentence, with an opening quotation mark or bracket. */
static size_t sentence_start(const struct matcher *matcher, struct str text, uint32_t word)
{
	size_t start = matcher->tokens.tokens[word].start;
	for (unsigned i = 0;
		i < 4 && start > 0 && text.ptr[start - 1] != ' ' && text.ptr[start - 1] != '\n';
		i++) {
		start--;
	}
	while (start > 0 && is_continuation(text.ptr[start])) {
		start--;
	}
	return start;
}

/* Whole sentences from that of the first pick on, when the picks fit; else what stands around the first pick. */
static struct window choose_window(
	struct matcher *matcher, enum field field, struct span first, struct span all)
{
	const struct token *tokens = matcher->tokens.tokens;
	const struct token_list *list = &matcher->tokens;
	struct str text = matcher->fields[field];
	uint32_t limit = matcher->field_places[field].end;
	uint32_t sentence = tokens[all.start].sentence;
	struct window window = {.text = text,
		.start = sentence_start(matcher, text, token_sentence_start(list, sentence))};
	struct walked in = walk_field(matcher, field);
	size_t most = step_on(in, window.start, LIMIT_EXCERPT_POINTS);
	sentence = tokens[all.end - 1].sentence;
	window.end = sentence_end(matcher, text, token_sentence_start(list, sentence + 1) - 1);
	if (tokens[all.end - 1].end > most) {
		/* Too far apart, or too far from the sentence's beginning. */
		uint32_t length =
			count_points(in, start_byte(matcher, first), end_byte(matcher, first));
		uint32_t before = length < 200 ? (LIMIT_EXCERPT_POINTS - length) / 3 : 0;
		window.start = step_back(in, start_byte(matcher, first), before);
		window.end = step_on(in, window.start, LIMIT_EXCERPT_POINTS);
		return window;
	}
	if (window.end > most) {
		window.end = most;
		return window;
	}
	while (token_sentence_start(list, sentence + 1) < limit) {
		size_t end =
			sentence_end(matcher, text, token_sentence_start(list, sentence + 2) - 1);
		if (end > most) {
			break;
		}
		window.end = end;
		sentence++;
	}
	return window;
}

static int compare_marks(const void *a, const void *b)
{
	const struct mark *left = a;
	const struct mark *right = b;
	return left->start < right->start ? -1 : left->start > right->start;
}

/* The picks inside the window as byte ranges, in order and joined where they overlap; returns how many. */
static size_t collect_marks(const struct matcher *matcher, const struct binding *binding,
	enum field field, const struct window *window, struct mark *marks)
{
	size_t count = 0;
	for (uint32_t i = 0; i < binding->pick_count; i++) {
		const struct pick *pick = &binding->picks[i];
		size_t start = start_byte(matcher, pick->span);
		size_t end = end_byte(matcher, pick->span);
		/* The sides of a NEAR are marked, not what is between them. */
		bool is_whole = pick->node->kind == NODE_NEAR && !pick->node->negated;
		if (!is_whole && positions_field(matcher, pick->span.start) == field &&
			start >= window->start && end <= window->end) {
			marks[count++] =
				(struct mark){.start = (uint32_t)start, .end = (uint32_t)end};
		}
	}
	if (count > 1) {
		qsort(marks, count, sizeof(marks[0]), compare_marks);
	}
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && marks[i].start <= marks[kept - 1].end) {
			if (marks[i].end > marks[kept - 1].end) {
				marks[kept - 1].end = marks[i].end;
			}
		} else {
			marks[kept++] = marks[i];
		}
	}
	return kept;
}

/* Writes the window as one line to `out` and turns the marks from bytes of the field into code points of the excerpt. */
static size_t write_line(
	const struct window *window, struct mark *marks, size_t mark_count, char *out)
{
	size_t len = 0;
	uint32_t points = 0;
	size_t next = 0;
	bool inside = false;
	for (size_t at = window->start; at < window->end; at++) {
		char c = window->text.ptr[at];
		bool is_space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
		if (inside && at == marks[next].end) {
			marks[next++].end = points;
			inside = false;
		}
		if (next < mark_count && !inside && at == marks[next].start) {
			marks[next].start = points;
			inside = true;
		}
		if (is_space && (len == 0 || out[len - 1] == ' ')) {
			continue;
		}
		if (is_space) {
			c = ' ';
		}
		out[len++] = c;
		points += !is_continuation(c);
	}
	if (inside) {
		marks[next].end = points;
	}
	while (len > 0 && out[len - 1] == ' ') {
		len--;
	}
	return len;
}

/* A window on the field's clean line needs no copy, and its marks only move. */
static bool take_line(struct matcher *matcher, enum field field, const struct window *window,
	struct arena *arena, struct hit *hit)
{
	struct interval bytes = bytes_of(window->start, window->end);
	if (!field_text_line(matcher, field, bytes, arena, &hit->excerpt)) {
		return false;
	}
	for (size_t i = 0; i < hit->mark_count; i++) {
		struct mark *mark = &hit->marks[i];
		mark->start = field_text_shift(matcher, field, hit->excerpt, mark->start);
		mark->end = field_text_shift(matcher, field, hit->excerpt, mark->end);
	}
	return true;
}

int excerpt_make(struct matcher *matcher, const struct binding *binding, struct arena *arena,
	struct hit *hit)
{
	if (binding->pick_count == 0) {
		return 0;
	}
	struct span first = binding->picks[0].span;
	struct span all = first;
	enum field field = positions_field(matcher, first.start);
	for (uint32_t i = 1; i < binding->pick_count; i++) {
		struct span span = binding->picks[i].span;
		if (positions_field(matcher, span.start) == field) {
			all.start = span.start < all.start ? span.start : all.start;
			all.end = span.end > all.end ? span.end : all.end;
		}
	}
	struct window window = choose_window(matcher, field, first, all);
	hit->marks = arena_alloc(arena, binding->pick_count * sizeof(hit->marks[0]));
	if (!hit->marks) {
		return -ENOMEM;
	}
	hit->mark_count = collect_marks(matcher, binding, field, &window, hit->marks);
	if (take_line(matcher, field, &window, arena, hit)) {
		return 0;
	}
	char *out = arena_alloc(arena, window.end - window.start + 1);
	if (!out) {
		return -ENOMEM;
	}
	hit->excerpt = str_make(out, write_line(&window, hit->marks, hit->mark_count, out));
	return 0;
}
