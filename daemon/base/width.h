/* SPDX-License-Identifier: BSD-2-Clause */
/* How many columns a terminal gives to text. */
#ifndef NUNCIO_BASE_WIDTH_H
#define NUNCIO_BASE_WIDTH_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* 0, 1 or 2. */
size_t width_of_point(uint32_t point);
/* Of UTF-8 that may be shown as it is. */
size_t width_of_text(struct str text);

#endif
