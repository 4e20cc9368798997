/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The abbreviations of RULES.md 3 ("not after initials, U.S., Dr. and numbers"). A constant table, searched by halves: its
 * rows must stay in the order of bytes, which the unit test checks through every row.
 */
#include "text/abbreviation.h"

#include <stddef.h>
#include <stdlib.h>

struct row {
	struct str word;
	enum abbreviation kind;
};

#define TITLE(text)                                                                                \
	{                                                                                          \
		STR_INIT(text), ABBREVIATION_TITLE                                                 \
	}
#define NUMBER(text)                                                                               \
	{                                                                                          \
		STR_INIT(text), ABBREVIATION_NUMBER                                                \
	}
#define TAIL(text)                                                                                 \
	{                                                                                          \
		STR_INIT(text), ABBREVIATION_TAIL                                                  \
	}

static const struct row rows[] = {
	TITLE("adm"),
	TITLE("amb"),
	TAIL("approx"),
	NUMBER("apr"),
	NUMBER("art"),
	NUMBER("aug"),
	TAIL("ave"),
	TITLE("brig"),
	TITLE("bros"),
	TITLE("capt"),
	TITLE("cmdr"),
	TAIL("co"),
	TITLE("col"),
	TAIL("corp"),
	TITLE("cpl"),
	NUMBER("dec"),
	TAIL("dept"),
	TITLE("dr"),
	TAIL("est"),
	TAIL("etc"),
	NUMBER("feb"),
	NUMBER("fig"),
	TITLE("fr"),
	TITLE("ft"),
	TITLE("gen"),
	TITLE("gov"),
	TITLE("hon"),
	TAIL("inc"),
	NUMBER("jan"),
	TAIL("jr"),
	NUMBER("jul"),
	NUMBER("jun"),
	TITLE("lt"),
	TAIL("ltd"),
	TITLE("maj"),
	NUMBER("mar"),
	TITLE("messrs"),
	TITLE("mme"),
	TITLE("mr"),
	TITLE("mrs"),
	TITLE("ms"),
	TITLE("msgr"),
	TITLE("mt"),
	NUMBER("no"),
	NUMBER("nos"),
	NUMBER("nov"),
	NUMBER("oct"),
	NUMBER("pp"),
	TITLE("pres"),
	TITLE("prof"),
	TITLE("pvt"),
	TITLE("rep"),
	TITLE("reps"),
	TITLE("rev"),
	NUMBER("sec"),
	TITLE("sen"),
	TITLE("sens"),
	NUMBER("sep"),
	NUMBER("sept"),
	TITLE("sgt"),
	TAIL("sr"),
	TITLE("st"),
	TITLE("ste"),
	TITLE("supt"),
	NUMBER("vol"),
	TITLE("vs"),
};

#define LONGEST 6 /* letters of a row */

static int compare(const void *key, const void *element)
{
	return str_cmp(*(const struct str *)key, ((const struct row *)element)->word);
}

enum abbreviation abbreviation_of(struct str folded)
{
	if (folded.len > LONGEST) {
		return ABBREVIATION_NONE;
	}
	const struct row *row =
		bsearch(&folded, rows, sizeof(rows) / sizeof(rows[0]), sizeof(rows[0]), compare);
	return row ? row->kind : ABBREVIATION_NONE;
}
