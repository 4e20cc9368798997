/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules that may be true of an article: from the ids that are present, and from the pairs of words that stand near each
 * other, to matcher->candidates.
 */
#ifndef NUNCIO_MATCH_CANDIDATES_H
#define NUNCIO_MATCH_CANDIDATES_H

#include "match/workspace.h"

void candidates_done(struct matcher *matcher);
/* All that the index leads to, in the order of hits, each once; of a rule several alternatives may be among them, one behind
 * the other. */
void candidates_find(struct matcher *matcher);

#endif
