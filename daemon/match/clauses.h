/* SPDX-License-Identifier: BSD-2-Clause */
/* What the author of a rule wrote for the operands that a hit shows. */
#ifndef NUNCIO_MATCH_CLAUSES_H
#define NUNCIO_MATCH_CLAUSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "match/evidence.h"

struct clause {
	struct str source;
	bool is_near;            /* a NEAR that is true: the span is from one side to the other */
	const struct node *node; /* NULL: nothing else matters of it */
};

/* The clauses of the picks of a finding. Returns the rule, unpacked, when any of them has its node or the rule captures;
 * else NULL. */
const struct rule *clauses_find(struct matcher *matcher, const struct finding *finding,
	const struct kept_pick *picks, struct clause *ret);

#endif
