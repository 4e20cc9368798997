/* SPDX-License-Identifier: BSD-2-Clause */
/* A record as the bytes of its row, and back; and the rules it must keep so that delivery cannot stumble over it. Pure. */
#ifndef NUNCIO_JOURNAL_RECORD_H
#define NUNCIO_JOURNAL_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/str.h"
#include "journal/journal.h"

/* A record that is being read back: the numbers live here, the text in the row. */
struct record_view {
	struct journal_record record;
	uint64_t marks[LIMIT_MARKS];
	uint32_t rules[LIMIT_HITS];
};

/* Does it keep the rules of struct journal_record? */
bool record_is_valid(const struct journal_record *record);
/* All but the channel. */
void record_pack(const struct journal_record *record, struct buf *out);
/* Text is borrowed from `bytes`, marks from `ret`, which must not move. -EBADMSG for bytes that are not a record. */
MUST_CHECK int record_unpack(struct str bytes, struct str channel, struct record_view *ret);

#endif
