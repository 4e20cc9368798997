/* SPDX-License-Identifier: BSD-2-Clause */
/* What the main process and the rules process say to each other, as frames. Both sides check what they read. */
#ifndef NUNCIO_READER_ORDERS_H
#define NUNCIO_READER_ORDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "reader/frame.h"

enum order_type {
	ORDER_START = 32, /* once, first: what to load */
	ORDER_SPAWN = 33, /* fork a reader of this number */
	ORDER_KILL = 34,  /* kill the reader of this number */

	NOTICE_LOADED = 48,                 /* once: how the load went */
	NOTICE_READER = 49 | FRAME_WITH_FD, /* a reader was forked; its socket comes along */
	NOTICE_REFUSED = 50,                /* a reader could not be forked: number and errno */
	NOTICE_EXIT = 51,                   /* a reader has ended: number and wait status */
	NOTICE_SAVED = 52                   /* the copy of the good files was written: 0 or errno */
};

struct order_start {
	uint32_t generation;
	int64_t cpu_limit_ms; /* of one document */
	uint64_t arena_bytes; /* of one document */
	uint64_t data_bytes;  /* of a reader, beyond what it inherits */
	bool fall_back;       /* use the kept copy when the files are refused */
	struct str last_good; /* directory of the kept copy; empty: none is kept */
	const struct str *paths;
	size_t path_count;
};

struct notice_loaded {
	bool ok;
	bool from_last_good;
	uint32_t errors; /* in the site's files */
	uint32_t warnings;
	uint32_t files;
	uint32_t tests;
	uint64_t rules;
	uint64_t entities;
	uint64_t terms;
	uint64_t without_key;
	uint64_t index_bytes;
	int64_t cpu_us;         /* what the load took */
	struct str diagnostics; /* as diags_format writes them */
};

/* A number and a value: SPAWN and KILL (value 0), READER (pid), REFUSED (errno), EXIT (wait status), SAVED (number 0). */
struct order_number {
	uint32_t number;
	int32_t value;
};

void order_put_start(struct buf *out, const struct order_start *start);
/* *ret borrows from `payload` and `arena`. -EPROTO or -ENOMEM. */
MUST_CHECK int order_get_start(struct str payload, struct arena *arena, struct order_start *ret);
/* Diagnostics are cut to LIMIT_DIAGNOSTICS. */
void order_put_loaded(struct buf *out, const struct notice_loaded *loaded);
/* *ret borrows from `payload`. */
MUST_CHECK int order_get_loaded(struct str payload, struct notice_loaded *ret);
void order_put_number(struct buf *out, enum order_type type, uint32_t number, int32_t value);
MUST_CHECK int order_get_number(struct str payload, struct order_number *ret);

#endif
