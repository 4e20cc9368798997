/* SPDX-License-Identifier: BSD-2-Clause */
/* The benchmarks of `nuncio bench`: one a file, listed in ctl/bench.c. */
#ifndef NUNCIO_CTL_BENCH_H
#define NUNCIO_CTL_BENCH_H

#include "ctl/ctl.h"

struct bench {
	const char *name;
	/* argv[0] is the name; --help is taken care of. Prints one JSON object on one line; returns an exit code. */
	int (*run)(const struct ctl *ctl, int argc, char **argv);
};

extern const struct bench bench_match;
extern const struct bench bench_parse;

#endif
