/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wildcards: matching one, and finding those of many that a word matches. Each is filed by a few literal letters of it that
 * few others have, wherever they stand: all such letters of a word are found in one pass over it.
 */
#ifndef NUNCIO_MATCH_WILDCARD_H
#define NUNCIO_MATCH_WILDCARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"
#include "match/expansion.h"

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
	uint32_t first; /* in records */
	uint32_t count : 30;
	uint32_t is_first : 1; /* more are filed by this and another key together */
	uint32_t is_second : 1;
};

/* All wildcards. Constant, in the arena of the rule set. */
struct wildcard_table {
	const struct wildcard_slot *slots;
	uint32_t mask;
	unsigned filter_shift;
	const uint64_t *filter; /* which keys may be there: two bits in one word */
	/* By two bytes, bit n: a key of n + 1 bytes begins with them; those with the end of a word apart. */
	const uint8_t *lengths;
	const uint8_t *end_lengths;
	const uint32_t *records;
	uint32_t count; /* of the wildcards */
};

/* Of the wildcards of one key, one behind the other. */
struct wildcard_record {
	uint32_t atom;
	uint32_t letters; /* wildcard_letters */
	uint32_t len;     /* of the pattern; 0: the key says all */
	char pattern[];   /* up to a multiple of four bytes */
};

static inline uint64_t wildcard_hash(uint64_t key)
{
	return (key ^ key >> 32) * UINT64_C(0xd6e8feb86659fd93);
}

static inline uint64_t wildcard_filter_bits(uint64_t hash)
{
	return UINT64_C(1) << (hash >> 20 & 63) | UINT64_C(1) << (hash >> 26 & 63);
}

/* The key of two keys. */
static inline uint64_t wildcard_pair(uint64_t first, uint64_t second)
{
	return (wildcard_hash(first) ^ second * UINT64_C(0xff51afd7ed558ccd)) | 1;
}

/* The key of `len` bytes, eight of which can be read. */
static inline uint64_t wildcard_key(const char *bytes, size_t len)
{
	static const unsigned char keep[2 * WILDCARD_KEY_MAX] = {
		255, 255, 255, 255, 255, 255, 255, 255};
	uint64_t key;
	uint64_t mask;
	memcpy(&key, bytes, sizeof(key));
	memcpy(&mask, keep + WILDCARD_KEY_MAX - len, sizeof(mask));
	return key & mask;
}

/* Which letters there are, signs aside: a bit for each, some share one. */
static inline uint32_t wildcard_letters(struct str text)
{
	uint32_t letters = 0;
	for (size_t i = 0; i < text.len; i++) {
		bool is_sign = text.ptr[i] == '*' || text.ptr[i] == '?';
		letters |= (uint32_t)!is_sign << ((unsigned char)text.ptr[i] & 31);
	}
	return letters;
}

/* -ENOMEM when the arena is full. */
MUST_CHECK int wildcard_build(
	struct arena *arena, const struct atom *atoms, uint32_t count, struct wildcard_table *ret);
/* Room for the work of wildcard_expand. */
struct wildcard_work *wildcard_work_new(void);
void wildcard_work_free(struct wildcard_work *work);
/* Adds the wildcards that each of the words matches. Many words at a time: the tables are larger than the caches, and what
 * one step asks for is on its way from memory until the next one. */
void wildcard_expand(const struct wildcard_table *table, struct wildcard_work *work,
	const struct str *words, size_t count, struct expansions *ret);
/* `pattern` holds `*` (any letters) and `?` (one letter). */
bool wildcard_matches(struct str pattern, struct str word);

#endif
