/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dates of words and numbers in any order that makes sense: RFC 822 and its successors, asctime, and what newsrooms write.
 * A word that is none of a month, a half of the day or a zone is skipped, but not many of them: prose is no date.
 */
#include <errno.h>

#include "text/date_names.h"
#include "text/date_parts.h"

/* Words that are neither month nor zone: a weekday, "de" … */
#define OTHER_WORDS_MAX 4
#define NUMBERS_MAX 3

struct words {
	int numbers[NUMBERS_MAX];
	size_t digits[NUMBERS_MAX];
	size_t count;
	size_t others;
	char separator; /* that stood behind the first number */
	int month;      /* by name, 0: none */
	bool is_early;  /* the name stood before all numbers: "mar." may be Tuesday */
};

/* True when day, month and year have been read: numbers that follow are a clock's. */
static bool is_complete(const struct words *words)
{
	return words->count == (words->month != 0 ? 2 : 3);
}

static bool is_ordinal_end(struct str word)
{
	static const struct str ends[] = {STR_INIT("st"), STR_INIT("nd"), STR_INIT("rd"),
		STR_INIT("th"), STR_INIT("er"), STR_INIT("o"), STR_INIT("a"), STR_INIT("e")};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (str_eq(word, ends[i])) {
			return true;
		}
	}
	return false;
}

static void take_word(struct cursor *cursor, struct words *words, struct moment *m)
{
	size_t from = cursor->at;
	struct str word = date_read_word(cursor);
	bool is_behind_digit = from > 0 && date_is_digit(cursor->text.ptr[from - 1]);
	int month;

	if (date_take_time_word(cursor, word, m)) {
		return;
	}
	/* "1st", "2.", "1er": no word of its own; "t" stands before a clock. */
	if ((is_behind_digit && is_ordinal_end(word)) || str_eq(word, STR("t"))) {
		return;
	}
	month = date_month_of(word);
	if (month != 0 && (words->month == 0 || (words->is_early && words->count > 0))) {
		words->month = month;
		words->is_early = words->count == 0;
		return;
	}
	words->others++;
}

/* The character between hour and minutes when a clock is at the cursor, else 0. */
static char clock_at(const struct cursor *cursor, const struct words *words)
{
	size_t digits = date_count_digits(cursor);
	char next = date_peek(cursor, digits);

	if (digits > 2) {
		return 0;
	}
	if (next == ':') {
		return ':';
	}
	if (!is_complete(words)) {
		return 0;
	}
	/* "15.30" in the north, "15h30" in France, "15" where nothing else is missing */
	if (next == 'h') {
		return 'h';
	}
	return next == '.' && date_is_digit(date_peek(cursor, digits + 1)) &&
			       date_is_digit(date_peek(cursor, digits + 2))
		       ? '.'
		       : ':';
}

static int take_digits(struct cursor *cursor, struct words *words, struct moment *m)
{
	size_t digits = date_count_digits(cursor);
	char clock = clock_at(cursor, words);

	if (clock != 0 && !m->has_time) {
		date_read_clock(cursor, clock, m);
		cursor->at += clock == 'h' && date_peek(cursor, 0) == 'h';
		return 0;
	}
	if (is_complete(words) && m->has_time && digits % 2 == 0 && digits <= 4) {
		/* "00" and "0000": the zone without its sign */
		return date_read_number(cursor, digits) == 0 ? 0 : -EINVAL;
	}
	if (words->count == NUMBERS_MAX || digits > 4) {
		return -EINVAL;
	}
	words->digits[words->count] = digits;
	words->numbers[words->count++] = date_read_number(cursor, digits);
	if (words->count == 1) {
		words->separator = date_peek(cursor, 0);
	}
	return 0;
}

/* A sign: of an offset once the date is known, else the hyphen between two of its parts. */
static int take_sign(struct cursor *cursor, const struct words *words, struct moment *m)
{
	bool is_plus = date_peek(cursor, 0) == '+';
	/* "Jul 15 01:16:00 +0000 2012": the blank tells it from "01:16 15-Jul-2012". */
	bool is_before_year = m->has_time && words->month != 0 && words->count == 1 &&
			      cursor->text.ptr[cursor->at - 1] == ' ';

	if (date_is_digit(date_peek(cursor, 1)) && (is_complete(words) || is_before_year)) {
		return date_read_offset(cursor, m);
	}
	/* "+zz:00" has been meant as an offset, and nobody knows which. */
	if (is_plus && m->has_time && date_is_letter(date_peek(cursor, 1))) {
		return -EINVAL;
	}
	cursor->at++;
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

/* Which of three numbers is what. */
static void settle_three(const struct words *words, struct moment *m)
{
	const int *n = words->numbers;
	bool is_short = words->digits[2] < 3;
	/* 2006/09/15; and 04-12-31, which is ISO 8601 as it once was */
	bool is_year_first = words->digits[0] == 4 || n[0] > 31 ||
			     (is_short && words->separator == '-' && n[1] <= 12);
	/* 31/12/2004 and 12/31/2004; when both are possible, "/" is American. */
	bool is_month_first = n[1] > 12 || (n[0] <= 12 && words->separator == '/');

	if (is_year_first) {
		m->year = full_year(n[0], words->digits[0]);
		m->month = n[1];
		m->day = n[2];
		return;
	}
	m->month = n[is_month_first ? 0 : 1];
	m->day = n[is_month_first ? 1 : 0];
	m->year = full_year(n[2], words->digits[2]);
}

static int settle_numbers(const struct words *words, struct moment *m)
{
	const int *n = words->numbers;

	if (!is_complete(words)) {
		return -EINVAL;
	}
	if (words->month == 0) {
		settle_three(words, m);
		return 0;
	}
	bool is_year_first = words->digits[0] > 2 || n[0] > 31;

	m->month = words->month;
	m->day = n[is_year_first ? 1 : 0];
	m->year = full_year(n[is_year_first ? 0 : 1], words->digits[is_year_first ? 0 : 1]);
	return 0;
}

int date_read_words(struct str tidy, struct moment *m)
{
	struct cursor cursor = {tidy, 0};
	struct words words = {.count = 0};

	while (cursor.at < tidy.len && words.others <= OTHER_WORDS_MAX) {
		char c = date_peek(&cursor, 0);
		int result = 0;

		if (date_is_digit(c)) {
			result = take_digits(&cursor, &words, m);
		} else if (date_is_letter(c)) {
			take_word(&cursor, &words, m);
		} else if (c == '+' || c == '-') {
			result = take_sign(&cursor, &words, m);
		} else if (c == '(' && m->has_zone) {
			/* A comment (RFC 822 3.4.3), mostly the zone once more. */
			break;
		} else {
			cursor.at++;
		}
		if (result != 0) {
			return result;
		}
	}
	return words.others > OTHER_WORDS_MAX ? -EINVAL : settle_numbers(&words, m);
}
