/* SPDX-License-Identifier: BSD-2-Clause */
/* What a regular expression will cost, told from its text alone: before any library sees it. */
#ifndef NUNCIO_TEXT_REGEX_WEIGHT_H
#define NUNCIO_TEXT_REGEX_WEIGHT_H

#include <stdint.h>

#include "base/str.h"

struct regex_weight {
	uint32_t states;  /* of its automaton, roughly */
	uint32_t work;    /* to compile it: half a millisecond each, at the worst */
	uint32_t literal; /* bytes of the longest piece of plain text that every match holds */
};

void regex_weigh(struct str pattern, struct regex_weight *ret);

#endif
