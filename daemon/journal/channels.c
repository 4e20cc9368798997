/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names and numbers of channels; never reads or writes the file.
 * Invariant: what Redis has of a channel never goes back.
 */
#include "journal/channels.h"

#include <stdlib.h>

#include "base/mem.h"

struct channel *channels_find(const struct map *channels, struct str name)
{
	return map_get(channels, name);
}

struct channel *channels_get(struct map *channels, struct str name)
{
	struct channel *channel = channels_find(channels, name);

	if (channel == NULL) {
		channel = mem_zalloc(sizeof(*channel));
		channel->public.name = str_make(str_dupz(name), name.len);
		map_put(channels, channel->public.name, channel);
	}
	return channel;
}

struct channel *channels_next(const struct map *channels, size_t *cursor)
{
	struct str name;
	void *value = NULL;

	return map_next(channels, cursor, &name, &value) ? value : NULL;
}

void channels_load(struct map *channels, const struct database_channel *row)
{
	struct channel *channel = channels_find(channels, row->name);

	if (channel == NULL) {
		channel = channels_get(channels, row->name);
		channel->public.head = row->head;
		channel->public.acked = row->acked;
		channel->public.acked_seq = row->acked_seq;
	}
	channel->id = row->id;
}

void channels_take_acks(const struct map *channels, struct writer_job *job)
{
	size_t cap = 0;
	size_t cursor = 0;
	struct channel *channel;

	while ((channel = channels_next(channels, &cursor)) != NULL) {
		if (!channel->ack_waits) {
			continue;
		}
		channel->ack_waits = false;
		job->acks = mem_grow(job->acks, &cap, job->ack_count + 1, sizeof(*job->acks));
		job->acks[job->ack_count++] = (struct writer_ack){
			.channel = job->bytes.len,
			.channel_len = channel->public.name.len,
			.acked = channel->public.acked,
			.acked_seq = channel->public.acked_seq,
		};
		buf_add_str(&job->bytes, channel->public.name);
	}
}

void channels_free(struct map *channels)
{
	size_t cursor = 0;
	struct channel *channel;

	while ((channel = channels_next(channels, &cursor)) != NULL) {
		free((char *)channel->public.name.ptr);
		free(channel);
	}
	map_free(channels);
}

struct journal_channel channel_describe(const struct channel *channel)
{
	struct journal_channel described = channel->public;

	described.pending =
		described.head > described.acked ? (uint64_t)(described.head - described.acked) : 0;
	return described;
}

bool channel_ack(struct channel *channel, int64_t pseq, int64_t seq)
{
	if (pseq <= channel->public.acked) {
		return false;
	}
	channel->public.acked = pseq;
	channel->public.acked_seq = seq;
	channel->ack_waits = true;
	return true;
}
