/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A doubly linked list whose links live in the elements. An element is on one list per link at most; a link
 * that is on none points to itself, so list_del may be called twice.
 */
#ifndef NUNCIO_BASE_LIST_H
#define NUNCIO_BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *next;
	struct list *prev;
};

/* The element that holds `link` as its `member`. */
#define LIST_ENTRY(link, type, member) ((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void list_init(struct list *list)
{
	list->next = list;
	list->prev = list;
}

static inline bool list_is_empty(const struct list *list)
{
	return list->next == list;
}

static inline void list_add_tail(struct list *list, struct list *link)
{
	link->prev = list->prev;
	link->next = list;
	list->prev->next = link;
	list->prev = link;
}

static inline void list_add_head(struct list *list, struct list *link)
{
	list_add_tail(list->next, link);
}

static inline void list_del(struct list *link)
{
	link->prev->next = link->next;
	link->next->prev = link->prev;
	list_init(link);
}

/* The first link, or NULL. */
static inline struct list *list_first(const struct list *list)
{
	/* The analyzer takes the list for unchanged after a list_del. */
	return list_is_empty(list) ? NULL : list->next; /* NOLINT(clang-analyzer-unix.Malloc) */
}

#endif
