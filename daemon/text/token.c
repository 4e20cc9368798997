/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Vector code (text/token_classify) finds plain words; the walk over its bits stops at their beginnings and at everything
 * that is no word and no space, which is looked at by code point through text/fold. Where a sentence may end is decided at
 * its stop, and told to the next token. Never looks at meaning and never reads outside the text. The invariant: tokens are
 * in order and do not overlap, sentence and paragraph numbers never fall.
 */
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "text/abbreviation.h"
#include "text/fold.h"
#include "text/hash.h"
#include "text/utf8.h"

struct scan {
	struct token_list *list;
	struct str text;
	size_t copy; /* where the copy of the text in small letters begins in list->folded */
	size_t at;
	size_t first; /* tokens that were in the list before */
	enum token_mode mode;
	unsigned newlines; /* since the last thing that is not space */
	bool sentence_ended;
	bool paragraph_ended;
	bool run_open; /* the last token is an ideograph that may continue */
};

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

void token_list_init(struct token_list *list)
{
	memset(list, 0, sizeof(*list));
	list->classify = token_classify_best();
}

void token_list_done(struct token_list *list)
{
	free(list->tokens);
	free(list->hashes);
	free(list->folded);
	free(list->sentence_starts);
	free(list->paragraph_starts);
	free(list->masks);
	token_list_init(list);
}

void token_list_clear(struct token_list *list)
{
	list->count = 0;
	list->folded_len = 0;
	list->sentences = 0;
	list->paragraphs = 0;
}

/* The entry of the code point at byte `at`, 0 at the end; moves *ret_next behind it. */
static uint32_t peek(const struct scan *scan, size_t at, size_t *ret_next, uint32_t *ret_point)
{
	if (at >= scan->text.len) {
		*ret_next = at;
		*ret_point = 0;
		return 0;
	}
	*ret_next = at;
	*ret_point = utf8_next(scan->text, ret_next);
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

static void begin_sentence(struct token_list *list)
{
	list->sentence_starts = mem_grow(list->sentence_starts, &list->sentence_cap,
		(size_t)list->sentences + 1, sizeof(list->sentence_starts[0]));
	list->sentence_starts[list->sentences++] = (uint32_t)list->count;
}

static void begin_paragraph(struct token_list *list)
{
	list->paragraph_starts = mem_grow(list->paragraph_starts, &list->paragraph_cap,
		(size_t)list->paragraphs + 1, sizeof(list->paragraph_starts[0]));
	list->paragraph_starts[list->paragraphs++] = (uint32_t)list->count;
	begin_sentence(list);
}

/* What ended before the token that is to be added. */
static void begin_units(struct scan *scan)
{
	if (scan->paragraph_ended) {
		begin_paragraph(scan->list);
	} else if (scan->sentence_ended) {
		begin_sentence(scan->list);
	}
	scan->paragraph_ended = false;
	scan->sentence_ended = false;
}

static void grow_tokens(struct token_list *list)
{
	list->tokens = mem_grow(list->tokens, &list->cap, list->count + 1, sizeof(list->tokens[0]));
	list->hashes = mem_grow(list->hashes, &list->hash_cap, list->cap, sizeof(list->hashes[0]));
}

/* Adds a token whose folded form of `len` bytes is at `folded` of the folded bytes, with padding behind it. */
static inline void add_token_at(
	struct scan *scan, size_t start, size_t end, size_t folded, size_t len)
{
	struct token_list *list = scan->list;
	if (scan->sentence_ended || scan->paragraph_ended) {
		begin_units(scan);
	}
	scan->newlines = 0;
	if (list->count == list->cap) {
		grow_tokens(list);
	}
	list->hashes[list->count] = hash_word(list->key, list->folded + folded, len);
	list->tokens[list->count++] = (struct token){.start = (uint32_t)start,
		.end = (uint32_t)end,
		.folded = (uint32_t)folded,
		.folded_len = (uint16_t)len,
		.sentence = list->sentences - 1,
		.paragraph = list->paragraphs - 1};
}

/* The same for a form that was written behind the folded bytes. */
static void add_token(
	struct scan *scan, size_t start, size_t end, size_t folded_len, uint16_t flags)
{
	struct token_list *list = scan->list;
	add_token_at(scan, start, end, list->folded_len, folded_len);
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

/* Where the run of plain letters and digits ends that byte `at` is in. */
static size_t plain_end(const struct scan *scan, size_t at)
{
	const struct token_masks *masks = scan->list->masks;
	uint64_t rest = ~(masks[at / TOKEN_BLOCK].word >> at % TOKEN_BLOCK);
	size_t run = rest ? (size_t)__builtin_ctzll(rest) : TOKEN_BLOCK;
	if (run < TOKEN_BLOCK - at % TOKEN_BLOCK) {
		return at + run;
	}
	at = (at / TOKEN_BLOCK + 1) * TOKEN_BLOCK;
	while (at < scan->text.len && masks[at / TOKEN_BLOCK].word == UINT64_MAX) {
		at += TOKEN_BLOCK;
	}
	return at < scan->text.len ? at + (size_t)__builtin_ctzll(~masks[at / TOKEN_BLOCK].word)
				   : scan->text.len;
}

/* Takes the word at scan->at, which begins with a plain letter or digit. */
static inline void scan_plain(struct scan *scan)
{
	size_t start = scan->at;
	size_t end = plain_end(scan, start);
	/* Behind the text stands a space. */
	unsigned char next = end < scan->text.len ? (unsigned char)scan->text.ptr[end] : ' ';
	if (next == '\'' || (next == '.' && end == start + 1) ||
		(next >= 0x80 && joins_words(scan, end))) {
		scan_word(scan);
		return;
	}
	size_t len = end - start;
	scan->run_open = false;
	scan->at = end;
	add_token_at(scan, start, end, scan->copy + start,
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
	if (utf8_length(word) == 1 && !is_number) {
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

/* Anything but a plain ASCII letter, digit or space. */
static void scan_other(struct scan *scan)
{
	size_t next = 0;
	uint32_t point = 0;
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

/* Writes the copy of the text in small letters, and the bits of its bytes. */
static void classify(struct scan *scan)
{
	struct token_list *list = scan->list;
	size_t whole = scan->text.len / TOKEN_BLOCK;
	size_t rest = scan->text.len % TOKEN_BLOCK;
	size_t padded = (whole + 1) * TOKEN_BLOCK;
	char last[TOKEN_BLOCK];
	list->masks = mem_grow(list->masks, &list->mask_cap, whole + 1, sizeof(list->masks[0]));
	list->folded = mem_grow(list->folded, &list->folded_cap,
		list->folded_len + padded + TOKEN_MAX_BYTES + FOLD_MAX_BYTES + HASH_WORD_PADDING,
		1);
	scan->copy = list->folded_len;
	list->folded_len += padded;
	list->classify(scan->text.ptr, whole, list->folded + scan->copy, list->masks);
	memset(last, ' ', sizeof(last));
	if (rest > 0) {
		memcpy(last, scan->text.ptr + whole * TOKEN_BLOCK, rest);
	}
	list->classify(
		last, 1, list->folded + scan->copy + whole * TOKEN_BLOCK, list->masks + whole);
}

void token_list_scan(struct token_list *list, struct str text, enum token_mode mode)
{
	struct scan scan = {.list = list,
		.text = text,
		.first = list->count,
		.mode = mode,
		.paragraph_ended = true};
	if (text.len == 0) {
		return;
	}
	classify(&scan);
	while (scan.at < text.len && list->count < LIMIT_TOKENS) {
		const struct token_masks *masks = &list->masks[scan.at / TOKEN_BLOCK];
		uint64_t word = masks->word >> scan.at % TOKEN_BLOCK;
		uint64_t stops = word | masks->other >> scan.at % TOKEN_BLOCK;
		if (stops == 0) {
			scan.at = (scan.at / TOKEN_BLOCK + 1) * TOKEN_BLOCK;
			scan.run_open = false;
			continue;
		}
		unsigned spaces = (unsigned)__builtin_ctzll(stops);
		scan.at += spaces;
		scan.run_open = scan.run_open && spaces == 0;
		if (word >> spaces & 1) {
			scan_plain(&scan);
		} else if (text.ptr[scan.at] == ',') {
			/* By far the most frequent sign that does nothing but separate. */
			scan.run_open = false;
			scan.newlines = 0;
			scan.at++;
		} else {
			scan_other(&scan);
		}
	}
}
