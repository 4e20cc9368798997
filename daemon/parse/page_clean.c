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

struct line {
	struct str text; /* trimmed */
	size_t words;
	bool ends_sentence;
	bool keep;
	bool begins_paragraph; /* a blank line stands before it */
};

static bool ends_sentence(struct str text)
{
	static const char *const ends[] = {".", "!", "?", ":", ";", ",", ".\"", "!\"", "?\"", ".)",
		".\xe2\x80\x9d", "!\xe2\x80\x9d", "?\xe2\x80\x9d", ".\xe2\x80\x99", "\xe3\x80\x82",
		"\xef\xbc\x81", "\xef\xbc\x9f", "\xe3\x80\x8d", "\xe2\x80\xa6", "\xd8\x9f",
		"\xdb\x94", ".\xc2\xbb", ".\xe2\x80\x9c"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (str_ends(text, str_from(ends[i]))) {
			return true;
		}
	}
	return false;
}

/* Words; where no spaces are, six bytes are one. */
static size_t count_words(struct str text)
{
	size_t words = 0;
	size_t dense = 0;

	for (size_t i = 0; i < text.len; i++) {
		words += text.ptr[i] != ' ' && (i == 0 || text.ptr[i - 1] == ' ');
		dense += (unsigned char)text.ptr[i] >= 0xe3 && (unsigned char)text.ptr[i] <= 0xed;
	}
	return words + dense / 2;
}

/* Cuts `text` into lines; counts only when `lines` is NULL. */
static size_t cut_lines(struct str text, struct line *lines)
{
	bool is_blank_before = true;
	size_t count = 0;
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		line = str_trim(line);
		if (line.len == 0) {
			is_blank_before = true;
			continue;
		}
		if (lines != NULL) {
			lines[count] = (struct line){.text = line,
				.words = count_words(line),
				.ends_sentence = ends_sentence(line),
				.keep = true,
				.begins_paragraph = is_blank_before};
		}
		is_blank_before = false;
		count++;
	}
	return count;
}

/* The last section heading behind which there is nothing but lines without sentences. */
static size_t find_tail(const struct line *lines, size_t count)
{
	size_t tail = count;

	for (size_t i = count; i-- > 0 && count - i <= TAIL_LINES_MAX;) {
		if (page_phrase_of(lines[i].text, lines[i].words, false) == PHRASE_SECTION) {
			tail = i;
		} else if (lines[i].ends_sentence || lines[i].words > 25) {
			break;
		}
	}
	return tail;
}

/* A site's name, a date or a breadcrumb at an end of the text. */
static bool is_label(const struct line *line)
{
	int64_t seconds;
	bool is_host = str_find_byte(line->text, ' ') < 0 && str_find_byte(line->text, '.') > 0 &&
		       !line->ends_sentence;

	return is_host || str_ends(line->text, STR("/")) || date_parse(line->text, &seconds) == 0;
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

static void judge(struct line *lines, size_t count, struct str title)
{
	size_t tail = find_tail(lines, count);

	for (size_t i = 0; i < count; i++) {
		struct line *line = &lines[i];
		enum page_phrase phrase =
			page_phrase_of(line->text, line->words, line->ends_sentence);

		line->keep = i < tail && phrase != PHRASE_LINE && phrase != PHRASE_START &&
			     !page_phrase_equal(line->text, title);
		if (line->keep) {
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

struct str page_clean_text(struct arena *arena, struct str text, struct str title)
{
	size_t count = cut_lines(text, NULL);
	struct line *lines = arena_alloc(arena, (count + 1) * sizeof(*lines));
	bool owes_blank = false;
	size_t len = 0;

	if (lines == NULL) {
		return text;
	}
	(void)cut_lines(text, lines);
	judge(lines, count, title);
	size_t kept = count_kept(lines, count);
	char *out = kept == 0 || kept == count ? NULL : arena_alloc(arena, text.len + 2);
	if (out == NULL) {
		return text;
	}
	for (size_t i = 0; i < count; i++) {
		owes_blank |= lines[i].begins_paragraph;
		if (!lines[i].keep) {
			continue;
		}
		if (len > 0) {
			out[len++] = '\n';
			if (owes_blank) {
				out[len++] = '\n';
			}
		}
		memcpy(out + len, lines[i].text.ptr, lines[i].text.len);
		len += lines[i].text.len;
		owes_blank = false;
	}
	return str_make(out, len);
}
