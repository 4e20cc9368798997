/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Weighs a pattern, because repetitions can cost a library many seconds: linear in the text is not linear in the pattern.
 * Never says whether a pattern is right: of a wrong one it weighs something. The invariant: each byte is looked at once.
 */
#include "text/regex_weight.h"

#include <stdbool.h>
#include <stddef.h>

#define WEIGHT_MAX 1000000u
#define GROUP_DEPTH_MAX 32
/* Classes of letters of all scripts are hundreds of sequences of bytes. */
#define PROPERTY_STATES 8
#define PROPERTY_WORK 128
/* Text costs next to nothing to compile: work is counted in eighths meanwhile. */
#define WORK_SHARE 8

struct scan {
	struct str text;
	size_t at;
	unsigned depth;
};

/* A piece of a pattern. */
struct part {
	uint32_t states;
	uint32_t work;     /* in shares */
	uint32_t literal;  /* as in regex_weight */
	bool is_plain;     /* a byte that stands for itself */
	bool is_zero_wide; /* stands for no letter */
};

/* How often an atom is there. */
struct repeats {
	uint32_t most;
	bool is_optional;
	bool is_any; /* there was a mark at all */
};

static bool is_at(const struct scan *scan, char byte)
{
	return scan->at < scan->text.len && scan->text.ptr[scan->at] == byte;
}

static uint32_t limited(uint64_t weight)
{
	return weight > WEIGHT_MAX ? WEIGHT_MAX : (uint32_t)weight;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static void skip_braces(struct scan *scan)
{
	if (is_at(scan, '{')) {
		while (scan->at < scan->text.len && scan->text.ptr[scan->at] != '}') {
			scan->at++;
		}
		scan->at += scan->at < scan->text.len;
	}
}

static bool is_hex_digit(const struct scan *scan)
{
	char byte;
	if (scan->at == scan->text.len) {
		return false;
	}
	byte = scan->text.ptr[scan->at];
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
	       (byte >= 'A' && byte <= 'F');
}

static struct part class_of(uint32_t states)
{
	return (struct part){.states = states, .work = states * WORK_SHARE};
}

static struct part plain(void)
{
	return (struct part){.states = 1, .work = 1, .literal = 1, .is_plain = true};
}

/* Behind a backslash. Sets of letters of all scripts are large, complements too. */
static struct part weigh_escape(struct scan *scan)
{
	char kind = '\0';
	if (scan->at < scan->text.len) {
		kind = scan->text.ptr[scan->at++];
	}
	switch (kind) {
	case 'p':
	case 'P':
		scan->at += !is_at(scan, '{') && scan->at < scan->text.len;
		skip_braces(scan);
		return (struct part){.states = PROPERTY_STATES, .work = PROPERTY_WORK * WORK_SHARE};
	case 'x':
		if (is_at(scan, '{')) {
			skip_braces(scan);
			return class_of(1);
		}
		for (unsigned i = 0; i < 2 && is_hex_digit(scan); i++) {
			scan->at++;
		}
		return class_of(1);
	case 'b':
	case 'B':
	case 'A':
	case 'z':
	case 'Z':
		return (struct part){.states = 1, .work = 1, .is_zero_wide = true};
	case 'W':
	case 'D':
	case 'S':
	case 'X':
		return class_of(4);
	default:
		return (kind >= 'a' && kind <= 'z') || (kind >= 'A' && kind <= 'Z') ? class_of(1)
										    : plain();
	}
}

/* Behind a [. */
static struct part weigh_set(struct scan *scan)
{
	struct part set = class_of(is_at(scan, '^') ? 4 : 1);
	scan->at += is_at(scan, '^');
	scan->at += is_at(scan, ']'); /* the first stands for itself */
	while (scan->at < scan->text.len && scan->text.ptr[scan->at] != ']') {
		struct part inner =
			class_of((unsigned char)scan->text.ptr[scan->at] < 0x80 ? 1 : 4);
		if (scan->text.ptr[scan->at++] == '\\') {
			inner = weigh_escape(scan);
		}
		set.states = larger(inner.states, set.states);
		set.work = larger(inner.work, set.work);
	}
	scan->at += scan->at < scan->text.len;
	return set;
}

static uint32_t read_number(struct scan *scan)
{
	uint64_t number = 0;
	while (scan->at < scan->text.len && scan->text.ptr[scan->at] >= '0' &&
		scan->text.ptr[scan->at] <= '9') {
		number = limited(number * 10 + (uint64_t)(scan->text.ptr[scan->at++] - '0'));
	}
	return (uint32_t)number;
}

/* {n}, {n,} or {n,m}; false: a brace that stands for itself. */
static bool read_braces(struct scan *scan, uint32_t *ret_least, uint32_t *ret_most)
{
	struct scan ahead = *scan;
	ahead.at++;
	*ret_least = read_number(&ahead);
	*ret_most = *ret_least;
	if (is_at(&ahead, ',')) {
		ahead.at++;
		*ret_most = larger(read_number(&ahead), *ret_least);
	}
	if (!is_at(&ahead, '}')) {
		return false;
	}
	scan->at = ahead.at + 1;
	return true;
}

/* The repetitions that follow an atom, multiplied. */
static struct repeats read_repeats(struct scan *scan)
{
	struct repeats repeats = {.most = 1};
	while (scan->at < scan->text.len) {
		uint32_t least = 1;
		uint32_t most = 1;
		if (is_at(scan, '*') || is_at(scan, '+') || is_at(scan, '?')) {
			least = is_at(scan, '+');
			scan->at++;
		} else if (!is_at(scan, '{') || !read_braces(scan, &least, &most)) {
			break;
		}
		/* A mark behind another one only says which match is wanted. */
		repeats.is_optional = repeats.is_any ? repeats.is_optional : least == 0;
		repeats.is_any = true;
		repeats.most = limited((uint64_t)repeats.most * (most > 0 ? most : 1));
	}
	return repeats;
}

/* Behind a (: what says how the group is meant, (?: (?i) (?<name>. */
static void skip_group_mark(struct scan *scan)
{
	if (!is_at(scan, '?')) {
		return;
	}
	while (scan->at < scan->text.len && !is_at(scan, ':') && !is_at(scan, '>') &&
		!is_at(scan, ')')) {
		scan->at++;
	}
	scan->at += scan->at < scan->text.len && !is_at(scan, ')');
}

static struct part weigh_group(struct scan *scan);

/* NOLINTNEXTLINE(misc-no-recursion): GROUP_DEPTH_MAX deep at most */
static struct part weigh_atom(struct scan *scan)
{
	char byte = scan->text.ptr[scan->at++];
	switch (byte) {
	case '(':
		skip_group_mark(scan);
		return weigh_group(scan);
	case '[':
		return weigh_set(scan);
	case '\\':
		return weigh_escape(scan);
	case '.':
		return class_of(4);
	case '^':
	case '$':
		return (struct part){.states = 1, .work = 1, .is_zero_wide = true};
	default:
		return plain();
	}
}

/* Adds an atom to the alternative at hand; *run: plain bytes that it ends with. */
static void add_atom(
	struct part *group, const struct part *atom, struct repeats repeats, uint32_t *run)
{
	group->states = limited(group->states + (uint64_t)atom->states * repeats.most);
	group->work = limited(group->work + (uint64_t)atom->work * repeats.most);
	if (atom->is_zero_wide) {
		return;
	}
	if (atom->is_plain && !repeats.is_optional) {
		group->literal = larger(group->literal, ++*run);
	} else if (!repeats.is_optional) {
		group->literal = larger(group->literal, atom->literal);
	}
	if (!atom->is_plain || repeats.is_any) {
		*run = 0;
	}
}

/* Alternatives and what follows each other, up to the closing parenthesis or the end. */
/* NOLINTNEXTLINE(misc-no-recursion): GROUP_DEPTH_MAX deep at most */
static struct part weigh_group(struct scan *scan)
{
	struct part group = {.states = 1, .work = 1};
	uint32_t least = UINT32_MAX; /* of the alternatives before */
	uint32_t run = 0;
	if (++scan->depth > GROUP_DEPTH_MAX) {
		scan->at = scan->text.len;
		return (struct part){.states = WEIGHT_MAX, .work = WEIGHT_MAX};
	}
	while (scan->at < scan->text.len && !is_at(scan, ')')) {
		if (is_at(scan, '|')) {
			least = group.literal < least ? group.literal : least;
			group.literal = 0;
			group.states = limited(group.states + 1ull);
			run = 0;
			scan->at++;
			continue;
		}
		struct part atom = weigh_atom(scan);
		add_atom(&group, &atom, read_repeats(scan), &run);
	}
	group.literal = group.literal < least ? group.literal : least;
	scan->at += scan->at < scan->text.len;
	scan->depth--;
	return group;
}

void regex_weigh(struct str pattern, struct regex_weight *ret)
{
	struct scan scan = {.text = pattern};
	uint64_t states = 0;
	uint64_t work = 0;
	uint32_t literal = 0;
	while (scan.at < pattern.len) { /* more than once only behind a stray parenthesis */
		struct part part = weigh_group(&scan);
		states = limited(states + part.states);
		work = limited(work + part.work);
		literal = part.literal;
	}
	*ret = (struct regex_weight){.states = (uint32_t)states,
		.work = (uint32_t)(work + WORK_SHARE - 1) / WORK_SHARE,
		.literal = literal};
}
