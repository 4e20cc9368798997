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
#define HEAD_LINES 3
#define FOOT_LINES 4
#define SENTENCE_BYTES_MAX 160

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

	if (last != '\0' && strchr(".!?:;,", last) != NULL) {
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

/* At least as many as cut_lines finds. */
static size_t count_lines(struct str text)
{
	size_t count = 1;
	const char *end = text.ptr + text.len;

	for (const char *at = text.ptr;
		at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) {
		count++;
	}
	return count;
}

/* Those with something in them; returns how many. */
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
		lines[count++] = (struct line){.text = line,
			.ends_sentence = ends_sentence(line),
			.keep = true,
			.begins_paragraph = is_blank_before};
		is_blank_before = false;
	}
	return count;
}

/* Most lines are long sentences: those are no boilerplate, or none that may be told for sure. */
static enum page_phrase phrase_of(struct str text, bool ends_sentence)
{
	if ((ends_sentence && text.len > SENTENCE_BYTES_MAX) || !page_phrase_may_begin(text)) {
		return PHRASE_NONE;
	}
	return page_phrase_of(text, count_words(text), ends_sentence);
}

/* The last section heading behind which there is nothing but lines without sentences. */
static size_t find_tail(const struct line *lines, size_t count)
{
	size_t tail = count;

	for (size_t i = count; i-- > 0 && count - i <= TAIL_LINES_MAX;) {
		if (phrase_of(lines[i].text, false) == PHRASE_SECTION) {
			tail = i;
		} else if (lines[i].ends_sentence || count_words(lines[i].text) > TAIL_WORDS_MAX) {
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

struct str page_clean_text(struct arena *arena, struct str text, struct str title)
{
	struct line *lines;
	bool owes_blank = false;
	size_t count;
	size_t len = 0;

	if (text.len == 0) {
		return text; /* its pointer may be NULL */
	}
	lines = arena_alloc(arena, count_lines(text) * sizeof(*lines));
	if (lines == NULL) {
		return text;
	}
	count = cut_lines(text, lines);
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
