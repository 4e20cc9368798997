/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Places in Redis' streams, and the entries of several streams in the order of their places: a reply has them stream by
 * stream, and people want them as they came. Pure.
 */
#ifndef NUNCIO_CTL_PLACE_H
#define NUNCIO_CTL_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct redis_reply;
struct channel;

/* The id of an entry. */
struct place {
	uint64_t ms;
	uint64_t number;
};

#define PLACE_SIZE 48

/* "1700000000000-7", or without the number. */
struct place place_parse(struct str text);
void place_format(struct place at, char out[PLACE_SIZE]);
bool place_is_earlier(struct place a, struct place b);
/* The place just before an entry. */
struct place place_before(struct place at);

/* The entries of one channel in a reply. */
struct place_batch {
	struct channel *channel;           /* whoever reads knows which */
	const struct redis_reply *entries; /* borrowed */
	size_t next;
	bool is_cut; /* there may be more in the stream */
};

/* The batch whose next entry is the oldest; NULL when one that is cut has come to its end, since what is behind it may be
 * older than what the others have. */
struct place_batch *place_oldest(struct place_batch *batches, size_t count);

#endif
