/* SPDX-License-Identifier: BSD-2-Clause */
/* The process that reads documents: forked from the rules process, jailed, one document at a time. */
#ifndef NUNCIO_READER_READER_H
#define NUNCIO_READER_READER_H

#include <stddef.h>
#include <stdint.h>

#include "match/rule_set.h"
#include "reader/jail.h"

struct reader_setup {
	const struct rule_set *set; /* shared with the other readers, never written */
	const struct jail *jail;
	int64_t cpu_limit_ms; /* of one document; 0: none */
	size_t arena_bytes;   /* of one document */
	size_t data_bytes;    /* beyond what is inherited */
};

/* Sets up what libraries set up on first use, so that it is there before the fork and needs no forbidden call later. */
void reader_warm_up(const struct rule_set *set);
/* Enters the jail and works until the socket is closed. */
_Noreturn void reader_run(const struct reader_setup *setup, int socket);

#endif
