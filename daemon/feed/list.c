/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The feeds: an array in the order of the lists, and an open-addressed table of indexes into it by feed id. Applying new
 * lists is linear in old and new feeds together. Never looks at what a feed is doing beyond its stage.
 *
 * Keeps true: every feed in the array is in the table, once; ids are unique; `count` is the number that are not removed.
 * A released feed leaves a hole (NULL) in the array, to which the table still points; the next apply closes it.
 */
#include "feed/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

#define SLOT_EMPTY UINT32_MAX
#define SLOTS_MIN 64

struct feed_list {
	struct feed *
		*feeds; /* owned array of owned feeds; removed ones that are at work stay in it */
	size_t used;
	size_t count;
	uint32_t *slots; /* owned; index into feeds, or SLOT_EMPTY */
	size_t slot_count;
	uint32_t mark;
};

/* --- specs --- */

void feed_specs_init(struct feed_specs *specs)
{
	*specs = (struct feed_specs){.ids = set64_new()};
}

static void clear_specs(struct feed_specs *specs)
{
	for (size_t i = 0; i < specs->count; i++) {
		feed_spec_done(&specs->items[i]);
	}
	free(specs->items);
	specs->items = NULL;
	specs->count = 0;
	specs->cap = 0;
	set64_clear(specs->ids);
}

void feed_specs_done(struct feed_specs *specs)
{
	clear_specs(specs);
	set64_free(specs->ids);
	specs->ids = NULL;
}

bool feed_specs_add(struct feed_specs *specs, const struct feed_spec *spec)
{
	if (!set64_add(specs->ids, feed_id_of_url(str_from(spec->url)))) {
		return false;
	}
	specs->items = mem_grow(specs->items, &specs->cap, specs->count + 1, sizeof(*specs->items));
	struct feed_spec *added = &specs->items[specs->count++];

	*added = *spec;
	feed_spec_pack(added);
	return true;
}

/* --- the table --- */

/* Where the id is, or the free place where it would be. Ids are hashes: their low bits are as good as any. */
static size_t find_slot(const struct feed_list *list, uint64_t id)
{
	size_t at = id & (list->slot_count - 1);

	while (list->slots[at] != SLOT_EMPTY) {
		const struct feed *feed = list->feeds[list->slots[at]];

		if (feed && feed->id == id) {
			break;
		}
		at = (at + 1) & (list->slot_count - 1);
	}
	return at;
}

/* Builds the table anew for at least `want` feeds, at most two thirds full. */
static void rebuild(struct feed_list *list, size_t want)
{
	size_t slot_count = SLOTS_MIN;

	while (slot_count / 3 * 2 < want) {
		slot_count *= 2;
	}
	free(list->slots);
	list->slots = mem_alloc(slot_count * sizeof(*list->slots));
	list->slot_count = slot_count;
	memset(list->slots, 0xff, slot_count * sizeof(*list->slots));
	for (size_t i = 0; i < list->used; i++) {
		list->slots[find_slot(list, list->feeds[i]->id)] = (uint32_t)i;
	}
}

struct feed_list *feed_list_new(void)
{
	struct feed_list *list = mem_zalloc(sizeof(*list));

	rebuild(list, 0);
	return list;
}

void feed_list_free(struct feed_list *list)
{
	if (!list) {
		return;
	}
	for (size_t i = 0; i < list->used; i++) {
		feed_free(list->feeds[i]);
	}
	free(list->feeds);
	free(list->slots);
	free(list);
}

/* --- taking over new lists --- */

static void call(void (*fn)(struct feed *, void *), struct feed *feed, void *arg)
{
	if (fn) {
		fn(feed, arg);
	}
}

static struct feed *add(struct feed_list *list, struct feed_spec *spec)
{
	struct feed *feed = feed_new(spec);

	/* The table has room: apply made it. */
	list->slots[find_slot(list, feed->id)] = (uint32_t)list->used;
	list->feeds[list->used++] = feed;
	feed->mark = list->mark;
	return feed;
}

static void apply_one(struct feed_list *list, struct feed_spec *spec,
	const struct feed_list_handlers *handlers, struct feed_list_changes *changes)
{
	struct feed *feed = feed_list_find_any(list, feed_id_of_url(str_from(spec->url)));

	if (!feed) {
		changes->added++;
		call(handlers->on_added, add(list, spec), handlers->arg);
		return;
	}
	feed->mark = list->mark;
	/* One that comes back while it is at work goes on as if nothing had been. */
	feed->removed = false;
	if (feed_spec_eq(&feed->spec, spec)) {
		changes->kept++;
		return;
	}
	changes->changed++;
	feed_set_spec(feed, spec);
	call(handlers->on_changed, feed, handlers->arg);
}

/* Feeds that were not named: told, and freed unless they are at work. */
static void remove_unnamed(struct feed_list *list, const struct feed_list_handlers *handlers,
	struct feed_list_changes *changes)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->used; i++) {
		struct feed *feed = list->feeds[i];

		if (feed->mark != list->mark && !feed->removed) {
			changes->removed++;
			feed->removed = true;
			call(handlers->on_removed, feed, handlers->arg);
			if (feed->stage == FEED_WAITING) {
				feed_free(feed);
				continue;
			}
		}
		list->feeds[kept++] = feed;
	}
	list->used = kept;
}

static void close_holes(struct feed_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->used; i++) {
		if (list->feeds[i]) {
			list->feeds[kept++] = list->feeds[i];
		}
	}
	list->used = kept;
}

static void set_capacity(struct feed_list *list, size_t count)
{
	list->feeds = mem_realloc(list->feeds, (count + 1) * sizeof(struct feed *));
}

struct feed_list_changes feed_list_apply(
	struct feed_list *list, struct feed_specs *specs, const struct feed_list_handlers *handlers)
{
	static const struct feed_list_handlers nobody = {0};
	struct feed_list_changes changes = {0};

	handlers = handlers ? handlers : &nobody;
	list->mark++;
	close_holes(list);
	set_capacity(list, list->used + specs->count);
	rebuild(list, list->used + specs->count);
	list->count = specs->count;
	for (size_t i = 0; i < specs->count; i++) {
		apply_one(list, &specs->items[i], handlers, &changes);
	}
	remove_unnamed(list, handlers, &changes);
	set_capacity(list, list->used);
	rebuild(list, list->used);
	clear_specs(specs);
	return changes;
}

bool feed_list_release(struct feed_list *list, struct feed *feed)
{
	if (!feed->removed) {
		return false;
	}
	list->feeds[list->slots[find_slot(list, feed->id)]] = NULL;
	feed_free(feed);
	return true;
}

/* --- looking --- */

struct feed *feed_list_find_any(const struct feed_list *list, uint64_t id)
{
	uint32_t index = list->slots[find_slot(list, id)];

	return index == SLOT_EMPTY ? NULL : list->feeds[index];
}

struct feed *feed_list_find(const struct feed_list *list, uint64_t id)
{
	struct feed *feed = feed_list_find_any(list, id);

	return feed && !feed->removed ? feed : NULL;
}

struct feed *feed_list_find_url(const struct feed_list *list, struct str url)
{
	struct feed *feed = feed_list_find(list, feed_id_of_url(url));

	return feed && str_eq(str_from(feed->spec.url), url) ? feed : NULL;
}

size_t feed_list_count(const struct feed_list *list)
{
	return list->count;
}

struct feed *feed_list_next(const struct feed_list *list, size_t *cursor)
{
	while (*cursor < list->used) {
		struct feed *feed = list->feeds[(*cursor)++];

		if (feed && !feed->removed) {
			return feed;
		}
	}
	return NULL;
}
