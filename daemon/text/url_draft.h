/* SPDX-License-Identifier: BSD-2-Clause */
/* URLs in the making, for the files of text/url only. */
#ifndef NUNCIO_TEXT_URL_DRAFT_H
#define NUNCIO_TEXT_URL_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

/* `ptr` has room for all that can come. */
struct url_draft {
	char *ptr; /* arena */
	size_t len;
};

/* False when the arena is full. */
bool url_draft_start(struct url_draft *draft, struct arena *arena, size_t room);
void url_draft_add(struct url_draft *draft, struct str s);
void url_draft_add_lower(struct url_draft *draft, struct str s);
struct str url_draft_str(const struct url_draft *draft);

/* Offset of the first of `bytes` in `s`, s.len when there is none. */
size_t url_find_any(struct str s, const char *bytes);

#endif
