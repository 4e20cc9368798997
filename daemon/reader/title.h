/* SPDX-License-Identifier: BSD-2-Clause */
/* The name under which ps and top show this process. */
#ifndef NUNCIO_READER_TITLE_H
#define NUNCIO_READER_TITLE_H

#include <stddef.h>

#include "base/attr.h"

/* The memory of the arguments, which the kernel shows. Copies made by fork stay good. */
struct title {
	char *area; /* borrowed from the process; NULL: there is no room */
	size_t size;
};

/* `argv` must be the array that main was given; its texts must not be used any more afterwards. */
void title_init(struct title *title, int argc, char **argv);
void title_set(const struct title *title, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
