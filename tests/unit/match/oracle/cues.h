/* SPDX-License-Identifier: BSD-2-Clause */
/* A few cues for English, and what they say of an event (RULES.md 5). */
#ifndef NUNCIO_TESTS_ORACLE_CUES_H
#define NUNCIO_TESTS_ORACLE_CUES_H

#include "base/buf.h"
#include "match/hit.h"
#include "match/oracle/naive.h"

void cues_write(struct buf *out);
/* How the text asserts what happens at these places. */
enum assertion cues_read(const struct naive *naive, const struct ranges *events);

#endif
