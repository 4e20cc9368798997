/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks code points up in the generated tables. Never allocates and never depends on a locale. The invariant: folding what
 * is folded changes nothing.
 */
#include "text/fold.h"

#include <string.h>

#include "text/utf8.h"

size_t fold_point(uint32_t point, uint32_t entry, char out[FOLD_MAX_BYTES])
{
	enum fold_class class = fold_class(entry);
	if (class != FOLD_WORD && class != FOLD_DIGIT && class != FOLD_IDEOGRAPH) {
		return 0;
	}
	uint32_t target = entry & FOLD_ENTRY_POINT;
	if (!(entry & FOLD_ENTRY_EXPANDS)) {
		target = target == 0 ? point : target;
		if (target >= 0x80 && target < 0x800) {
			out[0] = (char)(0xc0 | target >> 6);
			out[1] = (char)(0x80 | (target & 0x3f));
			return 2;
		}
		return utf8_encode(target, out);
	}
	size_t len = 0;
	uint32_t count = fold_expansions[target];
	for (uint32_t i = 1; i <= count; i++) {
		len += utf8_encode(fold_expansions[target + i], out + len);
	}
	return len;
}

/* --- what Unicode also writes in pieces --- */

#define KATAKANA_OFFSET 0x60 /* from hiragana */
#define HANGUL_LEADS 0x1100
#define HANGUL_VOWELS 0x1161
#define HANGUL_TAILS 0x11a7 /* of which the first is none */
#define HANGUL_SYLLABLES 0xac00
#define LEAD_COUNT 19
#define VOWEL_COUNT 21
#define TAIL_COUNT 28

/* Hiragana か to と every one has a voiced form behind it, は to ほ a half-voiced one behind that. 0: has none. */
static uint32_t with_sound_mark(uint32_t kana, bool half)
{
	uint32_t base = kana >= 0x30a1 && kana <= 0x30fa ? kana - KATAKANA_OFFSET : kana;
	bool is_ha = base >= 0x306f && base <= 0x307b && base % 3 == 0;
	bool is_ka = (base >= 0x304b && base <= 0x3061 && base % 2 == 1) ||
		     (base >= 0x3064 && base <= 0x3068 && base % 2 == 0);

	if (half) {
		return is_ha ? kana + 2 : 0;
	}
	if (base == 0x3046) {
		return kana + 0x4e; /* う: ゔ */
	}
	return is_ha || is_ka ? kana + 1 : 0;
}

/* One more letter of Hangul; 0: it does not belong to what is before it. */
static uint32_t with_letter(uint32_t before, uint32_t letter)
{
	uint32_t lead = before - HANGUL_LEADS;
	uint32_t vowel = letter - HANGUL_VOWELS;
	uint32_t syllable = before - HANGUL_SYLLABLES;
	uint32_t tail = letter - HANGUL_TAILS;

	if (lead < LEAD_COUNT && vowel < VOWEL_COUNT) {
		return HANGUL_SYLLABLES + (lead * VOWEL_COUNT + vowel) * TAIL_COUNT;
	}
	if (syllable < LEAD_COUNT * VOWEL_COUNT * TAIL_COUNT && syllable % TAIL_COUNT == 0 &&
		tail > 0 && tail < TAIL_COUNT) {
		return before + tail;
	}
	return 0;
}

static uint32_t compose(uint32_t before, uint32_t next)
{
	switch (next) {
	case 0x3099: /* voiced, as a mark and half as wide */
	case 0xff9e:
		return with_sound_mark(before, false);
	case 0x309a: /* half-voiced */
	case 0xff9f:
		return with_sound_mark(before, true);
	default:
		return with_letter(before, next);
	}
}

size_t fold_compose(struct str text, size_t *at, char out[FOLD_MAX_BYTES], size_t len)
{
	size_t end = 0;
	uint32_t point = utf8_next(str_make(out, len), &end);

	while (end == len && *at < text.len && (unsigned char)text.ptr[*at] >= 0xe1) {
		size_t next = *at;
		uint32_t composed = compose(point, utf8_next(text, &next));

		if (composed == 0) {
			break;
		}
		point = composed;
		*at = next;
		len = utf8_encode(composed, out);
		end = len;
	}
	return len;
}

size_t fold_text(struct str s, char *out, size_t size)
{
	size_t len = 0;
	size_t at = 0;
	while (at < s.len) {
		size_t from = at;
		uint32_t point = utf8_next(s, &at);
		uint32_t entry = fold_entry(point);
		enum fold_class class = fold_class(entry);
		char folded[FOLD_MAX_BYTES];
		size_t bytes = fold_point(point, entry, folded);
		if (class == FOLD_APOSTROPHE) {
			folded[0] = '\'';
			bytes = 1;
		} else if (bytes == 0 && class != FOLD_MARK && class != FOLD_IGNORED) {
			bytes = at - from;
			memcpy(folded, s.ptr + from, bytes);
		}
		if (len + bytes > size) {
			break;
		}
		memcpy(out + len, folded, bytes);
		len += bytes;
	}
	return len;
}
