/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that look random and are the same on every run. */
#ifndef NUNCIO_TESTS_RANDOM_H
#define NUNCIO_TESTS_RANDOM_H

#include <stdint.h>

#define RANDOM_START UINT64_C(88172645463325252)

/* xorshift64 */
static inline uint64_t random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Below `n`. */
static inline unsigned random_pick(uint64_t *state, unsigned n)
{
	return (unsigned)((random_next(state) >> 11) % n);
}

#endif
