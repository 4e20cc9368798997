/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a field when the first hit asks for it. Never changes the article. The invariant: a line is what utf8_clean would make
 * of the field, and a part of it what that would make of the same part.
 */
#include "match/field_text.h"

#include <endian.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

/* Code points are counted up to each multiple of this many bytes. */
#define POINTS_STEP 64u
/* A field of so many bytes is kept whole when there is a hit in it; of larger ones each piece is copied. */
#define KEPT_MAX (64u << 10)
/* One in so many bytes may belong to the rest of a code point in a field that has a line: others take long to look through. */
#define LINE_SHARE 8

static const uint64_t ones = UINT64_C(0x0101010101010101);
static const uint64_t highs = UINT64_C(0x8080808080808080);

static uint64_t load_eight(const char *bytes)
{
	uint64_t eight = 0;
	memcpy(&eight, bytes, sizeof(eight));
	return le64toh(eight);
}

/* --- code points --- */

static uint32_t count_points(struct str text, size_t from, size_t to)
{
	uint32_t continuations = 0;
	size_t i = from;
	for (; i + 8 <= to; i += 8) {
		uint64_t eight = load_eight(text.ptr + i);
		/* The lowest bit of each byte says 10xxxxxx; the product adds them up in the highest byte. */
		continuations += (uint32_t)(((eight >> 7 & ~eight >> 6 & ones) * ones) >> 56);
	}
	for (; i < to; i++) {
		continuations += ((unsigned char)text.ptr[i] & 0xc0) == 0x80;
	}
	return (uint32_t)(to - from) - continuations;
}

static void count_steps(struct field_text *of)
{
	struct str text = of->text;
	size_t steps = text.len / POINTS_STEP + 1;
	uint32_t points = 0;
	of->counts = mem_grow(of->counts, &of->cap, steps, sizeof(of->counts[0]));
	for (size_t i = 0; i < steps; i++) {
		size_t from = i * POINTS_STEP;
		size_t end = from + POINTS_STEP < text.len ? from + POINTS_STEP : text.len;
		of->counts[i] = points;
		points += count_points(text, from, end);
	}
	/* The line is looked through point by point where it is not ASCII. */
	of->has_line = of->has_line && (text.len - points) * LINE_SHARE <= text.len;
}

void field_text_read(struct matcher *matcher, enum field field)
{
	struct field_text *of = &matcher->texts[field];
	of->article = matcher->article;
	of->text = matcher->fields[field];
	of->kept = (struct str){0};
	of->line = (struct str){0};
	of->gap_count = 0;
	of->is_ascii = utf8_is_ascii(of->text);
	of->has_line = of->text.len <= KEPT_MAX;
	if (!of->is_ascii) {
		count_steps(of);
	}
}

uint32_t field_text_points(const struct field_text *of, size_t to)
{
	if (of->is_ascii) {
		return (uint32_t)to;
	}
	size_t step = to / POINTS_STEP;
	return of->counts[step] + count_points(of->text, step * POINTS_STEP, to);
}

uint32_t field_text_between(const struct field_text *of, struct interval bytes)
{
	return of->is_ascii ? bytes.end - bytes.start
			    : count_points(of->text, bytes.start, bytes.end);
}

/* --- steps --- */

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static bool is_break(char byte)
{
	return byte == ' ' || byte == '\n';
}

/* The high bit of each byte that is zero. */
static uint64_t find_zeros(uint64_t eight)
{
	return ~(((eight & ~highs) + ~highs) | eight | ~highs);
}

/* The high bit of each byte that ends a word. */
static uint64_t find_breaks(const char *bytes)
{
	uint64_t eight = load_eight(bytes);
	return find_zeros(eight ^ ones * ' ') | find_zeros(eight ^ ones * '\n');
}

/* Behind the first break in [from, to), else `from`. */
static size_t begin_word(const char *text, size_t from, size_t to)
{
	size_t at = from;
	for (; at + 8 <= to; at += 8) {
		uint64_t breaks = find_breaks(text + at);
		if (breaks) {
			return at + (size_t)__builtin_ctzll(breaks) / 8 + 1;
		}
	}
	for (; at < to; at++) {
		if (is_break(text[at])) {
			return at + 1;
		}
	}
	return from;
}

/* At the last break in [from, to), else `to`. */
static size_t end_word(const char *text, size_t from, size_t to)
{
	size_t at = to;
	for (; at >= from + 8; at -= 8) {
		uint64_t breaks = find_breaks(text + at - 8);
		if (breaks) {
			return at - 1 - (size_t)__builtin_clzll(breaks) / 8;
		}
	}
	for (; at > from; at--) {
		if (is_break(text[at - 1])) {
			return at - 1;
		}
	}
	return to;
}

uint32_t field_text_step_back(const struct field_text *of, uint32_t at, uint32_t points)
{
	struct str text = of->text;
	size_t from = at;
	/* The usual case at once: so many bytes that each begin a code point. */
	if (points <= at && (of->is_ascii || count_points(text, at - points, at) == points)) {
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
	if (from == 0 || is_break(text.ptr[from - 1])) {
		return (uint32_t)from;
	}
	return (uint32_t)begin_word(text.ptr, from, at);
}

/* Behind so many code points from `at` on, or at the end. */
static size_t skip_points(const struct field_text *of, size_t at, size_t points)
{
	struct str text = of->text;
	if (of->is_ascii) {
		return points < text.len - at ? at + points : text.len;
	}
	/* The usual case at once: so many bytes that each are a code point. The last may only begin one. */
	if (points > 0 && points <= text.len - at &&
		count_points(text, at, at + points) == points) {
		at += points - 1;
		points = 1;
	}
	while (at < text.len && points > 0) {
		at++;
		while (at < text.len && is_continuation(text.ptr[at])) {
			at++;
		}
		points--;
	}
	return at;
}

uint32_t field_text_step_on(const struct field_text *of, uint32_t at, uint32_t points)
{
	struct str text = of->text;
	size_t to = skip_points(of, at, points);
	if (to == text.len || is_break(text.ptr[to])) {
		return (uint32_t)to;
	}
	return (uint32_t)end_word(text.ptr, at, to);
}

/* --- the copy --- */

struct str field_text_keep(struct field_text *of, struct interval bytes, struct arena *arena)
{
	if (of->text.len > KEPT_MAX) {
		return arena_str(arena, str_slice(of->text, bytes.start, bytes.end - bytes.start));
	}
	if (!of->kept.ptr) {
		of->kept = arena_str(arena, of->text);
	}
	return of->kept.ptr ? str_make(of->kept.ptr + bytes.start, bytes.end - bytes.start)
			    : of->kept;
}

/* --- the line --- */

static void add_gap(struct field_text *of, uint32_t at)
{
	if (of->gap_count == of->gap_cap) {
		of->gaps = mem_grow(of->gaps, &of->gap_cap, of->gap_count + 1, sizeof(of->gaps[0]));
	}
	of->gaps[of->gap_count++] = at;
}

/* The line as it is being written. */
struct line {
	char *out;
	size_t len;
	bool after_space; /* true at the beginning, too: no space is wanted there */
};

/* Takes eight bytes as they are when nothing in them is to change. */
static bool take_eight(struct line *line, const char *bytes)
{
	uint64_t eight = load_eight(bytes);
	/* Of ASCII: below 0x20 or 0x7f, and spaces, show in their high bits. */
	uint64_t bad = (eight | ~(eight + ones * 0x60) | (eight + ones)) & highs;
	uint64_t spaces = (~((eight ^ ones * 0x20) + ones * 0x7f) & highs) >> 7;
	if (bad || (spaces & (spaces << 8 | (line->after_space ? 1 : 0)))) {
		return false;
	}
	memcpy(line->out + line->len, bytes, 8);
	line->len += 8;
	line->after_space = (spaces >> 56) != 0;
	return true;
}

/* Takes byte `at` of the field; false when it is a control, which is for utf8_clean to remove. */
static bool take_byte(struct line *line, struct field_text *of, char byte, size_t at)
{
	bool rare = byte == '\v' || byte == '\f';
	bool white = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' ||
		     (rare && of->is_ascii);
	if (!white && (byte < ' ' || byte == 0x7f)) {
		return false;
	}
	if (white && line->after_space) {
		add_gap(of, (uint32_t)at);
		return true;
	}
	if (white) {
		byte = ' ';
	}
	line->out[line->len++] = byte;
	line->after_space = white;
	return true;
}

/* Takes the code point at *at and moves behind it; false when it is not one that stays as it is. */
static bool take_point(struct line *line, struct field_text *of, struct str text, size_t *at)
{
	size_t from = *at;
	if ((unsigned char)text.ptr[from] < 0x80) {
		(*at)++;
		return take_byte(line, of, text.ptr[from], from);
	}
	uint32_t point = utf8_next(text, at);
	if (*at - from == 1 || utf8_is_unsafe(point) || utf8_is_white(point)) {
		return false;
	}
	memcpy(line->out + line->len, text.ptr + from, *at - from);
	line->len += *at - from;
	line->after_space = false;
	return true;
}

/* Writes the line; false when not every part of it is what utf8_clean makes of that, or the arena is full. */
static bool make_line(struct field_text *of, struct str text, struct arena *arena)
{
	struct line line = {.out = arena_alloc(arena, text.len + 8), .after_space = true};
	size_t at = 0;
	if (!line.out) {
		return false;
	}
	while (at < text.len) {
		size_t end = at + 8;
		if (end <= text.len && take_eight(&line, text.ptr + at)) {
			at = end;
			continue;
		}
		while (at < end && at < text.len) {
			if (!take_point(&line, of, text, &at)) {
				return false;
			}
		}
	}
	of->line = str_make(line.out, line.len);
	return true;
}

struct str field_text_line(struct field_text *of, struct arena *arena)
{
	if (!of->line.ptr && of->has_line) {
		of->has_line = make_line(of, of->text, arena);
	}
	return of->line;
}

uint32_t field_text_line_points(const struct field_text *of, uint32_t from, uint32_t to)
{
	return of->is_ascii ? to - from : count_points(of->line, from, to);
}

uint32_t field_text_place(const struct field_text *of, uint32_t at)
{
	const uint32_t *gaps = of->gaps;
	size_t count = of->gap_count;
	if (count == 0) {
		return at;
	}
	while (count > 1) {
		size_t half = count / 2;
		gaps += gaps[half - 1] < at ? half : 0;
		count -= half;
	}
	return at - (uint32_t)(gaps - of->gaps) - (*gaps < at);
}

struct interval field_text_in_line(const struct field_text *of, struct interval bytes)
{
	const char *line = of->line.ptr;
	struct interval part = {
		.start = field_text_place(of, bytes.start), .end = field_text_place(of, bytes.end)};
	while (part.start < part.end && line[part.start] == ' ') {
		part.start++;
	}
	while (part.end > part.start && line[part.end - 1] == ' ') {
		part.end--;
	}
	return part;
}
