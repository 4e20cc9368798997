/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two readers of dates share; for the files of text/date only. */
#ifndef NUNCIO_TEXT_DATE_PARTS_H
#define NUNCIO_TEXT_DATE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"

/* No date is longer. */
#define DATE_LEN_MAX 100
#define DATE_TIDY_SIZE 256

enum date_half { DATE_HALF_NONE, DATE_HALF_AM, DATE_HALF_PM };

/* A date as it is read, not yet checked. */
struct moment {
	int year;
	int month;
	int day;
	int hour;
	int minute;
	int second;
	int zone;            /* minutes east of UTC */
	int zone_presumed;   /* of those who write like this, when none is written */
	enum date_half half; /* of the day, before or behind the clock */
	bool has_time;
	bool has_zone;
};

struct cursor {
	struct str text; /* tidy */
	size_t at;
};

/* Writes a date in one way for both readers: small letters without accents, ASCII digits, spaces, hyphens; the units of
 * East Asia as the separators they are. Borrowed from `out`; empty when it is too long. */
struct str date_tidy(struct str s, char out[DATE_TIDY_SIZE], struct moment *m);

bool date_is_digit(char c);
bool date_is_letter(char c);
/* The character `ahead` of the cursor, 0 behind the end. */
char date_peek(const struct cursor *cursor, size_t ahead);
size_t date_count_digits(const struct cursor *cursor);
/* Reads `count` digits, at most 9, that are known to be there. */
int date_read_number(struct cursor *cursor, size_t count);
struct str date_read_word(struct cursor *cursor);
/* hh[:mm[:ss[.fraction]]]; the first number has been found to be an hour. `separator` is ":" or what stands for it. */
void date_read_clock(struct cursor *cursor, char separator, struct moment *m);
/* ±h, ±hh, ±hmm, ±hhmm, ±hh:mm; the cursor is on the sign. */
MUST_CHECK int date_read_offset(struct cursor *cursor, struct moment *m);
/* Takes "am", "pm" (also "p.m.", its rest behind the cursor) or the name of a zone; false for any other word. */
bool date_take_time_word(struct cursor *cursor, struct str word, struct moment *m);

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
int64_t date_days_from_civil(int64_t year, int month, int day);
int date_days_of_month(int year, int month);

/* The readers. -EINVAL when it is no date. */
MUST_CHECK int date_read_iso(struct str tidy, struct moment *m);
MUST_CHECK int date_read_words(struct str tidy, struct moment *m);

#endif
