/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The abbreviations of RULES.md 3 ("not after initials, U.S., Dr. and numbers"). A constant table, searched by halves: its
 * rows must stay in the order of bytes, which the unit test checks through every row.
 */
#include "text/abbreviation.h"

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LETTERS_MAX 8

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

/* Words of eight letters at most are in the order of these numbers. */
static uint64_t number_of(const char *word)
{
	uint64_t number;
	memcpy(&number, word, sizeof(number));
	return be64toh(number);
}

enum abbreviation abbreviation_of(struct str folded)
{
	char word[LETTERS_MAX] = {0};
	if (folded.len > LETTERS_MAX) {
		return ABBREVIATION_NONE;
	}
	for (size_t i = 0; i < folded.len; i++) {
		word[i] = folded.ptr[i];
	}
	/* Without a branch on what is found: nobody could guess it. */
	uint64_t number = number_of(word);
	size_t low = 0;
	for (size_t count = sizeof(rows) / sizeof(rows[0]); count > 1; count -= count / 2) {
		low += (number >= number_of(rows[low + count / 2].word)) * (count / 2);
	}
	return number_of(rows[low].word) == number ? rows[low].kind : ABBREVIATION_NONE;
}
