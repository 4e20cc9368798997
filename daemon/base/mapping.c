/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives back pages that a file can supply again. Never changes what the bytes are, and that it fails is no matter. */
#include "base/mapping.h"

#include <stdint.h>
#include <sys/mman.h>

/* Of any page size in use: what is given back starts and ends at its multiples. */
#define PAGE_BYTES ((uintptr_t)65536)

void mapping_forget(struct str part)
{
	uintptr_t begin = ((uintptr_t)part.ptr + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
	uintptr_t end = ((uintptr_t)part.ptr + part.len) / PAGE_BYTES * PAGE_BYTES;

	if (begin < end) {
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): pages have addresses */
		(void)madvise((void *)begin, end - begin, MADV_DONTNEED);
	}
}
