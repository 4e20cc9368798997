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

uint32_t field_text_count(struct str text, size_t from, size_t to)
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
		continuations += ((unsigned char)text.ptr[i] & 0xc0) == 0x80;
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
		points += field_text_count(text, from, end);
	}
}

static struct field_text *text_of(struct matcher *matcher, enum field field)
{
	struct str text = matcher->fields[field];
	struct field_text *of = &matcher->texts[field];
	if (of->article != matcher->article) {
		of->article = matcher->article;
		of->kept = STR("");
		of->line = STR("");
		of->gap_count = 0;
		of->is_ascii = utf8_is_ascii(text);
		of->has_line = of->is_ascii && text.len <= KEPT_MAX;
		if (!of->is_ascii) {
			count_steps(of, text);
		}
	}
	return of;
}

bool field_text_is_ascii(struct matcher *matcher, enum field field)
{
	return text_of(matcher, field)->is_ascii;
}

uint32_t field_text_points(struct matcher *matcher, enum field field, size_t to)
{
	const struct field_text *of = text_of(matcher, field);
	if (of->is_ascii) {
		return (uint32_t)to;
	}
	size_t step = to / POINTS_STEP;
	return of->counts[step] + field_text_count(matcher->fields[field], step * POINTS_STEP, to);
}

struct str field_text_keep(
	struct matcher *matcher, enum field field, struct interval bytes, struct arena *arena)
{
	struct str text = matcher->fields[field];
	struct field_text *of = text_of(matcher, field);
	if (text.len > KEPT_MAX) {
		return arena_str(arena, str_slice(text, bytes.start, bytes.end - bytes.start));
	}
	if (of->kept.len < text.len) {
		of->kept = arena_str(arena, text);
	}
	return of->kept.ptr ? str_make(of->kept.ptr + bytes.start, bytes.end - bytes.start)
			    : of->kept;
}

static bool is_white(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

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
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t highs = ones << 7;
	uint64_t eight = 0;
	memcpy(&eight, bytes, sizeof(eight));
	eight = le64toh(eight);
	/* All bytes are ASCII: below 0x20 or 0x7f, and spaces, show in their high bits. */
	uint64_t bad = (~(eight + ones * 0x60) | (eight + ones)) & highs;
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
	bool white = is_white(byte);
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

/* Writes the line; false when the field has controls, or the arena is full. */
static bool make_line(struct field_text *of, struct str text, struct arena *arena)
{
	struct line line = {.out = arena_alloc(arena, text.len + 8), .after_space = true};
	size_t at = 0;
	if (!line.out) {
		return false;
	}
	while (at < text.len) {
		if (at + 8 <= text.len && take_eight(&line, text.ptr + at)) {
			at += 8;
			continue;
		}
		for (unsigned i = 0; i < 8 && at < text.len; i++, at++) {
			if (!take_byte(&line, of, text.ptr[at], at)) {
				return false;
			}
		}
	}
	of->line = str_make(line.out, line.len);
	return true;
}

/* Where byte `at` of the field is in the line. */
static uint32_t place_in_line(const struct field_text *of, uint32_t at)
{
	size_t low = 0;
	size_t high = of->gap_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (of->gaps[middle] < at) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return at - (uint32_t)low;
}

bool field_text_line(struct matcher *matcher, enum field field, struct interval bytes,
	struct arena *arena, struct str *ret)
{
	struct field_text *of = text_of(matcher, field);
	if (!of->has_line) {
		return false;
	}
	if (!of->line.ptr || of->line.len == 0) {
		of->gap_count = 0;
		of->has_line = make_line(of, matcher->fields[field], arena);
	}
	if (!of->has_line) {
		return false;
	}
	uint32_t start = place_in_line(of, bytes.start);
	uint32_t end = place_in_line(of, bytes.end);
	while (start < end && of->line.ptr[start] == ' ') {
		start++;
	}
	while (end > start && of->line.ptr[end - 1] == ' ') {
		end--;
	}
	*ret = str_make(of->line.ptr + start, end - start);
	return true;
}

uint32_t field_text_shift(
	const struct matcher *matcher, enum field field, struct str line, uint32_t at)
{
	const struct field_text *of = &matcher->texts[field];
	return place_in_line(of, at) - (uint32_t)(line.ptr - of->line.ptr);
}
