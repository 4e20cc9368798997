/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dates that begin with a year of four digits: ISO 8601, RFC 3339, W3CDTF, in all precisions, and what people make of
 * them. Numbers that are too large are for the caller to refuse.
 */
#include <errno.h>
#include <stdint.h>

#include "text/date_parts.h"

static void set_ordinal(struct moment *m, int day_of_year)
{
	m->month = 1;
	while (m->month < 12 && day_of_year > date_days_of_month(m->year, m->month)) {
		day_of_year -= date_days_of_month(m->year, m->month);
		m->month++;
	}
	m->day = day_of_year;
}

/* ISO 8601 week date: week 1 is the one with 4 January in it. The day may lie in a neighbouring year. */
static int set_week(struct moment *m, int week, int weekday)
{
	if (week < 1 || week > 53 || weekday < 1 || weekday > 7 || m->year < 1) {
		return -EINVAL;
	}
	int64_t fourth = date_days_from_civil(m->year, 1, 4);
	int64_t monday = fourth - (fourth + 3) % 7;

	if ((fourth + 3) % 7 < 0) {
		monday -= 7;
	}
	int64_t day_of_year = monday + (int64_t)(week - 1) * 7 + weekday - 1 -
			      date_days_from_civil(m->year, 1, 1) + 1;
	if (day_of_year < 1) {
		m->year--;
		m->month = 12;
		m->day = 31 + (int)day_of_year;
		return 0;
	}
	int year_days = date_days_of_month(m->year, 2) + 337;
	if (day_of_year > year_days) {
		m->year++;
		day_of_year -= year_days;
	}
	set_ordinal(m, (int)day_of_year);
	return 0;
}

static bool is_separator(char c)
{
	return c == '-' || c == '/' || c == '.';
}

/* The day, when one follows. */
static void read_day(struct cursor *cursor, struct moment *m)
{
	if (is_separator(date_peek(cursor, 0)) && date_is_digit(date_peek(cursor, 1))) {
		cursor->at++;
		m->day = date_read_number(cursor, date_count_digits(cursor) > 1 ? 2 : 1);
	}
}

/* What follows the year. */
static int read_year_rest(struct cursor *cursor, struct moment *m)
{
	size_t digits;

	if (is_separator(date_peek(cursor, 0)) && date_peek(cursor, 1) != 0) {
		cursor->at++;
	}
	if (date_peek(cursor, 0) == 'w' && date_is_digit(date_peek(cursor, 1)) &&
		date_is_digit(date_peek(cursor, 2))) {
		cursor->at++;
		int week = date_read_number(cursor, 2);
		cursor->at += date_peek(cursor, 0) == '-';
		return set_week(
			m, week, date_count_digits(cursor) > 0 ? date_read_number(cursor, 1) : 1);
	}
	digits = date_count_digits(cursor);
	if (digits == 3 && !(date_peek(cursor, 0) == '0' && is_separator(date_peek(cursor, 3)))) {
		set_ordinal(m, date_read_number(cursor, 3));
		return 0;
	}
	if (digits >= 4) {
		/* YYYYMMDD, and the clock at once in YYYYMMDDhhmm[ss] */
		m->month = date_read_number(cursor, 2);
		m->day = date_read_number(cursor, 2);
		return 0;
	}
	if (digits > 0) {
		/* "2003-012-31" is Google's, the zero its mistake. */
		m->month = date_read_number(cursor, digits);
		read_day(cursor, m);
	}
	return 0;
}

/* hhmm[ss] or hh:mm…. */
static void read_time(struct cursor *cursor, struct moment *m)
{
	size_t digits = date_count_digits(cursor);

	if (digits < 4) {
		date_read_clock(cursor, ':', m);
		return;
	}
	m->hour = date_read_number(cursor, 2);
	m->minute = date_read_number(cursor, 2);
	m->second = digits >= 6 ? date_read_number(cursor, 2) : 0;
	m->has_time = true;
	if (date_peek(cursor, 0) == '.' || date_peek(cursor, 0) == ',') {
		cursor->at++;
		cursor->at += date_count_digits(cursor);
	}
}

/* A number where the zone is expected. "12:00:00:00" counts frames, and "00:00:00 12:30" is a date column before a time. */
static int read_late_number(struct cursor *cursor, struct moment *m)
{
	size_t digits = date_count_digits(cursor);
	bool is_clock = date_peek(cursor, digits) == ':';

	if (is_clock && digits <= 2 && m->hour + m->minute + m->second == 0) {
		date_read_clock(cursor, ':', m);
		return 0;
	}
	if (digits == 2 && !is_clock && cursor->text.ptr[cursor->at - 1] == ':' &&
		date_is_digit(cursor->text.ptr[cursor->at - 2])) {
		cursor->at += digits;
		return 0;
	}
	return -EINVAL;
}

/* The sign of an offset. XML Schema has dates with a zone and no time, where the zone needs its minutes. */
static int read_sign(struct cursor *cursor, struct moment *m)
{
	if (!m->has_time &&
		(!date_is_digit(date_peek(cursor, 1)) || !date_is_digit(date_peek(cursor, 2)) ||
			date_peek(cursor, 3) != ':')) {
		return -EINVAL;
	}
	if (!date_is_digit(date_peek(cursor, 1)) && date_peek(cursor, 0) == '-') {
		cursor->at++;
		return 0;
	}
	return date_read_offset(cursor, m);
}

/* What follows the date, in whatever order. */
static int read_rest(struct cursor *cursor, struct moment *m)
{
	while (cursor->at < cursor->text.len) {
		char c = date_peek(cursor, 0);
		int result = 0;

		if (date_is_digit(c) && !m->has_time) {
			read_time(cursor, m);
		} else if (date_is_digit(c)) {
			result = read_late_number(cursor, m);
		} else if (c == '+' || (c == '-' && cursor->text.ptr[cursor->at - 1] != ' ') ||
			   (c == '-' && m->has_time)) {
			result = read_sign(cursor, m);
		} else if (date_is_letter(c)) {
			(void)date_take_time_word(cursor, date_read_word(cursor), m);
		} else {
			cursor->at++;
		}
		if (result != 0) {
			return result;
		}
	}
	return 0;
}

int date_read_iso(struct str tidy, struct moment *m)
{
	struct cursor cursor = {tidy, 0};

	m->year = date_read_number(&cursor, 4);
	m->month = 1;
	m->day = 1;
	if (read_year_rest(&cursor, m) != 0) {
		return -EINVAL;
	}
	if (date_peek(&cursor, 0) == 't' || date_peek(&cursor, 0) == '_') {
		cursor.at++;
	}
	return read_rest(&cursor, m);
}
