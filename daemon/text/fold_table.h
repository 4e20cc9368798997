/* SPDX-License-Identifier: BSD-2-Clause */
/* The generated tables of text/fold; nobody else asks them. */
#ifndef NUNCIO_TEXT_FOLD_TABLE_H
#define NUNCIO_TEXT_FOLD_TABLE_H

#include <stdint.h>

#define FOLD_BLOCK 64
#define FOLD_END 0x30000u /* code points from here on are outside the table */
#define FOLD_INDEX_COUNT (FOLD_END / FOLD_BLOCK)

extern const uint16_t fold_index[FOLD_INDEX_COUNT];
extern const uint32_t fold_blocks[][FOLD_BLOCK];
extern const uint32_t fold_expansions[];

#endif
