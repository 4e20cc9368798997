/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A map with an ordered array of entries and an open-addressed table of indexes into it, and an open-addressed set of
 * numbers. Both hash with a multiply-rotate of a seed taken per table, good enough for tables whose keys people write;
 * what a stranger can choose in bulk is bounded by its caller. Keeps true: the load stays below 3/4.
 */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SLOT_EMPTY UINT32_MAX

struct map_entry {
	struct str key; /* borrowed */
	void *value;    /* NULL: deleted */
	uint64_t hash;
};

/* With half of the hash, so that the entry of another key, far away in memory, is not looked at. */
struct map_slot {
	uint32_t index; /* into entries, or SLOT_EMPTY */
	uint32_t hash;
};

struct map {
	struct map_entry *entries; /* owned, in the order of insertion */
	size_t used;               /* entries in the array, deleted ones too */
	size_t cap;
	size_t count;
	struct map_slot *slots; /* owned */
	size_t slot_count;      /* a power of two */
};

static uint64_t mix(uint64_t x)
{
	x ^= x >> 32;
	x *= 0xd6e8feb86659fd93u;
	x ^= x >> 32;
	x *= 0xd6e8feb86659fd93u;
	x ^= x >> 32;
	return x;
}

static uint64_t hash_bytes(struct str key)
{
	uint64_t hash = 0x9e3779b97f4a7c15u ^ key.len;

	while (key.len >= 8) {
		uint64_t word;

		memcpy(&word, key.ptr, 8);
		hash = mix(hash ^ word);
		key.ptr += 8;
		key.len -= 8;
	}
	if (key.len) {
		uint64_t word = 0;

		memcpy(&word, key.ptr, key.len);
		hash = mix(hash ^ word);
	}
	return hash;
}

/* Not the bits that choose the slot. */
static uint32_t hash_half(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

struct map *map_new(void)
{
	return mem_zalloc(sizeof(struct map));
}

void map_free(struct map *map)
{
	if (!map) {
		return;
	}
	free(map->entries);
	free(map->slots);
	free(map);
}

static void insert_slot(struct map *map, size_t index)
{
	size_t mask = map->slot_count - 1;
	size_t at = map->entries[index].hash & mask;

	while (map->slots[at].index != SLOT_EMPTY) {
		at = (at + 1) & mask;
	}
	map->slots[at].index = (uint32_t)index;
	map->slots[at].hash = hash_half(map->entries[index].hash);
}

/* Drops deleted entries and makes room for at least one more. */
static void rebuild(struct map *map)
{
	size_t kept = 0;
	size_t want = 16;

	for (size_t i = 0; i < map->used; i++) {
		if (map->entries[i].value) {
			map->entries[kept++] = map->entries[i];
		}
	}
	map->used = kept;
	while (want < (kept + 1) * 2) {
		want *= 2;
	}
	map->slots = mem_realloc(map->slots, want * sizeof(map->slots[0]));
	memset(map->slots, 0xff, want * sizeof(map->slots[0]));
	map->slot_count = want;
	for (size_t i = 0; i < kept; i++) {
		insert_slot(map, i);
	}
}

static struct map_entry *find(const struct map *map, struct str key, uint64_t hash)
{
	size_t mask = map->slot_count - 1;

	if (!map->slot_count) {
		return NULL;
	}
	for (size_t at = hash & mask; map->slots[at].index != SLOT_EMPTY; at = (at + 1) & mask) {
		struct map_entry *entry = &map->entries[map->slots[at].index];

		if (map->slots[at].hash == hash_half(hash) && entry->value && entry->hash == hash &&
			str_eq(entry->key, key)) {
			return entry;
		}
	}
	return NULL;
}

void *map_get(const struct map *map, struct str key)
{
	struct map_entry *entry = find(map, key, hash_bytes(key));

	return entry ? entry->value : NULL;
}

void map_put(struct map *map, struct str key, void *value)
{
	uint64_t hash = hash_bytes(key);
	struct map_entry *entry = find(map, key, hash);

	if (entry) {
		entry->key = key;
		entry->value = value;
		return;
	}
	if ((map->used + 1) * 4 > map->slot_count * 3) {
		rebuild(map);
	}
	map->entries = mem_grow(map->entries, &map->cap, map->used + 1, sizeof(struct map_entry));
	map->entries[map->used] = (struct map_entry){.key = key, .value = value, .hash = hash};
	insert_slot(map, map->used++);
	map->count++;
}

void *map_del(struct map *map, struct str key)
{
	struct map_entry *entry = find(map, key, hash_bytes(key));
	void *value;

	if (!entry) {
		return NULL;
	}
	value = entry->value;
	entry->value = NULL;
	entry->key = (struct str){NULL, 0};
	map->count--;
	return value;
}

size_t map_count(const struct map *map)
{
	return map->count;
}

bool map_next(const struct map *map, size_t *cursor, struct str *ret_key, void **ret_value)
{
	while (*cursor < map->used) {
		struct map_entry *entry = &map->entries[(*cursor)++];

		if (entry->value) {
			*ret_key = entry->key;
			*ret_value = entry->value;
			return true;
		}
	}
	return false;
}

struct set64 {
	uint64_t *slots; /* owned; 0 is empty */
	size_t slot_count;
	size_t count; /* without zero */
	bool has_zero;
};

struct set64 *set64_new(void)
{
	return mem_zalloc(sizeof(struct set64));
}

void set64_free(struct set64 *set)
{
	if (!set) {
		return;
	}
	free(set->slots);
	free(set);
}

/* The slot that holds the number, or the empty one where it belongs. */
static uint64_t *set64_slot(const struct set64 *set, uint64_t number)
{
	size_t mask = set->slot_count - 1;
	size_t at = mix(number) & mask;

	while (set->slots[at] && set->slots[at] != number) {
		at = (at + 1) & mask;
	}
	return &set->slots[at];
}

bool set64_has(const struct set64 *set, uint64_t number)
{
	if (number == 0) {
		return set->has_zero;
	}
	return set->slot_count && *set64_slot(set, number) == number;
}

static void set64_grow(struct set64 *set)
{
	struct set64 grown = {.slot_count = set->slot_count ? set->slot_count * 2 : 16};

	grown.slots = mem_zalloc(grown.slot_count * sizeof(uint64_t));
	for (size_t i = 0; i < set->slot_count; i++) {
		if (set->slots[i]) {
			*set64_slot(&grown, set->slots[i]) = set->slots[i];
		}
	}
	free(set->slots);
	set->slots = grown.slots;
	set->slot_count = grown.slot_count;
}

bool set64_add(struct set64 *set, uint64_t number)
{
	uint64_t *slot;

	if (number == 0) {
		bool added = !set->has_zero;

		set->has_zero = true;
		return added;
	}
	if ((set->count + 1) * 4 > set->slot_count * 3) {
		set64_grow(set);
	}
	slot = set64_slot(set, number);
	if (*slot == number) {
		return false;
	}
	*slot = number;
	set->count++;
	return true;
}

void set64_clear(struct set64 *set)
{
	if (set->slots) {
		memset(set->slots, 0, set->slot_count * sizeof(uint64_t));
	}
	set->count = 0;
	set->has_zero = false;
}

size_t set64_count(const struct set64 *set)
{
	return set->count + (set->has_zero ? 1 : 0);
}
