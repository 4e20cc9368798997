/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boilerplate out of plain text: what copying or an aggregator left of a page. Knows lines only, so that it is careful: a line
 * goes for its words, and at either end for being a mere label. One pass.
 */
#include "parse/page.h"

#include <string.h>

#include "parse/page_phrase.h"
#include "text/date.h"

#define REPEAT_LINES 6    /* between a headline and the same once more */
#define TAIL_LINES_MAX 12 /* after "Related stories" */
#define TAIL_WORDS_MAX 25 /* of one of them */
#define WORDS_COUNTED 40  /* a line with more is no phrase */
#define HEAD_LINES 3
#define FOOT_LINES 4
#define SENTENCE_BYTES_MAX 160
#define DATE_BYTES_MAX 100 /* as text/date */
#define LINES_ROOM 64      /* at first */

struct line {
	struct str text; /* trimmed */
	bool ends_sentence;
	bool keep;
	bool begins_paragraph; /* a blank line stands before it */
};

static bool ends_sentence(struct str text)
{
	static const char *const ends[] = {".\"", "!\"", "?\"", ".)", ".\xe2\x80\x9d",
		"!\xe2\x80\x9d", "?\xe2\x80\x9d", ".\xe2\x80\x99", "\xe3\x80\x82", "\xef\xbc\x81",
		"\xef\xbc\x9f", "\xe3\x80\x8d", "\xe2\x80\xa6", "\xd8\x9f", "\xdb\x94", ".\xc2\xbb",
		".\xe2\x80\x9c"};
	char last = text.ptr[text.len - 1];

	if (last == '.' || last == '!' || last == '?' || last == ':' || last == ';' ||
		last == ',') {
		return true;
	}
	if ((unsigned char)last < 0x80 && last != '"' && last != ')') {
		return false;
	}
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (str_ends(text, str_from(ends[i]))) {
			return true;
		}
	}
	return false;
}

/* Words, as far as WORDS_COUNTED and a few more; where no spaces are, six bytes are one. */
static size_t count_words(struct str text)
{
	size_t words = 0;
	size_t dense = 0;

	for (size_t i = 0; i < text.len && words + dense / 2 <= WORDS_COUNTED; i++) {
		words += text.ptr[i] != ' ' && (i == 0 || text.ptr[i - 1] == ' ');
		dense += (unsigned char)text.ptr[i] >= 0xe3 && (unsigned char)text.ptr[i] <= 0xed;
	}
	return words + dense / 2;
}

/* Those of a text that have something in them. */
struct lines {
	struct line *at; /* arena */
	size_t count;
	size_t room;
};

/* False when the arena is full. */
static bool make_room(struct lines *lines, struct arena *arena)
{
	size_t room = lines->room > 0 ? 2 * lines->room : LINES_ROOM;
	struct line *grown = arena_alloc(arena, room * sizeof(*grown));

	if (grown == NULL) {
		return false;
	}
	if (lines->count > 0) {
		memcpy(grown, lines->at, lines->count * sizeof(*grown));
	}
	lines->at = grown;
	lines->room = room;
	return true;
}

/* False when the arena is full. */
static bool cut_lines(struct str text, struct arena *arena, struct lines *ret)
{
	bool is_blank_before = true;
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		line = str_trim(line);
		if (line.len == 0) {
			is_blank_before = true;
			continue;
		}
		if (ret->count == ret->room && !make_room(ret, arena)) {
			return false;
		}
		ret->at[ret->count++] = (struct line){.text = line,
			.ends_sentence = ends_sentence(line),
			.keep = true,
			.begins_paragraph = is_blank_before};
		is_blank_before = false;
	}
	return true;
}

/* Most lines are long sentences: those are no boilerplate, or none that may be told for sure. */
static enum page_phrase phrase_of(struct str text, bool ends_sentence)
{
	if ((ends_sentence && text.len > SENTENCE_BYTES_MAX) || !page_phrase_may_begin(text)) {
		return PHRASE_NONE;
	}
	return page_phrase_of(text, count_words(text), ends_sentence);
}

static bool are_short(const struct line *lines, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (count_words(lines[i].text) > TAIL_WORDS_MAX) {
			return false;
		}
	}
	return true;
}

/* The first of the section headings near the end behind which there is nothing but short lines without sentences. */
static size_t find_tail(const struct line *lines, size_t count)
{
	size_t tail = count;

	for (size_t i = count; i-- > 0 && count - i <= TAIL_LINES_MAX;) {
		bool is_section = phrase_of(lines[i].text, false) == PHRASE_SECTION;

		if (is_section ? !are_short(lines, i + 1, tail) : lines[i].ends_sentence) {
			break;
		}
		if (is_section) {
			tail = i;
		}
	}
	return tail;
}

/* Nearly all text is none at a glance. */
static bool is_date(struct str text)
{
	int64_t seconds;

	for (size_t i = 0; i < text.len && text.len <= DATE_BYTES_MAX; i++) {
		if ((text.ptr[i] >= '0' && text.ptr[i] <= '9') ||
			(unsigned char)text.ptr[i] >= 0x80) {
			return date_parse(text, &seconds) == 0;
		}
	}
	return false;
}

/* A site's name, a date or a breadcrumb at an end of the text. */
static bool is_label(const struct line *line)
{
	bool is_host = str_find_byte(line->text, ' ') < 0 && str_find_byte(line->text, '.') > 0 &&
		       !line->ends_sentence;

	return is_host || str_ends(line->text, STR("/")) || is_date(line->text);
}

/* The headline twice, or once more in a breadcrumb: the last one stays. */
static void drop_repeated(struct line *lines, size_t at)
{
	size_t from = at > REPEAT_LINES ? at - REPEAT_LINES : 0;

	if (lines[at].ends_sentence) {
		return;
	}
	for (size_t i = from; i < at; i++) {
		if (page_phrase_equal(lines[i].text, lines[at].text)) {
			lines[i].keep = false;
		}
	}
}

/* Whole sentences are looked at where sites put theirs: at either end. */
static bool is_suspect(const struct line *lines, size_t at, size_t count)
{
	return !lines[at].ends_sentence || at < HEAD_LINES || count - at <= FOOT_LINES;
}

static bool is_boilerplate(const struct line *line, struct str title)
{
	enum page_phrase phrase = phrase_of(line->text, line->ends_sentence);

	return phrase == PHRASE_LINE || phrase == PHRASE_START ||
	       page_phrase_equal(line->text, title);
}

static void judge(struct line *lines, size_t count, struct str title)
{
	size_t tail = find_tail(lines, count);

	for (size_t i = 0; i < count; i++) {
		lines[i].keep = i < tail &&
				!(is_suspect(lines, i, count) && is_boilerplate(&lines[i], title));
		if (lines[i].keep) {
			drop_repeated(lines, i);
		}
	}
	for (size_t i = count; i-- > 0 && (!lines[i].keep || is_label(&lines[i]));) {
		lines[i].keep = false;
	}
	for (size_t i = 0; i < count && (!lines[i].keep || is_label(&lines[i])); i++) {
		lines[i].keep = false;
	}
}

static size_t count_kept(const struct line *lines, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		kept += lines[i].keep;
	}
	return kept;
}

/* What is kept, in the arena; an empty string that is NULL when it is full. */
static struct str join_kept(struct arena *arena, const struct lines *lines, size_t text_len)
{
	char *out = arena_alloc(arena, text_len + 2);
	bool owes_blank = false;
	size_t len = 0;

	for (size_t i = 0; i < lines->count && out != NULL; i++) {
		const struct line *line = &lines->at[i];

		owes_blank |= line->begins_paragraph;
		if (!line->keep) {
			continue;
		}
		if (len > 0) {
			out[len++] = '\n';
			if (owes_blank) {
				out[len++] = '\n';
			}
		}
		memcpy(out + len, line->text.ptr, line->text.len);
		len += line->text.len;
		owes_blank = false;
	}
	return str_make(out, len);
}

struct str page_clean_text(struct arena *arena, struct str text, struct str title)
{
	struct lines lines = {0};
	struct str clean = {0};

	/* Of an empty text the pointer may be NULL. */
	if (text.len == 0 || !cut_lines(text, arena, &lines)) {
		return text;
	}
	judge(lines.at, lines.count, title);
	size_t kept = count_kept(lines.at, lines.count);
	if (kept > 0 && kept < lines.count) {
		clean = join_kept(arena, &lines, text.len);
	}
	return clean.ptr == NULL ? text : clean;
}
