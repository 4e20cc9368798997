/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Allocation that does not fail: it ends the process instead. Never used for what a stranger can make large.
 */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void out_of_memory(void)
{
	static const char message[] = "error msg=\"out of memory\"\n";

	/* Nothing is left to do when even this cannot be written. */
	ssize_t written = write(STDERR_FILENO, message, sizeof(message) - 1);
	(void)written;
	abort();
}

void *mem_alloc(size_t size)
{
	void *ptr = malloc(size ? size : 1);

	if (!ptr) {
		out_of_memory();
	}
	return ptr;
}

void *mem_zalloc(size_t size)
{
	void *ptr = calloc(1, size ? size : 1);

	if (!ptr) {
		out_of_memory();
	}
	return ptr;
}

void *mem_realloc(void *ptr, size_t size)
{
	void *moved = realloc(ptr, size ? size : 1);

	if (!moved) {
		out_of_memory();
	}
	return moved;
}

void *mem_grow(void *ptr, size_t *cap, size_t want, size_t element)
{
	size_t grown = *cap ? *cap : 8;

	if (want <= *cap) {
		return ptr;
	}
	while (grown < want) {
		grown *= 2;
	}
	if (grown > SIZE_MAX / element) {
		out_of_memory();
	}
	*cap = grown;
	return mem_realloc(ptr, grown * element);
}

char *mem_strdup(const char *text)
{
	return mem_strndup(text, strlen(text));
}

char *mem_strndup(const char *text, size_t len)
{
	char *copy = mem_alloc(len + 1);

	if (len) {
		memcpy(copy, text, len);
	}
	copy[len] = '\0';
	return copy;
}
