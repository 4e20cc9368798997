/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where in its file a part of a condition stands. Plain and literal texts are counted out; in folded ones and in quotes with
 * escapes the file's columns are not the text's, and then the words themselves are looked for. Keeps true: a place that is
 * given either shows the words that are meant, or is that of the condition's beginning.
 */
#include <stdarg.h>
#include <stdio.h>

#include "match/lexer.h"
#include "text/utf8.h"

#define MESSAGE_MAX 512
#define LOOK_BYTES 16 /* of the words that are meant */
#define LOOK_LINES 64 /* behind the beginning */

void lexer_move(const struct lexer *lexer, struct cursor *cursor, size_t to)
{
	for (; cursor->at < to; cursor->at++) {
		unsigned char byte = (unsigned char)lexer->text.ptr[cursor->at];

		if (byte == '\n') {
			cursor->line++;
			cursor->column = 0;
		} else if ((byte & 0xc0) != 0x80) {
			cursor->column++;
		}
	}
}

struct place lexer_place(const struct lexer *lexer, struct cursor cursor)
{
	const struct condition_origin *origin = lexer->origin;
	uint32_t first = cursor.line == 0 ? origin->column : origin->indent + 1;

	return (struct place){
		.file = origin->file,
		.line = origin->line + cursor.line,
		.column = first + cursor.column,
	};
}

/* The words at the cursor, to be found in the file. */
static struct str words_at(const struct lexer *lexer, struct cursor cursor)
{
	struct str words = str_slice(lexer->text, cursor.at, LOOK_BYTES);
	size_t len = 0;

	while (len < words.len && words.ptr[len] != ' ' && words.ptr[len] != '\n') {
		len++;
	}
	return str_slice(words, 0, len);
}

static bool stands_at(struct str line, uint32_t column, struct str words)
{
	size_t at = utf8_offset(line, column - 1);

	return str_starts(str_slice(line, at, line.len), words);
}

/* The place, or, when the words are not there, the next one behind the condition's beginning where they are. */
static struct place find_place(const struct lexer *lexer, struct cursor cursor)
{
	const struct condition_origin *origin = lexer->origin;
	struct place place = lexer_place(lexer, cursor);
	struct place found = {.file = origin->file, .line = origin->line, .column = origin->column};
	struct str words = words_at(lexer, cursor);
	struct str rest = origin->file_text;
	struct str line;
	bool moved = false;

	if (words.len == 0 || rest.len == 0 || lexer->diags->dropped) {
		return place;
	}
	for (uint32_t n = 1; n < origin->line + LOOK_LINES && str_cut(&rest, '\n', &line); n++) {
		size_t from = n == origin->line ? utf8_offset(line, origin->column - 1) : 0;
		ptrdiff_t at;

		if (n == place.line && stands_at(line, place.column, words)) {
			return place;
		}
		if (n < origin->line || moved) {
			continue;
		}
		at = str_find(str_slice(line, from, line.len), words);
		if (at >= 0) {
			found.line = n;
			found.column =
				(uint32_t)utf8_length(str_slice(line, 0, from + (size_t)at)) + 1;
			moved = true;
		}
	}
	return place.line >= origin->line + LOOK_LINES ? place : found;
}

void lexer_error(struct lexer *lexer, struct cursor cursor, const char *format, ...)
{
	char message[MESSAGE_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	diags_error(lexer->diags, find_place(lexer, cursor), "%s", message);
	diags_quote(lexer->diags, lexer->origin->file_text);
}
