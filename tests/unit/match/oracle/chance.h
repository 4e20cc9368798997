/* SPDX-License-Identifier: BSD-2-Clause */
/* Chance that is the same in each run, for the tests against the oracle. */
#ifndef NUNCIO_TESTS_ORACLE_CHANCE_H
#define NUNCIO_TESTS_ORACLE_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

void chance_seed(uint64_t seed);
/* From 0 to below n. */
int chance_pick(int n);
/* True once in n times. */
bool chance_one_in(int n);

#endif
