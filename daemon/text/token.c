/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Vector code (text/token_classify) finds plain words and the signs that need a decision; their places are written down, and
 * the words between two signs are taken in one go. Where a sentence may end is decided at its sign (token_sign.c), and told
 * to the next token. Never looks at meaning and never reads outside the text. The invariant: tokens are in order and do not
 * overlap, sentence and paragraph numbers never fall.
 */
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/bits.h"
#include "base/limits.h"
#include "base/mem.h"
#include "text/hash.h"
#include "text/token_scan.h"

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

void token_scan_begin_units(struct scan *scan)
{
	if (scan->paragraph_ended) {
		begin_paragraph(scan->list);
	} else if (scan->sentence_ended) {
		begin_sentence(scan->list);
	}
	scan->paragraph_ended = false;
	scan->sentence_ended = false;
}

static void reserve_tokens(struct token_list *list, size_t more)
{
	if (list->count + more > list->cap) {
		list->tokens = mem_grow(
			list->tokens, &list->cap, list->count + more, sizeof(list->tokens[0]));
		list->hashes =
			mem_grow(list->hashes, &list->hash_cap, list->cap, sizeof(list->hashes[0]));
	}
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

/* What is cut into words at once: its places fit into the first cache. */
#define STRETCH_BLOCKS 32u
#define STRETCH_BYTES (STRETCH_BLOCKS * TOKEN_BLOCK)
/* So many places are written together, of which some may be none. */
#define PLACE_GROUP 4u

/* Of a stretch of the text. */
struct places {
	/* Where a plain word begins, where it ends, and so on. The last may have no end yet. */
	uint32_t edges[STRETCH_BYTES + 4 + PLACE_GROUP];
	uint32_t signs[STRETCH_BYTES + 1 + PLACE_GROUP]; /* what needs a decision */
	uint32_t begun; /* where the word begins that has no end yet */
	size_t count;   /* of all */
};

/* Writes the number of the lowest set bit and takes the bit away. */
static inline uint64_t write_bit(uint64_t bits, uint32_t base, uint32_t *out)
{
	/* Without bits: any number. */
	*out = base + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
	return bits & (bits - 1);
}

/* Writes the numbers of the set bits, and what there is more to fill a group of four; returns the place behind them. That
 * many at a time, and counted before, because a branch a bit costs more. */
static inline uint32_t *write_bits(uint64_t bits, uint32_t base, uint32_t *out)
{
	uint32_t *end = out + bits_count(bits);
	for (; out < end; out += PLACE_GROUP) {
		bits = write_bit(bits, base, out);
		bits = write_bit(bits, base, out + 1);
		bits = write_bit(bits, base, out + 2);
		bits = write_bit(bits, base, out + 3);
	}
	return end;
}

/* Takes the plain words from edges on that end before byte `limit`; returns the edges behind them. */
static const uint32_t *take_words(struct scan *scan, const uint32_t *edges, uint32_t limit)
{
	struct token_list *list = scan->list;
	if (edges[1] >= limit) {
		return edges;
	}
	if (scan->sentence_ended || scan->paragraph_ended) {
		token_scan_begin_units(scan);
	}
	scan->newlines = 0;
	uint32_t sentence = list->sentences - 1;
	uint32_t paragraph = list->paragraphs - 1;
	uint32_t copy = (uint32_t)scan->copy;
	struct token *token = list->tokens + list->count;
	const struct token *most =
		list->tokens + (list->cap < LIMIT_TOKENS ? list->cap : LIMIT_TOKENS);
	for (; edges[1] < limit && token < most; edges += 2) {
		uint32_t len = edges[1] - edges[0];
		*token++ = (struct token){.start = edges[0],
			.end = edges[1],
			.folded = copy + edges[0],
			.folded_len = (uint16_t)(len < TOKEN_MAX_BYTES ? len : TOKEN_MAX_BYTES),
			.sentence = sentence,
			.paragraph = paragraph};
	}
	list->count = (size_t)(token - list->tokens);
	return edges;
}

/* True when nothing but spaces is between. */
static bool is_blank(struct str text, size_t from, size_t to)
{
	while (from < to && text.ptr[from] == ' ') {
		from++;
	}
	return from == to;
}

static inline bool is_plain(unsigned char byte)
{
	unsigned char small = byte | 0x20;
	return (small >= 'a' && small <= 'z') || (byte >= '0' && byte <= '9');
}

/* True when the sign at byte `at` may make the plain word before it longer, or be part of it. */
static inline bool may_join(struct str text, size_t at)
{
	unsigned char sign = (unsigned char)text.ptr[at];
	if (sign == '.') {
		/* Of dotted capitals, which are one letter each. */
		return at < 2 || !is_plain((unsigned char)text.ptr[at - 2]);
	}
	return sign == '\'' || sign >= 0x80;
}

/* Takes the words and signs of a stretch that ends before byte `end`. */
static void take_stretch(struct scan *scan, const struct places *places, uint32_t end)
{
	const uint32_t *edges = places->edges;
	for (const uint32_t *sign = places->signs;; sign++) {
		uint32_t limit = *sign < end ? *sign : end;
		if (limit < scan->at && limit < end) {
			continue; /* belongs to what was taken already */
		}
		while (edges[0] < scan->at) {
			edges += 2;
		}
		bool is_end = limit == end;
		edges = take_words(
			scan, edges, is_end || may_join(scan->text, limit) ? limit : limit + 1);
		if (is_end || scan->list->count >= LIMIT_TOKENS) {
			return;
		}
		if (scan->at < limit) {
			scan->run_open = false;
			if (scan->newlines > 0 && !is_blank(scan->text, scan->at, limit)) {
				scan->newlines = 0;
			}
			scan->at = limit;
		}
		if (edges[1] == limit) {
			token_scan_joined(scan, edges[0]);
			edges += 2;
		}
		if (scan->at == limit && scan->list->count < LIMIT_TOKENS) {
			token_scan_sign(scan);
		}
	}
}

/* Writes down the places of the blocks [first, stop). `before` is 1 when a word goes on that began at byte `begun`. */
static void find_places(const struct token_masks *masks, size_t first, size_t stop, uint64_t before,
	uint32_t begun, struct places *ret)
{
	uint32_t *edges = ret->edges;
	uint32_t *signs = ret->signs;
	*edges = begun;
	edges += before;
	for (size_t b = first; b < stop; b++) {
		uint32_t base = (uint32_t)(b * TOKEN_BLOCK);
		edges = write_bits(masks[b].word ^ (masks[b].word << 1 | before), base, edges);
		signs = write_bits(masks[b].sign, base, signs);
		before = masks[b].word >> (TOKEN_BLOCK - 1);
	}
	ret->begun = before ? edges[-1] : 0;
	ret->count = (size_t)(edges - ret->edges) + (size_t)(signs - ret->signs);
	edges[0] = UINT32_MAX;
	edges[1] = UINT32_MAX;
	edges[2] = UINT32_MAX;
	*signs = UINT32_MAX;
}

/* In a loop of its own: the multiplications of one word overlap with those of the next. */
NEVER_INLINE static void hash_words(const struct hash_key *key, const char *folded,
	const struct token *restrict tokens, size_t count, uint64_t *restrict hashes)
{
	for (size_t i = 0; i < count; i++) {
		hashes[i] = hash_word(key, folded + tokens[i].folded, tokens[i].folded_len);
	}
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
	struct places places;
	places.begun = 0;
	size_t blocks = text.len / TOKEN_BLOCK + 1;
	for (size_t b = 0; b < blocks && list->count < LIMIT_TOKENS; b += STRETCH_BLOCKS) {
		size_t stop = blocks - b < STRETCH_BLOCKS ? blocks : b + STRETCH_BLOCKS;
		uint64_t before = b > 0 ? list->masks[b - 1].word >> (TOKEN_BLOCK - 1) : 0;
		find_places(list->masks, b, stop, before, places.begun, &places);
		reserve_tokens(list, places.count);
		take_stretch(&scan, &places, (uint32_t)(stop * TOKEN_BLOCK));
	}
	/* A first text without words has made no room for any. */
	if (list->count > scan.first) {
		hash_words(&list->key, list->folded, list->tokens + scan.first,
			list->count - scan.first, list->hashes + scan.first);
	}
}
