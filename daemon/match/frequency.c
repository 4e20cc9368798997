/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Short words are frequent, and a few dozen words are in most news whatever their length. Constant; holds no state.
 */
#include "match/frequency.h"

#include <stddef.h>
#include <stdlib.h>

/* In the order of bytes: searched by halves. */
static const char *const common[] = {"about", "after", "agreement", "all", "also", "american",
	"among", "and", "any", "are", "army", "attack", "back", "because", "been", "before",
	"being", "between", "both", "but", "called", "can", "capital", "china", "chinese", "city",
	"company", "conflict", "could", "council", "countries", "country", "day", "days", "did",
	"during", "economic", "european", "first", "following", "for", "forces", "foreign",
	"former", "friday", "from", "global", "government", "group", "had", "has", "have", "head",
	"her", "him", "his", "how", "including", "information", "international", "into", "israel",
	"its", "last", "leader", "leaders", "like", "made", "make", "many", "market", "media",
	"meeting", "members", "military", "million", "minister", "monday", "more", "most",
	"national", "new", "news", "not", "now", "office", "official", "officials", "one", "only",
	"other", "our", "out", "over", "part", "party", "peace", "people", "percent", "police",
	"political", "president", "press", "prime", "public", "region", "report", "reported",
	"russia", "russian", "said", "saturday", "says", "security", "since", "some", "state",
	"statement", "states", "still", "such", "sunday", "support", "than", "that", "the", "their",
	"them", "then", "there", "these", "they", "this", "those", "three", "thursday", "time",
	"told", "trump", "tuesday", "two", "under", "united", "until", "visit", "war", "was",
	"wednesday", "week", "well", "were", "what", "when", "where", "which", "while", "who",
	"will", "with", "work", "world", "would", "year", "years", "you"};

static int compare(const void *key, const void *element)
{
	return str_cmp(*(const struct str *)key, str_from(*(const char *const *)element));
}

double frequency_of_letters(size_t letters)
{
	static const double by_length[] = {
		0.9, 0.7, 0.5, 0.2, 0.08, 0.04, 0.03, 0.02, 0.012, 0.008, 0.005};
	size_t rows = sizeof(by_length) / sizeof(by_length[0]);
	return by_length[letters < rows ? letters : rows - 1];
}

double frequency_of_word(struct str word)
{
	size_t rows = sizeof(common) / sizeof(common[0]);
	if (bsearch(&word, common, rows, sizeof(common[0]), compare)) {
		return word.len <= 4 ? 0.6 : 0.25;
	}
	return 0.3 * frequency_of_letters(word.len);
}
