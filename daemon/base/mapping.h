/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Large documents lie in private read-only mappings of files. Whoever has read a part of one gives its pages back, so that
 * what is resident does not grow with the document; a part that is touched again comes back by itself.
 */
#ifndef NUNCIO_BASE_MAPPING_H
#define NUNCIO_BASE_MAPPING_H

#include "base/str.h"

/* Passes over a mapping forget it part by part. */
#define MAPPING_PART ((size_t)1 << 20)

/* Only for bytes of such a mapping: the contents of other memory would be lost. */
void mapping_forget(struct str part);

#endif
