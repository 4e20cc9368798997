/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two readers: one for dates that begin with a year (date_iso.c), one that takes words and numbers in any order that makes
 * sense (date_words.c). What is not a date is refused, never guessed; without a zone it is UTC, or the zone of the only
 * country that writes dates like this.
 */
#include "text/date.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "text/date_parts.h"

#define SECONDS_PER_DAY 86400

static bool is_valid(const struct moment *m)
{
	if (m->year < 1 || m->year > 9999 || m->month < 1 || m->month > 12 || m->day < 1 ||
		m->day > date_days_of_month(m->year, m->month)) {
		return false;
	}
	if (m->hour > 24 || m->minute > 59 || m->second > 60 ||
		(m->hour == 24 && m->minute + m->second > 0)) {
		return false;
	}
	return m->zone >= -24 * 60 && m->zone <= 24 * 60;
}

static int to_seconds(struct moment *m, int64_t *ret)
{
	int64_t seconds;

	if (m->half == DATE_HALF_PM && m->hour < 12) {
		m->hour += 12;
	} else if (m->half == DATE_HALF_AM && m->hour == 12) {
		m->hour = 0;
	}
	if (m->has_time && !m->has_zone) {
		m->zone = m->zone_presumed;
	}
	if (!is_valid(m)) {
		return -EINVAL;
	}
	seconds = date_days_from_civil(m->year, m->month, m->day) * SECONDS_PER_DAY +
		  (int64_t)m->hour * 3600 + (int64_t)m->minute * 60 + m->second -
		  (int64_t)m->zone * 60;
	if (seconds < date_days_from_civil(1, 1, 1) * SECONDS_PER_DAY ||
		seconds >= date_days_from_civil(10000, 1, 1) * SECONDS_PER_DAY) {
		return -EINVAL;
	}
	*ret = seconds;
	return 0;
}

/* Seconds or milliseconds since 1970, with a fraction or without: ten digits are the years 2001 to 2286. */
static bool read_epoch(struct str s, int64_t *ret_seconds)
{
	struct cursor cursor = {s, 0};
	size_t digits = date_count_digits(&cursor);
	int64_t number = 0;

	if (digits != 10 && digits != 13) {
		return false;
	}
	for (; cursor.at < 10; cursor.at++) {
		number = number * 10 + (s.ptr[cursor.at] - '0');
	}
	cursor.at = digits;
	if (date_peek(&cursor, 0) == '.') {
		cursor.at++;
		cursor.at += date_count_digits(&cursor);
	}
	if (cursor.at != s.len) {
		return false;
	}
	*ret_seconds = number;
	return true;
}

/* 031231: a year of two digits, when the first four are no year that anything was published in. */
static bool read_short(struct str s, struct moment *m)
{
	struct cursor cursor = {s, 0};

	if (s.len != 6 || date_count_digits(&cursor) != 6) {
		return false;
	}
	int first = date_read_number(&cursor, 2);
	int second = date_read_number(&cursor, 2);
	int third = date_read_number(&cursor, 2);

	if ((first == 19 || first == 20) && third >= 1 && third <= 12) {
		return false; /* YYYYMM */
	}
	m->year = first + (first < 50 ? 2000 : 1900);
	m->month = second;
	m->day = third;
	return true;
}

/* A year first, alone or with something behind it that is no other number's separator. */
static bool begins_with_year(struct str s)
{
	struct cursor cursor = {s, 0};
	size_t digits = date_count_digits(&cursor);
	char next = date_peek(&cursor, digits);

	if (digits == 6 || digits == 8 || digits == 12 || digits == 14) {
		return next != ':';
	}
	if (digits != 4 || next == ':') {
		return false;
	}
	if (next == '-' || next == '/' || next == '.') {
		/* A month, a week, or nothing; a name is for the other reader. */
		char after = date_peek(&cursor, digits + 1);

		return after == 0 || date_is_digit(after) ||
		       (after == 'w' && date_is_digit(date_peek(&cursor, digits + 2)));
	}
	return next == 0 || next == 'w' || next == 't' || next == 'z';
}

int date_parse(struct str s, int64_t *ret_seconds)
{
	struct moment m = {.year = 0};
	char out[DATE_TIDY_SIZE];
	int result;

	s = str_trim(s);
	if (s.len < 4 || s.len > DATE_LEN_MAX) {
		return -EINVAL;
	}
	s = date_tidy(s, out, &m);
	if (s.len == 0 || s.ptr[0] == '-' || s.ptr[0] == '+') {
		return -EINVAL; /* no year that anything was published in */
	}
	if (read_epoch(s, ret_seconds)) {
		return 0;
	}
	if (read_short(s, &m)) {
		return to_seconds(&m, ret_seconds);
	}
	result = begins_with_year(s) ? date_read_iso(s, &m) : date_read_words(s, &m);
	return result != 0 ? result : to_seconds(&m, ret_seconds);
}

int date_parse_http(struct str s, int64_t *ret_seconds)
{
	struct moment m = {.year = 0};
	char out[DATE_TIDY_SIZE];

	s = str_trim(s);
	if (s.len < 4 || s.len > DATE_LEN_MAX) {
		return -EINVAL;
	}
	s = date_tidy(s, out, &m);
	if (s.len == 0 || !date_is_letter(s.ptr[0]) || date_read_words(s, &m) != 0 || !m.has_time) {
		return -EINVAL;
	}
	return to_seconds(&m, ret_seconds);
}

/* Whether `s` begins as the shape does, in which 0 is any digit; cuts it off. */
static bool take_shape(struct str *s, const char *shape)
{
	size_t len = strlen(shape);

	if (s->len < len) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		if (shape[i] == '0' ? !date_is_digit(s->ptr[i]) : s->ptr[i] != shape[i]) {
			return false;
		}
	}
	*s = str_slice(*s, len, s->len);
	return true;
}

int date_parse_rfc3339(struct str s, int64_t *ret_seconds)
{
	struct str rest = s;

	if (!take_shape(&rest, "0000-00-00")) {
		return -EINVAL;
	}
	if (rest.len > 0) {
		if (!take_shape(&rest, "T00:00:00") && !take_shape(&rest, "t00:00:00") &&
			!take_shape(&rest, " 00:00:00")) {
			return -EINVAL;
		}
		if (rest.len > 0 && rest.ptr[0] == '.') {
			do {
				rest = str_slice(rest, 1, rest.len);
			} while (rest.len > 0 && date_is_digit(rest.ptr[0]));
		}
		if (!take_shape(&rest, "Z") && !take_shape(&rest, "z") &&
			!take_shape(&rest, "+00:00") && !take_shape(&rest, "-00:00")) {
			return -EINVAL;
		}
	}
	return rest.len > 0 ? -EINVAL : date_parse(s, ret_seconds);
}

size_t date_format(int64_t seconds, char out[DATE_RFC3339_SIZE])
{
	int64_t days = seconds / SECONDS_PER_DAY;
	int64_t rest = seconds % SECONDS_PER_DAY;

	if (rest < 0) {
		rest += SECONDS_PER_DAY;
		days--;
	}
	/* The inverse of date_days_from_civil. */
	int64_t shifted = days + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t shifted_month = (5 * day_of_year + 2) / 153;
	int day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
	int month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
	int64_t year = year_of_era + era * 400 + (month <= 2);

	if (year < 0 || year > 9999) {
		out[0] = '\0';
		return 0;
	}
	int len = snprintf(out, DATE_RFC3339_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year,
		month, day, (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
	return len < 0 ? 0 : (size_t)len;
}
