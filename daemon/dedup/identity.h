/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who an article is: three keys (guid within its feed, canonical URL, title within its source) and a revision. Never a date
 * in a key. Pure. An article is new only when neither its guid nor its URL is known; see identity_judge.
 */
#ifndef NUNCIO_DEDUP_IDENTITY_H
#define NUNCIO_DEDUP_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

/* One known article of a feed; 0 in a key: the article has none. */
struct known {
	uint64_t guid_key;  /* of feed and guid */
	uint64_t url_key;   /* of the canonical URL, the same in every feed */
	uint64_t title_key; /* of source and normalised title */
	uint64_t revision;  /* of the fields that are matched, as they came */
	int64_t seen_at;    /* wall s when it was last in the document */
};

enum identity_status { IDENTITY_NEW, IDENTITY_KNOWN, IDENTITY_CHANGED, IDENTITY_MOVED };

/* The keys and the revision of an article with its raw fields filled. `scratch` is used for canonical forms. */
struct known identity_of(
	struct arena *scratch, uint64_t feed_id, const struct article *article, int64_t now);

struct known_index; /* look-up by each key over an array of struct known */

/* All entries are copied. `known` is in the order of known_merge: the newest first. */
struct known_index *known_index_new(const struct known *known, size_t count);
void known_index_free(struct known_index *index);
/* A guid, address or title that stood for several articles of one document tells nothing of others. A title counts for 7
 * days, and a short one only for an article that has nothing else.
 * CHANGED: known, with another revision. MOVED: its guid is new, its URL or title is known (facts: changed guids, re-dated
 * items): no alert. Two articles of one document with the same guid and different URLs are two articles. */
enum identity_status identity_judge(const struct known_index *index, const struct known *article);
/* True when a known article had another title, whatever else has changed of it. */
bool identity_is_retitled(const struct known_index *index, const struct known *article);
/* Makes an article of this document known, so that its repetition further down is no second one. */
void known_index_add(struct known_index *index, const struct known *article);

/* The articles to remember after a poll: those of the document, then those remembered before,
 * newest first, at most `max`. Returns a heap array owned by the caller. */
struct known *known_merge(const struct known *before, size_t before_count,
	const struct known *document, size_t document_count, size_t max, size_t *ret_count);
/* For the journal. -EINVAL for bytes that are not such an array. *ret is owned by the caller (heap). */
void known_pack(const struct known *known, size_t count, struct buf *out);
MUST_CHECK int known_unpack(struct str bytes, struct known **ret, size_t *ret_count);

#endif
