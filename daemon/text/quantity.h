/* SPDX-License-Identifier: BSD-2-Clause */
/* Durations and sizes as people write them: 30s, 15m, 1h30m, 2d; 512B, 8MiB. A bare number is refused, but for 0. */
#ifndef NUNCIO_TEXT_QUANTITY_H
#define NUNCIO_TEXT_QUANTITY_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"

/* Room for any of them as text, with its NUL. */
#define QUANTITY_SIZE 32

/* Units ms, s, m, h, d, w, the larger ones first. -EINVAL when it is no duration, -ERANGE when it does not fit. */
MUST_CHECK int duration_parse(struct str s, int64_t *ret_ms);
/* In the largest unit that is exact: 90000 is "90s". Never negative. Returns its length. */
size_t duration_format(int64_t ms, char out[QUANTITY_SIZE]);
/* Units B, KiB, MiB, GiB, TiB. Errors as above. */
MUST_CHECK int size_parse(struct str s, int64_t *ret_bytes);
size_t size_format(int64_t bytes, char out[QUANTITY_SIZE]);

#endif
