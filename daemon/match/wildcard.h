/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wildcards: matching one, and finding those of many that a word matches. Each is filed by a few literal letters of it that
 * few others have, wherever they stand: all such letters of a word are found in one pass over it.
 */
#ifndef NUNCIO_MATCH_WILDCARD_H
#define NUNCIO_MATCH_WILDCARD_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"
#include "match/expansion.h"
#include "text/hash.h"

struct atom;
struct wildcard_work;

/* Stand before and behind a word, so that its beginning and end are letters like others; in no text. */
#define WILDCARD_BEGIN '\1'
#define WILDCARD_END '\2'
/* Bytes of a key. */
#define WILDCARD_KEY_MAX 8

/* What is known of a key. */
struct wildcard_slot {
	uint64_t key;   /* 0: free */
	uint32_t first; /* in groups; when it is the whole of its only wildcard, that atom */
	uint32_t count : 29;
	uint32_t is_whole : 1;
	uint32_t is_first : 1; /* more are filed by this and another key together */
	uint32_t is_second : 1;
};

/* All wildcards. Constant, in the arena of the rule set. */
struct wildcard_table {
	const struct wildcard_slot *slots;
	uint32_t mask;
	unsigned filter_shift;
	const uint64_t *filter; /* which keys may be there: two bits in one word */
	/* Which lengths keys have, bit n for n + 1 bytes, by two bytes, the first one lowest: of those with the beginning of a
	 * word by its first two; of those with its end by its last two; of the others by their own first two. */
	const uint8_t *begin_lengths;
	const uint8_t *end_lengths;
	const uint8_t *lengths;
	size_t shortest; /* of the others; SIZE_MAX: there are none */
	const uint64_t *groups;
	const struct atom *atoms; /* of the dictionary */
	uint32_t count;           /* of the wildcards */
};

/* From so many wildcards of one key on the letters of each stand before them, one behind the other, up to a multiple of four:
 * most are turned away by them. */
#define WILDCARD_CROWD 4u

enum wildcard_kind {
	WILDCARD_ALL,    /* the key says all */
	WILDCARD_PIECES, /* begin*end */
	WILDCARD_MIDDLE, /* begin*middle*end */
	WILDCARD_PATTERN /* it begins and ends so, and has to be asked */
};

/* One of those of one key: half a cache line. Pieces have eight bytes at most. */
struct wildcard_item {
	uint64_t begin;  /* the first byte lowest, zeros behind the last */
	uint64_t end;    /* the last byte highest, zeros before the first */
	uint64_t middle; /* as the beginning */
	uint32_t atom;
	uint8_t kind; /* enum wildcard_kind */
	uint8_t begin_len;
	uint8_t end_len;
	uint8_t middle_len;
};

static inline size_t wildcard_letter_words(size_t count)
{
	return count < WILDCARD_CROWD ? 0 : (count + 3) / 4 * 2;
}

static inline uint64_t wildcard_hash(uint64_t key)
{
	return (key ^ key >> 32) * UINT64_C(0xd6e8feb86659fd93);
}

static inline uint64_t wildcard_filter_bits(uint64_t hash)
{
	return UINT64_C(1) << (hash >> 32 & 63) | UINT64_C(1) << (hash >> 38 & 63);
}

/* The key of two keys. */
static inline uint64_t wildcard_pair(uint64_t first, uint64_t second)
{
	return (wildcard_hash(first) ^ second * UINT64_C(0xff51afd7ed558ccd)) | 1;
}

/* Eight bytes, the first one lowest whatever the machine's order. */
static inline uint64_t wildcard_load(const char *bytes)
{
	uint64_t eight;
	memcpy(&eight, bytes, sizeof(eight));
	return le64toh(eight);
}

/* The lowest `len` bytes, 1 to 8: the key that begins with the lowest. */
static inline uint64_t wildcard_low(uint64_t eight, size_t len)
{
	return eight & UINT64_MAX >> 8 * (WILDCARD_KEY_MAX - len);
}

/* Which letters there are: a bit for each, some share one. */
static inline uint32_t wildcard_letters(struct str text)
{
	uint32_t letters = 0;
	for (size_t i = 0; i < text.len; i++) {
		letters |= 1u << ((unsigned char)text.ptr[i] & 31);
	}
	return letters;
}

/* -ENOMEM when the arena is full. */
MUST_CHECK int wildcard_build(
	struct arena *arena, const struct atom *atoms, uint32_t count, struct wildcard_table *ret);
/* Room for the work of wildcard_expand. */
struct wildcard_work *wildcard_work_new(void);
void wildcard_work_free(struct wildcard_work *work);
/* Adds the wildcards that each of the words matches, behind which HASH_WORD_PADDING bytes can be read. Many words at a time: the
 * tables are larger than the caches, and what one step asks for is on its way from memory until the next one. */
void wildcard_expand(const struct wildcard_table *table, struct wildcard_work *work,
	const struct str *words, size_t count, struct expansions *ret);
/* `pattern` holds `*` (any letters) and `?` (one letter). */
bool wildcard_matches(struct str pattern, struct str word);

#endif
