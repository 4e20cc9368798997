/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names of everything we keep in Redis. All keys of one channel share the hash tag {channel}: one slot, so that one script
 * may touch them all. Seen marks lie in buckets small enough to stay intsets (9 bytes a mark): a channel begins with one
 * bucket a 15-day epoch and has sixteen times as many at each level; a mark is looked for at its own place in every level.
 */
#ifndef NUNCIO_STORE_KEYS_H
#define NUNCIO_STORE_KEYS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* The stream and channel of control events. */
#define KEYS_CONTROL "nuncio-control"
/* Levels of buckets: 1, 16, 256, 4,096, 65,536. */
#define KEYS_LEVELS 5

/* Each appends one name. */
void keys_add_alerts(struct buf *out, struct str channel); /* the stream: nuncio:{C}:alerts */
void keys_add_meta(struct buf *out, struct str channel);   /* a hash: offsets, seq, level */
void keys_add_stories(struct buf *out, struct str channel, int64_t epoch); /* a hash */
void keys_add_seen(struct buf *out, struct str channel, int64_t epoch, unsigned level,
	uint64_t mark);                                  /* a set */
void keys_add_live(struct buf *out, struct str channel); /* the Redis channel: nuncio:C */

/* 15 days, counted from 1970. */
int64_t keys_epoch(int64_t wall_ms);
/* When what an epoch remembers may go: at the end of the next one. Seconds since 1970. */
int64_t keys_epoch_expires_at(int64_t epoch);
/* A mark as Redis holds it: 63 bits, never negative. */
int64_t keys_mark(uint64_t mark);

#endif
