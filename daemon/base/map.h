/* SPDX-License-Identifier: BSD-2-Clause */
/* Hash tables: from text to a pointer, and sets of 64-bit numbers. Iteration order is that of insertion for maps. */
#ifndef NUNCIO_BASE_MAP_H
#define NUNCIO_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct map;

struct map *map_new(void);
void map_free(struct map *map);
/* The value, or NULL. */
void *map_get(const struct map *map, struct str key);
/* Adds or replaces. The key's bytes are borrowed until the entry is deleted. Values are never NULL. */
void map_put(struct map *map, struct str key, void *value);
/* Removes and returns the value, or NULL. */
void *map_del(struct map *map, struct str key);
size_t map_count(const struct map *map);
/* Walks the entries: start with *cursor = 0; false at the end. Deleting the current entry is allowed. */
bool map_next(const struct map *map, size_t *cursor, struct str *ret_key, void **ret_value);

struct set64;

struct set64 *set64_new(void);
void set64_free(struct set64 *set);
bool set64_has(const struct set64 *set, uint64_t number);
/* True when the number was not there before. */
bool set64_add(struct set64 *set, uint64_t number);
void set64_clear(struct set64 *set);
size_t set64_count(const struct set64 *set);

#endif
