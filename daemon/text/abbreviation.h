/* SPDX-License-Identifier: BSD-2-Clause */
/* Words after which a full stop does not, or not always, end a sentence. */
#ifndef NUNCIO_TEXT_ABBREVIATION_H
#define NUNCIO_TEXT_ABBREVIATION_H

#include "base/str.h"

enum abbreviation {
	ABBREVIATION_NONE,
	ABBREVIATION_TITLE, /* a name follows: the stop never ends a sentence */
	ABBREVIATION_NUMBER, /* a number follows ("No. 5", "Feb. 3"): otherwise the stop ends the sentence */
	ABBREVIATION_TAIL /* "Inc.", "etc.": the stop ends the sentence when a capital follows */
};

/* So many bytes from the beginning of a word must be readable. */
#define ABBREVIATION_PADDING 8

/* `folded` is the folded form of the word before the stop; bytes behind it do not count. */
enum abbreviation abbreviation_of(struct str folded);

#endif
