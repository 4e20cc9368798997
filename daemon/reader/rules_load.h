/* SPDX-License-Identifier: BSD-2-Clause */
/* One load of the rules: files read, compiled into shared memory, tested, sealed. In the rules process. */
#ifndef NUNCIO_READER_RULES_LOAD_H
#define NUNCIO_READER_RULES_LOAD_H

#include "base/arena.h"
#include "base/buf.h"
#include "match/rule_set.h"
#include "reader/orders.h"
#include "reader/rule_files.h"

struct rules_load {
	struct arena *arena;         /* owned, shared and sealed; NULL when the load failed */
	const struct rule_set *set;  /* in the arena; NULL when the load failed */
	struct rule_files files;     /* what was compiled */
	struct notice_loaded notice; /* its diagnostics point into `text` */
	struct buf text;
};

/* Never fails but by notice.ok. */
void rules_load_init(struct rules_load *load, const struct order_start *start);
void rules_load_done(struct rules_load *load);

#endif
