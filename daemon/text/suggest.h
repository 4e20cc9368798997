/* SPDX-License-Identifier: BSD-2-Clause */
/* "Did you mean …": the known word that is nearest to a mistyped one (edits and swapped neighbours, case ignored). */
#ifndef NUNCIO_TEXT_SUGGEST_H
#define NUNCIO_TEXT_SUGGEST_H

#include <stddef.h>

#include "base/str.h"

struct suggest {
	struct str word;
	struct str best; /* the nearest offered so far; empty when none is near enough */
	size_t distance;
};

/* `word` is borrowed until the end. */
struct suggest suggest_start(struct str word);
/* `candidate` is borrowed until the end. */
void suggest_offer(struct suggest *suggest, struct str candidate);

#endif
