/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Diagnostics. Collects and formats; never prints. Keeps true: `errors` and `warnings` count all that was reported, also
 * what is no longer kept.
 */
#include "base/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/width.h"

#define DIAG_TEXT_MAX 4096
#define DIAG_QUOTE_MAX 160
#define LOOK_LINES 64 /* behind a place, for its words */

void diags_init(struct diags *diags)
{
	*diags = (struct diags){0};
}

static void diag_free(struct diag *diag)
{
	free(diag->file);
	free(diag->message);
	free(diag->source_line);
	free(diag->suggestion);
	free(diag->words);
	free(diag);
}

void diags_done(struct diags *diags)
{
	while (diags->first) {
		struct diag *diag = diags->first;

		diags->first = diag->next;
		diag_free(diag);
	}
	diags_init(diags);
}

static PRINTF_LIKE(1, 0) char *format_text(const char *format, va_list args)
{
	struct buf text;

	buf_init(&text, DIAG_TEXT_MAX);
	buf_vprintf(&text, format, args);
	return buf_take(&text, NULL);
}

/* What is beyond the limit is counted only. Each level by itself: many warnings must not hide the error that comes behind
 * them. */
static bool count(struct diags *diags, size_t *level)
{
	diags->dropped = (*level)++ >= DIAGS_KEPT_MAX;
	return !diags->dropped;
}

static void add(struct diags *diags, enum diag_level level, struct place place, char *message)
{
	struct diag *diag = mem_zalloc(sizeof(*diag));

	diag->level = level;
	diag->file = place.file ? mem_strdup(place.file) : NULL;
	diag->line = place.line;
	diag->column = place.column;
	diag->message = message;
	if (diags->last) {
		diags->last->next = diag;
	} else {
		diags->first = diag;
	}
	diags->last = diag;
}

void diags_error(struct diags *diags, struct place place, const char *format, ...)
{
	va_list args;

	if (!count(diags, &diags->errors)) {
		return;
	}
	va_start(args, format);
	add(diags, DIAG_ERROR, place, format_text(format, args));
	va_end(args);
}

void diags_warning(struct diags *diags, struct place place, const char *format, ...)
{
	va_list args;

	if (!count(diags, &diags->warnings)) {
		return;
	}
	va_start(args, format);
	add(diags, DIAG_WARNING, place, format_text(format, args));
	va_end(args);
}

/* The bytes of the first `points` code points, without judging them. */
static size_t bytes_of_points(struct str s, size_t points)
{
	size_t at = 0;

	while (at < s.len && points > 0) {
		at++;
		while (at < s.len && ((unsigned char)s.ptr[at] & 0xc0) == 0x80) {
			at++;
		}
		points--;
	}
	return at;
}

static size_t points_of(struct str s)
{
	size_t points = 0;

	for (size_t i = 0; i < s.len; i++) {
		points += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
	}
	return points;
}

static bool stands_at(struct str line, uint32_t column, struct str words)
{
	return str_starts(str_slice(line, bytes_of_points(line, column - 1), line.len), words);
}

/* Moves the diagnostic to its words. `rest` begins behind `line`. */
static void find_words(struct diag *diag, struct str *line, struct str rest)
{
	struct str words = str_from(diag->words);
	struct str one = *line;
	uint32_t number = diag->line;

	if (words.len == 0 || diag->column == 0 || stands_at(one, diag->column, words)) {
		return;
	}
	do {
		ptrdiff_t at = str_find(one, words);

		if (at >= 0) {
			*line = one;
			diag->line = number;
			diag->column = (uint32_t)points_of(str_slice(one, 0, (size_t)at)) + 1;
			return;
		}
	} while (++number < diag->line + LOOK_LINES && str_cut(&rest, '\n', &one));
}

/* Of a line that is a whole file, as programs write them, what is never shown is not kept. */
static void keep_line(struct diag *diag, struct str line)
{
	if (line.len > DIAG_TEXT_MAX && diag->column > DIAG_QUOTE_MAX) {
		diag->source_skipped = diag->column - DIAG_QUOTE_MAX;
		line = str_slice(line, bytes_of_points(line, diag->source_skipped), line.len);
	}
	if (line.len > DIAG_TEXT_MAX) {
		line = str_slice(line, 0, bytes_of_points(line, (size_t)2 * DIAG_QUOTE_MAX));
	}
	diag->source_line = str_dupz(line);
}

static void quote_line(struct diag *diag, struct str file_text)
{
	struct str line = {NULL, 0};

	if (diag->line == 0 || diag->source_line) {
		return;
	}
	for (uint32_t i = 0; i < diag->line; i++) {
		if (!str_cut(&file_text, '\n', &line)) {
			return;
		}
	}
	find_words(diag, &line, file_text);
	if (diag->line == 1 && str_starts(line, STR("\xef\xbb\xbf"))) {
		line = str_slice(line, 3, line.len); /* a byte order mark has no column */
	}
	if (line.len && line.ptr[line.len - 1] == '\r') {
		line.len--;
	}
	keep_line(diag, line);
}

void diags_quote(struct diags *diags, struct str file_text)
{
	if (diags->last && !diags->dropped) {
		quote_line(diags->last, file_text);
	}
}

void diags_quote_file(struct diags *diags, const char *file, struct str text)
{
	for (struct diag *diag = diags->first; diag; diag = diag->next) {
		if (diag->file && strcmp(diag->file, file) == 0) {
			quote_line(diag, text);
		}
	}
}

void diags_words(struct diags *diags, struct str words)
{
	if (diags->last && !diags->dropped && !diags->last->words) {
		diags->last->words = str_dupz(words);
	}
}

void diags_suggest(struct diags *diags, const char *format, ...)
{
	va_list args;

	if (!diags->last || diags->dropped || diags->last->suggestion) {
		return;
	}
	va_start(args, format);
	diags->last->suggestion = format_text(format, args);
	va_end(args);
}

void diags_move(struct diags *to, struct diags *from)
{
	if (from->first) {
		if (to->last) {
			to->last->next = from->first;
		} else {
			to->first = from->first;
		}
		to->last = from->last;
	}
	to->errors += from->errors;
	to->warnings += from->warnings;
	diags_init(from);
}

static void add_escaped(struct buf *out, struct str text)
{
	char safe[DIAG_TEXT_MAX * 4];
	size_t len = log_escape(safe, sizeof(safe), text);
	size_t kept = 0;

	/* Quotes and backslashes need no escape here: this is for people, not for key=value. */
	for (size_t i = 0; i < len; i++) {
		if (safe[i] == '\\' && (safe[i + 1] == '"' || safe[i + 1] == '\\')) {
			i++;
		}
		safe[kept++] = safe[i];
	}
	buf_add(out, safe, kept);
}

/* A tab takes one column, as it is counted. */
static void add_line(struct buf *out, struct str line)
{
	ptrdiff_t tab;

	while ((tab = str_find_byte(line, '\t')) >= 0) {
		add_escaped(out, str_slice(line, 0, (size_t)tab));
		buf_add_byte(out, ' ');
		line = str_slice(line, (size_t)tab + 1, line.len);
	}
	add_escaped(out, line);
}

/* The line and a caret under the column; of a long line, the part around it. */
static void quote(const struct diag *diag, struct buf *out)
{
	struct str line = str_from(diag->source_line);
	size_t column = diag->column ? diag->column - 1 - diag->source_skipped : 0;
	size_t skipped = column > DIAG_QUOTE_MAX / 2 ? column - DIAG_QUOTE_MAX / 2 : 0;
	struct str shown = str_slice(line, bytes_of_points(line, skipped), line.len);
	struct buf lead;

	shown = str_slice(shown, 0, bytes_of_points(shown, DIAG_QUOTE_MAX));
	buf_printf(out, "  | ");
	add_line(out, shown);
	buf_printf(out, "\n");
	if (diag->column) {
		size_t before = bytes_of_points(shown, column - skipped);
		size_t missing = column - skipped - points_of(str_slice(shown, 0, before));

		buf_init(&lead, (size_t)DIAG_TEXT_MAX * 4);
		add_line(&lead, str_slice(shown, 0, before));
		buf_printf(out, "  | %*s^\n", (int)(width_of_text(buf_str(&lead)) + missing), "");
		buf_done(&lead);
	}
}

static void format_one(const struct diag *diag, struct buf *out)
{
	if (diag->file) {
		add_escaped(out, str_from(diag->file));
		if (diag->line) {
			buf_printf(out, ":%u", diag->line);
		}
		if (diag->line && diag->column) {
			buf_printf(out, ":%u", diag->column);
		}
		buf_printf(out, ": ");
	}
	buf_printf(out, "%s: ", diag->level == DIAG_ERROR ? "error" : "warning");
	add_escaped(out, str_from(diag->message));
	buf_printf(out, "\n");
	if (diag->source_line) {
		quote(diag, out);
	}
	if (diag->suggestion) {
		buf_printf(out, "  hint: ");
		add_escaped(out, str_from(diag->suggestion));
		buf_printf(out, "\n");
	}
}

void diags_format(const struct diags *diags, struct buf *out)
{
	size_t hidden = diags->errors + diags->warnings;

	for (const struct diag *diag = diags->first; diag; diag = diag->next) {
		format_one(diag, out);
		hidden--;
	}
	if (hidden > 0) {
		buf_printf(out, "%zu more not shown\n", hidden);
	}
}
