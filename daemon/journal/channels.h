/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The channels of a journal as its main thread knows them: the durable head of each, and what Redis was last known to have.
 * The map is by name, of struct channel. Only journal.c uses this.
 */
#ifndef NUNCIO_JOURNAL_CHANNELS_H
#define NUNCIO_JOURNAL_CHANNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "journal/database.h"
#include "journal/journal.h"
#include "journal/writer.h"

struct channel {
	struct journal_channel public; /* its name is owned; `pending` is not kept */
	int64_t id;                    /* row of the channel; 0: not looked up yet */
	bool ack_waits;                /* to be written */
};

/* NULL when there is none. */
struct channel *channels_find(const struct map *channels, struct str name);
/* Makes it when there is none. */
struct channel *channels_get(struct map *channels, struct str name);
/* Walks them: start with *cursor = 0; NULL at the end. */
struct channel *channels_next(const struct map *channels, size_t *cursor);
/* A row of the file: of a channel that is known already only its number is taken, the rest is newer here. */
void channels_load(struct map *channels, const struct database_channel *row);
/* Puts the acks that wait into a job. */
void channels_take_acks(const struct map *channels, struct writer_job *job);
/* The channels too. */
void channels_free(struct map *channels);

/* As it is told, `pending` filled in. */
struct journal_channel channel_describe(const struct channel *channel);
/* False when Redis was known to have as much before. */
bool channel_ack(struct channel *channel, int64_t pseq, int64_t seq);

#endif
