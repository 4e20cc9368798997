/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cuts readable pieces out of the article: whole sentences when they fit, else whole words. Never changes the words. The
 * invariant: marks lie inside the excerpt, in order, without overlaps.
 */
#include "match/excerpt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

#define SNIPPET_POINTS 120
/* Code points are counted up to each multiple of this many bytes, once for a field. */
#define POINTS_STEP 64u
/* A field of so many bytes is kept whole when there is a hit in it; of larger ones each piece is copied. */
#define KEPT_MAX (64u << 10)

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static uint32_t count_points(struct str text, size_t from, size_t to)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint32_t continuations = 0;
	size_t i = from;
	for (; i + 8 <= to; i += 8) {
		uint64_t eight = 0;
		memcpy(&eight, text.ptr + i, 8);
		/* The lowest bit of each byte says 10xxxxxx; the product adds them up in the highest byte. */
		continuations += (uint32_t)(((eight >> 7 & ~eight >> 6 & ones) * ones) >> 56);
	}
	for (; i < to; i++) {
		continuations += is_continuation(text.ptr[i]);
	}
	return (uint32_t)(to - from) - continuations;
}

static void count_steps(struct field_text *of, struct str text)
{
	size_t steps = text.len / POINTS_STEP + 1;
	uint32_t points = 0;
	of->counts = mem_grow(of->counts, &of->cap, steps, sizeof(of->counts[0]));
	for (size_t i = 0; i < steps; i++) {
		size_t from = i * POINTS_STEP;
		size_t end = from + POINTS_STEP < text.len ? from + POINTS_STEP : text.len;
		of->counts[i] = points;
		points += count_points(text, from, end);
	}
}

/* What is known of a field that has a hit in it; worked out once. */
static struct field_text *text_of(struct matcher *matcher, enum field field)
{
	struct str text = matcher->fields[field];
	struct field_text *of = &matcher->texts[field];
	if (of->article != matcher->article) {
		of->article = matcher->article;
		of->kept = STR("");
		of->is_ascii = utf8_is_ascii(text);
		if (!of->is_ascii) {
			count_steps(of, text);
		}
	}
	return of;
}

/* A part of a field that lives as long as the hit: the article does not outlive the call. */
static struct str keep(
	struct matcher *matcher, enum field field, size_t start, size_t end, struct arena *arena)
{
	struct str text = matcher->fields[field];
	struct field_text *of = text_of(matcher, field);
	if (text.len > KEPT_MAX) {
		return arena_str(arena, str_slice(text, start, end - start));
	}
	if (of->kept.len < text.len) {
		of->kept = arena_str(arena, text);
	}
	return of->kept.ptr ? str_slice(of->kept, start, end - start) : of->kept;
}

/* The code points before byte `to` of a field. */
static uint32_t points_before(struct matcher *matcher, enum field field, size_t to)
{
	const struct field_text *of = text_of(matcher, field);
	if (of->is_ascii) {
		return (uint32_t)to;
	}
	size_t step = to / POINTS_STEP;
	return of->counts[step] + count_points(matcher->fields[field], step * POINTS_STEP, to);
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

struct str excerpt_keep(struct matcher *matcher, struct span span, struct arena *arena)
{
	return keep(matcher, positions_field(matcher, span.start), start_byte(matcher, span),
		end_byte(matcher, span), arena);
}

void excerpt_points(
	struct matcher *matcher, struct span span, uint32_t *ret_start, uint32_t *ret_end)
{
	enum field field = positions_field(matcher, span.start);
	*ret_start = points_before(matcher, field, start_byte(matcher, span));
	*ret_end = points_before(matcher, field, end_byte(matcher, span));
}

/* Moves back from byte `at` by at most `points`, then forward to the beginning of a word unless it is the text's. */
static size_t step_back(struct str text, size_t at, uint32_t points)
{
	size_t from = at;
	/* The usual case at once: so many bytes that each begin a code point. */
	if (points <= at && count_points(text, at - points, at) == points) {
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
static size_t step_on(struct str text, size_t at, uint32_t points)
{
	size_t to = at;
	/* The usual case at once: so many bytes that each are a code point. The last may only begin one. */
	if (points > 0 && points <= text.len - at &&
		count_points(text, at, at + points) == points) {
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
	struct str text = matcher->fields[field];
	size_t start = start_byte(matcher, span);
	size_t end = end_byte(matcher, span);
	size_t most = step_on(text, start, SNIPPET_POINTS);
	uint32_t points = SNIPPET_POINTS;
	if (end < most) {
		points = count_points(text, start, end);
		uint32_t around = (SNIPPET_POINTS - points) / 2;
		start = step_back(text, start, around);
		end = step_on(text, end, around);
	} else {
		end = most > start ? most : end;
	}
	/* What needs no cleaning comes back as it is. */
	struct str kept = keep(matcher, field, start, end, arena);
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
	const struct matcher *matcher, enum field field, struct span first, struct span all)
{
	const struct token *tokens = matcher->tokens.tokens;
	const struct token_list *list = &matcher->tokens;
	struct str text = matcher->fields[field];
	uint32_t limit = matcher->field_places[field].end;
	uint32_t sentence = tokens[all.start].sentence;
	struct window window = {.text = text,
		.start = sentence_start(matcher, text, token_sentence_start(list, sentence))};
	size_t most = step_on(text, window.start, LIMIT_EXCERPT_POINTS);
	sentence = tokens[all.end - 1].sentence;
	window.end = sentence_end(matcher, text, token_sentence_start(list, sentence + 1) - 1);
	if (tokens[all.end - 1].end > most) {
		/* Too far apart, or too far from the sentence's beginning. */
		uint32_t length =
			count_points(text, start_byte(matcher, first), end_byte(matcher, first));
		uint32_t before = length < 200 ? (LIMIT_EXCERPT_POINTS - length) / 3 : 0;
		window.start = step_back(text, start_byte(matcher, first), before);
		window.end = step_on(text, window.start, LIMIT_EXCERPT_POINTS);
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

/* A window that is one clean line needs no copy, and its marks only move. */
static bool take_plain(struct matcher *matcher, enum field field, const struct window *window,
	struct arena *arena, struct hit *hit)
{
	struct str kept = keep(matcher, field, window->start, window->end, arena);
	if (!kept.ptr || !utf8_is_plain_line(kept)) {
		return false;
	}
	for (size_t i = 0; i < hit->mark_count; i++) {
		hit->marks[i].start -= (uint32_t)window->start;
		hit->marks[i].end -= (uint32_t)window->start;
	}
	hit->excerpt = kept;
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
	if (take_plain(matcher, field, &window, arena, hit)) {
		return 0;
	}
	char *out = arena_alloc(arena, window.end - window.start + 1);
	if (!out) {
		return -ENOMEM;
	}
	hit->excerpt = str_make(out, write_line(&window, hit->marks, hit->mark_count, out));
	return 0;
}
