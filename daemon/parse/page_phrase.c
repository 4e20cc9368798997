/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks lines up among the phrases of boilerplate. A phrase of one word may well begin a paragraph, so that it counts only
 * where no sentence is. Pure; a line costs a few searches, and only short lines are looked up.
 */
#include "parse/page_phrase.h"

#include <string.h>

#include "parse/page_phrase_table.h"
#include "text/fold.h"
#include "text/utf8.h"

#define LINE_WORDS_MAX 40
#define PHRASE_ROOM 128 /* more than any phrase: of a longer line its beginning is looked at */
#define GLANCE_BYTES 64
#define SIGNS_MAX 16 /* before the first letter of a line, to be looked behind */
#define DENSE_FIRST_BYTE 0xe3u
#define DENSE_BYTES_MIN 6     /* of a phrase that may end within what is a word elsewhere */
#define PHRASE_TRIES 16       /* beginnings of a line that are looked up */
#define SENTENCE_WORDS_MAX 30 /* of a sentence that may be boilerplate for how it starts */
#define ONE_WORD_MAX 12       /* of a line that is for its first word */
#define SECTION_WORDS_MAX 7   /* "More from the department of transport" */
#define SIGN_SLACK 4          /* bytes between "Photo" and ':': accents, a space */
#define CREDIT_WORDS_MAX 8    /* behind "Photo:" */

/* Most text: an ASCII letter made small, or a digit; 0 for anything else. */
static char plain_letter(char c)
{
	if (c >= 'A' && c <= 'Z') {
		return (char)(c + ('a' - 'A'));
	}
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
		return c;
	}
	return '\0';
}

/* Appends what the character at *at folds to and moves behind it; true when it separates words. */
static bool take_character(struct str text, size_t *at, char *out, size_t *len)
{
	char letter = plain_letter(text.ptr[*at]);

	if (letter != '\0') {
		out[(*len)++] = letter;
		(*at)++;
		return false;
	}
	if ((unsigned char)text.ptr[*at] < 0x80) {
		(*at)++;
		return true;
	}
	uint32_t point = utf8_next(text, at);
	uint32_t entry = fold_entry(point);
	enum fold_class class = fold_class(entry);

	if (class == FOLD_WORD || class == FOLD_DIGIT || class == FOLD_IDEOGRAPH) {
		*len += fold_point(point, entry, out + *len);
		return false;
	}
	return class != FOLD_MARK && class != FOLD_IGNORED;
}

/* At most `max` bytes, the last word may be cut. */
static size_t normalise(struct str text, char *out, size_t max)
{
	size_t len = 0;
	bool gap = false;

	for (size_t at = 0; at < text.len && len + FOLD_MAX_BYTES + 1 < max;) {
		bool has_space = gap && len > 0;
		size_t end = len + has_space;

		out[len] = ' '; /* stays when a letter comes behind it */
		if (take_character(text, &at, out, &end)) {
			gap = true;
		} else if (end > len + has_space) {
			len = end;
			gap = false;
		}
	}
	return len;
}

size_t page_phrase_normal(struct str text, char out[PAGE_NORMAL_MAX])
{
	return normalise(text, out, PAGE_NORMAL_MAX);
}

static bool is_equal_within(struct str a, struct str b, size_t max)
{
	char one[PAGE_NORMAL_MAX];
	char other[PAGE_NORMAL_MAX];
	size_t len = normalise(a, one, max);

	return len > 0 && len == normalise(b, other, max) && memcmp(one, other, len) == 0;
}

/* Nearly all lines differ in plain letters near their beginning, where nothing folds to more than itself. */
static bool differ_at_once(struct str a, struct str b)
{
	size_t end = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < end && i < GLANCE_BYTES / 2; i++) {
		char one = plain_letter(a.ptr[i]);
		char other = plain_letter(b.ptr[i]);

		if (one != other || (one == '\0' && a.ptr[i] != b.ptr[i])) {
			return one != '\0' && other != '\0';
		}
	}
	return false;
}

bool page_phrase_equal(struct str a, struct str b)
{
	if (a.len == 0 || b.len == 0 || a.len > 3 * b.len + 16 || b.len > 3 * a.len + 16 ||
		differ_at_once(a, b)) {
		return false;
	}
	return is_equal_within(a, b, GLANCE_BYTES) && is_equal_within(a, b, PAGE_NORMAL_MAX);
}

/* Where no spaces are, a phrase may end anywhere. */
static bool is_dense(struct str phrase)
{
	return phrase.len >= DENSE_BYTES_MIN && (unsigned char)phrase.ptr[0] >= DENSE_FIRST_BYTE;
}

static bool starts_line(struct str line, struct str phrase)
{
	return str_starts(line, phrase) &&
	       (line.len == phrase.len || line.ptr[phrase.len] == ' ' || is_dense(phrase));
}

static bool is_rights_sign(struct str line)
{
	return str_starts(line, STR("\xc2\xa9")) || str_starts_nocase(line, STR("(c) "));
}

/* The first row that is not before the phrase; NULL when all are. */
static const struct page_phrase_row *find_row(struct str phrase)
{
	size_t low = 0;
	size_t high = page_phrase_row_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (str_cmp(phrase, page_phrase_rows[middle].normal) <= 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low < page_phrase_row_count ? &page_phrase_rows[low] : NULL;
}

/* The kinds of the phrase that is just that; 0 when there is none. */
static unsigned find_kinds(struct str phrase)
{
	const struct page_phrase_row *row = find_row(phrase);

	return row != NULL && str_eq(row->normal, phrase) ? row->kinds : 0;
}

size_t page_phrase_first_word(struct str text, char out[PAGE_FIRST_WORD_ROOM])
{
	size_t len = 0;
	size_t signs = 0;

	for (size_t at = 0; at < text.len && len < PAGE_FIRST_WORD_MAX;) {
		char letter = plain_letter(text.ptr[at]);

		if (letter != '\0') {
			out[len++] = letter;
			at++;
			continue;
		}
		bool is_gap = take_character(text, &at, out, &len);

		if (is_gap && (len > 0 || ++signs == SIGNS_MAX)) {
			break;
		}
	}
	if (is_dense(str_make(out, len))) {
		return DENSE_BYTES_MIN;
	}
	return len < PAGE_FIRST_WORD_MAX ? len : PAGE_FIRST_WORD_MAX;
}

size_t page_phrase_word_bit(struct str word)
{
	uint32_t hash = 0;

	for (size_t i = 0; i < word.len; i++) {
		hash = (hash ^ (unsigned char)word.ptr[i]) * UINT32_C(0x01000193);
	}
	return (hash * UINT32_C(0x9e3779b1)) >> (32 - PAGE_WORD_BITS_LOG);
}

bool page_phrase_may_begin(struct str line)
{
	char room[PAGE_FIRST_WORD_ROOM];
	struct str word = str_make(room, page_phrase_first_word(line, room));
	size_t bit = page_phrase_word_bit(word);
	const struct page_phrase_row *row = NULL;

	if ((page_phrase_word_bits[bit / 64] >> (bit % 64) & 1) != 0) {
		row = find_row(word);
	}
	return word.len == 0 || (row != NULL && str_starts(row->normal, word)) ||
	       is_rights_sign(line);
}

/* Which of these kinds hold when more words follow the phrase. */
static unsigned kinds_that_fit(unsigned kinds, struct str phrase, size_t words, bool ends_sentence)
{
	bool is_one_word = str_find_byte(phrase, ' ') < 0;
	bool may_start =
		is_one_word ? !ends_sentence && words <= ONE_WORD_MAX : words <= SENTENCE_WORDS_MAX;
	bool may_head = !is_one_word && !ends_sentence && words <= SECTION_WORDS_MAX;

	return kinds & ((may_start ? PHRASE_START : 0u) | (may_head ? PHRASE_SECTION : 0u));
}

/* All phrases that the line begins with: ends of words, or any character where no spaces are. */
static unsigned collect_kinds(struct str line, size_t words, bool ends_sentence)
{
	unsigned kinds = find_kinds(line);
	size_t tries = 0;

	if (kinds != 0) {
		return kinds;
	}
	for (size_t at = 1; at < line.len && tries < PHRASE_TRIES; at++) {
		struct str phrase = str_slice(line, 0, at);
		bool is_border = line.ptr[at] == ' ' ||
				 (is_dense(phrase) && ((unsigned char)line.ptr[at] & 0xc0) != 0x80);

		if (is_border) {
			tries++;
			kinds |= kinds_that_fit(find_kinds(phrase), phrase, words, ends_sentence);
		}
	}
	return kinds;
}

enum page_phrase page_phrase_of(struct str line, size_t words, bool ends_sentence)
{
	char room[PHRASE_ROOM];
	struct str normal;
	unsigned kinds;

	if (words > LINE_WORDS_MAX || line.len >= PAGE_NORMAL_MAX || !page_phrase_may_begin(line)) {
		return PHRASE_NONE;
	}
	normal = str_make(room, normalise(line, room, sizeof(room)));
	if (normal.len == 0 || is_rights_sign(line)) {
		return PHRASE_LINE;
	}
	kinds = collect_kinds(normal, words, ends_sentence);
	/* A section is more than a line: "Read also" is both. */
	if ((kinds & PHRASE_SECTION) != 0) {
		return PHRASE_SECTION;
	}
	return (kinds & PHRASE_START) != 0 ? PHRASE_START : (enum page_phrase)(kinds & PHRASE_LINE);
}

static size_t count_words(struct str text)
{
	size_t words = 0;

	for (size_t i = 0; i < text.len; i++) {
		words += text.ptr[i] != ' ' && (i == 0 || text.ptr[i - 1] == ' ');
	}
	return words;
}

/* True when `tail` is a credit: "Photo: …", "Getty Images". */
static bool is_credit(struct str tail)
{
	char room[PAGE_NORMAL_MAX];
	struct str normal = str_make(room, page_phrase_normal(tail, room));
	ptrdiff_t colon = str_find_byte(tail, ':');
	ptrdiff_t slash = str_find_byte(tail, '/');
	size_t sign = (size_t)(colon >= 0 ? colon : slash); /* -1 is behind everything */

	if (str_starts(tail, STR("\xc2\xa9"))) {
		return true;
	}
	for (size_t i = 0; i < page_phrase_credit_count; i++) {
		struct str word = page_phrase_credits[i];

		if (starts_line(normal, word) &&
			(sign <= word.len + SIGN_SLACK || normal.len == word.len)) {
			return count_words(tail) <= CREDIT_WORDS_MAX;
		}
	}
	return false;
}

struct str page_phrase_strip_credit(struct str caption)
{
	size_t words = 0;

	if (is_credit(caption)) {
		return str_slice(caption, 0, 0);
	}
	for (size_t at = caption.len; at-- > 0 && words <= CREDIT_WORDS_MAX;) {
		bool is_border = caption.ptr[at] == ' ' || caption.ptr[at] == '\n';

		words += is_border;
		if (is_border && is_credit(str_slice(caption, at + 1, caption.len))) {
			return str_trim(str_slice(caption, 0, at));
		}
	}
	return caption;
}
