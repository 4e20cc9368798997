/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cuts readable pieces out of the article: whole sentences when they fit, else whole words. Never changes the words. The
 * invariant: marks lie inside the excerpt, in order, without overlaps.
 */
#include "match/excerpt.h"

#include <errno.h>
#include <string.h>

#include "match/field_text.h"

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* What an excerpt is made of. */
struct window {
	struct interval part; /* bytes of the field */
	const struct excerpt_memo
		*known; /* where it is in the line, when it has been asked for before */
};

/* The end of a sentence in bytes, with the marks that stand behind its last word. */
static uint32_t sentence_end(const struct matcher *matcher, struct str text, uint32_t last_word)
{
	size_t end = matcher->tokens.tokens[last_word].end;
	for (unsigned i = 0;
		i < 8 && end < text.len && text.ptr[end] != ' ' && text.ptr[end] != '\n'; i++) {
		end++;
	}
	while (end < text.len && is_continuation(text.ptr[end])) {
		end++;
	}
	return (uint32_t)end;
}

/* The beginning of the word's sentence, with an opening quotation mark or bracket. */
static uint32_t sentence_start(const struct matcher *matcher, struct str text, uint32_t word)
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
	return (uint32_t)start;
}

/* From the beginning of one sentence to the end of another one, or as much of that as fits, and those behind that fit too. */
static struct interval choose_sentences(struct matcher *matcher, enum field field, uint32_t first,
	uint32_t last, uint32_t *ret_most)
{
	const struct token_list *list = &matcher->tokens;
	struct str text = matcher->fields[field];
	uint32_t limit = matcher->field_places[field].end;
	struct interval part = {
		.start = sentence_start(matcher, text, token_sentence_start(list, first)),
		.end = sentence_end(matcher, text, token_sentence_start(list, last + 1) - 1)};
	uint32_t most =
		field_text_step_on(field_text_of(matcher, field), part.start, LIMIT_EXCERPT_POINTS);
	*ret_most = most;
	if (part.end > most) {
		part.end = most;
		return part;
	}
	for (uint32_t next = last + 1; token_sentence_start(list, next) < limit; next++) {
		uint32_t end =
			sentence_end(matcher, text, token_sentence_start(list, next + 1) - 1);
		if (end > most) {
			break;
		}
		part.end = end;
	}
	return part;
}

/* The same, and where that is in the field's line: most hits of an article are in the same sentences. */
static const struct excerpt_memo *know_sentences(
	struct matcher *matcher, enum field field, struct span all, struct arena *arena)
{
	const struct token *tokens = matcher->tokens.tokens;
	uint32_t first = tokens[all.start].sentence;
	uint32_t last = tokens[all.end - 1].sentence;
	struct excerpt_memo *memo = &matcher->excerpts[(first + last * 7) % EXCERPTS];
	if (memo->article == matcher->article && memo->first == first && memo->last == last) {
		return memo;
	}
	*memo = (struct excerpt_memo){.article = matcher->article, .first = first, .last = last};
	memo->part = choose_sentences(matcher, field, first, last, &memo->most);
	struct field_text *of = field_text_of(matcher, field);
	if (field_text_line(of, arena).ptr) {
		memo->line = field_text_in_line(of, memo->part);
	}
	return memo;
}

/* Whole sentences from that of the first words on, when all fit; else what stands around the first. */
static struct window choose_window(
	struct matcher *matcher, const struct shown *first, struct span all, struct arena *arena)
{
	enum field field = first->field;
	const struct excerpt_memo *known = know_sentences(matcher, field, all, arena);
	if (matcher->tokens.tokens[all.end - 1].end <= known->most) {
		return (struct window){.part = known->part, .known = known};
	}
	/* Too far apart, or too far from the sentence's beginning. */
	const struct field_text *of = field_text_of(matcher, field);
	uint32_t length = field_text_between(of, first->bytes);
	uint32_t before = length < 200 ? (LIMIT_EXCERPT_POINTS - length) / 3 : 0;
	struct window window = {.part.start = field_text_step_back(of, first->bytes.start, before)};
	window.part.end = field_text_step_on(of, window.part.start, LIMIT_EXCERPT_POINTS);
	return window;
}

/* Puts a mark among those before it, which are in order. */
static void add_mark(struct mark *marks, size_t count, struct interval at)
{
	while (count > 0 && marks[count - 1].start > at.start) {
		marks[count] = marks[count - 1];
		count--;
	}
	marks[count] = (struct mark){.start = at.start, .end = at.end};
}

/* The words inside the window as byte ranges of the field or of its line, in order and joined where they overlap; returns how
 * many. */
static size_t collect_marks(const struct shown *shown, uint32_t count, struct interval part,
	bool in_line, struct mark *marks)
{
	size_t found = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (!shown[i].is_near && shown[i].field == shown[0].field &&
			shown[i].bytes.start >= part.start && shown[i].bytes.end <= part.end) {
			add_mark(marks, found++, in_line ? shown[i].line : shown[i].bytes);
		}
	}
	size_t kept = 0;
	for (size_t i = 0; i < found; i++) {
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

/* Writes the text as one line to `out` and turns the marks from bytes of the field into code points of the excerpt. */
static size_t write_line(
	struct str text, struct interval part, struct mark *marks, size_t mark_count, char *out)
{
	size_t len = 0;
	uint32_t points = 0;
	size_t next = 0;
	bool inside = false;
	for (size_t at = part.start; at < part.end; at++) {
		char c = text.ptr[at];
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

/* A window on the field's line needs no copy, and its marks only move. */
static void take_line(const struct field_text *of, const struct window *window, struct hit *hit)
{
	struct interval part =
		window->known ? window->known->line : field_text_in_line(of, window->part);
	hit->excerpt = str_make(of->line.ptr + part.start, part.end - part.start);
	for (size_t i = 0; i < hit->mark_count; i++) {
		struct mark *mark = &hit->marks[i];
		mark->start = field_text_line_points(of, part.start, mark->start);
		mark->end = field_text_line_points(of, part.start, mark->end);
	}
}

int excerpt_make(struct matcher *matcher, const struct shown *shown, uint32_t count,
	struct arena *arena, struct hit *hit)
{
	if (count == 0) {
		return 0;
	}
	struct span all = shown[0].span;
	enum field field = shown[0].field;
	for (uint32_t i = 1; i < count; i++) {
		struct span span = shown[i].span;
		if (shown[i].field == field) {
			all.start = span.start < all.start ? span.start : all.start;
			all.end = span.end > all.end ? span.end : all.end;
		}
	}
	struct window window = choose_window(matcher, &shown[0], all, arena);
	struct field_text *of = field_text_of(matcher, field);
	struct str line = field_text_line(of, arena);
	hit->marks = arena_alloc(arena, count * sizeof(hit->marks[0]));
	if (!hit->marks) {
		return -ENOMEM;
	}
	hit->mark_count = collect_marks(shown, count, window.part, line.ptr != NULL, hit->marks);
	if (line.ptr) {
		take_line(of, &window, hit);
		return 0;
	}
	char *out = arena_alloc(arena, window.part.end - window.part.start + 1);
	if (!out) {
		return -ENOMEM;
	}
	hit->excerpt =
		str_make(out, write_line(of->text, window.part, hit->marks, hit->mark_count, out));
	return 0;
}
