/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bump allocation in blocks (private) or in one mapped region (shared). Never moves a piece, and frees none alone. Keeps true:
 * `used` never exceeds `max`, and a sealed region is never written again. In sanitizer builds a gap that may not be touched
 * lies behind each piece, and cleared memory may not be touched either.
 */
#include "base/arena.h"

#include <assert.h>
#include <errno.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef NUNCIO_SANITIZE
#include <sanitizer/asan_interface.h>
#endif

#include "base/mem.h"

#define ARENA_BLOCK (64u << 10)

#ifdef NUNCIO_SANITIZE
#define GAP alignof(max_align_t)

static void forbid(const void *bytes, size_t size)
{
	__asan_poison_memory_region(bytes, size);
}

static void permit(const void *bytes, size_t size)
{
	__asan_unpoison_memory_region(bytes, size);
}
#else
#define GAP ((size_t)0)

static void forbid(const void *bytes, size_t size)
{
	(void)bytes;
	(void)size;
}

static void permit(const void *bytes, size_t size)
{
	(void)bytes;
	(void)size;
}
#endif

struct block {
	struct block *next; /* the one before it; owned */
	size_t size;        /* bytes behind this header */
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *block; /* owned, the newest; NULL in a shared arena */
	char *region;        /* mapped; NULL in a private arena */
	size_t region_size;
	char *at; /* next free byte */
	char *end;
	size_t used;
	size_t max;
	struct arena *parent;
	struct arena *first_child; /* owned, all behind it by next_child */
	struct arena *next_child;
};

struct arena *arena_new(size_t max_bytes)
{
	struct arena *arena = mem_zalloc(sizeof(*arena));

	arena->max = max_bytes ? max_bytes : SIZE_MAX;
	return arena;
}

struct arena *arena_new_shared(size_t reserve_bytes)
{
	struct arena *arena;
	void *region = mmap(NULL, reserve_bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (region == MAP_FAILED) {
		return NULL;
	}
	/* A wish: what is read here and there all day needs few entries of the page tables then. */
	(void)madvise(region, reserve_bytes, MADV_HUGEPAGE);
	arena = mem_zalloc(sizeof(*arena));
	arena->region = region;
	arena->region_size = reserve_bytes;
	arena->at = region;
	arena->end = arena->region + reserve_bytes;
	arena->max = reserve_bytes;
	return arena;
}

struct arena *arena_new_child(struct arena *parent)
{
	struct arena *child = arena_new(0);

	child->max = parent->max - parent->used;
	child->parent = parent;
	child->next_child = parent->first_child;
	parent->first_child = child;
	return child;
}

static void free_blocks(struct block *block)
{
	while (block) {
		struct block *next = block->next;

		permit(block->bytes, block->size);
		free(block);
		block = next;
	}
}

static void leave_parent(struct arena *arena)
{
	struct arena **link = &arena->parent->first_child;

	while (*link != arena) {
		link = &(*link)->next_child;
	}
	*link = arena->next_child;
}

static void free_children(struct arena *arena)
{
	struct arena *child = arena->first_child;

	arena->first_child = NULL;
	while (child) {
		struct arena *next = child->next_child;

		child->parent = NULL;
		arena_free(child);
		child = next;
	}
}

/* NOLINTNEXTLINE(misc-no-recursion): children have no children of their own as a rule */
void arena_free(struct arena *arena)
{
	if (!arena) {
		return;
	}
	free_children(arena);
	if (arena->parent) {
		leave_parent(arena);
	}
	free_blocks(arena->block);
	if (arena->region) {
		permit(arena->region, (size_t)(arena->at - arena->region));
		(void)munmap(arena->region, arena->region_size);
	}
	free(arena);
}

void arena_clear(struct arena *arena)
{
	struct block *kept = arena->block;

	free_children(arena);
	arena->used = 0;
	if (!kept) {
		return;
	}
	free_blocks(kept->next);
	kept->next = NULL;
	if (kept->size > ARENA_BLOCK) {
		free_blocks(kept);
		arena->block = NULL;
		arena->at = NULL;
		arena->end = NULL;
		return;
	}
	arena->at = kept->bytes;
	arena->end = kept->bytes + kept->size;
	forbid(kept->bytes, kept->size);
}

static bool is_in(const struct block *block, const void *piece)
{
	return (uintptr_t)piece - (uintptr_t)block->bytes < block->size;
}

void arena_free_before(struct arena *arena, const void *piece)
{
	struct block *block = arena->block;

	while (block && !is_in(block, piece)) {
		block = block->next;
	}
	assert(block);
	free_blocks(block->next);
	block->next = NULL;
}

int arena_seal(struct arena *arena)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t kept = ((size_t)(arena->at - arena->region) + page) / page * page;

	if (kept > arena->region_size) {
		kept = arena->region_size;
	}
	if (kept < arena->region_size &&
		munmap(arena->region + kept, arena->region_size - kept) < 0) {
		return -errno;
	}
	arena->region_size = kept;
	arena->end = arena->at;
	arena->max = arena->used;
	return mprotect(arena->region, kept, PROT_READ) < 0 ? -errno : 0;
}

/* A new block that holds at least `size` bytes. */
static bool add_block(struct arena *arena, size_t size)
{
	size_t room = size > ARENA_BLOCK / 4 ? size : ARENA_BLOCK;
	struct block *block;

	if (arena->region) {
		return false;
	}
	block = mem_alloc(sizeof(*block) + room);
	block->size = room;
	block->next = arena->block;
	arena->block = block;
	arena->at = block->bytes;
	arena->end = block->bytes + room;
	forbid(block->bytes, room);
	return true;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t align = alignof(max_align_t);
	size_t rounded;
	void *piece;

	if (size > SIZE_MAX - align - GAP) {
		return NULL;
	}
	rounded = (size + align - 1) / align * align;
	if (rounded == 0) {
		rounded = align;
	}
	if (rounded > arena->max - arena->used) {
		return NULL;
	}
	if (rounded + GAP > (size_t)(arena->end - arena->at) && !add_block(arena, rounded + GAP)) {
		return NULL;
	}
	piece = arena->at;
	arena->at += rounded + GAP;
	arena->used += rounded;
	permit(piece, size);
	forbid((char *)piece + size, rounded + GAP - size);
	return piece;
}

void *arena_zalloc(struct arena *arena, size_t size)
{
	void *piece = arena_alloc(arena, size);

	if (piece) {
		memset(piece, 0, size);
	}
	return piece;
}

struct str arena_str(struct arena *arena, struct str s)
{
	char *copy = arena_alloc(arena, s.len + 1);

	if (!copy) {
		return (struct str){NULL, 0};
	}
	if (s.len) {
		memcpy(copy, s.ptr, s.len);
	}
	copy[s.len] = '\0';
	return (struct str){copy, s.len};
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}
