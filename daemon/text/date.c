/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two readers: one for dates that begin with a year (ISO 8601, RFC 3339, W3CDTF), one that takes words and numbers in any
 * order that makes sense (RFC 822, asctime and what people make of them). What is not a date is refused, never guessed;
 * without a zone it is UTC.
 */
#include "text/date.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "text/date_names.h"

#define DATE_LEN_MAX 100
#define SECONDS_PER_DAY 86400
/* Words that are neither month nor zone: a weekday, "de" … */
#define OTHER_WORDS_MAX 4
#define NUMBERS_MAX 3

struct moment {
	int year;
	int month;
	int day;
	int hour;
	int minute;
	int second;
	int zone; /* minutes east of UTC */
	bool has_time;
	bool has_zone;
};

struct cursor {
	struct str text;
	size_t at;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static char peek(const struct cursor *cursor, size_t ahead)
{
	if (cursor->at + ahead < cursor->text.len) {
		return cursor->text.ptr[cursor->at + ahead];
	}
	return 0;
}

static size_t count_digits(const struct cursor *cursor)
{
	size_t count = 0;

	while (is_digit(peek(cursor, count))) {
		count++;
	}
	return count;
}

/* Reads `count` digits, at most 9, that are known to be there. */
static int read_number(struct cursor *cursor, size_t count)
{
	int number = 0;

	for (size_t i = 0; i < count; i++) {
		number = number * 10 + (cursor->text.ptr[cursor->at++] - '0');
	}
	return number;
}

static void skip_char(struct cursor *cursor, char c)
{
	while (peek(cursor, 0) == c) {
		cursor->at++;
	}
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static int days_of_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && is_leap ? 29 : days[month - 1];
}

static int to_seconds(const struct moment *m, int64_t *ret)
{
	if (m->year < 1 || m->year > 9999 || m->month < 1 || m->month > 12 || m->day < 1 ||
		m->day > days_of_month(m->year, m->month)) {
		return -EINVAL;
	}
	if (m->hour > 24 || m->minute > 59 || m->second > 60 ||
		(m->hour == 24 && m->minute + m->second > 0) || m->zone < -24 * 60 ||
		m->zone > 24 * 60) {
		return -EINVAL;
	}
	int64_t seconds = days_from_civil(m->year, m->month, m->day) * SECONDS_PER_DAY +
			  (int64_t)m->hour * 3600 + (int64_t)m->minute * 60 + m->second -
			  (int64_t)m->zone * 60;
	if (seconds < days_from_civil(1, 1, 1) * SECONDS_PER_DAY ||
		seconds >= days_from_civil(10000, 1, 1) * SECONDS_PER_DAY) {
		return -EINVAL;
	}
	*ret = seconds;
	return 0;
}

/* --- parts that both readers know --- */

/* hh[:mm[:ss[.fraction]]]; the first number has been found to be an hour. */
static void read_clock(struct cursor *cursor, struct moment *m)
{
	m->hour = read_number(cursor, count_digits(cursor) > 1 ? 2 : 1);
	m->has_time = true;
	if (peek(cursor, 0) == ':' && is_digit(peek(cursor, 1))) {
		cursor->at++;
		m->minute = read_number(cursor, count_digits(cursor) > 1 ? 2 : 1);
	}
	if (peek(cursor, 0) == ':' && is_digit(peek(cursor, 1))) {
		cursor->at++;
		m->second = read_number(cursor, count_digits(cursor) > 1 ? 2 : 1);
	}
	if ((peek(cursor, 0) == '.' || peek(cursor, 0) == ',') && is_digit(peek(cursor, 1))) {
		cursor->at++;
		cursor->at += count_digits(cursor);
	}
}

/* ±hh, ±hmm, ±hhmm, ±hh:mm; the cursor is on the sign. */
static int read_offset(struct cursor *cursor, struct moment *m)
{
	int sign = peek(cursor, 0) == '-' ? -1 : 1;
	int hours;
	int minutes = 0;

	cursor->at++;
	size_t digits = count_digits(cursor);
	if (digits == 0 || digits > 4) {
		return -EINVAL;
	}
	hours = read_number(cursor, digits > 2 ? digits - 2 : digits);
	if (digits > 2) {
		minutes = read_number(cursor, 2);
	} else if (peek(cursor, 0) == ':' && is_digit(peek(cursor, 1))) {
		cursor->at++;
		digits = count_digits(cursor);
		minutes = read_number(cursor, digits > 2 ? 2 : digits);
	}
	m->zone = sign * (hours * 60 + minutes);
	m->has_zone = true;
	return 0;
}

static struct str read_word(struct cursor *cursor)
{
	size_t from = cursor->at;

	while (is_letter(peek(cursor, 0))) {
		cursor->at++;
	}
	return str_slice(cursor->text, from, cursor->at - from);
}

static void read_half_of_day(struct str word, struct moment *m)
{
	if (str_eq_nocase(word, STR("pm")) && m->hour < 12) {
		m->hour += 12;
	} else if (str_eq_nocase(word, STR("am")) && m->hour == 12) {
		m->hour = 0;
	}
}

/* --- dates that begin with a year --- */

static void set_ordinal(struct moment *m, int day_of_year)
{
	m->month = 1;
	while (m->month < 12 && day_of_year > days_of_month(m->year, m->month)) {
		day_of_year -= days_of_month(m->year, m->month);
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
	int64_t fourth = days_from_civil(m->year, 1, 4);
	int64_t monday = fourth - (fourth + 3) % 7;

	if ((fourth + 3) % 7 < 0) {
		monday -= 7;
	}
	int64_t day_of_year =
		monday + (int64_t)(week - 1) * 7 + weekday - 1 - days_from_civil(m->year, 1, 1) + 1;
	if (day_of_year < 1) {
		m->year--;
		m->month = 12;
		m->day = 31 + (int)day_of_year;
		return 0;
	}
	int year_days = days_of_month(m->year, 2) + 337;
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

/* What follows the year. */
static int read_year_rest(struct cursor *cursor, struct moment *m)
{
	size_t digits;

	if (is_separator(peek(cursor, 0)) && peek(cursor, 1) != 0) {
		cursor->at++;
	}
	if (peek(cursor, 0) == 'W' && is_digit(peek(cursor, 1)) && is_digit(peek(cursor, 2))) {
		cursor->at++;
		int week = read_number(cursor, 2);
		skip_char(cursor, '-');
		return set_week(m, week, count_digits(cursor) > 0 ? read_number(cursor, 1) : 1);
	}
	digits = count_digits(cursor);
	if (digits == 3) {
		set_ordinal(m, read_number(cursor, 3));
		return 0;
	}
	if (digits >= 4) {
		/* YYYYMMDD, and the clock at once in YYYYMMDDhhmm[ss] */
		m->month = read_number(cursor, 2);
		m->day = read_number(cursor, 2);
		return 0;
	}
	if (digits == 0) {
		return 0;
	}
	m->month = read_number(cursor, digits > 1 ? 2 : 1);
	if (is_separator(peek(cursor, 0)) && is_digit(peek(cursor, 1))) {
		cursor->at++;
		m->day = read_number(cursor, count_digits(cursor) > 1 ? 2 : 1);
	}
	return 0;
}

/* hhmm[ss] or hh:mm…, then the zone. */
static int read_iso_time(struct cursor *cursor, struct moment *m)
{
	size_t digits = count_digits(cursor);

	if (digits >= 4) {
		m->hour = read_number(cursor, 2);
		m->minute = read_number(cursor, 2);
		m->second = digits >= 6 ? read_number(cursor, 2) : 0;
		m->has_time = true;
		if (peek(cursor, 0) == '.' || peek(cursor, 0) == ',') {
			cursor->at++;
			cursor->at += count_digits(cursor);
		}
	} else if (digits > 0) {
		read_clock(cursor, m);
	}
	while (cursor->at < cursor->text.len) {
		char c = peek(cursor, 0);
		int minutes;

		if ((c == '+' || c == '-') && m->has_time) {
			if (read_offset(cursor, m) != 0) {
				return -EINVAL;
			}
		} else if (is_letter(c)) {
			struct str word = read_word(cursor);

			read_half_of_day(word, m);
			if (!m->has_zone && date_zone_of(word, &minutes)) {
				m->zone = minutes;
				m->has_zone = true;
			}
		} else if (is_digit(c) && !m->has_time) {
			read_clock(cursor, m);
		} else if (is_digit(c)) {
			return -EINVAL;
		} else {
			cursor->at++;
		}
	}
	return 0;
}

static int parse_iso(struct str s, struct moment *m)
{
	struct cursor cursor = {s, 0};

	m->year = read_number(&cursor, 4);
	m->month = 1;
	m->day = 1;
	if (read_year_rest(&cursor, m) != 0) {
		return -EINVAL;
	}
	if (peek(&cursor, 0) == 'T' || peek(&cursor, 0) == 't' || peek(&cursor, 0) == '_') {
		cursor.at++;
	}
	skip_char(&cursor, ' ');
	return read_iso_time(&cursor, m);
}

/* --- dates of words and numbers --- */

struct words {
	int numbers[NUMBERS_MAX];
	size_t digits[NUMBERS_MAX];
	size_t count;
	size_t others;
	char separator; /* that stood behind the first number */
	int month;      /* by name, 0: none */
};

static void take_word(struct str word, struct words *words, struct moment *m)
{
	int minutes;

	/* "1st", "21nd": no word of its own. */
	if (words->count > 0 && word.len == 2 &&
		(str_eq_nocase(word, STR("st")) || str_eq_nocase(word, STR("nd")) ||
			str_eq_nocase(word, STR("rd")) || str_eq_nocase(word, STR("th")))) {
		return;
	}
	if (words->month == 0 && (words->month = date_month_of(word)) != 0) {
		return;
	}
	if (m->has_time && !m->has_zone && date_zone_of(word, &minutes)) {
		m->zone = minutes;
		m->has_zone = true;
		return;
	}
	if (m->has_time && (str_eq_nocase(word, STR("am")) || str_eq_nocase(word, STR("pm")))) {
		read_half_of_day(word, m);
		return;
	}
	words->others++;
}

static int take_digits(struct cursor *cursor, struct words *words, struct moment *m)
{
	size_t digits = count_digits(cursor);

	if (digits <= 2 && peek(cursor, digits) == ':' && !m->has_time) {
		read_clock(cursor, m);
		return 0;
	}
	if (words->count == NUMBERS_MAX || digits > 4) {
		return -EINVAL;
	}
	words->digits[words->count] = digits;
	words->numbers[words->count++] = read_number(cursor, digits);
	if (words->count == 1) {
		words->separator = peek(cursor, 0);
	}
	return 0;
}

/* RFC 2822 4.3. */
static int full_year(int year, size_t digits)
{
	if (digits > 3) {
		return year;
	}
	return digits == 3 ? year + 1900 : year < 50 ? year + 2000 : year + 1900;
}

/* Which number is what. */
static int settle_numbers(const struct words *words, struct moment *m)
{
	const int *n = words->numbers;
	size_t year_at = words->count - 1;
	size_t day_at = 0;

	if (words->month != 0) {
		if (words->count != 2) {
			return -EINVAL;
		}
		if (words->digits[0] > 2 || n[0] > 31) {
			year_at = 0;
			day_at = 1;
		}
		m->month = words->month;
	} else if (words->count == 3) {
		/* 31/12/2004 and 12/31/2004; when both are possible, "/" is American. */
		bool month_first = n[1] > 12 || (n[0] <= 12 && words->separator == '/');

		m->month = n[month_first ? 0 : 1];
		day_at = month_first ? 1 : 0;
	} else {
		return -EINVAL;
	}
	m->day = n[day_at];
	m->year = full_year(n[year_at], words->digits[year_at]);
	return 0;
}

static int parse_words(struct str s, struct moment *m)
{
	struct cursor cursor = {s, 0};
	struct words words = {0};

	while (cursor.at < s.len && words.others <= OTHER_WORDS_MAX) {
		char c = peek(&cursor, 0);

		if (is_digit(c)) {
			if (take_digits(&cursor, &words, m) != 0) {
				return -EINVAL;
			}
		} else if (is_letter(c)) {
			take_word(read_word(&cursor), &words, m);
		} else if ((c == '+' || c == '-') && m->has_time && is_digit(peek(&cursor, 1)) &&
			   words.count > 1) {
			if (read_offset(&cursor, m) != 0) {
				return -EINVAL;
			}
		} else if (c == '(' && m->has_zone) {
			/* A comment (RFC 822 3.4.3), mostly the zone once more. */
			break;
		} else {
			cursor.at++;
		}
	}
	if (words.others > OTHER_WORDS_MAX) {
		return -EINVAL;
	}
	return settle_numbers(&words, m);
}

/* --- the interface --- */

int date_parse(struct str s, int64_t *ret_seconds)
{
	struct moment m = {0};
	struct cursor cursor = {s = str_trim(s), 0};
	size_t digits = count_digits(&cursor);
	int result;

	if (s.len < 4 || s.len > DATE_LEN_MAX) {
		return -EINVAL;
	}
	/* A year first, alone or with something behind it that is no other number's separator. */
	bool is_iso = digits == 4 || digits == 6 || digits == 8 || digits == 12 || digits == 14;
	result = is_iso && peek(&cursor, digits) != ':' ? parse_iso(s, &m) : parse_words(s, &m);
	return result != 0 ? result : to_seconds(&m, ret_seconds);
}

int date_parse_http(struct str s, int64_t *ret_seconds)
{
	struct moment m = {0};

	s = str_trim(s);
	if (s.len < 4 || s.len > DATE_LEN_MAX || !is_letter(s.ptr[0]) || parse_words(s, &m) != 0 ||
		!m.has_time) {
		return -EINVAL;
	}
	return to_seconds(&m, ret_seconds);
}

size_t date_format(int64_t seconds, char out[DATE_RFC3339_SIZE])
{
	int64_t days = seconds / SECONDS_PER_DAY;
	int64_t rest = seconds % SECONDS_PER_DAY;

	if (rest < 0) {
		rest += SECONDS_PER_DAY;
		days--;
	}
	/* The inverse of days_from_civil. */
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
