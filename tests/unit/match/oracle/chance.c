/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers of chance (xorshift). Never looks at a clock. The invariant: the same seed gives the same numbers. */
#include "match/oracle/chance.h"

static uint64_t state = UINT64_C(88172645463325252);

void chance_seed(uint64_t seed)
{
	state = UINT64_C(88172645463325252) ^ (seed * UINT64_C(0x9e3779b97f4a7c15));
	for (int i = 0; i < 8; i++) {
		(void)chance_pick(2);
	}
}

int chance_pick(int n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (int)((state >> 11) % (uint64_t)n);
}

bool chance_one_in(int n)
{
	return chance_pick(n) == 0;
}
