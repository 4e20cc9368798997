/* SPDX-License-Identifier: BSD-2-Clause */
/* All feeds that are watched: owns them, finds them, and takes over new lists while the old feeds are at work. */
#ifndef NUNCIO_FEED_LIST_H
#define NUNCIO_FEED_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "feed/feed.h"

struct feed_list;
struct set64;

/* What feed lists say, gathered from all files; each URL once. */
struct feed_specs {
	struct feed_spec *items; /* owned array of packed specs */
	size_t count;
	size_t cap;
	struct set64 *ids; /* owned */
};

void feed_specs_init(struct feed_specs *specs);
void feed_specs_done(struct feed_specs *specs);
/* Copies the strings of `spec`. False when its URL is there already: nothing is added. */
bool feed_specs_add(struct feed_specs *specs, const struct feed_spec *spec);

/* Called in feed_list_apply for each feed that is concerned; any may be NULL. They must not look into the list. */
struct feed_list_handlers {
	void (*on_added)(struct feed *feed, void *arg);
	/* Its spec is the new one already. */
	void (*on_changed)(struct feed *feed, void *arg);
	/* `removed` is set. The receiver takes it out of its schedule; when the stage is WAITING afterwards it is freed at
	 * once, otherwise in feed_list_release. */
	void (*on_removed)(struct feed *feed, void *arg);
	void *arg;
};

struct feed_list_changes {
	size_t added;
	size_t changed;
	size_t removed;
	size_t kept; /* as they were */
};

struct feed_list *feed_list_new(void);
void feed_list_free(struct feed_list *list);
/* Makes `specs` the list. Feeds that stay keep their state and are not moved; those that are named no more are removed;
 * one that is named again before it was released is as if it had never been away. The specs are empty afterwards. */
struct feed_list_changes feed_list_apply(struct feed_list *list, struct feed_specs *specs,
	const struct feed_list_handlers *handlers);
/* To be called when the round of a feed ends: frees it when it was removed meanwhile. True when it was. */
bool feed_list_release(struct feed_list *list, struct feed *feed);

/* Feeds that were removed are not found, but feed_list_find_any finds them until they are released. */
struct feed *feed_list_find(const struct feed_list *list, uint64_t id);
struct feed *feed_list_find_any(const struct feed_list *list, uint64_t id);
struct feed *feed_list_find_url(const struct feed_list *list, struct str url);
/* Those not removed. */
size_t feed_list_count(const struct feed_list *list);
/* Walks them in the order of the lists: start with *cursor = 0; NULL at the end. Not while the list changes. */
struct feed *feed_list_next(const struct feed_list *list, size_t *cursor);

#endif
