/* SPDX-License-Identifier: BSD-2-Clause */
/* What is asked of the bits of a word, without an instruction that not every processor has. */
#ifndef NUNCIO_BASE_BITS_H
#define NUNCIO_BASE_BITS_H

#include <stdint.h>

/* How many are set: counted in twos, fours and bytes side by side, which a product adds up. */
static inline uint32_t bits_count(uint64_t bits)
{
	bits -= bits >> 1 & UINT64_C(0x5555555555555555);
	bits = (bits & UINT64_C(0x3333333333333333)) + (bits >> 2 & UINT64_C(0x3333333333333333));
	bits = (bits + (bits >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (uint32_t)(bits * UINT64_C(0x0101010101010101) >> 56);
}

#endif
