/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Heap memory for our own structures, whose size no stranger decides. Running out ends the process (the
 * service manager restarts it; the journal makes that safe). What the network sizes goes through
 * base/buf.h or base/arena.h, which have ceilings and can fail. Release with free().
 */
#ifndef NUNCIO_BASE_MEM_H
#define NUNCIO_BASE_MEM_H

#include <stddef.h>

/* Each returns memory owned by the caller and never NULL; counts and sizes in bytes or elements. */
void *mem_alloc(size_t size);
void *mem_zalloc(size_t size);
void *mem_realloc(void *ptr, size_t size);
/* Grows an array to hold at least `want` elements of `element` bytes; *cap is the capacity in elements. */
void *mem_grow(void *ptr, size_t *cap, size_t want, size_t element);
char *mem_strdup(const char *text);
char *mem_strndup(const char *text, size_t len);

#endif
