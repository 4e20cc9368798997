/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that is given back all at once. Private arenas grow in blocks up to a ceiling. A shared arena is one
 * anonymous region: processes forked after arena_seal, which makes it read-only for good, have the same pages. It is
 * private to the kernel, which gives large pages to such memory more readily than to shared. Pointers stay good until arena_clear or arena_free; nothing ever moves.
 */
#ifndef NUNCIO_BASE_ARENA_H
#define NUNCIO_BASE_ARENA_H

#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

struct arena;

/* `max_bytes` 0: no ceiling, then allocation never returns NULL (out of memory ends the process). */
struct arena *arena_new(size_t max_bytes);
/* Reserves `reserve_bytes` of address space, which is also the ceiling; NULL when the kernel refuses. */
struct arena *arena_new_shared(size_t reserve_bytes);
/* A private arena for what is needed less long than the rest: its ceiling is what `parent` has left now, and it is freed with
 * it, if it was not freed before. */
struct arena *arena_new_child(struct arena *parent);
void arena_free(struct arena *arena);
/* Empties a private arena; keeps one block, and frees its children. */
void arena_clear(struct arena *arena);
/* Frees what a private arena handed out before the block that `piece`, which is one of its, lies in. That counts as used still. */
void arena_free_before(struct arena *arena, const void *piece);
/* Makes a shared arena read-only and returns the unused address space. 0 or a negative errno. */
MUST_CHECK int arena_seal(struct arena *arena);

/* Aligned for any type; NULL when the ceiling is reached. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_zalloc(struct arena *arena, size_t size);
/* A copy; .ptr is NULL when the ceiling is reached. NUL-terminated (not counted in .len). */
struct str arena_str(struct arena *arena, struct str s);
/* Bytes handed out since the last clear. */
size_t arena_used(const struct arena *arena);

#endif
