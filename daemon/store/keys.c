/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of keys. Pure. They are the interface to consumers and to other instances: a change here loses what was seen.
 */
#include "store/keys.h"

#include <inttypes.h>

#define EPOCH_S (INT64_C(15) * 24 * 3600)
/* Bits of the bucket number that each level adds. */
#define LEVEL_BITS 4

static void add_tagged(struct buf *out, struct str channel)
{
	buf_add_str(out, STR("nuncio:{"));
	buf_add_str(out, channel);
	buf_add_str(out, STR("}:"));
}

void keys_add_alerts(struct buf *out, struct str channel)
{
	add_tagged(out, channel);
	buf_add_str(out, STR("alerts"));
}

void keys_add_meta(struct buf *out, struct str channel)
{
	add_tagged(out, channel);
	buf_add_str(out, STR("meta"));
}

void keys_add_stories(struct buf *out, struct str channel, int64_t epoch)
{
	add_tagged(out, channel);
	buf_printf(out, "stories:%" PRId64, epoch);
}

void keys_add_seen(
	struct buf *out, struct str channel, int64_t epoch, unsigned level, uint64_t mark)
{
	uint64_t buckets = UINT64_C(1) << (level * LEVEL_BITS);
	add_tagged(out, channel);
	buf_printf(out, "seen:%" PRId64 ":%u:%" PRIx64, epoch, level,
		(uint64_t)keys_mark(mark) & (buckets - 1));
}

void keys_add_live(struct buf *out, struct str channel)
{
	buf_add_str(out, STR("nuncio:"));
	buf_add_str(out, channel);
}

int64_t keys_epoch(int64_t wall_ms)
{
	return wall_ms > 0 ? wall_ms / 1000 / EPOCH_S : 0;
}

int64_t keys_epoch_expires_at(int64_t epoch)
{
	return (epoch + 2) * EPOCH_S;
}

int64_t keys_mark(uint64_t mark)
{
	return (int64_t)(mark >> 1);
}
