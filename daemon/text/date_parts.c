/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of dates: tidying, numbers, words, clocks, zones, and the calendar. Pure; knows no locale. A cursor never
 * moves back, so that reading ends.
 */
#include "text/date_parts.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "text/date_names.h"
#include "text/fold.h"
#include "text/utf8.h"

/* --- tidying --- */

/* Units behind a number, and the halves of the day before one. Whose clock it is, the unit tells: minutes east of UTC. */
static const struct unit {
	const char *written;
	const char *meant;
	bool needs_number; /* it means something else elsewhere: the end of the name of a weekday */
	int zone;
} units[] = {
	{"年", "-", true, 0},
	{"월", "-", true, 540},
	{"月", "-", true, 0},
	{"년", "-", true, 540},
	{"日", " ", true, 0},
	{"号", " ", true, 480},
	{"일", " ", true, 540},
	{"時", ":", true, 540},
	{"时", ":", true, 480},
	{"点", ":", true, 480},
	{"시", ":", true, 540},
	{"分", ":", true, 0},
	{"분", ":", true, 540},
	{"秒", " ", true, 0},
	{"초", " ", true, 540},
	{"午前", " am ", false, 540},
	{"午後", " pm ", false, 540},
	{"上午", " am ", false, 480},
	{"下午", " pm ", false, 480},
	{"오전", " am ", false, 540},
	{"오후", " pm ", false, 540},
};

struct tidy {
	char *out;
	size_t len;
	bool full;
};

static void tidy_add(struct tidy *tidy, const char *bytes, size_t len)
{
	if (tidy->len + len > DATE_TIDY_SIZE) {
		tidy->full = true;
		return;
	}
	memcpy(tidy->out + tidy->len, bytes, len);
	tidy->len += len;
}

/* The unit that `rest` begins with, behind what is tidy already; NULL when there is none. */
static const struct unit *unit_at(const struct tidy *tidy, struct str rest)
{
	size_t len = tidy->len;

	while (len > 0 && tidy->out[len - 1] == ' ') {
		len--;
	}
	bool has_number = len > 0 && date_is_digit(tidy->out[len - 1]);

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (str_starts(rest, str_from(units[i].written)) &&
			(has_number || !units[i].needs_number)) {
			return &units[i];
		}
	}
	return NULL;
}

static void add_unit(struct tidy *tidy, const struct unit *unit, struct moment *m)
{
	while (unit->needs_number && tidy->len > 0 && tidy->out[tidy->len - 1] == ' ') {
		tidy->len--;
	}
	tidy_add(tidy, unit->meant, strlen(unit->meant));
	m->zone_presumed = unit->zone != 0 ? unit->zone : m->zone_presumed;
}

/* One code point that is no ASCII. */
static void add_point(struct tidy *tidy, uint32_t point)
{
	char folded[FOLD_MAX_BYTES];
	uint32_t entry = fold_entry(point);
	enum fold_class class = fold_class(entry);
	size_t len = fold_point(point, entry, folded);

	if (len > 0) {
		tidy_add(tidy, folded, len);
	} else if (point == 0x2212 || (point >= 0x2010 && point <= 0x2015) || point == 0xff0d) {
		tidy_add(tidy, "-", 1);
	} else if (point == 0xff1a) {
		tidy_add(tidy, ":", 1);
	} else if (class != FOLD_MARK && class != FOLD_IGNORED) {
		tidy_add(tidy, " ", 1);
	}
}

/* "2004年 5月": the blank behind a unit is no end of the date. */
static void add_ascii(struct tidy *tidy, char c, bool after_unit)
{
	if (c >= 'A' && c <= 'Z') {
		c = (char)(c - 'A' + 'a');
	} else if (c <= ' ') {
		c = ' ';
	}
	if (c != ' ' || !after_unit) {
		tidy_add(tidy, &c, 1);
	}
}

struct str date_tidy(struct str s, char out[DATE_TIDY_SIZE], struct moment *m)
{
	struct tidy tidy = {.out = out};
	bool after_unit = false;

	for (size_t at = 0; at < s.len && !tidy.full;) {
		unsigned char byte = (unsigned char)s.ptr[at];
		/* Kana, Han and Hangul have three bytes from here on. */
		const struct unit *unit =
			byte < 0xe3 ? NULL : unit_at(&tidy, str_slice(s, at, SIZE_MAX));

		if (unit) {
			add_unit(&tidy, unit, m);
			at += strlen(unit->written);
		} else if (byte >= 0x80) {
			add_point(&tidy, utf8_next(s, &at));
		} else {
			add_ascii(&tidy, s.ptr[at], after_unit);
			at++;
		}
		after_unit = unit && unit->meant[0] != ' ';
	}
	return tidy.full ? (struct str){0} : str_trim(str_make(out, tidy.len));
}

/* --- parts --- */

bool date_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool date_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

char date_peek(const struct cursor *cursor, size_t ahead)
{
	if (cursor->at + ahead < cursor->text.len) {
		return cursor->text.ptr[cursor->at + ahead];
	}
	return 0;
}

size_t date_count_digits(const struct cursor *cursor)
{
	size_t count = 0;

	while (date_is_digit(date_peek(cursor, count))) {
		count++;
	}
	return count;
}

int date_read_number(struct cursor *cursor, size_t count)
{
	int number = 0;

	for (size_t i = 0; i < count; i++) {
		number = number * 10 + (cursor->text.ptr[cursor->at++] - '0');
	}
	return number;
}

struct str date_read_word(struct cursor *cursor)
{
	size_t from = cursor->at;

	while (date_is_letter(date_peek(cursor, 0))) {
		cursor->at++;
	}
	return str_slice(cursor->text, from, cursor->at - from);
}

static int read_two(struct cursor *cursor)
{
	return date_read_number(cursor, date_count_digits(cursor) > 1 ? 2 : 1);
}

void date_read_clock(struct cursor *cursor, char separator, struct moment *m)
{
	m->hour = read_two(cursor);
	m->minute = 0;
	m->second = 0;
	m->has_time = true;
	if (date_peek(cursor, 0) == separator && date_is_digit(date_peek(cursor, 1))) {
		cursor->at++;
		m->minute = read_two(cursor);
	}
	if (date_peek(cursor, 0) == separator && date_is_digit(date_peek(cursor, 1))) {
		cursor->at++;
		m->second = read_two(cursor);
	}
	if ((date_peek(cursor, 0) == '.' || date_peek(cursor, 0) == ',') &&
		date_is_digit(date_peek(cursor, 1))) {
		cursor->at++;
		cursor->at += date_count_digits(cursor);
	}
}

int date_read_offset(struct cursor *cursor, struct moment *m)
{
	int sign = date_peek(cursor, 0) == '-' ? -1 : 1;
	int hours;
	int minutes = 0;

	cursor->at++;
	size_t digits = date_count_digits(cursor);
	if (digits == 0 || digits > 4) {
		return -EINVAL;
	}
	hours = date_read_number(cursor, digits > 2 ? digits - 2 : digits);
	if (digits > 2) {
		minutes = date_read_number(cursor, 2);
	} else if (date_peek(cursor, 0) == ':' || date_peek(cursor, 0) == '.') {
		cursor->at++;
		if (date_is_letter(date_peek(cursor, 0))) {
			return -EINVAL;
		}
		digits = date_count_digits(cursor);
		minutes = date_read_number(cursor, digits > 2 ? 2 : digits);
	}
	if (minutes > 59) {
		return -EINVAL;
	}
	/* Seconds of an offset: nobody has any. */
	if (date_peek(cursor, 0) == ':' && date_peek(cursor, 1) == '0' &&
		date_peek(cursor, 2) == '0') {
		cursor->at += 3;
	}
	m->zone = sign * (hours * 60 + minutes);
	m->has_zone = true;
	return 0;
}

/* The rest of "p.m." and "p. m."; false, with the cursor where it was, when it is not that. */
static bool read_meridiem(struct cursor *cursor)
{
	size_t ahead = 0;

	while (date_peek(cursor, ahead) == '.' || date_peek(cursor, ahead) == ' ') {
		ahead++;
	}
	if (ahead == 0 || date_peek(cursor, ahead) != 'm' ||
		date_is_letter(date_peek(cursor, ahead + 1))) {
		return false;
	}
	cursor->at += ahead + 1;
	return true;
}

bool date_take_time_word(struct cursor *cursor, struct str word, struct moment *m)
{
	bool is_initial = word.len == 1 && (word.ptr[0] == 'a' || word.ptr[0] == 'p');
	int minutes;

	if (str_eq(word, STR("am")) || str_eq(word, STR("pm")) ||
		(is_initial && read_meridiem(cursor))) {
		m->half = word.ptr[0] == 'p' ? DATE_HALF_PM : DATE_HALF_AM;
		return true;
	}
	if (m->has_time && !m->has_zone && date_zone_of(word, &minutes)) {
		m->zone = minutes;
		m->has_zone = true;
		return true;
	}
	return false;
}

/* --- the calendar --- */

int64_t date_days_from_civil(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

int date_days_of_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && is_leap ? 29 : days[month - 1];
}
