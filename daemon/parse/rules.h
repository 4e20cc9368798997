/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules that are in force for one document, the format's own and those of the modules, found by a hash of the name. */
#ifndef NUNCIO_PARSE_RULES_H
#define NUNCIO_PARSE_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "parse/format.h"

#define RULES_MAX 200
#define RULES_SLOTS 256

struct rules {
	const struct element_rule *list[RULES_MAX]; /* borrowed from the formats */
	uint8_t next[RULES_MAX];    /* one more than the number of the next one in the same slot */
	uint8_t slots[RULES_SLOTS]; /* likewise of the first one */
	unsigned count;
};

/* The format's own rules go before those of format_modules. */
void rules_init(struct rules *rules, const struct xml_format *format);
/* The first rule for an element of that name at one of these places; NULL when there is none. `own`: it belongs to the
 * format itself rather than to a module. */
const struct element_rule *rules_find(
	const struct rules *rules, const struct xml_element *element, bool own, unsigned places);

#endif
