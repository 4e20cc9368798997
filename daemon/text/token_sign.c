/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Everything that is no plain word: words with accents, apostrophes and stops in them, ideographs, the ends of sentences and
 * paragraphs. By code point, through text/fold. Never looks at meaning and never reads outside the text. The invariant:
 * each step moves scan->at, and never into a run of plain letters and digits.
 */
#include <string.h>

#include "base/mem.h"
#include "text/abbreviation.h"
#include "text/hash.h"
#include "text/token_scan.h"
#include "text/utf8.h"

/* ASCII letters and digits to their folded form, everything else to 0. */
static inline char fold_ascii(unsigned char byte)
{
	if (byte >= 'a' && byte <= 'z') {
		return (char)byte;
	}
	if (byte >= 'A' && byte <= 'Z') {
		return (char)(byte + ('a' - 'A'));
	}
	if (byte >= '0' && byte <= '9') {
		return (char)byte;
	}
	return '\0';
}

/* The entry of the code point at byte `at`, 0 at the end; moves *ret_next behind it. */
static uint32_t peek(const struct scan *scan, size_t at, size_t *ret_next, uint32_t *ret_point)
{
	if (at >= scan->text.len) {
		*ret_next = at;
		*ret_point = 0;
		return 0;
	}
	const unsigned char *p = (const unsigned char *)scan->text.ptr + at;
	*ret_next = at + 1;
	*ret_point = p[0];
	if (p[0] >= 0xc2 && p[0] < 0xe0 && scan->text.len - at > 1 && (p[1] & 0xc0) == 0x80) {
		/* The letters of half of the world. */
		*ret_next = at + 2;
		*ret_point = (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	} else if (p[0] >= 0x80) {
		*ret_next = at;
		*ret_point = utf8_next(scan->text, ret_next);
	}
	return fold_entry(*ret_point);
}

static bool is_letter_or_digit(uint32_t entry)
{
	return fold_class(entry) == FOLD_WORD || fold_class(entry) == FOLD_DIGIT;
}

static bool word_starts_at(const struct scan *scan, size_t at)
{
	size_t next = 0;
	uint32_t point = 0;
	return is_letter_or_digit(peek(scan, at, &next, &point));
}

/* Room for one more word behind the folded bytes. */
static char *reserve_folded(struct token_list *list)
{
	size_t want = list->folded_len + TOKEN_MAX_BYTES + FOLD_MAX_BYTES + HASH_WORD_PADDING;
	if (want > list->folded_cap) {
		list->folded = mem_grow(list->folded, &list->folded_cap, want, 1);
	}
	return list->folded + list->folded_len;
}

/* The same for a form that was written behind the folded bytes. */
static void add_token(
	struct scan *scan, size_t start, size_t end, size_t folded_len, uint16_t flags)
{
	struct token_list *list = scan->list;
	token_scan_add(scan, start, end, list->folded_len, folded_len);
	list->tokens[list->count - 1].flags = flags;
	list->folded_len += folded_len;
}

/* "'s" at `at`, with nothing of a word behind it: the bytes it takes, else 0. */
static size_t possessive_at(const struct scan *scan, size_t at)
{
	size_t next = 0;
	uint32_t point = 0;
	if (fold_class(peek(scan, at, &next, &point)) != FOLD_APOSTROPHE ||
		next >= scan->text.len || (scan->text.ptr[next] | 0x20) != 's' ||
		word_starts_at(scan, next + 1)) {
		return 0;
	}
	return next + 1 - at;
}

/* Takes dotted capitals ("U.S.", "U.S.A", "J.K.") as one word; false when there are none here. */
static bool scan_dotted(struct scan *scan)
{
	char *out = reserve_folded(scan->list);
	size_t len = 0;
	size_t letters = 0;
	size_t at = scan->at;
	while (len + FOLD_MAX_BYTES <= TOKEN_MAX_BYTES) {
		size_t next = 0;
		uint32_t point = 0;
		uint32_t entry = peek(scan, at, &next, &point);
		if (!fold_is_upper(entry)) {
			break;
		}
		bool has_stop = next < scan->text.len && scan->text.ptr[next] == '.';
		if (!has_stop && (letters == 0 || word_starts_at(scan, next))) {
			break;
		}
		len += fold_point(point, entry, out + len);
		letters++;
		at = next + (has_stop ? 1 : 0);
		if (!has_stop) {
			break;
		}
	}
	if (letters < 2) {
		return false;
	}
	add_token(scan, scan->at, at, len, TOKEN_DOTTED);
	scan->at = at + possessive_at(scan, at);
	return true;
}

/* A word as it is being read. */
struct word {
	size_t at;  /* the next byte */
	size_t end; /* behind the last byte that belongs to it */
	size_t len; /* of the folded form */
};

/* Takes an apostrophe at word->at when letters follow; false when the word ends before it. */
static bool take_apostrophe(const struct scan *scan, struct word *word, size_t next, char *out)
{
	size_t possessive = possessive_at(scan, word->at);
	if (possessive > 0) {
		word->at += possessive;
		return false;
	}
	if (!word_starts_at(scan, next)) {
		return false;
	}
	if (word->len < TOKEN_MAX_BYTES) {
		out[word->len++] = '\'';
	}
	word->at = next;
	return true;
}

/* Takes what is no plain ASCII letter or digit; false when the word ends before it. */
static bool take_other(const struct scan *scan, struct word *word, char *out)
{
	size_t next = 0;
	uint32_t point = 0;
	uint32_t entry = peek(scan, word->at, &next, &point);
	enum fold_class class = fold_class(entry);
	if (class == FOLD_APOSTROPHE) {
		return take_apostrophe(scan, word, next, out);
	}
	bool is_letter = is_letter_or_digit(entry);
	if (!is_letter && class != FOLD_MARK && class != FOLD_IGNORED) {
		return false;
	}
	if (is_letter && word->len < TOKEN_MAX_BYTES - FOLD_MAX_BYTES) {
		word->len += fold_point(point, entry, out + word->len);
	}
	word->at = next;
	return true;
}

/* Takes letters of two bytes that fold to such: most words of half of the world are nothing else. */
static void take_two_byte_letters(const struct scan *scan, struct word *word, char *out)
{
	const unsigned char *text = (const unsigned char *)scan->text.ptr;
	size_t at = word->at;
	size_t len = word->len;
	while (at + 1 < scan->text.len && text[at] >= 0xc2 && text[at] < 0xe0 &&
		(text[at + 1] & 0xc0) == 0x80 && len < TOKEN_MAX_BYTES - FOLD_MAX_BYTES) {
		uint32_t point = (uint32_t)(text[at] & 0x1f) << 6 | (text[at + 1] & 0x3f);
		uint32_t letter = fold_two_bytes(point, fold_entry(point));
		if (letter == 0) {
			break;
		}
		out[len] = (char)(0xc0 | letter >> 6);
		out[len + 1] = (char)(0x80 | (letter & 0x3f));
		len += 2;
		at += 2;
	}
	word->at = at;
	word->len = len;
}

/* Takes a word that is not only ASCII letters and digits, or cannot be known to be. */
static void scan_word(struct scan *scan)
{
	size_t start = scan->at;
	scan->run_open = false;
	if (scan_dotted(scan)) {
		return;
	}
	char *out = reserve_folded(scan->list);
	struct word word = {.at = start, .end = start};
	while (word.at < scan->text.len) {
		take_two_byte_letters(scan, &word, out);
		word.end = word.at;
		if (word.at == scan->text.len) {
			break;
		}
		char ascii = fold_ascii((unsigned char)scan->text.ptr[word.at]);
		if (ascii != '\0') {
			if (word.len < TOKEN_MAX_BYTES) {
				out[word.len++] = ascii;
			}
			word.at++;
		} else if (!take_other(scan, &word, out)) {
			break;
		}
		word.end = word.at;
	}
	if (word.len > 0) {
		add_token(scan, start, word.end, word.len, 0);
	}
	scan->at = word.at > start ? word.at : start + 1;
}

/* True when what stands at byte `at` may belong to the word before it. */
static bool joins_words(const struct scan *scan, size_t at)
{
	size_t next = 0;
	uint32_t point = 0;
	switch (fold_class(peek(scan, at, &next, &point))) {
	case FOLD_WORD:
	case FOLD_DIGIT:
	case FOLD_MARK:
	case FOLD_IGNORED:
	case FOLD_APOSTROPHE:
		return true;
	default:
		return false;
	}
}

void token_scan_joined(struct scan *scan, size_t start)
{
	size_t end = scan->at;
	/* Behind the text stands a space. */
	unsigned char next = end < scan->text.len ? (unsigned char)scan->text.ptr[end] : ' ';
	if (next == '\'' || (next == '.' && end == start + 1) ||
		(next >= 0x80 && joins_words(scan, end))) {
		scan->at = start;
		scan_word(scan);
		return;
	}
	size_t len = end - start;
	scan->run_open = false;
	token_scan_add(scan, start, end, scan->copy + start,
		len < TOKEN_MAX_BYTES ? len : TOKEN_MAX_BYTES);
}

static void scan_ideograph(struct scan *scan, uint32_t point, uint32_t entry, size_t next)
{
	struct token_list *list = scan->list;
	if (scan->run_open && !scan->sentence_ended && !scan->paragraph_ended) {
		list->tokens[list->count - 1].flags |= TOKEN_CONTINUES;
	}
	char *out = reserve_folded(list);
	size_t len = fold_compose(scan->text, &next, out, fold_point(point, entry, out));
	add_token(scan, scan->at, next, len, TOKEN_IDEOGRAPH);
	scan->run_open = true;
	scan->at = next;
}

/* What follows a stop and its closing marks. */
struct after {
	bool closed; /* a closing mark came first */
	bool spaced;
	bool at_end;
	uint32_t entry; /* of the first letter, digit or other sign */
};

static struct after look_after(const struct scan *scan, size_t at)
{
	struct after after = {0};
	/* Bounded, so that a text of nothing but stops and spaces costs no square. */
	for (unsigned steps = 0; steps < 16; steps++) {
		size_t next = 0;
		uint32_t point = 0;
		uint32_t entry = peek(scan, at, &next, &point);
		enum fold_class class = fold_class(entry);
		if (next == at) {
			after.at_end = true;
			return after;
		}
		if (class == FOLD_SPACE || class == FOLD_NEWLINE) {
			after.spaced = true;
		} else if ((class == FOLD_CLOSER || class == FOLD_APOSTROPHE) && !after.spaced) {
			after.closed = true;
		} else if (class != FOLD_IGNORED && class != FOLD_STOP) {
			after.entry = entry;
			return after;
		}
		at = next;
	}
	return after;
}

/* A full stop that stands directly behind the last token. */
static bool stop_ends_sentence(const struct scan *scan, struct after after)
{
	const struct token_list *list = scan->list;
	const struct token *last = &list->tokens[list->count - 1];
	struct str word = token_folded(list, list->count - 1);
	bool is_number = fold_class(fold_entry((unsigned char)word.ptr[0])) == FOLD_DIGIT;
	bool is_first = list->count == scan->first + 1 || last[-1].sentence != last->sentence;
	if (last->flags & TOKEN_IDEOGRAPH) {
		return true;
	}
	if (last->flags & TOKEN_DOTTED) {
		return false;
	}
	bool is_letter = word.len == 1 || (word.len <= 4 && utf8_length(word) == 1);
	if (is_letter && !is_number) {
		return false;
	}
	if (is_number) {
		/* "1. First", "3.5" */
		return !is_first && (after.spaced || fold_is_upper(after.entry));
	}
	switch (abbreviation_of(word)) {
	case ABBREVIATION_TITLE:
		return false;
	case ABBREVIATION_NUMBER:
		return fold_class(after.entry) != FOLD_DIGIT;
	case ABBREVIATION_TAIL:
		return fold_is_upper(after.entry) || after.at_end;
	case ABBREVIATION_NONE:
		break;
	}
	return true;
}

/* "...", "?..": the stop from byte `at` to `next` is one of several. */
static bool stands_by_dot(const struct scan *scan, size_t at, size_t next, bool is_dot)
{
	return (next < scan->text.len && scan->text.ptr[next] == '.') ||
	       (at > 0 && is_dot && scan->text.ptr[at - 1] == '.');
}

/* The stop `point` stands at scan->at, and `next` is behind it. */
static void scan_stop(struct scan *scan, uint32_t point, size_t next)
{
	struct token_list *list = scan->list;
	size_t at = scan->at;
	scan->at = next;
	if (list->count == scan->first || scan->sentence_ended || scan->paragraph_ended) {
		return;
	}
	struct after after = look_after(scan, next);
	bool is_dot = point == '.' || point == 0x2026 || point == 0xff0e;
	bool is_wide = point >= 0x3000 && !is_dot;
	if (is_wide) {
		scan->sentence_ended = true;
		return;
	}
	bool follows_word = list->tokens[list->count - 1].end == at;
	bool is_repeated = point == 0x2026 || stands_by_dot(scan, at, next, is_dot);
	if (!after.spaced && !after.at_end && !after.closed && !fold_is_upper(after.entry) &&
		fold_class(after.entry) != FOLD_IDEOGRAPH) {
		return; /* "example.com", "3.5", "?id=" */
	}
	if ((after.closed || (is_dot && is_repeated)) && fold_is_lower(after.entry)) {
		return; /* "'Why?' he asked", "well... maybe" */
	}
	if (is_dot && !is_repeated && follows_word && !stop_ends_sentence(scan, after)) {
		return;
	}
	scan->sentence_ended = true;
}

static void scan_newline(struct scan *scan)
{
	scan->newlines++;
	if (scan->newlines >= 2 || scan->mode == TOKEN_LINES) {
		scan->paragraph_ended = true;
	}
	scan->at++;
}

void token_scan_sign(struct scan *scan)
{
	size_t next = 0;
	uint32_t point = 0;
	if (scan->text.ptr[scan->at] == '.') { /* nearly all of them */
		scan_stop(scan, '.', scan->at + 1);
		scan->run_open = false;
		return;
	}
	uint32_t entry = peek(scan, scan->at, &next, &point);
	switch (fold_class(entry)) {
	case FOLD_WORD:
	case FOLD_DIGIT:
		scan_word(scan);
		return;
	case FOLD_IDEOGRAPH:
		scan_ideograph(scan, point, entry, next);
		return;
	case FOLD_STOP:
		scan_stop(scan, point, next);
		break;
	case FOLD_NEWLINE:
		if (next - scan->at == 1) {
			scan_newline(scan);
		} else {
			scan->paragraph_ended = true; /* U+2029 and its kin */
			scan->at = next;
		}
		break;
	case FOLD_MARK:
	case FOLD_IGNORED:
		scan->at = next;
		return;
	case FOLD_SPACE:
		scan->at = next;
		break;
	case FOLD_OTHER:
	case FOLD_APOSTROPHE:
	case FOLD_HYPHEN:
	case FOLD_CLOSER:
		scan->newlines = 0;
		scan->at = next;
		break;
	}
	scan->run_open = false;
}
