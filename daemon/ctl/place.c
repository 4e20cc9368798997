/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Places and their order. Never talks to Redis; the invariant is that a batch is only ever entered at its next entry.
 */
#include "ctl/place.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/redis.h"

bool place_is_earlier(struct place a, struct place b)
{
	return a.ms < b.ms || (a.ms == b.ms && a.number < b.number);
}

struct place place_parse(struct str text)
{
	char copy[PLACE_SIZE];
	char *end = NULL;
	struct place at;

	(void)snprintf(copy, sizeof(copy), "%.*s", STR_ARG(text));
	at.ms = strtoull(copy, &end, 10);
	at.number = *end == '-' ? strtoull(end + 1, NULL, 10) : 0;
	return at;
}

void place_format(struct place at, char out[PLACE_SIZE])
{
	(void)snprintf(out, PLACE_SIZE, "%" PRIu64 "-%" PRIu64, at.ms, at.number);
}

struct place place_before(struct place at)
{
	if (at.number > 0) {
		return (struct place){at.ms, at.number - 1};
	}
	return at.ms > 0 ? (struct place){at.ms - 1, UINT64_MAX} : at;
}

static struct place place_of(const struct place_batch *batch, size_t index)
{
	return place_parse(redis_get_text(redis_at(redis_at(batch->entries, index), 0)));
}

struct place_batch *place_oldest(struct place_batch *batches, size_t count)
{
	struct place_batch *found = NULL;
	struct place best = {0, 0};

	for (size_t i = 0; i < count; i++) {
		struct place_batch *batch = &batches[i];
		struct place at;

		if (batch->next == redis_get_count(batch->entries)) {
			if (batch->is_cut) {
				return NULL;
			}
			continue;
		}
		at = place_of(batch, batch->next);
		if (!found || place_is_earlier(at, best)) {
			found = batch;
			best = at;
		}
	}
	return found;
}
