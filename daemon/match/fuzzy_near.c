/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nearness of two words, twice: by letters, whatever their number; and for short words by all letters at once, because a text
 * can be made of words that are all nearly one of the rules'. Never allocates. The invariant: both give the same answer.
 */
#include "match/fuzzy_near.h"

#include <string.h>

#if defined(__SSE2__)
#include <x86intrin.h>
#endif

#include "text/utf8.h"

void fuzzy_letters_read(struct str word, struct fuzzy_letters *ret)
{
	ret->count = 0;
	for (size_t at = 0; at < word.len; ret->count++) {
		unsigned char byte = (unsigned char)word.ptr[at];
		if (ret->count == FUZZY_LETTERS_MAX) {
			ret->count++;
			return;
		}
		ret->points[ret->count] = byte < 0x80 ? byte : utf8_next(word, &at);
		at += byte < 0x80;
	}
}

/* --- by letters --- */

/* What is left of a word. */
struct rest {
	const uint32_t *points;
	size_t count;
};

static struct rest behind(struct rest rest, size_t letters)
{
	return (struct rest){.points = rest.points + letters, .count = rest.count - letters};
}

static bool is_same(struct rest a, struct rest b)
{
	return a.count == b.count && memcmp(a.points, b.points, a.count * sizeof(a.points[0])) == 0;
}

/* Two letters at the start of `a` stand swapped in `b`, with another one put between them. */
static bool is_swapped_around(struct rest a, struct rest b)
{
	return a.count > 1 && b.count > 2 && a.points[0] == b.points[2] &&
	       a.points[1] == b.points[0] && is_same(behind(a, 2), behind(b, 3));
}

/* Leaves out the letters that both begin and end with. */
static void strip_same(struct rest *a, struct rest *b)
{
	while (a->count > 0 && b->count > 0 && a->points[0] == b->points[0]) {
		*a = behind(*a, 1);
		*b = behind(*b, 1);
	}
	while (a->count > 0 && b->count > 0 && a->points[a->count - 1] == b->points[b->count - 1]) {
		a->count--;
		b->count--;
	}
}

/* NOLINTNEXTLINE(misc-no-recursion): each call has an edit less */
static bool is_near(struct rest a, struct rest b, unsigned edits)
{
	strip_same(&a, &b);
	size_t shorter = a.count < b.count ? a.count : b.count;
	size_t longer = a.count < b.count ? b.count : a.count;
	if (longer <= edits) {
		return true;
	}
	if (shorter == 0 || edits == 0 || longer - shorter > edits) {
		return false;
	}
	if (is_near(behind(a, 1), b, edits - 1) || is_near(a, behind(b, 1), edits - 1) ||
		is_near(behind(a, 1), behind(b, 1), edits - 1)) {
		return true;
	}
	if (a.count > 1 && b.count > 1 && a.points[0] == b.points[1] &&
		a.points[1] == b.points[0] && is_near(behind(a, 2), behind(b, 2), edits - 1)) {
		return true;
	}
	return edits == 2 && (is_swapped_around(a, b) || is_swapped_around(b, a));
}

bool fuzzy_near_letters(
	const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, unsigned edits)
{
	return a_count <= FUZZY_LETTERS_MAX && b_count <= FUZZY_LETTERS_MAX &&
	       is_near((struct rest){.points = a, .count = a_count},
		       (struct rest){.points = b, .count = b_count}, edits);
}

bool fuzzy_is_near(struct str a, struct str b, unsigned edits)
{
	struct fuzzy_letters left;
	struct fuzzy_letters right;
	fuzzy_letters_read(a, &left);
	fuzzy_letters_read(b, &right);
	return fuzzy_near_letters(left.points, left.count, right.points, right.count, edits);
}

/* --- by codes --- */

bool fuzzy_codes_make(const uint32_t *points, size_t count, struct fuzzy_codes *ret)
{
	if (count > FUZZY_CODES) {
		return false;
	}
	memset(ret->bytes, 0, sizeof(ret->bytes));
	for (size_t i = 0; i < count; i++) {
		ret->bytes[i] = (unsigned char)points[i];
	}
	return true;
}

int32_t fuzzy_codes_page(const uint32_t *points, size_t count)
{
	uint32_t page = count > 0 ? points[0] >> 8 : 0;
	bool is_one = true;
	for (size_t i = 0; i < count; i++) {
		is_one &= points[i] >> 8 == page && (points[i] & 0xff) != 0;
	}
	return is_one ? (int32_t)page : FUZZY_NO_PAGE;
}

/* Which letters of `a` are equal to those of `b`, `by` places further back or ahead: bit i, of a[i] and b[i + by - 2]. */
struct equals {
	uint32_t by[5];
};

enum { BY_MINUS_2, BY_MINUS_1, BY_0, BY_PLUS_1, BY_PLUS_2 };

#if defined(__SSE2__)

static void find_equals(
	const struct fuzzy_codes *a, const struct fuzzy_codes *b, struct equals *ret)
{
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)a->bytes);
	__m128i y = _mm_loadu_si128((const __m128i *)(const void *)b->bytes);
	ret->by[BY_MINUS_2] = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_slli_si128(y, 2)));
	ret->by[BY_MINUS_1] = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_slli_si128(y, 1)));
	ret->by[BY_0] = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, y));
	ret->by[BY_PLUS_1] = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_srli_si128(y, 1)));
	ret->by[BY_PLUS_2] = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_srli_si128(y, 2)));
}

#else

static void find_equals(
	const struct fuzzy_codes *a, const struct fuzzy_codes *b, struct equals *ret)
{
	for (int by = -2; by <= 2; by++) {
		ret->by[by + 2] = 0;
		for (int i = 0; i < FUZZY_CODES; i++) {
			bool is_inside = i + by >= 0 && i + by < FUZZY_CODES;
			ret->by[by + 2] |= (uint32_t)(is_inside && a->bytes[i] == b->bytes[i + by])
					   << i;
		}
	}
}

#endif

/* How far one comes in `a` from letter i on, whose letters stand `by` places further in `b`. */
static inline unsigned run(const struct equals *equals, unsigned by, unsigned i)
{
	return i + (unsigned)__builtin_ctz(~(equals->by[by] >> i));
}

static inline unsigned at_least(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

/* The same behind one letter changed, or two swapped. */
static inline unsigned run_changed(const struct equals *equals, unsigned by, unsigned i)
{
	uint32_t swapped = equals->by[by + 1] >> i & equals->by[by - 1] >> (i + 1) & 1;
	return run(equals, by, i + 1 + swapped);
}

/* The furthest that one comes in `a` with each number of edits, by how much longer `b` is so far (Ukkonen 1985). Coming
 * further is never worse, also with swaps: where letters are equal nothing is won by swapping them. */
bool fuzzy_near_codes(const struct fuzzy_codes *a, size_t a_count, const struct fuzzy_codes *b,
	size_t b_count, unsigned edits)
{
	struct equals equals;
	unsigned end = (unsigned)a_count;
	size_t longer = b_count + 2 - a_count; /* than `a`; 2: as long */
	unsigned reached = 0;
	if (longer > BY_PLUS_2) {
		return false;
	}
	find_equals(a, b, &equals);
	uint32_t changed_bits = ~equals.by[BY_0] & ((1u << end) - 1);
	changed_bits &= changed_bits - 1;
	changed_bits &= edits == 2 ? changed_bits - 1 : changed_bits;
	if (changed_bits == 0 && longer == BY_0) {
		return true;
	}
	for (unsigned i = 0; i < 5; i++) {
		equals.by[i] &= (1u << end) - 1; /* what is behind the end is equal, too */
	}
	unsigned none = run(&equals, BY_0, 0);
	unsigned changed = run_changed(&equals, BY_0, none);
	unsigned dropped = run(&equals, BY_MINUS_1, none + 1);
	unsigned added = run(&equals, BY_PLUS_1, none);
	unsigned one[] = {0, dropped, at_least(none, changed), added, 0};
	if (one[longer] >= end || edits == 1) {
		return one[longer] >= end;
	}
	/* Two letters swapped, and one put between them. */
	uint32_t around = equals.by[BY_PLUS_2] >> none & equals.by[BY_MINUS_1] >> (none + 1) & 1;
	uint32_t back = equals.by[BY_PLUS_1] >> none & equals.by[BY_MINUS_2] >> (none + 2) & 1;
	switch (longer) {
	case BY_MINUS_2:
		reached = run(&equals, BY_MINUS_2, dropped + 1);
		break;
	case BY_MINUS_1:
		reached = at_least(run(&equals, BY_MINUS_1, changed + 1),
			run_changed(&equals, BY_MINUS_1, dropped));
		reached = at_least(reached, back ? run(&equals, BY_MINUS_1, none + 3) : 0);
		break;
	case BY_0:
		reached = at_least(run(&equals, BY_0, dropped), run(&equals, BY_0, added + 1));
		reached = at_least(reached, run_changed(&equals, BY_0, changed));
		break;
	case BY_PLUS_1:
		reached = at_least(
			run(&equals, BY_PLUS_1, changed), run_changed(&equals, BY_PLUS_1, added));
		reached = at_least(reached, around ? run(&equals, BY_PLUS_1, none + 2) : 0);
		break;
	default:
		reached = run(&equals, BY_PLUS_2, added);
		break;
	}
	return reached >= end;
}
