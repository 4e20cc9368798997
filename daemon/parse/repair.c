/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words for what was mended in a document. The order of the table is the order of the bits, which other processes and
 * stored records know: rows are only ever added at its end.
 */
#include "parse/document.h"

static const char *const words[REPAIR_COUNT] = {
	"charset guessed",
	"charset not the one named",
	"malformed bytes",
	"control characters",
	"junk before the root",
	"junk after the root",
	"cut short",
	"unclosed elements",
	"stray end tags",
	"bad tags",
	"stray & or <",
	"undeclared HTML entities",
	"unknown entities",
	"refused entity declarations",
	"undeclared prefixes",
	"unreadable dates",
	"unusable addresses",
};

const char *parse_repair_words(enum parse_repair repair)
{
	for (unsigned i = 0; i < REPAIR_COUNT; i++) {
		if ((uint32_t)repair == (uint32_t)1 << i) {
			return words[i];
		}
	}
	return NULL;
}

void parse_add_repairs(struct buf *out, uint32_t repair_set)
{
	bool is_first = true;

	for (unsigned i = 0; i < REPAIR_COUNT; i++) {
		if ((repair_set >> i & 1) != 0) {
			buf_printf(out, "%s%s", is_first ? "" : ", ", words[i]);
			is_first = false;
		}
	}
}
