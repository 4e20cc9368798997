/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads and writes quantities with units. Never guesses a unit and never rounds: what is written is the value, or it is
 * refused. Results are never negative.
 */
#include "text/quantity.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

struct unit {
	struct str name;
	int64_t factor;
};

/* The largest first, as parse and format need them. */
static const struct unit durations[] = {
	{STR_INIT("w"), INT64_C(7) * 24 * 3600 * 1000},
	{STR_INIT("d"), INT64_C(24) * 3600 * 1000},
	{STR_INIT("h"), INT64_C(3600) * 1000},
	{STR_INIT("m"), INT64_C(60) * 1000},
	{STR_INIT("s"), 1000},
	{STR_INIT("ms"), 1},
};

static const struct unit sizes[] = {
	{STR_INIT("TiB"), INT64_C(1) << 40},
	{STR_INIT("GiB"), INT64_C(1) << 30},
	{STR_INIT("MiB"), INT64_C(1) << 20},
	{STR_INIT("KiB"), INT64_C(1) << 10},
	{STR_INIT("B"), 1},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Splits "15m…" into its digits and its letters; -EINVAL when either is missing. */
static int take_term(struct str *rest, struct str *ret_digits, struct str *ret_unit)
{
	size_t digits = 0;
	while (digits < rest->len && is_digit(rest->ptr[digits])) {
		digits++;
	}
	size_t end = digits;
	while (end < rest->len && !is_digit(rest->ptr[end])) {
		end++;
	}
	if (digits == 0 || end == digits) {
		return -EINVAL;
	}
	*ret_digits = str_slice(*rest, 0, digits);
	*ret_unit = str_slice(*rest, digits, end - digits);
	*rest = str_slice(*rest, end, rest->len);
	return 0;
}

/* Terms in falling order of their units: 1h30m, but not 30m1h or 1h1h. */
static int parse(struct str s, const struct unit *units, size_t unit_count, int64_t *ret)
{
	s = str_trim(s);
	if (str_eq(s, STR("0"))) {
		*ret = 0;
		return 0;
	}
	int64_t sum = 0;
	size_t next = 0;
	do {
		struct str digits;
		struct str name;
		int64_t number;
		int64_t part;
		int r = take_term(&s, &digits, &name);
		if (r < 0) {
			return r;
		}
		while (next < unit_count && !str_eq(name, units[next].name)) {
			next++;
		}
		if (next == unit_count) {
			return -EINVAL;
		}
		r = str_to_int64(digits, &number);
		if (r < 0) {
			return r;
		}
		if (__builtin_mul_overflow(number, units[next].factor, &part) ||
			__builtin_add_overflow(sum, part, &sum)) {
			return -ERANGE;
		}
		next++;
	} while (s.len > 0);
	*ret = sum;
	return 0;
}

static size_t format(int64_t value, const struct unit *units, size_t unit_count, char *out)
{
	size_t i = 0;
	while (i + 1 < unit_count && (value < units[i].factor || value % units[i].factor != 0)) {
		i++;
	}
	if (value == 0) {
		return (size_t)snprintf(out, QUANTITY_SIZE, "0");
	}
	return (size_t)snprintf(out, QUANTITY_SIZE, "%" PRId64 "%.*s", value / units[i].factor,
		STR_ARG(units[i].name));
}

int duration_parse(struct str s, int64_t *ret_ms)
{
	return parse(s, durations, COUNT(durations), ret_ms);
}

size_t duration_format(int64_t ms, char out[QUANTITY_SIZE])
{
	/* Days read better than weeks: 14d. */
	return format(ms, durations + 1, COUNT(durations) - 1, out);
}

int size_parse(struct str s, int64_t *ret_bytes)
{
	return parse(s, sizes, COUNT(sizes), ret_bytes);
}

size_t size_format(int64_t bytes, char out[QUANTITY_SIZE])
{
	return format(bytes, sizes, COUNT(sizes), out);
}
