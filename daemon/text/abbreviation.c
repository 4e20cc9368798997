/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The abbreviations of RULES.md 3 ("not after initials, U.S., Dr. and numbers"). A constant table, searched by halves: its
 * rows must stay in the order of bytes, which the unit test checks through every row.
 */
#include "text/abbreviation.h"

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LETTERS_MAX ABBREVIATION_PADDING

struct row {
	char word[LETTERS_MAX]; /* zeros behind it */
	enum abbreviation kind;
};

#define TITLE(text)                                                                                \
	{                                                                                          \
		text, ABBREVIATION_TITLE                                                           \
	}
#define NUMBER(text)                                                                               \
	{                                                                                          \
		text, ABBREVIATION_NUMBER                                                          \
	}
#define TAIL(text)                                                                                 \
	{                                                                                          \
		text, ABBREVIATION_TAIL                                                            \
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

/* The letters as a number, which is in the order of the words. */
static uint64_t number_of(const char *word, size_t len)
{
	uint64_t number;
	memcpy(&number, word, sizeof(number));
	return be64toh(number) & ~(UINT64_MAX >> 1 >> (8 * len - 1));
}

enum abbreviation abbreviation_of(struct str folded)
{
	if (folded.len == 0 || folded.len > LETTERS_MAX) {
		return ABBREVIATION_NONE;
	}
	/* Without a branch on what is found: nobody could guess it. */
	uint64_t number = number_of(folded.ptr, folded.len);
	size_t low = 0;
	for (size_t count = sizeof(rows) / sizeof(rows[0]); count > 1; count -= count / 2) {
		bool is_before = number < number_of(rows[low + count / 2].word, LETTERS_MAX);
		low += is_before ? 0 : count / 2;
	}
	return number_of(rows[low].word, LETTERS_MAX) == number ? rows[low].kind
								: ABBREVIATION_NONE;
}
